"""What an engine has done for it: a batch goes in, finished bytes come out.

The bytes are whole gzip members, which can be laid end to end. So the packing, too, is done by
the workers, and the bytes do not depend on how many of them there are.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from tamis.corpus.batches import Batch, Position
from tamis.corpus.capture import Capture, Failure
from tamis.corpus.problems import in_words
from tamis.corpus.rows import Label, line_of
from tamis.corpus.summary import Summary

_LEVEL = 6
_GZIP = 31


@dataclass(frozen=True, slots=True)
class Result:
    """A batch, done. ``rows`` and ``sediment``: gzip members of lines of JSON, ``size`` bytes of
    rows when unpacked; ``failures``: lines of JSON."""

    number: int
    rows: bytes
    size: int
    sediment: bytes
    failures: bytes
    summary: Summary
    end: Position


class Engine(Protocol):
    """Has batches worked on, and gives the results in the order of the batches."""

    def __call__(self, label: Label, batches: Iterator[Batch]) -> Iterator[Result]: ...


def work(
    label: Label,
    batch: Batch,
    lost: Mapping[int, str],
    announce: Callable[[int], None] = lambda index: None,
) -> Result:
    """Label all of ``batch``. ``lost``: items, by index, that are known to be hopeless, with the
    reason. ``announce`` is told the index of each item before it is begun."""
    rows, sediment, failures = [], [], []
    summary = batch.skipped
    for index, item in enumerate(batch.items):
        failure: Failure | None = None
        if isinstance(item, Failure):
            failure = item
        elif index in lost:
            failure = _failure(item, lost[index])
        else:
            announce(index)
            try:
                row = label(item)
            except Exception as error:
                failure = _failure(item, in_words(error))
            else:
                rows.append(row.line)
                sediment.append(row.sediment)
                summary += row.summary
        if failure is not None:
            failures.append(_failure_line(failure))
            summary += Summary(failed=1)
    lines = b"".join(rows)
    return Result(
        number=batch.number,
        rows=packed(lines),
        size=len(lines),
        sediment=packed(b"".join(sediment)),
        failures=b"".join(failures),
        summary=summary,
        end=batch.end,
    )


def _failure(capture: Capture, error: str) -> Failure:
    return Failure(id=capture.id, file=capture.file, offset=capture.offset, error=error)


def _failure_line(failure: Failure) -> bytes:
    return line_of(
        {
            "id": failure.id,
            "file": failure.file,
            "offset": failure.offset,
            "error": " ".join(failure.error.split()),
        }
    )


def packed(data: bytes) -> bytes:
    """``data`` as one gzip member; nothing for nothing."""
    # zlib writes a header without name and time: the same bytes on another day.
    return zlib.compress(data, _LEVEL, wbits=_GZIP) if data else b""
