"""From scores of tokens to parts: the best path through the labels."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tamis.attribution.finding.model import LABELS

Floats = NDArray[np.float32]

SOURCE, CUE, CONTENT = "source", "cue", "content"
# Bounds the memory of one step, and keeps long paragraphs from padding short ones.
_AT_ONCE = 64


class Part(NamedTuple):
    """Tokens ``first`` to ``last`` of a paragraph, the latter excluded. ``sure``: the mean
    probability of their labels."""

    kind: str
    first: int
    last: int
    sure: float


def parts_of(scores: Sequence[Floats], moves: Floats) -> list[list[Part]]:
    """The parts of each paragraph, in order. ``scores``: by paragraph, (tokens, labels)."""
    paths: list[list[int]] = [[] for _ in scores]
    order = sorted(
        (number for number in range(len(scores)) if len(scores[number])),
        key=lambda n: len(scores[n]),
    )
    for at in range(0, len(order), _AT_ONCE):
        some = order[at : at + _AT_ONCE]
        for number, path in zip(some, _best_paths([scores[n] for n in some], moves), strict=True):
            paths[number] = path
    return [_parts(path, own) for path, own in zip(paths, scores, strict=True)]


def _best_paths(scores: Sequence[Floats], moves: Floats) -> list[list[int]]:
    """The labels of greatest sum (Viterbi, IEEE Transactions on Information Theory 13, 1967); a
    paragraph begins behind what is no part."""
    most = max(map(len, scores))
    filled = np.zeros((most, len(scores), len(LABELS)), dtype=np.float32)
    for place, own in enumerate(scores):
        filled[: len(own), place] = own
    best = filled[0] + moves[0]
    history = np.zeros((most, *best.shape), dtype=np.int8)
    bests = np.empty((most, *best.shape), dtype=np.float32)
    bests[0] = best
    for step in range(1, most):
        onward = best[:, :, None] + moves
        history[step] = onward.argmax(axis=1)
        best = onward.max(axis=1) + filled[step]
        bests[step] = best
    paths = []
    for place, own in enumerate(scores):
        label = int(bests[len(own) - 1, place].argmax())
        back = history[:, place].tolist()
        path = [label]
        for step in range(len(own) - 1, 0, -1):
            label = back[step][label]
            path.append(label)
        paths.append(path[::-1])
    return paths


def _parts(path: Sequence[int], scores: Floats) -> list[Part]:
    if not any(path):
        return []
    likely = np.exp(scores - scores.max(axis=1, keepdims=True))
    chosen = likely[np.arange(len(path)), path] / likely.sum(axis=1)
    found = []
    at = 0
    while at < len(path):
        label = LABELS[path[at]]
        end = at + 1
        if label != "O":
            inside = LABELS.index(f"I-{label[2:]}")
            while end < len(path) and path[end] == inside:
                end += 1
            found.append(Part(label[2:], at, end, float(chosen[at:end].mean())))
        at = end
    return found
