"""The page as a clean HTML document."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape
from itertools import groupby

from tamis.output.choice import DOCUMENT_ROLES, Names, chosen_roles
from tamis.output.nodes import (
    Cell,
    Code,
    Figure,
    Heading,
    Inline,
    Item,
    Listing,
    Node,
    Paragraph,
    Quotation,
    Rule,
    Table,
)
from tamis.output.outline import Header, document, header
from tamis.output.safety import image_url, link_url, shown
from tamis.page import Page

_POLICY = "default-src 'none'; img-src https: http:"


def to_html(page: Page, *, keep: Names = (), drop: Names = ()) -> str:
    """The page as a whole HTML document, made anew from its text: no style, no script, no
    attribute of the page but the URLs of links (http, https, mailto) and images (http, https).

    Characters that cannot be seen are left out. ``keep`` and ``drop`` change which roles are
    in it, ``DOCUMENT_ROLES`` otherwise.

    Raises :class:`~tamis.errors.UsageError` for a name that is neither a role nor a family.
    """
    roles = chosen_roles(DOCUMENT_ROLES, keep, drop)
    parts = header(page, roles)
    title = _escaped(parts.title or "")
    language = f' lang="{_escaped(page.language)}"' if page.language else ""
    line_break = "<br>\n" if "html" in page.media_type else "\n"
    published = page.metadata.date_published if parts.date else None
    body = _header(parts, published) + _blocks(document(page, roles), line_break)
    return (
        f"<!doctype html>\n<html{language}>\n<head>\n"
        '<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        f"<title>{title}</title>\n</head>\n<body>\n<article>\n"
        f"{body}</article>\n</body>\n</html>\n"
    )


def html_blocks(page: Page, *, keep: Names = (), drop: Names = ()) -> Iterator[str]:
    """What :func:`to_html` has inside its ``article``, block by block, to stand in another
    document: showing it loads nothing, for images are links here.
    """
    roles = chosen_roles(DOCUMENT_ROLES, keep, drop)
    parts = header(page, roles)
    yield _header(parts, page.metadata.date_published if parts.date else None)
    line_break = "<br>\n" if "html" in page.media_type else "\n"
    for node in document(page, roles):
        yield _block(_with_links(node), line_break) + "\n"


def _with_links(node: Node) -> Node:
    """``node`` with a link in place of each image."""
    match node:
        case Figure(image, caption, credit) if image is not None:
            alt = f"Image: {image.alt}" if image.alt.strip() else "Image"
            link = Inline(alt, link=image_url(image.url))
            return Figure(None, (link, Inline(" "), *caption), credit)
        case Quotation(children):
            return Quotation(tuple(map(_with_links, children)))
        case Listing(ordered, items):
            linked = (Item(item.number, tuple(map(_with_links, item.children))) for item in items)
            return Listing(ordered, tuple(linked))
        case _:
            return node


def _header(parts: Header, published: str | None) -> str:
    lines = [
        f"<{tag}>{_escaped(text)}</{tag}>\n"
        for tag, text in (
            ("h1", parts.title),
            ("p", parts.deck),
            ("p", parts.byline),
            ("p", parts.dateline),
            ("p", None if published else parts.date),
        )
        if text
    ]
    if published:
        date = _escaped(published)
        lines.append(f'<p><time datetime="{date}">{date}</time></p>\n')
    return f"<header>\n{''.join(lines)}</header>\n" if lines else ""


def _blocks(nodes: Iterable[Node], line_break: str) -> str:
    return "".join(_block(node, line_break) + "\n" for node in nodes)


def _block(node: Node, line_break: str) -> str:
    match node:
        case Heading(level, inlines):
            return f"<h{level}>{_inlines(inlines, ' ')}</h{level}>"
        case Paragraph(inlines):
            return f"<p>{_inlines(inlines, line_break)}</p>"
        case Code(text, _):
            return f"<pre><code>{_escaped(text)}</code></pre>"
        case Table(rows):
            return f"<table>\n{''.join(map(_row, rows))}</table>"
        case Figure():
            return _figure(node)
        case Rule():
            return "<hr>"
        case Quotation(children):
            return f"<blockquote>\n{_blocks(children, line_break)}</blockquote>"
        case Listing():
            return _list(node, line_break)


def _list(node: Listing, line_break: str) -> str:
    tag = "ol" if node.ordered else "ul"
    expected = 1
    lines = [f"<{tag}>"]
    for item in node.items:
        lines.append(_item(item, expected, line_break))
        expected = (item.number or 0) + 1
    return "\n".join([*lines, f"</{tag}>"])


def _item(item: Item, expected: int, line_break: str) -> str:
    value = "" if item.number in {None, expected} else f' value="{item.number}"'
    first, *rest = item.children
    if not isinstance(first, Paragraph) or any(isinstance(child, Paragraph) for child in rest):
        return f"<li{value}>\n{_blocks(item.children, line_break)}</li>"
    blocks = [_inlines(first.inlines, line_break), *(_block(child, line_break) for child in rest)]
    content = "\n".join(blocks)
    return f"<li{value}>{content}</li>"


def _row(row: tuple[Cell, ...]) -> str:
    cells = []
    for cell in row:
        tag = "th" if cell.is_header else "td"
        cells.append(f"<{tag}>{_inlines(cell.inlines, ' ')}</{tag}>")
    return f"<tr>{''.join(cells)}</tr>\n"


def _figure(figure: Figure) -> str:
    lines = ["<figure>"]
    if figure.image is not None:
        url, alt = escape(image_url(figure.image.url)), _escaped(figure.image.alt)
        lines.append(f'<img src="{url}" alt="{alt}">')
    texts = [_inlines(part, " ") for part in (figure.caption, figure.credit) if part]
    if texts:
        lines.append(f"<figcaption>{' '.join(texts)}</figcaption>")
    return "\n".join([*lines, "</figure>"])


def _inlines(inlines: Iterable[Inline], line_break: str) -> str:
    written = []
    for raw_link, like in groupby(inlines, key=lambda inline: inline.link):
        text = "".join(_inline(inline, line_break) for inline in like)
        link = link_url(raw_link)
        if link:
            text = f'<a href="{escape(link)}" rel="noopener nofollow">{text}</a>'
        written.append(text)
    return "".join(written)


def _inline(inline: Inline, line_break: str) -> str:
    text = _escaped(inline.text).replace("\n", line_break)
    for is_set, tag in (
        (inline.code, "code"),
        (inline.emphasis, "em"),
        (inline.strong, "strong"),
    ):
        if is_set:
            text = f"<{tag}>{text}</{tag}>"
    return text


def _escaped(text: str) -> str:
    return escape(shown(text))
