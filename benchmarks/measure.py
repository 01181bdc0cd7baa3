"""Running systems over pages: outputs from this run or an earlier one, times from this run."""

from __future__ import annotations

import functools
import hashlib
import inspect
import json
import sqlite3
import sys
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

from benchmarks.capture import Capture
from benchmarks.systems import System
from benchmarks.tasks import FAILED, Example, Score, Task
from benchmarks.worker import Outcome, Worker


class Result(NamedTuple):
    """One system on one page. ``seconds`` is ``None`` if the output is from an earlier run."""

    example: Example
    system: System
    score: Score
    seconds: float | None
    failure: str | None


@dataclass(frozen=True, slots=True)
class FoldWeights:
    """Weights for cross-validation, as ``training/`` leaves them in its work folder:
    ``folds.json`` maps a page's name to the fold that was trained without it, and
    ``html-foldN.npz`` and ``text-foldN.npz`` are the weights of fold N. The network over tokens
    has folds of its own, ``token-folds.json`` and ``tokens-foldN.npz``."""

    directory: Path
    folds: dict[str, int]
    token_folds: dict[str, int]

    @classmethod
    def read(cls, directory: Path) -> FoldWeights:
        folds, token_folds = (
            json.loads((directory / name).read_text(encoding="utf-8"))
            for name in ("folds.json", "token-folds.json")
        )
        return cls(directory, folds, token_folds)

    def covered(self, examples: Sequence[Example]) -> int:
        """How many of these pages have a fold."""
        return sum(example.name in self.folds for example in examples)

    def unseen(self, name: str, kind: str) -> tuple[Path, Path]:
        """The weights of a kind, ``html`` or ``text``, and those of tokens that have not seen
        the page."""
        # Nothing was learnt from the tokens of a page that has no fold.
        token_fold = self.token_folds.get(name, 0)
        return (
            self.directory / f"{kind}-fold{self.folds[name]}.npz",
            self.directory / f"tokens-fold{token_fold}.npz",
        )


class OutputCache:
    """Peers' outputs by system, version, the module that calls it, and capture. tamis is never
    taken from here: its version does not change with every edit."""

    def __init__(self, directory: Path) -> None:
        directory.mkdir(parents=True, exist_ok=True)
        (directory / ".gitignore").write_text("*\n")
        self._store = sqlite3.connect(directory / "outputs.sqlite", isolation_level=None)
        self._store.execute("CREATE TABLE IF NOT EXISTS outputs (key BLOB PRIMARY KEY, value BLOB)")

    def key(self, system: System, capture: Capture) -> bytes:
        adapters = _source(inspect.getfile(system.read))
        called = f"{system.name}\n{system.read.__name__}\n{system.version}\n{adapters}\n"
        context = f"{capture.url}\n{capture.language}\n"
        return hashlib.sha256((called + context).encode() + capture.data).digest()

    def get(self, key: bytes) -> Outcome | None:
        row = self._store.execute("SELECT value FROM outputs WHERE key = ?", (key,)).fetchone()
        if row is None:
            return None
        output, failure = json.loads(zlib.decompress(row[0]))
        return Outcome(output, 0.0, failure)

    def put(self, key: bytes, outcome: Outcome) -> None:
        value = zlib.compress(json.dumps([outcome.output, outcome.failure]).encode())
        self._store.execute("INSERT OR REPLACE INTO outputs VALUES (?, ?)", (key, value))


@functools.cache
def _source(path: str) -> str:
    return Path(path).read_text(encoding="utf-8")


def weights_for(
    task: Task, examples: Sequence[Example], weights: FoldWeights | None
) -> tuple[str, FoldWeights | None]:
    """What tamis is called in this task's table, and the fold weights to run it with."""
    if weights is None:
        return "tamis (seen in training)", None
    covered = weights.covered(examples)
    if covered == len(examples):
        return "tamis (cross-validated)", weights
    if covered == 0:
        return "tamis (not trained on)", None
    raise SystemExit(f"folds.json names {covered} of the {len(examples)} pages of {task.name}")


def measure(
    task: Task,
    examples: Sequence[Example],
    systems: Sequence[System],
    worker: Worker,
    *,
    cache: OutputCache,
    fresh: bool,
    weights: FoldWeights | None = None,
) -> Iterator[Result]:
    """Run all systems on a page, then on the next. Only what is run here has a time: with
    ``fresh`` everything is, else tamis and what the cache lacks."""
    for number, example in enumerate(examples, start=1):
        if number % 100 == 0 or number == len(examples):
            print(f"{task.name}: {number} of {len(examples)} pages", file=sys.stderr)
        capture = example.capture()
        for system in systems:
            ours = system.package == "tamis"
            asked = capture
            if ours and weights is not None:
                of_labels, of_tokens = weights.unseen(example.name, task.weights)
                asked = replace(capture, weights=of_labels, token_weights=of_tokens)
            key = cache.key(system, asked)
            outcome = None if fresh or ours else cache.get(key)
            seconds = None
            if outcome is None:
                outcome = worker.run(system, asked)
                seconds = outcome.seconds
                if not ours:
                    cache.put(key, outcome)
            score = FAILED
            if outcome.output is not None:
                score = task.score(outcome.output, example.truth)
            yield Result(example, system, score, seconds, outcome.failure)
