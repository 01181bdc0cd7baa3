"""``tamis run`` as it is called: what it says, and with what status it ends."""

from __future__ import annotations

import io
import os
import pty
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

from tamis.apps.cli import main
from tamis.apps.run import Meter, in_words
from tamis.corpus import Progress, Summary
from tests.corpus.building import contents, page, response, rows_of, write_jsonl, write_warc

TAMIS = (sys.executable, "-m", "tamis")
ENVIRONMENT = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}


def test_a_corpus_is_labelled_and_nothing_said(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.html").write_bytes(page(1))
    output = tmp_path / "output"
    status = main(["run", str(tmp_path), "--output", str(output), "--workers", "1"])
    assert (status, capfd.readouterr()) == (0, ("", ""))
    assert [row["id"] for row in rows_of(output)] == [str(tmp_path / "a.html")]
    assert main(["run", str(tmp_path), "--output", str(output), "--resume"]) == 0


def test_failed_records_give_status_1_and_one_line(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    write_jsonl(tmp_path / "a.jsonl", [{"text": "a"}, {"no": "text"}])
    status = main(["run", str(tmp_path), "--output", str(tmp_path / "o"), "--workers", "1"])
    assert status == 1
    out, errors = capfd.readouterr()
    assert out == ""
    assert errors == ("tamis: run: written: 1, failed: 1 (failures.jsonl says why)\n")


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        (["run", "nothing", "--output", "o"], 1, "tamis: run: nothing: no such file"),
        (["run", "a.html"], 2, "--output"),
        (["run", "--output", "o"], 2, "INPUT"),
        (["run", "a.html", "--output", "."], 2, "holds other files"),
        (["run", "a.html", "--output", "o", "--workers", "0"], 2, "--workers"),
        (["run", "a.html", "--output", "o", "--engine", "steam"], 2, "--engine"),
    ],
)
def test_wrong_usage_is_one_clear_line(
    arguments: list[str],
    status: int,
    message: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.html").write_bytes(page(1))
    assert main(arguments) == status
    errors = capfd.readouterr().err
    assert message in errors
    assert errors.count("\n") == 1


def test_ctrl_c_leaves_a_run_that_can_be_gone_on_with(tmp_path: Path) -> None:
    source = write_warc(tmp_path / "source.warc.gz", map(response, range(150)))
    command = [*TAMIS, "run", str(source), "--workers", "2", "--output"]
    output = tmp_path / "output"
    process = subprocess.Popen(
        [*command, str(output)], env=ENVIRONMENT, stderr=subprocess.PIPE, start_new_session=True
    )
    while not list(output.glob(".unfinished/*.jsonl.gz")):
        assert process.poll() is None, "over before it was interrupted"
        time.sleep(0.01)
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to the workers, too
    _, errors = process.communicate()
    assert process.returncode == 130
    assert errors.decode() == (
        "tamis: run: interrupted; the same command with --resume goes on from here\n"
    )
    subprocess.run([*command, str(output), "--resume"], env=ENVIRONMENT, check=True)
    subprocess.run([*command, str(tmp_path / "whole")], env=ENVIRONMENT, check=True)
    assert contents(output) == contents(tmp_path / "whole")


def test_a_terminal_sees_how_far_the_run_is(tmp_path: Path) -> None:
    source = write_warc(tmp_path / "source.warc.gz", map(response, range(40)))
    ours, theirs = pty.openpty()
    command = [*TAMIS, "run", str(source), "--workers", "1", "--output", str(tmp_path / "o")]
    with os.fdopen(theirs, "wb") as terminal:
        process = subprocess.Popen(command, env=ENVIRONMENT, stderr=terminal)
    shown = b""
    with suppress(OSError):  # the end of a terminal is an error
        while data := os.read(ours, 1000):
            shown += data
    os.close(ours)
    assert process.wait() == 0
    assert b"records" in shown
    assert b"boilerplate" in shown
    assert b"tamis: run: written: 40\r\n" in shown


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_the_line_has_rate_shares_failures_and_time_left(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    clock = iter([10.0, 20.0, 20.1])
    meter = Meter(lambda: next(clock))
    start = Summary(written=100, characters={"paragraph": 50, "spam": 10, "navigation": 40})
    meter(Progress(start, done=1000, total=4000))
    later = start + Summary(written=240, failed=10)
    meter(Progress(later, done=2000, total=4000))
    meter(Progress(later, done=2100, total=4000))  # too soon to be shown
    last = terminal.getvalue().split("\r\x1b[K")[-1]
    assert last == (
        "350 records · 25/s · boilerplate 40.0% · pollution 10.0% · 10 failed · under a minute left"
    )


def test_the_last_line_counts_what_was_skipped() -> None:
    summary = Summary(written=1200, skipped={"revisit record": 3, "status 404": 4})
    assert in_words(summary) == "written: 1,200, skipped: 7 (no pages)"
