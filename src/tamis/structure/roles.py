"""Which spans are title, byline, date, caption, credit, note and embed, in HTML and in text."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from tamis.page import Role
from tamis.parsing.document import Document, Element
from tamis.structure import bylines, notes
from tamis.structure.asides import find_asides, find_posts
from tamis.structure.dates import find_date
from tamis.structure.declared import Claims
from tamis.structure.headings import find_headings
from tamis.structure.labels import is_kind, is_reading_time
from tamis.structure.layout import Layout, is_dense
from tamis.structure.names import is_name_like, is_organisation, is_person
from tamis.structure.pictures import captions_in_html, captions_in_text
from tamis.structure.signals import (
    BYLINE,
    CAPTION,
    CONTROL,
    DATE,
    DECK,
    ELSEWHERE,
    FIGURE,
    PICTURE_BOX,
    SECTION,
    Signals,
)
from tamis.structure.sites import NOWHERE, Site, normalised, site_of
from tamis.structure.titles import similarity, without_site
from tamis.structure.units import Piece, Unit

MAX_TITLE = 300
MAX_BYLINE = 200
MAX_DATE = 90
_BESIDE_AUTHOR = 45
MAX_DECK = 600
MAX_SECTION = 60
# What the labeller knows for one of these is no section, however short it is.
_NO_SECTIONS = frozenset(
    {
        Role.ADVERTISEMENT,
        Role.COMMENT,
        Role.CONSENT,
        Role.LEGAL,
        Role.PAYWALL,
        Role.PROMOTION,
        Role.SHARING,
    }
)

_FEWEST_WORDS = 4
_COMPARED = 6
_FEWEST_REPEATED = 6
_MOST_REPEATED = 120
_MOST_BEFORE_TEXT = 12
_MOST_BEFORE_TITLE = 6
_MOST_AFTER_NAME = 6
_FINAL = ".:;,…。．"
_HEADER_BEFORE = 6
_HEADER_UNTITLED = 30
# A number with what it counts: "6 min read", "142 Views", "Lesezeit 5 Min.", "3分钟".
_COUNT = re.compile(r"(?<![\d:.時时])\d{1,6}\s?(?![年月日時时点년월일시])[^\W\d_]{2,20}")
_FOOT_AFTER = 4


def declared_headlines(claims: Claims, site: Site) -> tuple[str, ...]:
    """What the page calls itself, without the site's name, the most trusted first."""
    named = [claim.value for claim in claims.title]
    stripped = [without_site(title, [], site) for title in named]
    if claims.document_title:
        stripped.append(without_site(claims.document_title, stripped, site))
    return tuple(dict.fromkeys(title for title in stripped if title))


def assign_roles(document: Document, units: list[Unit], claims: Claims, signals: Signals) -> Layout:
    """Decide about the units, in place, and say where the article lies."""
    layout = Layout(document, units)
    layout.settle(units)
    if document.elements:
        layout.common = signals.of(layout.root)
        site = site_of(claims.publisher[0].value if claims.publisher else None, document.url)
        headlines = declared_headlines(claims, site)
        layout.title = _title_in_html(units, layout, headlines, site, signals)
        _settle_title(units, layout)
        if layout.title is not None:
            layout.widen_to(units[layout.title].element)
            _split_headline(units[layout.title], headlines)
        find_posts(units, layout)
        captions_in_html(units, layout, signals)
    else:
        find_posts(units, layout)
        captions_in_text(units, document)
        layout.settle(units)
        layout.title = _named_by_first_line(units, layout)
        _settle_title(units, layout)
        if layout.title is None:
            layout.title = _title_in_text(units, layout)
    layout.settle(units)
    find_asides(units, layout, claims, signals)
    _notes(units, layout)
    _header(units, layout, claims, signals)
    if document.elements:
        find_headings(units, layout, signals)
    return layout


# Titles


def _learned_title(units: Sequence[Unit]) -> int | None:
    """The text that the labeller takes for the title."""
    return next(
        (
            index
            for index, unit in enumerate(units)
            if unit.span.role is Role.TITLE and unit.is_open
        ),
        None,
    )


def _settle_title(units: Sequence[Unit], layout: Layout) -> None:
    """What is declared comes first; the labeller's title stands where nothing is."""
    if layout.title is None:
        layout.title = _learned_title(units)
        return
    for unit in units:
        if unit.span.role is Role.TITLE and unit.is_open:
            unit.decide(Role.OTHER, 0.6, "the title stands elsewhere")


