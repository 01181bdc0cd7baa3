"""A page that hangs, dies or eats memory costs its own request, and nothing else."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from http import HTTPStatus
from typing import Any

import pytest

from tamis.apps.serve.problems import RefusedError
from tamis.apps.serve.settings import Settings
from tamis.apps.serve.workers import Workers
from tests.apps.serve.jobs import Die, Eat, Echo, Fail, Sleep


def with_workers(use: Callable[[Workers], Coroutine[Any, Any, None]], **settings: Any) -> None:
    async def run() -> None:
        workers = Workers(Settings(**{"workers": 1, "seconds": 5.0, **settings}))
        try:
            await use(workers)
        finally:
            workers.close()

    asyncio.run(run())


@pytest.mark.parametrize(
    ("job", "status", "words"),
    [
        (Sleep(30), HTTPStatus.GATEWAY_TIMEOUT, "not done within 0.3 seconds"),
        (Die(), HTTPStatus.INTERNAL_SERVER_ERROR, "status 3"),
        (Eat(), HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "not enough memory"),
        (Fail(), HTTPStatus.UNPROCESSABLE_ENTITY, "cannot be read; ? give another"),
    ],
)
def test_what_goes_wrong_is_told_and_the_place_comes_back(
    job: Callable[[], Any], status: HTTPStatus, words: str
) -> None:
    async def use(workers: Workers) -> None:
        for _ in range(2):
            with pytest.raises(RefusedError) as raised:
                await workers.run(job)
            assert raised.value.problem.status is status
            assert words in raised.value.problem.detail
            assert await workers.run(Echo("alive")) == "alive"

    with_workers(use, seconds=0.3)


def test_as_many_jobs_run_at_once_as_there_are_workers() -> None:
    async def use(workers: Workers) -> None:
        pids = await asyncio.gather(*(workers.run(Sleep(0.2)) for _ in range(4)))
        assert len(set(pids)) == 2

    with_workers(use, workers=2)


def test_a_job_that_nobody_waits_for_any_more_is_ended() -> None:
    async def use(workers: Workers) -> None:
        task = asyncio.create_task(workers.run(Sleep(60)))
        await asyncio.sleep(0.1)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert await asyncio.wait_for(workers.run(Echo("next")), 10) == "next"
        assert workers.killed == 1

    with_workers(use, seconds=90.0)
