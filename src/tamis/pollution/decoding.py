"""Probabilities of tokens to stretches of one kind."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

# What it costs to begin or to end a stretch, as log-odds.
_SWITCH = 2.5
_AROUND = 24


class Stretch(NamedTuple):
    """Tokens ``first`` to ``last``, the latter excluded. ``kind``: the column of their kind.
    ``score``: the mean over the tokens of the log-odds that it is not clean."""

    first: int
    last: int
    kind: int
    score: float


def stretches_of(scores: Floats, leave_clean: float) -> list[Stretch]:
    """Runs of tokens that are best explained by one kind each, in order.

    ``scores``: (tokens, kinds), logits; the first kind is clean. ``leave_clean``: log-odds in
    favour of clean. The runs maximise the sum of the scores less a price for every change
    (Viterbi, IEEE Transactions on Information Theory 13, 1967).
    """
    if not len(scores):
        return []
    scores = scores - scores.max(axis=1, keepdims=True)
    logs = scores - np.log(np.exp(scores).sum(axis=1, keepdims=True))
    logs[:, 0] += leave_clean
    suspect = logs[:, 0] < logs[:, 1:].max(axis=1) + 1
    found: list[Stretch] = []
    for low, high in _windows(suspect):
        kinds = _best_kinds(logs[low:high])
        edges = np.flatnonzero(np.diff(kinds)) + 1
        for start, end in zip([0, *edges.tolist()], [*edges.tolist(), len(kinds)], strict=True):
            kind = int(kinds[start])
            if kind:
                part = logs[low + start : low + end]
                odds = np.logaddexp.reduce(part[:, 1:], axis=1) - (part[:, 0] - leave_clean)
                found.append(Stretch(low + start, low + end, kind, float(odds.mean())))
    return found


def _windows(suspect: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Where suspect tokens are, with some around them; the rest is not looked at."""
    (places,) = np.nonzero(suspect)
    if not len(places):
        return []
    (breaks,) = np.nonzero(np.diff(places) > 2 * _AROUND)
    firsts = places[np.concatenate(([0], breaks + 1))] - _AROUND
    lasts = places[np.concatenate((breaks, [len(places) - 1]))] + _AROUND + 1
    return [
        (max(first, 0), min(last, len(suspect)))
        for first, last in zip(firsts.tolist(), lasts.tolist(), strict=True)
    ]


def _best_kinds(logs: Floats) -> NDArray[np.int64]:
    count, kinds = logs.shape
    came_from = np.zeros((count, kinds), dtype=np.int64)
    price = np.full((kinds, kinds), -_SWITCH)
    np.fill_diagonal(price, 0)
    best = logs[0].astype(np.float64)
    for place in range(1, count):
        through = best[:, None] + price
        came_from[place] = through.argmax(axis=0)
        best = through.max(axis=0) + logs[place]
    path = np.zeros(count, dtype=np.int64)
    path[-1] = best.argmax()
    for place in range(count - 1, 0, -1):
        path[place - 1] = came_from[place, path[place]]
    return path
