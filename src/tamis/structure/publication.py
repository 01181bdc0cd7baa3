"""When it was published and when changed: the two apart, from declarations and from the text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from tamis.page import Role
from tamis.structure.choices import Choice
from tamis.structure.dates import find_date, parse_date
from tamis.structure.declared import Claim, Claims
from tamis.structure.observed import Observed
from tamis.structure.relative_dates import parse_relative

_MOST_CLAIMS = 20
_UPDATED_BEFORE = 40
_SLACK = timedelta(days=1)
"""A date without an offset may be ahead of the capture's by a day."""

# What stands before a date that is that of a change; beginnings of words count.
_UPDATED = (
    "updat|aktualisiert|stand:|geändert|mis à jour|modifié|actualizado|modificado|aggiornat|"
    "atualizado|bijgewerkt|gewijzigd|oppdatert|opdateret|uppdaterad|ändrad|päivitetty|muokattu|"
    "zaktualizowano|aktualizacja|aktualizováno|upraveno|güncelle|diperbarui|обновлен|оновлен|"
    "изменен|edited|modified|revised|reviewed|cập nhật|更新|수정|frissítve|uppfært|atnaujinta|"
    "ažurirano|actualitzat|अपडेट"
).split("|")


class Dated(NamedTuple):
    """A date's choice, and everything offered for it."""

    choice: Choice[str | None]
    offered: Sequence[Claim]


def choose_dates(
    observed: Observed, claims: Claims, captured: datetime | None
) -> tuple[Dated, Dated]:
    """When published and when changed.

    The first declared that can be read, in its most precise form; else the first at the title.
    A date whose line says "updated" is that of the change.
    """
    published, modified = list(claims.published), list(claims.modified)
    for claim, is_update in _shown(observed, claims.language, captured):
        (modified if is_update else published).append(claim)
    return (
        Dated(_first(published, claims.language, captured), published),
        Dated(_first(modified, claims.language, captured), modified),
    )


def _first(
    offered: Sequence[Claim], language: str, captured: datetime | None
) -> Choice[str | None]:
    read = [
        (claim, iso)
        for claim in offered[:_MOST_CLAIMS]
        if (iso := _read(claim.value, language, captured)) and not _is_later(iso, captured)
    ]
    if not read:
        return Choice(None)
    day = read[0][1][:10]
    claim, iso = max((pair for pair in read if pair[1][:10] == day), key=_precision)
    is_first = claim == read[0][0]
    return Choice(
        iso,
        [claim],
        "the most trusted source" if is_first else "the same day as the first, more precise",
    )


def _read(text: str, language: str, captured: datetime | None) -> str | None:
    return parse_date(text, language) or (
        None if captured is None else parse_relative(text, captured)
    )


def _is_later(iso: str, captured: datetime | None) -> bool:
    """Whether a date is later than the capture of the page that gives it."""
    if captured is None:
        return False
    moment = datetime.fromisoformat(iso)
    if moment.tzinfo is not None:
        return moment > captured + timedelta(hours=1)
    return moment > captured.replace(tzinfo=None) + _SLACK


def _precision(dated: tuple[Claim, str]) -> tuple[bool, bool]:
    """Whether a date gives a time, and an offset."""
    clock = dated[1][10:]
    return bool(clock), "+" in clock or "-" in clock


def _shown(
    observed: Observed, language: str, captured: datetime | None
) -> Iterable[tuple[Claim, bool]]:
    """The dates that the page shows, and whether each is that of a change."""
    dates = [(text, "text, date") for text in observed.texts(Role.DATE)]
    dates += [(text, "text, byline") for text in observed.texts(Role.BYLINE)]
    moments = {line.text: line.moment for line in observed.lines}
    dates += [
        (line.text, "text, at the title")
        for line in observed.lines
        if line.role not in (Role.DATE, Role.BYLINE, Role.TITLE, Role.DECK)
    ]
    for text, source in dates:
        flat = " ".join(text.split())
        when = find_date(flat, language)
        is_update = _says_updated(flat[: when.start] if when else flat)
        moment = moments.get(text, "")
        if moment and parse_date(moment):
            yield Claim(moment, "time element"), is_update
        elif when is not None or (captured is not None and parse_relative(flat, captured)):
            yield Claim(flat, source), is_update


def _says_updated(before: str) -> bool:
    lowered = before[-_UPDATED_BEFORE:].lower()
    return any(word in lowered for word in _UPDATED)
