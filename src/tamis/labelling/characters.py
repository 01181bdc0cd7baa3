"""Characters by class: letters, digits, ends of sentences and the like, counted by block."""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
Codes = NDArray[np.uint16] | NDArray[np.uint32]

SHARED_CLASSES = (
    "letter",
    "upper",
    "digit",
    "punctuation",
    "symbol",
    "sentence_end",
    "comma",
    "quote",
    "bar",
    "bracket",
    "unspaced",
    "non_ascii",
    "mark_sign",
)
"""The classes whose share of a block's characters is a feature."""

CHARACTER_CLASSES = (*SHARED_CLASSES, "space", "newline", "colon", "word")

_MARKED = {
    "sentence_end": ".!?…。！？؟।։",
    "comma": ",،、，;；",
    "quote": "\"'“”„«»‘’‚「」『』",
    "bar": "|/\\•·»›>→▶–—",
    "bracket": "()[]{}（）",
    "mark_sign": "©®™@#$€£¥%&*+=_",
    "newline": "\n",
    "colon": ":：",
}
_OF_CATEGORIES = {
    "L": "letter",
    "M": "letter",
    "N": "digit",
    "Z": "space",
    "P": "punctuation",
    "S": "symbol",
}
"""The class of Unicode's categories, by their first letter."""

_UNSPACED = ((0x0E00, 0x0F00), (0x3040, 0x3100), (0x3400, 0xA000))
_UNDERSCORE = ord("_")
_LETTER_BEYOND, _SIGN_BEYOND = 0x10000, 0x10001


class CharacterTable(NamedTuple):
    """Characters alike in all of ``CHARACTER_CLASSES`` are of one kind.

    ``kind_of``: the kind of each code point of the Basic Multilingual Plane, then those of a
    letter and of any other sign beyond it. ``bits``: each kind's classes. ``members``: the
    kinds of the first class, then those of the next, and so on; ``offsets``: where each class
    begins there. ``first_word``: kinds from this one on are parts of words.
    """

    kind_of: NDArray[np.uint8]
    bits: NDArray[np.uint32]
    members: Ints
    offsets: Ints
    first_word: int


@cache
def character_table() -> CharacterTable:
    """The kinds of all characters, by Unicode's categories and ``_MARKED``."""
    bit = {name: 1 << index for index, name in enumerate(CHARACTER_CLASSES)}
    plane = [chr(code) for code in range(0x10000)]
    categories = list(map(unicodedata.category, plane))
    bits_of = {name: bit.get(_OF_CATEGORIES.get(name[0], ""), 0) for name in set(categories)}
    bits_of["Lu"] |= bit["upper"]
    table = np.zeros(0x10002, dtype=np.uint32)
    table[:0x10000] = [bits_of[category] for category in categories]
    table[:0x10000][list(map(str.isalnum, plane))] |= bit["word"]
    table[_UNDERSCORE] |= bit["word"]
    table[9:14] |= bit["space"]
    table[0x80:0x10000] |= bit["non_ascii"]
    for start, end in _UNSPACED:
        letters = table[start:end]
        letters[(letters & bit["letter"]) != 0] |= bit["unspaced"]
    for name, characters in _MARKED.items():
        for character in characters:
            table[ord(character)] |= bit[name]
    table[_LETTER_BEYOND] = bit["letter"] | bit["word"] | bit["non_ascii"]
    table[_SIGN_BEYOND] = bit["symbol"] | bit["non_ascii"]
    # The class of parts of words is the highest bit, so sorting puts their kinds last.
    patterns, kind_of = np.unique(table, return_inverse=True)
    places = np.arange(len(CHARACTER_CLASSES), dtype=np.uint32)
    classes, members = np.nonzero((patterns >> places[:, None]) & np.uint32(1))
    return CharacterTable(
        kind_of.astype(np.uint8),
        patterns,
        members,
        np.searchsorted(classes, places),
        int(np.searchsorted(patterns, bit["word"])),
    )


@cache
def class_bit(*names: str) -> int:
    """The bits of these classes in :attr:`CharacterTable.bits`."""
    return sum(1 << CHARACTER_CLASSES.index(name) for name in names)


def codes_of(text: str) -> Codes:
    """The code point of each character, two octets each where that is enough for all."""
    octets = text.encode("utf-16-le", "surrogatepass")
    if len(octets) == 2 * len(text):
        return np.frombuffer(octets, dtype="<u2")
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")


def text_of(codes: Codes) -> str:
    """The text whose codes these are."""
    codec = "utf-16-le" if codes.itemsize == 2 else "utf-32-le"
    return codes.tobytes().decode(codec, "surrogatepass")


def kinds_of(codes: Codes) -> NDArray[np.uint8]:
    """The kind of each character, see :class:`CharacterTable`."""
    if codes.itemsize > 2:
        beyond = np.flatnonzero(codes > 0xFFFF)
        is_letter = [chr(code).isalnum() for code in codes[beyond].tolist()]
        codes = codes.copy()
        codes[beyond] = np.where(is_letter, _LETTER_BEYOND, _SIGN_BEYOND)
    return character_table().kind_of[codes]


def count_classes(kinds: NDArray[np.uint8], starts: Ints, ends: Ints) -> Floats:
    """How many characters of each class there are from each start to its end, (classes, ranges).

    The ranges are in order and do not overlap.
    """
    count = len(starts)
    table = character_table()
    width = len(table.bits)
    # What lies between the ranges is counted for one more, which is then left out.
    edges = np.empty(2 * count + 2, dtype=np.int64)
    edges[0], edges[-1] = 0, len(kinds)
    edges[1:-1:2], edges[2:-1:2] = starts, ends
    owners = np.full(2 * count + 1, count * width, dtype=np.int64)
    owners[1::2] = np.arange(0, count * width, width)
    cells = np.repeat(owners, edges[1:] - edges[:-1])
    cells += kinds
    by_kind = np.bincount(cells, minlength=(count + 1) * width).reshape(-1, width)[:count]
    # Summed without a matrix product, for which NumPy may start threads.
    by_class = np.add.reduceat(by_kind.T[table.members], table.offsets, axis=0)
    return by_class.astype(np.float32)
