"""Commands watched while they run: processor time and memory of them and all below (Linux)."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import IO, NamedTuple

_SAMPLE_SECONDS = 0.2


class Sample(NamedTuple):
    """A moment of a run: how much was ``done``, as the caller counts, and the bytes resident in
    the process that runs it all and in the largest of its workers."""

    done: int
    main: int
    worker: int


class Measured(NamedTuple):
    """``seconds`` of wall time; ``processor`` seconds of the process and all below it, ``alone``
    those of the process itself."""

    seconds: float
    processor: float
    alone: float
    samples: Sequence[Sample]


def watched(command: Sequence[str], done: Callable[[], int] = lambda: 0) -> Measured:
    """Run ``command`` to its end. ``done`` is asked whenever a sample is taken.

    Raises :class:`SystemExit` with what the command said if it fails.
    """
    start = time.monotonic()
    samples = []
    processor: dict[int, float] = {}
    with tempfile.TemporaryFile() as said, begun(command, said) as process:
        while process.poll() is None:
            for below in _all_below(process.pid):
                processor[below] = max(_processor_seconds(below), processor.get(below, 0.0))
            worker = max(map(_resident, workers_of(process.pid)), default=0)
            samples.append(Sample(done(), _resident(process.pid), worker))
            time.sleep(_SAMPLE_SECONDS)
        seconds = time.monotonic() - start
        if process.returncode:
            said.seek(0)
            end = said.read().decode(errors="replace")[-2000:]
            raise SystemExit(f"{' '.join(command)}: status {process.returncode}\n{end}")
    return Measured(seconds, sum(processor.values()), processor[process.pid], samples)


def begun(
    command: Sequence[str], errors: IO[bytes] | int = subprocess.DEVNULL
) -> subprocess.Popen[bytes]:
    """``command`` in a process of its own, with one thread for linear algebra."""
    path = os.pathsep.join(filter(None, sys.path))
    return subprocess.Popen(
        command,
        env={**os.environ, "PYTHONPATH": path, "OPENBLAS_NUM_THREADS": "1"},
        stdout=subprocess.DEVNULL,
        stderr=errors,
    )


def workers_of(process: int) -> list[int]:
    """The workers of a run: its forkserver's children."""
    return [worker for child in _children(process) for worker in _children(child)]


def _all_below(process: int) -> Iterator[int]:
    yield process
    for child in _children(process):
        yield from _all_below(child)


def _processor_seconds(process: int) -> float:
    try:
        stat = Path(f"/proc/{process}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return 0.0
    fields = stat.rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _children(process: int) -> list[int]:
    try:
        listed = Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii")
    except OSError:
        return []
    return [int(child) for child in listed.split()]


def _resident(process: int) -> int:
    try:
        fields = Path(f"/proc/{process}/statm").read_text(encoding="ascii").split()
    except OSError:
        return 0
    return int(fields[1]) * os.sysconf("SC_PAGE_SIZE")
