"""Whether an attribution is speech, said or written, or another attitude: hope, belief, plan."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

_WORD = re.compile(r"[^\W\d_]+")
_QUOTED = re.compile(r"[\"“”„«»]")


def is_speech(cue: str, content: str) -> bool:
    """Whether the cue has a word of speech (English), or the content a quotation mark."""
    words = _WORD.findall(cue.lower())
    return not _words().isdisjoint(words) or _QUOTED.search(content) is not None


@cache
def _words() -> frozenset[str]:
    lines = files("tamis.attribution").joinpath("data", "speech_en.txt").read_text("utf-8")
    return frozenset(
        word for line in lines.splitlines() if not line.startswith("#") for word in line.split()
    )
