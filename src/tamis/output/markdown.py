"""The page as Markdown that is safe to show and to hand to a model."""

from __future__ import annotations

import re
from collections.abc import Iterable

from tamis.output.choice import DOCUMENT_ROLES, Names, chosen_roles
from tamis.output.markdown_inline import destination, escaped, inline_markdown
from tamis.output.nodes import (
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
from tamis.output.outline import Header, document, header
from tamis.output.safety import image_url, shown
from tamis.page import Page

# Headings, quotations, list and task markers, underlines of headings, delimiter rows of tables.
_ACTIVE_AT_LINE_START = re.compile(
    r"""^(
          [0-9]{1,9} (?= [.)] (?:[ ]|$) )
        | (?= \#{1,6} (?:[ ]|$) | > | [-+] (?:[ ]|$) | =+ $ | [|:\-\ ]+ $ | \[[ xX]\] (?:[ ]|$) )
    )""",
    re.VERBOSE | re.MULTILINE,
)
_CLOSING_HASHES = re.compile(r"(?:(?<= )|^)(?=#+$)")
_BACKTICKS = re.compile(r"`{3,}")
_LINE_START = re.compile(r"\n(?!\n)")
_LANGUAGE = re.compile(r"[\w+#.-]{1,30}", re.ASCII)


def to_markdown(page: Page, *, keep: Names = (), drop: Names = ()) -> str:
    """The page as CommonMark with the tables of GitHub Flavored Markdown.

    Title, deck and the line of names and dates stand above the article; its headings begin at
    the second level. Text of the page cannot become syntax: there is no raw HTML, and the only
    links, images and headings are those of the page's marks, with http, https and (for links)
    mailto URLs. A literal URL stays as it is; a viewer may make it a link to what it says.
    Characters that cannot be seen are left out. ``keep`` and ``drop`` change which roles are
    in it, ``DOCUMENT_ROLES`` otherwise.

    Raises :class:`~tamis.errors.UsageError` for a name that is neither a role nor a family.
    """
    roles = chosen_roles(DOCUMENT_ROLES, keep, drop)
    # A line break of plain text is where a line was full.
    line_break = "\\\n" if "html" in page.media_type else "\n"
    return "\n\n".join([*_header(header(page, roles)), *_blocks(document(page, roles), line_break)])


def _header(parts: Header) -> list[str]:
    title = _heading(1, (Inline(parts.title or ""),))
    deck = _paragraph((Inline(parts.deck or "", emphasis=True),), " ")
    facts = " · ".join(fact for fact in (parts.byline, parts.dateline, parts.date) if fact)
    return [block for block in (title, deck, _paragraph((Inline(facts),), " ")) if block]


def _blocks(nodes: Iterable[Node], line_break: str) -> list[str]:
    blocks: list[str] = []
    before: Node | None = None
    is_other = False
    for node in nodes:
        if isinstance(node, Listing):
            # Two lists in a row would be one if their markers were alike.
            touches = isinstance(before, Listing) and before.ordered is node.ordered
            is_other = touches and not is_other
            block = _list(node, line_break, is_other=is_other)
        else:
            block = _block(node, line_break)
        if block:
            blocks.append(block)
            before = node
    return blocks


def _block(node: Node, line_break: str) -> str:
    match node:
        case Heading(level, inlines):
            return _heading(level, inlines)
        case Paragraph(inlines):
            return _paragraph(inlines, line_break)
        case Code(text, language):
            return _code(text, language)
        case Table():
            return _table(node)
        case Figure():
            return _figure(node)
        case Rule():
            return "***"
        case Quotation(children):
            quoted = "\n\n".join(_blocks(children, line_break))
            return "> " + quoted.replace("\n", "\n> ").replace("> \n", ">\n") if quoted else ""
        case Listing():
            return _list(node, line_break, is_other=False)


def _heading(level: int, inlines: Inlines) -> str:
    text = _CLOSING_HASHES.sub(r"\\", inline_markdown(inlines))
    return f"{'#' * level} {text}" if text else ""


def _paragraph(inlines: Inlines, line_break: str) -> str:
    return _ACTIVE_AT_LINE_START.sub(r"\1\\", inline_markdown(inlines, line_break=line_break))


def _code(text: str, language: str) -> str:
    code = shown(text)
    if not code.strip():
        return ""
    fence = "`" * max((len(run) + 1 for run in _BACKTICKS.findall(code)), default=3)
    name = language if _LANGUAGE.fullmatch(language) else ""
    return f"{fence}{name}\n{code}\n{fence}"


def _table(table: Table) -> str:
    rows = [
        [inline_markdown(cell.inlines).replace("|", "\\|") for cell in row] for row in table.rows
    ]
    if not any(any(row) for row in rows):
        return ""
    width = max(map(len, rows))
    first = rows[0] + [""] * (width - len(rows[0]))
    lines = [first, ["---"] * width, *rows[1:]]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _figure(figure: Figure) -> str:
    lines = []
    if figure.image is not None:
        alt = " ".join(shown(figure.image.alt).split())
        url = destination(image_url(figure.image.url))
        lines.append(f"![{escaped(alt, linked=True)}]({url})")
    space = (Inline(" "),) if figure.caption and figure.credit else ()
    inlines = (*figure.caption, *space, *figure.credit)
    caption = _paragraph(tuple(inline._replace(emphasis=True) for inline in inlines), " ")
    return "\n".join([*lines, caption] if caption else lines)


def _list(node: Listing, line_break: str, *, is_other: bool) -> str:
    items = [item for child in node.items if (item := _item(child, line_break, is_other))]
    return ("\n\n" if any("\n\n" in item for item in items) else "\n").join(items)


def _item(item: Item, line_break: str, is_other: bool) -> str:
    blocks = _blocks(item.children, line_break)
    if not blocks:
        return ""
    if item.number is None:
        marker = "* " if is_other else "- "
    else:
        marker = f"{item.number}{')' if is_other else '.'} "
    is_tight = len(blocks) == 2 and [type(child) for child in item.children] == [Paragraph, Listing]
    # Inside a paragraph only a list that counts from 1, or does not count, may begin.
    is_tight = is_tight and blocks[1].startswith(("- ", "1. "))
    return marker + _LINE_START.sub(
        "\n" + " " * len(marker), ("\n" if is_tight else "\n\n").join(blocks)
    )
