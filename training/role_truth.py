"""Which role each block of a page has, as far as anybody says so.

What people wrote down comes first: title, deck, bylines, date, headings, running text,
captions and credits. Within running text lists, quotes, tables and code are what the page's
elements say. Of what is no content, the page's own declarations name the kind.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from tamis.page import Role
from tamis.parsing import Document
from tamis.structure.dates import find_date
from training.alignment import align, align_roles
from training.data import Sample
from training.declarations import declared_roles

Codes = NDArray[np.int8]

ROLES = tuple(Role)
UNKNOWN = -1
"""Nobody says what the block is, or it holds parts of several roles."""
UNKIND = -2
"""Boilerplate, of a kind that the page does not declare."""

_CODE = {role: code for code, role in enumerate(ROLES)}
_MOST = 0.5
_LONGEST_DATE = 90
_LEAST_OF_DATE = 0.5
_BEFORE_TEXT, _AFTER_TEXT = 12, 4
_SHORT = 8  # words
_KINDS = frozenset(
    {
        Role.NAVIGATION,
        Role.RELATED,
        Role.PROMOTION,
        Role.SHARING,
        Role.CONSENT,
        Role.PAYWALL,
        Role.ADVERTISEMENT,
        Role.COMMENT,
        Role.LEGAL,
        Role.CONTROL,
    }
)
_EDITORIAL = frozenset({Role.TITLE, Role.DECK, Role.BYLINE, Role.CAPTION, Role.CREDIT})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})


def role_codes(document: Document, sample: Sample) -> Codes:
    """The role of each block of ``document``, which was parsed from ``sample.html``.

    (blocks,): an index into :data:`ROLES`, :data:`UNKNOWN` or :data:`UNKIND`.
    """
    if sample.parts:
        written = _written_in_parts(document, sample)
    else:
        written = _written_in_text(document, sample)
    _find_date(document, sample, written)
    codes = np.full(len(written), UNKNOWN, dtype=np.int8)
    last = max((row for row, role in enumerate(written) if role is Role.PARAGRAPH), default=0)
    for row, role in enumerate(written):
        if role is Role.PARAGRAPH:
            codes[row] = _CODE[_layout_role(document, row) or Role.PARAGRAPH]
        elif role is not None:
            codes[row] = _CODE[role] if role is not Role.OTHER else UNKNOWN
        else:
            codes[row] = _kind(document, row, is_above=row < last)
    if not sample.parts:
        _doubt_headings(document, codes)
    return codes


def _kind(document: Document, row: int, *, is_above: bool) -> int:
    """The kind of boilerplate that a block declares. ``is_above``: text of the article follows."""
    declared = list(declared_roles(document.blocks[row], document.elements))
    for role in declared:
        if role in _KINDS:
            # Of what is named for its copyright, pictures have most.
            return UNKNOWN if role is Role.LEGAL and is_above else _CODE[role]
    return UNKNOWN if declared else UNKIND


def block_texts(document: Document) -> list[str]:
    """The text of each block."""
    return [document.text[block.start : block.end] for block in document.blocks]


def codes_of_lines(lines: Sequence[str], blocks: Sequence[str], codes: Codes) -> Codes:
    """The roles of the lines of a page's text, given its blocks' texts and roles.

    A line has the role of the block with the same letters and digits; of several such blocks
    the first that no line before it has taken.
    """
    free: dict[str, deque[int]] = defaultdict(deque)
    for text, code in zip(blocks, codes.tolist(), strict=True):
        free[_letters(text)].append(code)
    found = np.full(len(lines), UNKNOWN, dtype=np.int8)
    for row, line in enumerate(lines):
        waiting = free.get(_letters(line))
        if waiting:
            found[row] = waiting.popleft() if len(waiting) > 1 else waiting[0]
    return found


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text)).lower()


def _written_in_parts(document: Document, sample: Sample) -> list[Role | None]:
    """For each block the role that the sample's parts give it; ``OTHER`` where it is mixed."""
    ranges = align_roles(document.text, [block[:2] for block in document.blocks], sample.parts)
    return [_of_block(document.text, block[:2], ranges) for block in document.blocks]


