"""Headlines: comparing them, and taking the site's name off ``<title>``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

_NOT_WORD = re.compile(r"[\W_]+")
_SEPARATOR = re.compile(r"\s+[|\-–—·•:»«›‹<>~/]{1,2}\s+|\s*[|｜]\s*|[：_]|--|\s[—–]\s?|:\s")

# These part a headline's own halves as often as headline and site.
_INSIDE_HEADLINES = frozenset({":", "：", "/"})


# A page's few headlines are compared with each other and with its headings many times.
@lru_cache(maxsize=256)
def normalised(text: str) -> str:
    """Letters and digits only, in lower case, one space between words: for comparison."""
    return _NOT_WORD.sub(" ", text.replace("\xad", "")).strip().lower()


def similarity(first: str, second: str) -> float:
    """How alike two headlines are, in [0, 1]: equal, one within the other, or shared words."""
    one, two = normalised(first), normalised(second)
    if not one or not two:
        return 0.0
    if one == two:
        return 1.0
    shorter, longer = (one, two) if len(one) <= len(two) else (two, one)
    if len(shorter) >= 12 and shorter in longer:
        return 0.6 + 0.4 * len(shorter) / len(longer)
    one_words, two_words = set(one.split()), set(two.split())
    return len(one_words & two_words) / len(one_words | two_words)


def without_site(title: str, headlines: Sequence[str], site: str | None) -> str:
    """``title`` without the name of the site (and the sections before it).

    ``headlines`` are what the page calls itself elsewhere: if ``title`` begins with one of
    them and goes on after a separator, that is the answer. Otherwise an end or a beginning is
    taken off only where it is the site's name.
    """
    title = title.strip()
    pieces = _separators(title[:500])
    if not pieces:
        return title
    wanted = {normalised(headline) for headline in headlines} - {""}
    for start, end in pieces:
        if title[start:end].strip() in _INSIDE_HEADLINES:
            continue
        if normalised(title[:start]) in wanted:
            return title[:start].strip()
        if normalised(title[end:]) in wanted:
            return title[end:].strip()
    if site:
        name = normalised(site)
        start, end = pieces[-1]
        tail = normalised(title[end:])
        if tail == name or (name and name in tail and len(tail) <= len(name) + 12):
            return title[:start].strip()
        start, end = pieces[0]
        if normalised(title[:start]) == name:
            return without_site(title[end:], headlines, site)
    return title


@lru_cache(maxsize=64)
def _separators(title: str) -> tuple[tuple[int, int], ...]:
    """Start and end of everything that may part a headline from a site's name."""
    return tuple(match.span() for match in _SEPARATOR.finditer(title))
