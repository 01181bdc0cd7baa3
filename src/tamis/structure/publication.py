"""When it was published and when changed: the two apart, from declarations and from the text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple
from urllib.parse import urlsplit

from tamis.page import Role
from tamis.structure.choices import Choice
from tamis.structure.dates import date_in_path, find_date, parse_date
from tamis.structure.declared import Claim, Claims
from tamis.structure.observed import Line, Observed
from tamis.structure.relative_dates import parse_relative

_MOST_CLAIMS = 20
_UPDATED_BEFORE = 40
_SLACK = timedelta(days=1)
"""One moment may have dates of two days, by the offsets of two places."""

# What stands before a date that is that of a change; beginnings of words count.
_UPDATED = (
    "updat|aktualisiert|stand:|geändert|mis à jour|modifié|actualizado|modificado|aggiornat|"
    "atualizado|bijgewerkt|gewijzigd|oppdatert|opdateret|uppdaterad|ändrad|päivitetty|muokattu|"
    "zaktualizowano|aktualizacja|aktualizováno|upraveno|güncelle|diperbarui|обновлен|оновлен|"
    "изменен|edited|modified|revised|reviewed|cập nhật|更新|수정|frissítve|uppfært|atnaujinta|"
    "ažurirano|actualitzat|अपडेट"
).split("|")

# What stands before the day on which somebody joined, or something began.
_OF_MEMBERS = (
    "joined|member since|registered|founded|registriert|mitglied seit|beigetreten|dabei seit|"
    "inscrit|membre depuis|registrado|miembro desde|membro desde|iscritto|lid sinds|geregistreerd|"
    "medlem siden|medlem sedan|rekisteröityn|dołączył|zarejestrowan|registrován|katılım|kayıt|"
    "bergabung|регистрация|зарегистрирован|реєстрація|tham gia|注册|加入|登録|가입"
).split("|")


_WEST_MOST = timedelta(hours=12)
_MOST_OF_LINE = 0.35
_AT_TITLE = "text, at the title"
_SHOWN_AS = {Role.DATE: "text, date", Role.BYLINE: "text, byline"}


class Dated(NamedTuple):
    """A date's choice, and everything offered for it."""

    choice: Choice[str | None]
    offered: Sequence[Claim]


class _Reading(NamedTuple):
    """A claim, and the date that it gives as ISO 8601."""

    claim: Claim
    iso: str


def choose_dates(
    observed: Observed, claims: Claims, captured: datetime | None, url: str | None
) -> tuple[Dated, Dated]:
    """When published and when changed.

    The first declared that can be read, in its most precise form; else the first at the title.
    A date whose line says "updated" is that of the change. An earlier day at the title is
    believed before a day of publication that a later change may have overwritten.
    The day in the page's address comes last.
    """
    shown_published: list[Claim] = []
    shown_modified: list[Claim] = []
    for claim, is_update in _shown(observed, claims.language, captured):
        (shown_modified if is_update else shown_published).append(claim)
    published = [*claims.published, *shown_published, *_in_address(url)]
    modified = [*claims.modified, *shown_modified]
    changed = _first(modified, claims.language, captured)
    chosen = _first(published, claims.language, captured)
    if claims.published and chosen.value:
        plain = [claim for claim in shown_published if claim.source != _AT_TITLE]
        shown = _first(plain, claims.language, captured)
        is_shown = any(_day(claim, claims.language) == chosen.value[:10] for claim in plain)
        if (
            shown.value
            and not is_shown
            and _is_overwritten(chosen.value, changed.value, shown.value)
        ):
            reason = "at the title; what is declared is a later day"
            chosen = shown._replace(reason=reason)
    elif not chosen.value and not changed.value:
        chosen = _only_date(observed, claims.language, captured)
        published += chosen.claims
    return Dated(chosen, published), Dated(changed, modified)


def _day(claim: Claim, language: str) -> str:
    return (parse_date(claim.value, language) or "")[:10]


