"""WARC and WET files (ISO 28500), plain, gzip or zstandard.

fastwarc parses the records. It gives up at the first damaged one, and takes a length that is
too large at its word; so what it finds is checked here where it stumbles, the damage becomes a
failure, and reading goes on at the next record.
"""

from __future__ import annotations

import io
import re
from collections.abc import Generator, Iterator
from dataclasses import replace
from typing import Any, BinaryIO, NamedTuple

from tamis.corpus.capture import Capture, Failure, Item, Skipped, Source
from tamis.corpus.digests import digest_of, fits
from tamis.corpus.problems import in_words
from tamis.corpus.readers.http import Answer, decoded_body, parsed_http
from tamis.errors import InputError, MissingExtraError
from tamis.packing import decompressor

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


class _Place(NamedTuple):
    """A record, as its header tells of it."""

    record_id: str | None
    file: str
    offset: int
    content_length: int

    def failure(self, error: str) -> Failure:
        return Failure(id=self.record_id, file=self.file, offset=self.offset, error=error)


class _Content(NamedTuple):
    """What a record holds: a page of this type, as it was answered."""

    media_type: str | None
    answer: Answer


class _Found(NamedTuple):
    """A record as fastwarc sees it. ``item`` is ``None`` if the file ends within the record, or
    within what a wrong length makes of it; one that was not read may end there, too."""

    place: _Place
    item: Item | None
    is_read: bool


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
            if last.item is None:
                return _Damage(last, start)
    except OSError:
        return _Damage(last, start)
    if last is not None:
        if not last.is_read and not _is_whole(last.place, file):
            return _Damage(last, start)
        yield _measured(last, file.seek(0, io.SEEK_END))
    return None


def _past(damage: _Damage, file: BinaryIO, source: Source) -> Generator[Item, None, int | None]:
    """Tell what is damaged; returns where the next record begins."""
    last, position = damage
    if last is not None:
        end = _end_of(last.place, file)
        if end is None or last.item is None:
            yield last.place.failure("the record's length is wrong, or its end is missing")
            return _next_start(file, last.place.offset + 1)
        yield _measured(last, end)
        position = end
    head = _head_at(file, position)
    if head is None:
        return None
    identity = _RECORD_ID.search(head)
    yield Failure(
        id=_readable(identity[1]) if identity else None,
        file=source.path,
        offset=position,
        error="damaged: no WARC record can be read here",
    )
    return _next_start(file, position + 1)


def _found(record: Any, source: Source, max_bytes: int) -> _Found:
    place = _Place(
        _header(record, "Record-ID"), source.path, record.stream_pos, record.content_length
    )
    kind = str(record.record_type)
    if kind not in {"response", "conversion"}:
        return _Found(place, Skipped(f"{kind} record"), is_read=False)
    if place.content_length > max_bytes:
        error = f"the record has {place.content_length:,} bytes and the limit is {max_bytes:,}"
        return _Found(place, place.failure(error), is_read=False)
    block = record.reader.read(place.content_length)
    if len(block) < place.content_length:
        return _Found(place, None, is_read=True)
    try:
        item = _item(record, place, block, max_bytes)
    except Exception as error:  # whatever is wrong with a record, the next may be read
        item = place.failure(in_words(error))
    return _Found(place, item, is_read=True)


def _item(record: Any, place: _Place, block: bytes, max_bytes: int) -> Item:
    read = _conversion if str(record.record_type) == "conversion" else _response
    content = read(record, block)
    if isinstance(content, Skipped):
        return content
    return _capture(record, place, block, content, max_bytes)


def _conversion(record: Any, block: bytes) -> _Content | Skipped:
    media_type = _media_type(record, record.headers.get("Content-Type"))
    return _reason_to_skip(media_type) or _Content(media_type, Answer(None, {}, block))


def _response(record: Any, block: bytes) -> _Content | Skipped:
    answer = parsed_http(block)
    if answer is None:
        return Skipped("not http")
    if answer.status is not None and not 200 <= answer.status < 300:
        return Skipped(f"status {answer.status}")
    media_type = _media_type(record, answer.headers.get("content-type"))
    return _reason_to_skip(media_type) or _Content(media_type, answer)


