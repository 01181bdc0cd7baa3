"""What polluted text is made of: campaigns of spam and boilerplate phrases, by language.

The files beside this module were written for this project; their slots (``{brand}``,
``{title}``, …) are filled at random, with nothing that exists.
"""

from __future__ import annotations

import random
import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_HERE = Path(__file__).parent
_SLOT = re.compile(r"\{(\w+)\}")
_SYLLABLES = (
    "ba be bo ca co da de do fa fe ga go ka ki ko la le li lo lu ma me mi mo na ne no pa po ra re"
    " ri ro sa se si so ta te ti to va ve vi vo xa ze zo bet max pro win jet lux art fix vip"
).split()
_ENDINGS = "com net org info top xyz shop club online site ru co.id com.br in vip".split()


@dataclass(frozen=True, slots=True)
class Campaign:
    """One family of spam in one language. ``keywords``: search phrases; ``heads``: single
    words that are combined; ``sentences``: as comments and doorway pages have them."""

    family: str
    language: str
    keywords: tuple[str, ...]
    heads: tuple[str, ...]
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Phrases:
    """What pages say beside their text, of one kind in one language."""

    kind: str
    language: str
    phrases: tuple[str, ...]


@cache
def campaigns() -> tuple[Campaign, ...]:
    found = []
    for path in sorted((_HERE / "campaigns").glob("*.toml")):
        family, by_language = _read(path)
        if family == "places":
            continue
        for language, lists in by_language.items():
            found.append(
                Campaign(
                    family,
                    language,
                    tuple(lists.get("keywords", ())),
                    tuple(lists.get("heads", ())),
                    tuple(lists.get("sentences", ())),
                )
            )
    return tuple(found)


@cache
def phrases() -> tuple[Phrases, ...]:
    found = []
    for path in sorted((_HERE / "phrases").glob("*.toml")):
        kind, by_language = _read(path)
        for language, lists in by_language.items():
            found.append(Phrases(kind, language, tuple(lists["phrases"])))
    return tuple(found)


@cache
def places() -> Mapping[str, tuple[str, ...]]:
    _, by_language = _read(_HERE / "campaigns" / "places.toml")
    return {language: tuple(lists["places"]) for language, lists in by_language.items()}


def _read(path: Path) -> tuple[str, dict[str, dict[str, Sequence[str]]]]:
    with path.open("rb") as file:
        content = tomllib.load(file)
    name = content.pop("family", None) or content.pop("kind", None) or path.stem
    return name, content


def filled(
    template: str,
    rng: random.Random,
    language: str,
    *,
    keyword: Callable[[], str],
    words: Callable[[int], str],
) -> str:
    """The template with each slot filled at random.

    ``keyword`` gives a search phrase, ``words(n)`` about ``n`` words of ordinary text.
    """
    brand = _brand(rng)
    here = places().get(language) or places()["en"]
    fillings: dict[str, Callable[[], str]] = {
        "brand": lambda: brand,
        "domain": lambda: f"{rng.choice(('', '', 'www.'))}{brand.lower()}.{rng.choice(_ENDINGS)}",
        "phone": lambda: _phone(rng),
        "email": lambda: f"{brand.lower()}{rng.randrange(100)}@{_brand(rng).lower()}.com",
        "place": lambda: rng.choice(here),
        "city": lambda: rng.choice(here),
        "keyword": keyword,
        "number": lambda: str(rng.choice((rng.randrange(1, 60), rng.randrange(100, 9000)))),
        "title": lambda: words(rng.randint(4, 12)),
        "words": lambda: ", ".join(words(rng.randint(1, 2)) for _ in range(rng.randint(2, 14))),
        "name": lambda: words(2).title(),
        "team": lambda: words(1).title(),
        "date": lambda: _date(rng),
    }

    def fill(match: re.Match[str]) -> str:
        return fillings[match[1]]()

    return _SLOT.sub(fill, template)


def _brand(rng: random.Random) -> str:
    name = "".join(rng.choices(_SYLLABLES, k=rng.randint(2, 4)))
    if rng.random() < 0.25:
        name += str(rng.choice((4, 7, 8, 77, 88, 99, 123, 365, "4d", "777")))
    return name.capitalize() if rng.random() < 0.6 else name


def _phone(rng: random.Random) -> str:
    digits = "".join(str(rng.randrange(10)) for _ in range(rng.randint(8, 11)))
    style = rng.randrange(4)
    if style == 0:
        return f"+{rng.randrange(1, 99)} {digits[:3]} {digits[3:6]} {digits[6:]}"
    if style == 1:
        return f"0{digits[:3]}-{digits[3:6]}-{digits[6:]}"
    return f"+{rng.randrange(1, 99)}{digits}" if style == 2 else f"({digits[:3]}) {digits[3:]}"


def _date(rng: random.Random) -> str:
    day, month, year = rng.randint(1, 28), rng.randint(1, 12), rng.randint(2008, 2026)
    return rng.choice(
        (f"{day}.{month}.{year}", f"{day:02}/{month:02}/{year}", f"{year}-{month:02}-{day:02}")
    )
