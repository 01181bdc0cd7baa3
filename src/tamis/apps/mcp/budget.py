"""How much of a Markdown text fits into a number of tokens, and where to end it."""

from __future__ import annotations

import re
from collections.abc import Iterator

_BLANK_LINES = re.compile(r"\n{2,}")
_FENCE = re.compile(r"^[ >]{0,40}`{3}", re.MULTILINE)
_ASCII = re.compile(r"[\x00-\x7f]+")


def tokens(text: str) -> int:
    """About how many tokens a language model makes of ``text``, rather too many than too few.

    One for four ASCII characters and one for three bytes of UTF-8 of the rest: one for a Chinese
    character, two for three Cyrillic ones. Tokenizers differ, and none is asked.
    """
    plain = sum(len(run) for run in _ASCII.findall(text))
    rest = len(text.encode()) - plain
    return -(-plain // 4) + -(-rest // 3)


def piece(text: str, offset: int, most: int) -> int:
    """Where the part of ``text`` from ``offset`` on ends that has at most ``most`` tokens.

    The end of a block, else of a line, else of a word, else wherever the budget ends; always
    behind ``offset`` if anything is left. ``offset`` counts characters.
    """
    if tokens(text[offset:]) <= most:
        return len(text)
    fitting = _fitting(text, offset, most)
    last = offset
    for end in _block_ends(text, offset):
        if end > fitting:
            break
        last = end
    if last > offset:
        return last
    for separator in ("\n", " "):
        found = text.rfind(separator, offset, fitting)
        if found > offset:
            return found + 1
    return max(fitting, offset + 1)


def _fitting(text: str, offset: int, most: int) -> int:
    """The greatest end of a part from ``offset`` on with at most ``most`` tokens."""
    low, high = offset, min(len(text), offset + 4 * most)
    while low < high:
        middle = (low + high + 1) // 2
        if tokens(text[offset:middle]) <= most:
            low = middle
        else:
            high = middle - 1
    return low


def _block_ends(text: str, offset: int) -> Iterator[int]:
    """Behind each blank line that is not one of fenced code."""
    fences = [match.start() for match in _FENCE.finditer(text)]
    passed = 0
    for blank in _BLANK_LINES.finditer(text, offset):
        while passed < len(fences) and fences[passed] < blank.start():
            passed += 1
        if passed % 2 == 0:
            yield blank.end()
