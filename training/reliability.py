"""How far calibrated probabilities are from what they promise, on pages that were not learnt."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import matplotlib as mpl
import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray

Floats = NDArray[np.float64]

BINS = 15
# The same file for the same figures, whenever it is made.
_STABLE = {"svg.hashsalt": "tamis", "svg.fonttype": "none"}


class Reliability(NamedTuple):
    """``promised`` and ``found``: the mean probability and the share that was content in each
    bin; ``weight``: each bin's share of all words. ``error``: the expected calibration error,
    the mean distance of the two (Naeini et al., "Obtaining Well Calibrated Probabilities
    Using Bayesian Binning", AAAI 2015)."""

    promised: Floats
    found: Floats
    weight: Floats
    error: float


def reliability(probabilities: Floats, share: Floats, weights: Floats) -> Reliability:
    """Measure over bins of equal width. ``share``: of each block's words, how many are content."""
    bins = np.minimum((probabilities * BINS).astype(np.int64), BINS - 1)
    weight = np.bincount(bins, weights, BINS)
    safe = np.maximum(weight, 1e-12)
    promised = np.bincount(bins, weights * probabilities, BINS) / safe
    found = np.bincount(bins, weights * share, BINS) / safe
    weight = weight / weight.sum()
    return Reliability(promised, found, weight, float((weight * np.abs(promised - found)).sum()))


def draw(
    measured: Mapping[str, Reliability], path: Path, *, of: str = "content", by: str = "words"
) -> None:
    """Write a reliability diagram (SVG): what was promised across, what was found upward."""
    with mpl.rc_context(_STABLE):
        figure = Figure(figsize=(4.2 * len(measured), 4.4), layout="constrained")
        panels = figure.subplots(1, len(measured), squeeze=False)[0]
        for panel, (name, found) in zip(panels, measured.items(), strict=True):
            panel.plot([0, 1], [0, 1], color="0.7", linewidth=1)
            seen = found.weight > 0
            panel.bar(
                (np.arange(BINS) + 0.5) / BINS, found.weight, 0.9 / BINS, color="#c9d8e8", zorder=1
            )
            panel.plot(found.promised[seen], found.found[seen], "o-", color="#1f4e79", markersize=4)
            panel.set(
                title=f"{name}: error {found.error:.3f}",
                xlabel=f"probability of {of}",
                ylabel=f"share that is {of}; bars: share of {by}",
                xlim=(0, 1),
                ylim=(0, 1),
            )
        figure.savefig(path, metadata={"Date": None})
