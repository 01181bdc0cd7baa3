"""A run that is killed and gone on with ends with the bytes of one that was not."""

from __future__ import annotations

import random
import time
from pathlib import Path
from typing import Literal

import pytest

from tamis.corpus import LocalEngine, Progress, RunOptions, run, shards
from tamis.corpus.shards import UNFINISHED
from tamis.errors import UsageError
from tests.corpus.building import contents, response, rows_of, write_warc
from tests.corpus.killing import begin, checkpoint_of, kill_a_worker, wait_for_work
from tests.corpus.labels import Copying

RECORDS = 600
ONE = LocalEngine(workers=1)


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("corpus")
    damaged = response(50, length=7)
    for part in range(3):
        numbers = range(part * RECORDS // 3, (part + 1) * RECORDS // 3)
        records = [damaged if number == 50 else response(number) for number in numbers]
        write_warc(folder / f"{part}.warc.gz", records)
    return folder


@pytest.fixture(scope="module")
def whole(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The output of a run that nobody disturbed."""
    output = tmp_path_factory.mktemp("whole") / "output"
    assert begin(corpus, output).wait() == 0
    assert len(rows_of(output)) == RECORDS - 1
    assert len(list(output.glob("*.jsonl.gz"))) > 3
    return output


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="finds the workers by /proc")
def test_killed_six_times_and_its_workers_too(corpus: Path, whole: Path, tmp_path: Path) -> None:
    draw = random.Random(20260314)
    output = tmp_path / "output"
    runs = workers = 0
    while runs < 6:
        process = begin(corpus, output)
        assert wait_for_work(process, output, checkpoint_of(output)), "over before it was killed"
        workers += kill_a_worker(process, draw)
        time.sleep(draw.uniform(0, 0.15))
        process.kill()
        process.wait()
        runs += 1
        assert not (output / "summary.json").exists()
    assert workers >= 5
    last = begin(corpus, output)
    assert wait_for_work(last, output, checkpoint_of(output))
    assert kill_a_worker(last, draw)
    assert last.wait() == 0
    assert contents(output) == contents(whole)


class StopError(Exception):
    """What ends a run from within."""


def interrupted(corpus: Path, output: Path, options: RunOptions, *, after: int) -> None:
    """Begin or go on with a run, and stop it ``after`` batches."""
    count = 0

    def stop(progress: Progress) -> None:
        nonlocal count
        count += 1
        if count == after:
            raise StopError

    with pytest.raises(StopError):
        run(
            [str(corpus)],
            output,
            options=options,
            engine=ONE,
            label=Copying(),
            resume=True,
            checkpoint_seconds=0,
            on_progress=stop,
        )


@pytest.mark.parametrize("after", [1, 2, 5])
def test_a_stopped_run_goes_on_inside_a_shard(corpus: Path, tmp_path: Path, after: int) -> None:
    options = RunOptions(shard_bytes=100_000)
    run([str(corpus)], tmp_path / "whole", options=options, engine=ONE, label=Copying())
    output = tmp_path / "output"
    for _ in range(3):
        interrupted(corpus, output, options, after=after)
    summary = run([str(corpus)], output, options=options, engine=ONE, label=Copying(), resume=True)
    assert contents(output) == contents(tmp_path / "whole")
    assert (summary.written, summary.failed) == (RECORDS - 1, 1)


def test_what_is_done_is_not_done_again(corpus: Path, tmp_path: Path) -> None:
    options = RunOptions()
    interrupted(corpus, tmp_path / "output", options, after=20)
    seen: list[Progress] = []
    run(
        [str(corpus)],
        tmp_path / "output",
        options=options,
        engine=ONE,
        label=Copying(),
        resume=True,
        on_progress=seen.append,
    )
    assert seen[0].summary.written >= 19 * 16
    assert seen[-1].done == seen[-1].total


def test_an_unfinished_run_is_gone_on_with_only_when_that_is_asked_for(
    corpus: Path, tmp_path: Path
) -> None:
    output = tmp_path / "output"
    interrupted(corpus, output, RunOptions(), after=1)
    with pytest.raises(UsageError, match="--resume"):
        run([str(corpus)], output, engine=ONE)


def test_a_run_killed_before_it_wrote_anything_counts_as_new(tmp_path: Path) -> None:
    source = write_warc(tmp_path / "source.warc", [response(1)])
    (tmp_path / "output" / UNFINISHED).mkdir(parents=True)
    assert run([str(source)], tmp_path / "output", engine=ONE, label=Copying()).written == 1


def test_a_run_is_not_gone_on_with_on_other_terms(corpus: Path, tmp_path: Path) -> None:
    output = tmp_path / "output"
    interrupted(corpus, output, RunOptions(), after=1)
    with pytest.raises(UsageError, match="other options"):
        run([str(corpus)], output, options=RunOptions(sediment=True), engine=ONE, resume=True)
    with pytest.raises(UsageError, match="other input"):
        run([str(corpus / "0.warc.gz")], output, engine=ONE, resume=True)


def test_two_runs_do_not_write_to_one_folder(corpus: Path, tmp_path: Path) -> None:
    def meanwhile(progress: Progress) -> None:
        run([str(corpus)], tmp_path / "output", engine=ONE, label=Copying(), resume=True)

    with pytest.raises(UsageError, match="another run"):
        run(
            [str(corpus)],
            tmp_path / "output",
            engine=ONE,
            label=Copying(),
            on_progress=meanwhile,
        )


def test_going_on_with_a_finished_run_changes_nothing(whole: Path, corpus: Path) -> None:
    before = contents(whole)
    (whole / UNFINISHED).mkdir()
    summary = run([str(corpus)], whole, resume=True)
    assert summary.written == RECORDS - 1
    assert contents(whole) == before
    assert not (whole / UNFINISHED).exists()


@pytest.mark.parametrize("output_format", ["jsonl", "parquet", "dolma"])
def test_stopped_at_any_step_of_its_files(
    tmp_path: Path,
    output_format: Literal["jsonl", "parquet", "dolma"],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    source = write_warc(tmp_path / "source.warc.gz", map(response, range(40)))
    options = RunOptions(output_format=output_format, shard_bytes=15_000)

    def begin_or_go_on(output: Path) -> None:
        run([str(source)], output, options=options, engine=ONE, label=Copying(), resume=True)

    begin_or_go_on(tmp_path / "whole")
    steps = 0
    stop_at = 0

    def counted(path: Path) -> None:
        nonlocal steps
        steps += 1
        if steps == stop_at:
            raise StopError

    # Each change of the folder ends with this.
    monkeypatch.setattr(shards, "_sync_folder", counted)
    begin_or_go_on(tmp_path / "counted")
    total = steps
    assert total > 12
    for step in range(1, total + 1):
        output = tmp_path / str(step)
        steps, stop_at = 0, step
        with pytest.raises(StopError):
            begin_or_go_on(output)
        steps, stop_at = 0, 0
        begin_or_go_on(output)
        assert contents(output) == contents(tmp_path / "whole")
