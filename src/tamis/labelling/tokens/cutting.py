"""The tokens of running text: words, or single characters where a script has no spaces."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tamis.labelling.characters import (
    CHARACTER_CLASSES,
    Codes,
    character_table,
    class_bit,
    codes_of,
    count_classes,
    kinds_of,
)
from tamis.labelling.words import fingerprints_at

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
Fingerprints = NDArray[np.uint64]
Kinds = NDArray[np.uint8]

_ROW = {name: row for row, name in enumerate(CHARACTER_CLASSES)}
_WITHOUT_WIDTH = np.array([0xAD, 0x200B, 0x2060, 0xFEFF])
_PHRASE_FACTOR = np.uint64(0xD6E8FEB86659FD93)
_UNSPACED, _OF_WORDS = class_bit("unspaced"), class_bit("word", "letter")


@dataclass(frozen=True, slots=True)
class Tokens:
    """``codes``, ``lowered``, ``kinds``: the text by character. ``starts``, ``ends``: where each
    token is in it, (tokens,). ``fingerprints``: of the tokens in lower case. ``inside``: how many
    characters of each class a token has, ``between``: those before each token and after the
    last one, (classes, tokens) and (classes, tokens + 1)."""

    codes: Codes
    lowered: Codes
    kinds: Kinds
    starts: Ints
    ends: Ints
    fingerprints: Fingerprints
    inside: Floats
    between: Floats

    def __len__(self) -> int:
        return len(self.starts)

    def count(self, name: str) -> Floats:
        """How many characters of one class each token has."""
        counts: Floats = self.inside[_ROW[name]]
        return counts

    def count_between(self, name: str) -> Floats:
        """How many characters of one class there are before each token and after the last."""
        counts: Floats = self.between[_ROW[name]]
        return counts


def tokens_of(text: str) -> Tokens:
    """Cut ``text`` into tokens, in order; offsets count its characters."""
    codes = codes_of(text)
    # The one letter whose small form is longer would move all offsets.
    lowered = codes_of(text.replace("İ", "I").lower())
    table = character_table()
    kinds = kinds_of(codes)
    bits = table.bits[kinds]
    # Vowel signs are letters' marks, and as much part of the word as the letters.
    is_word = (bits & _OF_WORDS) != 0
    # Nor does a character without width part a word; some are put between all letters.
    is_word[1:-1] |= np.isin(codes[1:-1], _WITHOUT_WIDTH) & is_word[:-2] & is_word[2:]
    alone = is_word & ((bits & _UNSPACED) != 0)
    begins, ends = is_word.copy(), is_word.copy()
    begins[1:] &= ~is_word[:-1] | alone[1:] | alone[:-1]
    ends[:-1] &= ~is_word[1:] | alone[1:] | alone[:-1]
    starts = np.flatnonzero(begins)
    stops = np.flatnonzero(ends) + 1
    edge_starts = np.concatenate(([0], stops))
    edge_ends = np.concatenate((starts, [len(codes)]))
    return Tokens(
        codes,
        lowered,
        kinds,
        starts,
        stops,
        fingerprints_at(np.where(is_word, lowered, 0), starts),
        count_classes(kinds, starts, stops),
        count_classes(kinds, edge_starts, edge_ends),
    )


def phrase_fingerprints(fingerprints: Fingerprints, length: int) -> Fingerprints:
    """Of each run of ``length`` tokens, by its first one; fewer than there are tokens."""
    count = max(len(fingerprints) - length + 1, 0)
    phrases = np.zeros(count, dtype=np.uint64)
    for place in range(length):
        phrases = phrases * _PHRASE_FACTOR + fingerprints[place : place + count]
    return phrases


def script_numbers(codes: Codes) -> Ints:
    """The script that each letter is of, as its place in ``SCRIPTS``."""
    places = np.searchsorted(_SCRIPT_STARTS, codes, side="right") - 1
    return _SCRIPT_OF_RANGE[places]


_RANGES: Sequence[tuple[int, str]] = (
    (0x0000, "latin"),
    (0x0370, "greek"),
    (0x0400, "cyrillic"),
    (0x0530, "other"),
    (0x0590, "hebrew"),
    (0x0600, "arabic"),
    (0x0700, "other"),
    (0x0900, "devanagari"),
    (0x0980, "other"),
    (0x0E00, "thai"),
    (0x0E80, "other"),
    (0x1100, "hangul"),
    (0x1200, "other"),
    (0x1E00, "latin"),
    (0x1F00, "greek"),
    (0x2000, "other"),
    (0x3040, "han and kana"),
    (0x3130, "hangul"),
    (0x3190, "han and kana"),
    (0xAC00, "hangul"),
    (0xD7B0, "other"),
    (0xF900, "han and kana"),
    (0xFB00, "latin"),
    (0xFB1D, "hebrew"),
    (0xFB50, "arabic"),
    (0xFE00, "other"),
    (0xFE70, "arabic"),
    (0xFF00, "latin"),
    (0xFF66, "han and kana"),
    (0x10000, "other"),
    (0x20000, "han and kana"),
    (0x30000, "other"),
)
SCRIPTS = tuple(dict.fromkeys(name for _, name in _RANGES))
_SCRIPT_STARTS = np.array([start for start, _ in _RANGES])
_SCRIPT_OF_RANGE = np.array([SCRIPTS.index(name) for _, name in _RANGES])
