"""The tokens of a paragraph, and what is looked up for each of them.

A token is a word, a clitic ("'s", "n't" is "n" of the word and "'t"), a number or one sign. A
network knows a token by the sum of what it has learned of its word, its beginning and its end,
its shape, its place in its sentence and in a quotation.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from operator import methodcaller
from typing import NamedTuple

_TOKEN = re.compile(r"['’](?:s|re|ve|ll|d|m|t)\b|[^\W_]+(?:-[^\W_]+)*|[^\s]", re.IGNORECASE)
_SPAN, _TEXT = methodcaller("span"), methodcaller("group")
_ENDS = frozenset(".!?")
_OPENING = frozenset("“«„")
_CLOSING = frozenset("”»")
_EITHER = '"'
_DOUBLE = _OPENING | _CLOSING | {_EITHER}

BREAK = "¶"
"""Stands between paragraphs that are read together."""

PLACES = 6
"""Of a token in its sentence: the first ones, and all later ones."""
QUOTED = 21
"""Outside; or in a quotation of one of five lengths that ends in one of four ways."""
_LENGTHS = (2, 5, 10, 20)
_LAST_SIGNS = {",": 1, ".": 2, "?": 3, "!": 3}


class Place(NamedTuple):
    """Where a token is: half-open, in code points of its paragraph."""

    start: int
    end: int


# As Place._make, which is not written in C.
_place = partial(tuple.__new__, Place)


@dataclass(frozen=True, slots=True)
class Words:
    """One paragraph by token. ``places``: where they are; ``texts``: how they are read;
    ``sentence``: the place of each in its sentence, below ``PLACES``; ``quoted``: below
    ``QUOTED``."""

    places: tuple[Place, ...]
    texts: tuple[str, ...]
    sentence: tuple[int, ...]
    quoted: tuple[int, ...]


def words_of(paragraph: str) -> Words:
    """Cut a paragraph into tokens."""
    found = list(_TOKEN.finditer(paragraph))
    places = tuple(map(_place, map(_SPAN, found)))
    texts = _quoted_twice(list(map(_TEXT, found)))
    return Words(places, tuple(texts), _in_sentence(texts), _in_quotation(texts))


def _quoted_twice(texts: list[str]) -> list[str]:
    """Single quotation marks, British style, are read as double ones where there are none of these;
    what was learned from is American. An apostrophe closes only what has been opened."""
    if not _DOUBLE.isdisjoint(texts):
        return texts
    is_open = False
    for place, text in enumerate(texts):
        if text == "‘" and not is_open:
            texts[place], is_open = "“", True
        elif text == "’" and is_open:
            texts[place], is_open = "”", False
    return texts


def _in_sentence(texts: Sequence[str]) -> tuple[int, ...]:
    places, place = [], 0
    for text in texts:
        places.append(place)
        if text in _ENDS:
            place = 0
        elif place < PLACES - 1 and text[0].isalnum():
            place += 1
    return tuple(places)


def _in_quotation(texts: Sequence[str]) -> tuple[int, ...]:
    """Quotations may open in one paragraph and close in another."""
    states = [0] * len(texts)
    opened = -1
    for place, text in enumerate(texts):
        if text in _OPENING or (text == _EITHER and opened < 0):
            if opened < 0:
                opened = place
        elif text in _CLOSING or text == _EITHER:
            first = max(opened, 0)
            _fill(states, texts, first, place + 1)
            opened = -1
    if opened >= 0:
        _fill(states, texts, opened, len(texts))
    return tuple(states)


def _fill(states: list[int], texts: Sequence[str], first: int, last: int) -> None:
    length = last - first - 2
    size = sum(length > bound for bound in _LENGTHS)
    sign = _LAST_SIGNS.get(texts[last - 2], 0) if last - first > 2 else 0
    states[first:last] = [1 + 4 * size + sign] * (last - first)


def shape_of(text: str) -> str:
    """How a token is written: capitals, small letters, digits, each kind once or as many."""
    shape = "".join(
        "X" if sign.isupper() else "x" if sign.islower() else "d" if sign.isdigit() else sign
        for sign in text[:4]
    )
    return shape + ("+" if len(text) > 4 else "")
