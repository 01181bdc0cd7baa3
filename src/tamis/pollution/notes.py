"""Notes to language models: a heading that addresses them, and all that stands under it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace

from tamis.page import Family, Role, Span
from tamis.parsing import Document
from tamis.pollution.phrases import has_phrase
from tamis.pollution.reasons import reasons_hidden

_MARKDOWN_HEADING = re.compile(r"^(#{1,6}) [^\n]{1,120}$", re.MULTILINE)
_LONGEST_HEADING = 120
_LEVELS = 6
# What is less sure does not speak for what stands around it.
_LEAST_SURE = 0.7
# What is longer, or all of a page, is about models and no note to them.
_LONGEST_NOTE = 4000
REASON = "stands in a note to language models"


def whole_notes(document: Document, spans: Sequence[Span]) -> tuple[Span, ...]:
    """The same spans; where some under a heading that names a model instruct one, all under it
    do, the heading included."""
    if not any(span.role is Role.INJECTION for span in spans):
        return tuple(spans)
    found = list(spans)
    starts = [span.start for span in spans]
    for start, end in _sections(document):
        inside = range(bisect_left(starts, start), bisect_left(starts, end))
        surest = max(
            (found[number].confidence for number in inside if found[number].role is Role.INJECTION),
            default=0.0,
        )
        if surest < _LEAST_SURE:
            continue
        for number in inside:
            span = found[number]
            if span.family is not Family.POLLUTION:
                found[number] = replace(
                    span,
                    role=Role.INJECTION,
                    confidence=surest,
                    reasons=(REASON, *reasons_hidden(span)),
                )
    return tuple(found)


def _sections(document: Document) -> list[tuple[int, int]]:
    """From each heading that names a model to the next of its level or above, but for a page's
    title."""
    text = document.text
    sections = []
    ends = [len(text)] * (_LEVELS + 1)
    headings = list(_headings(document))
    for number, (start, end, level) in reversed(list(enumerate(headings))):
        is_title = number == 0 and ends[level] == len(text)
        is_note = not is_title and ends[level] - start <= _LONGEST_NOTE
        if (
            is_note
            and end - start <= _LONGEST_HEADING
            and has_phrase(text[start:end].lower(), 0, end - start, {"model"})
        ):
            sections.append((start, ends[level]))
        # A heading ends all sections of its level and below.
        ends[level:] = [start] * (_LEVELS + 1 - level)
    return sections[::-1]


def _headings(document: Document) -> Iterator[tuple[int, int, int]]:
    """Start, end and level of each heading, in order."""
    if document.elements:
        for start, end, kind, value in document.marks:
            if kind == "heading":
                yield start, end, int(value)
    else:
        for match in _MARKDOWN_HEADING.finditer(document.text):
            yield match.start(), match.end(), len(match[1])
