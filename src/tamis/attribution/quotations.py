"""Where a paragraph has quotation marks, of whatever script and national style."""

from __future__ import annotations

import re
from bisect import bisect_right

# Each mark that opens, with those that close it. Sweden opens with what others close with.
_CLOSERS = {
    "“": '”"',
    "„": '“”"',
    "‟": "”",
    "”": "”",
    "«": "»",
    "»": "«»",
    "‹": "›",
    "›": "‹",
    "‚": "‘’",
    "‘": "’",
    "「": "」",
    "『": "』",
    "﹁": "﹂",
    "《": "》",
    '"': '"”',
    "'": "'",
    "״": "״",
}
_TITLES_ONLY = frozenset("《")
_AMBIGUOUS = frozenset("”»'’\"״‘")
"""Marks that also close, or stand in words: they open only before a letter and after none."""
_MAY_GO_ON = frozenset('“„”«"「『')
"""These may be left open at the end of a paragraph that goes on in the next."""
_MARK = re.compile("[" + re.escape("".join({*_CLOSERS, *"".join(_CLOSERS.values())})) + "]")
_LONGEST = 3000
_ENDS_OF_SPEECH = frozenset(".,!?…")


def quotations(text: str) -> list[tuple[int, int]]:
    """The stretches between quotation marks, with the marks, outermost only, in order.

    A quotation that begins the paragraph and is not closed goes on in the next one: it reaches
    to the paragraph's end. Takes linear time.
    """
    marks = [(match.start(), match[0]) for match in _MARK.finditer(text)]
    closing: dict[str, list[int]] = {}
    for position, mark in marks:
        if position and _closes(text, position, mark):
            closing.setdefault(mark, []).append(position)
    found: list[tuple[int, int]] = []
    reached = 0
    for start, mark in marks:
        if start < reached or not _opens(text, start, mark):
            continue
        ends = [
            places[number]
            for places in (closing.get(closer, []) for closer in _CLOSERS[mark])
            if (number := bisect_right(places, start)) < len(places)
        ]
        if not ends and mark in _MAY_GO_ON and not text[:start].strip():
            return [(start, len(text.rstrip()))]
        if ends and min(ends) - start <= _LONGEST:
            reached = min(ends) + 1
            if mark not in _TITLES_ONLY:
                found.append((start, reached))
    return found


def _opens(text: str, position: int, mark: str) -> bool:
    if mark not in _CLOSERS:
        return False
    if mark not in _AMBIGUOUS:
        return True
    before, after = text[position - 1 : position], text[position + 1 : position + 2]
    return bool(after.strip()) and not before.isalnum() and before not in {*_ENDS_OF_SPEECH}


def _closes(text: str, position: int, mark: str) -> bool:
    """Whether a mark ends a quotation; one that also stands in words does not do so before a
    letter, and a straight single one only after punctuation."""
    before, after = text[position - 1], text[position + 1 : position + 2]
    if mark == "'":
        return before in _ENDS_OF_SPEECH and not after.isalnum()
    if mark in {"’", '"'}:
        return not after.isalnum() or before in _ENDS_OF_SPEECH
    return True
