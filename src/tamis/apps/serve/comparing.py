"""What two readings of a page kept, side by side."""

from __future__ import annotations

import logging
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from http import HTTPStatus
from importlib.util import find_spec
from typing import NamedTuple

from tamis.apps.serve.problems import refused
from tamis.apps.serve.submissions import Submission
from tamis.apps.serve.views import Opened
from tamis.output import to_text
from tamis.output.safety import encodable, shown

MOST_ROWS = 2_000
_MOST_WORDS = 1_000
_WORDS = re.compile(r"\s+|\w+|[^\w\s]")


class Piece(NamedTuple):
    """Some text of one side; ``is_alone`` where the other side has it not."""

    text: str
    is_alone: bool = False


class Row(NamedTuple):
    """A line of each side; of a line that only one side has, the other is empty."""

    left: tuple[Piece, ...]
    right: tuple[Piece, ...]

    @property
    def is_same(self) -> bool:
        return self.left == self.right


@dataclass(frozen=True, slots=True)
class Comparison:
    """``rows`` in order, at most ``MOST_ROWS``; ``words`` that the left alone, both, and the
    right alone have kept."""

    rows: tuple[Row, ...]
    words: tuple[int, int, int]
    is_cut: bool


@dataclass(frozen=True, slots=True)
class Kept:
    """The clean article of a page that was read."""

    page: Opened

    def __call__(self) -> str:
        return to_text(self.page.page())


@dataclass(frozen=True, slots=True)
class KeptByTrafilatura:
    """What trafilatura, with its usual settings, keeps of what was submitted."""

    submission: Submission

    def __call__(self) -> str:
        if not has_trafilatura():
            raise refused(
                HTTPStatus.NOT_IMPLEMENTED,
                "trafilatura is not installed here; pip install trafilatura",
            )
        import trafilatura

        logging.getLogger("trafilatura").addHandler(logging.NullHandler())
        return trafilatura.extract(self.submission.reading().data) or ""


def has_trafilatura() -> bool:
    """Whether it is installed here; it is no part of tamis."""
    return find_spec("trafilatura") is not None


@dataclass(frozen=True, slots=True)
class Compare:
    """Compares what two sides keep."""

    left: Callable[[], str]
    right: Callable[[], str]

    def __call__(self) -> Comparison:
        return compared(self.left(), self.right())


def compared(left: str, right: str) -> Comparison:
    """The lines of two texts side by side, white space aside."""
    lines, others = _lines(left), _lines(right)
    rows = tuple(_rows(lines, others))
    here, there = Counter(" ".join(lines).split()), Counter(" ".join(others).split())
    return Comparison(
        rows[:MOST_ROWS],
        ((here - there).total(), (here & there).total(), (there - here).total()),
        is_cut=len(rows) > MOST_ROWS,
    )


def _lines(text: str) -> list[str]:
    lines = (" ".join(shown(encodable(line)).split()) for line in text.split("\n"))
    return [line for line in lines if line]


def _rows(lines: Sequence[str], others: Sequence[str]) -> Iterator[Row]:
    matcher = SequenceMatcher(None, lines, others, autojunk=False)
    for kind, start, end, other_start, other_end in matcher.get_opcodes():
        here, there = lines[start:end], others[other_start:other_end]
        if kind == "equal":
            yield from (Row((Piece(line),), (Piece(line),)) for line in here)
            continue
        pairs = min(len(here), len(there))
        yield from map(_changed, here[:pairs], there[:pairs])
        yield from (Row((Piece(line, is_alone=True),), ()) for line in here[pairs:])
        yield from (Row((), (Piece(line, is_alone=True),)) for line in there[pairs:])


def _changed(line: str, other: str) -> Row:
    words, others = _WORDS.findall(line), _WORDS.findall(other)
    if max(len(words), len(others)) > _MOST_WORDS:
        return Row((Piece(line, is_alone=True),), (Piece(other, is_alone=True),))
    left, right = [], []
    matcher = SequenceMatcher(None, words, others, autojunk=False)
    for kind, start, end, other_start, other_end in matcher.get_opcodes():
        if start < end:
            left.append(Piece("".join(words[start:end]), kind != "equal"))
        if other_start < other_end:
            right.append(Piece("".join(others[other_start:other_end]), kind != "equal"))
    return Row(tuple(left), tuple(right))
