"""Gradient-boosted symmetric trees, evaluated in NumPy.

A symmetric (oblivious) tree asks the same question of every row on each level (Prokhorenkova
et al., "CatBoost: unbiased boosting with categorical features", NeurIPS 2018), so a leaf's
number is the answers read as bits, and a whole forest is a few array operations. Trained
with CatBoost by ``training/``; nothing but NumPy is needed to use it, on one thread, with the
same result on every machine.
"""

from __future__ import annotations

from dataclasses import dataclass

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

    def scores(self, leaf: NDArray[np.uint8]) -> Floats:
        """Raw scores, (rows, outputs), of rows that fall into these leaves."""
        trees, width, outputs = self.leaves.shape
        values = self.leaves.reshape(trees * width, outputs)
        rows = leaf + (np.arange(trees, dtype=np.int32) * width)[:, None]
        scores = np.empty((leaf.shape[1], outputs), dtype=np.float32)
        for output in range(outputs):
            scores[:, output] = np.take(values[:, output], rows).sum(axis=0) + self.bias[output]
        return scores

    def theme_shares(self, leaf: NDArray[np.uint8]) -> Floats:
        """What each theme adds to the scores of rows in these leaves, (rows, themes)."""
        total = np.zeros((leaf.shape[1], self.shares.shape[2]), dtype=np.float32)
        for tree in range(len(self.shares)):
            total += self.shares[tree][leaf[tree]]
        return total

    def leaf_numbers(self, matrix: Floats) -> NDArray[np.uint8]:
        """The leaf that each row falls into, (trees, rows). Trees are at most 8 deep."""
        columns = np.ascontiguousarray(matrix.T)
        asked = np.take(columns, self.features, axis=0)
        answers = (asked > self.thresholds[:, None]).view(np.uint8)
        leaf = answers[self.splits[:, 0]]
        for level in range(1, self.splits.shape[1]):
            leaf |= answers[self.splits[:, level]] << level
        return leaf
