"""Lines of JSON, one document each, as datatrove and dolma write them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, BinaryIO

import orjson

from tamis.corpus.capture import Capture, Failure, Item, Source
from tamis.corpus.documents import capture_of
from tamis.errors import InputError
from tamis.packing import UNPACKING_ERRORS, unpacked

_CHUNK = 1 << 20


def read_jsonl(file: BinaryIO, source: Source, max_bytes: int) -> Iterator[Item]:
    """The documents of ``file``: objects with ``text``, and where known ``id``, ``metadata``
    (datatrove), ``source``, ``created``, ``added`` (dolma), ``url``. Blank lines are passed over.

    ``offset`` and ``length`` count bytes of the unpacked file.
    """
    lines = unpacked(file)
    offset = number = 0
    while True:
        try:
            line = lines.readline(max_bytes + 1)
            length = len(line)
            oversized = length > max_bytes and not line.endswith(b"\n")
            if oversized:
                del line
                length += _rest_of_line(lines)
        except UNPACKING_ERRORS as error:
            raise InputError(f"damaged after byte {offset:,} of the unpacked file") from error
        if not length:
            return
        if oversized:
            problem = f"the line has {length:,} bytes and the limit is {max_bytes:,}"
            yield Failure(id=None, file=source.path, offset=offset, error=problem)
        elif line.strip():
            yield _item(line, source, offset, number)
            number += 1
        offset += length


def _rest_of_line(lines: BinaryIO) -> int:
    length = 0
    while piece := lines.readline(_CHUNK):
        length += len(piece)
        if piece.endswith(b"\n"):
            break
    return length


def _item(line: bytes, source: Source, offset: int, number: int) -> Capture | Failure:
    try:
        document = _parsed(line)
    except (ValueError, RecursionError) as error:
        return Failure(id=None, file=source.path, offset=offset, error=f"no JSON: {error}")
    if not isinstance(document, dict):
        problem = "a line must be a JSON object with the page as its text"
        return Failure(id=None, file=source.path, offset=offset, error=problem)
    return capture_of(
        document, source, fallback_id=f"{source.path}#{number}", offset=offset, length=len(line)
    )


def _parsed(line: bytes) -> Any:
    try:
        return orjson.loads(line)
    except orjson.JSONDecodeError:
        # Python's own writer, which most corpora are made with, lets NaN and lone surrogates by.
        return json.loads(line.decode(), parse_constant=lambda name: None)
