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
from tamis.parsing.bounds import bounded
from tamis.parsing.document import Block, Declared, Document, Element, Run
from tamis.parsing.visibility import HidingRules, hidden_by_attributes, hiding_selectors

MAX_ELEMENTS = 200_000
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
_METADATA = frozenset({"meta", "link", "base", "script", "style"})
_SPECIAL = (
    _SKIPPED
    | _METADATA
    | {
        "-document",
        "-comment",
        "-doctype",
        "br",
        "hr",
        "html",
        "img",
        "input",
        "svg",
        "title",
        "wbr",
    }
)
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
    ``never_shown``: why a reader does not see it. ``is_plain``: only its children matter.
    """

    is_block: bool
    is_soft: bool
    mark: str
    keeps_space: bool
    is_tight: bool
    never_shown: str
    is_plain: bool


def _kind(tag: str) -> _Kind:
    return _Kind(
        is_block=tag in _BLOCK,
        is_soft=tag not in _BLOCK and tag not in _TIGHT,
        mark=_MARK_KIND.get(tag, ""),
        keeps_space=tag in _PRESERVED,
        is_tight=tag == "code",
        never_shown=_NEVER_SHOWN.get(tag, ""),
        is_plain=tag not in _SPECIAL,
    )


_KINDS = {
    tag: _kind(tag)
    for tag in (*_BLOCK, *_TIGHT, *_MARK_KIND, *_PRESERVED, *_NEVER_SHOWN, *_SPECIAL)
}
_OTHER_KIND = _kind("x-other")

_SPACES = re.compile(r"[ \t\n\r\f]+")
_HTML_SPACE = " \t\n\r\f"
_SURROGATES = re.compile(r"[\ud800-\udfff]")
_HIDING_ATTRIBUTES = ("style", "hidden", "aria-hidden")
# Named tuples made without their Python-level constructor: there is one for every element.
_new = tuple.__new__
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
    source = bounded(source)
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


class _Walk:
    """One pass over the tree, collecting text, blocks, elements and marks."""

    def __init__(self, url: str | None, rules: HidingRules) -> None:
        self.url = url
        self.base = url
        self.rules = rules
        self.elements: list[Element] = []
        self.columns: dict[int, int] = {}
        self.hidden_names: dict[tuple[str, str | None, str | None], str] = {}
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
        """Walk the tree below and including ``root``, without recursion.

        The variables that hold for the children of an element are ``element`` itself and the
        innermost block-level ``container``, ``hidden``, ``keeps_space`` and ``is_tight``.
        """
        stack: list[tuple[LexborNode, int, int, str, bool, bool, _Kind, str, int]] = []
        element, container, hidden, keeps_space, is_tight = -1, -1, "", False, False
        elements = self.elements
        node: LexborNode | None = root
        while True:
            if node is None:
                if not stack:
                    break
                if len(elements) > MAX_ELEMENTS:
                    raise TooLargeError(f"the page has more than {MAX_ELEMENTS:,} elements")
                node, element, container, hidden, keeps_space, is_tight, kind, value, start = (
                    stack.pop()
                )
                if kind.is_block and self.block_start >= 0:
                    self.end_block()
                if kind.mark and self.position > start:
                    self.marks.append((start, self.position, kind.mark, value))
                self.after_soft = kind.is_soft
                node = node.next
                continue
            tag = node.tag or "-comment"
            if tag == "-text":
                raw = node.text_content or ""
                if keeps_space:
                    self.add_preserved(raw, element, container)
                elif not raw.isspace():
                    self.add_text(raw, element, container)
                elif self.block_start >= 0:
                    self.space = True
                node = node.next
                continue
            kind = _KINDS.get(tag, _OTHER_KIND)
            attributes: Mapping[str, str | None] = node.attributes or _NO_ATTRIBUTES
            if not kind.is_plain and not self.enter_special(node, tag, attributes, keeps_space):
                node = node.first_child if tag == "-document" else node.next
                continue
            if kind.is_block:
                if self.block_start >= 0:
                    self.end_block()
            elif self.after_soft and kind.is_soft and not is_tight and not keeps_space:
                self.keep_apart()
            value = self.mark_value(kind.mark, tag, attributes, element) if kind.mark else ""
            stack.append(
                (
                    node,
                    element,
                    container,
                    hidden,
                    keeps_space,
                    is_tight,
                    kind,
                    value,
                    self.position,
                )
            )
            if not hidden:
                hidden = kind.never_shown
                if not hidden and (attributes or tag == "dialog"):
                    hidden = self.hidden_reason(tag, attributes)
            if len(stack) <= MAX_DEPTH:
                depth = len(stack) - 1
                elements.append(_new(Element, (element, tag, depth, hidden, attributes)))
                element = len(elements) - 1
            if kind.is_block:
                container = element
            keeps_space = keeps_space or kind.keeps_space
            is_tight = is_tight or kind.is_tight
            node = _template_content(node) if tag == "template" else node.first_child

    def enter_special(
        self,
        node: LexborNode,
        tag: str,
        attributes: Mapping[str, str | None],
        keeps_space: bool,
    ) -> bool:
        """Do what a tag of ``_SPECIAL`` asks for; whether to go on to its children as usual."""
        if tag == "br":
            self.add_break(keeps_space)
        elif tag == "img":
            self.add_image(attributes)
        elif tag in {"hr", "input"}:
            self.end_block()
            if tag == "hr":
                self.marks.append((self.position, self.position, "rule", ""))
        elif tag == "html":
            self.language = attributes.get("lang") or attributes.get("xml:lang") or ""
            return True
        elif tag == "svg":
            return bool(node.text().strip())
        elif tag == "title":
            parent = node.parent
            if parent is not None and parent.tag not in {"head", "html", "body"}:
                # The tooltip of a drawing, not the title of the page.
                return True
            self.title = self.title or _SPACES.sub(" ", node.text()).strip()
        elif tag in _METADATA:
            self.add_metadata(node, tag, attributes)
        return False

    def add_metadata(
        self, node: LexborNode, tag: str, attributes: Mapping[str, str | None]
    ) -> None:
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
                self.links.append((rel.strip().lower(), self.resolve(href)))
        elif tag == "base":
            if href:
                self.base = self.resolve(href)
        elif "ld+json" in (attributes.get("type") or "").lower():
            self.json_ld.append(node.text())

    def hidden_reason(self, tag: str, attributes: Mapping[str, str | None]) -> str:
        if tag in _REVEALED:
            return ""
        if not attributes.keys().isdisjoint(_HIDING_ATTRIBUTES) or tag == "dialog":
            reason = hidden_by_attributes(tag, attributes)
            if reason:
                return reason
        # The same few names come again and again, so what they mean is noted.
        names = (tag, attributes.get("class"), attributes.get("id"))
        if "style" in attributes:
            return self.rules.reason(tag, attributes)
        known = self.hidden_names.get(names)
        if known is None:
            known = self.hidden_names[names] = self.rules.reason(tag, attributes)
        return known

    def add_preserved(self, raw: str, element: int, container: int) -> None:
        if raw:
            if self.block_start < 0:
                self.start_block(container)
            self.emit(raw.replace("\r\n", "\n").replace("\r", "\n"), element)

    def add_text(self, raw: str, element: int, container: int) -> None:
        text = _SPACES.sub(" ", raw)
        leading, trailing = text[:1] == " ", text[-1:] == " "
        if leading or trailing:
            text = text.strip(" ")
        if not text:
            return
        if self.block_start < 0:
            self.start_block(container)
        elif self.breaks:
            text = "\n" + text
        elif leading or self.space:
            text = " " + text
        self.space = trailing
        self.emit(text, element)

    def emit(self, text: str, element: int) -> None:
        start = self.position
        self.parts.append(text)
        self.position = end = start + len(text)
        self.breaks = 0
        self.after_soft = False
        self.last = text
        runs = self.runs
        if runs and runs[-1][2] == element:
            start = runs.pop()[0]
        runs.append(_new(Run, (start, end, element)))

    def keep_apart(self) -> None:
        """Put a space between two adjacent inline elements, unless they spell one word."""
        if self.block_start >= 0 and len(self.last) > 1:
            self.space = True

    def add_break(self, keeps_space: bool) -> None:
        if self.block_start < 0:
            return
        if keeps_space:
            self.emit("\n", self.runs[-1].element)
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
        block = (self.block_start, self.position, self.block_element, tuple(self.runs))
        self.blocks.append(_new(Block, block))
        self.block_start = -1
        self.runs = []

    def mark_value(
        self,
        kind: str,
        tag: str,
        attributes: Mapping[str, str | None],
        parent: int,
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
            column = self.columns[parent] = self.columns.get(parent, 0) + 1
            return f"{tag}:{column}"
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

    def add_image(self, attributes: Mapping[str, str | None]) -> None:
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
        keyed.append((start, -end, rank, -number, _new(Mark, (start, end, kind, value))))
    keyed.sort()
    return tuple(mark for *_, mark in keyed)
