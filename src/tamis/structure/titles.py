"""Headlines: comparing them, and taking the site's name off ``<title>``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from tamis.structure.choices import Choice
from tamis.structure.declared import Claim, Claims
from tamis.structure.sites import Site, normalised

_SEPARATOR = re.compile(r"\s+[|\-–—·•:»«›‹<>~/]{1,2}\s+|\s*[|｜]\s*|[：_]|--|\s[—–]\s?|:\s")

# These part a headline's own halves as often as headline and site.
_INSIDE_HEADLINES = frozenset({":", "：", "/"})


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


def without_site(title: str, headlines: Sequence[str], site: Site) -> str:
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
    start, end = pieces[-1]
    if site.is_named(title[end:]):
        return title[:start].strip()
    start, end = pieces[0]
    if normalised(title[:start]) in site.names:
        return without_site(title[end:], headlines, site)
    return title


@lru_cache(maxsize=64)
def _separators(title: str) -> tuple[tuple[int, int], ...]:
    """Start and end of everything that may part a headline from a site's name."""
    return tuple(match.span() for match in _SEPARATOR.finditer(title))


_ALIKE = 0.2
"""From this similarity on a heading and what metas declare are about the same article."""
_CUT = 40
_ON_PAGE = frozenset({"text, title", "title element"})


def choose_title(
    headline: str | None, claims: Claims, site: Site
) -> tuple[Choice[str | None], list[Claim]]:
    """The title, and everything offered for it.

    ``headline`` is the title that the page shows. The headline that JSON-LD declares for a news
    article is the newsroom's own and goes before it, except where it only repeats ``<title>``,
    which is written for search engines, and the metas declare what the page shows. JSON-LD of
    other kinds is filled in by plug-ins, and what the page shows goes before it, as it does
    before metas that say nearly the same. The site's name is taken off.
    """
    on_page = Claim(headline or "", "text, title")
    document_title = Claim(claims.document_title, "title element")
    is_site = headline is not None and _is_site(headline, claims, site)
    if is_site:
        site, headline = site._replace(names=(*site.names, normalised(on_page.value))), None
    elif headline is not None:
        headline = without_site(headline, [], site)
    offered = [claim for claim in (*claims.title, on_page, document_title) if claim.value]
    titles = {claim: _bare(claim, offered, headline, site) for claim in offered}
    named = [
        claim
        for claim in offered
        if claim is not on_page and normalised(titles[claim]) not in ("", *site.names)
    ]
    if headline is None:
        if not named:
            shown_site = [on_page] if is_site else []
            return Choice(on_page.value or None, shown_site, "nothing but the site's name"), offered
        return Choice(titles[named[0]], named[:1], "the most trusted source"), offered
    shown = normalised(headline)
    first = named[0] if named else None
    if first is not None and "news" in first.kind:
        declared = normalised(titles[first])
        if shown == declared or (len(declared) >= _CUT and shown.startswith(declared)):
            return Choice(headline, [first, on_page], "declared, as the page shows it"), offered
        others = {normalised(titles[claim]) for claim in named if claim.source.startswith("meta")}
        repeats = declared == normalised(titles.get(document_title, ""))
        if not (repeats and shown in others):
            return Choice(
                titles[first], [first], "the headline that the newsroom declares"
            ), offered
        return Choice(headline, [on_page], "the page and its metas agree on it"), offered
    if first is not None and _is_about_else(headline, [titles[claim] for claim in named], site):
        return Choice(titles[first], [first], "the heading is about something else"), offered
    return Choice(headline, [on_page], "what the page shows as its title"), offered


def _is_about_else(headline: str, declared: Sequence[str], site: Site) -> bool:
    """Whether a heading is not about what is declared: it is unlike it, and the address, which
    names a category by its heading, does not have its words."""
    return not site.has_in_path(headline) and all(
        similarity(headline, title) < _ALIKE for title in declared
    )


def _bare(claim: Claim, offered: Sequence[Claim], headline: str | None, site: Site) -> str:
    """What is declared without the site's name."""
    others = [headline or ""]
    if claim.source == "title element":
        others += [other.value for other in offered if other.source not in _ON_PAGE]
    return without_site(claim.value, others, site)


def _is_site(headline: str, claims: Claims, site: Site) -> bool:
    """Whether a heading is the site's name: nothing declares it, and it is the one in the
    address, or begins ``<title>`` before what is declared, or ends it after a longer beginning or
    one that the address has."""
    shown = normalised(headline)
    document_title = claims.document_title
    pieces = _separators(document_title[:500])
    if not pieces or any(normalised(claim.value) == shown for claim in claims.title):
        return False
    if shown.replace(" ", "") in site.labels:
        return True
    start, end = pieces[0]
    if normalised(document_title[:start]) == shown:
        return any(
            normalised(claim.value) == normalised(document_title[end:]) for claim in claims.title
        )
    start, end = pieces[-1]
    return normalised(document_title[end:]) == shown and (
        start > len(headline) or normalised(document_title[:start]) in site.path
    )