def _reason_to_skip(media_type: str | None) -> Skipped | None:
    essence = (media_type or "").partition(";")[0].strip().lower()
    if not essence or essence in _PAGE_TYPES:
        return None
    main = essence.partition("/")[0]
    return Skipped(f"media type {main if main in _MAIN_TYPES else 'other'}")


def _capture(
    record: Any, place: _Place, block: bytes, content: _Content, max_bytes: int
) -> Capture | Failure:
    payload = content.answer.body
    body, notes = decoded_body(content.answer, max_bytes)
    if len(body) > max_bytes:
        return place.failure(f"the page has more than {max_bytes:,} bytes when it is unpacked")
    digest = _header(record, "Payload-Digest")
    if digest and not any(fits(digest, data) in {True, None} for data in (payload, body)):
        notes += ("the payload does not have the digest that its record says",)
    block_digest = _header(record, "Block-Digest")
    if block_digest and fits(block_digest, block) is False:
        notes += ("the block does not have the digest that its record says",)
    if truncated := _header(record, "Truncated"):
        notes += (f"truncated by the crawler ({truncated[:40]})",)
    date = _header(record, "Date")
    return Capture(
        data=body,
        id=place.record_id or f"{place.file}#{place.offset}",
        file=place.file,
        offset=place.offset,
        url=_header(record, "Target-URI"),
        date=date,
        captured=date,
        media_type=content.media_type,
        digest=digest or digest_of(payload),
        notes=notes,
    )


def _media_type(record: Any, declared: str | None) -> str | None:
    """What the crawler saw, with the charset that the server said."""
    identified = _header(record, "Identified-Payload-Type")
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
    assert found.item is not None
    if isinstance(found.item, Capture) and end > found.place.offset:
        return replace(found.item, length=end - found.place.offset)
    return found.item


def _end_of(place: _Place, file: BinaryIO) -> int | None:
    """Where the record ends, or ``None`` if its length is wrong: no blank line is behind it."""
    extent = _extent(place, file)
    if extent is None or extent.behind[: len(_END_OF_BLOCK)] != _END_OF_BLOCK:
        return None
    return extent.end


def _is_whole(place: _Place, file: BinaryIO) -> bool:
    """Whether the file has as many bytes as the record's length says, as far as can be seen."""
    if file.seek(0, io.SEEK_END) <= place.offset:  # in one gzip member with all others
        return True
    return _extent(place, file) is not None


class _Extent(NamedTuple):
    """``behind``: the bytes that follow on a record's block, up to the end of what it is packed
    with; ``end``: where that end is in the file."""

    behind: bytes
    end: int


def _extent(place: _Place, file: BinaryIO) -> _Extent | None:
    """What stands behind the record; ``None`` if the file, or the member, ends before."""
    file.seek(place.offset)
    head = file.read(4)
    file.seek(place.offset)
    unpacking = decompressor(head)
    if unpacking is None:
        header = file.read(_MAX_HEADER).find(_END_OF_BLOCK)
        end = place.offset + header + 4 + place.content_length
        if header < 0 or end > file.seek(0, io.SEEK_END):
            return None
        file.seek(end)
        return _Extent(file.read(4), end + 4)
    try:
        return _extent_of_member(place, file, unpacking)
    except Exception:  # zlib's and zstandard's errors have nothing in common
        return None


def _extent_of_member(place: _Place, file: BinaryIO, unpacking: Any) -> _Extent | None:
    header = b""
    left: int | None = None  # of the block
    behind = b""
    while not unpacking.eof:
        packed = file.read(_PACKED_CHUNK)
        if not packed:
            return None
        data = unpacking.decompress(packed)
        if left is None:
            header += data
            length = header.find(_END_OF_BLOCK)
            if length < 0 and len(header) > _MAX_HEADER:
                return None
            if length >= 0:
                data = header[length + 4 :]
                left = place.content_length
        if left is not None:
            behind = (behind + data[left:])[: len(_END_OF_BLOCK) + 1]
            left = max(left - len(data), 0)
    if left != 0:
        return None
    return _Extent(behind, file.tell() - len(unpacking.unused_data))


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
