"""Garbage: text read in a wrong encoding, and what templates and scripts leave behind."""

from __future__ import annotations

import base64
import random
from functools import cache
from pathlib import Path

_ENCODINGS = (
    # Written and read; what is most common stands twice.
    ("utf-8", "latin-1"),
    ("utf-8", "latin-1"),
    ("utf-8", "cp1252"),
    ("utf-8", "cp1252"),
    ("utf-8", "cp1251"),
    ("cp1251", "latin-1"),
    ("utf-8", "ascii"),
    ("latin-1", "utf-8"),
)
# A line with a single wrong letter can be read.
_LEAST_WRONG = 0.08


class Misreading:
    """One wrong way to read octets, chosen at random."""

    def __init__(self, rng: random.Random) -> None:
        self.written, self.read = rng.choice(_ENCODINGS)
        self.loses = rng.random() < 0.4

    def __call__(self, line: str) -> str:
        """The line as it comes out; itself if that can still be read."""
        if line.isascii():
            # English has few letters that show it; quotes and dashes do.
            line = line.replace("'", "’").replace(" - ", " – ").replace('"', "”")
        if sum(not each.isascii() for each in line) < _LEAST_WRONG * len(line.split()):
            return line
        octets = line.encode(self.written, "replace")
        if not self.loses:
            return octets.decode(self.read, "replace")
        read = octets.decode(self.read, "ignore")
        return "".join(each for each in read if each >= " ")


def remains(rng: random.Random) -> str:
    """One to four lines of templates, scripts, styles or data."""
    name = "".join(rng.choices("abcdefghijklmnop_", k=rng.randint(3, 9)))
    octets = base64.b64encode(rng.randbytes(rng.randint(20, 160))).decode()
    lines = rng.choices(_lines(), k=rng.choice((1, 1, 2, 4)))
    return (
        rng.choice((" ", " ", "\n"))
        .join(lines)
        .replace("NAME", name)
        .replace("NUMBER", str(rng.randrange(1000)))
        .replace("OCTETS", octets)
    )


@cache
def _lines() -> tuple[str, ...]:
    return tuple(Path(__file__).with_name("remains.txt").read_text("utf-8").splitlines())
