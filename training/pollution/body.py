"""A text in parts: lines, each of pieces that are clean or that were put in."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from typing import NamedTuple

SENTENCE_BREAK = re.compile(r"(?<=[.!?…])\s+(?=\w)|(?<=[。！？])")
# How the pollution of a text was made that is as it came.
REAL = "real"
# What the names of texts begin with that are a page of the data sets.
PAGE = "page-"
# Languages that put no space between words.
UNSPACED = frozenset({"zh", "ja", "th", "km", "lo", "my", "bo", "dz"})
_SPACE = re.compile(r"\s+")
_WORD = re.compile(r"\w{4,}")


@dataclass(frozen=True, slots=True)
class CleanText:
    """A text without pollution. ``group``: what is kept together in cross-validation."""

    id: str
    group: str
    language: str
    lines: tuple[str, ...]


class Made(NamedTuple):
    """What was put in: its kind, how it was made, from which family, in which language."""

    kind: str
    form: str
    family: str = ""
    language: str = ""


class Stretch(NamedTuple):
    """``text[start:end]`` was put in."""

    start: int
    end: int
    made: Made


@dataclass(frozen=True, slots=True)
class PollutedText:
    """A text and its pollution, in order and without overlap. ``unknown``: (start, end) of what
    nobody has said anything of."""

    id: str
    group: str
    language: str
    text: str
    stretches: tuple[Stretch, ...]
    unknown: tuple[tuple[int, int], ...] = ()


@dataclass
class Body:
    """Lines, each of pieces that are clean (None) or made."""

    lines: list[list[tuple[str, Made | None]]]

    def insert_line(
        self, stretch: str, made: Made, rng: random.Random, *, at_end: bool | None = None
    ) -> None:
        place = rng.choice((0, len(self.lines), rng.randint(0, len(self.lines))))
        if at_end:
            place = len(self.lines)
        self.lines.insert(place, [(stretch, made)])

    def insert_inline(self, stretch: str, made: Made, rng: random.Random, form: str) -> None:
        """At a line's edge, between its sentences, or anywhere within it."""
        clean = [number for number, line in enumerate(self.lines) if line[0][1] is None]
        if not clean:
            self.insert_line(stretch, made, rng)
            return
        number = clean[0] if form == "headline" else rng.choice(clean)
        piece_number, (piece, _) = rng.choice(
            [(at, each) for at, each in enumerate(self.lines[number]) if each[1] is None]
        )
        if form == "headline":
            joint = rng.choice((" - ", " | ", " – ", " ", ": "))
            before = rng.random() < 0.5
            parts = (
                [(stretch + joint, made), (piece, None)]
                if before
                else [(piece, None), (joint + stretch, made)]
            )
            self.lines[number][piece_number : piece_number + 1] = parts
            return
        if form == "edge":
            cut = rng.choice((0, len(piece)))
        elif form == "between":
            cuts = [match.start() for match in SENTENCE_BREAK.finditer(piece)]
            cut = rng.choice(cuts) if cuts else rng.choice((0, len(piece)))
        else:
            cuts = [match.start() for match in _SPACE.finditer(piece)] or [len(piece) // 2]
            cut = rng.choice(cuts)
        left, right = piece[:cut], piece[cut:]
        gap = rng.choice((" ", " ", " ", "  ", "   ", ""))
        parts = [
            (left.rstrip() + (gap if left.strip() else ""), None),
            (stretch, made),
            (((" " if rng.random() < 0.9 else "") if right.strip() else "") + right.lstrip(), None),
        ]
        self.lines[number][piece_number : piece_number + 1] = [each for each in parts if each[0]]

    def replace_word(self, stretch: str, made: Made, rng: random.Random) -> None:
        clean = [number for number, line in enumerate(self.lines) if line[0][1] is None]
        if not clean:
            return
        number = rng.choice(clean)
        piece = self.lines[number][0][0]
        words = list(_WORD.finditer(piece))
        if not words:
            return
        word = rng.choice(words)
        parts: list[tuple[str, Made | None]] = [
            (piece[: word.start()], None),
            (stretch, made),
            (piece[word.end() :], None),
        ]
        self.lines[number][0:1] = [each for each in parts if each[0]]

    def finished(self, text: CleanText, glue: str) -> PollutedText:
        made: list[str] = []
        stretches: list[Stretch] = []
        position = 0
        for number, line in enumerate(self.lines):
            if number:
                made.append(glue)
                position += len(glue)
            for piece, how in line:
                if how is not None:
                    stretches.append(Stretch(position, position + len(piece), how))
                made.append(piece)
                position += len(piece)
        return PollutedText(text.id, text.group, text.language, "".join(made), tuple(stretches))
