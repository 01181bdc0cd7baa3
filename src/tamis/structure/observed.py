"""What a page shows of its metadata: the texts of the roles, and the lines around the title."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from enum import IntEnum
from typing import NamedTuple

from tamis.page import Family, Role, Span
from tamis.parsing.document import Document

MAX_LINE = 160
"""A longer line at the title is no byline and no date."""
_LINES_BEFORE = 4
_LINES_AFTER = 12
_RUNNING = 60
_SIGNATURE = 4
"""So many spans after the last paragraph may hold who wrote it."""

_COLLECTED = frozenset(
    {Role.TITLE, Role.DECK, Role.SECTION, Role.BYLINE, Role.DATE, Role.DATELINE, Role.NOTE}
)

_NO_KIND = frozenset({Role.OTHER, Role.CONTROL, Role.PARAGRAPH})
_SHORT = 60
_LABEL = 25
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


class Line(NamedTuple):
    """A short text. ``moment`` is what a ``time`` element in it declares; ``label`` the text
    before it, if that is as short as a label."""

    text: str
    role: Role
    moment: str = ""
    label: str = ""


class Place(IntEnum):
    """Where a byline stands: at the title, right after the text, or elsewhere on the page."""

    TITLE = 0
    END = 1
    ELSEWHERE = 2


class Observed:
    """The texts of the roles, in order; ``lines``: those from a little before the title to the
    first paragraph, whatever their role; ``bylines``: those of that role, and where they stand.
    """

    def __init__(self, document: Document, spans: Sequence[Span]) -> None:
        text = document.text
        self._text, self._spans = text, spans
        self._by_role: dict[Role, list[str]] = {}
        self.moments = _moments(document)
        title = first = last = None
        bylines = []
        for index, span in enumerate(spans):
            role = span.role
            if role in _COLLECTED:
                if role is Role.BYLINE:
                    bylines.append((index, _squashed(text, span)))
                self._by_role.setdefault(role, []).append(_squashed(text, span))
                if role is Role.TITLE and title is None:
                    title = index
            elif role is Role.PARAGRAPH and span.end - span.start >= _RUNNING:
                first = index if first is None else first
                last = index
        self.headline = _headline(text, spans, title)
        begin, end = _around_title(title, first)
        self.lines = self._lines(text, spans[begin:end])
        self.bylines = [
            (
                line,
                Place.TITLE
                if begin <= index < end
                else Place.END
                if last is not None and last < index <= last + _SIGNATURE
                else Place.ELSEWHERE,
            )
            for index, line in bylines
        ]

    def texts(self, role: Role) -> list[str]:
        """The texts of a role; line breaks are kept, other space is squeezed."""
        return self._by_role.get(role, [])

    def first(self, role: Role) -> str | None:
        """The first text of a role on one line."""
        texts = self.texts(role)
        return " ".join(texts[0].split()) if texts else None

    def _lines(self, text: str, spans: Sequence[Span]) -> list[Line]:
        lines: list[Line] = []
        for span in spans:
            if span.end - span.start > MAX_LINE + 1 or span.family is Family.POLLUTION:
                continue
            line = _squashed(text, span)
            if line and span.visible:
                before = lines[-1].text if lines and len(lines[-1].text) <= _LABEL else ""
                lines.append(Line(line, span.role, self.moment_at(span), before))
        return lines

    def dated_lines(self) -> Iterator[Line]:
        """The short lines of no role that have a year in them."""
        label = ""
        for span in self._spans:
            if span.end - span.start > _SHORT or not span.visible:
                label = ""
                continue
            line = " ".join(self._text[span.start : span.end].split())
            if span.role in _NO_KIND and _YEAR.search(line):
                yield Line(line, span.role, label=label)
            label = line if len(line) <= _LABEL else ""

    def moment_at(self, span: Span) -> str:
        """What a ``time`` element inside ``span`` declares; empty without one."""
        for start, moment in self.moments.items():
            if span.start <= start < span.end:
                return moment
        return ""


def _around_title(title: int | None, first: int | None) -> tuple[int, int]:
    """The first of the spans at the title, and the one after the last; nothing without either
    a title or running text."""
    middle = first if title is None else title
    if middle is None:
        return 0, 0
    end = middle + _LINES_AFTER
    if first is not None and first >= middle:
        end = min(end, first)
    return max(0, middle - _LINES_BEFORE), end + 1


def _squashed(text: str, span: Span) -> str:
    lines = text[span.start : span.end].split("\n")
    return "\n".join(line for line in (" ".join(line.split()) for line in lines) if line)


def _headline(text: str, spans: Sequence[Span], title: int | None) -> str | None:
    """The title with what follows on from it directly, without the dash between."""
    if title is None:
        return None
    last = title
    while (
        last + 1 < len(spans)
        and spans[last + 1].role is Role.TITLE
        and "\n" not in text[spans[last].start : spans[last].end]
    ):
        last += 1
    headline = " ".join(text[spans[title].start : spans[last].end].split())
    return headline.replace("\xad", "").strip(" -–—|·:").rstrip(" ¶#§") or None


def _moments(document: Document) -> Mapping[int, str]:
    """By the place of its text, what each ``time`` element with a ``datetime`` declares."""
    elements = document.elements
    if not any(elements[index].tag == "time" for index in document.having.get("datetime", ())):
        return {}
    declared: dict[int, str] = {}
    for index, (parent, tag, _, _, attributes) in enumerate(elements):
        if tag == "time" and attributes.get("datetime"):
            declared[index] = attributes["datetime"] or ""
        elif parent in declared:
            declared[index] = declared[parent]
    return {
        run.start: declared[run.element]
        for block in document.blocks
        for run in block.runs
        if run.element in declared
    }
