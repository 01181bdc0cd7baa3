"""What worker processes do in the tests, in place of reading a page."""

from __future__ import annotations

import os
import re
import signal
import time
from dataclasses import dataclass

from tamis.corpus import Capture, Row, Sieve, Summary
from tamis.corpus.rows import line_of


@dataclass(frozen=True)
class Copying:
    """Writes down the capture as it is, after ``seconds``."""

    seconds: float = 0.0

    def __call__(self, capture: Capture) -> Row:
        time.sleep(self.seconds)
        text = capture.data if isinstance(capture.data, str) else capture.data.decode()
        metadata: dict[str, object] = {"date": capture.date, "date_published": None, "input": {}}
        span = {"start": 0, "end": len(text), "role": "paragraph", "family": "content"}
        line = line_of(
            {
                "id": capture.id,
                "text": text,
                "metadata": metadata,
                "page_text": text,
                "spans": [{**span, "confidence": 1.0}],
            }
        )
        return Row(line, b"", Summary(written=1, characters={"paragraph": len(text)}))


@dataclass(frozen=True)
class NeverEnding:
    """Hangs in C code on captures that say so: nothing in Python can interrupt it."""

    def __call__(self, capture: Capture) -> Row:
        if "hang" in capture.id:
            re.fullmatch("(a|a)*b", "a" * 60)
        return Copying()(capture)


@dataclass(frozen=True)
class Hanging:
    """Reads pages, as a run does, but never ends with those that have ``marker`` in their URL."""

    marker: str

    def __call__(self, capture: Capture) -> Row:
        if self.marker in (capture.url or ""):
            signal.setitimer(signal.ITIMER_REAL, 0.2)  # as if most of the limit were over
            re.fullmatch("(a|a)*b", "a" * 60)
        return Sieve()(capture)


@dataclass(frozen=True)
class Deadly:
    """Kills its process on captures that say so: each time, or the first time only."""

    marker: str

    def __call__(self, capture: Capture) -> Row:
        if "always" in capture.id:
            os.kill(os.getpid(), signal.SIGKILL)
        if "once" in capture.id and not os.path.exists(self.marker):  # noqa: PTH110
            open(self.marker, "x").close()  # noqa: PTH123
            os.kill(os.getpid(), signal.SIGKILL)
        return Copying()(capture)


@dataclass(frozen=True)
class Hungry:
    """Takes 1 GiB of memory for captures that say so."""

    def __call__(self, capture: Capture) -> Row:
        if "hungry" in capture.id:
            assert bytearray(1 << 30)
        return Copying()(capture)


@dataclass(frozen=True)
class Faulty:
    """Has a bug."""

    def __call__(self, capture: Capture) -> Row:
        raise KeyError(capture.id)


@dataclass(frozen=True)
class Verbatim:
    """Takes the capture for a row as it is."""

    def __call__(self, capture: Capture) -> Row:
        assert isinstance(capture.data, str)
        return Row(capture.data.encode() + b"\n", b"", Summary(written=1))
