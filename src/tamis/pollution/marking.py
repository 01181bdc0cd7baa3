"""Stretches that a network finds, cut out of the spans that they stand in."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tamis.labelling.tokens import BOILERPLATE, GARBAGE, KINDS, SPAM, Reading, read_tokens
from tamis.labelling.tokens.cutting import Tokens
from tamis.labelling.tokens.phrases import prompts
from tamis.page import Family, Role, Span
from tamis.parsing import Document
from tamis.pollution.brands import Brand, brands_in, reasons_of_brands
from tamis.pollution.decoding import SWITCH, Stretch, stretches_of
from tamis.pollution.doorways import parts_of_spam
from tamis.pollution.misread import lost_lines, misread_stretches
from tamis.pollution.order import Disorder, disorders_in, reasons_of_order
from tamis.pollution.reasons import reasons_for, reasons_hidden

Ints = NDArray[np.int64]

# What of a web page is read: content but for data, and boilerplate that is long enough to be
# more. Reading is what costs most here.
_FEWEST_CHARACTERS = 240
_FEWEST_HIDDEN = 80
_NEVER_READ = frozenset(
    {
        *(Role.NAVIGATION, Role.CONTROL, Role.SHARING, Role.INJECTION),
        *(Role.TABLE, Role.CODE),
    }
)
_ALWAYS_READ = frozenset({role for role in Role if role.family is Family.CONTENT} - _NEVER_READ)
# Boilerplate is looked for in running text only; other content is short, or data.
_PROSE = frozenset(
    {Role.PARAGRAPH, Role.LIST_ITEM, Role.QUOTE, Role.HEADING, Role.DECK, Role.NOTE, Role.EMBED}
)
_FOUND_ROLES = {SPAM: Role.SPAM, GARBAGE: Role.GARBAGE}
# How much better than clean each of ``KINDS`` must be, in log-odds by token: what is lost of an
# article weighs more than what is kept of spam, and most of what the folds lose of articles looks
# like garbage to them.
_LEAVE_CLEAN = (0.25, 1.0, 1.5)
_LEAST_CONFIDENCE = 0.5
# Odd lines of an article look like boilerplate that no list knows.
_LEAST_WITHOUT_PROMPT = 0.9
# Spam is put into a page. What most of a web page is made of is the page.
_MOST_OF_A_WEB_PAGE = 0.5
# What a known prompt counts for being boilerplate, in log-odds. In training the list was hidden
# from the network too often for it to trust it.
_PROMPT = 2.0
# The same for all of a sentence that is a prompt; or a prompt, a colon, and a title, as "Read
# more: …" is.
_PROMPTED = 4.0
_LONGEST_PROMPTED = 40
# What proves a wrong encoding outweighs all that the network has against it.
_MISREAD = 20.0
_LOST_CONFIDENCE = 0.98
# The same for words in no order being garbage: it is sure, and what the network has not seen it
# takes for clean with as much.
_DISORDERED = 12.0
# The same for sentences that all name one thing, each of which may be anybody's.
_BRANDED = 14.0
_FEW_CAPITALS = 0.25
_TOUCHED = 2
# A link in Markdown, and in it no other.
_LINK = re.compile(r"\[[^\[\]]{1,200}\]\(https?:[^\s()]{1,1000}\)")
_OPENING = frozenset("([{<“„«‘‚「『【（《〈¿¡\"'#@")


class _Change(NamedTuple):
    start: int
    end: int
    role: Role
    confidence: float
    reasons: tuple[str, ...]


def mark_pollution(
    document: Document, spans: Sequence[Span], reading: Reading | None = None
) -> tuple[Span, ...]:
    """The spans, cut where something begins or ends that does not belong.

    Content may turn out to be spam, garbage or boilerplate, boilerplate to be spam or garbage.
    ``reading``: that of the whole text, if there is one; else what is worth it is read.
    """
    is_read = [reading is not None or _is_worth_reading(span) for span in spans]
    if reading is None:
        parts = [
            document.text[span.start : span.end]
            for span, is_one in zip(spans, is_read, strict=True)
            if is_one
        ]
        if not parts:
            return tuple(spans)
        reading = read_tokens("".join(parts))
    if document.elements:
        # Web pages seldom hold words in no order, and to look for them costs as much as all else.
        changes = list(_changes(reading, [], []))
    else:
        changes = list(_changes(reading, disorders_in(reading), brands_in(reading)))
        changes = _with_parts(changes, reading)
    changes = _with_lost_lines(changes, reading)
    if document.elements and _covered(changes) > _MOST_OF_A_WEB_PAGE * len(reading.text):
        return tuple(spans)
    return tuple(_cut(spans, is_read, changes)) if changes else tuple(spans)


def _covered(changes: Sequence[_Change]) -> int:
    """How many characters would be pollution."""
    return sum(
        change.end - change.start for change in changes if change.role.family is Family.POLLUTION
    )


def _is_worth_reading(span: Span) -> bool:
    role = span.role
    if role in _ALWAYS_READ:
        return True
    if role in _NEVER_READ:
        return False
    fewest = _FEWEST_CHARACTERS if span.visible else _FEWEST_HIDDEN
    return span.end - span.start >= fewest


def _changes(
    reading: Reading, disorders: Sequence[Disorder], brands: Sequence[Brand]
) -> Iterator[_Change]:
    """What each stretch becomes, by the offsets of the text that was read."""
    tokens = reading.tokens
    scores = reading.scores.copy()
    boilerplate = scores[:, 1 + KINDS.index(BOILERPLATE)]
    boilerplate[reading.traits.prompts > 0] += _PROMPT
    for first, last in _prompted(reading):
        boilerplate[first:last] += _PROMPTED
    for first, last in _alone(reading):
        # Most are two words, for which the changes to boilerplate and back cost too much.
        boilerplate[first:last] += _PROMPTED + 2 * SWITCH / (last - first)
    misread = np.zeros(len(tokens), dtype=np.bool_)
    for first, last in misread_stretches(reading):
        misread[first:last] = True
    scores[misread, 1 + KINDS.index(GARBAGE)] += _MISREAD
    for disorder in disorders:
        scores[disorder.first : disorder.last, 1 + KINDS.index(GARBAGE)] += _DISORDERED
    for brand in brands:
        scores[brand.first : brand.last, 1 + KINDS.index(SPAM)] += _BRANDED
    for low, high in _links(reading):
        scores[low:high] = scores[low:high].mean(axis=0)
    told = 0
    for found in stretches_of(scores, _LEAVE_CLEAN):
        stretch = _within_lines(found, reading)
        # What was left of a line may be another stretch's.
        stretch = stretch._replace(first=max(stretch.first, told))
        if stretch.first >= stretch.last:
            continue
        confidence = reading.model.confidence(stretch.kind - 1, stretch.score)
        in_prompts = reading.traits.prompts[stretch.first : stretch.last]
        is_known = KINDS[stretch.kind - 1] != BOILERPLATE or in_prompts.any()
        if confidence < (_LEAST_CONFIDENCE if is_known else _LEAST_WITHOUT_PROMPT):
            continue
        told = stretch.last
        yield _Change(
            _edge(reading.text, tokens, stretch.first),
            _edge(reading.text, tokens, stretch.last),
            _FOUND_ROLES.get(KINDS[stretch.kind - 1]) or _boilerplate_role(in_prompts),
            confidence,
            (
                *reasons_of_order(stretch, disorders),
                *reasons_of_brands(stretch, brands),
                *reasons_for(stretch, reading, misread),
            ),
        )


def _links(reading: Reading) -> Iterator[tuple[int, int]]:
    """The tokens of each link in Markdown: it belongs as a whole or not at all, so that an address
    alone, which often looks like spam, is not cut out of it."""
    for link in _LINK.finditer(reading.text):
        low, high = np.searchsorted(reading.tokens.starts, link.span()).tolist()
        if low < high:
            yield low, high


def _with_parts(changes: list[_Change], reading: Reading) -> list[_Change]:
    """The changes in order, with what belongs to their spam."""
    tokens = reading.tokens
    spam = [change for change in changes if change.role is Role.SPAM]
    firsts = np.searchsorted(tokens.starts, [change.start for change in spam]).tolist()
    lasts = np.searchsorted(tokens.starts, [change.end for change in spam]).tolist()
    begins, ends = [change.start for change in changes], [change.end for change in changes]
    found: list[_Change] = []
    told = 0
    for part in parts_of_spam(reading, list(zip(firsts, lasts, strict=True))):
        start, end = (_edge(reading.text, tokens, token) for token in (part.first, part.last))
        start = max(start, told)
        told = max(told, end)
        confidence = spam[max(bisect_right(firsts, part.first) - 1, 0)].confidence
        taken = changes[bisect_right(ends, start) : bisect_left(begins, end)]
        found += (
            _Change(low, high, Role.SPAM, confidence, part.reasons)
            for low, high in _left_between(start, end, taken)
        )
    return sorted([*changes, *found])


def _left_between(start: int, end: int, taken: Sequence[_Change]) -> Iterator[tuple[int, int]]:
    """What the changes, which are in order, leave of a text from ``start`` to ``end``."""
    for change in taken:
        if start < change.start:
            yield start, change.start
        start = max(start, change.end)
    if start < end:
        yield start, end


def _with_lost_lines(changes: list[_Change], reading: Reading) -> list[_Change]:
    """The changes in order, with the lines that are no text any more and that they leave."""
    # They are in order and apart, so that of those that begin before a line the last may reach it.
    begins = [change.start for change in changes]
    lines = []
    for start, end in lost_lines(reading):
        before = bisect_left(begins, end)
        if not before or changes[before - 1].end <= start:
            reasons = ("marks in place of letters",)
            lines.append(_Change(start, end, Role.GARBAGE, _LOST_CONFIDENCE, reasons))
    return sorted([*changes, *lines])


def _within_lines(stretch: Stretch, reading: Reading) -> Stretch:
    """The stretch without a word or two of a line that it only touches, if they are no prompt,
    and with a word or two that are all it leaves of one."""
    prompts, is_number = reading.traits.prompts, reading.traits.column("digit")
    since, until = reading.traits.column("since_line"), reading.traits.column("until_line")
    since_sentence = reading.traits.column("since_sentence")
    first, last = stretch.first, stretch.last
    if last < len(since) and 0 < since[last] <= _TOUCHED and last - since[last] > first:
        last -= int(since[last])
    if KINDS[stretch.kind - 1] == BOILERPLATE and prompts[first]:
        # "4 min read", "18 votes": the number is part of it.
        while since_sentence[first] and is_number[first - 1]:
            first -= 1
    elif until[first] <= _TOUCHED < since[first] and first + until[first] < last:
        first += int(until[first])
    before = int(since[first])
    after = int(until[last]) if last < len(since) and since[last] else 0
    if before + after <= _TOUCHED and last - first > 2 * _TOUCHED:
        first, last = first - before, last + after
    return stretch._replace(first=first, last=last)


def _prompted(reading: Reading) -> Iterator[tuple[int, int]]:
    """The sentences that begin with a prompt of two words or more and a colon."""
    traits, count = reading.traits, len(reading.tokens)
    colons = traits.column("before_colon")
    lengths = traits.column("sentence_length")
    begins = (traits.column("since_sentence") == 0) & (traits.prompts > 0)
    for first in np.flatnonzero(begins).tolist():
        end = first + 1
        while end < count and traits.prompts[end] & traits.prompts[first] and not colons[end]:
            end += 1
        last = first + int(lengths[first])
        if first + 1 < end < last and colons[end] and last - first <= _LONGEST_PROMPTED:
            yield first, last


def _alone(reading: Reading) -> Iterator[tuple[int, int]]:
    """Prompts of two words or more that are all of a sentence or line, or stand before a capital
    as if they were: where most words have none, as they do not in German."""
    traits, count = reading.traits, len(reading.tokens)
    begins = traits.column("since_sentence") == 0
    capital = (traits.column("title") > 0) | (traits.column("upper") > 0)
    ends = begins | capital if capital.sum() < _FEW_CAPITALS * count else begins
    for first in np.flatnonzero(begins & (traits.prompts > 0)).tolist():
        last = first + 1
        while last < count and traits.prompts[last] & traits.prompts[first] and not begins[last]:
            last += 1
        if last - first > 1 and (last == count or ends[last]):
            yield first, last


def _boilerplate_role(in_prompts: Ints) -> Role:
    """What most of its tokens, as far as they are in the list, are said to be."""
    return Role(prompts().commonest(in_prompts) or Role.OTHER)


def _edge(text: str, tokens: Tokens, token: int) -> int:
    """Where the text of a token begins: behind white space, or what closes the token before."""
    if token == 0:
        return 0
    if token == len(tokens):
        return len(text)
    low, high = int(tokens.ends[token - 1]), int(tokens.starts[token])
    for place in range(high - 1, low - 1, -1):
        if text[place].isspace():
            return place + 1
    while high > low and text[high - 1] in _OPENING:
        high -= 1
    return high


def _cut(
    spans: Sequence[Span], is_read: Sequence[bool], changes: Sequence[_Change]
) -> Iterator[Span]:
    """The spans, cut at the changes, whose offsets count in what was read of them."""
    waiting = iter(changes)
    change = next(waiting, None)
    position = 0
    for span, is_one in zip(spans, is_read, strict=True):
        if not is_one:
            yield span
            continue
        # From an offset in what was read to one in the whole text.
        shift = span.start - position
        end = position + span.end - span.start
        while change is not None and change.start < end:
            if _may_become(span, change.role):
                start = max(change.start, position)
                if start > position:
                    yield replace(span, start=position + shift, end=start + shift)
                position = min(change.end, end)
                yield replace(
                    span,
                    start=start + shift,
                    end=position + shift,
                    role=change.role,
                    confidence=change.confidence,
                    reasons=(*change.reasons, *reasons_hidden(span)),
                )
            if change.end > end:
                break
            change = next(waiting, None)
        if position < end:
            yield replace(span, start=position + shift)
        position = end


def _may_become(span: Span, role: Role) -> bool:
    if span.family is Family.POLLUTION:
        return False
    if role.family is Family.POLLUTION:
        return True
    return span.role in _PROSE
