"""Questions to a page's marks, asked in the order of the text, so that all take linear time."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tamis.output.leaves import Stretch
from tamis.output.nodes import Inline
from tamis.page import Mark

_INLINE_KINDS = frozenset({"strong", "emphasis", "code", "link"})
_PARENT_KIND = {"item": "list", "row": "table", "cell": "row"}
_COUNTING = frozenset({"list", "table"})
_NUMBER = re.compile(r"[0-9]{1,9}")
_FRAME_KINDS = frozenset({"heading", "list", "item", "quote", "pre", "table", "row", "cell"})


@dataclass(slots=True, eq=False)
class Frame:
    """A structural mark that is open, or was, with what the outline notes on it.

    ``parent`` is the innermost list around an item, table around a row, row around a cell;
    ``number`` is this one's number in it, from 1 or as the page has it, and ``last`` the number
    of the last one begun in this. ``order`` is smaller for the outer of two that begin together.
    """

    kind: str
    value: str
    end: int
    order: int
    parent: Frame | None
    number: int
    last: int = 0
    is_open: bool = False
    is_seen: bool = False


class Frames:
    """The structural marks around a position that only moves forward."""

    def __init__(self, marks: Sequence[Mark]) -> None:
        self._marks = marks
        self._next = 0
        self._position = 0
        # The end of the list or table that was passed over last, with all that is in it.
        self._over = 0
        self._stacks: dict[str, list[Frame]] = {kind: [] for kind in _FRAME_KINDS}

    def advance(self, position: int) -> None:
        """Move to ``position``."""
        self._position = position
        marks, number = self._marks, self._next
        while number < len(marks):
            start, end, kind, _ = marks[number]
            if start > position:
                break
            # What is over by now matters only if it counts in a parent that goes on.
            if kind not in _FRAME_KINDS:
                pass
            elif end > position:
                self._begin(marks[number], number)
            elif start < self._over and end <= self._over:
                pass
            elif kind in _COUNTING:
                self._over = end
            elif kind in _PARENT_KIND:
                self._begin(marks[number], number)
            number += 1
        self._next = number

    def _begin(self, mark: Mark, order: int) -> None:
        start, end, kind, value = mark
        parent_kind = _PARENT_KIND.get(kind)
        parent = self._innermost(parent_kind, start) if parent_kind else None
        number = 0
        if parent is not None:
            given = value.partition(":")[2] if kind == "cell" else value
            is_given = kind != "row" and _NUMBER.fullmatch(given)
            number = parent.last = int(given) if is_given else parent.last + 1
        around = self._innermost(kind, start)
        if end > start:
            # Marks that cross cannot come from a tree; the outer one's end holds for both.
            end = end if around is None else min(end, around.end)
            self._stacks[kind].append(Frame(kind, value, end, order, parent, number))

    def innermost(self, kind: str) -> Frame | None:
        """The innermost mark of the kind around the position."""
        return self._innermost(kind, self._position)

    def unseen(self, kind: str) -> list[Frame]:
        """The marks of the kind around the position that were not asked for before."""
        found: list[Frame] = []
        if not self._stacks[kind] or self._innermost(kind, self._position) is None:
            return found
        for frame in reversed(self._stacks[kind]):
            if frame.is_seen:
                break
            frame.is_seen = True
            found.append(frame)
        return found

    def _innermost(self, kind: str, position: int) -> Frame | None:
        stack = self._stacks[kind]
        while stack and stack[-1].end <= position:
            stack.pop()
        return stack[-1] if stack else None


class Styles:
    """Text with its inline marks, for stretches asked for in order."""

    def __init__(self, text: str, marks: Iterable[Mark]) -> None:
        self._text = text
        styled = [mark for mark in marks if mark.kind in _INLINE_KINDS and mark.start < mark.end]
        # Ends (0) before starts (1), so that two marks that touch are never open together.
        events = [(mark.start, 1, number) for number, mark in enumerate(styled)]
        events += [(mark.end, 0, number) for number, mark in enumerate(styled)]
        events.sort()
        self._marks = styled
        self._events = events
        self._next = 0
        self._open = dict.fromkeys(_INLINE_KINDS, 0)
        self._links: list[Mark] = []

    def inlines(self, stretches: Iterable[Stretch]) -> tuple[Inline, ...]:
        """The stretches as runs of like text."""
        text = self._text
        if not self._events:
            plain = [lead + text[start:end] for start, end, lead in stretches]
            return (Inline("".join(plain)),) if plain else ()
        found: list[Inline] = []
        for start, end, lead in stretches:
            if lead:
                found.append(Inline(lead))
            position = start
            while position < end:
                self._advance(position)
                following = end
                if self._next < len(self._events):
                    following = min(end, self._events[self._next][0])
                found.append(self._styled(text[position:following], following))
                position = following
        return tuple(found)

    def _advance(self, position: int) -> None:
        while self._next < len(self._events) and self._events[self._next][0] <= position:
            _, starts, number = self._events[self._next]
            mark = self._marks[number]
            self._open[mark.kind] += 1 if starts else -1
            if starts and mark.kind == "link":
                self._links.append(mark)
            self._next += 1

    def _styled(self, text: str, end: int) -> Inline:
        while self._links and self._links[-1].end < end:
            self._links.pop()
        return Inline(
            text,
            strong=self._open["strong"] > 0,
            emphasis=self._open["emphasis"] > 0,
            code=self._open["code"] > 0,
            link=self._links[-1].value if self._links else "",
        )
