"""What readers give: captures, and what became of the records that are none."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, BinaryIO


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One file of the input. ``path``: a local path or a URL that fsspec opens. ``size``: its
    bytes as stored. ``named``: the user gave this very path, so it is read whatever its name."""

    path: str
    size: int
    named: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """One page as it came in, with what its record says of it.

    ``offset`` and ``length`` count bytes of ``file``: of the file as stored for WARC (so that
    the record can be fetched again), of the unpacked file for lines of JSON; for Parquet
    ``offset`` is the row and ``length`` is ``None``. ``digest``: ``sha1:…`` as the record gives
    it, or computed. ``captured``: the ``date``, where it is sure to be that of the capture.
    ``notes``: what is wrong with the record and did not keep it from being
    read. ``metadata``: what the input says besides.
    """

    data: bytes | str
    id: str
    file: str
    offset: int | None = None
    length: int | None = None
    url: str | None = None
    date: str | None = None
    media_type: str | None = None
    digest: str | None = None
    captured: str | None = None
    notes: tuple[str, ...] = ()
    metadata: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """A record that could not be read or labelled. ``id`` is ``None`` where it cannot be known;
    ``offset`` counts as in :class:`Capture`."""

    id: str | None
    file: str
    offset: int | None
    error: str


@dataclass(frozen=True, slots=True)
class Skipped:
    """A record that is no page: a request, a revisit, an image. ``reason`` is what it is counted
    under; there are few different ones."""

    reason: str


Item = Capture | Failure | Skipped

Reader = Callable[[BinaryIO, Source, int], Iterator[Item]]
"""Reads an open file: ``reader(file, source, max_bytes)`` gives its records in order, one item
each. A record of more than ``max_bytes`` bytes becomes a :class:`Failure` without being loaded.
May raise ``InputError``, ``OSError`` or ``EOFError`` where nothing more can be read."""

__all__ = ["Capture", "Failure", "Item", "Reader", "Skipped", "Source"]
