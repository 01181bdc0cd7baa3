"""HTTP answers as crawlers store them: header, and a body that may still be encoded."""

from __future__ import annotations

import io
from typing import Any, NamedTuple


class Answer(NamedTuple):
    """``status`` has three digits, or is ``None``. ``headers`` by lower-case name; of a header
    that comes twice, the first counts."""

    status: int | None
    headers: dict[str, str]
    body: bytes


class Decoded(NamedTuple):
    """A body without its encodings, and what was wrong with them."""

    body: bytes
    notes: tuple[str, ...]


def parsed_http(block: bytes) -> Answer | None:
    """The answer in ``block``; ``None`` if it is none. Takes bare line feeds for line ends."""
    if not block.startswith(b"HTTP/"):
        return None
    head, separator, body = block.partition(b"\r\n\r\n")
    if not separator or b"\n\n" in head:
        head, _, body = block.partition(b"\n\n")
    first, *lines = head.decode("latin-1").splitlines()
    status = [*first.split(maxsplit=2), "", ""][1]
    headers: dict[str, str] = {}
    for line in lines:
        name, colon, value = line.partition(":")
        if colon:
            headers.setdefault(name.strip().lower(), value.strip())
    is_status = len(status) == 3 and status.isascii() and status.isdigit()
    return Answer(int(status) if is_status else None, headers, body)


def decoded_body(answer: Answer, max_bytes: int) -> Decoded:
    """The body out of its transfer and content encodings, at most ``max_bytes + 1`` bytes of it.

    Crawlers often store a body decoded and leave the header as it was: a body that cannot be
    decoded is taken as it stands, with a note if it has the look of an encoded one.
    """
    body, notes = answer.body, []
    if answer.headers.get("transfer-encoding", "").lower().endswith("chunked"):
        unchunked = _read("chunked", body, max_bytes)
        body = body if unchunked is None else unchunked
    for encoding in reversed(answer.headers.get("content-encoding", "").lower().split(",")[:4]):
        name = encoding.strip()
        unpacked = _read(name, body, max_bytes)
        if unpacked is not None:
            body = unpacked
        elif name in {"gzip", "x-gzip"} and body.startswith(b"\x1f\x8b"):
            notes.append("the body's gzip data is damaged")
    return Decoded(body, tuple(notes))


def _read(encoding: str, body: bytes, max_bytes: int) -> bytes | None:
    from fastwarc import stream_io

    readers: dict[str, Any] = {
        "chunked": stream_io.ChunkedReader,
        "gzip": stream_io.GzipReader,
        "x-gzip": stream_io.GzipReader,
        "deflate": lambda stream: stream_io.GzipReader(stream, zlib=True),
        "br": stream_io.BrotliReader,
        "zstd": stream_io.ZstdReader,
    }
    if encoding not in readers:
        return None
    try:
        decoded: bytes = readers[encoding](io.BytesIO(body)).read(max_bytes + 1)
    except OSError:
        return None
    return decoded or None
