"""Whether an attribution is speech, said or written, or another attitude: hope, belief, plan."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

_WORD = re.compile(r"[^\W\d_]+")
_QUOTED = re.compile(r"[\"“„«][^\"”“»]{0,3000}")


def is_speech(cue: str, content: str, *, words: frozenset[str] | None = None) -> bool:
    """Whether the cue has a word of speech (English), or half of the content or more is quoted.
    ``words``: those of speech; the package has some."""
    if not (_words() if words is None else words).isdisjoint(_WORD.findall(cue.lower())):
        return True
    quoted = sum(map(len, _QUOTED.findall(content)))
    return 0 < quoted >= len(content) / 2


@cache
def _words() -> frozenset[str]:
    lines = files("tamis.attribution").joinpath("data", "speech_en.txt").read_text("utf-8")
    return frozenset(
        word for line in lines.splitlines() if not line.startswith("#") for word in line.split()
    )
