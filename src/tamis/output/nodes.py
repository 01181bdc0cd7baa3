"""What an article is made of, once roles and layout are brought together.

A tree, at most :data:`MAX_DEPTH` quotations and lists deep, so that a renderer may recurse.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from tamis.page import Image

MAX_DEPTH = 8
"""Lists and quotations inside each other; what lies deeper is shown at this depth."""


class Inline(NamedTuple):
    """A run of text that looks alike. ``link`` is the URL as the page has it, or ``""``.

    A line break of the page is a newline character.
    """

    text: str
    strong: bool = False
    emphasis: bool = False
    code: bool = False
    link: str = ""


Inlines: TypeAlias = tuple[Inline, ...]


class Heading(NamedTuple):
    """``level`` is 2 to 6: the title stands above all headings."""

    level: int
    inlines: Inlines


class Paragraph(NamedTuple):
    """One paragraph, possibly of several lines."""

    inlines: Inlines


@dataclass(frozen=True, slots=True)
class Code:
    """Preformatted text, verbatim; ``language`` is what the page calls it, or ``""``."""

    text: str
    language: str


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table; empty if nothing of it is kept."""

    inlines: Inlines
    is_header: bool


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells, which may differ in length."""

    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """An image with its caption and credit; without an image, a caption that stands alone."""

    image: Image | None
    caption: Inlines
    credit: Inlines


@dataclass(frozen=True, slots=True)
class Rule:
    """A thematic break."""


@dataclass(frozen=True, slots=True)
class Quotation:
    """A block quotation."""

    children: tuple[Node, ...]


class Item(NamedTuple):
    """One item of a list; ``number`` is ``None`` in a list that is not ordered."""

    number: int | None
    children: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Listing:
    """A list, ordered or not."""

    ordered: bool
    items: tuple[Item, ...]


Node: TypeAlias = Heading | Paragraph | Code | Table | Figure | Rule | Quotation | Listing
