"""Files of one page each: HTML or plain text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from tamis.corpus.capture import Capture, Item, Source
from tamis.corpus.digests import digest_of
from tamis.errors import TooLargeError
from tamis.media_types import BY_SUFFIX
from tamis.packing import unpacked, unpacked_name


def read_page(file: BinaryIO, source: Source, max_bytes: int) -> Iterator[Item]:
    """The one page in ``file``. Its id is the path; the name's ending gives the media type."""
    data = unpacked(file).read(max_bytes + 1)
    if len(data) > max_bytes:
        raise TooLargeError(f"the page has more than {max_bytes:,} bytes")
    yield Capture(
        data=data,
        id=source.path,
        file=source.path,
        offset=0,
        length=source.size,
        media_type=BY_SUFFIX.get(unpacked_name(source.path).suffix.lower()),
        digest=digest_of(data),
    )
