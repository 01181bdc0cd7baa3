from __future__ import annotations

import os
import time

from benchmarks.capture import Capture
from benchmarks.systems import System
from benchmarks.worker import Worker

HANG = Capture(b"hang")
DIE = Capture(b"die")
FAIL = Capture(b"fail")
READ = Capture(b"read")


def _obeys(capture: Capture) -> str:
    if capture == HANG:
        time.sleep(60)
    if capture == DIE:
        os._exit(1)
    if capture == FAIL:
        raise ValueError("two\nlines")
    return capture.text if capture == READ else ""


OBEYS = System("obeys", None, "str", _obeys)


def test_a_hanging_page_is_ended_and_the_next_is_read() -> None:
    with Worker(timeout=0.5) as worker:
        assert worker.run(OBEYS, HANG).failure == "over 0.5 s"
        assert worker.run(OBEYS, READ).output == "read"


def test_a_process_that_dies_is_a_failure_and_the_next_page_is_read() -> None:
    with Worker(timeout=10) as worker:
        assert worker.run(OBEYS, DIE).failure == "the process died"
        assert worker.run(OBEYS, READ).output == "read"


def test_an_error_is_told_in_one_line() -> None:
    with Worker(timeout=10) as worker:
        assert worker.run(OBEYS, FAIL).failure == "ValueError: two lines"
