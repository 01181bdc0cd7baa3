"""The words that give an instruction to a model away: ``data/injection_phrases.toml``."""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple, TypeAlias

from tamis.pollution.letters import read_letters

# Vowel signs of Indic scripts are no word characters to Python, so words are what is left
# between spaces and marks.
WORD = re.compile(
    r"[^\s!-/:-@\[-`{-~\u00a1-\u00bf\u2010-\u2027\u2030-\u205e،؛؟।॥"
    r"\u3000-\u3029\u30fb\uff01-\uff0f\uff1a-\uff20]{1,60}"
)
UNSPACED = re.compile("[\u3041-\u30ff\u3400-\u9fff]")
_LONGEST_STEM = 16

_Stem: TypeAlias = tuple[str, bool]


class Find(NamedTuple):
    """A phrase that stands at ``start`` to ``end`` of a text."""

    category: str
    start: int
    end: int


class _Phrase(NamedTuple):
    """``rest``: the stems that follow the first, each with whether it is the whole word."""

    language: str
    category: str
    rest: tuple[_Stem, ...]


class _Lexicon(NamedTuple):
    """Phrases by their first stem: a whole word, the beginning of one, or part of a text that
    has no spaces."""

    whole: dict[str, list[_Phrase]]
    prefix: dict[str, list[_Phrase]]
    inside: dict[str, list[_Phrase]]


@cache
def categories() -> dict[str, dict[str, tuple[str, ...]]]:
    """Phrases by language and category, folded; a star still ends a stem."""
    raw = tomllib.loads(
        files("tamis.pollution").joinpath("data/injection_phrases.toml").read_text("utf-8")
    )
    return {
        language: {
            category: tuple(" ".join(phrase.split()) for phrase in _folded(phrases).split(","))
            for category, phrases in lists.items()
        }
        for language, lists in raw.items()
    }


def _folded(phrases: str) -> str:
    return read_letters(phrases).text


@cache
def _lexicon() -> _Lexicon:
    whole: dict[str, list[_Phrase]] = defaultdict(list)
    prefix: dict[str, list[_Phrase]] = defaultdict(list)
    inside: dict[str, list[_Phrase]] = defaultdict(list)
    for language, lists in categories().items():
        for category, phrases in lists.items():
            for phrase in phrases:
                first, *rest = phrase.split()
                stems = tuple((word.rstrip("*"), not word.endswith("*")) for word in rest)
                entry = _Phrase(language, category, stems)
                stem = first.rstrip("*")
                if UNSPACED.search(stem):
                    inside[stem].append(entry)
                elif first.endswith("*"):
                    prefix[stem].append(entry)
                else:
                    whole[stem].append(entry)
    return _Lexicon(dict(whole), dict(prefix), dict(inside))


def find_phrases(text: str, start: int, end: int) -> list[Find]:
    """The phrases in ``text[start:end]``, plain letters as :func:`read_letters` gives them.

    All are of the one language that has most of them, but for names of models, which are much
    the same in all. Ordered by place. Time is linear in the length.
    """
    words = [(match[0], match.start()) for match in WORD.finditer(text, start, end)]
    by_language: dict[str, set[Find]] = defaultdict(set)
    for language, found in _found(words):
        by_language[language].add(found)
    if not by_language:
        return []
    best = max(by_language, key=lambda language: (_weight(by_language[language]), language == "en"))
    # Two letters mean something else in another language: "ai" is "to the" in Italian.
    names = {
        found
        for found in by_language.get("en", ())
        if found.category == "model" and found.end - found.start > 2
    }
    return sorted(by_language[best] | names, key=lambda found: (found.start, found.end))


def has_phrase(text: str, start: int, end: int, wanted: Collection[str]) -> bool:
    """Whether a phrase of one of the ``wanted`` categories stands in ``text[start:end]``."""
    words = [(match[0], match.start()) for match in WORD.finditer(text, start, end)]
    for number, (word, place) in enumerate(words):
        for phrase in _beginning(word):
            if phrase.category in wanted and _end(phrase, words, number) is not None:
                return True
        if not word.isascii() and UNSPACED.search(word):
            inside = _found_inside(word, place, _lexicon())
            if any(found.category in wanted for _, found in inside):
                return True
    return False


def _weight(found: Iterable[Find]) -> int:
    """How many characters the phrases of a language explain; of those that begin together the
    longest counts."""
    longest: dict[int, int] = {}
    for _, start, end in found:
        longest[start] = max(end - start, longest.get(start, 0))
    return sum(longest.values())


def _found(words: Sequence[tuple[str, int]]) -> Iterator[tuple[str, Find]]:
    for number, (word, start) in enumerate(words):
        for phrase in _beginning(word):
            end = _end(phrase, words, number)
            if end is not None:
                yield phrase.language, Find(phrase.category, start, end)
        if not word.isascii() and UNSPACED.search(word):
            yield from _found_inside(word, start, _lexicon())


@lru_cache(maxsize=8192)
def _beginning(word: str) -> tuple[_Phrase, ...]:
    """The phrases whose first stem fits a word."""
    lexicon = _lexicon()
    found = [*lexicon.whole.get(word, ())]
    for size in range(2, min(len(word), _LONGEST_STEM) + 1):
        found += lexicon.prefix.get(word[:size], ())
    return tuple(found)


def _found_inside(word: str, start: int, lexicon: _Lexicon) -> Iterator[tuple[str, Find]]:
    """Phrases inside a text without spaces, and words of other scripts between such."""
    for place in range(len(word)):
        for size in range(1, min(len(word) - place, _LONGEST_STEM) + 1):
            for phrase in lexicon.inside.get(word[place : place + size], ()):
                found = Find(phrase.category, start + place, start + place + size)
                yield phrase.language, found
    for match in _LATIN.finditer(word):
        for phrase in lexicon.whole.get(match[0], ()):
            if not phrase.rest:
                found = Find(phrase.category, start + match.start(), start + match.end())
                yield phrase.language, found


_LATIN = re.compile("[a-z]{2,20}")


def _end(phrase: _Phrase, words: Sequence[tuple[str, int]], number: int) -> int | None:
    """Where a phrase ends whose first word is at ``number``; none if the words go on otherwise."""
    last = number + len(phrase.rest)
    if last >= len(words):
        return None
    for offset, (stem, is_whole) in enumerate(phrase.rest, start=number + 1):
        word = words[offset][0]
        if word != stem and (is_whole or not word.startswith(stem)):
            return None
    word, place = words[last]
    return place + len(word)
