"""What came in, before it is read: bytes, with what is known about them."""

from __future__ import annotations

import io
from dataclasses import dataclass

from tamis.errors import InputError, TooLargeError
from tamis.packing import UNPACKING_ERRORS, unpacked

_MEBIBYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Capture:
    """Bytes, and where known the URL they came from and their media type."""

    data: bytes
    url: str | None = None
    media_type: str | None = None


def inflated(data: bytes, *, max_bytes: int) -> bytes:
    """``data`` out of its gzip or zstandard wrapping, or as it is if it has none.

    Raises :class:`~tamis.errors.TooLargeError` once more than ``max_bytes`` bytes came out, so
    that a small bomb cannot fill the memory, and :class:`~tamis.errors.InputError` for a
    damaged file.
    """
    try:
        content = unpacked(io.BytesIO(data)).read(max_bytes + 1)
    except EOFError:
        raise InputError("the packed data ends too early; get the file again") from None
    except UNPACKING_ERRORS:
        raise InputError("the packed data is damaged; get the file again") from None
    if len(content) > max_bytes:
        raise too_large(max_bytes)
    return content


def too_large(max_bytes: int) -> TooLargeError:
    """The error for a capture of more than ``max_bytes`` bytes."""
    limit = (
        f"{max_bytes // _MEBIBYTE} MiB" if max_bytes % _MEBIBYTE == 0 else f"{max_bytes:,} bytes"
    )
    return TooLargeError(f"larger than {limit}; give one page at a time")
