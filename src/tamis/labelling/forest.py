"""Gradient-boosted symmetric trees, evaluated in NumPy.

A symmetric (oblivious) tree asks the same question of every row on each level (Prokhorenkova
et al., "CatBoost: unbiased boosting with categorical features", NeurIPS 2018), so a leaf's
number is the answers read as bits, and a whole forest is a few array operations. Trained
with CatBoost by ``training/``; nothing but NumPy is needed to use it, on one thread, with the
same result on every machine.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Forest:
    """``features`` and ``thresholds``: the distinct questions, (questions,): is it more?

    ``splits``: (trees, depth), numbers of questions. ``leaves``: (trees, 2 ** depth, outputs).
    ``bias``: (outputs,). ``shares``: for the first trees, which carry most of a score, what
    each theme of reasons adds to the value of each leaf, (some trees, 2 ** depth, themes).
    """

    features: NDArray[np.int32]
    thresholds: Floats
    splits: NDArray[np.int32]
    leaves: Floats
    bias: Floats
    shares: Floats
    _plan: _Plan = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_plan", _plan(self.features, self.thresholds, self.splits))

    def scores(self, leaf: NDArray[np.uint8]) -> Floats:
        """Raw scores, (rows, outputs), of rows that fall into these leaves."""
        trees, width, outputs = self.leaves.shape
        values = self.leaves.reshape(trees * width, outputs)
        found = _taken(values, _places(leaf, width))
        if found.shape[1] == 1:
            # NumPy adds in pairs what lies together, as the values of one row do by output.
            found = np.ascontiguousarray(found.transpose(2, 1, 0)).transpose(2, 1, 0)
        scores: Floats = found.sum(axis=0) + self.bias
        return scores

    def theme_shares(self, leaf: NDArray[np.uint8]) -> Floats:
        """What each theme adds to the scores of rows in these leaves, (rows, themes)."""
        trees, width, themes = self.shares.shape
        values = self.shares.reshape(trees * width, themes)
        shares: Floats = _taken(values, _places(leaf[:trees], width)).sum(axis=0)
        return shares

    def leaf_numbers(self, matrix: Floats) -> NDArray[np.uint8]:
        """The leaf that each row falls into, (trees, rows). Trees are at most 8 deep."""
        asked = np.take(matrix.T, self._plan.features, axis=0)
        answers = np.empty((len(self.features), len(matrix)), dtype=np.bool_)
        begin = 0
        for thresholds in self._plan.thresholds:
            end = begin + len(thresholds)
            np.greater(asked[: len(thresholds)], thresholds, out=answers[begin:end])
            begin = end
        bits = answers.view(np.uint8)
        leaf = np.zeros((len(self.splits), len(matrix)), dtype=np.uint8)
        answered = np.empty_like(leaf)
        for questions in self._plan.splits:
            np.add(leaf, leaf, out=leaf)
            np.take(bits, questions, axis=0, out=answered, mode="clip")
            np.bitwise_or(leaf, answered, out=leaf)
        return leaf


def _taken(values: Floats, places: NDArray[np.intp]) -> Floats:
    """The values, (all leaves, outputs), at places, (trees, rows): (trees, rows, outputs)."""
    # Clipping changes nothing here; NumPy copies less than where it has to check.
    return values.take(places, axis=0, mode="clip")


def _places(leaf: NDArray[np.uint8], width: int) -> NDArray[np.intp]:
    """Where the values of these leaves lie among those of all trees, one after another."""
    trees = len(leaf)
    # Added in the smallest type that holds them, which is several times as fast.
    first = np.arange(0, trees * width, width, dtype=np.min_scalar_type(trees * width))
    return (leaf + first[:, None]).astype(np.intp)


class _Plan(NamedTuple):
    """In which order the questions are asked: the first of each feature, the second, and so on.

    ``features``: those asked about, the most asked first, so that each round of questions is
    about the first few of them. ``thresholds``: for each round, (features, 1). ``splits``: the
    questions by their number in this order, (depth, trees), the last level first.
    """

    features: NDArray[np.intp]
    thresholds: tuple[Floats, ...]
    splits: NDArray[np.intp]


def _plan(features: NDArray[np.int32], thresholds: Floats, splits: NDArray[np.int32]) -> _Plan:
    asked: dict[int, list[int]] = {}
    for question, feature in enumerate(features.tolist()):
        asked.setdefault(feature, []).append(question)
    most_first = sorted(asked, key=lambda feature: -len(asked[feature]))
    rounds = [
        [asked[feature][number] for feature in most_first if number < len(asked[feature])]
        for number in range(max(map(len, asked.values()), default=0))
    ]
    place = np.empty(len(features), dtype=np.intp)
    place[[question for questions in rounds for question in questions]] = np.arange(len(features))
    return _Plan(
        features=np.array(most_first, dtype=np.intp),
        thresholds=tuple(thresholds[questions][:, None] for questions in rounds),
        splits=np.ascontiguousarray(place[splits].T[::-1]),
    )
