"""HTML to blocks, in one walk over the tree that lexbor builds.

The tree follows the HTML standard's parsing algorithm (WHATWG, "Parsing HTML documents").
What counts as a block boundary follows its rendering section, with three departures, each
because captured pages need it: form controls are blocks of their own, two line breaks in
a row end a block, and adjacent inline elements such as ``<a>…</a><a>…</a>`` are kept apart
by a space, since style sheets do that on the page.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import urljoin

from selectolax.lexbor import LexborHTMLParser, LexborNode

from tamis.errors import TooLargeError
from tamis.page import Image, Mark
from tamis.parsing.document import Block, Declared, Document, Element, Run
from tamis.parsing.visibility import HidingRules, hidden_by_attributes, hiding_selectors

MAX_ELEMENTS = 500_000
MAX_DEPTH = 512

_BLOCK = frozenset(
    "address article aside audio blockquote body button caption center dd details dialog dir div"
    " dl dt fieldset figcaption figure footer form frameset h1 h2 h3 h4 h5 h6 header hgroup html"
    " legend li main menu nav noscript ol optgroup option p pre search section select summary"
    " table tbody td template textarea tfoot th thead tr ul video".split()
)
_SKIPPED = frozenset(
    "area basefont bgsound col embed frame iframe keygen noembed noframes param source"
    " track".split()
)
_NEVER_SHOWN = {
    "title": "tooltip",
    **{tag: tag for tag in "applet audio canvas datalist noscript object template video".split()},
}
# Scripts reveal these once they have run; as captured they would hide everything.
_REVEALED = frozenset({"html", "body", "main"})
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
_MARK_RANK = {"block": 1, **dict.fromkeys(("link", "strong", "emphasis", "code"), 2)}
_RAW_TEXT = "iframe, noembed, noframes, textarea, title, xmp, plaintext"


class _Kind(NamedTuple):
    """What a tag means for the walk.

    ``is_soft``: an inline element that style sheets set apart from its like. ``keeps_space``:
    white space in it is kept. ``is_tight``: its text is code, never parted by a space.
    """

    is_block: bool
    is_soft: bool
    mark: str
    keeps_space: bool
    is_tight: bool


def _kind(tag: str) -> _Kind:
    return _Kind(
        tag in _BLOCK,
        tag not in _BLOCK and tag not in _TIGHT,
        _MARK_KIND.get(tag, ""),
        tag in _PRESERVED,
        tag == "code",
    )


_KINDS = {tag: _kind(tag) for tag in (*_BLOCK, *_TIGHT, *_MARK_KIND, *_PRESERVED)}
_OTHER_KIND = _kind("x-other")

_SPACES = re.compile(r"[ \t\n\r\f]+")
_HTML_SPACE = " \t\n\r\f"
_SURROGATES = re.compile(r"[\ud800-\udfff]")
_NO_ATTRIBUTES: Mapping[str, str | None] = {}
_CODE_LANGUAGE = re.compile(
    r"(?:^|\s)(?:language|lang|highlight-source|brush:)[-: ]?([\w+#.-]{1,30})"
)


def parse_html(source: str, *, url: str | None = None) -> Document:
    """Parse the source of an HTML page.

    Raises :class:`~tamis.errors.TooLargeError` over ``MAX_ELEMENTS`` elements. Elements nested
    deeper than ``MAX_DEPTH`` count as their ancestor at that depth; their text is kept.
    """
    try:
        source.encode()
    except UnicodeEncodeError:
        source = _SURROGATES.sub("\ufffd", source)
    tree = _parse_tree(source)
    rules = _hiding_rules(tree)
    walk = _Walk(url, rules)
    if tree.root is not None:
        walk.visit(tree.root)
    return walk.document()


def _parse_tree(source: str) -> LexborHTMLParser:
    tree = LexborHTMLParser(source)
    for node in tree.css(_RAW_TEXT):
        if 2 * len(node.text()) > len(source):
            # Never closed, the element took the rest of the page for its own raw text.
            source = re.sub(f"<{node.tag}(?=[\\s>/])", "<x-unclosed", source, flags=re.IGNORECASE)
            return LexborHTMLParser(source)
    return tree


def _hiding_rules(tree: LexborHTMLParser) -> HidingRules:
    sheets = [
        node.text()
        for node in tree.css("style")
        if "print" not in (node.attributes.get("media") or "").lower()
    ]
    return hiding_selectors("\n".join(sheets))


class _Inside(NamedTuple):
    """What holds for the children of an element.

    ``element`` and ``container``: it, and the innermost block-level element around them.
    """

    element: int
    container: int
    hidden: str
    keeps_space: bool
    is_tight: bool


_OUTSIDE = _Inside(-1, -1, "", False, False)


class _Walk:
    """One pass over the tree, collecting text, blocks, elements and marks."""

    def __init__(self, url: str | None, rules: HidingRules) -> None:
        self.url = url
        self.base = url
        self.rules = rules
        self.elements: list[Element] = []
        self.counts: dict[tuple[int, str], int] = {}
        self.blocks: list[Block] = []
        self.marks: list[tuple[int, int, str, str]] = []
        self.images: list[Image] = []
        self.waiting: list[int] = []
        self.parts: list[str] = []
        self.position = 0
        self.metas: list[tuple[str, str]] = []
        self.links: list[tuple[str, str]] = []
        self.json_ld: list[str] = []
        self.title = ""
        self.language = ""

        self.block_start = -1
        self.block_element = -1
        self.runs: list[Run] = []
        self.space = False
        self.breaks = 0
        self.after_soft = False
        self.last = ""

    def visit(self, root: LexborNode) -> None:
        """Walk the tree below and including ``root``, without recursion."""
        stack: list[tuple[LexborNode | None, _Inside, _Kind, str, int]] = []
        inside = _OUTSIDE
        node: LexborNode | None = root
        while True:
            if node is None:
                if not stack:
                    break
                node, inside, kind, value, start = stack.pop()
                if kind.is_block:
                    self.end_block()
                if kind.mark and self.position > start:
                    self.marks.append((start, self.position, kind.mark, value))
                self.after_soft = kind.is_soft
                continue
            tag = node.tag
            if tag == "-text":
                self.add_text(node.text_content or "", inside)
                node = node.next
                continue
            if tag is None or tag[0] == "-" or tag in _SKIPPED:
                node = node.first_child if tag == "-document" else node.next
                continue
            if tag == "br":
                self.add_break(inside)
                node = node.next
                continue
            attributes = node.attributes or _NO_ATTRIBUTES
            leaf = _LEAVES.get(tag)
            if leaf is not None and not (tag == "title" and _is_tooltip(node)):
                leaf(self, node, attributes)
                node = node.next
                continue
            if tag == "svg" and not node.text().strip():
                node = node.next
                continue

            kind = _KINDS.get(tag, _OTHER_KIND)
            hidden = inside.hidden or self.hidden_reason(tag, attributes)
            element = inside.element
            if len(stack) < MAX_DEPTH:
                element = self.add_element(element, tag, len(stack), hidden, attributes)
            if kind.is_block:
                self.end_block()
            elif kind.is_soft and self.after_soft and not (inside.is_tight or inside.keeps_space):
                self.keep_apart()
            value = self.mark_value(kind.mark, tag, attributes, inside) if kind.mark else ""
            stack.append((node.next, inside, kind, value, self.position))
            inside = _Inside(
                element,
                element if kind.is_block else inside.container,
                hidden,
                inside.keeps_space or kind.keeps_space,
                inside.is_tight or kind.is_tight,
            )
            if tag == "html":
                self.language = attributes.get("lang") or attributes.get("xml:lang") or ""
            node = _template_content(node) if tag == "template" else node.first_child

    def hidden_reason(self, tag: str, attributes: Mapping[str, str | None]) -> str:
        if tag in _NEVER_SHOWN:
            return _NEVER_SHOWN[tag]
        if not attributes:
            return tag if tag == "dialog" else ""
        if tag in _REVEALED:
            return ""
        reason = hidden_by_attributes(tag, attributes)
        if not reason and self.rules:
            reason = self.rules.reason(tag, attributes)
        return reason

    def add_element(
        self,
        parent: int,
        tag: str,
        depth: int,
        hidden: str,
        attributes: Mapping[str, str | None],
    ) -> int:
        index = len(self.elements)
        if index >= MAX_ELEMENTS:
            raise TooLargeError(
                f"the page has more than {MAX_ELEMENTS:,} elements; cut it into smaller ones"
            )
        sibling = (parent, tag)
        position = self.counts[sibling] = self.counts.get(sibling, 0) + 1
        self.elements.append(Element(parent, tag, position, depth, hidden, attributes))
        return index

    def add_text(self, raw: str, inside: _Inside) -> None:
        if inside.keeps_space:
            text = raw.replace("\r\n", "\n").replace("\r", "\n")
            if not text:
                return
            if self.block_start < 0:
                self.start_block(inside.container)
            self.emit(text, inside.element)
            return
        if raw.isspace() or not raw:
            self.space = self.space or (bool(raw) and self.block_start >= 0)
            return
        text = _SPACES.sub(" ", raw)
        leading, trailing = text[0] == " ", text[-1] == " "
        if leading or trailing:
            text = text.strip(" ")
        if self.block_start < 0:
            self.start_block(inside.container)
        elif self.breaks:
            text = "\n" + text
        elif leading or self.space:
            text = " " + text
        self.space = trailing
        self.emit(text, inside.element)

    def emit(self, text: str, element: int) -> None:
        start = self.position
        self.parts.append(text)
        self.position = end = start + len(text)
        self.breaks = 0
        self.after_soft = False
        self.last = text
        if self.runs and self.runs[-1].element == element:
            start = self.runs.pop().start
        self.runs.append(Run(start, end, element))

    def keep_apart(self) -> None:
        """Put a space between two adjacent inline elements, unless they spell one word."""
        if self.block_start >= 0 and len(self.last) > 1:
            self.space = True

    def add_break(self, inside: _Inside) -> None:
        if self.block_start < 0:
            return
        if inside.keeps_space:
            self.emit("\n", inside.element)
            return
        self.breaks += 1
        self.space = False
        if self.breaks > 1:
            self.end_block()

    def start_block(self, container: int) -> None:
        if self.position:
            self.parts.append("\n")
            self.position += 1
        self.block_start = self.position
        self.block_element = container
        self.place_images()

    def place_images(self) -> None:
        """Images between blocks have their place at the start of the next one."""
        for index in self.waiting:
            self.marks.append((self.position, self.position, "image", str(index)))
        self.waiting.clear()

    def end_block(self) -> None:
        self.space = False
        self.breaks = 0
        self.after_soft = False
        if self.block_start < 0:
            return
        self.blocks.append(
            Block(self.block_start, self.position, self.block_element, tuple(self.runs))
        )
        self.block_start = -1
        self.runs = []

    def mark_value(
        self, kind: str, tag: str, attributes: Mapping[str, str | None], inside: _Inside
    ) -> str:
        if kind == "link":
            return self.resolve(attributes.get("href") or "")
        if kind == "heading":
            return _HEADING_LEVEL[tag]
        if kind == "list":
            return "ol" if tag == "ol" else "ul"
        if kind == "item":
            return (attributes.get("value") or "")[:9]
        if kind == "pre":
            found = _CODE_LANGUAGE.search((attributes.get("class") or "")[:200])
            return found[1] if found else ""
        if kind == "cell":
            # Empty cells leave no mark, so each of the others says which column it is in.
            row = inside.element
            return f"{tag}:{self.counts.get((row, 'td'), 0) + self.counts.get((row, 'th'), 0)}"
        return ""

    def resolve(self, href: str) -> str:
        """The URL that ``href`` means; as it stands where there is no base or it is broken."""
        href = href.strip()
        if href.startswith(("https://", "http://")) or not self.base:
            return href
        try:
            return urljoin(self.base, href)
        except ValueError:
            return href

    def add_image(self, node: LexborNode, attributes: Mapping[str, str | None]) -> None:
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
        if self.block_start >= 0:
            self.space = True
            self.place_images()
        self.images.append(Image(self.resolve(source), (attributes.get("alt") or "").strip()))

    def add_rule(self, node: LexborNode, attributes: Mapping[str, str | None]) -> None:
        self.end_block()
        self.marks.append((self.position, self.position, "rule", ""))

    def add_control(self, node: LexborNode, attributes: Mapping[str, str | None]) -> None:
        self.end_block()

    def add_meta(self, node: LexborNode, attributes: Mapping[str, str | None]) -> None:
        content = attributes.get("content")
        if content is None:
            return
        for key in ("property", "name", "itemprop", "http-equiv"):
            name = attributes.get(key)
            if name:
                self.metas.append((name.strip().lower(), content))

    def add_link(self, node: LexborNode, attributes: Mapping[str, str | None]) -> None:
        rel, href = attributes.get("rel"), attributes.get("href")
        if rel and href and "stylesheet" not in rel:
            self.links.append((rel.strip().lower(), self.resolve(href)))

    def add_base(self, node: LexborNode, attributes: Mapping[str, str | None]) -> None:
        href = attributes.get("href")
        if href:
            self.base = self.resolve(href)

    def add_script(self, node: LexborNode, attributes: Mapping[str, str | None]) -> None:
        if "ld+json" in (attributes.get("type") or "").lower():
            self.json_ld.append(node.text())

    def add_title(self, node: LexborNode, attributes: Mapping[str, str | None]) -> None:
        self.title = self.title or _SPACES.sub(" ", node.text()).strip()

    def ignore(self, node: LexborNode, attributes: Mapping[str, str | None]) -> None:
        pass

    def document(self) -> Document:
        self.end_block()
        self.place_images()
        text = "".join(self.parts)
        blocks = tuple(_trimmed(block, text) for block in self.blocks)
        blocks = tuple(block for block in blocks if block.end > block.start)
        return Document(
            text=text,
            blocks=blocks,
            elements=tuple(self.elements),
            marks=_ordered_marks(self.marks, blocks, text),
            images=tuple(self.images),
            declared=Declared(
                title=self.title,
                language=self.language.strip(),
                metas=tuple(self.metas),
                links=tuple(self.links),
                json_ld=tuple(self.json_ld),
            ),
            media_type="text/html",
            url=self.url,
        )


_LEAVES = {
    "img": _Walk.add_image,
    "hr": _Walk.add_rule,
    "input": _Walk.add_control,
    "meta": _Walk.add_meta,
    "link": _Walk.add_link,
    "base": _Walk.add_base,
    "script": _Walk.add_script,
    "style": _Walk.ignore,
    "title": _Walk.add_title,
    "wbr": _Walk.ignore,
}


def _is_tooltip(title: LexborNode) -> bool:
    """Whether a ``title`` element is that of an SVG shape, not of the page."""
    parent = title.parent
    return parent is not None and parent.tag not in {"head", "html", "body"}


def _template_content(template: LexborNode) -> LexborNode | None:
    fragments = template.template_fragments()
    return fragments[0].first_child if fragments else None


def _trimmed(block: Block, text: str) -> Block:
    """The block without white space at its ends, which only preformatted ones can have."""
    start, end = block.start, block.end
    if not (text[start].isspace() or text[end - 1].isspace()):
        return block
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


def _ordered_marks(
    raw: list[tuple[int, int, str, str]], blocks: tuple[Block, ...], text: str
) -> tuple[Mark, ...]:
    # Elements end inside out: of marks alike in all else, the later one is the outer.
    keyed = [
        (block.start, -block.end, _MARK_RANK["block"], 0, Mark(block.start, block.end, "block", ""))
        for block in blocks
    ]
    for number, (raw_start, raw_end, kind, value) in enumerate(raw):
        start, end = raw_start, raw_end
        if start != end:
            while start < end and text[start].isspace():
                start += 1
            while end > start and text[end - 1].isspace():
                end -= 1
            if start == end or (kind == "link" and not value):
                continue
        rank = _MARK_RANK.get(kind, 0)
        keyed.append((start, -end, rank, -number, Mark(start, end, kind, value)))
    keyed.sort()
    return tuple(mark for *_, mark in keyed)
