"""Processes on this machine, each with limits that hold.

A worker that hangs in C code hears nobody, so its own timer kills it (``SIGALRM`` with the
kernel's default action), also when the process that runs it all is gone. A worker that dies is
replaced, and its batch done again without the record that it hung on.
"""

from __future__ import annotations

import multiprocessing
import os
import resource
import signal
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait

from tamis.corpus.batches import Batch
from tamis.corpus.rows import Label
from tamis.corpus.work import Result, work
from tamis.errors import TamisError

MAX_DEATHS = 3
"""A worker may be killed by chance, when memory is short; one and the same record three times
is no chance."""

BATCHES_AHEAD = 4
"""For each worker: how far the work may be ahead of a batch that takes long."""


def processors() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@dataclass(frozen=True, slots=True)
class LocalEngine:
    """``workers`` processes. ``seconds`` and ``memory`` (bytes of data of a whole process; Linux
    alone enforces it) are limits for each record; over one of them it becomes a failure."""

    workers: int = field(default_factory=processors)
    seconds: float = 60.0
    memory: int = 2 * 1024**3

    def __call__(self, label: Label, batches: Iterator[Batch]) -> Iterator[Result]:
        """The results in the order of the batches; at most ``BATCHES_AHEAD`` a worker are kept."""
        pool = _Pool(self, label)
        try:
            yield from pool.results(batches)
        finally:
            pool.close()


@dataclass(slots=True)
class _Task:
    """A batch under way, and what is known of its records that went wrong."""

    batch: Batch
    lost: dict[int, str] = field(default_factory=dict)
    deaths: Counter[int] = field(default_factory=Counter)


class _Worker:
    """One process, and the task that it is busy with."""

    def __init__(self, engine: LocalEngine, label: Label) -> None:
        # No fork: it would copy the locks of this process's threads, and its pipes.
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(["tamis.corpus.engines.preload"])
        self.connection, theirs = context.Pipe()
        self.process = context.Process(
            target=_serve, args=(theirs, label, engine.seconds, engine.memory), daemon=True
        )
        self.process.start()
        theirs.close()
        self.task: _Task | None = None
        self.begun: int | None = None

    def give(self, task: _Task) -> None:
        self.task, self.begun = task, None
        with suppress(OSError):  # it is dead, and will be found so
            self.connection.send((task.batch, task.lost))

    def kill(self) -> None:
        self.process.kill()
        self.process.join()
        self.connection.close()


class _Pool:
    def __init__(self, engine: LocalEngine, label: Label) -> None:
        self._engine, self._label = engine, label
        self._workers: list[_Worker] = []
        self._again: list[_Task] = []
        self._deaths_at_start = 0

    def close(self) -> None:
        for worker in self._workers:
            worker.kill()

    def results(self, batches: Iterator[Batch]) -> Iterator[Result]:
        self._workers = [_Worker(self._engine, self._label) for _ in range(self._engine.workers)]
        ahead = BATCHES_AHEAD * len(self._workers)
        done: dict[int, Result] = {}
        pending: Batch | None = next(batches, None)
        following = pending.number if pending else 0
        while True:
            for worker in self._workers:
                if worker.task is not None:
                    continue
                if self._again:
                    worker.give(self._again.pop())
                elif pending is not None and pending.number < following + ahead:
                    worker.give(_Task(pending))
                    pending = next(batches, None)
            busy = [worker for worker in self._workers if worker.task is not None]
            if not busy:
                return
            ready = set(wait([worker.connection for worker in busy]))
            for worker in busy:
                if worker.connection in ready:
                    result = self._heard(worker)
                    if result is not None:
                        done[result.number] = result
            while following in done:
                yield done.pop(following)
                following += 1

    def _heard(self, worker: _Worker) -> Result | None:
        """Take one message: the record that is begun, the result, or the worker's death."""
        try:
            message = worker.connection.recv()
        except (EOFError, OSError):
            self._replace(worker)
            return None
        self._deaths_at_start = 0
        if isinstance(message, int):
            worker.begun = message
            return None
        worker.task = None
        result: Result = message
        return result

    def _replace(self, worker: _Worker) -> None:
        task, index = worker.task, worker.begun
        worker.process.join()
        code = worker.process.exitcode
        worker.connection.close()
        assert task is not None
        if index is None:
            self._deaths_at_start += 1
            if self._deaths_at_start >= MAX_DEATHS * len(self._workers):
                raise TamisError(f"the worker processes cannot start (exit status {code})")
        elif code == -signal.SIGALRM:
            task.lost[index] = f"not done within {self._engine.seconds:g} seconds"
        else:
            task.deaths[index] += 1
            if task.deaths[index] == MAX_DEATHS:
                task.lost[index] = f"the process died of it {MAX_DEATHS} times (status {code})"
        self._again.append(task)
        self._workers[self._workers.index(worker)] = _Worker(self._engine, self._label)


def _serve(connection: Connection, label: Label, seconds: float, memory: int) -> None:
    """The life of a worker process: batches in; out, the index of each record before it is
    begun, and the result."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that runs it all
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    with suppress(ValueError, OSError):  # a smaller limit is in force already
        resource.setrlimit(resource.RLIMIT_DATA, (memory, hard))

    def announce(index: int) -> None:
        connection.send(index)
        signal.setitimer(signal.ITIMER_REAL, seconds)

    with suppress(EOFError, OSError):  # the other end is gone
        while True:
            batch, lost = connection.recv()
            result = work(label, batch, lost, announce)
            signal.setitimer(signal.ITIMER_REAL, 0)
            connection.send(result)
