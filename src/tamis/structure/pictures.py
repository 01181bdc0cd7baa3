"""Captions and credits: by what the page says of its pictures, and in plain text by their words."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from tamis.page import Role
from tamis.parsing.document import Document
from tamis.structure import bylines, captions
from tamis.structure.dates import find_date
from tamis.structure.labels import is_notice, is_reading_time
from tamis.structure.layout import Layout
from tamis.structure.signals import (
    BYLINE,
    CAPTION,
    CONTROL,
    CREDIT,
    DATE,
    DECK,
    ELSEWHERE,
    EMBED,
    FIGURE,
    PICTURE_BOX,
    SOURCE,
    Signals,
)
from tamis.structure.units import Piece, Unit

MAX_BOX_CAPTION = 350

_HEADER_BEFORE = 16
_FOOT_AFTER = 4
_MOST_LABELS = 4
_LONGEST_LABEL = 30
_SURE = 0.9
# Of the spans of a rule the share that the truth of fundus-dev has, on its pages with captions:
# 177 of 203 and 63 of 70. It leaves some out, so that these are lower bounds.
_IN_CAPTION = 0.87
_BESIDE = 0.9
_NO_CAPTIONS = frozenset(
    {Role.ADVERTISEMENT, Role.RELATED, Role.PROMOTION, Role.CONSENT, Role.COMMENT, Role.SHARING}
)
_LABEL_WORDS = 3
_CAPTION_SPACES = 4
_DATE_WORDS = 8


def captions_in_html(units: Sequence[Unit], layout: Layout, signals: Signals) -> None:
    """Decide which of the units around the article are captions and credits, and which are
    posts that the page takes over from elsewhere."""
    begin = max(0, layout.begin - _HEADER_BEFORE)
    finish = min(layout.last + _FOOT_AFTER, len(units))
    places = [mark[0] for mark in layout.document.marks if mark[2] == "image"]
    after_image = _after_images(units, begin, finish, places)
    ignored = layout.common
    if _tells_by_pictures(units[begin:finish], signals, ignored):
        ignored |= _PICTURE
    for index in range(begin, finish):
        unit = units[index]
        if not unit.is_open:
            continue
        is_content = unit.is_content
        is_header = index < layout.first
        if not (is_content or (layout.surrounds(unit) if is_header else layout.holds(unit))):
            continue
        found = unit.signals(signals) & ~(ignored if is_content else layout.common)
        follows = index in after_image
        if found & EMBED:
            unit.decide(Role.EMBED, 0.97, "inside a social platform's embed markup")
            continue
        if found & CONTROL and not is_content:
            continue
        if found & _PICTURE and (is_content or not found & ELSEWHERE):
            if is_content or not _is_no_caption(unit, found, layout, follows=follows):
                _at_picture(unit, found, signals, follows)
        elif (
            follows
            and _caption_like(unit, found)
            and (found & PICTURE_BOX or (index + 1 < finish and _is_credit(units[index + 1])))
            # What leads on is the headline of a card, and its picture the card's.
            and not layout.is_linked(unit)
        ):
            _at_picture(unit, CAPTION, signals, True)
        elif is_content:
            _in_running_text(unit)
        else:
            _left_out(unit, found, layout, follows=follows)
    _beside_captions(units, begin, finish)


def _is_no_caption(unit: Unit, found: int, layout: Layout, *, follows: bool) -> bool:
    """Whether a text that the labeller does not take for running text is none of the picture's,
    though elements are named so: the headline of a teaser, an advertisement, small print."""
    span = unit.span
    if found & (CREDIT | SOURCE) or captions.find_credit(unit.text, in_figure=True) is not None:
        return _names_authors(unit.text)
    if span.role in _NO_CAPTIONS and span.confidence >= _SURE:
        return True
    # "text-caption" may be the size of the letters.
    return layout.is_linked(unit) or not (found & FIGURE or follows)


def _left_out(unit: Unit, found: int, layout: Layout, *, follows: bool) -> None:
    """A text that the labeller does not take for running text, and nothing names a caption, is
    one where it closes in a credit. ``follows``: it directly follows a picture."""
    text = unit.text
    if len(text) > captions.MAX_CAPTION:
        return
    credit = captions.find_credit(text)
    is_elsewhere = bool(found & ELSEWHERE)
    if credit is None and follows and not is_elsewhere:
        credit = captions.find_credit(text, in_figure=True)
        is_elsewhere = True  # as a credit alone it is too weak
    if credit is None:
        return
    if credit.start == 0:
        if not (is_elsewhere or _names_authors(text)):
            unit.decide(Role.CREDIT, 0.9, "is a picture credit")
    elif (
        credit.confidence >= 0.9
        and text.count(" ", 0, credit.start) >= _CAPTION_SPACES
        and not layout.is_linked(unit)
    ):
        _with_credit(unit, credit, 0.97, "names at its end who took the picture")


def _names_authors(text: str) -> bool:
    return bylines.has_prefix(text) and bool(bylines.parse_byline(text).people)


def _ends_in_caption(unit: Unit) -> bool:
    return bool(unit.pieces) and unit.pieces[-1].role is Role.CAPTION


def _beside_captions(units: Sequence[Unit], begin: int, finish: int) -> None:
    """Credits that directly follow a caption, and captions that are on the page twice."""
    known = {
        unit.text
        for unit in units[begin:finish]
        if any(piece.role is Role.CAPTION for piece in unit.pieces)
    }
    if not known:
        return
    for index in range(begin, finish):
        unit = units[index]
        if not unit.is_open or unit.is_content:
            continue
        if unit.text in known and " " in unit.text:
            unit.decide(Role.CAPTION, 0.85, "says again what a caption says")
        elif index > begin and _ends_in_caption(units[index - 1]):
            credit = captions.find_credit(unit.text, in_figure=True)
            if credit is not None and credit.start == 0:
                unit.decide(Role.CREDIT, 0.9, "is a picture credit, after a caption")


def _tells_by_pictures(units: Sequence[Unit], signals: Signals, common: int) -> bool:
    """Whether more than a third of the text stands in figures: cards of a list, or a page laid out
    in them."""
    inside = outside = 0
    for unit in units:
        if unit.is_content and unit.is_open:
            if unit.signals(signals) & ~common & _PICTURE:
                inside += len(unit.text)
            else:
                outside += len(unit.text)
    return 2 * inside > outside


def _after_images(
    units: Sequence[Unit], begin: int, finish: int, places: Sequence[int]
) -> set[int]:
    """Which of the units from ``begin`` on have an image between their text and the one before;
    ``places`` are those of the images, in order. For what is no content, short texts of its
    kind (buttons, labels) may stand between."""
    starts = [unit.span.start for unit in units[begin:finish]]
    found: set[int] = set()
    if not starts:
        return found
    first = 0 if begin == 0 else bisect_left(places, units[begin - 1].span.start)
    for place in places[first : bisect_left(places, units[finish - 1].span.end)]:
        index = max(begin + bisect_right(starts, place) - 1, begin)
        if units[index].start < place:
            index += 1
        for passed in range(_MOST_LABELS):
            if index >= finish:
                break
            unit = units[index]
            if not (passed and unit.is_content):
                found.add(index)
            if unit.is_content or len(unit.text) > _LONGEST_LABEL:
                break
            index += 1
    return found


def _is_credit(unit: Unit) -> bool:
    """Whether the text as a whole is a picture credit, wherever it stands."""
    if len(unit.text) > captions.MAX_CREDIT or not unit.is_open:
        return False
    credit = captions.find_credit(unit.text)
    return credit is not None and credit.start == 0 and not _names_authors(unit.text)


def _caption_like(unit: Unit, found: int) -> bool:
    """Whether a text directly after a picture can be its caption, and nothing of the header."""
    text = unit.text
    return (
        not found & (ELSEWHERE | BYLINE | DATE | DECK)
        and 12 <= len(text) <= MAX_BOX_CAPTION
        and len(text.split()) >= 3
        and not bylines.has_prefix(text)
    )


_PICTURE = FIGURE | CAPTION | CREDIT


def _at_picture(unit: Unit, found: int, signals: Signals, follows_image: bool) -> None:
    """A unit in a figure: a caption, a credit, or both."""
    text = unit.text
    if len(text) > captions.MAX_CAPTION or unit.span.role in _NEVER_CAPTIONS:
        return
    if is_notice(text.lower()):
        unit.decide(Role.CONSENT, 0.9, "stands in place of content from elsewhere")
        return
    if is_reading_time(text):
        unit.decide(Role.OTHER, 0.85, "says how long the text takes to read")
        return
    if _is_label(unit, found):
        if unit.is_content:
            unit.decide(Role.OTHER, 0.6, "labels a picture, and says nothing of it")
        return
    named = found & (CAPTION | CREDIT)
    pieces = _split_by_runs(unit, found, signals) if named or not unit.is_content else ()
    if pieces:
        unit.divide(pieces)
        return
    is_source = found & SOURCE and not found & CAPTION
    if (found & CREDIT or is_source) and len(text) <= captions.MAX_CREDIT:
        unit.decide(Role.CREDIT, 0.96, "inside an element that is named a credit")
        return
    credit = captions.find_credit(text, in_figure=True)
    if credit is not None:
        _with_credit(unit, credit, 0.97, "inside the caption of a figure")
    elif found & CAPTION:
        unit.decide(Role.CAPTION, _IN_CAPTION, "inside the caption of a figure")
    elif follows_image and not unit.is_content and len(text.split()) >= 4:
        unit.decide(Role.CAPTION, 0.7, "beside a picture, in a figure")


_NEVER_CAPTIONS = frozenset({Role.HEADING, Role.TABLE, Role.CODE})


def _is_label(unit: Unit, found: int) -> bool:
    """Whether a text in a figure only labels it: for screen readers, or with a date, a length,
    a number."""
    text = unit.text
    words = len(text.split())
    if not unit.span.visible and words <= _LABEL_WORDS:
        return captions.find_credit(text, in_figure=True) is None
    if words > _DATE_WORDS or not any(map(str.isdigit, text)):
        return False
    if not unit.is_content and (found & DATE or find_date(text) is not None):
        return True
    return 2 * sum(map(str.isalpha, text)) < len(text) - words


def _with_credit(unit: Unit, credit: captions.Credit, confidence: float, reason: str) -> None:
    start = unit.start + credit.start
    if not unit.text[: credit.start].strip():
        unit.decide(Role.CREDIT, credit.confidence, credit.reason)
        return
    unit.divide(
        (
            Piece(unit.start, start, Role.CAPTION, confidence, reason),
            Piece(start, unit.end, Role.CREDIT, credit.confidence, credit.reason),
        )
    )


def _split_by_runs(unit: Unit, found: int, signals: Signals) -> Sequence[Piece]:
    """Caption and credit where the page keeps them in elements of their own."""
    if found & CREDIT:
        return ()
    # What the whole says of itself tells none of its parts from the rest.
    telling = (CREDIT | SOURCE | BYLINE) & ~signals.of(unit.element)
    parts = [
        (start, end, bool(signals.of(element) & telling), text)
        for start, end, element, text in unit.parts()
    ]
    if not any(is_credit for _, _, is_credit, _ in parts):
        return ()
    groups: list[tuple[bool, int, int]] = []
    for start, end, is_named, text in parts:
        credit = None if is_named else captions.find_credit(text, in_figure=True)
        is_credit = is_named or (credit is not None and credit.start == 0)
        if groups and groups[-1][0] == is_credit:
            groups[-1] = (is_credit, groups[-1][1], end)
        else:
            groups.append((is_credit, start, end))
    if len(groups) > 4:
        return ()
    return tuple(
        Piece(start, end, Role.CREDIT, _BESIDE, "in an element of its own, beside the caption")
        if is_credit
        else Piece(start, end, Role.CAPTION, 0.96, "in a figure, beside its credit")
        for is_credit, start, end in groups
    )


def captions_in_text(units: Sequence[Unit], document: Document) -> None:
    """Decide which lines of plain text are, or close in, captions and credits."""
    for unit in units:
        if unit.is_open and unit.is_content:
            _in_running_text(unit)
    _known_credits(units, document)


def _in_running_text(unit: Unit) -> None:
    """A line that closes in a picture credit, or is nothing else."""
    text = unit.text
    leading = captions.find_leading_credit(text)
    if leading is not None:
        _after_credit(unit, *leading)
        return
    credit = captions.find_credit(text)
    if credit is not None and credit.confidence >= 0.7:
        if len(text) <= captions.MAX_CAPTION:
            _with_credit(unit, credit, credit.confidence, "the line ends in a picture credit")
            return
        if credit.confidence >= 0.9:
            _split(unit, credit, None)
            return
    if "(" not in text and "[" not in text and "（" not in text:
        return
    inline = captions.find_inline_credit(text)
    if inline is not None:
        is_caption = inline.start <= MAX_BOX_CAPTION
        _split(unit, inline, "stands before a picture credit" if is_caption else None)


def _split(unit: Unit, credit: captions.Credit, caption: str | None) -> None:
    """Part a credit from the text around it; ``caption`` is why what is before is one."""
    span, text = unit.span, unit.text
    after = len(text) - len(text[credit.end :].lstrip())
    bounds = (unit.start, unit.start + credit.start, unit.start + after, unit.end)
    if caption is None:
        first = (span.role, span.confidence, "stands before a picture credit")
    else:
        first = (Role.CAPTION, 0.75, caption)
    decided = (
        first,
        (Role.CREDIT, credit.confidence, credit.reason),
        (span.role, span.confidence, "follows a picture credit"),
    )
    unit.divide(
        [
            Piece(start, end, *decision)
            for start, end, decision in zip(bounds, bounds[1:], decided, strict=False)
            if end > start
        ]
    )


def _after_credit(unit: Unit, credit: int, caption: int) -> None:
    """Part a line that has its credit first; ``caption`` is -1 if it has no caption."""
    reason = "begins with the words of a picture box"
    start, end = unit.start, unit.end
    if caption < 0:
        unit.decide(Role.CREDIT, 0.9, reason)
        return
    unit.divide(
        (
            Piece(start, start + credit, Role.CREDIT, 0.9, reason),
            Piece(start + credit, end, Role.CAPTION, 0.9, reason),
        )
    )


_MOST_KNOWN = 64


def _known_credits(units: Sequence[Unit], document: Document) -> None:
    """Lines that end in a name which other lines of the page credit in full."""
    known = {
        name
        for unit in units
        for piece in unit.pieces
        if piece.role is Role.CREDIT
        for name in captions.credited(captions.credit_name(document.text[piece.start : piece.end]))
    }
    if not 0 < len(known) <= _MOST_KNOWN:
        return
    for unit in units:
        if unit.is_open and unit.is_content and len(unit.text) <= captions.MAX_CAPTION:
            credit = captions.find_known_credit(unit.text, known)
            if credit is not None:
                _with_credit(unit, credit, credit.confidence, "the line ends in a picture credit")
