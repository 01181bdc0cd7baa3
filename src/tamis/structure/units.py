"""The spans as structure works on them: with their block, their text and their signals."""

from __future__ import annotations

from collections.abc import Sequence

from tamis.page import Family, Role, Span
from tamis.parsing.document import Block, Document
from tamis.structure.signals import Signals

_BODY_ROLES = frozenset({Role.PARAGRAPH, Role.LIST_ITEM, Role.QUOTE, Role.TABLE, Role.CODE})

# By role: whether it is content, running text, and open to decisions.
_KINDS = {
    role: (
        role.family is Family.CONTENT,
        role in _BODY_ROLES,
        role.family is not Family.POLLUTION,
    )
    for role in Role
}


class Piece:
    """A decision about a part of a unit: half-open offsets, the role, how sure, and why."""

    __slots__ = ("confidence", "end", "reason", "role", "start")

    def __init__(self, start: int, end: int, role: Role, confidence: float, reason: str) -> None:
        self.start = start
        self.end = end
        self.role = role
        self.confidence = confidence
        self.reason = reason


class Unit:
    """One incoming span. ``text`` leaves out the whitespace around it, and so do ``start`` and
    ``end``; ``pieces`` is empty until structure has something to say about it.

    ``is_body``: whether the labeller takes it for the running text and nothing else is known of
    it. ``is_open``: whether structure may still decide about it: not polluted and undecided.
    """

    __slots__ = (
        "_page_text",
        "_signals",
        "block",
        "element",
        "is_body",
        "is_content",
        "is_open",
        "pieces",
        "span",
        "text",
    )

    def __init__(self, span: Span, block: Block | None, page_text: str) -> None:
        role = span.role
        self.span = span
        self.block = block
        self.element = -1 if block is None else block.element
        self.text = page_text[span.start : span.end].strip()
        self.is_content, self.is_body, is_open = _KINDS[role]
        self.is_open = is_open and self.text != ""
        self.pieces: Sequence[Piece] = ()
        self._page_text = page_text
        self._signals = -1

    @property
    def start(self) -> int:
        """Where the text begins; the span's end if it is empty."""
        span = self.span
        if not self._page_text[span.start].isspace():
            return span.start
        return span.end - len(self._page_text[span.start : span.end].lstrip())

    @property
    def end(self) -> int:
        """Where the text ends."""
        return self.start + len(self.text)

    def decide(self, role: Role, confidence: float, reason: str) -> None:
        """Give the whole unit a role."""
        self.divide((Piece(self.start, self.end, role, confidence, reason),))

    def divide(self, pieces: Sequence[Piece]) -> None:
        """Give each of the ``pieces``, which are the whole unit, its role."""
        self.pieces = pieces
        self.is_body = self.is_open = False

    def signals(self, signals: Signals) -> int:
        """What the elements around the text say of it; see :mod:`tamis.structure.signals`."""
        if self._signals < 0:
            block = self.block
            if block is None or block.element < 0:
                self._signals = 0
            else:
                self._signals = signals.of(
                    block.runs[0].element if len(block.runs) == 1 else block.element
                )
        return self._signals

    def parts(self) -> list[tuple[int, int, int, str]]:
        """Start, end, element and text of the runs within the unit that have a letter or digit,
        without the whitespace before the text."""
        if self.block is None:
            return []
        found = []
        text, own_start, own_end = self.text, self.start, self.end
        for run in self.block.runs:
            start, end = max(run.start, own_start), min(run.end, own_end)
            part = text[start - own_start : end - own_start] if end > start else ""
            if any(map(str.isalnum, part)):
                bare = part.lstrip()
                found.append((start + len(part) - len(bare), end, run.element, bare))
        return found


def make_units(document: Document, spans: Sequence[Span]) -> list[Unit]:
    """A unit for each span, in order."""
    text = document.text
    blocks = iter(document.blocks)
    block = next(blocks, None)
    units: list[Unit] = []
    for span in spans:
        start = span.start
        while block is not None and block[1] <= start:
            block = next(blocks, None)
        around = block if block is not None and block[0] < span.end else None
        units.append(Unit(span, around, text))
    return units


def to_spans(units: Sequence[Unit]) -> list[Span]:
    """The partition with the decisions in it: every piece takes the whitespace after it."""
    spans: list[Span] = []
    for unit in units:
        if not unit.pieces:
            spans.append(unit.span)
            continue
        span = unit.span
        starts = [span.start, *(piece.start for piece in unit.pieces[1:]), span.end]
        for piece, start, end in zip(unit.pieces, starts, starts[1:], strict=False):
            if end > start:
                spans.append(
                    Span(
                        start,
                        end,
                        piece.role,
                        piece.confidence,
                        (piece.reason,),
                        span.visible,
                        span.path,
                    )
                )
    return spans
