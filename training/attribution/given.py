"""List given names: ``python -m training.attribution.given --data ../shared/data``.

Writes the package's ``attribution/data/given.txt``: what is a woman's name, and what a man's, where
a page itself does not say. From the US census of 1990, as the package ``names`` carries it, and the
lists of the package ``faker`` (both MIT) for languages in Latin letters. Left out is what is rather
a place, a word, a surname or a name of both.
"""

from __future__ import annotations

import argparse
import pkgutil
import re
from collections import Counter
from collections.abc import Iterator
from importlib import import_module
from importlib.resources import files
from pathlib import Path

from tamis.attribution.lore import lore

ROOT = Path(__file__).parent.parent.parent
OUTPUT = ROOT / "src/tamis/attribution/data/given.txt"
_LATIN = re.compile(r"[a-zà-žșț]{2,14}(?:-[a-zà-žșț]{2,14})?")
_WORD = re.compile(r"\b[^\W\d_]{2,}\b")
_OFTEN = 3
_SURNAME = 10
"""So many times as often a surname as a given name."""
_UNLISTED = ("is_IS", "az_AZ", "uz_UZ")
"""Lists of thousands, for languages whose names the news seldom has."""
_BRANDS = frozenset("asia chanel isis mercedes odessa porsche santa ford tesla".split())
_CLEARLY = 10
"""So many times as often one kind as the other."""
_BOTH = "female", "male"


def main() -> None:
    """Write the two lists, a line each."""
    parser = argparse.ArgumentParser(prog="training.attribution.given", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--data", type=Path, required=True, help="the folder shared/data")
    parser.add_argument("--output", type=Path, default=OUTPUT)
    arguments = parser.parse_args()
    known = lore()
    other = (
        _BRANDS
        | places()
        | words(arguments.data / "polnear/data/train/text")
        | known.openers
        | known.titles
        | known.bodies
        | known.kin
        | known.collectives
    )
    census, lists = of_census(), of_lists()
    other |= surnames(census)
    with arguments.output.open("w", encoding="utf-8", newline="\n") as out:
        for kind, against in zip(_BOTH, reversed(_BOTH), strict=True):
            chosen = sorted(
                name
                for name in census[kind].keys() | lists[kind].keys()
                if _LATIN.fullmatch(name)
                and name not in other
                and _is_clearly(name, kind, against, census, lists)
            )
            print(*chosen, file=out)
            print(f"{kind}: {len(chosen)}")


def _is_clearly(
    name: str,
    kind: str,
    against: str,
    census: dict[str, Counter[str]],
    lists: dict[str, Counter[str]],
) -> bool:
    """The census counts bearers, and goes before the lists, which only count languages."""
    for counted in (census, lists):
        one, two = counted[kind][name], counted[against][name]
        if one or two:
            return one >= _CLEARLY * two
    return False


def of_census() -> dict[str, Counter[str]]:
    """Bearers of each name in 100,000, by kind."""
    return {kind: _rows(f"{kind}.first") for kind in _BOTH}


def _rows(table: str) -> Counter[str]:
    lines = files("names").joinpath(f"dist.{table}").read_text("ascii").split("\n")
    rows = [line.split() for line in lines if line]
    return Counter({row[0].lower(): round(float(row[1]) * 1000) for row in rows})


def of_lists() -> dict[str, Counter[str]]:
    """Lists that have each name, by kind."""
    found: dict[str, Counter[str]] = {kind: Counter() for kind in _BOTH}
    for module in _modules("faker.providers.person"):
        for kind in _BOTH:
            found[kind].update({name.lower() for name in _listed(module, f"first_names_{kind}")})
    return found


def surnames(census: dict[str, Counter[str]]) -> set[str]:
    """What is a surname rather."""
    return {
        name
        for name, bearers in _rows("all.last").items()
        if bearers > _SURNAME * sum(census[kind][name] for kind in _BOTH)
    }


def places() -> set[str]:
    """Countries and towns, by their only word."""
    found: set[str] = set()
    for module in _modules("faker.providers.address"):
        for of_what in ("countries", "cities", "city_names", "states", "provinces", "regions"):
            for entry in _listed(module, of_what):
                found.add(str(entry).lower())
    return found


def words(texts: Path) -> set[str]:
    """What stands without a capital as well, in news."""
    small: Counter[str] = Counter()
    for path in sorted(texts.glob("**/*.txt")):
        small.update(word for word in _WORD.findall(path.read_text("utf-8")) if word.islower())
    return {word for word, count in small.items() if count >= _OFTEN}


def _modules(name: str) -> Iterator[type]:
    package = import_module(name)
    for entry in pkgutil.iter_modules(package.__path__):
        if entry.name not in _UNLISTED:
            yield import_module(f"{name}.{entry.name}").Provider


def _listed(provider: type, name: str) -> list[str]:
    """A list of a provider's own; some hold weights beside the names."""
    return list(vars(provider).get(name) or ())


if __name__ == "__main__":
    main()
