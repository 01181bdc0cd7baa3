"""Articles to rows: what is looked up for each token, and what it is part of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tamis.attribution.finding.model import LABELS, Lists
from tamis.attribution.finding.tokens import BREAK, Words, words_of
from training.attribution.polnear import Article

_PARTS = ("source", "cue", "content")


@dataclass(frozen=True, slots=True)
class Rows:
    """A paragraph behind a break. ``rows``: (tokens, lists);
    ``pieces``, ``shares``: (tokens, pieces), with what each counts; ``target``: numbers of
    ``LABELS``, (tokens,)."""

    rows: NDArray[np.int32]
    pieces: NDArray[np.int32]
    shares: NDArray[np.float32]
    target: NDArray[np.int8]


def targets_of(article: Article) -> list[tuple[Words, list[int]]]:
    """By paragraph, the tokens and what each is part of. Every stretch of a part that is in
    several begins anew."""
    inside: list[tuple[int, int, int]] = []
    for attribution in article.attributions:
        for name in _PARTS:
            for start, end in getattr(attribution, name):
                inside.append((start, end, LABELS.index(f"I-{name}")))
    inside.sort()
    labelled = []
    at = 0
    for start, end in article.paragraphs:
        words = words_of(article.text[start:end])
        target = [0] * len(words.places)
        while at < len(inside) and inside[at][1] <= start:
            at += 1
        place = at
        while place < len(inside) and inside[place][0] < end:
            first, last, label = inside[place]
            covered = [
                number
                for number, (low, high) in enumerate(words.places)
                if first <= start + (low + high - 1) // 2 < last
            ]
            if covered:
                target[covered[0]] = label - 1
                for number in covered[1:]:
                    target[number] = label
            place += 1
        labelled.append((words, target))
    return labelled


def paragraphs_of(article: Article, lists: Lists) -> list[Rows]:
    """The rows of each paragraph, behind a break."""
    return [_rows(words, target, lists) for words, target in targets_of(article)]


def _rows(words: Words, labels: Sequence[int], lists: Lists) -> Rows:
    rows: list[tuple[int, ...]] = []
    pieces: list[tuple[int, ...]] = []
    tokens = zip((BREAK, *words.texts), (0, *words.sentence), (0, *words.quoted), strict=True)
    for text, sentence, quoted in tokens:
        own, parts = lists.look_up(text)
        rows.append((*own, sentence, quoted))
        pieces.append(parts)
    width = max(map(len, pieces))
    padded = np.zeros((len(rows), width), dtype=np.int32)
    shares = np.zeros((len(rows), width), dtype=np.float32)
    for number, parts in enumerate(pieces):
        padded[number, : len(parts)] = parts
        shares[number, : len(parts)] = 1 / len(parts)
    return Rows(
        np.array(rows, dtype=np.int32), padded, shares, np.array([0, *labels], dtype=np.int8)
    )
