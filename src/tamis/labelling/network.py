"""A small convolutional network over the blocks of a page, evaluated in NumPy.

Trees judge a block by what its own row says; the network sees the blocks around it, ever
wider (dilated convolutions: Yu and Koltun, "Multi-Scale Context Aggregation by Dilated
Convolutions", ICLR 2016), and the mean of the page, and so learns how much of a page is its
content. It also guesses the page's type. Trained with PyTorch by ``training/``.

All weights and activations are whole numbers, small enough that every sum is exact in float32
or float64 whatever the order of adding: the result is the same on every machine.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import ThreadpoolController

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
Bytes = NDArray[np.int8]

PAGE_TYPES = (
    "article",
    "service",
    "product",
    "collection",
    "forum",
    "listing",
    "documentation",
)
MOST_INPUT = 255
MOST_ACTIVE = 511
# Bounds the memory that a page of very many blocks takes; the parts are judged as pages.
_ROWS_AT_ONCE = 8192
_MOST_EXACT = 1 << 24


class Seen(NamedTuple):
    """``scores``: (rows, outputs), not calibrated; for blocks one output, the log-odds of being
    main content. ``page_type``: (types,), log-odds of each type, not calibrated."""

    scores: Floats
    page_type: Floats


@dataclass(frozen=True, slots=True)
class Network:
    """Whole-number weights and what turns their sums back into activations.

    ``input_scale``, ``input_shift``: (features,), applied to features after a logarithm that
    keeps the sign. ``entry``: (features, width). ``dilations``: (layers,). ``near``: (layers,
    3 * width, width), the weights of the rows before, at and after. ``whole``: (layers, width,
    width), those of the page's mean. ``content``: (width, outputs). ``kinds``: (width, types). Each
    ``*_scale`` and ``*_bias`` is by output.
    """

    input_scale: Floats
    input_shift: Floats
    entry: Bytes
    entry_scale: Floats
    entry_bias: Floats
    dilations: Ints
    near: Bytes
    near_scale: Floats
    near_bias: Floats
    whole: Bytes
    whole_scale: Floats
    content: Bytes
    content_scale: Floats
    content_bias: Floats
    kinds: Bytes
    kinds_scale: Floats
    kinds_bias: Floats

    def look(self, matrix: Floats, words: Ints) -> Seen:
        """Judge the rows of one page, in their order. ``words``: how many each has, (rows,)."""
        scores = [np.zeros((0, self.content.shape[1]), dtype=np.float32)]
        kinds = np.zeros(len(self.kinds_bias), dtype=np.float64)
        with one_thread():
            for start in range(0, len(matrix), _ROWS_AT_ONCE):
                rows = slice(start, start + _ROWS_AT_ONCE)
                attention = _attention(words[rows])
                active = self._activations(matrix[rows].T, attention)
                found = active.T @ self.content.astype(np.float32)
                scores.append(found * self.content_scale + self.content_bias)
                share = len(attention) / len(matrix)
                mean = _mean(active, attention)
                kinds += share * (mean @ self.kinds * self.kinds_scale + self.kinds_bias)
        return Seen(np.concatenate(scores), kinds.astype(np.float32))

    def _activations(self, columns: Floats, attention: NDArray[np.float64]) -> Floats:
        """What the last layer makes of the features: (features, rows) to (width, rows).

        Rows lie side by side, so that all that is done by feature or by output is done to long
        stretches of memory; and in place where it can be: what is new must first be fetched from
        the system.
        """
        given = np.abs(columns)
        np.log1p(given, out=given)
        np.negative(given, out=given, where=columns < 0)
        given *= self.input_scale[:, None]
        given += self.input_shift[:, None]
        np.rint(given, out=given)
        np.clip(given, -MOST_INPUT, MOST_INPUT, out=given)
        active: Floats = self.entry.T.astype(np.float32) @ given
        active *= self.entry_scale[:, None]
        active += self.entry_bias[:, None]
        np.rint(active, out=active)
        np.clip(active, 0, MOST_ACTIVE, out=active)
        width = len(active)
        given = np.empty((3 * width, active.shape[1]), dtype=np.float32)
        behind, sums, before = given.reshape(3, width, -1)
        for layer, dilation in enumerate(self.dilations.tolist()):
            # What each row gives to the one behind it, itself and the one before it.
            weights = self.near[layer].reshape(3, width, width).transpose(0, 2, 1)
            np.matmul(weights.reshape(3 * width, width).astype(np.float32), active, out=given)
            sums[:, dilation:] += behind[:, :-dilation]
            sums[:, :-dilation] += before[:, dilation:]
            whole = _mean(active, attention) @ self.whole[layer]
            shift = (whole * self.whole_scale[layer]).astype(np.float32) + self.near_bias[layer]
            sums *= self.near_scale[layer][:, None]
            sums += shift[:, None]
            np.rint(sums, out=sums)
            np.maximum(sums, 0, out=sums)
            active += sums
            np.minimum(active, np.float32(MOST_ACTIVE), out=active)
        return active


@contextmanager
def one_thread() -> Iterator[None]:
    """Matrices as small as these gain nothing from more threads, which would wait busily."""
    with _threads().limit(limits=1, user_api="blas"):
        yield


@cache
def _threads() -> ThreadpoolController:
    return ThreadpoolController()


def _attention(words: Ints) -> NDArray[np.float64]:
    """How much each row counts in the mean of the page: the root of its words, in whole 16ths."""
    attention: NDArray[np.float64] = np.rint(16 * np.sqrt(words.astype(np.float64))) + 1
    return attention


def _mean(active: Floats, attention: NDArray[np.float64]) -> NDArray[np.float64]:
    """The weighted mean of all rows, in whole 16ths, of (width, rows)."""
    # As many rows at once as sum to a whole number that float32 can hold.
    rows = max(int(_MOST_EXACT / (MOST_ACTIVE * attention.max(initial=1))), 1)
    weights = attention.astype(np.float32)
    total = np.zeros(len(active))
    for start in range(0, len(weights), rows):
        total += active[:, start : start + rows] @ weights[start : start + rows]
    mean: NDArray[np.float64] = np.rint(16 * total / attention.sum())
    return mean
