"""One process that runs the systems, and its parent that ends it when a page hangs."""

from __future__ import annotations

import gc
import logging
import multiprocessing
import time
import warnings
from dataclasses import replace
from multiprocessing.connection import Connection
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

from benchmarks.capture import Capture, Output
from benchmarks.systems import System

WARM_UP_SECONDS = 180.0

_SENTENCE = "The mill was closed for two years, and it opened again in the spring of this year. "
_WARM_UP = (
    "<html lang='en'><head><title>Warm-up</title></head><body><nav><a href='/'>Home</a></nav>"
    f"<article><h1>Warm-up</h1><p>{_SENTENCE * 4}</p><p>{_SENTENCE * 4}</p></article></body></html>"
).encode()


class Outcome(NamedTuple):
    """One system on one page: an output, or why there is none. ``seconds`` is process time."""

    output: Output | None
    seconds: float
    failure: str | None


class Worker:
    """Runs systems one call at a time in a child process, for at most ``timeout`` seconds of
    wall time each. A child that hangs or dies is replaced, and the call counts as a failure."""

    def __init__(self, timeout: float) -> None:
        self._timeout = timeout
        self._start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._stop()

    def run(self, system: System, capture: Capture) -> Outcome:
        """Run ``system`` on ``capture``, after a warm-up page if this child has not run it."""
        ready = (system.name, capture.weights, capture.token_weights)
        if ready not in self._warm:
            warm_up = replace(capture, data=_WARM_UP)
            self._ask(system, warm_up, WARM_UP_SECONDS)
            self._warm.add(ready)
        return self._ask(system, capture, self._timeout)

    def peak_memory(self) -> int:
        """The most memory that the child has held, in bytes (Linux only)."""
        for line in Path(f"/proc/{self._process.pid}/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
        raise OSError("/proc does not tell the peak memory on this system")

    def _ask(self, system: System, capture: Capture, timeout: float) -> Outcome:
        try:
            self._connection.send((system, capture))
            if self._connection.poll(timeout):
                outcome: Outcome = self._connection.recv()
                return outcome
            failure = f"over {timeout:g} s"
        except (EOFError, OSError):
            failure = "the process died"
        self._stop()
        self._start()
        return Outcome(None, 0.0, failure)

    def _start(self) -> None:
        context = multiprocessing.get_context("spawn")
        self._connection, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs,), daemon=True)
        self._process.start()
        theirs.close()
        self._warm: set[tuple[str, Path | None, Path | None]] = set()

    def _stop(self) -> None:
        self._process.kill()
        self._process.join()
        self._connection.close()


def _serve(connection: Connection) -> None:
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    while True:
        try:
            system, capture = connection.recv()
        except EOFError:
            return
        connection.send(_timed(system, capture))
        if capture.data == _WARM_UP:
            gc.collect()
            gc.freeze()  # what a package holds for good need not be walked again on each page


def _timed(system: System, capture: Capture) -> Outcome:
    gc.collect()  # so that no system pays for what another has left behind
    start = time.process_time()
    try:
        output = system.read(capture)
    except Exception as error:
        message = " ".join(f"{type(error).__name__}: {error}".split())
        return Outcome(None, 0.0, message[:120])
    return Outcome(output, time.process_time() - start, None)