def _is_overwritten(declared: str, changed: str | None, shown: str) -> bool:
    """Whether a change has overwritten the declared day of publication: it is the change's, or
    more than a day after the one shown. What is declared in UTC may be another day where the
    page is read."""
    first, earlier = (datetime.fromisoformat(iso[:10]) for iso in (declared, shown))
    if declared.endswith("+00:00"):
        first = datetime.fromisoformat(declared[:16]) - _WEST_MOST
    later = first.date() - earlier.date()
    is_change = changed is not None and declared[:10] >= changed[:10]
    return later > (timedelta(0) if is_change else _SLACK)


def _in_address(url: str | None) -> Iterable[Claim]:
    try:
        day = date_in_path(urlsplit(url or "").path)
    except ValueError:
        return
    if day is not None:
        yield Claim(day, "address")


def _only_date(observed: Observed, language: str, captured: datetime | None) -> Choice[str | None]:
    """The date of the lines that are little else, if all have the same."""
    found: dict[str, tuple[Claim, str]] = {}
    for line in observed.dated_lines():
        when = find_date(line.text, language)
        if (
            when is not None
            and when.end - when.start >= _MOST_OF_LINE * len(line.text)
            and not _is_later(when.iso, captured)
            and not _says((*_UPDATED, *_OF_MEMBERS), f"{line.label} {line.text[: when.start]}")
        ):
            claim = Claim(line.text, "text, a line of its own")
            found.setdefault(when.iso[:10], (claim, when.iso))
    if len(found) != 1:
        return Choice(None)
    ((claim, iso),) = found.values()
    return Choice(iso, [claim], "the only date that stands alone on the page")


def _first(
    offered: Sequence[Claim], language: str, captured: datetime | None
) -> Choice[str | None]:
    read = [
        _Reading(claim, iso)
        for claim in offered[:_MOST_CLAIMS]
        if (iso := _read(claim.value, language, captured)) and not _is_later(iso, captured)
    ]
    if not read:
        return Choice(None)
    day = read[0].iso[:10]
    best = max((reading for reading in read if reading.iso[:10] == day), key=_precision)
    local = next((reading for reading in read if _is_local_form(reading.iso, best.iso)), best)
    reason = "the most trusted source"
    if local is not best:
        reason = "the same moment as the first, with the offset of the place"
    elif best.claim != read[0].claim:
        reason = "the same day as the first, more precise"
    return Choice(local.iso, [local.claim], reason)


def _is_local_form(iso: str, other: str) -> bool:
    """Whether both are the same moment, ``other`` in UTC and ``iso`` not."""
    if not other.endswith("+00:00") or iso[10:].endswith("+00:00") or len(iso) <= len("2024-05-03"):
        return False
    one, two = datetime.fromisoformat(iso), datetime.fromisoformat(other)
    return one.tzinfo is not None and one == two


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


def _precision(reading: _Reading) -> tuple[bool, bool]:
    """Whether a date gives a time, and an offset."""
    clock = reading.iso[10:]
    return bool(clock), "+" in clock or "-" in clock


def _shown(
    observed: Observed, language: str, captured: datetime | None
) -> Iterable[tuple[Claim, bool]]:
    """The dates that the page shows, those at the title first, and whether each is that of a
    change."""
    below = next((at for at, line in enumerate(observed.lines) if line.role is Role.TITLE), 0)
    near: dict[str, list[Line]] = {source: [] for source in (*_SHOWN_AS.values(), _AT_TITLE)}
    for line in (*observed.lines[below:], *observed.lines[:below]):
        if line.role not in (Role.TITLE, Role.DECK):
            near[_SHOWN_AS.get(line.role, _AT_TITLE)].append(line)
    dates = {(line.text, source): line for source, lines in near.items() for line in lines}
    for role, source in _SHOWN_AS.items():
        for text in observed.texts(role):
            dates.setdefault((text, source), Line(text, role))
    for (text, source), line in dates.items():
        flat = " ".join(text.split())
        when = find_date(flat, language)
        before = f"{line.label} {flat[: when.start] if when else flat}"
        if _says(_OF_MEMBERS, before):
            continue
        if line.moment and parse_date(line.moment):
            yield Claim(line.moment, "time element"), _says(_UPDATED, before)
        elif when is not None or (captured is not None and parse_relative(flat, captured)):
            yield Claim(flat, source), _says(_UPDATED, before)


def _says(words: Sequence[str], before: str) -> bool:
    lowered = before[-_UPDATED_BEFORE:].lower()
    return any(word in lowered for word in words)
