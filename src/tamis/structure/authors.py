"""Who wrote it: chosen between what the page declares and its bylines."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Sequence

from tamis.page import Role
from tamis.structure.bylines import Byline, ends_in_prefix, has_prefix, parse_byline, without_title
from tamis.structure.choices import Choice
from tamis.structure.dates import find_date
from tamis.structure.declared import Claim
from tamis.structure.names import is_agency, is_organisation, is_person
from tamis.structure.observed import Line, Observed, Place
from tamis.structure.sites import normalised

Authors = tuple[str, ...]

_ORGANISATIONS = frozenset({"organization", "newsmediaorganization", "corporation", "brand"})
_MOST_WORDS_ALONE = 4
_DATED_WITHIN = 3
"""A name below the title is the author's if one of so many lines after it has a date: below the
headings of shops and listings stand names of other things."""
_NUMBERS = re.compile(r"(?<!\d)\d{1,2}([./-])\d{1,2}\1\d{4}(?!\d)")
_NO_BYLINES = frozenset(
    {Role.BYLINE, Role.TITLE, Role.NAVIGATION, Role.LIST_ITEM, Role.RELATED, Role.PROMOTION}
)
_THREAD = 3
"""So many bylines far from title and text are those of a thread or of a list."""
_NO_NAME_ENDS = "?!:"
_IN_BRACKETS = re.compile(r"\s\([^()]{1,40}\)$")
_PARTED = frozenset(",|/;")


def choose_authors(
    observed: Observed, declared: Sequence[Claim], publisher: str | None
) -> tuple[Choice[Authors], list[Claim]]:
    """The authors, and everything offered.

    Persons before newsrooms: those declared, or a byline's if it names them and more; else a
    byline's; else a name that is declared and is no person's; else one beside the date. A
    byline that stands neither at the title nor after the text may be another article's, and is
    believed last.
    """
    declared = [claim for claim in declared if _bare_name(claim.value)]
    shown = [
        (Claim(text, "text, byline"), place)
        for text, place in observed.bylines
        if text[-1] not in _NO_NAME_ENDS
    ]
    beside = _at_title(observed.lines)
    parsed = {claim: parse_byline(claim.value) for claim in (*(c for c, _ in shown), *beside)}
    # Where many write on the page and none of them at its title, nobody signs the text.
    is_thread = len(shown) >= _THREAD and all(place is not Place.TITLE for _, place in shown)
    own = [
        claim
        for claim, place in shown
        if has_prefix(claim.value) or (place is not Place.ELSEWHERE and not is_thread)
    ]
    far = [claim for claim, _ in shown if claim not in own]
    offered = [*declared, *(claim for claim, _ in shown), *beside]
    return _chosen(declared, [*own, *beside], far, parsed, publisher), offered


def _chosen(
    declared: Sequence[Claim],
    bylines: Sequence[Claim],
    far: Sequence[Claim],
    parsed: dict[Claim, Byline],
    publisher: str | None,
) -> Choice[Authors]:
    by_source: dict[str, list[Claim]] = {}
    for claim in declared:
        by_source.setdefault(claim.source, []).append(claim)
    shown = {normalised(line) for claim in (*bylines, *far) for line in claim.value.split("\n")}
    shown |= {normalised(name) for byline in parsed.values() for name in _names(byline)}
    for claims in by_source.values():
        people = _people(claims, publisher, shown)
        if people:
            fuller = _fuller(people, bylines, parsed)
            if fuller is not None:
                return fuller
            return Choice(people, claims, "persons, of the most trusted source that names some")
    for claims in by_source.values():
        if any(normalised(_bare_name(claim.value)) in shown for claim in claims):
            return Choice(_all_names(claims), claims, "declared, and shown as a byline")
    for claim in bylines:
        if parsed[claim].people:
            return Choice(_unique(parsed[claim].people), [claim], "the first byline with a person")
    for claims in by_source.values():
        return Choice(_all_names(claims), claims, "declared, though no person's name")
    for claim in bylines:
        byline = parsed[claim]
        if byline.names:
            return Choice(_unique(_names(byline)), [claim], "a byline without a person")
    if len(far) >= _THREAD and _is_one_name(far[0].value) and len(far[0].value) > 1:
        return Choice((far[0].value,), far[:1], "the first of many who write on the page")
    if far and parsed[far[0]].people:
        return Choice(_unique(parsed[far[0]].people), far[:1], "the first byline on the page")
    return Choice(())


def _names(byline: Byline) -> Authors:
    return (*byline.people, *byline.handles, *byline.organisations, *byline.agencies)


def _bare_name(value: str) -> str:
    """What is declared without marks around it and what stands in brackets after it; empty if
    it is an address or a number."""
    if "://" in value or "@" in value or value.isdigit() or value[:1] == "#":
        return ""
    return _IN_BRACKETS.sub("", value).strip(" ,;|–-")


def _people(claims: Iterable[Claim], publisher: str | None, shown: Container[str]) -> Authors:
    """The persons that are declared. What is called as the publisher is one only where the page
    says so: as a person's type, or by a byline that shows the name."""
    names: list[str] = []
    for declared, _, kind in claims:
        value = _bare_name(declared)
        is_publisher = publisher is not None and normalised(value) == normalised(publisher)
        if kind in _ORGANISATIONS or (
            is_publisher and kind != "person" and normalised(value) not in shown
        ):
            continue
        is_plain = not _PARTED.intersection(value) and not has_prefix(value)
        if (is_plain and is_person(value)) or (kind == "person" and _is_one_name(value)):
            names.append(value)
        else:
            names.extend(parse_byline(value).people)
    return _unique(names)


