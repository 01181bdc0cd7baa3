"""Who said what in running text, as a network has learned it: the door is :func:`find`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise

import numpy as np
from numpy.typing import NDArray

from tamis.attribution.finding.decoding import Part, parts_of
from tamis.attribution.finding.fine.model import FineFinder, check_installed
from tamis.attribution.finding.fine.model import shipped as shipped_fine
from tamis.attribution.finding.linking import link
from tamis.attribution.finding.model import LABELS, Finder, shipped
from tamis.attribution.finding.tokens import Words, words_of
from tamis.attribution.found import Found
from tamis.options import AttributionModel

Floats = NDArray[np.float32]

__all__ = ["AnyFinder", "check_model", "find", "finder_of"]

AnyFinder = Finder | FineFinder

# A longer paragraph is cut: the network takes a step for each token.
_LONGEST = 2_000
_SENTENCE_END = re.compile(r"[.!?][\"'”’)\]]{0,3}\s")
# Paragraphs that are read together: the more, the fewer steps; but their states must stay in a
# processor's cache. So many tokens bound the memory.
_AT_ONCE = 32
_TOKENS_AT_ONCE = 10_000


def check_model(model: AttributionModel) -> None:
    """Raise :class:`~tamis.errors.MissingExtraError` if the model cannot be run here."""
    if model == "fine":
        check_installed()


def finder_of(model: AttributionModel) -> AnyFinder:
    """The weights in the package: the ``core``, which NumPy runs, or the ``fine`` ones.

    Raises :class:`~tamis.errors.MissingExtraError` where the fine ones cannot be run.
    """
    return shipped() if model == "core" else shipped_fine()


def find(paragraphs: Sequence[str], finder: AnyFinder | None = None) -> list[list[Found]]:
    """The attributions of each English paragraph, in the order of their cues.

    The core reads each by itself, so that ``paragraphs`` may be those of several texts, which is
    faster; the fine model reads a few in a row, in the light of each other.
    ``finder`` replaces the weights in the package.
    """
    finder = finder or shipped()
    pieces = [
        (number, start, words_of(paragraph[start:end]))
        for number, paragraph in enumerate(paragraphs)
        for start, end in _pieces(paragraph)
    ]
    found: list[list[Found]] = [[] for _ in paragraphs]
    own = _found([words for _, _, words in pieces], finder)
    for (number, start, _), here in zip(pieces, own, strict=True):
        found[number] += [_moved(each, start) for each in here] if start else here
    return found


def _pieces(paragraph: str) -> Iterator[tuple[int, int]]:
    """The whole, or stretches that end with a sentence, or with a word, or at the bound."""
    start = 0
    while len(paragraph) - start > _LONGEST:
        stretch = paragraph[start : start + _LONGEST]
        ends = [match.end() for match in _SENTENCE_END.finditer(stretch)]
        end = ends[-1] if ends else stretch.rfind(" ") + 1 or _LONGEST
        yield start, start + end
        start += end
    yield start, len(paragraph)


def _moved(found: Found, by: int) -> Found:
    def moved(place: tuple[int, int]) -> tuple[int, int]:
        return place[0] + by, place[1] + by

    return Found(
        moved(found.source) if found.source else None,
        moved(found.cue),
        tuple(moved(place) for place in found.content),
        found.confidence,
    )


def _scores(paragraphs: Sequence[Words], finder: AnyFinder) -> list[Floats]:
    """By paragraph, (tokens, labels)."""
    scores = [np.empty((0, len(LABELS)), dtype=np.float32)] * len(paragraphs)
    for some in _together([len(words.texts) for words in paragraphs], finder.reads_apart):
        joined = finder.scores([paragraphs[number] for number in some])
        edges = accumulate((len(paragraphs[number].texts) for number in some), initial=0)
        for number, (low, high) in zip(some, pairwise(edges), strict=True):
            scores[number] = joined[low:high]
    return scores


def _together(lengths: Sequence[int], apart: bool) -> Iterator[list[int]]:
    """Which paragraphs are read together. If each is read apart from the others, those of like
    length, so that few run on while others have ended; else neighbours."""
    order = sorted(range(len(lengths)), key=lengths.__getitem__) if apart else range(len(lengths))
    some: list[int] = []
    tokens = 0
    for number in order:
        if some and (
            (apart and len(some) == _AT_ONCE) or tokens + lengths[number] > _TOKENS_AT_ONCE
        ):
            yield some
            some, tokens = [], 0
        some.append(number)
        tokens += lengths[number]
    if some:
        yield some


def _found(paragraphs: Sequence[Words], finder: AnyFinder) -> list[list[Found]]:
    parts = parts_of(_scores(paragraphs, finder), finder.moves)
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
