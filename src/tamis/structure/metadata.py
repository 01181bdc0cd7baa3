"""The page's metadata, chosen between what it declares and what its text shows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

from tamis.page import Candidate, Metadata, Role, Span
from tamis.parsing.document import Document
from tamis.structure.access import declared_access, observed_access
from tamis.structure.agencies import GENERIC_WIRES
from tamis.structure.authors import choose_authors
from tamis.structure.bylines import parse_byline
from tamis.structure.choices import Choice, candidates, first_of
from tamis.structure.datelines import find_dateline
from tamis.structure.declared import Claim, Claims
from tamis.structure.names import is_news_agency
from tamis.structure.notes import wires_in_note
from tamis.structure.observed import Observed
from tamis.structure.publication import choose_dates
from tamis.structure.sites import site_of
from tamis.structure.titles import choose_title


def choose_metadata(
    document: Document, spans: Sequence[Span], claims: Claims, captured: datetime | None
) -> tuple[Metadata, tuple[Candidate, ...]]:
    """What is said of the page, field by field, and all that was offered for each field.

    Nothing is filled in that the page does not say. ``captured`` is when it was captured:
    relative dates are reckoned from it, and none later is believed.
    """
    observed = Observed(document, spans)
    publisher = first_of(claims.publisher)
    site = site_of(publisher.value, document.url)
    title, titles = choose_title(observed.headline, claims, site)
    deck, decks = _shown_first(observed, Role.DECK, claims.description, declared_counts=False)
    section, sections = _shown_first(observed, Role.SECTION, claims.section, declared_counts=True)
    authors, names = choose_authors(observed, claims.author, publisher.value)
    published, modified = choose_dates(observed, claims, captured, document.url)
    tags = _tags(claims.tag)
    licence = first_of(claims.license)
    language = first_of(claims.languages)
    access = declared_access(claims.free)
    metadata = Metadata(
        title=title.value,
        deck=deck.value,
        section=section.value,
        authors=authors.value,
        publisher=publisher.value,
        date_published=published.choice.value,
        date_modified=modified.choice.value,
        tags=tags.value,
        wires=_wires(observed, claims.author),
        license=licence.value,
        language_declared=language.value,
        access_declared=access.value,
        access_observed=observed_access(document, spans),
    )
    return metadata, (
        *candidates("title", titles, title),
        *candidates("deck", decks, deck),
        *candidates("section", sections, section),
        *candidates("authors", names, authors),
        *candidates("publisher", claims.publisher, publisher),
        *candidates("date_published", published.offered, published.choice),
        *candidates("date_modified", modified.offered, modified.choice),
        *candidates("tags", claims.tag, tags),
        *candidates("license", claims.license, licence),
        *candidates("language_declared", claims.languages, language),
        *candidates("access_declared", claims.free, access),
        *candidates("canonical", claims.canonical, first_of(claims.canonical)),
        *candidates("alternates", claims.alternates, Choice(None)),
    )


def _shown_first(
    observed: Observed, role: Role, declared: Sequence[Claim], *, declared_counts: bool
) -> tuple[Choice[str | None], list[Claim]]:
    """A field that the page shows. What is declared comes first if it ``declared_counts``: a
    description is written for search engines, and is no deck."""
    shown = observed.first(role)
    on_page = [] if not shown else [Claim(shown, f"text, {role.value}")]
    offered = [*declared, *on_page] if declared_counts else [*on_page, *declared]
    if declared and declared_counts:
        return first_of(declared), offered
    if on_page:
        return Choice(shown, on_page, "stands on the page"), offered
    return Choice(None), offered


# What a content management system puts among the tags for itself: keys with their values, fields,
# identifiers, paths.
_KEY = re.compile(
    r"\S{0,80}[_=:]\S{0,80}|[a-z-]{2,40}:\S.{0,200}|(?=[a-f-]{0,64}\d)[0-9a-f-]{8,64}|[\d.,-]{5,}"
    r"|/\S{0,200}|https?:\S{1,200}"
)
# One tag may be a title with a colon in it; several are fields with their values.
_FIELD = re.compile(r"[^\W\d][\w -]{0,40}: \S")
_FEWEST_FIELDS = 3


def _tags(claims: Sequence[Claim]) -> Choice[tuple[str, ...]]:
    claims = [claim for claim in claims if _KEY.fullmatch(claim.value) is None]
    fields = {claim.value for claim in claims if _FIELD.match(claim.value)}
    if len(fields) >= _FEWEST_FIELDS:
        claims = [claim for claim in claims if claim.value not in fields]
    chosen = [claim for claim in claims if claim.source == claims[0].source]
    names = tuple(dict.fromkeys(claim.value for claim in chosen))
    return Choice(names, chosen, "the most trusted source")


def _wires(observed: Observed, declared: Sequence[Claim]) -> tuple[str, ...]:
    """The agencies that the page names as where its text comes from."""
    bylines = [parse_byline(text) for text in observed.texts(Role.BYLINE)]
    wires = [name for byline in bylines for name in byline.agencies if is_news_agency(name)]
    wires += [claim.value for claim in declared if is_news_agency(claim.value)]
    for text in observed.texts(Role.DATELINE):
        dateline = find_dateline(f"{text} …")
        if dateline is not None and dateline.agency:
            wires.append(dateline.agency)
    for text in observed.texts(Role.NOTE):
        wires.extend(name for name in wires_in_note(text) if name.lower() not in GENERIC_WIRES)
    return tuple({name.lower(): name for name in reversed(wires)}.values())[::-1]
