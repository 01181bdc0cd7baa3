"""Files packed with gzip or zstandard: told by their first bytes, unpacked as they are read."""

from __future__ import annotations

import gzip
import io
import zlib
from pathlib import PurePosixPath
from typing import Any, BinaryIO, cast

from tamis.errors import MissingExtraError

_GZIP = b"\x1f\x8b"
_ZSTANDARD = b"\x28\xb5\x2f\xfd"
_SUFFIXES = frozenset({".gz", ".zst"})

UNPACKING_ERRORS = (EOFError, OSError, zlib.error)
"""What reading a damaged file raises, packed or not."""


def unpacked(file: BinaryIO) -> BinaryIO:
    """``file`` out of its gzip or zstandard wrapping, by its first bytes, or as it is.

    Raises :class:`~tamis.errors.MissingExtraError` for zstandard where it is not installed.
    """
    start = file.read(4)
    file.seek(0)
    if start.startswith(_GZIP):
        return cast("BinaryIO", gzip.GzipFile(fileobj=file))
    if start == _ZSTANDARD:
        return cast("BinaryIO", io.BufferedReader(_Zstandard(file), 1 << 17))
    return file


def unpacked_name(path: str) -> PurePosixPath:
    """``path`` without the ending that says how it is packed: ``page.html`` of ``page.html.gz``."""
    name = PurePosixPath(path)
    return name.with_suffix("") if name.suffix.lower() in _SUFFIXES else name


def decompressor(start: bytes) -> Any:
    """What unpacks one gzip member or zstandard frame that begins with ``start``: an object like
    ``zlib.decompressobj()``; ``None`` if ``start`` is not packed."""
    if start.startswith(_GZIP):
        return zlib.decompressobj(wbits=31)
    if start.startswith(_ZSTANDARD):
        return _zstandard().ZstdDecompressor().decompressobj()
    return None


class _Zstandard(io.RawIOBase):
    """A zstandard file unpacked, by fastwarc: the zstandard package takes a file that ends too
    early for a whole one."""

    def __init__(self, file: BinaryIO) -> None:
        try:
            from fastwarc.stream_io import ZstdReader
        except ImportError:
            raise _without_zstandard() from None
        self._reader = ZstdReader(file)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self._reader.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)


def _zstandard() -> Any:
    try:
        import zstandard
    except ImportError:
        raise _without_zstandard() from None
    return zstandard


def _without_zstandard() -> MissingExtraError:
    return MissingExtraError("reading zstandard files", "corpus")
