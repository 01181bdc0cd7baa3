"""The whole text of a page as HTML, span by span, in sheets that a browser lays out quickly."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from itertools import groupby

from tamis.page import Page, Span

SHEET_CHARACTERS = 20_000
SHEET_SPANS = 100
PIECE_CHARACTERS = 5_000
"""A browser lays out one paragraph at once, however long: longer ones are cut."""

_LINE_CHARACTERS = 70
# Persian and Indic spelling and joined emoji need them.
_JOINERS = "\u200c\u200d"


@dataclass(frozen=True, slots=True)
class Sheet:
    """Some spans in a row. ``first`` and ``last`` are the indexes of those that begin here, which
    are none where ``last < first``; ``lines`` is about how many lines they take."""

    html: str
    first: int
    last: int
    lines: int


def sheets(page: Page) -> Iterator[Sheet]:
    """The text of ``page``, whole: every span with its role, confidence, reasons and path as
    attributes, and an ``id`` that is ``s`` and its index."""
    written: list[str] = []
    first = index = size = lines = 0
    for index, span in enumerate(page.spans):
        text = page.text[span.start : span.end]
        for number, piece in enumerate(_pieces(text)):
            written.append(_written(index, span, piece, is_first=number == 0))
            size += len(piece)
            lines += 2 + len(piece) // _LINE_CHARACTERS + piece.count("\n")
            if size >= SHEET_CHARACTERS or len(written) >= SHEET_SPANS:
                yield Sheet("".join(written), first, index, lines)
                written, size, lines, first = [], 0, 0, index + 1
    if written:
        yield Sheet("".join(written), first, index, lines)


def _pieces(text: str) -> Iterator[str]:
    """``text`` in pieces of about ``PIECE_CHARACTERS``, cut at white space where there is some."""
    start = 0
    while len(text) - start > PIECE_CHARACTERS:
        limit = start + PIECE_CHARACTERS
        cut = max(text.rfind("\n", start, limit), text.rfind(" ", start, limit)) + 1
        yield text[start : cut or limit]
        start = cut or limit
    yield text[start:]


def _written(index: int, span: Span, piece: str, *, is_first: bool) -> str:
    kinds = f"s {span.family} r-{span.role}" + ("" if span.visible else " hidden")
    if not is_first:
        return f'<div class="{kinds} more"><p dir="auto">{_text(piece)}</p></div>\n'
    hidden = "" if span.visible else " <b>hidden</b>"
    label = (
        f'<a href="#s{index}" data-family="{span.family}" data-confidence="{span.confidence:.2f}" '
        f'data-range="{span.start}:{span.end}" data-path="{_attribute(span.path)}" '
        f'data-reasons="{_attribute(chr(10).join(span.reasons))}">'
        f"{span.role.replace('_', ' ')}{hidden}</a>"
    )
    return f'<div class="{kinds}" id="s{index}">{label}<p dir="auto">{_text(piece)}</p></div>\n'


def _text(text: str) -> str:
    text = text.strip("\n")
    if not text.strip():
        return "<i>white space</i>"
    return "\n".join(_line(line) for line in text.split("\n"))


def _line(line: str) -> str:
    """One line, escaped, with a note in place of what nobody would see or a browser would obey:
    controls, bidirectional and other format characters, private and unassigned ones."""
    if line.isprintable():
        return escape(line)
    return "".join(_run(character, sum(1 for _ in run)) for character, run in groupby(line))


def _run(character: str, count: int) -> str:
    if character == "\t" or character in _JOINERS or character.isprintable():
        return escape(character) * count
    if unicodedata.category(character) == "Zs":
        return character * count
    times = f" ×{count}" if count > 1 else ""
    return f"<i>U+{ord(character):04X}{times}</i>"


def _attribute(text: str) -> str:
    return escape(text.encode(errors="replace").decode())
