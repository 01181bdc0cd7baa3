"""How these tests write a page down: its blocks, and marks by the words that they cover."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

import pytest

from tamis.page import Image, Mark, Page, Role, Span

Part: TypeAlias = tuple[str, str]
MarkNote: TypeAlias = tuple[str, str] | tuple[str, str, str] | tuple[str, str, str, str]
PageOf: TypeAlias = Callable[..., Page]


def _page_of(
    *blocks: Part | Sequence[Part],
    marks: Sequence[MarkNote] = (),
    images: Sequence[tuple[str, Image]] = (),
    blocks_marked: bool = True,
    **fields: Any,
) -> Page:
    """A page of blocks, one line break after each.

    A block is one (role, text), or a sequence of them that make up one block. A mark is (kind,
    first words, value, last words); the value is empty and the last words are the first ones
    where they are not given. An image is (words that it stands behind, image).
    """
    text = ""
    spans: list[Span] = []
    found: list[Mark] = []
    for block in blocks:
        parts: Sequence[Any] = [block] if isinstance(block[0], str) else block
        start = len(text)
        for role, content in parts:
            spans.append(Span(len(text), len(text) + len(content), Role(role)))
            text += content
        if blocks_marked:
            found.append(Mark(start, len(text), "block", ""))
        text += "\n"
        last = spans.pop()
        spans.append(Span(last.start, len(text), last.role))
    for kind, first, *rest in marks:
        value = rest[0] if rest else ""
        last_words = rest[1] if len(rest) > 1 else first
        start = text.index(first)
        end = text.index(last_words, start) + len(last_words)
        found.append(Mark(start, end, kind, value))
    for number, (words, _) in enumerate(images):
        place = text.index(words) + len(words)
        found.append(Mark(place, place, "image", str(number)))
    inline = {"link", "strong", "emphasis", "code"}
    found.sort(key=lambda mark: (mark.start, -mark.end, mark.kind in inline))
    return Page(
        text,
        tuple(spans),
        marks=tuple(found),
        images=tuple(image for _, image in images),
        **fields,
    )


@pytest.fixture(scope="session")
def page_of() -> PageOf:
    return _page_of
