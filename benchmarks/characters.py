"""Which characters of a text a system keeps or marks, and how right it is.

White space never counts: systems may write it anew, and nobody reads it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from unicodedata import category, normalize


@dataclass(frozen=True, slots=True)
class CharacterScores:
    """Characters counted by what a system marks (drops, or labels) and by what it should mark.

    ``found`` is marked and wanted, ``missed`` wanted only, ``mistaken`` marked only, ``left``
    neither. Scores of several texts are pooled with ``+``; ``NO_CHARACTERS`` is where to start.
    Shares are ``nan`` of nothing.
    """

    found: int
    missed: int
    mistaken: int
    left: int

    def __add__(self, other: CharacterScores) -> CharacterScores:
        return CharacterScores(
            self.found + other.found,
            self.missed + other.missed,
            self.mistaken + other.mistaken,
            self.left + other.left,
        )

    @property
    def wanted(self) -> int:
        """How many characters should be marked."""
        return self.found + self.missed

    @property
    def unwanted(self) -> int:
        """How many characters should not be marked."""
        return self.mistaken + self.left

    @property
    def caught(self) -> float:
        """The share of what should be marked that is: recall."""
        return _share(self.found, self.wanted)

    @property
    def kept(self) -> float:
        """The share of what should not be marked that is not: specificity."""
        return _share(self.left, self.unwanted)

    @property
    def precision(self) -> float:
        """The share of what is marked that should be."""
        return _share(self.found, self.found + self.mistaken)

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        return _share(2 * self.found, 2 * self.found + self.missed + self.mistaken)


NO_CHARACTERS = CharacterScores(0, 0, 0, 0)


def character_scores(
    text: str, marked: Sequence[bool], truth: Iterable[tuple[int, int]]
) -> CharacterScores:
    """Hold what is marked against what should be.

    ``marked`` has one value for each character of ``text``; ``truth`` are half-open ranges of
    code points and may overlap.
    """
    wanted = within(text, truth)
    counts = {(True, True): 0, (True, False): 0, (False, True): 0, (False, False): 0}
    for character, mark, want in zip(text, marked, wanted, strict=True):
        if not character.isspace():
            counts[bool(mark), want] += 1
    return CharacterScores(
        found=counts[True, True],
        missed=counts[False, True],
        mistaken=counts[True, False],
        left=counts[False, False],
    )


def within(text: str, ranges: Iterable[tuple[int, int]]) -> list[bool]:
    """For each character of ``text``, whether it is in one of the half-open ranges."""
    mask = [False] * len(text)
    for start, end in ranges:
        mask[start:end] = [True] * (end - start)
    return mask


def kept_in(text: str, output: str) -> list[bool]:
    """For each character of ``text``, whether ``output`` has it: both read in order.

    Lines that the output has word for word are found first, by the longest common subsequence of
    lines; words are compared only where it has lines that the text has not. White space, invisible
    characters and the way that accents are composed make no difference.
    """
    lines, written = _pieces(text, text.splitlines()), _pieces(output, output.splitlines())
    pairs = _common(
        [_bare(text, *line) for line in lines], [_bare(output, *line) for line in written]
    )
    mask = [False] * len(text)
    after = after_written = 0
    for line, line_written in [*pairs, (len(lines), len(written))]:
        _mark_words(mask, text, lines[after:line], output, written[after_written:line_written])
        if line < len(lines):
            _mark(mask, *lines[line])
        after, after_written = line + 1, line_written + 1
    return mask


def _mark_words(
    mask: list[bool],
    text: str,
    lines: Sequence[tuple[int, int]],
    output: str,
    written: Sequence[tuple[int, int]],
) -> None:
    words = [word for start, end in lines for word in _words(text, start, end)]
    kept = [word for start, end in written for word in _words(output, start, end)]
    matcher = SequenceMatcher(
        None,
        [_bare(text, *word) for word in words],
        [_bare(output, *word) for word in kept],
        autojunk=False,
    )
    for first, _, length in matcher.get_matching_blocks():
        for word in words[first : first + length]:
            _mark(mask, *word)


def _common(left: Sequence[str], right: Sequence[str]) -> list[tuple[int, int]]:
    """The pairs of places of a longest common subsequence, weighed by length of lines."""
    best = [[0] * (len(right) + 1) for _ in range(len(left) + 1)]
    for i in range(len(left) - 1, -1, -1):
        for j in range(len(right) - 1, -1, -1):
            paired = best[i + 1][j + 1] + len(left[i]) if left[i] == right[j] else 0
            best[i][j] = max(paired, best[i + 1][j], best[i][j + 1])
    pairs, i, j = [], 0, 0
    while i < len(left) and j < len(right):
        if left[i] == right[j] and best[i][j] == best[i + 1][j + 1] + len(left[i]):
            pairs.append((i, j))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1
    return pairs


def _pieces(text: str, pieces: Iterable[str]) -> list[tuple[int, int]]:
    """Where the pieces stand in the text, which has all of them in order; blank ones left out."""
    ranges, position = [], 0
    for piece in pieces:
        start = text.index(piece, position)
        position = start + len(piece)
        if piece.strip():
            ranges.append((start, position))
    return ranges


def _words(text: str, start: int, end: int) -> list[tuple[int, int]]:
    return [(start + a, start + b) for a, b in _pieces(text[start:end], text[start:end].split())]


def _bare(text: str, start: int, end: int) -> str:
    composed = normalize("NFC", "".join(text[start:end].split()))
    return "".join(character for character in composed if category(character) != "Cf")


def _mark(mask: list[bool], start: int, end: int) -> None:
    mask[start:end] = [True] * (end - start)


def _share(part: int, whole: int) -> float:
    return part / whole if whole else math.nan
