"""The article as clean text."""

from __future__ import annotations

import re
from collections.abc import Iterable

from tamis.output.choice import Names, chosen_roles
from tamis.output.nodes import (
    Code,
    Heading,
    Inlines,
    Item,
    Listing,
    Node,
    Paragraph,
    Quotation,
    Table,
)
from tamis.output.outline import article
from tamis.output.safety import shown
from tamis.page import ARTICLE_ROLES, Page

_LINE_START = re.compile(r"\n(?!\n)")


def to_text(page: Page, *, keep: Names = (), drop: Names = ()) -> str:
    """The main content of ``page`` as clean text, blocks separated by blank lines.

    The items of a list are lines that begin with ``- `` or a number, indented by depth; the
    rows of a table are lines of cells separated by `` | ``. Code keeps its white space.
    Characters that cannot be seen are left out. ``keep`` and ``drop`` change which roles are
    in it, ``ARTICLE_ROLES`` otherwise.

    Raises :class:`~tamis.errors.UsageError` for a name that is neither a role nor a family.
    """
    roles = chosen_roles(ARTICLE_ROLES, keep, drop)
    return "\n\n".join(_blocks(article(page, roles)))


def _blocks(nodes: Iterable[Node]) -> list[str]:
    return [block for block in map(_block, nodes) if block]


def _block(node: Node) -> str:
    match node:
        case Heading(_, inlines) | Paragraph(inlines):
            return _joined(inlines)
        case Code(text, _):
            return shown(text)
        case Table(rows):
            return "\n".join(
                " | ".join(" ".join(_joined(cell.inlines).split()) for cell in row) for row in rows
            )
        case Listing(_, items):
            return "\n".join(map(_item, items))
        case Quotation(children):
            return "\n\n".join(_blocks(children))
        case _:
            return ""


def _item(item: Item) -> str:
    marker = "- " if item.number is None else f"{item.number}. "
    return marker + _LINE_START.sub("\n" + " " * len(marker), "\n".join(_blocks(item.children)))


def _joined(inlines: Inlines) -> str:
    return shown("".join([inline[0] for inline in inlines]))
