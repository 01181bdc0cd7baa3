"""Bounds that the HTML parser lacks, kept by small changes to the source before it is parsed.

Lexbor compares each attribute of a tag with all others, and looks through all open elements
at each start tag that would close a paragraph: both take quadratic time on a page made for
it. Ordinary pages come through unchanged.
"""

from __future__ import annotations

import re

import numpy as np

MAX_ATTRIBUTES = 500
MAX_OPEN = 2_000

_SAFE_LENGTH = 40_000
_SAFE_TAGS = 20_000
_SAFE_VALUES = 10_000
_SAFE_TAG_LENGTH = 1_000

_ATTRIBUTE = rb"""[\s/]++[^\s/>=]++(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s>"'][^\s>]*+)?+)?+"""
_CROWDED = re.compile(
    rb"(<[a-zA-Z][^\s/><]*+(?:%b){%d})(?:%b)++" % (_ATTRIBUTE, MAX_ATTRIBUTES, _ATTRIBUTE)
)
_CLOSES_PARAGRAPHS = re.compile(
    rb"<(/?)(?:address|article|aside|blockquote|center|details|dialog|dir|div|dl|fieldset"
    rb"|figcaption|figure|footer|header|hgroup|main|menu|nav|ol|pre|search|section|summary|table"
    rb"|ul)(?=[\s/>])",
    re.IGNORECASE,
)


def bounded(source: bytes) -> bytes:
    """The source, in UTF-8, with at most ``MAX_ATTRIBUTES`` attributes in a tag, and with elements
    beyond ``MAX_OPEN`` open ones made inline. Takes linear time."""
    if len(source) > _SAFE_LENGTH and _may_be_crowded(source):
        source = _CROWDED.sub(rb"\1", source)
    if _count(source, b"<") <= _SAFE_TAGS:
        return source
    opened = deepest = 0
    for match in _CLOSES_PARAGRAPHS.finditer(source):
        opened = max(opened - 1, 0) if match[1] else opened + 1
        deepest = max(deepest, opened)
    return source if deepest <= MAX_OPEN else _flattened(source)


def _may_be_crowded(source: bytes) -> bool:
    """Whether a tag may have too many attributes: a quick look that is never wrong about no.

    Only a value can hide a ``<``, and many values are many equals signs.
    """
    if _count(source, b"=") > _SAFE_VALUES:
        return True
    begin = source.find(b"<")
    while begin >= 0:
        following = source.rfind(b"<", begin + 1, begin + _SAFE_TAG_LENGTH)
        if following < 0:
            if _CROWDED.match(source, begin):
                return True
            following = source.find(b"<", begin + _SAFE_TAG_LENGTH)
        begin = following
    return False


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
