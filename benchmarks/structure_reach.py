"""Where the truth stands that was missed: whether it was not found, not chosen, or is not there.

A truth that is no candidate cannot be chosen, and one that stands nowhere in the capture, in
neither text nor markup, cannot be found: both bound what any choice between candidates reaches.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from enum import StrEnum

from benchmarks.report import markdown
from benchmarks.structure_scores import Fields, Page, moment, plain, score_day, score_title
from tamis.structure.months import MONTHS


class Reach(StrEnum):
    """From the nearest to the farthest."""

    GIVEN = "given"
    OFFERED = "another candidate, as it is or without the site's name"
    PART = "another part of a candidate"
    CHANGED = "the day of the last change"
    PAGE = "elsewhere in the capture"
    NOWHERE = "nowhere in the capture"


_NEAR = 3
_TOKEN = re.compile(r"\d{1,8}|[^\W\d_]{1,20}")


def title_reach(given: Fields, truth: Fields, capture: str) -> Reach | None:
    """``capture``: the markup as text. A part is a beginning, an end or a middle of whole words."""
    if not truth.title:
        return None
    if score_title(given, truth) == (1, 1):
        return Reach.GIVEN
    wanted = plain(truth.title)
    offered = [plain(title) for title in given.titles]
    if wanted in offered:
        return Reach.OFFERED
    if any(f" {wanted} " in f" {title} " for title in offered):
        return Reach.PART
    texts = (plain(given.text), plain(html.unescape(capture)))
    return Reach.PAGE if any(wanted in text for text in texts) else Reach.NOWHERE


def day_reach(given: Fields, truth: Fields, capture: str) -> Reach | None:
    wanted = moment(truth.published)
    if wanted is None:
        return None
    if score_day(given, truth) == (1, 1):
        return Reach.GIVEN
    day = wanted.date()
    if day.isoformat() in given.days:
        return Reach.OFFERED
    if day.isoformat() in given.changes:
        return Reach.CHANGED
    return Reach.PAGE if names_day(capture, day) else Reach.NOWHERE


def names_day(text: str, day: date) -> bool:
    """Whether a text has the year with month and day before it or after it, in any order, the
    month as a number or by name."""
    if f"{day:%Y%m%d}" in text:
        return True
    tokens = [token.lower() for token in _TOKEN.findall(text)]
    years = {str(day.year), f"{day:%y}"}
    months = {str(day.month), f"{day.month:02d}"}
    months |= {name for name, month in MONTHS.items() if month == day.month}
    days = {str(day.day), f"{day.day:02d}"}
    return any(
        _has_both(tokens[max(0, at - _NEAR) : at], days, months)
        or _has_both(tokens[at + 1 : at + 1 + _NEAR], days, months)
        for at, token in enumerate(tokens)
        if token in years
    )


def _has_both(tokens: Sequence[str], days: set[str], months: set[str]) -> bool:
    """Whether one token is a day's and another one a month's."""
    of_days = {at for at, token in enumerate(tokens) if token in days}
    of_months = {at for at, token in enumerate(tokens) if token in months}
    return bool(of_days and of_months) and len(of_days | of_months) > 1


REACHES: Mapping[str, Callable[[Fields, Fields, str], Reach | None]] = {
    "title": title_reach,
    "day": day_reach,
}


def summary(answers: Iterable[tuple[Page, Fields]]) -> str:
    """A table: of the truths of each field, how many stand where."""
    counts: dict[str, Counter[Reach]] = {field: Counter() for field in REACHES}
    for page, given in answers:
        markup = page.capture().data.decode("utf-8", "replace")
        for field, reach_of in REACHES.items():
            reach = reach_of(given, page.truth, markup)
            if reach is not None:
                counts[field][reach] += 1
    rows = [
        [str(reach), *(_share(counts[field][reach], counts[field].total()) for field in counts)]
        for reach in Reach
    ]
    return markdown(["the truth is", *counts], rows)


def disagreement(answers: Iterable[tuple[Page, Fields]]) -> str:
    """What the truth is where the heading and ``og:title`` differ."""
    counts = Counter(
        "heading"
        if plain(page.truth.title) == plain(given.heading)
        else "og:title"
        if plain(page.truth.title) == plain(given.social)
        else "neither"
        for page, given in answers
        if page.truth.title
        and given.heading
        and given.social
        and plain(given.heading) != plain(given.social)
    )
    told = ", ".join(f"{kind} on {counts[kind]}" for kind in ("heading", "og:title", "neither"))
    return f"Heading and og:title differ on {counts.total()} pages; the truth is {told}."


def _share(count: int, total: int) -> str:
    return f"{count} ({count / total:.3f})" if total else "–"
