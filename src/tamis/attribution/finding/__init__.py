"""Who said what in running text, as a network has learned it: the door is :func:`find`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np

from tamis.attribution.finding.decoding import Part, parts_of
from tamis.attribution.finding.linking import link
from tamis.attribution.finding.model import Finder, shipped
from tamis.attribution.finding.tokens import Words, words_of
from tamis.attribution.found import Found

__all__ = ["find"]

# A longer paragraph is no paragraph; what is behind is left alone.
_LONGEST = 20_000
# Paragraphs are read together up to so many tokens, which bounds the memory.
_TOKENS_AT_ONCE = 20_000


def find(paragraphs: Sequence[str], finder: Finder | None = None) -> list[list[Found]]:
    """The attributions of each English paragraph, in the order of their cues.

    ``paragraphs`` are those of one text in their order, since a quotation may run over several.
    ``finder`` replaces the weights in the package.
    """
    finder = finder or shipped()
    found: list[list[Found]] = []
    for some in _together([words_of(paragraph[:_LONGEST]) for paragraph in paragraphs]):
        found += _found(some, finder)
    return found


def _together(paragraphs: Sequence[Words]) -> Iterator[list[Words]]:
    waiting: list[Words] = []
    count = 0
    for words in paragraphs:
        waiting.append(words)
        count += len(words.texts)
        if count >= _TOKENS_AT_ONCE:
            yield waiting
            waiting, count = [], 0
    if waiting:
        yield waiting


def _found(paragraphs: Sequence[Words], finder: Finder) -> list[list[Found]]:
    scores = finder.scores(paragraphs)
    edges = np.cumsum([0, *(len(words.texts) for words in paragraphs)]).tolist()
    parts = parts_of([scores[low:high] for low, high in pairwise(edges)], finder.moves)
    return [
        [
            Found(
                _range(words, linked.source) if linked.source else None,
                _range(words, linked.cue),
                tuple(_range(words, content) for content in linked.contents),
                finder.confidence(linked.sure),
            )
            for linked in link(own, words.texts, finder.to_source, finder.to_cue)
        ]
        for words, own in zip(paragraphs, parts, strict=True)
    ]


def _range(words: Words, part: Part) -> tuple[int, int]:
    return words.places[part.first].start, words.places[part.last - 1].end
