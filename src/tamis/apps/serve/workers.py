"""Processes that read pages, so that a page which hangs can be killed and its place comes back.

As in :mod:`tamis.corpus.engines.local`: a worker that hangs in C code hears nobody, so its own
timer kills it (``SIGALRM`` with the kernel's default action), also when the server is gone.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import resource
import signal
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from http import HTTPStatus
from multiprocessing.connection import Connection
from typing import Any, TypeVar

from tamis.apps.serve.problems import Problem, RefusedError, problem_of, refused
from tamis.apps.serve.settings import Settings

_Result = TypeVar("_Result")


class Workers:
    """``settings.workers`` processes, each busy with one job at a time.

    A job is anything that can be called without arguments and sent to another process.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._threads = ThreadPoolExecutor(settings.workers, thread_name_prefix="worker")
        self._places = asyncio.Semaphore(settings.workers)
        self._idle = [_Worker(settings) for _ in range(settings.workers)]
        self.killed = 0

    async def run(self, job: Callable[[], _Result]) -> _Result:
        """What ``job`` returns in one of the processes, once one is free.

        Raises :class:`~tamis.apps.serve.problems.RefusedError` for whatever goes wrong in it.
        """
        async with self._places:
            worker = self._idle.pop()
            try:
                loop = asyncio.get_running_loop()
                result: _Result | Problem = await loop.run_in_executor(
                    self._threads, worker.ask, job
                )
            except EOFError:
                raise self._ending(worker) from None
            except asyncio.CancelledError:  # nobody waits for the result any more
                worker.kill()
                raise
            finally:
                self._idle.append(worker if worker.lives else self._successor())
        if isinstance(result, Problem):
            raise RefusedError(result)
        return result

    def close(self) -> None:
        for worker in self._idle:
            worker.kill()
        self._threads.shutdown()

    def _successor(self) -> _Worker:
        self.killed += 1
        return _Worker(self._settings)

    def _ending(self, worker: _Worker) -> RefusedError:
        code = worker.kill()
        if code == -signal.SIGALRM:
            return refused(
                HTTPStatus.GATEWAY_TIMEOUT,
                f"the page was not done within {self._settings.seconds:g} seconds",
            )
        return refused(
            HTTPStatus.INTERNAL_SERVER_ERROR,
            f"the process that read the page died of it (status {code})",
        )


class _Worker:
    def __init__(self, settings: Settings) -> None:
        # No fork: it would copy the locks of this process's threads, and its pipes.
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(["tamis.corpus.engines.preload"])
        self._connection, theirs = context.Pipe()
        self._process = context.Process(
            target=_serve, args=(theirs, settings.seconds, settings.memory), daemon=True
        )
        self._process.start()
        theirs.close()
        self.lives = True

    def ask(self, job: Callable[[], Any]) -> Any:
        """The result, or a :class:`Problem`. Raises ``EOFError`` when the worker dies of it."""
        try:
            self._connection.send(job)
            return self._connection.recv()
        except OSError:
            raise EOFError from None

    def kill(self) -> int | None:
        """End the process; returns what it ended with."""
        self.lives = False
        if self._process.is_alive():
            # What died by itself keeps its own status.
            self._process.join(_MOMENT)
            self._process.kill()
        self._process.join()
        self._connection.close()
        return self._process.exitcode


_MOMENT = 0.05


def _serve(connection: Connection, seconds: float, memory: int) -> None:
    """The life of a worker process: jobs in, results or problems out."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the server
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    with suppress(ValueError, OSError):  # a smaller limit is in force already
        resource.setrlimit(resource.RLIMIT_DATA, (memory, hard))
    with suppress(EOFError, OSError):  # the server is gone
        while True:
            job = connection.recv()
            signal.setitimer(signal.ITIMER_REAL, seconds)
            result = _outcome(job)
            signal.setitimer(signal.ITIMER_REAL, 0)
            connection.send(result)
            del job, result  # not kept while the worker waits


def _outcome(job: Callable[[], Any]) -> Any:
    try:
        return job()
    except RefusedError as error:
        return error.problem
    except Exception as error:
        return problem_of(error)
