"""Who said what in running text, as a network has learned it: the door is :func:`find`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np

from tamis.attribution.finding.decoding import Part, parts_of
from tamis.attribution.finding.fine.model import FineFinder, check_installed
from tamis.attribution.finding.fine.model import shipped as shipped_fine
from tamis.attribution.finding.linking import link
from tamis.attribution.finding.model import Finder, shipped
from tamis.attribution.finding.tokens import Words, words_of
from tamis.attribution.found import Found
from tamis.options import AttributionModel

__all__ = ["AnyFinder", "check_model", "find", "finder_of"]

AnyFinder = Finder | FineFinder

# A longer paragraph is cut: the network takes a step for each token.
_LONGEST = 2_000
_SENTENCE_END = re.compile(r"[.!?][\"'”’)\]]{0,3}\s")
# Paragraphs are read together up to so many tokens, which bounds the memory.
_TOKENS_AT_ONCE = 20_000


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

    ``paragraphs`` are those of one text in their order, since a quotation may run over several.
    ``finder`` replaces the weights in the package.
    """
    finder = finder or shipped()
    pieces = [
        (number, start, words_of(paragraph[start:end]))
        for number, paragraph in enumerate(paragraphs)
        for start, end in _pieces(paragraph)
    ]
    found: list[list[Found]] = [[] for _ in paragraphs]
    at = 0
    for some in _together([words for _, _, words in pieces]):
        for (number, start, _), own in zip(pieces[at:], _found(some, finder), strict=False):
            found[number] += [_moved(each, start) for each in own] if start else own
        at += len(some)
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


def _found(paragraphs: Sequence[Words], finder: AnyFinder) -> list[list[Found]]:
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
