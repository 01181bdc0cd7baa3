"""Text from pages on a terminal: shown, never obeyed."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from itertools import takewhile

# Joiners that scripts such as Persian and Hindi need inside words; they drive nothing.
_JOINERS = "\u200c\u200d"


def printable(text: str) -> str:
    r"""``text`` with what a terminal would obey, or could not show, escaped: ``\x1b``, ``\u202e``.

    That is control characters, line breaks among them, bidirectional and other invisible
    format characters, lone surrogates, and code points that are private or not assigned.
    """
    if text.isprintable():
        return text
    return "".join(
        character if _is_harmless(character) else _escaped(character) for character in text
    )


def wrapped(text: str, width: int) -> Iterator[str]:
    """The lines of ``text`` as :func:`printable` lines of at most ``width`` columns.

    Lines break at white space, or inside a word that is wider than a line. Blank lines are left
    out, and runs of white space become one space, but for a line's indent. A wide character,
    such as a Chinese one, takes two columns.
    """
    for line in text.split("\n"):
        words = [printable(word) for word in line.split()]
        if words:
            yield from _filled(words, _indent_of(line, width), width)


def _filled(words: list[str], indent: str, width: int) -> Iterator[str]:
    current, used = [indent], len(indent)
    for word in words:
        size = columns(word)
        if used + size > width and used > len(indent):
            yield "".join(current).rstrip(" ")
            current, used = [indent], len(indent)
        if used + size > width:
            *full, rest = _pieces(word, width - len(indent))
            yield from (indent + piece for piece in full)
            current += [rest, " "]
            used += columns(rest) + 1
        else:
            current += [word, " "]
            used += size + 1
    yield "".join(current).rstrip(" ")


def _pieces(word: str, width: int) -> Iterator[str]:
    start = used = 0
    for position, character in enumerate(word):
        size = columns(character)
        if used + size > width and position > start:
            yield word[start:position]
            start, used = position, 0
        used += size
    yield word[start:]


def columns(text: str) -> int:
    """How many columns ``text``, already printable, takes on a terminal."""
    if text.isascii():
        return len(text)
    return sum(_columns_of(character) for character in text)


def _columns_of(character: str) -> int:
    if character in _JOINERS or unicodedata.category(character) in {"Mn", "Me"}:
        return 0
    return 2 if unicodedata.east_asian_width(character) in {"W", "F"} else 1


def _indent_of(line: str, width: int) -> str:
    indent = sum(1 for _ in takewhile(" ".__eq__, line.expandtabs(4)))
    return " " * min(indent, width // 4)


def _is_harmless(character: str) -> bool:
    return (
        character.isprintable() or character in _JOINERS or unicodedata.category(character) == "Zs"
    )


def _escaped(character: str) -> str:
    return character.encode("unicode_escape").decode("ascii")