def _title_in_html(
    units: Sequence[Unit],
    layout: Layout,
    headlines: Sequence[str],
    site: Site,
    signals: Signals,
) -> int | None:
    elements = layout.document.elements
    in_headings = _in_headings(layout.document, units)
    shortest = min(map(len, headlines), default=MAX_TITLE + 1)
    best: tuple[float, int, float] | None = None
    for index, unit in enumerate(units):
        if index > layout.last and best is not None:
            break
        level = _heading_level(elements, unit.element) if index in in_headings else 0
        text = unit.text
        if level == 0 and (len(text) < shortest or text not in headlines):
            continue
        if len(text) > MAX_TITLE or not unit.is_open:
            continue
        likeness = max([_likeness(text, title) for title in headlines], default=0.0)
        if level == 2 and likeness < 0.9:
            continue
        if likeness < 0.5 and (level != 1 or normalised(text) in site.names):
            continue
        score = likeness + (0.0, 0.45, 0.1)[level]
        score += 0.1 if index <= layout.first else -0.3
        score += 0.1 if unit.is_content or layout.holds(unit) else 0.0
        score -= 0.0 if unit.span.visible else 0.2
        score -= 0.25 if unit.signals(signals) & ELSEWHERE else 0.0
        if score >= 0.5 and (best is None or score >= best[0]):
            best = (score, index, likeness)
    if best is None:
        return None
    _, index, likeness = best
    if likeness >= 0.999:
        units[index].decide(Role.TITLE, 0.99, "equals the declared headline")
    elif likeness >= 0.5:
        units[index].decide(Role.TITLE, 0.95, "a heading close to the declared headline")
    else:
        units[index].decide(Role.TITLE, 0.8, "the main heading before the text")
    return index


def _likeness(heading: str, declared: str) -> float:
    """How alike a heading is to a declared headline, with or without a site's name after it."""
    return similarity(heading, without_site(declared, (heading,), NOWHERE))


_LEVELS = {"h1": 1, "h2": 2, "h3": 2}


def _in_headings(document: Document, units: Sequence[Unit]) -> set[int]:
    """The units that have text in a heading of any level."""
    starts = [unit.span.start for unit in units]
    found: set[int] = set()
    reached = 0
    for start, end, kind, _ in document.marks:
        if kind == "heading":
            first = max(reached, bisect_right(starts, start) - 1)
            reached = bisect_left(starts, end, first)
            found.update(range(first, reached))
    return found


def _heading_level(elements: Sequence[Element], element: int) -> int:
    """1 or 2 inside a heading of that level, else 0."""
    for _ in range(4):
        if element < 0:
            return 0
        parent, tag, *_ = elements[element]
        if tag in _LEVELS:
            return _LEVELS[tag]
        element = parent
    return 0


def _split_headline(unit: Unit, headlines: Sequence[str]) -> None:
    """Part a kicker from the headline where one heading holds both in elements of their own."""
    parts = unit.parts()
    if len(parts) < 2:
        return
    wanted = {normalised(title) for title in headlines}
    is_wanted = normalised(unit.text) in wanted
    for start, _, _, _ in parts[1:]:
        kicker = unit.text[: start - unit.start].strip()
        headline = normalised(unit.text[start - unit.start :])
        known = headline in wanted or (
            not is_wanted
            and len(headline) >= 20
            and any(title.endswith(headline) for title in wanted)
        )
        if known and len(kicker) <= MAX_SECTION:
            unit.divide(
                (
                    Piece(
                        unit.start, start, Role.SECTION, 0.75, "stands before the headline in it"
                    ),
                    Piece(start, unit.end, Role.TITLE, 0.98, "equals the declared headline"),
                )
            )
            return


def _named_by_first_line(units: Sequence[Unit], layout: Layout) -> int | None:
    """The line that the first line of a text repeats, with the site's name or without.

    Whoever makes text of a whole page (WET) puts its ``<title>`` before it.
    """
    if not units or not units[0].is_open or len(units[0].text) > MAX_TITLE:
        return None
    head = units[0].text
    found = [
        index
        # A notice above the menu stands twice in a row.
        for index in range(2, layout.last)
        if units[index].is_open and _is_named(units[index].text, head)
    ]
    if not found:
        return None
    longest = max(len(units[index].text) for index in found)
    found = [index for index in found if len(units[index].text) == longest]
    chosen = max((index for index in found if index < layout.first), default=found[0])
    units[chosen].decide(Role.TITLE, 0.9, "the first line of the text repeats it")
    return chosen


