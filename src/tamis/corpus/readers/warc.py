"""WARC and WET files (ISO 28500), plain, gzip or zstandard.

fastwarc parses the records. It gives up at the first damaged one, and takes a length that is
too large at its word; so what it finds is checked here where it stumbles, the damage becomes a
failure, and reading goes on at the next record.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator
from dataclasses import dataclass, replace
from typing import Any, BinaryIO, NamedTuple

from tamis.corpus.capture import Capture, Failure, Item, Skipped, Source
from tamis.corpus.digests import digest_of, fits
from tamis.corpus.readers.http import decoded_body, parsed_http
from tamis.corpus.storage import decompressor
from tamis.errors import InputError, MissingExtraError

_MAX_DAMAGES = 1000
"""Each may cost a look through the file, so that a file of nothing else is left."""

_CHUNK = 1 << 18
_PACKED_CHUNK = 1 << 10
"""Of zstandard, this much can unpack to 40 MB."""
_MAX_HEADER = 1 << 16
_END_OF_BLOCK = b"\r\n\r\n"
_START = re.compile(rb"WARC/\d")
_STARTS = re.compile(rb"(?<=\n)WARC/\d|\x1f\x8b\x08|\x28\xb5\x2f\xfd")
_OVERLAP = 8
_RECORD_ID = re.compile(rb"(?i)\nWARC-Record-ID:[ \t]*(\S{1,1000})\r?\n")

_PAGE_TYPES = frozenset({"text/html", "application/xhtml+xml", "text/plain", "text/markdown"})
_MAIN_TYPES = frozenset({"application", "audio", "font", "image", "text", "video"})


@dataclass(frozen=True, slots=True)
class _Found:
    """A record as fastwarc sees it. ``block`` is ``None`` if it was not read."""

    offset: int
    content_length: int
    record_id: str | None
    item: Item
    is_short: bool


class _Damage(NamedTuple):
    """Where fastwarc gave up: after ``last``, or at the very start of what it was given."""

    last: _Found | None
    start: int


def read_warc(file: BinaryIO, source: Source, max_bytes: int) -> Iterator[Item]:
    """The records of ``file``. Responses and conversions (WET) are captures; revisits and all
    others are skipped, as are answers other than 2xx and what is no text.

    ``WARC-Identified-Payload-Type`` goes before the HTTP header. A record whose length is
    wrong, or that cannot be unpacked, is a failure; one whose digest does not fit is noted.
    """
    try:
        import fastwarc  # noqa: F401 - the error is clearer here than in the middle
    except ImportError:
        raise MissingExtraError("reading WARC files", "corpus") from None
    start = 0
    for _ in range(_MAX_DAMAGES):
        damage = yield from _until_damage(file, source, max_bytes, start)
        following = None if damage is None else (yield from _past(damage, file, source))
        if following is None:
            return
        start = following
    raise InputError(f"over {_MAX_DAMAGES:,} damaged records; the rest of the file is left")


def _until_damage(
    file: BinaryIO, source: Source, max_bytes: int, start: int
) -> Generator[Item, None, _Damage | None]:
    from fastwarc.warc import ArchiveIterator

    if start:
        file.seek(start)
    last: _Found | None = None
    try:
        # One behind: a record ends where the next begins.
        for record in ArchiveIterator(file, parse_http=False, max_header_len=_MAX_HEADER):
            if last is not None:
                yield _measured(last, record.stream_pos)
                last = None
            last = _found(record, source, max_bytes)
            if last.is_short:
                return _Damage(last, start)
    except OSError:
        return _Damage(last, start)
    if last is not None:
        was_skipped_over = isinstance(last.item, Failure)
        if was_skipped_over and _end_of(last, file) is None:
            return _Damage(last, start)
        file.seek(0, 2)
        yield _measured(last, file.tell())
    return None


def _past(damage: _Damage, file: BinaryIO, source: Source) -> Generator[Item, None, int | None]:
    """Tell what is damaged; returns where the next record begins."""
    last, position = damage
    if last is not None:
        end = _end_of(last, file)
        if end is None:
            error = "the record's length is wrong, or its end is missing"
            yield Failure(id=last.record_id, file=source.path, offset=last.offset, error=error)
            return _next_start(file, last.offset + 1)
        yield _measured(last, end)
        position = end
    head = _head_at(file, position)
    if head is None:
        return None
    identity = _RECORD_ID.search(head)
    error = "damaged: no WARC record can be read here"
    yield Failure(
        id=_readable(identity[1]) if identity else None,
        file=source.path,
        offset=position,
        error=error,
    )
    return _next_start(file, position + 1)


def _found(record: Any, source: Source, max_bytes: int) -> _Found:
    offset, length = record.stream_pos, record.content_length
    identity = _header(record, "Record-ID")
    kind = str(record.record_type)
    block = b""
    is_short = False
    if kind not in {"response", "conversion"}:
        item: Item = Skipped(f"{kind} record")
    elif length > max_bytes:
        error = f"the record has {length:,} bytes and the limit is {max_bytes:,}"
        item = Failure(id=identity, file=source.path, offset=offset, error=error)
    else:
        block = record.reader.read(length)
        is_short = len(block) < length
        item = _item(record, block, source, max_bytes)
    return _Found(offset, length, identity, item, is_short)


def _item(record: Any, block: bytes, source: Source, max_bytes: int) -> Item:
    identity = _header(record, "Record-ID") or f"{source.path}#{record.stream_pos}"
    identified = _header(record, "Identified-Payload-Type")
    declared: str | None
    if str(record.record_type) == "conversion":
        declared, body, payload = record.headers.get("Content-Type"), block, block
        notes: list[str] = []
    else:
        answer = parsed_http(block)
        if answer is None:
            return Skipped("not http")
        if answer.status is not None and not 200 <= answer.status < 300:
            return Skipped(f"status {answer.status}")
        declared, payload = answer.headers.get("content-type"), answer.body
        notes = []
    media_type = _media_type(identified, declared)
    essence = (media_type or "").partition(";")[0].strip().lower()
    if essence and essence not in _PAGE_TYPES:
        main = essence.partition("/")[0]
        return Skipped(f"media type {main if main in _MAIN_TYPES else 'other'}")
    if str(record.record_type) == "response":
        assert answer is not None
        decoded = decoded_body(answer, max_bytes)
        body = decoded.body
        notes += decoded.notes
        if len(body) > max_bytes:
            error = f"the page has more than {max_bytes:,} bytes when it is unpacked"
            return Failure(id=identity, file=source.path, offset=record.stream_pos, error=error)
    digest = _header(record, "Payload-Digest")
    if digest and not any(fits(digest, data) in {True, None} for data in (payload, body)):
        notes.append("the payload does not have the digest that its record says")
    block_digest = _header(record, "Block-Digest")
    if block_digest and fits(block_digest, block) is False:
        notes.append("the block does not have the digest that its record says")
    if truncated := _header(record, "Truncated"):
        notes.append(f"truncated by the crawler ({truncated[:40]})")
    return Capture(
        data=body,
        id=identity,
        file=source.path,
        offset=record.stream_pos,
        url=_header(record, "Target-URI"),
        date=_header(record, "Date"),
        media_type=media_type,
        digest=digest or digest_of(payload),
        notes=tuple(notes),
    )


def _media_type(identified: str | None, declared: str | None) -> str | None:
    """What the crawler saw, with the charset that the server said."""
    if not identified:
        return declared
    _, semicolon, parameters = (declared or "").partition(";")
    return identified.partition(";")[0] + semicolon + parameters


def _header(record: Any, name: str) -> str | None:
    value = record.headers.get_bytes(b"WARC-" + name.encode())
    # Some crawlers write the angle brackets of the grammar around the URL too.
    return _readable(value.strip(b"<>") if name == "Target-URI" else value) if value else None


def _readable(value: bytes) -> str:
    """``value`` as text. What is no UTF-8 is percent-encoded, so that no byte is lost."""
    try:
        return value.decode()
    except UnicodeDecodeError:
        return "".join(chr(byte) if byte < 0x80 else f"%{byte:02X}" for byte in value)


def _measured(found: _Found, end: int) -> Item:
    """The item with its length in the file; records that share one gzip member have none."""
    if isinstance(found.item, Capture) and end > found.offset:
        return replace(found.item, length=end - found.offset)
    return found.item


def _end_of(found: _Found, file: BinaryIO) -> int | None:
    """Where the record ends, or ``None`` if its length is wrong: no blank line is behind it."""
    file.seek(found.offset)
    head = file.read(4)
    file.seek(found.offset)
    unpacking = decompressor(head)
    if unpacking is None:
        header = file.read(_MAX_HEADER).find(_END_OF_BLOCK)
        file.seek(found.offset + header + 4 + found.content_length)
        return file.tell() if header >= 0 and file.read(4) == _END_OF_BLOCK else None
    try:
        return _end_of_member(found, file, unpacking)
    except Exception:  # zlib's and zstandard's errors have nothing in common
        return None


def _end_of_member(found: _Found, file: BinaryIO, unpacking: Any) -> int | None:
    begin, position, window = None, 0, b""
    while not unpacking.eof:
        packed = file.read(_PACKED_CHUNK)
        if not packed:
            return None
        data = unpacking.decompress(packed)
        window = (window if begin is None else window[-8:]) + data
        position += len(data)
        if begin is None and (header := window.find(_END_OF_BLOCK)) >= 0:
            begin = header + 4 + found.content_length
        elif begin is None and len(window) > _MAX_HEADER:
            return None
    end = file.tell() - len(unpacking.unused_data)
    whole = begin is not None and position == begin + 4 and window.endswith(_END_OF_BLOCK)
    return end if whole else None


def _head_at(file: BinaryIO, position: int) -> bytes | None:
    """The first bytes of what stands at ``position``, unpacked as far as that goes."""
    file.seek(position)
    head = file.read(4096)
    if not head.strip():
        return None
    unpacking = decompressor(head)
    if unpacking is None:
        return head
    unpacked = b""
    try:
        for at in range(0, len(head), 64):  # little by little: what is before the damage counts
            unpacked += unpacking.decompress(head[at : at + 64])
            if len(unpacked) > _MAX_HEADER:
                break
    except Exception:  # as in _end_of
        return unpacked
    return unpacked


def _next_start(file: BinaryIO, position: int) -> int | None:
    """The first offset from ``position`` on where a record begins, packed or not."""
    start = max(position - 1, 0)  # to see the line end before a record
    while True:
        file.seek(start)
        chunk = file.read(_CHUNK)
        for match in _STARTS.finditer(chunk):
            at = start + match.start()
            if at >= position and _START.match(_head_at(file, at) or b""):
                return at
        if len(chunk) <= _OVERLAP:
            return None
        start += len(chunk) - _OVERLAP