def _of_block(
    text: str, block: tuple[int, int], ranges: Sequence[tuple[int, int, Role]]
) -> Role | None:
    start, end = block
    covered: dict[Role, int] = defaultdict(int)
    for first, last, role in ranges:
        if first < end and last > start:
            covered[role] += min(last, end) - max(first, start)
    if not covered:
        return None
    role, most = max(covered.items(), key=lambda item: item[1])
    return role if most >= _MOST * len(text[start:end].strip()) else Role.OTHER


def _written_in_text(document: Document, sample: Sample) -> list[Role | None]:
    """As :func:`_written_in_parts`, where only title, author and main content are known."""
    ranges = [block[:2] for block in document.blocks]
    shares = align(document.text, ranges, sample.truth)
    written: list[Role | None] = []
    title, authors = _letters(sample.title), {_letters(name) for name in sample.authors} - {""}
    headlines = []
    first = next((row for row, share in enumerate(shares) if share >= _MOST), len(shares))
    for row, (block, share) in enumerate(zip(document.blocks, shares, strict=True)):
        text = _letters(document.text[block.start : block.end])
        role = Role.PARAGRAPH if share >= _MOST else Role.OTHER if share > 0.2 else None
        if text == title and title:
            headlines.append(row)
        elif text in authors or (text[:2] == "by" and text[2:] in authors):
            role = Role.BYLINE
        else:
            declared = next(declared_roles(block, document.elements), None)
            if declared is Role.DECK and first - _BEFORE_TEXT <= row <= first + 1:
                role = Role.DECK
            elif role is Role.PARAGRAPH and declared in (Role.BYLINE, Role.CAPTION):
                role = declared if len(text) < 60 or declared is Role.CAPTION else Role.PARAGRAPH
        written.append(role)
    if headlines:
        written[min(headlines, key=lambda row: (_level(document, row), row))] = Role.TITLE
    return written


def _level(document: Document, row: int) -> int:
    """1 for a block in an h1, 9 for one in no heading."""
    index = document.blocks[row].element
    for _ in range(2):
        if index >= 0 and document.elements[index].tag in _HEADINGS:
            return int(document.elements[index].tag[1])
        index = document.elements[index].parent if index >= 0 else -1
    return 9


def _find_date(document: Document, sample: Sample, written: list[Role | None]) -> None:
    """Mark the texts near the beginning that give the day on which the page was published."""
    day = (sample.date or "")[:10]
    first = next((row for row, role in enumerate(written) if role is Role.PARAGRAPH), None)
    if not day or first is None:
        return
    titles = [row for row, role in enumerate(written) if role is Role.TITLE]
    begin = max(0, min([first - _BEFORE_TEXT, *titles]))
    for row in range(begin, min(first + _AFTER_TEXT, len(written))):
        block = document.blocks[row]
        text = document.text[block.start : block.end].strip()
        found = find_date(text, document.declared.language) if len(text) <= _LONGEST_DATE else None
        if found is None or found.iso[:10] != day or written[row] in _EDITORIAL:
            continue
        is_most = found.end - found.start >= _LEAST_OF_DATE * len(text)
        written[row] = Role.DATE if is_most else Role.OTHER


def _layout_role(document: Document, row: int) -> Role | None:
    """List item, quote, table, code or heading, as the elements around running text say."""
    elements, index = document.elements, document.blocks[row].element
    words = len(document.text[document.blocks[row].start : document.blocks[row].end].split())
    for _ in range(3):
        if index < 0:
            return None
        tag = elements[index].tag
        if tag == "pre":
            return Role.CODE
        if tag == "blockquote":
            return Role.QUOTE
        if tag in ("li", "dt", "dd"):
            return Role.LIST_ITEM
        if tag in ("td", "th"):
            return Role.TABLE if words <= 30 else None
        index = elements[index].parent
    return None


def _doubt_headings(document: Document, codes: Codes) -> None:
    """Where nobody wrote headings down, those in heading elements are, and short lines without
    an end may be."""
    for row in np.flatnonzero(codes == _CODE[Role.PARAGRAPH]).tolist():
        block = document.blocks[row]
        text = document.text[block.start : block.end].strip()
        if _level(document, row) < 9:
            codes[row] = _CODE[Role.HEADING]
        elif len(text.split()) < _SHORT and text[-1:] not in ".!?…。":
            codes[row] = UNKNOWN
