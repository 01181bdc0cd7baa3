"""HTML to blocks, in one walk over the tree that lexbor builds.

The tree follows the HTML standard's parsing algorithm (WHATWG, "Parsing HTML documents").
What counts as a block boundary follows its rendering section, with three departures, each
because captured pages need it: form controls are blocks of their own, two line breaks in
a row end a block, and adjacent inline elements such as ``<a>…</a><a>…</a>`` are kept apart
by a space, since style sheets do that on the page.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise, repeat
from urllib.parse import urljoin

from selectolax.lexbor import LexborHTMLParser, LexborNode

from tamis.errors import TooLargeError
from tamis.page import Image, Mark
from tamis.parsing.bounds import bounded
from tamis.parsing.document import (
    Attributes,
    Block,
    Declared,
    Document,
    Element,
    Run,
    elements_having,
)
from tamis.parsing.visibility import hidden_elements

MAX_ELEMENTS = 200_000
MAX_DEPTH = 512

_BLOCK = frozenset(
    "address article aside audio blockquote body button caption center dd details dialog dir div"
    " dl dt fieldset figcaption figure footer form frameset h1 h2 h3 h4 h5 h6 header hgroup html"
    " legend li main menu nav noscript ol optgroup option p pre search section select summary"
    " table tbody td template textarea tfoot th thead tr ul video".split()
)
_IGNORED = frozenset(
    "-comment -doctype area basefont bgsound col embed frame iframe keygen noembed noframes param"
    " source style track wbr".split()
)
# Their content is no markup, so one that is never closed takes the rest of the page.
_RAW_TEXT = frozenset("iframe noembed noframes textarea title xmp plaintext".split())
_METADATA = frozenset({"meta", "link", "base", "script"})
_ENTERED = frozenset({"template", "textarea", "xmp", "plaintext"})
_SPECIAL = (
    _METADATA
    | _IGNORED
    | _RAW_TEXT
    | {"-document", "br", "hr", "html", "img", "input", "svg", "template"}
)
_TIGHT = frozenset(
    "acronym b bdi bdo big code data del dfn em font i ins kbd mark math q rb rp rt rtc ruby s"
    " samp small strike strong sub sup tt u var wbr".split()
)
_PRESERVED = frozenset({"pre", "textarea", "listing", "xmp"})
_HEADING_LEVEL = {f"h{level}": str(level) for level in range(1, 7)}
_MARK_KIND = {
    "ul": "list",
    "ol": "list",
    "menu": "list",
    "dir": "list",
    "li": "item",
    "blockquote": "quote",
    "pre": "pre",
    "table": "table",
    "tr": "row",
    "td": "cell",
    "th": "cell",
    "strong": "strong",
    "b": "strong",
    "em": "emphasis",
    "i": "emphasis",
    "a": "link",
    "code": "code",
    "kbd": "code",
    "samp": "code",
    "tt": "code",
    **dict.fromkeys(_HEADING_LEVEL, "heading"),
}
_INLINE_MARKS = frozenset({"link", "strong", "emphasis", "code"})
_OPEN_MARKS = frozenset({"link", "item", "pre", "cell"})
# The order of marks over the same text.
_OUTER, _BLOCK_RANK, _INNER = 0, 1, 2

# What becomes of white space: it collapses, and adjacent inline elements may be parted; it
# collapses, and nothing is added (code); it is kept.
_COLLAPSED, _TIGHTENED, _KEPT = 0, 1, 2


@dataclass(frozen=True, slots=True)
class _Kind:
    """What a tag means for the walk.

    ``is_ignored``: neither it nor its content counts. ``is_special``: it asks for more, or less,
    than going on to its children. ``is_soft``: an inline element that style sheets set apart
    from its like. ``spacing``: what becomes of white space in it. ``value``: of its mark, unless
    ``asks_value``, where attributes decide.
    """

    tag: str
    is_ignored: bool
    is_special: bool
    is_block: bool
    is_soft: bool
    spacing: int
    mark: str
    rank: int
    value: str
    asks_value: bool


def _kind(tag: str) -> _Kind:
    mark = _MARK_KIND.get(tag, "")
    value = _HEADING_LEVEL.get(tag, "")
    if mark == "list":
        value = "ol" if tag == "ol" else "ul"
    return _Kind(
        tag=tag,
        is_ignored=tag in _IGNORED and tag not in _RAW_TEXT,
        is_special=tag in _SPECIAL,
        is_block=tag in _BLOCK,
        is_soft=tag not in _BLOCK and tag not in _TIGHT,
        spacing=_KEPT if tag in _PRESERVED else _TIGHTENED if tag == "code" else _COLLAPSED,
        mark=mark,
        rank=_INNER if mark in _INLINE_MARKS else _OUTER,
        value=value,
        asks_value=mark in _OPEN_MARKS,
    )


_COMMON = "applet canvas colgroup datalist head label object picture span time".split()
_KINDS = {
    tag: _kind(tag)
    for tag in {
        *(*_BLOCK, *_TIGHT, *_MARK_KIND, *_PRESERVED, *_SPECIAL, *_COMMON),
    }
}
# As lexbor numbers tags.
_TEXT = 2

_SPACES = re.compile(r"[ \t\n\r\f]+")
_HTML_SPACE = " \t\n\r\f"
# Spaces that are not yet one blank.
_LOOSE_SPACES = re.compile(r"[\t\n\r\f][ \t\n\r\f]*| [ \t\n\r\f]+")
# Named tuples made without their Python-level constructor: there is one for every element.
_new = tuple.__new__
_CODE_LANGUAGE = re.compile(
    r"(?:^|\s)(?:language|lang|highlight-source|brush:)[-: ]?([\w+#.-]{1,30})"
)


def parse_html(source: bytes, *, url: str | None = None) -> Document:
    """Parse the source of an HTML page, in UTF-8.

    Raises :class:`~tamis.errors.TooLargeError` over ``MAX_ELEMENTS`` elements. Elements nested
    deeper than ``MAX_DEPTH`` count as their ancestor at that depth; their text is kept.
    """
    source = bounded(source)
    walk = _Walk(url, longest_raw=len(source) // 2)
    tree = LexborHTMLParser(source)
    try:
        walk.visit(tree.root)
    except _UnclosedError as unclosed:
        name = re.compile(b"<%b(?=[\\s>/])" % unclosed.tag.encode(), re.IGNORECASE)
        source = name.sub(b"<x-unclosed", source)
        walk = _Walk(url, longest_raw=len(source))
        tree = LexborHTMLParser(source)
        walk.visit(tree.root)
    return walk.document(_style_sheets(tree))


class _UnclosedError(Exception):
    """An element of raw text that holds most of the page: it was never closed."""

    def __init__(self, tag: str) -> None:
        self.tag = tag


def _style_sheets(tree: LexborHTMLParser) -> str:
    sheets = [
        node.text()
        for node in tree.css("style")
        if "print" not in (node.attributes.get("media") or "").lower()
    ]
    return "\n".join(sheets)


_OpenMark = tuple[int, _Kind, str]


class _Walk:
    """One pass over the tree, collecting text, blocks, elements and marks.

    ``longest_raw``: so many bytes an element of raw text may hold, such as a ``<textarea>``.
    """

    def __init__(self, url: str | None, longest_raw: int) -> None:
        self.url = url
        self.base = url
        self.longest_raw = longest_raw
        # The elements, by field.
        self.parents: list[int] = []
        self.tags: list[str] = []
        self.depths: list[int] = []
        self.attributes: list[Attributes] = []
        self.columns: dict[int, int] = {}
        self.kinds: dict[str, _Kind] = {}
        # Places in the text are numbers of parts until all parts are known.
        self.parts: list[str] = []
        self.owners: list[int] = []
        self.blocks: list[tuple[int, int, int]] = []
        self.marks: list[_OpenMark] = []
        self.mark_ends: list[int] = []
        self.points: list[tuple[int, str, str]] = []
        self.images: list[Image] = []
        self.waiting: list[int] = []
        self.metas: list[tuple[str, str]] = []
        self.links: list[tuple[str, str]] = []
        self.alternates: list[tuple[str, str]] = []
        self.json_ld: list[str] = []
        self.title = ""
        self.language = ""

        self.is_open = False
        self.block_start = 0
        self.container = -1
        self.space = False
        self.breaks = 0

    def visit(self, root: LexborNode | None) -> None:
        """Walk the tree below and including ``root``, without recursion.

        The variables that hold for the children of an element are ``element`` itself, the
        innermost block-level ``container``, and ``spacing``. ``soft_end`` is where the text
        ended when an element was closed last, if that was a soft one.
        """
        stack: list[tuple[LexborNode, int, int, int, _Kind, int]] = []
        element, container, spacing = -1, -1, _COLLAPSED
        soft_end = -1
        parents, tags, depths, attributes = self.parents, self.tags, self.depths, self.attributes
        parts, marks, mark_ends = self.parts, self.marks, self.mark_ends
        # Tags as lexbor numbers them: the numbers of unknown ones are not the same in each tree.
        kinds: dict[int, _Kind] = {}
        node = root
        while True:
            if node is None:
                if not stack:
                    break
                node, element, container, spacing, kind, mark = stack.pop()
                if kind.is_block and self.is_open:
                    self.end_block()
                if mark >= 0:
                    mark_ends[mark] = len(parts)
                soft_end = len(parts) if kind.is_soft else -1
                node = node.next
                continue
            tag_id = node.tag_id
            if tag_id == _TEXT:
                raw = node.text_content or ""
                if spacing == _KEPT:
                    self.add_preserved(raw, element, container)
                elif not raw.isspace():
                    self.add_text(raw, element, container)
                elif self.is_open:
                    self.space = True
                node = node.next
                continue
            kind = kinds.get(tag_id) or self.learn_kind(node, tag_id, kinds)
            if kind.is_ignored:
                node = node.next
                continue
            child = node.first_child
            if kind.is_special:
                if not self.enter_special(node, kind.tag, spacing):
                    node = child if kind.tag == "-document" else node.next
                    continue
                if kind.tag == "template":
                    child = _template_content(node)
            if kind.is_block:
                if self.is_open:
                    self.end_block()
            elif kind.is_soft and soft_end == len(parts) and not spacing:
                self.keep_apart()
            own = node.attributes
            value = self.mark_value(kind, own, element) if kind.asks_value else kind.value
            depth = len(stack)
            inner = element
            if depth < MAX_DEPTH:
                inner = len(tags)
                if inner >= MAX_ELEMENTS:
                    raise TooLargeError(f"the page has more than {MAX_ELEMENTS:,} elements")
                parents.append(element)
                tags.append(kind.tag)
                depths.append(depth)
                attributes.append(own)
            if child is None:
                soft_end = len(parts) if kind.is_soft else -1
                node = node.next
                continue
            mark = -1
            if kind.mark and (value or kind.mark != "link"):
                mark = len(marks)
                marks.append((len(parts), kind, value))
                mark_ends.append(len(parts))
            stack.append((node, element, container, spacing, kind, mark))
            element = inner
            if kind.is_block:
                container = element
            if kind.spacing:
                spacing = max(spacing, kind.spacing)
            node = child

    def learn_kind(self, node: LexborNode, tag_id: int, kinds: dict[int, _Kind]) -> _Kind:
        """The kind of a node whose number is not in ``kinds``, noted there if it tells the tag.

        It may not for tags that are not known here: SVG spells some in its own case.
        """
        tag = node.tag or "-comment"
        kind = _KINDS.get(tag)
        if kind is None:
            kind = self.kinds.get(tag)
            if kind is None:
                kind = self.kinds[tag] = _kind(tag)
        elif node.tag:
            kinds[tag_id] = kind
        return kind

    def enter_special(self, node: LexborNode, tag: str, spacing: int) -> bool:
        """Do what a tag of ``_SPECIAL`` asks for; whether to go on to its children as usual."""
        if tag in _METADATA:
            self.add_metadata(node, tag, node.attributes)
        elif tag == "img":
            self.add_image(node.attributes)
        elif tag == "br":
            self.add_break(spacing == _KEPT)
        elif tag == "svg":
            return bool(node.text().strip())
        elif tag in {"hr", "input"}:
            self.end_block()
            if tag == "hr":
                self.points.append((len(self.parts), "rule", ""))
        elif tag == "html":
            attributes = node.attributes
            self.language = attributes.get("lang") or attributes.get("xml:lang") or ""
            return True
        elif tag in _RAW_TEXT and len(node.text().encode()) > self.longest_raw:
            raise _UnclosedError(tag)
        elif tag == "title":
            parent = node.parent
            if parent is not None and parent.tag not in {"head", "html", "body"}:
                # The tooltip of a drawing, not the title of the page.
                return True
            self.title = self.title or _SPACES.sub(" ", node.text()).strip()
        return tag in _ENTERED

    def add_metadata(self, node: LexborNode, tag: str, attributes: Attributes) -> None:
        href = attributes.get("href")
        if tag == "meta":
            content = attributes.get("content")
            for key in ("property", "name", "itemprop", "http-equiv"):
                name = attributes.get(key)
                if name and content is not None:
                    self.metas.append((name.strip().lower(), content))
        elif tag == "link":
            rel = attributes.get("rel")
            if rel and href and "stylesheet" not in rel:
                relation, target = rel.strip().lower(), self.resolve(href)
                self.links.append((relation, target))
                language = attributes.get("hreflang")
                if language and "alternate" in relation.split():
                    self.alternates.append((language.strip(), target))
        elif tag == "base":
            if href:
                self.base = self.resolve(href)
        elif "ld+json" in (attributes.get("type") or "").lower():
            self.json_ld.append(node.text())

    def add_preserved(self, raw: str, element: int, container: int) -> None:
        if raw:
            if not self.is_open:
                self.start_block(container)
            self.breaks = 0
            self.parts.append(raw.replace("\r\n", "\n").replace("\r", "\n"))
            self.owners.append(element)

    def add_text(self, raw: str, element: int, container: int) -> None:
        text = raw.strip(_HTML_SPACE)
        if not text:
            return
        if "\n" in text or "  " in text or "\t" in text or "\r" in text or "\f" in text:
            text = _LOOSE_SPACES.sub(" ", text)
        if not self.is_open:
            self.start_block(container)
        elif self.breaks:
            text = "\n" + text
            self.breaks = 0
        elif self.space or raw[0] in _HTML_SPACE:
            text = " " + text
        self.space = raw[-1] in _HTML_SPACE
        self.parts.append(text)
        self.owners.append(element)

    def keep_apart(self) -> None:
        """Put a space between two adjacent inline elements, unless they spell one word."""
        if self.is_open and len(self.parts[-1]) > 1:
            self.space = True

    def add_break(self, keeps_space: bool) -> None:
        if not self.is_open:
            return
        if keeps_space:
            self.parts.append("\n")
            self.owners.append(self.owners[-1])
            return
        self.breaks += 1
        self.space = False
        if self.breaks > 1:
            self.end_block()

    def start_block(self, container: int) -> None:
        if self.parts:
            self.parts.append("\n")
            self.owners.append(-1)
        self.is_open = True
        self.block_start = len(self.parts)
        self.container = container
        if self.waiting:
            self.place_images()

    def place_images(self) -> None:
        """Images between blocks have their place at the start of the next one."""
        for index in self.waiting:
            self.points.append((len(self.parts), "image", str(index)))
        self.waiting.clear()

    def end_block(self) -> None:
        if self.is_open:
            self.blocks.append((self.block_start, len(self.parts), self.container))
            self.is_open = self.space = False
            self.breaks = 0

    def mark_value(self, kind: _Kind, attributes: Attributes, parent: int) -> str:
        """What the attributes of an element say for its mark, if its kind ``asks_value``."""
        if kind.mark == "link":
            return self.resolve(attributes.get("href") or "")
        if kind.mark == "item":
            return (attributes.get("value") or "")[:9]
        if kind.mark == "pre":
            found = _CODE_LANGUAGE.search((attributes.get("class") or "")[:200])
            return found[1] if found else ""
        # Empty cells leave no mark, so each of the others says which column it is in.
        column = self.columns.get(parent, 0) + 1
        # Rows nested too deep share this parent; their cells are not one row.
        if self.depths[parent] < MAX_DEPTH - 1:
            self.columns[parent] = column
        return f"{kind.tag}:{column}"

    def resolve(self, href: str) -> str:
        """The URL that ``href`` means; as it stands where there is no base or it is broken."""
        href = href.strip()
        if href.startswith(("https://", "http://")) or not self.base:
            return href
        try:
            return urljoin(self.base, href)
        except ValueError:
            return href

    def add_image(self, attributes: Attributes) -> None:
        source = attributes.get("src") or ""
        if not source or source.startswith("data:"):
            source = (
                next(
                    (
                        value
                        for name in (
                            "data-src",
                            "data-original",
                            "data-lazy-src",
                            "data-srcset",
                            "srcset",
                        )
                        if (value := attributes.get(name))
                    ),
                    "",
                )
                .strip()
                .partition(" ")[0]
            )
        if not source or source.startswith("data:"):
            return
        self.waiting.append(len(self.images))
        if self.is_open:
            self.space = True
            self.place_images()
        self.images.append(Image(self.resolve(source), (attributes.get("alt") or "").strip()))

    def document(self, css: str) -> Document:
        """What was collected; ``css`` says which of the elements are hidden."""
        self.end_block()
        self.place_images()
        text = "".join(self.parts)
        places = [0, *accumulate(map(len, self.parts))]
        blocks = self.described_blocks(text, places)
        having = elements_having(self.attributes)
        return Document(
            text=text,
            blocks=tuple(blocks),
            elements=self.described_elements(css, having),
            marks=self.ordered_marks(blocks, text, places),
            images=tuple(self.images),
            declared=Declared(
                title=self.title,
                language=self.language.strip(),
                metas=tuple(self.metas),
                links=tuple(self.links),
                alternates=tuple(self.alternates),
                json_ld=tuple(self.json_ld),
            ),
            media_type="text/html",
            url=self.url,
            having=having,
        )

    def described_blocks(self, text: str, places: list[int]) -> list[Block]:
        blocks = []
        owners = self.owners
        for first, last, container in self.blocks:
            start, end = places[first], places[last]
            if last - first == 1:
                runs: tuple[Run, ...] = (_new(Run, (start, end, owners[first])),)
            else:
                changes = [
                    part for part in range(first + 1, last) if owners[part] != owners[part - 1]
                ]
                runs = tuple(
                    [
                        _new(Run, (places[part], places[following], owners[part]))
                        for part, following in pairwise([first, *changes, last])
                    ]
                )
            block = _new(Block, (start, end, container, runs))
            if text[start].isspace() or text[end - 1].isspace():
                block = _trimmed(block, text)
                if block.start >= block.end:
                    continue
            blocks.append(block)
        return blocks

    def described_elements(
        self, css: str, having: Mapping[str, Sequence[int]]
    ) -> tuple[Element, ...]:
        hidden = hidden_elements(self.tags, self.depths, self.attributes, having, css)
        fields = zip(self.parents, self.tags, self.depths, hidden, self.attributes, strict=True)
        return tuple(map(_new, repeat(Element), fields))

    def ordered_marks(self, blocks: list[Block], text: str, places: list[int]) -> tuple[Mark, ...]:
        """The marks in order, without white space at their ends; those left empty go.

        The opened ones come nearly in order already, which makes them quick to sort. White
        space is looked at once, however many marks begin or end in it.
        """
        size = len(text) + 1
        marks = [_new(Mark, (start, end, "block", "")) for start, end, _, _ in blocks]
        # One number to sort by: the start, the longer first, the rank.
        keys = [(start * size - end) * 4 + _BLOCK_RANK for start, end, _, _ in blocks]
        first_solid, length = -1, len(text)
        spaces_start = spaces_end = -1
        for (opened, kind, value), closed in zip(self.marks, self.mark_ends, strict=True):
            if closed == opened:
                continue
            if places[opened] > first_solid:
                first_solid = places[opened]
                while first_solid < length and text[first_solid].isspace():
                    first_solid += 1
            start, end = first_solid, places[closed]
            if start >= end:
                continue
            if text[end - 1].isspace():
                if not spaces_start < end <= spaces_end:
                    spaces_start = spaces_end = end
                    while text[spaces_start - 1].isspace():
                        spaces_start -= 1
                end = spaces_start
            marks.append(_new(Mark, (start, end, kind.mark, value)))
            keys.append((start * size - end) * 4 + kind.rank)
        # Of points in one place the last comes first.
        for part, name, value in reversed(self.points):
            place = places[part]
            marks.append(_new(Mark, (place, place, name, value)))
            keys.append((place * size - place) * 4 + _OUTER)
        order = sorted(range(len(marks)), key=keys.__getitem__)
        return tuple(map(marks.__getitem__, order))


def _template_content(template: LexborNode) -> LexborNode | None:
    fragments = template.template_fragments()
    return fragments[0].first_child if fragments else None


def _trimmed(block: Block, text: str) -> Block:
    """The block without white space at its ends, which only preformatted ones can have."""
    start, end = block.start, block.end
    body = text[start:end]
    end = start + len(body.rstrip())
    # Whole blank lines go; the indentation of the first line of code stays.
    start += body.rfind("\n", 0, len(body) - len(body.lstrip())) + 1
    runs = tuple(
        Run(max(run.start, start), min(run.end, end), run.element)
        for run in block.runs
        if run.start < end and run.end > start
    )
    return Block(start, end, block.element, runs)
