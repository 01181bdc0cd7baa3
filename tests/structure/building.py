"""Builds documents by hand, so that structure is tested without the parser."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tamis.page import Image, Mark, Role, Span
from tamis.parsing.document import Block, Declared, Document, Element, Run

Part = tuple[str, str]
Line = tuple[str, str | Sequence[Part]]

_LEVEL = re.compile(r"\bh([1-6])\b")
_STEP = re.compile(r"([a-z0-9]+)((?:\.[\w-]+)*)(?:\[(\w+)=([^\]]*)\])?")


def html(
    lines: Sequence[Line],
    *,
    roles: Sequence[Role] | None = None,
    declared: Declared | None = None,
    images: Sequence[tuple[int, Image]] = (),
    url: str | None = None,
) -> tuple[Document, list[Span]]:
    """A document whose blocks come from paths such as ``body>article>figure>figcaption.note``.

    Neighbours share the elements of the beginning of their paths that they have in common. A
    line's text may be parts, each with the path of an inline element below the block's.
    ``images`` are put before the block of the given index. The roles default to paragraph.
    """
    elements: list[Element] = []
    blocks: list[Block] = []
    text = ""
    open_path: list[tuple[str, int]] = []

    def enter(path: str) -> int:
        nonlocal open_path
        steps = path.split(">")
        shared = 0
        while shared < min(len(steps), len(open_path)) and steps[shared] == open_path[shared][0]:
            shared += 1
        open_path = open_path[:shared]
        for step in steps[shared:]:
            parent = open_path[-1][1] if open_path else -1
            match = _STEP.fullmatch(step)
            assert match is not None, step
            attributes: dict[str, str | None] = {}
            if match[2]:
                attributes["class"] = match[2].replace(".", " ").strip()
            if match[3]:
                attributes[match[3]] = match[4]
            elements.append(Element(parent, match[1], len(open_path), "", attributes))
            open_path.append((step, len(elements) - 1))
        return open_path[-1][1]

    for path, content in lines:
        if text:
            text += "\n"
        start = len(text)
        element = enter(path)
        parts = [("", content)] if isinstance(content, str) else content
        runs = []
        for inline, words in parts:
            home = enter(f"{path}>{inline}") if inline else element
            runs.append(Run(len(text), len(text) + len(words), home))
            text += words
        blocks.append(Block(start, len(text), element, tuple(runs)))
    marks = [
        Mark(blocks[index].start, blocks[index].start, "image", str(number))
        for number, (index, _) in enumerate(images)
    ]
    for block, (path, _) in zip(blocks, lines, strict=True):
        marks += [Mark(block.start, block.end, "heading", level) for level in _LEVEL.findall(path)]
    marks.sort(key=lambda mark: (mark.start, -mark.end))
    document = Document(
        text=text,
        blocks=tuple(blocks),
        elements=tuple(elements),
        marks=tuple(marks),
        images=tuple(image for _, image in images),
        declared=declared or Declared(),
        media_type="text/html",
        url=url,
    )
    return document, spans_of(document, roles)


def plain(text: str, roles: dict[int, Role] | None = None) -> tuple[Document, list[Span]]:
    """A plain-text document with a block for each line that is not blank."""
    blocks = tuple(
        Block(match.start(), match.start() + len(match[0].rstrip()), -1, ())
        for match in re.finditer(r"[^\n]*\S[^\n]*", text)
    )
    document = Document(text=text, blocks=blocks)
    chosen = [(roles or {}).get(index, Role.PARAGRAPH) for index in range(len(blocks))]
    return document, spans_of(document, chosen)


def spans_of(document: Document, roles: Sequence[Role] | None) -> list[Span]:
    """A span for each block and the separator after it."""
    starts = [0, *(block.start for block in document.blocks[1:]), len(document.text)]
    chosen = roles or [Role.PARAGRAPH] * len(document.blocks)
    return [
        Span(start, end, role, 0.9, ("as built",))
        for start, end, role in zip(starts, starts[1:], chosen, strict=False)
    ]


def told(document: Document, spans: Sequence[Span]) -> list[tuple[str, str]]:
    """Role and stripped text of every span."""
    return [(span.role.value, document.text[span.start : span.end].strip()) for span in spans]
