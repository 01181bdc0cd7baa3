"""From scores of tokens to parts: the best path through the labels."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tamis.attribution.finding.model import LABELS

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

SOURCE, CUE, CONTENT = "source", "cue", "content"
# Bounds the memory of one step, and keeps long paragraphs from padding short ones.
_AT_ONCE = 256


class Part(NamedTuple):
    """Tokens ``first`` to ``last`` of a paragraph, the latter excluded. ``sure``: the mean
    probability of their labels."""

    kind: str
    first: int
    last: int
    sure: float


def parts_of(scores: Sequence[Floats], moves: Floats) -> list[list[Part]]:
    """The parts of each paragraph, in order. ``scores``: by paragraph, (tokens, labels)."""
    order = sorted(
        (number for number in range(len(scores)) if len(scores[number])),
        key=lambda n: len(scores[n]),
    )
    found: list[list[Part]] = [[] for _ in scores]
    for at in range(0, len(order), _AT_ONCE):
        some = order[at : at + _AT_ONCE]
        own = [scores[n] for n in some]
        for number, path, sure in zip(some, _best_paths(own, moves), _sure(own), strict=True):
            found[number] = _parts(path.tolist(), sure)
    return found


def _best_paths(scores: Sequence[Floats], moves: Floats) -> list[Ints]:
    """The labels of greatest sum (Viterbi, IEEE Transactions on Information Theory 13, 1967); a
    paragraph begins behind what is no part. ``scores``: the shortest first."""
    lengths = np.array([len(own) for own in scores])
    most, places = int(lengths[-1]), np.arange(len(scores))
    best = np.zeros((most, len(LABELS), len(scores)), dtype=np.float32)
    for place, own in enumerate(scores):
        best[: len(own), :, place] = own
    best[0] += moves[0][:, None]
    from_to = moves[:, :, None]
    for step in range(1, most):
        best[step] += np.maximum.reduce(best[step - 1][:, None] + from_to, axis=0)
    labels = best[lengths - 1, :, places].argmax(axis=1)
    paths = np.empty((most, len(scores)), dtype=np.int64)
    to_from = np.ascontiguousarray(moves.T)
    # Which is the first that is longer than each step.
    longer = np.searchsorted(lengths, np.arange(most), side="right").tolist()
    for step in range(most - 1, 0, -1):
        paths[step] = labels
        first = longer[step]
        before = best[step - 1][:, first:].T + to_from[labels[first:]]
        labels[first:] = before.argmax(axis=1)
    paths[0] = labels
    return [paths[:length, place] for place, length in enumerate(lengths.tolist())]


def _sure(scores: Sequence[Floats]) -> list[Floats]:
    """How likely each label is, by itself."""
    joined = np.concatenate(scores)
    likely = np.exp(joined - joined.max(axis=1, keepdims=True))
    likely /= likely.sum(axis=1, keepdims=True)
    return np.split(likely, np.cumsum([len(own) for own in scores])[:-1])


def _parts(path: Sequence[int], sure: Floats) -> list[Part]:
    found = []
    at = 0
    while at < len(path):
        label = LABELS[path[at]]
        end = at + 1
        if label != "O":
            inside = LABELS.index(f"I-{label[2:]}")
            while end < len(path) and path[end] == inside:
                end += 1
            chances = sure[range(at, end), path[at:end]].tolist()
            found.append(Part(label[2:], at, end, sum(chances) / len(chances)))
        at = end
    return found