def _is_named(text: str, head: str) -> bool:
    begins = head[:_COMPARED].lower() == text[:_COMPARED].lower()
    # A short end of a page's title is the site's name.
    if not begins and len(text) * 2 < len(head):
        return False
    # What is left without the site's name is a headline, be it ever so short; what merely
    # stands twice may be an entry of a menu.
    shown = normalised(text)
    is_cut = normalised(head) != shown
    if not is_cut and len(text) > _MOST_REPEATED:
        return False
    return (
        _headline_like(text)
        and (is_cut or len(text.split()) >= _FEWEST_REPEATED or is_dense(text))
        and normalised(without_site(head, (text,), NOWHERE)) == shown
    )


def _title_in_text(units: Sequence[Unit], layout: Layout) -> int | None:
    """The first line before the first paragraph that reads like a headline, where few lines
    stand before it: among the menus of a whole page every line reads like one."""
    if layout.last - layout.first < 1 or layout.first > _MOST_BEFORE_TEXT:
        return None
    chosen: int | None = None
    for index in range(layout.first):
        unit = units[index]
        if not unit.is_open or not _headline_like(unit.text):
            continue
        words = len(unit.text.split())
        if words >= _FEWEST_WORDS or is_dense(unit.text):
            chosen = index
            break
        if words >= 2:
            chosen = index
    if chosen is None:
        return None
    units[chosen].decide(
        Role.TITLE, 0.85, "a line of its own without a full stop, before the first paragraph"
    )
    return chosen


def _headline_like(text: str) -> bool:
    if not 6 <= len(text) <= 200 or text[-1] in _FINAL or "://" in text:
        return False
    if bylines.has_prefix(text) and bylines.parse_byline(text).names:
        return False
    found = find_date(text)
    if found is not None and found.end - found.start > 0.5 * len(text):
        return False
    return any(character.isalpha() for character in text)


# Notes


# A note that ends an article is easily taken for what follows it.
_NOTES_AFTER = 2


def _notes(units: Sequence[Unit], layout: Layout) -> None:
    begin, end = layout.first, layout.last + _NOTES_AFTER
    for index, unit in enumerate(units):
        if not unit.is_open or not (unit.is_content or begin < index <= end):
            continue
        reason = notes.note_reason(unit.text)
        if reason is None:
            continue
        is_signature = reason == notes.NAMES_AGENCY and len(unit.text) < 20
        # "PA" alone is a state, too.
        is_bare = unit.text[0].isalpha() and ":" not in unit.text and index < layout.last
        if is_signature and (index <= begin or is_bare):
            continue
        unit.decide(Role.NOTE, 0.9, reason)


# What stands between the title and the text


def _header(units: Sequence[Unit], layout: Layout, claims: Claims, signals: Signals) -> None:
    document = layout.document
    is_html = bool(document.elements)
    title = layout.title
    # A text without a title has its byline and date anywhere before its first sentence.
    reach = _HEADER_BEFORE if is_html or title is not None else _HEADER_UNTITLED
    begin = max(0, (layout.first if title is None else title) - reach)
    for index in range(begin, min(layout.first + _HEADER_BEFORE, len(units))):
        unit = units[index]
        if index > layout.first and units[index - 1].is_body:
            break
        if not unit.is_open or (is_html and not unit.is_content and not layout.holds(unit)):
            continue
        found = unit.signals(signals) & ~layout.common
        before_title = title is not None and index < title
        if before_title and found & ELSEWHERE:
            continue
        if _byline_or_date(unit, found, claims, signals):
            continue
        if index + 1 < len(units) and _byline_on_two_lines(unit, units[index + 1]):
            continue
        if is_reading_time(unit.text):
            unit.decide(Role.OTHER, 0.85, "says how long the text takes to read")
            continue
        if not before_title:
            follows_title = title is not None and index == title + 1
            beside_text = index + 1 < len(units) and _are_siblings(document, unit, units[index + 1])
            _deck(unit, found, follows_title and not beside_text, claims)
    if title is not None:
        _section(units, title, layout, claims, signals)
    for index in range(layout.last + 1, min(layout.last + _FOOT_AFTER, len(units))):
        unit = units[index]
        if not unit.is_open or (is_html and not layout.holds(unit)):
            continue
        found = unit.signals(signals) & ~layout.common
        if found & ELSEWHERE and not unit.is_content:
            continue
        is_end = is_html or index + _MOST_AFTER_NAME >= len(units)
        if (
            not _byline_or_date(unit, found, claims, signals)
            and index == layout.last + 1
            and is_end
        ):
            _signature(unit)


