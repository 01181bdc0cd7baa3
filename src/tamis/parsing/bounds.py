"""Bounds that the HTML parser lacks, kept by small changes to the source before it is parsed.

Lexbor compares each attribute of a tag with all others, and looks through all open elements
at each start tag that would close a paragraph: both take quadratic time on a page made for
it. Ordinary pages come through unchanged.
"""

from __future__ import annotations

import re

import numpy as np

MAX_ATTRIBUTES = 250
MAX_OPEN = 2_000

_SAFE_LENGTH = 100_000
_SAFE_TAGS = 20_000

_ATTRIBUTE = rb"""[\s/]*+[^\s/>][^\s/>=]*+(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s>"'][^\s>]*+)?+)?+"""
# Tried at every start of a tag, also inside a value: what is a value to this may be none to the
# parser, after a comment or a script.
_CROWDED = re.compile(
    rb"<([a-zA-Z][^\s/>]*+(?:%b){%d})((?:%b)++)" % (_ATTRIBUTE, MAX_ATTRIBUTES, _ATTRIBUTE)
)
_OPENS = re.compile(rb"<(?=[a-zA-Z])")
_CLOSES_RAW_TEXT = re.compile(rb"</(?:script|style|title|textarea)(?=[\s/>]|\Z)", re.IGNORECASE)
_CLOSES_PARAGRAPHS = re.compile(
    rb"<(/?)(?:address|article|aside|blockquote|center|details|dialog|dir|div|dl|fieldset"
    rb"|figcaption|figure|footer|header|hgroup|main|menu|nav|ol|pre|search|section|summary|table"
    rb"|ul)(?=[\s/>])",
    re.IGNORECASE,
)


def bounded(source: bytes) -> bytes:
    """The source, in UTF-8, with at most ``MAX_ATTRIBUTES`` attributes in a tag, and with elements
    beyond ``MAX_OPEN`` open ones made inline. Takes linear time."""
    if len(source) > _SAFE_LENGTH:
        source = _thinned(source)
    if _count(source, b"<") <= _SAFE_TAGS:
        return source
    opened = deepest = 0
    for match in _CLOSES_PARAGRAPHS.finditer(source):
        opened = max(opened - 1, 0) if match[1] else opened + 1
        deepest = max(deepest, opened)
    return source if deepest <= MAX_OPEN else _flattened(source)


def _thinned(source: bytes) -> bytes:
    """The source without the attributes of a tag that are too many.

    What looks like a tag may stand in a script; that it ends there must not be lost.
    """
    kept, start = [], 0
    while crowded := _CROWDED.search(source, start):
        closings = _CLOSES_RAW_TEXT.findall(crowded[2])
        kept += [source[start : crowded.start(1)], _OPENS.sub(b" ", crowded[1]), *closings[-1:]]
        start = crowded.end()
    return b"".join([*kept, source[start:]]) if kept else source


def _count(source: bytes, sign: bytes) -> int:
    """``source.count(sign)`` of one byte, several times as fast."""
    return int(np.count_nonzero(np.frombuffer(source, dtype=np.uint8) == sign[0]))


def _flattened(source: bytes) -> bytes:
    opened = 0

    def renamed(match: re.Match[bytes]) -> bytes:
        nonlocal opened
        if match[1]:
            opened = max(opened - 1, 0)
            return b"</x-deep" if opened >= MAX_OPEN else match[0]
        opened += 1
        return b"<x-deep" if opened > MAX_OPEN else match[0]

    return _CLOSES_PARAGRAPHS.sub(renamed, source)
