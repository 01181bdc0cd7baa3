"""Nouns that say once more who somebody is that was named just before: "the 71-year-old"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tamis.attribution.lore import is_title, lore

_AGE = re.compile(r"[1-9][0-9]-year-old")
_PERSON_END = ("man", "woman", "-of-two", "-of-three", "-of-four", "-of-five")
_ROLE_END = ("er", "or", "ist", "ian")
_OFFICES = frozenset(
    """president minister premier chancellor mayor governor judge justice coroner magistrate king
    queen pope bishop archbishop commissioner sheriff secretary ambassador director head chief
    general manager prosecutor attorney senator congressman congresswoman lawmaker mp councillor
    spokesman spokeswoman spokesperson chairman chairwoman chair ceo official officer leader member
    witness driver neighbour neighbor resident reporter journalist user reader caller editor adviser
    advisor expert analyst alderman alderwoman counsel""".split()
)
"""Who is named by one of these may well be somebody of whom the page does not give the name."""
_NO_WORK = frozenset(
    """mr mrs ms miss mx sir dame lord lady dr doctor prof professor former acting interim executive
    managing senior junior lead head vice first press foreign deputy assistant major general father
    sister young commuter customer passenger shopper tenant resident visitor tourist motorist
    pedestrian witness neighbour neighbor friend pal colleague teammate team-mate volunteer
    protester campaigner activist donor villager islander bride groom partner landlord owner
    founder co-founder member survivor eyewitness onlooker trustee""".split()
)
_FEMININE = (
    "woman",
    "lady",
    "landlady",
    "bride",
    "mum",
    "mom",
    "mother",
    "girl",
    "actress",
    "widow",
    "grandmother",
    "gran",
)
_MASCULINE = (
    "man",
    "dad",
    "father",
    "boy",
    "widower",
    "landlord",
    "groom",
    "grandfather",
    "granddad",
    "grandad",
)


def kind_of(words: Sequence[str]) -> str | None:
    """``person`` if a noun phrase, by its words in lower case, can only be one who was named,
    ``work`` if it says what the one does, or ``None``."""
    noun, known = words[-1], lore()
    if _AGE.fullmatch(noun) or noun in known.demonyms:
        return "person"
    if noun in _OFFICES or noun in known.things_in_er or noun in known.bodies:
        return None
    if noun.endswith(_PERSON_END) or {"former", "retired"} & set(words[:-1]):
        return "person" if len(noun) > 5 or words[-2:-1] != ["the"] else None
    if noun in {"teenager", "pensioner"}:
        return "person"
    if noun in known.epithets or is_title(noun) or (len(noun) > 5 and noun.endswith(_ROLE_END)):
        return "work"
    return None


def gender_of(noun: str) -> str | None:
    """What a noun says of a person's gender."""
    start = noun.split("-of-", maxsplit=1)[0]
    if start.endswith(_FEMININE):
        return "feminine"
    return "masculine" if start.endswith(_MASCULINE) else None


def fits(noun: str, kind: str, described: frozenset[str]) -> bool:
    """Whether somebody of whom the page says all this may be called so: nobody has two ages, and
    few have two kinds of work."""
    if noun in described:
        return True
    if kind == "work":
        return not any(is_title(word) and word not in _NO_WORK for word in described)
    ages = [word for word in described if _AGE.fullmatch(word)]
    if _AGE.fullmatch(noun):
        return not ages
    if "-of-" in noun:
        return not any("-of-" in word for word in described)
    if noun in {"teenager", "pensioner"}:
        return all((int(age[:2]) < 20) is (noun == "teenager") for age in ages)
    return True
