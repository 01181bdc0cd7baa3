"""What the network finds, without what cannot be so: its borders are learned, not known."""

from __future__ import annotations

import re
from dataclasses import replace

from tamis.attribution.found import Found

_TRAILING = re.compile(r",?\s(?:(?i:who|which|that|whom)|today|yesterday|tonight)\Z")
"""Behind a source this begins the clause in which the source speaks, or says when."""
_NOBODY = frozenset({"the", "a", "an", "and", "or", "whose"})
"""A source that begins with "whose" is somebody's feud or plan, the others alone are nothing."""
_IDIOM = re.compile(r"\A(?:not to mention|let alone|needless to say|that is to say)\Z")
"""These say nothing of anybody."""
_HEARSAY = re.compile(
    r"(?:legend|lore|folklore|myth|rumou?r|gossip|hearsay|tradition|word|scuttlebutt)\Z",
    re.IGNORECASE,
)
"""How a source ends that is nobody, before "has it"."""
_DETERMINER = r"(?:an?|the|its|his|her|their|our|my)\s(?:[\w-]{1,30}\s){0,3}"
_DEED = re.compile(
    rf"unveil(?:s|ed|ing)?\s{_DETERMINER}(?:plaque|statue|bust|monument|memorial|mural|portrait|"
    rf"painting|sculpture|tombstone|headstone)s?\b"
    rf"|(?:rais(?:e|es|ed|ing)|lower(?:s|ed|ing)?|cut(?:s|ting)?|lift(?:s|ed|ing)?)\s{_DETERMINER}"
    r"(?:outlook|forecast|guidance|target|rating|estimate|dividend|stake|price|rate)s?\b",
    re.IGNORECASE,
)
"""Who does this to a thing, or to a number, says nothing by it."""
_SENTENCE_BEFORE = re.compile(r"(?:\A|[.!?:][\"'”’)]{0,2}\s|\n)\s{0,3}\Z")
_BARE_VERB = re.compile(r"(?!according|citing|asked)[a-z]{2,12}(?<!ed)(?<!ing)\Z")


def tidied(text: str, found: Found) -> Found | None:
    """An attribution of an English paragraph with its source cut to what may be one; none where
    its cue tells the reader to do something, is a deed, or is none."""
    cue = " ".join(text[slice(*found.cue)].lower().split()).strip(" ,:")
    if (
        _DEED.match(text, found.cue[0])
        or _IDIOM.match(cue)
        or (not cue and _is_no_speaker(text, found.source))
    ):
        return None
    if found.source is None:
        begins = _SENTENCE_BEFORE.search(text, max(0, found.cue[0] - 8), found.cue[0])
        return None if cue == "say" or (begins and _BARE_VERB.match(cue)) else found
    start, end = found.source
    trailing = _TRAILING.search(text, start, end)
    if trailing is not None:
        found = replace(found, source=(start, trailing.start()))
    if cue == "has it" and start < found.cue[0] and _HEARSAY.search(text, start, end):
        return replace(found, source=None, cue=(start, found.cue[1]))
    words = text[start:end].lower().split()
    if not words or words[0] == "whose" or (len(words) == 1 and words[0] in _NOBODY):
        return None
    return found


def _is_no_speaker(text: str, source: tuple[int, int] | None) -> bool:
    """Whether what stands before a colon is a place or a date: ``NEW DELHI:``, ``May 5, 1987:``."""
    name = "" if source is None else text[slice(*source)]
    return not name or name.isupper() or any(map(str.isdigit, name))