def _byline_or_date(unit: Unit, found: int, claims: Claims, signals: Signals) -> bool:
    text = unit.text
    if len(text) > MAX_BYLINE or found & FIGURE:
        return False
    when = find_date(text, claims.language)
    if when is not None:
        pieces = _byline_and_date(unit, signals, claims)
        if pieces:
            unit.divide(pieces)
            return True
    prefixed = bylines.has_prefix(text) or (
        when is not None and bylines.has_prefix(text[when.end :].lstrip(" |–—•·-,"))
    )
    if prefixed or found & BYLINE:
        names = bylines.parse_byline(text)
        if names.names and _mostly_names(text, names, when is not None):
            reason = (
                "begins like a byline and names someone"
                if prefixed
                else "inside an element that is named for the author"
            )
            unit.decide(Role.BYLINE, 0.96 if prefixed and found & BYLINE else 0.88, reason)
            return True
    elif any(text == claim.value for claim in claims.author):
        unit.decide(Role.BYLINE, 0.95, "equals the declared author")
        return True
    if when is not None and len(text) <= MAX_DATE:
        share = (when.end - when.start) / len(text)
        is_counted = _COUNT.search(text, when.end) is not None
        if share >= (0.25 if found & DATE or is_counted else 0.4):
            date = Piece(
                unit.start,
                unit.end,
                Role.DATE,
                0.95 if found & DATE else 0.85,
                "a date of its own",
            )
            unit.divide(_date_and_counts(unit, date, when.end, claims) if is_counted else (date,))
            return True
    dated = when.end - when.start if when is not None else 0
    if any(_is_little_beside(claim.value, text, dated) for claim in claims.author):
        unit.decide(Role.BYLINE, 0.85, "names the declared author and says little else")
        return True
    return False


def _byline_on_two_lines(unit: Unit, following: Unit) -> bool:
    """Decide about a byline's word alone and the name on the line after it."""
    name = following.text
    if not following.is_open or len(name) > MAX_BYLINE or not bylines.ends_in_prefix(unit.text):
        return False
    names = bylines.parse_byline(name)
    if not (names.people or names.organisations) or not _mostly_names(name, names, False):
        return False
    unit.decide(Role.BYLINE, 0.85, "a byline's word, before a name")
    following.decide(Role.BYLINE, 0.85, "a name after a byline's word")
    return True


def _is_little_beside(name: str, text: str, dated: int) -> bool:
    """Whether a text names a person in full and, but for ``dated`` characters, is hardly longer."""
    return " " in name and name in text and len(text) - len(name) - dated <= _BESIDE_AUTHOR


def _date_and_counts(unit: Unit, date: Piece, end: int, claims: Claims) -> Sequence[Piece]:
    """A date apart from what is counted after it, from ``end`` of the unit's text to the date's
    own end, and from a declared author."""
    last = date.end
    after = unit.text[end : last - unit.start]
    if find_date(after, claims.language) is not None:
        return (date,)
    rest = unit.start + end
    date.end = rest
    if bylines.parse_byline(after, prefixed_only=True).names:
        return (date, Piece(rest, last, Role.BYLINE, 0.88, "names someone beside the date"))
    count = "counted beside the date: minutes to read, views, comments"
    pieces = [date, Piece(rest, last, Role.OTHER, 0.8, count)]
    named = next((c.value for c in claims.author if c.value in after), "")
    if named:
        begin = rest + after.index(named)
        pieces[-1].end = begin
        pieces.append(Piece(begin, begin + len(named), Role.BYLINE, 0.9, "the declared author"))
        if begin + len(named) < last:
            pieces.append(Piece(begin + len(named), last, Role.OTHER, 0.8, count))
    return pieces


def _mostly_names(text: str, names: bylines.Byline, has_date: bool) -> bool:
    """Whether names make up enough of a text for it to be a byline and not a sentence."""
    named = sum(map(len, (*names.people, *names.organisations, *names.agencies)))
    return named >= (0.2 if has_date else 0.35) * len(text) or len(text) - named <= 30


