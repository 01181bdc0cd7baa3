"""Fit what links sources and contents to cues, on parts that people have marked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from tamis.attribution.finding.decoding import CONTENT, CUE, SOURCE, Part
from tamis.attribution.finding.linking import FEATURES, features, nearest
from tamis.attribution.finding.tokens import Words, words_of
from training.attribution.polnear import Article, Attribution, Range

Floats = NDArray[np.float64]

_PENALTY = 1.0


class Gold(NamedTuple):
    """A paragraph: its tokens, its parts in order, and the numbers of the attributions that each
    belongs to; a source may belong to several."""

    words: Words
    parts: list[Part]
    of: list[set[int]]


def gold_of(article: Article) -> list[Gold]:
    """The paragraphs of an article as they are marked."""
    paragraphs = []
    for start, end in article.paragraphs:
        words = words_of(article.text[start:end])
        of: dict[Part, set[int]] = {}
        for number, attribution in enumerate(article.attributions):
            for kind in (SOURCE, CUE, CONTENT):
                for place in _ranges(attribution, kind):
                    if place[0] < end and place[1] > start:
                        part = _part(kind, words, place[0] - start, place[1] - start)
                        if part is not None:
                            of.setdefault(part, set()).add(number)
        parts = sorted(of, key=lambda part: (part.first, part.last))
        paragraphs.append(Gold(words, parts, [of[part] for part in parts]))
    return paragraphs


def _ranges(attribution: Attribution, kind: str) -> tuple[Range, ...]:
    ranges: tuple[Range, ...] = getattr(attribution, kind)
    return ranges


def _part(kind: str, words: Words, start: int, end: int) -> Part | None:
    inside = [
        number
        for number, (low, high) in enumerate(words.places)
        if start <= (low + high - 1) // 2 < end
    ]
    return Part(kind, inside[0], inside[-1] + 1, 1.0) if inside else None


def fit_links(articles: Sequence[Article]) -> tuple[Floats, Floats]:
    """``to_source`` and ``to_cue``, see :func:`tamis.attribution.finding.linking.link`."""
    to_source: list[tuple[Floats, int]] = []
    to_cue: list[tuple[Floats, int]] = []
    for article in articles:
        for words, parts, of in gold_of(article):
            by_kind = {
                kind: [(part, n) for part, n in zip(parts, of, strict=True) if part.kind == kind]
                for kind in (SOURCE, CUE, CONTENT)
            }
            cues, sources = by_kind[CUE], by_kind[SOURCE]
            for content, numbers in by_kind[CONTENT]:
                near = nearest(content, [part for part, _ in cues])
                right = [rank for rank, n in enumerate(near) if cues[n][1] & numbers]
                if right and len(near) > 1:
                    rows = [
                        features(content, cues[n][0], rank, parts, words.texts)
                        for rank, n in enumerate(near)
                    ]
                    to_cue.append((np.array(rows), right[0]))
            for cue, numbers in cues:
                near = nearest(cue, [part for part, _ in sources])
                right = [rank for rank, n in enumerate(near) if sources[n][1] & numbers]
                rows = [np.zeros(1 + FEATURES)]
                rows[0][0] = 1.0
                rows += [
                    np.append(0.0, features(sources[n][0], cue, rank, parts, words.texts))
                    for rank, n in enumerate(near)
                ]
                to_source.append((np.array(rows), right[0] + 1 if right else 0))
    return _fitted(to_source), _fitted(to_cue)


def _fitted(choices: Sequence[tuple[Floats, int]]) -> Floats:
    """The weights of a conditional logit (McFadden, 1974) with a ridge."""
    rows = np.concatenate([each for each, _ in choices])
    counts = np.array([len(each) for each, _ in choices])
    starts = np.concatenate(([0], np.cumsum(counts)[:-1]))
    chosen = starts + np.array([place for _, place in choices])

    def loss(weights: Floats) -> tuple[float, Floats]:
        scores = rows @ weights
        most = np.repeat(np.maximum.reduceat(scores, starts), counts)
        chances = np.exp(scores - most)
        chances /= np.repeat(np.add.reduceat(chances, starts), counts)
        gradient = chances @ rows - rows[chosen].sum(axis=0) + _PENALTY * weights
        value = -np.log(chances[chosen]).sum() + _PENALTY / 2 * weights @ weights
        return float(value), gradient

    found = minimize(loss, np.zeros(rows.shape[1]), jac=True, method="L-BFGS-B")
    weights: Floats = found.x
    return weights