def _is_one_name(value: str) -> bool:
    """Whether what is declared a person's name may be one: a single word, a name of a user."""
    return (
        len(value) <= 40
        and len(value.split()) == 1
        and not is_agency(value)
        and not is_organisation(value)
    )


def _fuller(
    people: Authors, bylines: Sequence[Claim], parsed: dict[Claim, Byline]
) -> Choice[Authors] | None:
    """The byline that names all these persons and others too."""
    known = {normalised(name) for name in people}
    for claim in bylines:
        named = _unique(parsed[claim].people)
        if len(named) > len(people) and known <= {normalised(name) for name in named}:
            return Choice(named, [claim], "names those declared and more")
    return None


def _at_title(lines: Sequence[Line]) -> list[Claim]:
    """Lines at the title that name someone, though nothing else marks them as bylines: they
    begin with a byline's word, or stand beside a date."""
    found = []
    for index, (text, role, *_) in enumerate(lines):
        if role in _NO_BYLINES:
            continue
        before = lines[index - 1].text if index else ""
        after = lines[index + 1].text if index + 1 < len(lines) else ""
        flat = " ".join(text.split())
        if ends_in_prefix(before) and _may_be_names(flat):
            found.append(Claim(f"{before} {flat}", "text, at the title"))
        elif parse_byline(flat, prefixed_only=True).names and _may_be_names(flat):
            found.append(Claim(flat, "text, at the title"))
        elif _dated_name(flat) or (
            is_person(flat)
            and len(flat.split()) <= _MOST_WORDS_ALONE
            and any(_is_date(line) for line in (before, after))
        ):
            found.append(Claim(flat, "text, beside the date"))
        elif (
            index
            and lines[index - 1].role is Role.TITLE
            and is_person(flat)
            # A word or two without spaces may be anything.
            and 2 <= len(flat.split()) <= _MOST_WORDS_ALONE
            and any(map(_has_date, lines[index + 1 : index + 1 + _DATED_WITHIN]))
        ):
            found.append(Claim(flat, "text, below the title"))
    return found


def _may_be_names(text: str) -> bool:
    return len(text) <= 100 and text[-1:] not in f".;{_NO_NAME_ENDS}"


def _has_date(line: Line) -> bool:
    """Whether a line has a date, be its order of day and month known or not."""
    return find_date(line.text) is not None or _NUMBERS.search(line.text) is not None


def _is_date(text: str) -> bool:
    when = find_date(text)
    return when is not None and when.end - when.start >= 0.4 * len(text)


def _dated_name(text: str) -> bool:
    """Whether a line is a date and a person's name, whichever comes first."""
    if len(text) > 100 or ":" in text.split(" ", 1)[0] or find_date(text) is None:
        return False
    people = parse_byline(text).people
    return len(people) == 1 and (text.startswith(people[0]) or text.endswith(people[0]))


def _all_names(claims: Iterable[Claim]) -> Authors:
    return _unique(_bare_name(claim.value) for claim in claims)


def _unique(names: Iterable[str]) -> Authors:
    return tuple({normalised(name): without_title(name) for name in names}.values())
