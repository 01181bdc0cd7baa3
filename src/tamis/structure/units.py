"""The spans as structure works on them: with their block, their text and their signals."""

from __future__ import annotations

from collections.abc import Sequence

from tamis.page import Family, Role, Span
from tamis.parsing.document import Block, Document
from tamis.structure.signals import Signals

_BODY_ROLES = frozenset({Role.PARAGRAPH, Role.LIST_ITEM, Role.QUOTE, Role.TABLE, Role.CODE})


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
    """One incoming span. ``start`` and ``end`` leave out the whitespace around its text;
    ``pieces`` is empty until structure has something to say about it."""

    __slots__ = (
        "_signals",
        "block",
        "element",
        "end",
        "is_content",
        "is_polluted",
        "pieces",
        "span",
        "start",
        "text",
    )

    def __init__(self, span: Span, block: Block | None, text: str, start: int) -> None:
        family = span.role.family
        self.span = span
        self.block = block
        self.text = text
        self.start = start
        self.end = start + len(text)
        self.element = -1 if block is None else block.element
        self.is_content = family is Family.CONTENT
        self.is_polluted = family is Family.POLLUTION
        self.pieces: Sequence[Piece] = ()
        self._signals = -1

    @property
    def is_body(self) -> bool:
        """Whether the labeller takes it for the running text and nothing else is known of it."""
        return self.span.role in _BODY_ROLES and not self.pieces

    @property
    def is_open(self) -> bool:
        """Whether structure may still decide about it: not polluted and undecided."""
        return not self.pieces and not self.is_polluted and self.text != ""

    def decide(self, role: Role, confidence: float, reason: str) -> None:
        """Give the whole unit a role."""
        self.pieces = (Piece(self.start, self.end, role, confidence, reason),)

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
        for run in self.block.runs:
            start, end = max(run.start, self.start), min(run.end, self.end)
            text = self.text[start - self.start : end - self.start] if end > start else ""
            if any(map(str.isalnum, text)):
                bare = text.lstrip()
                found.append((start + len(text) - len(bare), end, run.element, bare))
        return found


def make_units(document: Document, spans: Sequence[Span]) -> list[Unit]:
    """A unit for each span, in order."""
    text, blocks = document.text, document.blocks
    units: list[Unit] = []
    position, last = 0, len(blocks)
    for span in spans:
        while position < last and blocks[position].end <= span.start:
            position += 1
        block = blocks[position] if position < last else None
        if block is not None and block.start >= span.end:
            block = None
        own = text[span.start : span.end]
        bare = own.lstrip()
        units.append(Unit(span, block, bare.rstrip(), span.end - len(bare)))
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
