"""The records of a whole input in their one order, in batches.

A batch is what a worker gets at a time. Where one ends depends on the input alone, so that
the output does not depend on who did the work.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

from tamis.corpus.capture import Capture, Failure, Item, Skipped, Source
from tamis.corpus.problems import in_words
from tamis.corpus.readers import reader_for
from tamis.corpus.storage import opened
from tamis.corpus.summary import Summary
from tamis.errors import MissingExtraError

RECORDS = 16
BYTES = 4 * 1024 * 1024


class Position(NamedTuple):
    """A place in the input: so many items of the source with this number are done.

    ``stored``: bytes of the input before it, as stored, for telling how far a run is.
    """

    source: int = 0
    items: int = 0
    stored: int = 0


@dataclass(frozen=True, slots=True)
class Batch:
    """Up to ``RECORDS`` records. ``skipped`` counts those that are no pages; ``end`` is the
    place behind them all."""

    number: int
    items: tuple[Capture | Failure, ...]
    skipped: Summary
    end: Position


def batches(sources: Iterable[Source], start: Position, max_bytes: int) -> Iterator[Batch]:
    """The input from ``start`` on; ``sources`` are all sources, also those before it."""
    items: list[Capture | Failure] = []
    skipped: Counter[str] = Counter()
    number = size = 0
    end = start
    for item, end in _items(sources, start, max_bytes):
        if isinstance(item, Skipped):
            skipped[item.reason] += 1
            continue
        items.append(item)
        size += len(item.data) if isinstance(item, Capture) else 0
        if len(items) == RECORDS or size >= BYTES:
            yield Batch(number, tuple(items), Summary(skipped=skipped), end)
            items, skipped, size, number = [], Counter(), 0, number + 1
    if items or skipped:
        yield Batch(number, tuple(items), Summary(skipped=skipped), end)


def _items(
    sources: Iterable[Source], start: Position, max_bytes: int
) -> Iterator[tuple[Item, Position]]:
    before = 0
    for number, source in enumerate(sources):
        if number >= start.source:
            done = start.items if number == start.source else 0
            read = islice(_read(source, max_bytes), done, None)
            for items, (item, at) in enumerate(read, start=done + 1):
                yield item, Position(number, items, before + min(at, source.size))
        before += source.size


def _read(source: Source, max_bytes: int) -> Iterator[tuple[Item, int]]:
    """The items of one file, each with how many stored bytes have been read by then.

    Whatever ends the reading too early is the last item, a failure.
    """
    reader = reader_for(source)
    if reader is None:
        yield Skipped("file of another kind"), source.size
        return
    try:
        with opened(source.path) as file:
            for item in reader(file, source, max_bytes):
                yield item, file.tell()
    except MissingExtraError:
        raise
    except Exception as error:
        failure = Failure(id=source.path, file=source.path, offset=None, error=in_words(error))
        yield failure, source.size
