"""The page's metadata, chosen between what it declares and what its text shows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tamis.page import Metadata, Role, Span
from tamis.parsing.document import Document
from tamis.structure.bylines import Byline, parse_byline, without_title
from tamis.structure.dates import parse_date
from tamis.structure.declared import Claim, Claims
from tamis.structure.names import is_news_agency, is_person
from tamis.structure.notes import wire_in_dateline, wires_in_note
from tamis.structure.titles import normalised, similarity, without_site

_GENERIC_WIRES = frozenset(
    """agences agencias agências agencies agenturen agenzie nachrichtenagenturen wire
    wires""".split()
) | {"news agencies", "news services", "kantor berita"}


def choose_metadata(document: Document, spans: Sequence[Span], claims: Claims) -> Metadata:
    """What is said of the page, field by field.

    Title: the headline on the page if a meta declares the same; else the one that JSON-LD
    declares; else the one on the page if it is like what the metas declare; else theirs.
    Authors: declared persons, else those of a byline, else whatever is declared as author.
    Dates: the first declared that can be read, in its most precise form; else the one written
    at the title. Nothing is filled in that the page does not say.
    """
    observed = _Observed(document, spans)
    publisher = claims.publisher[0].value if claims.publisher else None
    bylines = [parse_byline(text) for text in observed.texts(Role.BYLINE)]
    return Metadata(
        title=_title(observed, claims, publisher),
        deck=observed.first(Role.DECK) or None,
        section=claims.section[0].value if claims.section else observed.first(Role.SECTION),
        authors=_authors(claims, bylines),
        publisher=publisher,
        date_published=_date(claims.published, claims.language)
        or _observed_date(observed, claims.language),
        date_modified=_date(claims.modified, claims.language),
        tags=tuple(dict.fromkeys(claim.value for claim in _of_first_source(claims.tag))),
        wires=_wires(observed, bylines),
        license=claims.license[0].value if claims.license else None,
    )


_OBSERVED = frozenset(
    {Role.TITLE, Role.DECK, Role.SECTION, Role.BYLINE, Role.DATE, Role.NOTE, Role.PARAGRAPH}
)


class _Observed:
    """The texts of the roles, in order."""

    def __init__(self, document: Document, spans: Sequence[Span]) -> None:
        self._by_role: dict[Role, list[str]] = {}
        self.opening = ""
        for span in [span for span in spans if span.role in _OBSERVED]:
            if span.role is not Role.PARAGRAPH:
                text = " ".join(document.text[span.start : span.end].split())
                self._by_role.setdefault(span.role, []).append(text)
            elif not self.opening:
                self.opening = document.text[span.start : min(span.end, span.start + 100)].strip()

    def texts(self, role: Role) -> list[str]:
        return self._by_role.get(role, [])

    def first(self, role: Role) -> str | None:
        texts = self.texts(role)
        return texts[0] if texts else None


def _title(observed: _Observed, claims: Claims, publisher: str | None) -> str | None:
    heading = observed.first(Role.TITLE)
    heading = None if heading is None else heading.replace("\xad", "").rstrip(" ¶#§")
    declared = [without_site(claim.value, [heading or ""], publisher) for claim in claims.title]
    if claims.document_title:
        declared.append(without_site(claims.document_title, [*declared, heading or ""], publisher))
    declared = [title for title in declared if normalised(title) != normalised(publisher or "")]
    if declared and claims.title and claims.title[0].source.startswith("json-ld"):
        seconds = {normalised(title) for title in declared[1 : len(claims.title)]}
        if heading is None or normalised(heading) not in seconds:
            return _as_on_page(declared[0], heading)
    if heading is not None and (
        not declared or any(similarity(heading, title) >= 0.3 for title in declared)
    ):
        return heading
    return declared[0] if declared else heading


def _as_on_page(headline: str, heading: str | None) -> str:
    """``heading`` if it is ``headline`` in full, else ``headline``: some declare it cut short."""
    if heading is None:
        return headline
    declared, shown = normalised(headline), normalised(heading)
    is_cut = len(declared) >= 40 and shown.startswith(declared)
    return heading if shown == declared or is_cut else headline


def _of_first_source(claims: Sequence[Claim]) -> list[Claim]:
    return [claim for claim in claims if claim.source == claims[0].source]


def _authors(claims: Claims, bylines: Sequence[Byline]) -> tuple[str, ...]:
    by_source: dict[str, list[str]] = {}
    for claim in claims.author:
        if "://" not in claim.value and "@" not in claim.value and not claim.value.isdigit():
            by_source.setdefault(claim.source, []).append(claim.value)
    fallback: tuple[str, ...] = ()
    for values in by_source.values():
        people = _people(values)
        if people:
            return people
        fallback = fallback or tuple(dict.fromkeys(values))
    for byline in bylines:
        if byline.people:
            return _unique(byline.people)
    return fallback or _unique(
        name for byline in bylines for name in (*byline.organisations, *byline.agencies)
    )


def _people(values: Iterable[str]) -> tuple[str, ...]:
    names: list[str] = []
    for value in values:
        if is_person(value) and "," not in value:
            names.append(value)
        else:
            names.extend(parse_byline(value).people)
    return _unique(names)


def _unique(names: Iterable[str]) -> tuple[str, ...]:
    return tuple({normalised(name): without_title(name) for name in names}.values())


def _date(claims: Sequence[Claim], language: str) -> str | None:
    dates = [iso for claim in claims[:20] if (iso := parse_date(claim.value, language))]
    if not dates:
        return None
    same_day = [iso for iso in dates if iso[:10] == dates[0][:10]]
    return max(same_day, key=_precision)


def _precision(iso: str) -> tuple[bool, bool]:
    """Whether a date gives a time, and an offset."""
    clock = iso[10:]
    return bool(clock), "+" in clock or "-" in clock


def _observed_date(observed: _Observed, language: str) -> str | None:
    for role in (Role.DATE, Role.BYLINE):
        for text in observed.texts(role):
            iso = parse_date(text, language)
            if iso is not None:
                return iso
    return None


def _wires(observed: _Observed, bylines: Sequence[Byline]) -> tuple[str, ...]:
    wires = [name for byline in bylines for name in byline.agencies if is_news_agency(name)]
    opening = wire_in_dateline(observed.opening)
    if opening is not None:
        wires.append(opening)
    for text in observed.texts(Role.NOTE):
        wires.extend(name for name in wires_in_note(text) if name.lower() not in _GENERIC_WIRES)
    return tuple({name.lower(): name for name in reversed(wires)}.values())[::-1]
