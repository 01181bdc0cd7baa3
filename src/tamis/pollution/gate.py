"""Which sentences are worth a look: a cheap question to every page, which most answer with no.

An instruction to a model names a model or sets orders aside, gives another role, or is written
like a chat. Places with such words are found by looking up the hash of every few characters at
once; what stands around them is asked for a second sign.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tamis.pollution.phrases import UNSPACED, WORD, categories, has_phrase

# By a character that most pages have not.
_MARKERS = {
    "<": ("<|", "<<sys", "<system", "<assistant", "<instruction", "<important", "<admin"),
    "[": ("[inst", "[system"),
    "#": ("# system", "# instruction", "# assistant"),
    ":": ("system:", "assistant:", "developer:"),
}
_FIRST = ("model", "machine", "override", "persona", "onward", "secrecy", "secret")
_AT_A_NAME = ("identity", "override", "demand", "secrecy", "secret", "persona", "answer", "act")
_SECOND = {
    "model": _AT_A_NAME,
    "machine": _AT_A_NAME,
    "override": ("orders", "model", "machine"),
    "persona": ("model", "machine", "orders", "demand", "you", "answer"),
    "onward": ("model", "machine", "orders", "persona", "answer"),
    "secrecy": ("model", "machine", "orders", "answer"),
    "secret": ("model", "machine", "demand", "act"),
}
# A name in the middle of a text without spaces.
_NAME = re.compile(f"(?<={UNSPACED.pattern})(?:ai|llm|gpt|chatgpt)(?![a-z])")
_MULTIPLIERS = np.array(
    [0x9E3779B1, 0x85EBCA77, 0xC2B2AE3D, 0x27D4EB2F, 0x165667B1, 0xD3A2646D], dtype=np.uint32
)
_BITS = 18
_TABLE_SIZE = 0x3000
_SPACE = 32
_MOST_HITS = 20_000
"""Of a page and a length; far more than any page has that was not made to be slow."""


class Place(NamedTuple):
    """Where a sign was found, in offsets of the text; ``kind``: a category of
    phrases, or ``marker``."""

    position: int
    kind: str


class _Needles(NamedTuple):
    """``by_gram``: what may stand where a few characters are; a
    needle begins with the space before its word. ``table``: the hashes of these."""

    by_gram: dict[str, list[tuple[str, str]]]
    table: NDArray[np.bool_]


@cache
def _needles(size: int) -> _Needles:
    by_gram: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for category in _FIRST:
        for lists in categories().values():
            for phrase in lists[category]:
                needle = _stem(phrase)
                if _gram_size(needle) == size:
                    gram = needle[1 : size + 1] if len(needle) > size > 3 else needle[:size]
                    by_gram[gram].append((needle, category))
    table = np.zeros(1 << _BITS, dtype=np.bool_)
    grams = np.array([[ord(letter) for letter in gram] for gram in by_gram], dtype=np.uint32)
    table[_hashed([grams[:, place] for place in range(size)])] = True
    return _Needles(dict(by_gram), table)


def _gram_size(needle: str) -> int:
    """How many characters of a needle are looked up, without the space before it if it is long
    enough."""
    if not needle.startswith(" "):
        return 2
    return 6 if len(needle) > 6 else min(len(needle), 4)


def _hashed(columns: list[NDArray[np.uint32]]) -> NDArray[np.uint32]:
    total = columns[0] * _MULTIPLIERS[0]
    for column, multiplier in zip(columns[1:], _MULTIPLIERS[1:], strict=False):
        total += column * multiplier
        total ^= total >> 15
    hashes: NDArray[np.uint32] = total >> (32 - _BITS)
    return hashes


@cache
def _separators() -> NDArray[np.bool_]:
    letters = "".join(map(chr, range(_TABLE_SIZE)))
    is_separator = np.ones(_TABLE_SIZE, dtype=np.bool_)
    for word in WORD.finditer(letters):
        is_separator[word.start() : word.end()] = False
    return is_separator


def places(text: str) -> list[Place]:
    """Where in ``text``, plain letters, an instruction to a model might be; in order."""
    found = [Place(place, "marker") for place in _markers(text)]
    if text.isascii():
        codes = np.frombuffer(text.encode(), dtype=np.uint8)
        is_separator = _separators()[codes]
    else:
        codes = np.frombuffer(text.encode("utf-32-le"), dtype=np.uint32)
        is_separator = _separators()[np.minimum(codes, _TABLE_SIZE - 1)]
    # One space for all that stands between two words, and some at the ends.
    is_kept = np.empty(len(codes), dtype=np.bool_)
    is_kept[:1] = True
    np.logical_or(~is_separator[1:], ~is_separator[:-1], out=is_kept[1:])
    offsets = np.flatnonzero(is_kept)
    squeezed = np.full(len(offsets) + 3, _SPACE, dtype=np.uint32)
    squeezed[2:-1] = np.where(is_separator[offsets], _SPACE, codes[offsets])
    plain = squeezed.astype("<u4").tobytes().decode("utf-32-le")
    has_unspaced = codes.max(initial=0) > _TABLE_SIZE
    sizes = (6, 4, 3, 2) if has_unspaced else (6, 4)
    found += [Place(name.start(), "model") for name in _NAME.finditer(text)] if has_unspaced else []
    hits: list[tuple[int, str]] = []
    is_space = squeezed == _SPACE
    # Needles begin with a word or the space before it, the short ones of unspaced text anywhere.
    at_words = np.flatnonzero(is_space[1:] | is_space[:-1]) + 1
    anywhere = np.arange(1, len(squeezed))
    for size in sizes:
        begins = at_words if size > 2 else anywhere
        hits += _hits(size, squeezed, plain, begins)
    for position, kind in hits:
        found.append(Place(int(offsets[min(max(position - 2, 0), len(offsets) - 1)]), kind))
    found.sort()
    return found


def _markers(text: str) -> Iterator[int]:
    for rare, markers in _MARKERS.items():
        if rare not in text:
            continue
        for marker in markers:
            place = text.find(marker)
            while place >= 0:
                yield place
                place = text.find(marker, place + len(marker))


def _hits(
    size: int, codes: NDArray[np.uint32], text: str, begins: NDArray[np.intp]
) -> Iterator[tuple[int, str]]:
    """The needles with grams of a size that begin at some places, which are in order."""
    needles = _needles(size)
    begins = begins[: np.searchsorted(begins, len(codes) - size, side="right")]
    hashes = _hashed([codes[begins + place] for place in range(size)])
    positions = begins[needles.table[hashes]]
    for position in positions[:_MOST_HITS].tolist():
        gram = text[position : position + size]
        for needle, kind in needles.by_gram.get(gram, ()):
            start = position if needle.startswith(gram) else position - 1
            if text.startswith(needle, start):
                yield position, kind
                break


def is_worth_a_look(text: str, start: int, end: int, kinds: Iterable[str]) -> bool:
    """Whether a sentence that has signs of the ``kinds`` has a second one of another."""
    wanted: set[str] = set()
    for kind in kinds:
        if kind == "marker":
            return True
        wanted.update(_SECOND[kind])
    return has_phrase(text, start, end, wanted)


def _stem(phrase: str) -> str:
    """What must stand in a text, in single spaces, for a phrase to stand there."""
    stem, star, _ = phrase.partition("*")
    return stem if UNSPACED.search(phrase) else f" {stem}" + ("" if star else " ")
