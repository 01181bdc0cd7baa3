"""How much of a page to keep, given how likely each block is main content."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tamis.options import Favor

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

_BETA: dict[Favor, float] = {"precision": 0.5, "balance": 1.0, "recall": 2.0}
_LEAST_EXPECTED = 0.3


def kept_blocks(probabilities: Floats, words: Ints, favor: Favor) -> NDArray[np.bool_]:
    """Which blocks to keep so that the expected word F-measure is greatest.

    Keeping the blocks from the likeliest down, the F-measure of the first ``k`` is estimated
    from expected counts (Jansche, "A Maximum Expected Utility Framework for Binary Sequence
    Labeling", ACL 2007). ``favor`` sets its beta. A page on which no choice is expected to do
    well keeps only what is likelier content than not.
    """
    kept = np.zeros(len(probabilities), dtype=np.bool_)
    if not len(probabilities):
        return kept
    beta = _BETA[favor] ** 2
    order = np.argsort(-probabilities, kind="stable")
    expected = probabilities * words
    found = np.cumsum(words[order])
    right = np.cumsum(expected[order])
    measure = (1 + beta) * right / (found + beta * max(float(expected.sum()), 1e-9))
    best = int(measure.argmax())
    if measure[best] < _LEAST_EXPECTED:
        return probabilities > 0.5
    kept[order[: best + 1]] = True
    return kept
