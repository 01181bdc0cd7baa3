"""Dates told from the moment of the capture: "3 hours ago", "gestern", "il y a 2 jours"."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta

MAX_LENGTH = 80

_UNITS: Mapping[str, timedelta] = {
    "minute": timedelta(minutes=1),
    "hour": timedelta(hours=1),
    "day": timedelta(days=1),
    "week": timedelta(weeks=1),
}

# How each language writes the units. Months and years are left out: they name no day.
_UNIT_WORDS: Mapping[str, str] = {
    "minute": "minute minutes min mins minuten minuto minutos minuti minuut minuter minutt "
    "minutter minuuttia minuut minuta minuty minut dakika menit минуту минуты минут хвилину "
    "хвилини хвилин phút 分钟 分鐘 分 분 मिनट دقيقة دقائق perc mínútum minučių minučes dakikada",
    "hour": "hour hours hr hrs h stunde stunden std heure heures hora horas ora ore uur timer "
    "time timme timmar tuntia tunti godzina godziny godzin godz hodina hodiny hodin hodinami "
    "saat jam час часа часов година години годин giờ 小时 小時 時間 시간 घंटे घंटा ساعة ساعات "
    "óra órája klukkustundum valandas valandų",
    "day": "day days tag tage tagen jour jours día días dia dias giorno giorni dag dagen dagar "
    "dage dager päivää päivä dzień dni den dny dnů dnem gün hari день дня дней дні днів ngày 天 "
    "日 일 दिन يوم أيام nap napja dögum dienas dienų",
    "week": "week weeks woche wochen semaine semaines semana semanas settimana settimane weken "
    "vecka veckor uke uker uge uger viikkoa viikko tydzień tygodnie tygodni týden týdny týdnů "
    "hafta minggu неделю недели недель тиждень тижні тижнів tuần 周 週間 주 सप्ताह أسبوع hét hete",
}
_UNIT_OF = {word: _UNITS[unit] for unit, words in _UNIT_WORDS.items() for word in words.split()}

_AGO = re.compile(
    r"\bago\b|\bvor\b|\bil y a\b|\bhace\b|\bhá\b|\bfa\b|\bgeleden\b|\bsedan\b|\bsiden\b|\bsitten\b"
    r"|\btemu\b|\bpřed\b|\bönce\b|\blalu\b|\bназад\b|\bтому\b|\btrước\b|前|전|पहले|منذ|\bezelőtt\b"
    r"|\bfyrir\b|\bprieš\b|\bför\b",
    re.IGNORECASE,
)
_AMOUNT = re.compile(r"(?<![\d.,:])(\d{1,2})\s?([^\W\d_]{1,14})")

_DAYS: Mapping[str, int] = {
    word: days
    for days, words in {
        0: "today heute aujourd'hui hoy oggi hoje vandaag idag tänään dzisiaj dziś dnes bugün "
        "сегодня сьогодні 今天 今日 오늘 آج आज اليوم",
        1: "yesterday gestern hier ayer ieri ontem gisteren igår eilen wczoraj včera dün "
        "kemarin вчера вчора 昨天 昨日 어제 कल أمس tegnap",
    }.items()
    for word in words.split()
}


def parse_relative(text: str, captured: datetime) -> str | None:
    """The moment or day that ``text`` tells from the capture's, as ISO 8601; ``None`` if none.

    Hours and minutes ago give a moment to the minute, with the capture's offset; days and
    weeks ago, today and yesterday give a day.
    """
    lowered = text[:MAX_LENGTH].lower()
    if _AGO.search(lowered):
        for match in _AMOUNT.finditer(lowered):
            unit = _unit(match[2])
            if unit is None:
                continue
            moment = captured - int(match[1]) * unit
            if unit < _UNITS["day"]:
                return moment.isoformat(timespec="minutes")
            return moment.date().isoformat()
    for word in lowered.replace("i dag", "idag").replace("i går", "igår").split()[:4]:
        days = _DAYS.get(word.strip(",.:|·"))
        if days is not None:
            return (captured - timedelta(days=days)).date().isoformat()
    return None


def _unit(word: str) -> timedelta | None:
    """The unit a word names; scripts without spaces write what follows on to it."""
    known = _UNIT_OF.get(word)
    if known is None and word[0] > "\u2e7f":
        known = next((_UNIT_OF[word[:size]] for size in (2, 1) if word[:size] in _UNIT_OF), None)
    return known
