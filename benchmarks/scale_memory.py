"""The memory of a run over its records, as a table and as a picture."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path

import matplotlib as mpl
from matplotlib.figure import Figure

from benchmarks import report
from benchmarks.processes import Sample

_STABLE = {"svg.hashsalt": "tamis", "svg.fonttype": "none"}
_MARKS = (1_000, 2_000, 5_000, 10_000, 20_000, 50_000)


def records_done(output: Path) -> Callable[[], int]:
    """What tells how many records a run to ``output`` had done at its last checkpoint."""
    checkpoint = output / ".unfinished" / "checkpoint.json"
    last = 0

    def done() -> int:
        nonlocal last
        try:
            summary = json.loads(checkpoint.read_bytes())["summary"]
        except FileNotFoundError:  # before the first, and after the end
            return last
        last = summary["written"] + summary["failed"]
        return last

    return done


def table(samples: Sequence[Sample], records: int) -> str:
    """The most memory, in MB, until so many records were done."""
    rows = []
    for mark in (*(mark for mark in _MARKS if mark < records), records):
        until = [sample for sample in samples if sample.done <= mark]
        cells = (max(s.main for s in until), max(s.worker for s in until))
        rows.append([f"{mark:,}", *(f"{cell / 1e6:.0f}" for cell in cells)])
    return report.markdown(["records", "the process that reads and writes", "a worker"], rows)


def draw(samples: Sequence[Sample], path: Path) -> None:
    """Write the memory over the records as a picture (SVG)."""
    shown = [sample for sample in samples if sample.done and sample.worker]
    with mpl.rc_context(_STABLE):
        figure = Figure(figsize=(6.4, 3.2), layout="constrained")
        panel = figure.subplots()
        records = [sample.done for sample in shown]
        for name, colour, values in (
            ("the process that reads and writes", "#1f4e79", [s.main for s in shown]),
            ("the largest worker", "#b5651d", [s.worker for s in shown]),
        ):
            panel.plot(records, [value / 1e6 for value in values], color=colour, label=name)
        most = max(max(sample.main, sample.worker) for sample in shown) / 1e6
        panel.set(xlabel="records done", ylabel="memory resident, MB", ylim=(0, 1.25 * most))
        panel.legend(frameon=False)
        figure.savefig(path, metadata={"Date": None})
