"""Probabilities of tokens to stretches of one kind."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from operator import attrgetter
from typing import NamedTuple, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

# What it costs to begin or to end a stretch, as log-odds.
SWITCH = 2.5
_AROUND = 24


class Stretch(NamedTuple):
    """Tokens ``first`` to ``last``, the latter excluded. ``kind``: the column of their kind.
    ``score``: the mean over the tokens of the log-odds that it is not clean."""

    first: int
    last: int
    kind: int
    score: float


class _Tokens(Protocol):
    @property
    def first(self) -> int: ...

    @property
    def last(self) -> int: ...


_Some = TypeVar("_Some", bound=_Tokens)


def overlapping(found: Sequence[_Some], stretch: Stretch) -> Iterator[_Some]:
    """Those of ``found``, which are in order and apart, that share a token with the stretch."""
    for number in range(bisect_right(found, stretch.first, key=attrgetter("last")), len(found)):
        if found[number].first >= stretch.last:
            return
        yield found[number]


def stretches_of(scores: Floats, leave_clean: float | Sequence[float]) -> list[Stretch]:
    """Runs of tokens that are best explained by one kind each, in order.

    ``scores``: (tokens, kinds), logits; the first kind is clean. ``leave_clean``: log-odds in
    favour of clean, against each of the others or against all. The runs maximise the sum of the
    scores less a price for every change (Viterbi, IEEE Transactions on Information Theory 13,
    1967).
    """
    if not len(scores):
        return []
    # By kind, so that what is done to each kind is done to a long stretch of memory.
    by_kind = np.ascontiguousarray(scores.T)
    by_kind -= by_kind.max(axis=0)
    logs = by_kind - np.log(np.exp(by_kind).sum(axis=0))
    wanted = logs.copy()
    wanted[1:] -= np.asarray(leave_clean, dtype=np.float32).reshape(-1, 1)
    gains = wanted[1:].max(axis=0) - wanted[0]
    found: list[Stretch] = []
    for low, high in _windows(gains > 0):
        if _stays_clean(gains[low:high]):
            continue
        kinds = _best_kinds(wanted[:, low:high].T)
        edges = np.flatnonzero(np.diff(kinds)) + 1
        for start, end in zip([0, *edges.tolist()], [*edges.tolist(), len(kinds)], strict=True):
            kind = int(kinds[start])
            if kind:
                part = logs[:, low + start : low + end]
                odds = np.logaddexp.reduce(part[1:], axis=0) - part[0]
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


def _stays_clean(gains: Floats) -> bool:
    """Whether no path can be better than a clean one: none gains as much as its first change
    costs, nor, without a change, anything at all."""
    most = float(gains.clip(min=0).sum(dtype=np.float64))
    return most <= SWITCH and float(gains.sum(dtype=np.float64)) <= 0


def _best_kinds(logs: Floats) -> NDArray[np.int64]:
    """The path through the kinds of greatest sum. A change of kind costs the same between any
    two, so that from one token to the next it is enough to know the best kind before."""
    rows = logs.tolist()
    best = rows[0]
    stays: list[list[bool]] = []
    leaders = []
    for row in rows[1:]:
        top = max(best)
        leaders.append(best.index(top))
        moved = top - SWITCH
        stays.append([score >= moved for score in best])
        best = [(max(score, moved)) + gain for score, gain in zip(best, row, strict=True)]
    kind = best.index(max(best))
    path = [kind]
    for stay, leader in zip(reversed(stays), reversed(leaders), strict=True):
        if not stay[kind]:
            kind = leader
        path.append(kind)
    return np.array(path[::-1], dtype=np.int64)
