"""Short lines at an article that say nothing of its matter."""

from __future__ import annotations

from tamis.structure.phrases import EXTERNAL_CONTENT, KINDS, READING_TIMES
from tamis.structure.searching import any_of
from tamis.structure.sites import normalised

_LONGEST_TIME = 40
_MOST_WORDS = 6
_has_external = any_of(EXTERNAL_CONTENT)
_KINDS = frozenset(map(normalised, KINDS))
_has_time = any_of(READING_TIMES)


def is_reading_time(text: str) -> bool:
    """Whether a line says how long the text takes to read, and no more: ``6 min read``."""
    return (
        len(text) <= _LONGEST_TIME
        and len(text.split()) <= _MOST_WORDS
        and any(map(str.isdigit, text))
        and _has_time(text.lower())
    )


def is_kind(text: str) -> bool:
    """Whether a line labels the article by its medium or its state: ``Audio``, ``Updated``."""
    return normalised(text) in _KINDS


def is_notice(text: str) -> bool:
    """Whether a text, in small letters, stands in place of a post, a chart or a film that the
    reader has not let in."""
    return _has_external(text)
