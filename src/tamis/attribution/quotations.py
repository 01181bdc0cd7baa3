"""Where a paragraph has quotation marks, of whatever script and national style."""

from __future__ import annotations

import re

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
_SINGLE = frozenset("'’")
_MARK = re.compile("[" + re.escape("".join({*_CLOSERS, *"".join(_CLOSERS.values())})) + "]")
_LONGEST = 3000
_ENDS_OF_SPEECH = frozenset(".,!?…")


def quotations(text: str) -> list[tuple[int, int]]:
    """The stretches between quotation marks, with the marks, outermost only, in order.

    A quotation that begins the paragraph and is not closed goes on in the next one: it reaches
    to the paragraph's end. Takes linear time.
    """
    marks = [(match.start(), match[0]) for match in _MARK.finditer(text)]
    last = {mark: position for position, mark in marks}
    found: list[tuple[int, int]] = []
    index = 0
    while index < len(marks):
        start, mark = marks[index]
        index += 1
        if not _opens(text, start, mark):
            continue
        closers = _CLOSERS[mark]
        if max((last.get(closer, -1) for closer in closers), default=-1) <= start:
            if not text[:start].strip() and mark not in _SINGLE and mark not in "‘»":
                found.append((start, len(text.rstrip())))
                break
            continue
        following = index
        while following < len(marks) and marks[following][0] - start <= _LONGEST:
            position, other = marks[following]
            following += 1
            if other in closers and _closes(text, position, other):
                if mark not in _TITLES_ONLY:
                    found.append((start, position + 1))
                index = following
                break
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
