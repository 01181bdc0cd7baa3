"""The tokens of running text: words, or single characters where a script has no spaces."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tamis.labelling.characters import Codes, character_table, class_bit, codes_of, kinds_of
from tamis.labelling.words import fingerprints_at

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
Fingerprints = NDArray[np.uint64]
Mask = NDArray[np.bool_]

_WITHOUT_WIDTH = np.array([0xAD, 0x200B, 0x2060, 0xFEFF])
_PHRASE_FACTOR = np.uint64(0xD6E8FEB86659FD93)
_UNSPACED, _OF_WORDS = class_bit("unspaced"), class_bit("word", "letter")


@dataclass(frozen=True, slots=True)
class Tokens:
    """``codes``, ``lowered``, ``classes``: the text by character, the last as bits. ``starts``,
    ``ends``: where each token is in it, (tokens,). ``fingerprints``: of the tokens in lower case.
    ``inside``: whether a character is of a token; ``begun``: how many tokens have begun with
    it, (characters,)."""

    codes: Codes
    lowered: Codes
    classes: NDArray[np.uint32]
    starts: Ints
    ends: Ints
    fingerprints: Fingerprints
    inside: Mask
    begun: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.starts)

    def count(self, name: str) -> Floats:
        """How many characters of one class each token has."""
        is_one = (self.classes & class_bit(name)) != 0
        return self._counts(is_one & self.inside)[1:].astype(np.float32)

    def count_between(self, names: Sequence[str]) -> Iterator[Floats]:
        """How many characters of each class there are before each token and after the last."""
        telling = (self.classes & class_bit(*names)) != 0
        (places,) = np.nonzero(telling & ~self.inside)
        owners, classes = self.begun[places], self.classes[places]
        for name in names:
            chosen = owners[(classes & class_bit(name)) != 0]
            yield np.bincount(chosen, minlength=len(self) + 1).astype(np.float32)

    def count_until_next(self, is_one: Mask) -> Ints:
        """How many of these characters each token and what follows it have."""
        return self._counts(is_one)[1:]

    def _counts(self, is_one: Mask) -> Ints:
        (places,) = np.nonzero(is_one)
        return np.bincount(self.begun[places], minlength=len(self) + 1)


def tokens_of(text: str) -> Tokens:
    """Cut ``text`` into tokens, in order; offsets count its characters."""
    codes = codes_of(text)
    # The one letter whose small form is longer would move all offsets.
    lowered = codes_of(text.replace("İ", "I").lower())
    classes = character_table().bits[kinds_of(codes)]
    # Vowel signs are letters' marks, and as much part of the word as the letters.
    inside = (classes & _OF_WORDS) != 0
    _join_over_nothing(inside, codes)
    alone = inside & ((classes & _UNSPACED) != 0)
    parted = ~inside | alone
    begins, ends = inside.copy(), inside.copy()
    begins[1:] &= parted[:-1] | alone[1:]
    ends[:-1] &= parted[1:] | alone[:-1]
    (starts,) = np.nonzero(begins)
    return Tokens(
        codes,
        lowered,
        classes,
        starts,
        np.flatnonzero(ends) + 1,
        fingerprints_at(np.where(inside, lowered, 0), starts),
        inside,
        np.cumsum(begins, dtype=np.int32),
    )


def _join_over_nothing(inside: Mask, codes: Codes) -> None:
    """A character without width parts no word; some are put between all letters."""
    (places,) = np.nonzero(codes[1:-1] >= _WITHOUT_WIDTH[0])
    places += 1
    places = places[(codes[places] == _WITHOUT_WIDTH[:, None]).any(axis=0)]
    inside[places[inside[places - 1] & inside[places + 1]]] = True


def phrase_fingerprints(fingerprints: Fingerprints, length: int) -> Fingerprints:
    """Of each run of ``length`` tokens, by its first one; fewer than there are tokens."""
    count = max(len(fingerprints) - length + 1, 0)
    phrases = fingerprints[:count]
    for place in range(1, length):
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
