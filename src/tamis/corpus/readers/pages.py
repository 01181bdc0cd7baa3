"""Files of one page each: HTML or plain text."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import BinaryIO

from tamis.corpus.capture import Capture, Item, Source
from tamis.corpus.digests import digest_of
from tamis.corpus.storage import unpacked
from tamis.errors import TooLargeError
from tamis.media_types import BY_SUFFIX


def read_page(file: BinaryIO, source: Source, max_bytes: int) -> Iterator[Item]:
    """The one page in ``file``. Its id is the path; the name's ending gives the media type."""
    data = unpacked(file).read(max_bytes + 1)
    if len(data) > max_bytes:
        raise TooLargeError(f"the page has more than {max_bytes:,} bytes")
    name = PurePosixPath(source.path)
    if name.suffix.lower() in {".gz", ".zst"}:
        name = name.with_suffix("")
    yield Capture(
        data=data,
        id=source.path,
        file=source.path,
        offset=0,
        length=source.size,
        media_type=BY_SUFFIX.get(name.suffix.lower()),
        digest=digest_of(data),
    )
