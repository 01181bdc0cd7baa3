"""A Ray cluster: the same work on many machines, with the same results.

Each task has its batches done by a :class:`~tamis.corpus.engines.local.LocalEngine` of one
worker, so that the limits for each record are the same and a page can never take a Ray process
with it. What a lost machine had in hand, Ray gives to another.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from tamis.corpus.batches import Batch
from tamis.corpus.engines.local import LocalEngine
from tamis.corpus.rows import Label
from tamis.corpus.work import Result
from tamis.errors import MissingExtraError, TamisError

BATCHES_PER_TASK = 8
"""Enough work that the time to hand it out does not count."""

TASKS_AHEAD = 2
"""For each processor: more only fill the memory of the process that writes."""


@dataclass(frozen=True, slots=True)
class RayEngine:
    """The cluster that ``RAY_ADDRESS`` names, or one of this machine alone that ends with the run.

    ``local``: the limits for each record, and how many processors a cluster of this machine has.
    """

    local: LocalEngine = field(default_factory=LocalEngine)

    def __call__(self, label: Label, batches: Iterator[Batch]) -> Iterator[Result]:
        """The results in the order of the batches."""
        ray = _ray()
        is_ours = not ray.is_initialized()
        if is_ours:
            self._connect(ray)
        try:
            yield from _results(ray, self.local, label, batches)
        finally:
            if is_ours:
                ray.shutdown()

    def _connect(self, ray: Any) -> None:
        address = os.environ.get("RAY_ADDRESS") or "local"
        here = {"num_cpus": self.local.workers} if address == "local" else {}
        try:
            ray.init(
                address=address,
                include_dashboard=False if here else None,
                log_to_driver=False,
                configure_logging=False,
                **here,
            )
        except (ConnectionError, RuntimeError, ray.exceptions.RayError) as error:
            first = str(error).partition("\n")[0]
            raise TamisError(f"no Ray cluster can be used at {address} ({first})") from error


def _results(
    ray: Any, local: LocalEngine, label: Label, batches: Iterator[Batch]
) -> Iterator[Result]:
    # A task cannot fail by itself: what fails is a machine, or a process that somebody killed.
    task = ray.remote(num_cpus=1, max_retries=-1)(_done)
    limits, work = ray.put((local.seconds, local.memory)), ray.put(label)
    ahead = TASKS_AHEAD * int(ray.cluster_resources().get("CPU", 1))
    under_way: deque[Any] = deque()
    while True:
        while len(under_way) < ahead and (some := list(islice(batches, BATCHES_PER_TASK))):
            under_way.append(task.remote(limits, work, some))
        if not under_way:
            return
        yield from ray.get(under_way.popleft())


def _done(limits: tuple[float, int], label: Label, batches: list[Batch]) -> list[Result]:
    seconds, memory = limits
    engine = LocalEngine(workers=1, seconds=seconds, memory=memory)
    return list(engine(label, iter(batches)))


def _ray() -> Any:
    try:
        import ray
    except ImportError:
        raise MissingExtraError("--engine ray", "ray") from None
    return ray
