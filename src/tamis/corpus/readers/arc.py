"""ARC, what crawlers wrote before WARC (up to about 2009): told apart, not read.

A reader would be one more parser of damaged files, for a format that nobody writes any more and
that warcio turns into WARC in one command.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from tamis.corpus.capture import Item, Source
from tamis.errors import InputError


def read_arc(file: BinaryIO, source: Source, max_bytes: int) -> Iterator[Item]:
    """Raises :class:`~tamis.errors.InputError` with what to do."""
    raise InputError(
        "ARC files are not read; make it a WARC file: warcio recompress OLD.arc.gz NEW.warc.gz"
    )
