"""Which characters of a page belong together: its blocks, less what is left out of them."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Sequence
from operator import itemgetter
from typing import NamedTuple

from tamis.page import Page, Role


class Stretch(NamedTuple):
    """A range of ``page.text``, and the white space to put between it and the one before."""

    start: int
    end: int
    lead: str = ""


class Leaf(NamedTuple):
    """The kept characters of one role in one block. What lay between stretches is left out."""

    role: Role
    stretches: tuple[Stretch, ...]

    @property
    def start(self) -> int:
        return self.stretches[0].start

    @property
    def end(self) -> int:
        return self.stretches[-1].end


Piece = tuple[int, int, Role]

# What a named tuple's own constructor calls, at half the price.
_new = tuple.__new__
_START = itemgetter(0)
_BLANK_LINE = re.compile(r"\n[ \t\r]*\n")
_ONE_BLOCK_ONE_LEAF = frozenset({Role.HEADING, Role.TABLE, Role.CODE})


def leaves(page: Page, roles: Collection[Role]) -> Iterator[Leaf]:
    """The leaves of the wanted roles, in order.

    A paragraph stays one leaf where something in its middle is left out. A blank line inside
    a block ends a leaf. Code keeps its white space; all else has none at its ends.
    """
    text = page.text
    for pieces in _by_block(page, roles):
        runs = _by_role(pieces) if len(pieces) > 1 else [(pieces[0][2], [pieces[0][:2]])]
        for role, ranges in runs:
            if role is Role.CODE:
                yield Leaf(role, tuple(Stretch(start, end) for start, end in ranges))
                continue
            stretches = _trimmed(text, ranges)
            if not stretches:
                continue
            whole = role in _ONE_BLOCK_ONE_LEAF
            if whole or text.find("\n", stretches[0][0], stretches[-1][1]) < 0:
                yield _new(Leaf, (role, tuple(stretches)))
            else:
                for part in _parted(text, stretches):
                    yield Leaf(role, part)


def _by_block(page: Page, roles: Collection[Role]) -> Iterator[list[Piece]]:
    """The spans of the wanted roles, cut at the ends of blocks and gathered by block.

    Each span outside of all blocks is a block of its own.
    """
    spans = [span for span in page.spans if span.role in roles]
    finish = spans[-1].end if spans else 0
    blocks = [
        (start, end)
        for start, end, kind, _ in page.marks[: bisect_left(page.marks, finish, key=_START)]
        if kind == "block" and start < end
    ]
    text = page.text
    # A block behind all text ends what the last one holds.
    blocks.append((len(text), len(text) + 1))
    number = 0
    start, end = blocks[0]
    pieces: list[Piece] = []
    for span in spans:
        position, span_end, role = span.start, span.end, span.role
        while position < span_end:
            if end <= position:
                if pieces:
                    yield pieces
                    pieces = []
                while end <= position:
                    number += 1
                    start, end = blocks[number]
            if start <= position:
                stop = min(end, span_end)
                pieces.append((position, stop, role))
            else:
                stop = min(start, span_end)
                if not text[position:stop].isspace():
                    yield [(position, stop, role)]
            position = stop
    if pieces:
        yield pieces


def _by_role(pieces: Iterable[Piece]) -> list[tuple[Role, list[tuple[int, int]]]]:
    runs: list[tuple[Role, list[tuple[int, int]]]] = []
    for start, end, role in pieces:
        if runs and runs[-1][0] is Role.DATELINE and runs[-1][1][-1][1] == start:
            # A dateline is the beginning of the paragraph that goes on from it.
            runs[-1] = (role, runs[-1][1])
        if not runs or runs[-1][0] is not role:
            runs.append((role, [(start, end)]))
            continue
        ranges = runs[-1][1]
        if ranges[-1][1] == start:
            ranges[-1] = (ranges[-1][0], end)
        else:
            ranges.append((start, end))
    return runs


def _trimmed(text: str, ranges: Iterable[tuple[int, int]]) -> list[Stretch]:
    """The ranges without white space at their ends; where a gap between two of them began or
    ended in white space, one character of it takes the gap's place."""
    stretches: list[Stretch] = []
    for start, end in ranges:
        content = text[start:end]
        trimmed = content.strip()
        if not trimmed:
            continue
        first = start if trimmed[0] == content[0] else end - len(content.lstrip())
        last = first + len(trimmed)
        lead = ""
        if stretches:
            gap = text[stretches[-1].end : first]
            spaces = gap[: len(gap) - len(gap.lstrip())] + gap[len(gap.rstrip()) :]
            lead = "\n" if "\n" in spaces else " " if spaces else ""
        stretches.append(_new(Stretch, (first, last, lead)))
    return stretches


def _parted(text: str, stretches: Sequence[Stretch]) -> Iterator[tuple[Stretch, ...]]:
    """The stretches, parted at blank lines."""
    part: list[Stretch] = []
    for start, end, lead in stretches:
        position, space = start, lead
        for match in _BLANK_LINE.finditer(text, start, end):
            part += _trimmed_one(text, position, match.start(), space)
            if part:
                yield tuple(part)
            part = []
            position, space = match.end(), ""
        part += _trimmed_one(text, position, end, space)
    if part:
        yield tuple(part)


def _trimmed_one(text: str, start: int, end: int, lead: str) -> list[Stretch]:
    return [Stretch(first, last, lead) for first, last, _ in _trimmed(text, [(start, end)])]
