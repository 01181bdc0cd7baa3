"""The reporter's voice: the paragraphs of a page in which somebody may be quoted.

What an embed, a caption or a reader's comment quotes is not the reporter's to attribute, and
pollution quotes nobody. A paragraph into which such a thing was run is read around it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from tamis.page import Mark, Role, Span

VOICE = frozenset({Role.PARAGRAPH, Role.QUOTE, Role.LIST_ITEM, Role.TITLE, Role.DECK, Role.NOTE})
"""The roles that are the reporter's own words."""


@dataclass(frozen=True, slots=True)
class Passage:
    """One paragraph. ``text`` holds the stretches of the page at ``places``, half-open ranges in
    order; ``starts`` says where each begins in ``text``. Where something was left out between
    two stretches, a space may stand in ``text`` that the page has not."""

    text: str
    role: Role
    places: tuple[tuple[int, int], ...]
    starts: tuple[int, ...]

    def on_page(self, start: int, end: int) -> list[tuple[int, int]]:
        """The ranges of the page that ``text[start:end]`` comes from; none if it has none."""
        found = []
        for number in range(max(bisect_right(self.starts, start) - 1, 0), len(self.starts)):
            begin, (first, last) = self.starts[number], self.places[number]
            if begin >= end:
                break
            here = (first + max(start - begin, 0), min(first + end - begin, last))
            if here[0] < here[1]:
                found.append(here)
        return found


def passages(text: str, spans: Iterable[Span], marks: Iterable[Mark]) -> list[Passage]:
    """The paragraphs of a page, in order: for each block what is visible of the reporter's voice.

    ``spans`` is the partition of ``text``, ``marks`` has its blocks.
    """
    blocks = [(mark.start, mark.end) for mark in marks if mark.kind == "block"]
    found = []
    for pieces in _by_block(spans, blocks):
        passage = _passage(text, pieces)
        if passage is not None:
            found.append(passage)
    return found


def _by_block(
    spans: Iterable[Span], blocks: Sequence[tuple[int, int]]
) -> Iterator[list[tuple[int, int, Role]]]:
    number = 0
    pieces: list[tuple[int, int, Role]] = []
    for span in spans:
        if span.role not in VOICE or not span.visible:
            continue
        while number < len(blocks) and blocks[number][0] < span.end:
            start, end = blocks[number]
            if max(start, span.start) < min(end, span.end):
                pieces.append((max(start, span.start), min(end, span.end), span.role))
            if end > span.end:
                break
            if pieces:
                yield pieces
                pieces = []
            number += 1
    if pieces:
        yield pieces


def _passage(text: str, pieces: Iterable[tuple[int, int, Role]]) -> Passage | None:
    parts: list[str] = []
    places: list[tuple[int, int]] = []
    starts: list[int] = []
    length = 0
    first_role: Role | None = None
    for start, end, role in pieces:
        words = text[start:end]
        if not words.strip():
            continue
        if first_role is None:
            first_role = role
        if places and start > places[-1][1] and not (parts[-1][-1].isspace() or words[0].isspace()):
            parts.append(" ")
            length += 1
        parts.append(words)
        places.append((start, end))
        starts.append(length)
        length += len(words)
    if first_role is None:
        return None
    return Passage("".join(parts), first_role, tuple(places), tuple(starts))
