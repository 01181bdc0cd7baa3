"""Capture to blocks: the first room of the house. Its door is :func:`parse`."""

from __future__ import annotations

from tamis.errors import TooLargeError
from tamis.options import MAX_BYTES
from tamis.parsing.document import Block, Declared, Document, Element, Run
from tamis.parsing.encoding import decode, is_html_type, sniff_html, to_utf8
from tamis.parsing.html import parse_html
from tamis.parsing.plain import parse_plain

__all__ = ["Block", "Declared", "Document", "Element", "Run", "parse"]


def parse(
    data: bytes | str,
    *,
    url: str | None = None,
    media_type: str | None = None,
    max_bytes: int = MAX_BYTES,
) -> Document:
    """Parse a capture: HTML or plain text, as ``media_type`` says or, without it, as it looks.

    Raises :class:`~tamis.errors.TooLargeError` over ``max_bytes`` (of UTF-8, for a string) and
    :class:`~tamis.errors.BinaryInputError` for bytes that are not text, unless ``media_type``
    says that they are plain text.
    """
    if len(data) > max_bytes:
        raise TooLargeError(
            f"the capture has {len(data):,} bytes and the limit is {max_bytes:,}; "
            "raise it with Options(max_bytes=…)"
        )
    if isinstance(data, str):
        text = data
        given = is_html_type(media_type)
        if sniff_html(data) if given is None else given:
            return parse_html(to_utf8(data), url=url)
    else:
        decoded = decode(data, media_type=media_type)
        text = decoded.text
        if decoded.is_html:
            return parse_html(decoded.utf8, url=url)
    return parse_plain(text, url=url)
