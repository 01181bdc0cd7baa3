"""Paragraphs to windows: as many whole paragraphs as the encoder reads at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from tamis.attribution.finding.fine.pieces import case_of
from tamis.attribution.finding.tokens import Words

MOST_PIECES = 256
"""Of a window; the encoder has places for twice as many."""


@dataclass(slots=True)
class Window:
    """What the encoder reads at once. By piece: ``pieces``, the numbers of the pieces; ``cases``,
    ``sentence``, ``quoted``: traits of their words. ``heads``: which pieces begin words;
    ``stretches``: how many words it has of each paragraph."""

    pieces: list[int] = field(default_factory=list)
    cases: list[int] = field(default_factory=list)
    sentence: list[int] = field(default_factory=list)
    quoted: list[int] = field(default_factory=list)
    heads: list[int] = field(default_factory=list)
    stretches: list[int] = field(default_factory=list)

    def add_sign(self, number: int) -> None:
        """A piece that is no part of a word."""
        self.pieces.append(number)
        for trait in (self.cases, self.sentence, self.quoted):
            trait.append(0)

    def add_words(
        self, words: Words, pieces: Sequence[tuple[int, ...]], first: int, last: int
    ) -> None:
        """Words ``first`` to ``last`` of a paragraph, the latter excluded."""
        self.stretches.append(last - first)
        for place in range(first, last):
            own = pieces[place]
            self.heads.append(len(self.pieces))
            self.pieces.extend(own)
            self.cases.extend([case_of(words.texts[place])] * len(own))
            self.sentence.extend([words.sentence[place]] * len(own))
            self.quoted.extend([words.quoted[place]] * len(own))


def windows(
    paragraphs: Sequence[Words],
    look_up: Callable[[str], tuple[int, ...]],
    *,
    begin: int,
    end: int,
    most: int = MOST_PIECES,
) -> Iterator[Window]:
    """All words of the paragraphs in their order.

    A window is ``begin``, then paragraphs with ``end`` behind each, at most ``most`` pieces. A
    paragraph that is longer is cut, behind a sentence where there is one.
    """
    window = Window()
    window.add_sign(begin)
    for words in paragraphs:
        pieces = [look_up(text) for text in words.texts]
        stretches = _stretches(words, pieces, most - 2)
        for first, last in stretches:
            size = sum(map(len, pieces[first:last])) + 1
            if window.heads and len(window.pieces) + size > most:
                yield window
                window = Window()
                window.add_sign(begin)
            window.add_words(words, pieces, first, last)
            window.add_sign(end)
    if window.heads:
        yield window


def _stretches(
    words: Words, pieces: Sequence[tuple[int, ...]], most: int
) -> Iterator[tuple[int, int]]:
    edges = [0]
    size = 0
    sentence = 0
    for place, own in enumerate(pieces):
        if words.sentence[place] == 0:
            sentence = place
        size += len(own)
        while size > most:
            edges.append(sentence if sentence > edges[-1] else place)
            size = sum(map(len, pieces[edges[-1] : place + 1]))
    return pairwise([*edges, len(pieces)]) if pieces else iter(())
