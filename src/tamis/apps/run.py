"""``tamis run`` as a person sees it: the progress on a terminal, and the words at the end."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

from tamis.corpus import Progress, Summary
from tamis.page import Family

_SECONDS_BETWEEN_LINES = 0.5
_CLEAR = "\r\x1b[K"


class Meter:
    """Shows how far a run is, in one line on standard error that is written over.

    Says nothing where standard error is no terminal.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self.is_shown = sys.stderr is not None and sys.stderr.isatty()
        self._began: tuple[float, Progress] | None = None
        self._shown = 0.0

    def __call__(self, progress: Progress) -> None:
        now = self._clock()
        if self._began is None:
            self._began = now, progress
        if self.is_shown and now - self._shown >= _SECONDS_BETWEEN_LINES:
            self._shown = now
            print(_CLEAR + self._line(progress, now), end="", file=sys.stderr, flush=True)

    def close(self) -> None:
        """Clear the line away."""
        if self.is_shown:
            print(_CLEAR, end="", file=sys.stderr, flush=True)

    def _line(self, progress: Progress, now: float) -> str:
        assert self._began is not None
        start, first = self._began
        seconds = now - start
        summary = progress.summary
        parts = [
            f"{summary.records:,} records",
            f"{(summary.records - first.summary.records) / seconds:.0f}/s" if seconds else "",
            *(f"{family.value} {summary.share(family):.1%}" for family in _LEFT_OUT),
            f"{summary.failed:,} failed" if summary.failed else "",
            _time_left(seconds, progress.done - first.done, progress.total - progress.done),
        ]
        return " · ".join(filter(None, parts))


_LEFT_OUT = (Family.BOILERPLATE, Family.POLLUTION)


def in_words(summary: Summary) -> str:
    """What a run did, in one line."""
    skipped = sum(summary.skipped.values())
    parts = [f"written: {summary.written:,}"]
    if summary.failed:
        parts.append(f"failed: {summary.failed:,} (failures.jsonl says why)")
    if skipped:
        parts.append(f"skipped: {skipped:,} (no pages)")
    return ", ".join(parts)


def _time_left(seconds: float, done: int, left: int) -> str:
    if done <= 0 or left <= 0:
        return ""
    minutes = seconds * left / done / 60
    if minutes < 1:
        return "under a minute left"
    return f"{minutes:.0f} min left" if minutes < 90 else f"{minutes / 60:.1f} h left"
