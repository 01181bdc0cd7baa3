"""Workers that hang, die or eat memory cost the record that they are at, and nothing else."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Sequence
from functools import reduce
from operator import add
from pathlib import Path

import pytest

from tamis.corpus import Capture, Failure, LocalEngine, Summary
from tamis.corpus.batches import Batch, Position
from tamis.corpus.rows import Label, Row
from tamis.corpus.work import Result
from tamis.errors import TamisError
from tests.corpus.labels import Copying, Deadly, Faulty, Hungry, NeverEnding


def batches(*ids: Sequence[str]) -> Iterator[Batch]:
    for number, names in enumerate(ids):
        items = tuple(Capture(data=f"page {name}", id=name, file="f", offset=7) for name in names)
        yield Batch(number, items, Summary(), Position(0, number + 1))


def written(results: Sequence[Result]) -> list[str]:
    from gzip import decompress

    lines = b"".join(decompress(result.rows) for result in results if result.rows).splitlines()
    return [json.loads(line)["id"] for line in lines]


def failed(results: Sequence[Result]) -> dict[str, str]:
    lines = b"".join(result.failures for result in results).splitlines()
    return {failure["id"]: failure["error"] for failure in map(json.loads, lines)}


def run(label: Label, *ids: Sequence[str], **options: float) -> list[Result]:
    return list(LocalEngine(**{"workers": 2, **options})(label, batches(*ids)))  # type: ignore[arg-type]


def test_results_come_in_the_order_of_the_batches() -> None:
    names = [[f"{batch}.{item}" for item in range(3)] for batch in range(40)]
    results = run(Copying(0.001), *names)
    assert [result.number for result in results] == list(range(40))
    assert written(results) == [name for batch in names for name in batch]


def test_no_batches_give_no_results() -> None:
    assert run(Copying()) == []


def test_a_page_that_never_ends_is_ended() -> None:
    start = time.monotonic()
    results = run(NeverEnding(), ["a", "hang 1", "b", "hang 2"], ["c"], ["hang 3"], seconds=0.3)
    assert time.monotonic() - start < 20
    assert written(results) == ["a", "b", "c"]
    assert failed(results) == dict.fromkeys(
        ("hang 1", "hang 2", "hang 3"), "not done within 0.3 seconds"
    )
    total = reduce(add, (result.summary for result in results))
    assert (total.written, total.failed) == (3, 3)


def test_a_worker_killed_by_chance_costs_nothing(tmp_path: Path) -> None:
    results = run(Deadly(str(tmp_path / "marker")), ["a", "once", "b"], ["c"])
    assert (tmp_path / "marker").exists()
    assert written(results) == ["a", "once", "b", "c"]
    assert failed(results) == {}


def test_a_record_that_kills_each_worker_is_a_failure(tmp_path: Path) -> None:
    results = run(Deadly(str(tmp_path / "marker")), ["a", "always", "b"], ["c"])
    assert written(results) == ["a", "b", "c"]
    assert "died of it" in failed(results)["always"]


def test_a_page_that_eats_memory_is_a_failure() -> None:
    results = run(Hungry(), ["a", "hungry", "b"], memory=512 * 1024**2)
    assert written(results) == ["a", "b"]
    assert "memory" in failed(results)["hungry"]


def test_a_bug_is_a_failure_that_says_where() -> None:
    error = failed(run(Faulty(), ["a"]))["a"]
    assert "KeyError at labels.py" in error


def test_failures_of_readers_pass_through() -> None:
    failure = Failure(id="x", file="f", offset=3, error="two\nlines")
    batch = Batch(0, (failure,), Summary(skipped={"revisit record": 2}), Position(1))
    (result,) = LocalEngine(workers=1)(Copying(), iter([batch]))
    assert json.loads(result.failures) == {
        "id": "x",
        "file": "f",
        "offset": 3,
        "error": "two lines",
    }
    assert result.summary == Summary(failed=1, skipped={"revisit record": 2})


def test_workers_that_cannot_start_end_the_run() -> None:
    with pytest.raises(TamisError, match="cannot start"):
        run(Unreadable(), ["a"])


class Unreadable:
    """Breaks in the worker, before it has begun anything."""

    def __call__(self, capture: Capture) -> Row:
        raise AssertionError

    def __reduce__(self) -> tuple[object, ...]:
        return _broken, ()


def _broken() -> None:
    raise SystemExit(3)
