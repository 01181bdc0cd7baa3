"""A page as a tree of headings, paragraphs, lists and so on: what all renderers walk over.

Roles decide what is kept and what it is; marks decide how it is laid out. A list, a table or a
code block is one where the role says so: whole articles stand in table cells and list items of
pages that use these for layout. A block quotation is one where either says so.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from tamis.output.choice import HEADER_ROLES
from tamis.output.layout import Frame, Frames, Styles
from tamis.output.leaves import Leaf, Stretch, leaves
from tamis.output.nodes import (
    MAX_DEPTH,
    Cell,
    Code,
    Figure,
    Heading,
    Inline,
    Inlines,
    Item,
    Listing,
    Node,
    Paragraph,
    Quotation,
    Rule,
    Table,
)
from tamis.output.safety import image_url
from tamis.page import Family, Mark, Page, Role, Span

_QUOTED = frozenset({Role.QUOTE, Role.EMBED})
_AT_PICTURE = frozenset({Role.CAPTION, Role.CREDIT})
_TYPED_BULLET = re.compile(r"[ \t]*(?:[-*+•◦‣▪●·–]|(\d{1,3})[.)])[ \t]+(?=\S)")
_TYPED_EDGE = re.compile(r"[|\t]")


@dataclass(frozen=True, slots=True)
class Header:
    """What stands above the article; ``None`` where the page has it not. Dates are ISO 8601
    where the metadata have one, else as the page writes them."""

    title: str | None
    deck: str | None
    byline: str | None
    dateline: str | None
    date: str | None


def header(page: Page, roles: Collection[Role]) -> Header:
    """The page's header, from its spans and, where they say nothing or less, its metadata;
    only what has one of the ``roles``."""
    metadata = page.metadata
    parts = {
        Role.TITLE: _first_text(page, Role.TITLE) or metadata.title,
        Role.DECK: _first_text(page, Role.DECK) or metadata.deck,
        Role.BYLINE: ", ".join(metadata.authors) or _first_text(page, Role.BYLINE),
        Role.DATELINE: (_first_text(page, Role.DATELINE) or "").rstrip(" .:—–-") or None,
        Role.DATE: metadata.date_published or _first_text(page, Role.DATE),
    }
    return Header(*(text if role in roles else None for role, text in parts.items()))


def _first_text(page: Page, role: Role) -> str | None:
    for leaf in leaves(page, {role}):
        return _squashed(page.text, leaf)
    return None


def _squashed(text: str, leaf: Leaf) -> str:
    return " ".join("".join(lead + text[start:end] for start, end, lead in leaf.stretches).split())


def article(page: Page, roles: Collection[Role]) -> tuple[Node, ...]:
    """The spans of the ``roles`` alone, without images and styles."""
    return _Outline(page, roles, [], ()).build()


def document(page: Page, roles: Collection[Role]) -> tuple[Node, ...]:
    """What stands below the header: the spans of the ``roles``, images and thematic breaks."""
    below = frozenset(roles) - HEADER_ROLES
    return _Outline(page, below, _places(page, below), page.marks).build()


@dataclass(slots=True)
class _TableDraft:
    frame: Frame | None
    rows: list[_RowDraft] = field(default_factory=list)


@dataclass(slots=True)
class _RowDraft:
    """``first`` is the number of the cell that ``cells`` begins with."""

    frame: Frame | None
    first: int
    cells: list[_CellDraft] = field(default_factory=list)


@dataclass(slots=True)
class _CellDraft:
    inlines: list[Inline] = field(default_factory=list)
    is_header: bool = False


@dataclass(slots=True)
class _CodeDraft:
    frame: Frame | None
    stretches: list[Stretch]


@dataclass(slots=True)
class _ListDraft:
    frame: Frame | None
    ordered: bool
    items: list[_Container] = field(default_factory=list)


@dataclass(slots=True)
class _Container:
    """The article, a quotation or an item, with what is in it so far."""

    frame: Frame | None
    is_item: bool
    end: int
    children: list[_Child] = field(default_factory=list)
    number: int | None = None


_Child: TypeAlias = (
    Heading | Paragraph | Figure | Rule | _TableDraft | _CodeDraft | _ListDraft | _Container
)
_Place: TypeAlias = tuple[int, Figure | Rule]


class _Outline:
    """Builds the tree in one pass over the leaves."""

    def __init__(
        self,
        page: Page,
        roles: Collection[Role],
        places: Sequence[_Place],
        styles: Sequence[Mark],
    ) -> None:
        self._page = page
        self._text = page.text
        self._roles = roles
        self._frames = Frames(page.marks)
        self._styles = Styles(page.text, styles)
        self._places = places
        self._next_place = 0
        figures = [(start, node) for start, node in places if isinstance(node, Figure)]
        self._figure_starts = [start for start, _ in figures]
        self._figure_texts = [(_plain(node.caption), _plain(node.credit)) for _, node in figures]
        self._root = _Container(None, False, len(page.text) + 1)
        self._open = [self._root]
        self._top_level = 0

    def build(self) -> tuple[Node, ...]:
        for leaf in leaves(self._page, self._roles):
            role, stretches = leaf
            start = stretches[0][0]
            self._frames.advance(start)
            if role is Role.TABLE and self._goes_on(leaf):
                self._add_cell(leaf)
            elif role is Role.CODE and self._goes_on(leaf):
                self._extend_code(leaf)
            else:
                if self._places:
                    self._add_places(start)
                self._close(start)
                self._add(leaf)
        self._add_places(len(self._text))
        return tuple(self._finished(self._root.children))

    @property
    def _siblings(self) -> list[_Child]:
        return self._open[-1].children

    def _last(self) -> _Child | None:
        return self._siblings[-1] if self._siblings else None

    def _goes_on(self, leaf: Leaf) -> bool:
        """Whether the leaf is more of the table or code that was added last."""
        last = self._last()
        if leaf.role is Role.TABLE:
            return isinstance(last, _TableDraft) and last.frame is self._frames.innermost("table")
        if not isinstance(last, _CodeDraft) or last.frame is not self._frames.innermost("pre"):
            return False
        gap = self._text[last.stretches[-1].end : leaf.start]
        return last.frame is not None or not gap or gap.isspace()

    def _add(self, leaf: Leaf) -> None:
        role = leaf.role
        if role is Role.TABLE:
            self._open_around(None)
            self._siblings.append(_TableDraft(self._frames.innermost("table")))
            self._add_cell(leaf)
        elif role is Role.CODE:
            self._open_around(None)
            self._siblings.append(_CodeDraft(self._frames.innermost("pre"), list(leaf.stretches)))
        elif role is Role.LIST_ITEM:
            self._add_item(leaf)
        elif role in _AT_PICTURE:
            self._open_around(None)
            self._add_caption(leaf)
        elif role is Role.HEADING:
            self._open_around(None)
            self._add_heading(leaf)
        else:
            self._open_around(None)
            paragraph = Paragraph(self._styles.inlines(leaf.stretches))
            if role in _QUOTED and self._frames.innermost("quote") is None:
                self._typed_quotation(leaf).append(paragraph)
            else:
                self._siblings.append(paragraph)

    # Containers

    def _close(self, position: int) -> None:
        while self._open[-1].end <= position:
            self._pop()

    def _pop(self) -> None:
        frame = self._open.pop().frame
        if frame is not None:
            frame.is_open = False

    def _open_around(self, item: Frame | None) -> None:
        """Open the quotations around the position, and ``item``, that are not yet open."""
        frames = self._frames.unseen("quote")
        if item is not None and not item.is_open:
            frames.append(item)
        if not frames:
            return
        for frame in sorted(frames, key=lambda frame: frame.order):
            if frame.kind == "item":
                self._open_item(frame)
            elif len(self._open) <= MAX_DEPTH:
                quotation = _Container(frame, False, self._end_within(frame))
                self._siblings.append(quotation)
                self._enter(quotation, frame)

    def _end_within(self, frame: Frame) -> int:
        return min(frame.end, self._open[-1].end)

    def _enter(self, container: _Container, frame: Frame) -> None:
        self._open.append(container)
        frame.is_open = True

    def _open_item(self, frame: Frame) -> None:
        if len(self._open) > MAX_DEPTH:
            if not self._open[-1].is_item:
                return
            self._pop()
            last = self._last()
            assert isinstance(last, _ListDraft)
        else:
            last = self._last()
            if not isinstance(last, _ListDraft) or last.frame is not frame.parent:
                ordered = frame.parent is not None and frame.parent.value == "ol"
                last = _ListDraft(frame.parent, ordered)
                self._siblings.append(last)
        number = frame.number if last.ordered else None
        item = _Container(frame, True, self._end_within(frame), number=number)
        last.items.append(item)
        self._enter(item, frame)

    def _typed_quotation(self, leaf: Leaf) -> list[_Child]:
        """Where a quotation goes that no mark announces: into the one just before it, if any."""
        last = self._last()
        if isinstance(last, _Container) and last.frame is None:
            return last.children
        quotation = _Container(None, False, leaf.end)
        self._siblings.append(quotation)
        return quotation.children

    # What goes into them

    def _add_item(self, leaf: Leaf) -> None:
        item = self._frames.innermost("item")
        self._open_around(item)
        if item is not None:
            self._siblings.append(Paragraph(self._styles.inlines(leaf.stretches)))
            return
        for number, stretches in _typed_items(self._text, leaf.stretches):
            last = self._last()
            ordered = number is not None
            if not isinstance(last, _ListDraft) or last.frame or last.ordered is not ordered:
                last = _ListDraft(None, ordered)
                self._siblings.append(last)
            children: list[_Child] = [Paragraph(self._styles.inlines(stretches))]
            last.items.append(_Container(None, True, leaf.end, children, number))

    def _add_heading(self, leaf: Leaf) -> None:
        frame = self._frames.innermost("heading")
        level = int(frame.value) if frame is not None else 0
        if level:
            self._top_level = min(self._top_level or level, level)
        # A heading is bold as it is.
        inlines = self._styles.inlines(leaf.stretches)
        if any(run.strong for run in inlines):
            inlines = tuple(run._replace(strong=False) for run in inlines)
        self._siblings.append(Heading(level, inlines))

    def _add_cell(self, leaf: Leaf) -> None:
        table = self._siblings[-1]
        assert isinstance(table, _TableDraft)
        cell = self._frames.innermost("cell")
        row = cell.parent if cell is not None else self._frames.innermost("row")
        if row is None or row.parent is not table.frame:
            is_typed = table.frame is None
            parts = _typed_cells(self._text, leaf) if is_typed else [leaf.stretches]
            cells = [_CellDraft(list(self._styles.inlines(part))) for part in parts]
            table.rows.append(_RowDraft(None, 1, cells))
            return
        number = cell.number if cell is not None else max(row.last, 1)
        if not table.rows or table.rows[-1].frame is not row:
            # A row that another role interrupted goes on where it was.
            table.rows.append(_RowDraft(row, number if row.is_seen else 1))
            row.is_seen = True
        draft = table.rows[-1]
        while len(draft.cells) <= number - draft.first:
            draft.cells.append(_CellDraft())
        target = draft.cells[number - draft.first]
        target.is_header = cell is not None and cell.value.startswith("th")
        if target.inlines:
            target.inlines.append(Inline(" "))
        target.inlines += self._styles.inlines(leaf.stretches)

    def _extend_code(self, leaf: Leaf) -> None:
        code = self._siblings[-1]
        assert isinstance(code, _CodeDraft)
        end = code.stretches[-1].end
        gap = self._text[end : leaf.start]
        lead = gap if not gap or gap.isspace() else "\n"
        first, *rest = leaf.stretches
        code.stretches += [first._replace(lead=lead), *rest]

    def _add_caption(self, leaf: Leaf) -> None:
        if self._is_in_figure(leaf):
            return
        inlines = self._styles.inlines(leaf.stretches)
        last = self._last()
        if leaf.role is Role.CAPTION:
            self._siblings.append(Figure(None, inlines, ()))
        elif isinstance(last, Figure) and last.image is None and not last.credit:
            self._siblings[-1] = replace(last, credit=inlines)
        else:
            self._siblings.append(Figure(None, (), inlines))

    def _is_in_figure(self, leaf: Leaf) -> bool:
        """Whether the image before or after the leaf has its text as caption or credit.

        A credit of an image is the name alone, without the label that the text has.
        """
        after = bisect_left(self._figure_starts, leaf.end)
        text = _squashed(self._text, leaf)
        return any(
            text == caption
            if leaf.role is Role.CAPTION
            else credit != "" and credit.partition(", ")[0] in text
            for caption, credit in self._figure_texts[max(0, after - 1) : after + 1]
        )

    def _add_places(self, position: int) -> None:
        while self._next_place < len(self._places):
            start, node = self._places[self._next_place]
            if start > position:
                break
            # At the very end of an item an image belongs to it.
            self._close(start - 1)
            if not isinstance(node, Rule) or not isinstance(self._last(), Rule | None):
                self._siblings.append(node)
            self._next_place += 1

    # Drafts to nodes; no deeper than MAX_DEPTH

    def _finished(self, children: Sequence[_Child]) -> Iterator[Node]:
        for child in children:
            if isinstance(child, Heading):
                level = child.level - self._top_level + 2 if child.level else 2
                yield Heading(min(level, 6), child.inlines)
            elif isinstance(child, _Container):
                yield Quotation(tuple(self._finished(child.children)))
            elif isinstance(child, _ListDraft):
                items = (
                    Item(item.number, tuple(self._finished(item.children))) for item in child.items
                )
                yield Listing(child.ordered, tuple(items))
            elif isinstance(child, _TableDraft):
                yield Table(tuple(_finished_row(row) for row in child.rows))
            elif isinstance(child, _CodeDraft):
                yield from self._finished_code(child)
            else:
                yield child

    def _finished_code(self, code: _CodeDraft) -> Iterator[Code]:
        parts = [lead + self._text[start:end] for start, end, lead in code.stretches]
        text = "".join(parts).rstrip().lstrip("\r\n")
        if text:
            yield Code(text, code.frame.value if code.frame is not None else "")


def _finished_row(row: _RowDraft) -> tuple[Cell, ...]:
    return tuple(Cell(tuple(cell.inlines), cell.is_header) for cell in row.cells)


def _plain(inlines: Inlines) -> str:
    return " ".join("".join(inline.text for inline in inlines).split())


def _lines(text: str, stretch: Stretch) -> Iterator[Stretch]:
    start, end, lead = stretch
    while start < end:
        stop = text.find("\n", start, end)
        stop = end if stop < 0 else stop
        if stop > start:
            yield Stretch(start, stop, lead)
        start, lead = stop + 1, "\n"


def _typed_items(text: str, stretches: Sequence[Stretch]) -> list[tuple[int | None, list[Stretch]]]:
    """The items of text without list marks, one for each line that begins with a bullet or a
    number; these are taken off."""
    items: list[tuple[int | None, list[Stretch]]] = []
    for stretch in stretches:
        for line in _lines(text, stretch):
            bullet = _TYPED_BULLET.match(text, line.start, line.end)
            if bullet is not None:
                number = int(bullet[1]) if bullet[1] else None
                items.append((number, [Stretch(bullet.end(), line.end)]))
            elif items:
                items[-1][1].append(line)
            else:
                items.append((None, [line._replace(lead="")]))
    return items


def _typed_cells(text: str, leaf: Leaf) -> list[Sequence[Stretch]]:
    """The cells of a row without table marks, parted at tabs and vertical bars."""
    cells: list[list[Stretch]] = [[]]
    for start, end, lead in leaf.stretches:
        position, space = start, lead
        for edge in _TYPED_EDGE.finditer(text, start, end):
            cells[-1].append(Stretch(position, edge.start(), space))
            cells.append([])
            position, space = edge.end(), ""
        cells[-1].append(Stretch(position, end, space))
    # Bars at the ends of a line are its frame.
    first = 1 if text[leaf.start] == "|" else 0
    last = -1 if text[leaf.end - 1] == "|" else len(cells)
    return [*cells[first:last]]


def _places(page: Page, roles: Collection[Role]) -> list[_Place]:
    """Where the images and thematic breaks of the article stand, and what is to be seen there.

    A place is the article's if the article is on one side and nothing but content on both, so
    that the icons of what surrounds it stay out. An image with a caption is always the
    article's. The same image is shown once.
    """
    places: list[_Place] = []
    urls: set[str] = set()
    for mark, before, after in _neighbours(page):
        sides = [span.role for span in (before, after) if span is not None]
        is_content = all(role.family is Family.CONTENT for role in sides)
        is_inside = is_content and any(role in roles for role in sides)
        if mark.kind == "rule":
            if len(sides) == 2 and all(role in roles for role in sides):
                places.append((mark.start, Rule()))
            continue
        figure = _figure(page, mark.value, roles)
        if figure is None or figure.image is None or figure.image.url in urls:
            continue
        if is_inside or figure.caption or figure.credit:
            urls.add(figure.image.url)
            places.append((mark.start, figure))
    return places


def _figure(page: Page, index: str, roles: Collection[Role]) -> Figure | None:
    image = page.images[int(index)]
    if not image_url(image.url):
        return None
    caption = (Inline(image.caption),) if image.caption and Role.CAPTION in roles else ()
    credit = (Inline(image.credit),) if image.credit and Role.CREDIT in roles else ()
    return Figure(image, caption, credit)


def _neighbours(page: Page) -> Iterator[tuple[Mark, Span | None, Span | None]]:
    """Each place with the spans that hold the characters before and after it, white space
    after it not counted."""
    spans, text = page.spans, page.text
    left = right = reached = 0
    for mark in page.marks:
        if mark.kind not in {"image", "rule"}:
            continue
        while left < len(spans) and spans[left].end < mark.start:
            left += 1
        reached = max(reached, mark.start)
        while reached < len(text) and text[reached].isspace():
            reached += 1
        while right < len(spans) and spans[right].end <= reached:
            right += 1
        before = spans[left] if mark.start > 0 and left < len(spans) else None
        yield mark, before, spans[right] if right < len(spans) else None
