"""What tells one person from another, and a name from a noun: the word lists."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

_PARENT_OF = re.compile(
    r"\b(mother|father|mum|mom|dad|grandmother|grandfather)\sof\s(one|two|three|four|five|six)\b",
    re.IGNORECASE,
)
GENERATIONS = frozenset({"jr", "sr", "ii", "iii", "iv"})
"""What is part of a name, unlike other suffixes: father and son may be on one page."""
_PREFIX = re.compile(r"^(?:co|ex|then|vice|deputy|under)-")
"""Of a title: ``co-author``."""


@dataclass(frozen=True, slots=True)
class Lore:
    """The lists of ``data/people.toml`` and of ``data/given.txt``."""

    pronouns: dict[str, dict[str, frozenset[str]]]
    titles: frozenset[str]
    compounds: tuple[str, ...]
    company_ends: frozenset[str]
    company_nouns: frozenset[str]
    feminine: frozenset[str]
    masculine: frozenset[str]
    bodies: frozenset[str]
    collectives: frozenset[str]
    openers: frozenset[str]
    other_openers: frozenset[str]
    kin: frozenset[str]
    suffixes: frozenset[str]
    given_feminine: frozenset[str]
    given_masculine: frozenset[str]
    rarer_feminine: frozenset[str]
    rarer_masculine: frozenset[str]
    given: frozenset[str]
    given_and_rarer: frozenset[str]
    honorifics: frozenset[str]
    same_as: dict[str, str]
    deeds: dict[str, str]
    epithets: frozenset[str]
    things_in_er: frozenset[str]
    demonyms: frozenset[str]
    parties: frozenset[str]
    documents: frozenset[str]
    newspapers: frozenset[str]
    clubs: frozenset[str]


@cache
def lore() -> Lore:
    """The word lists, read once."""
    folder = files("tamis.attribution").joinpath("data")
    raw: dict[str, Any] = tomllib.loads(folder.joinpath("people.toml").read_text("utf-8"))
    feminine, masculine, *_ = folder.joinpath("given.txt").read_text("utf-8").split("\n")
    titles, given = raw["titles"], raw["given"]
    common = frozenset([*given["feminine"].split(), *given["masculine"].split()])
    return Lore(
        pronouns={
            language: {kind: frozenset(words.split()) for kind, words in entry.items()}
            for language, entry in raw["pronouns"].items()
        },
        titles=frozenset(titles["words"].split()),
        compounds=tuple(titles["compounds"].split()),
        company_ends=frozenset(raw["companies"]["ends"].split()),
        company_nouns=frozenset(raw["companies"]["nouns"].split()),
        feminine=frozenset(titles["feminine"].split()),
        masculine=frozenset(titles["masculine"].split()),
        bodies=frozenset(raw["bodies"]["words"].split()),
        collectives=frozenset(raw["collectives"]["words"].split()),
        openers=frozenset(raw["openers"]["english"].split()),
        other_openers=frozenset(raw["openers"]["other"].split()),
        kin=frozenset(raw["kin"]["words"].split()),
        suffixes=frozenset(raw["suffixes"]["words"].split()),
        given_feminine=frozenset(given["feminine"].split()),
        given_masculine=frozenset(given["masculine"].split()),
        rarer_feminine=frozenset(feminine.split()),
        rarer_masculine=frozenset(masculine.split()),
        given=common,
        given_and_rarer=common.union(feminine.split(), masculine.split()),
        honorifics=frozenset(titles["honorifics"].split()),
        same_as=dict(pair.split("=") for pair in titles["same"].split()),
        deeds=dict(pair.split("=") for pair in titles["deeds"].split()),
        epithets=frozenset(raw["epithets"]["words"].split()),
        things_in_er=frozenset(raw["epithets"]["things"].split()),
        demonyms=frozenset(raw["demonyms"]["words"].split()),
        parties=frozenset(raw["demonyms"]["parties"].split()),
        documents=frozenset(raw["documents"]["words"].split()),
        newspapers=frozenset(raw["documents"]["newspapers"].split()),
        clubs=frozenset(raw["documents"]["clubs"].split()),
    )


def is_title(word: str) -> bool:
    """Whether a word is a title, or a German compound of one: ``Polizeisprecherin``."""
    lowered = _PREFIX.sub("", word.lower().strip("."))
    known = lore()
    parts = lowered.split("-")
    if len(parts) > 1 and known.titles.issuperset(parts):  # "Secretary-Treasurer"
        return True
    return lowered in known.titles or (len(lowered) > 8 and lowered.endswith(known.compounds))


def with_parents(text: str) -> str:
    """``mother of two`` as one word, of the same length."""
    return _PARENT_OF.sub(r"\1-of-\2", text)
