"""Absolute dates, declared or written, as ISO 8601.

What the page does not say is not added: no offset, no time, no seconds that it did not give.
Relative dates ("yesterday", "3 hours ago") are not read.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta, timezone
from typing import NamedTuple

from tamis.structure.months import MONTHS

MAX_LENGTH = 160
"""Only so many characters of a text are searched for a date."""

_ISO = re.compile(
    r"(?<!\d)(\d{4})-?(\d{2})-?(\d{2})"
    r"(?:[T ,]{1,2}(\d{2}):?(\d{2})(?::?(\d{2})(?:[.,](\d{1,9}))?)?"
    r"\s?(Z\b|UTC\b|GMT\b|[+-]\d{2}:?\d{2}\b|[+-]\d{2}\b)?)?(?!\d)",
    re.IGNORECASE,
)
MAX_PATH = 500
_PATH = re.compile(r"/(\d{4})[/-](\d{1,2}|[^\W\d_]{3,12})[/-](\d{1,2})(?=[/-]|$)")
_DIGIT = re.compile(r"\d")
_FOUR_DIGITS = re.compile(r"\d{4}")
_WORD = r"([^\W\d_]{3,12})"
_DAY_FIRST = re.compile(
    rf"(?<!\d)(\d{{1,2}})(?:\.|º|°|:e|:nde|st|nd|rd|th|er)?[\s-]{{1,2}}(?:de |d['’]|of )?{_WORD}"
    r"\.?,?[\s-]{1,2}(?:de |del |di )?(\d{4})(?!\d)"
)
_MONTH_FIRST = re.compile(
    rf"(?<!\w){_WORD}\.?\s{{1,2}}(\d{{1,2}})(?:st|nd|rd|th)?,?\s{{1,2}}(\d{{4}})(?!\d)"
)
_NAMED_YEAR_FIRST = re.compile(rf"(?<!\d)(\d{{4}})\s{_WORD}\.?\s(\d{{1,2}})(?!\d)")
# As C and Java write it: "Fri May 03 08:15:00 CEST 2024".
_CTIME = re.compile(
    r"(?<!\w)[A-Za-z]{3} ([A-Za-z]{3}) {1,2}(\d{1,2}) (\d{2}):(\d{2}):(\d{2})"
    r"(?: ([A-Z]{2,5}|[+-]\d{4}))? (\d{4})(?!\d)"
)
_CJK = re.compile(r"(?<!\d)(\d{4})\s?[年년]\s?(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日일]")
_YEAR_FIRST = re.compile(r"(?<!\d)(\d{4})([./-])\s?(\d{1,2})\2\s?(\d{1,2})(?!\d)")
_DOTTED = re.compile(r"(?<![\d.])(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4}|\d{2})(?![\d.]\d)")
_SLASHED = re.compile(r"(?<![\d/])(\d{1,2})([/-])(\d{1,2})\2(\d{4})(?![\d/])")
_TIME = re.compile(
    r"(?<![\d.:])(\d{1,2})(?:\s?(?::|h|[时時点시])\s?|(?<=\d)\.(?=\d\d\s?(?:Uhr|$|\s|[ap]\.?m)))"
    r"(\d{2})(?:[:分분]\s?(\d{2})\b)?(?:\s?([ap])\.?\s?m\b\.?)?"
    r"(?:\s?Uhr\b)?(?:\s?\(?((?-i:[A-Z]{2,4})\b|[+-]\d{2}:?\d{2}\b)(?:([+-])(\d{1,2}))?)?",
    re.IGNORECASE,
)
_HOUR_ONLY = re.compile(r"(?<![\d.:])(\d{1,2})\s?([ap])\.?m\b", re.IGNORECASE)

# Abbreviations that name one offset only; "CST", "IST" and "BST" are used for several.
_ZONES = {
    "z": 0, "utc": 0, "gmt": 0, "wet": 0, "west": 60, "cet": 60, "mez": 60, "cest": 120,
    "mesz": 120, "eet": 120, "eest": 180, "msk": 180, "jst": 540, "kst": 540, "est": -300,
    "edt": -240, "cdt": -300, "mdt": -360, "mst": -420, "pdt": -420, "pst": -480, "wib": 420,
    "wita": 480, "sast": 120, "aest": 600, "aedt": 660, "awst": 480, "nzst": 720, "nzdt": 780,
}  # fmt: skip


class FoundDate(NamedTuple):
    """A date in a text: where it stands (half-open, with its time) and what it is."""

    start: int
    end: int
    iso: str


def parse_date(text: str, language: str = "") -> str | None:
    """The first absolute date of ``text`` as ISO 8601, or ``None``."""
    found = find_date(text, language)
    return None if found is None else found.iso


def find_date(text: str, language: str = "") -> FoundDate | None:
    """The first absolute date in the first :data:`MAX_LENGTH` characters of ``text``.

    ``language`` (BCP 47) settles the order of 03/04/2024: day first unless it is English;
    in English such a date is read only where one number is over 12.
    """
    text = text[:MAX_LENGTH]
    if _DIGIT.search(text) is None:
        return None
    has_year = _FOUR_DIGITS.search(text) is not None
    iso = _ISO.search(text) if has_year else None
    if iso is not None:
        found = _from_iso(iso)
        if found is not None:
            return found
    machine = _CTIME.search(text) if has_year else None
    if machine is not None:
        name, day_number, hour, minute, second, zone, year = machine.groups()
        day = _date(int(year), MONTHS.get(name.lower(), 0), int(day_number))
        if day is not None:
            moment = _moment(day, int(hour), int(minute), second, None, zone)
            return FoundDate(machine.start(), machine.end(), moment or day.isoformat())
    for pattern, order in _WRITTEN if has_year else _SHORT:
        match = pattern.search(text)
        if match is None:
            continue
        day = _day(match, order, language)
        if day is not None:
            return _with_time(text, match.start(), match.end(), day)
    return None


def date_in_path(path: str) -> str | None:
    """The day that a path names as an archive does, ``/2024/05/03/`` or ``/2024/may/3/``; as
    ISO 8601."""
    for year, month, day in _PATH.findall(path[:MAX_PATH].lower()):
        number = int(month) if month.isdigit() else MONTHS.get(month, 0)
        found = _date(int(year), number, int(day))
        if found is not None:
            return found.isoformat()
    return None


_WRITTEN = (
    (_CJK, "ymd"),
    (_DAY_FIRST, "dMy"),
    (_MONTH_FIRST, "Mdy"),
    (_NAMED_YEAR_FIRST, "yMd"),
    (_YEAR_FIRST, "y-md"),
    (_DOTTED, "dmy"),
    (_SLASHED, "?"),
)
# Only here may the year have two digits.
_SHORT = ((_DOTTED, "dmy"),)


def _from_iso(match: re.Match[str]) -> FoundDate | None:
    year, month, day, hour, minute, second, fraction, zone = match.groups()
    calendar = _date(int(year), int(month), int(day))
    if calendar is None:
        return None
    if hour is None:
        return FoundDate(match.start(), match.end(), calendar.isoformat())
    iso = _moment(calendar, int(hour), int(minute), second, fraction, zone)
    return FoundDate(match.start(), match.end(), iso or calendar.isoformat())


def _day(match: re.Match[str], order: str, language: str) -> date | None:
    groups = match.groups()
    if order in ("dMy", "Mdy"):
        day, name = (groups[0], groups[1]) if order == "dMy" else (groups[1], groups[0])
        month = MONTHS.get(name.lower())
        return None if month is None else _date(int(groups[2]), month, int(day))
    if order == "yMd":
        month = MONTHS.get(groups[1].lower())
        return None if month is None else _date(int(groups[0]), month, int(groups[2]))
    if order == "ymd":
        return _date(int(groups[0]), int(groups[1]), int(groups[2]))
    if order == "y-md":
        return _date(int(groups[0]), int(groups[2]), int(groups[3]))
    if order == "dmy":
        year = int(groups[2])
        return _date(year + 2000 if year < 100 else year, int(groups[1]), int(groups[0]))
    first, second, year = int(groups[0]), int(groups[2]), int(groups[3])
    if first > 12 or first == second:
        return _date(year, second, first)
    if second > 12:
        return _date(year, first, second)
    if language[:2].lower() in ("", "en"):
        return None
    return _date(year, second, first)


def _with_time(text: str, start: int, end: int, day: date) -> FoundDate:
    """The date with a time that stands within a few characters of it, after or before."""
    after = _TIME.search(text, end, end + 40)
    if after is not None and after.start() - end <= 16:
        iso = _clock(day, after)
        if iso is not None:
            return FoundDate(start, after.end(), iso)
    hour = _HOUR_ONLY.search(text, end, end + 16)
    if hour is not None:
        iso = _moment(day, _twelve_hours(int(hour[1]), hour[2]), 0, None, None, None)
        if iso is not None:
            return FoundDate(start, hour.end(), iso)
    before = _TIME.search(text, max(0, start - 40), start)
    if before is not None and start - before.end() <= 12:
        iso = _clock(day, before)
        if iso is not None:
            return FoundDate(before.start(), end, iso)
    return FoundDate(start, end, day.isoformat())


def _clock(day: date, match: re.Match[str]) -> str | None:
    hour, minute, second, half, zone, sign, hours = match.groups()
    if zone and sign and hours and zone.lower() in ("gmt", "utc"):
        zone = f"{sign}{int(hours):02d}00"
    return _moment(day, _twelve_hours(int(hour), half), int(minute), second, None, zone)


def _twelve_hours(hour: int, half: str | None) -> int:
    if half is None:
        return hour
    return hour % 12 + (12 if half.lower() == "p" else 0)


def _moment(
    day: date, hour: int, minute: int, second: str | None, fraction: str | None, zone: str | None
) -> str | None:
    try:
        moment = datetime(
            day.year,
            day.month,
            day.day,
            hour,
            minute,
            int(second or 0),
            int((fraction or "")[:6].ljust(6, "0")),
            _offset(zone),
        )
    except ValueError:
        return None
    return moment.isoformat(timespec="auto" if second else "minutes")


def _offset(zone: str | None) -> timezone | None:
    if not zone:
        return None
    if zone[0] in "+-":
        minutes = int(zone[1:3]) * 60 + int(zone[-2:] if len(zone) > 3 else 0)
        return timezone(timedelta(minutes=-minutes if zone[0] == "-" else minutes))
    named = _ZONES.get(zone.lower())
    return None if named is None else timezone(timedelta(minutes=named))


def _date(year: int, month: int, day: int) -> date | None:
    if not 1900 <= year <= 2100:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None
