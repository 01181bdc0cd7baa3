"""A bidirectional LSTM in NumPy, in whole numbers (Hochreiter and Schmidhuber, Neural Computation
9, 1997; Graves and Schmidhuber, Neural Networks 18, 2005).

Weights and states are whole numbers, small enough that every sum is exact in float32 whatever
the order of adding, and what bends is looked up in tables: the result is the same on every
machine.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
Bytes = NDArray[np.int8]

UNIT = 127
"""A state of 1, as a whole number."""
STEPS = 64
"""So many entries of the tables for a step of 1; they reach from ``-REACH`` to ``REACH``."""
REACH = 8
FRACTION = 1 << 10
"""Weights of the state are whole numbers of this fraction of an entry. As it is a power of two,
their sums are exact in float32."""
_GRID = 1 << 14


@dataclass(frozen=True, slots=True)
class Recurrence:
    """One layer, both directions. ``given``: (2, inputs, 4 * width), ``state``: (2, width, 4 *
    width): the weights of what comes in and of the state before, for the gates in the order in,
    forget, out, then what is new, the last by half its argument. ``given_scale``: (2, 4 * width),
    what brings a sum to entries of the tables; ``bias``: (2, 4 * width), in such entries."""

    given: Bytes
    state: NDArray[np.int16]
    given_scale: Floats
    bias: Floats

    def states(self, rows: Floats, places: Places) -> Floats:
        """The states after each row, forward then backward, (rows, 2 * width)."""
        width = self.state.shape[1]
        weights = self.state.astype(np.float32) / np.float32(FRACTION)
        gate, bent = _tables()
        order = (places.forward, places.backward)
        # Whole entries, so that nothing depends on how the sum with the state is rounded.
        moved = np.stack(
            [
                np.rint(rows @ given.astype(np.float32) * scale + bias)[own]
                for given, scale, bias, own in zip(
                    self.given, self.given_scale, self.bias, order, strict=True
                )
            ]
        )
        states = np.empty((2, len(rows), width), dtype=np.float32)
        hidden = np.zeros((2, max(places.running, default=0), width), dtype=np.float32)
        cell = np.zeros_like(hidden)
        at = 0
        for count in places.running:
            sums = hidden[:, :count] @ weights
            sums += moved[:, at : at + count]
            # What is beyond the tables takes their first or last entry.
            gates = gate.take(sums.astype(np.intp), mode="clip")
            # tanh(x) = 2 * logistic(2 * x) - 1
            new = gates[..., 3 * width :]
            new += new
            new -= 1
            new *= gates[..., :width]
            cell = cell[:, :count] * gates[..., width : 2 * width]
            cell += new
            entries = cell * np.float32(STEPS)
            entries += REACH * STEPS
            hidden = bent.take(entries.astype(np.intp), mode="clip")
            hidden *= gates[..., 2 * width : 3 * width]
            np.rint(hidden, out=hidden)
            states[:, at : at + count] = hidden
            at += count
        found = np.empty((len(rows), 2, width), dtype=np.float32)
        for direction, own in enumerate(order):
            found[own, direction] = states[direction]
        return found.reshape(len(rows), 2 * width)


@dataclass(frozen=True, slots=True)
class Places:
    """Of sequences that lie one after another, how many are ``running`` at each step, the longest
    ones first, and which row each of them reads, ``forward`` and ``backward``: (rows,), step after
    step."""

    running: tuple[int, ...]
    forward: Ints
    backward: Ints

    @classmethod
    def of(cls, lengths: Sequence[int]) -> Places:
        """``lengths`` in rows."""
        sizes = np.array(lengths, dtype=np.int64)
        starts = np.cumsum(sizes) - sizes
        order = np.argsort(-sizes, kind="stable")
        sizes, starts = sizes[order], starts[order]
        running = [int((sizes > step).sum()) for step in range(int(sizes.max(initial=0)))]
        step = np.repeat(np.arange(len(running)), running)
        own = np.arange(len(step)) - np.repeat(np.cumsum([0, *running])[:-1], running)
        return cls(tuple(running), starts[own] + step, starts[own] + sizes[own] - 1 - step)


@cache
def _tables() -> tuple[Floats, Floats]:
    """The logistic function, and the hyperbolic tangent in ``UNIT``, on a grid that no rounding
    reaches."""
    middle = (np.arange(2 * REACH * STEPS) + 0.5) / STEPS - REACH
    gate = np.rint(_GRID / (1 + np.exp(-middle))) / _GRID
    bent = np.rint(_GRID * np.tanh(middle)) / _GRID * UNIT
    return gate.astype(np.float32), bent.astype(np.float32)