def _byline_and_date(unit: Unit, signals: Signals, claims: Claims) -> Sequence[Piece]:
    """Byline and date where one block holds both in elements of their own."""
    pieces: list[Piece] = []
    for start, end, element, text in unit.parts():
        found = signals.of(element)
        when = find_date(text, claims.language)
        if when is not None and (found & DATE or when.end - when.start >= 0.6 * len(text)):
            role, reason = Role.DATE, "a date in an element of its own, beside the byline"
        elif bylines.has_prefix(text + " ") or found & BYLINE:
            role, reason = Role.BYLINE, "names in an element of their own, beside the date"
        elif pieces:
            pieces[-1].end = end
            continue
        else:
            role, reason = Role.BYLINE, "names in an element of their own, beside the date"
        if pieces and pieces[-1].role is role:
            pieces[-1].end = end
        else:
            pieces.append(Piece(start, end, role, 0.93 if role is Role.DATE else 0.88, reason))
    if len(pieces) < 2:
        return ()
    for piece in pieces:
        text = unit.text[piece.start - unit.start : piece.end - unit.start]
        if piece.role is Role.BYLINE and not bylines.parse_byline(text).names:
            return ()
    return [part for piece in pieces for part in _without_counts(unit, piece, claims)]


def _without_counts(unit: Unit, piece: Piece, claims: Claims) -> Sequence[Piece]:
    if piece.role is not Role.DATE:
        return (piece,)
    begin, last = piece.start - unit.start, piece.end - unit.start
    when = find_date(unit.text[begin:last], claims.language)
    if when is None or _COUNT.search(unit.text, begin + when.end, last) is None:
        return (piece,)
    return _date_and_counts(unit, piece, begin + when.end, claims)


def _signature(unit: Unit) -> None:
    """A name alone on the line that follows the text."""
    text = unit.text.strip("()–—- ")
    if (is_person(text) and len(text.split()) <= 4 and text[-1] != ".") or (
        len(text) <= 40 and is_organisation(text) and is_name_like(text)
    ):
        unit.decide(Role.BYLINE, 0.7, "a name alone after the text")


def _are_siblings(document: Document, unit: Unit, following: Unit) -> bool:
    """Whether the next running text stands in the same element, so that both are its parts."""
    if unit.element < 0 or following.element < 0 or not following.is_body:
        return False
    elements = document.elements
    return elements[unit.element].parent == elements[following.element].parent


def _deck(unit: Unit, found: int, follows_title: bool, claims: Claims) -> None:
    text = unit.text
    is_deck = unit.span.role is Role.DECK or bool(found & DECK)
    if is_deck and len(text) <= MAX_SECTION and text[-1] in ":：":
        unit.decide(Role.HEADING, 0.8, "ends in a colon: it opens what follows")
        return
    if not 20 <= len(text) <= MAX_DECK or (len(text.split()) < 4 and not is_dense(text)):
        return
    if not unit.is_content and found & (ELSEWHERE | CONTROL | FIGURE | CAPTION | PICTURE_BOX):
        return
    if found & DECK:
        unit.decide(Role.DECK, 0.92, "inside an element that is named a subtitle")
    elif follows_title and any(similarity(text, c.value) >= 0.9 for c in claims.description):
        unit.decide(Role.DECK, 0.85, "equals the declared description, below the title")


def _section(
    units: Sequence[Unit], title: int, layout: Layout, claims: Claims, signals: Signals
) -> None:
    """The short line before the headline that names its section."""
    declared = {normalised(claim.value) for claim in claims.section}
    is_html = bool(layout.document.elements)
    # In a menu any entry is a short line.
    is_head = not is_html and title <= _MOST_BEFORE_TITLE
    for unit in reversed(units[max(0, title - 3) : title]):
        text = unit.text
        if not unit.is_open or len(text) > MAX_SECTION or text[-1] in _FINAL:
            continue
        if any(map(str.isdigit, text)) or not any(map(str.isalpha, text)):
            continue
        if normalised(text) in declared:
            unit.decide(Role.SECTION, 0.95, "equals the declared section")
        elif is_kind(text):
            if unit.is_content or not is_html:
                unit.decide(Role.OTHER, 0.75, "labels the article by its medium or state")
            continue
        elif is_head and len(text.split()) <= 4 and unit.span.role not in _NO_SECTIONS:
            unit.decide(Role.SECTION, 0.75, "a short line before the title")
        elif unit.signals(signals) & (SECTION | ELSEWHERE) == SECTION and layout.holds(unit):
            unit.decide(Role.SECTION, 0.85, "inside an element that is named a kicker or category")
        else:
            continue
        return
