"""Pieces of words, as MiniLM knows them (Wu et al., "Google's Neural Machine Translation System",
2016), and the case of words, which it does not know."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

CASES = 6
UNKNOWN, BEGIN, END = "[UNK]", "[CLS]", "[SEP]"
_RUN = re.compile(r"[^\W_]+|[^\s]")
_CONTINUED = "##"
# What is longer is no word: it is read by its beginning.
_LONGEST_WORD = 40
_MOST_PIECES = 8


def pieces_of(text: str, known: Mapping[str, int]) -> tuple[int, ...]:
    """The numbers of the longest pieces of a token from the left, in small letters without
    accents; at least one, and at most eight."""
    found: list[int] = []
    small = unicodedata.normalize("NFD", text[:_LONGEST_WORD].lower().replace("’", "'"))
    bare = "".join(sign for sign in small if unicodedata.category(sign) != "Mn")
    for run in _RUN.findall(bare):
        found += _pieces(run, known)
    return tuple(found[:_MOST_PIECES]) or (known[UNKNOWN],)


def _pieces(run: str, known: Mapping[str, int]) -> list[int]:
    found: list[int] = []
    start = 0
    while start < len(run):
        for end in range(len(run), start, -1):
            number = known.get((_CONTINUED if start else "") + run[start:end])
            if number is not None:
                found.append(number)
                start = end
                break
        else:
            return [known[UNKNOWN]]
    return found


def case_of(text: str) -> int:
    """Which of ``CASES``: a sign, small, a capital first, all capitals, mixed, a number."""
    letters = [sign for sign in text if sign.isalpha()]
    if not letters:
        return 5 if any(map(str.isdigit, text)) else 0
    upper = [sign.isupper() for sign in letters]
    if not any(upper):
        return 1
    if all(upper):
        return 3 if len(letters) > 1 else 2
    return 2 if upper[0] and not any(upper[1:]) else 4
