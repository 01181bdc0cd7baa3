"""A bidirectional LSTM in NumPy, in whole numbers (Hochreiter and Schmidhuber, Neural Computation
9, 1997; Graves and Schmidhuber, Neural Networks 18, 2005).

Weights and states are whole numbers, small enough that every sum is exact in float32 whatever
the order of adding, and what bends is looked up in tables: the result is the same on every
machine.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import groupby
from typing import Any

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
_GATES = 4
_MIDDLE = np.float32(REACH * STEPS)


@dataclass(frozen=True)
class Recurrence:
    """One layer, both directions. ``given``: (2, inputs, 4 * width), ``state``: (2, width, 4 *
    width): the weights of what comes in and of the state before, for the gates in the order in,
    forget, out, then what is new, the last by half its argument. ``given_scale``: (2, 4 * width),
    what brings a sum to entries of the tables; ``bias``: (2, 4 * width), in such entries."""

    given: Bytes
    state: NDArray[np.int16]
    given_scale: Floats
    bias: Floats

    def states(self, rows: Floats, kinds: Ints, places: Places) -> Floats:
        """The states after each row, forward then backward, (places, 2 * width). ``rows``: what
        comes in, (kinds, inputs); ``kinds``: which of them comes in at each place, (places,)."""
        width = self.state.shape[1]
        order = (places.forward, places.backward)
        moved = self._moved(rows, [kinds[own] for own in order])
        weights = self._state_by_gate
        gate, new, bent = _tables()
        most = max(places.running, default=0)
        # Written over at each step; the gates lie apart, so that each is one stretch.
        all_sums, all_gates = np.empty((2, _GATES * 2 * most * width), dtype=np.float32)
        all_entries = np.empty(_GATES * 2 * most * width, dtype=np.intp)
        # The cell by entries of its table: a power of two, so that nothing is rounded otherwise.
        cells = np.zeros((2, most, width), dtype=np.float32)
        states = np.zeros((2, most + len(kinds), width), dtype=np.float32)
        before, at = 0, most
        for count, steps in groupby(places.running):
            shape, size = (_GATES, 2, count, width), _GATES * 2 * count * width
            sums, gates = all_sums[:size].reshape(shape), all_gates[:size].reshape(shape)
            entries = all_entries[:size].reshape(shape)
            into, keep, out, added = gates
            cell = cells[:, :count]
            for _ in steps:
                np.matmul(states[:, before : before + count], weights, out=sums)
                sums += moved[:, :, at - most : at - most + count]
                np.copyto(entries, sums, casting="unsafe")
                # What is beyond the tables takes their first or last entry.
                gate.take(entries[:3], mode="clip", out=gates[:3])
                new.take(entries[3], mode="clip", out=added)
                added *= into
                cell *= keep
                cell += added
                np.add(cell, _MIDDLE, out=added)
                np.copyto(entries[0], added, casting="unsafe")
                bent.take(entries[0], mode="clip", out=added)
                added *= out
                np.rint(added, out=states[:, at : at + count])
                before, at = at, at + count
        found = np.empty((len(kinds), 2, width), dtype=np.float32)
        for direction, own in enumerate(order):
            found[own, direction] = states[direction, most:]
        return found.reshape(len(kinds), 2 * width)

    def _moved(self, rows: Floats, read: Sequence[Ints]) -> Floats:
        """What each step adds to the sums of the states, (gates, 2, places, width), in whole
        entries, so that nothing depends on how the sum with the state is rounded."""
        width = self.state.shape[1]
        weights = self._given_by_gate
        scales, biases = (each.reshape(2, _GATES, width) for each in (self.given_scale, self.bias))
        moved = np.empty((_GATES, 2, len(read[0]), width), dtype=np.float32)
        sums = np.empty((len(rows), width), dtype=np.float32)
        for direction, own in enumerate(read):
            for gate in range(_GATES):
                np.matmul(rows, weights[gate, direction], out=sums)
                sums *= scales[direction, gate]
                sums += biases[direction, gate]
                np.rint(sums, out=sums)
                sums.take(own, axis=0, mode="clip", out=moved[gate, direction])
        return moved

    @cached_property
    def _given_by_gate(self) -> Floats:
        return _by_gate(self.given)

    @cached_property
    def _state_by_gate(self) -> Floats:
        return _by_gate(self.state) / np.float32(FRACTION)


def _by_gate(weights: NDArray[Any]) -> Floats:
    """From (2, inputs, gates * width) to (gates, 2, inputs, width)."""
    parts = weights.reshape(*weights.shape[:2], _GATES, -1)
    return np.ascontiguousarray(parts.transpose(2, 0, 1, 3), dtype=np.float32)


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
        steps = np.arange(sizes.max(initial=0))
        running = np.searchsorted(-sizes, -steps)
        step = np.repeat(steps, running)
        own = np.arange(len(step)) - np.repeat(np.cumsum(running) - running, running)
        starts = starts[own]
        return cls(tuple(running.tolist()), starts + step, starts + sizes[own] - 1 - step)


@cache
def _tables() -> tuple[Floats, Floats, Floats]:
    """The logistic function; by half its argument, the hyperbolic tangent in ``STEPS``; and that
    in ``UNIT``; all on a grid that no rounding reaches."""
    middle = (np.arange(2 * REACH * STEPS) + 0.5) / STEPS - REACH
    gate = np.rint(_GRID / (1 + np.exp(-middle))) / _GRID
    bent = np.rint(_GRID * np.tanh(middle)) / _GRID * UNIT
    # tanh(x) = 2 * logistic(2 * x) - 1
    new = (2 * gate - 1) * STEPS
    return gate.astype(np.float32), new.astype(np.float32), bent.astype(np.float32)
