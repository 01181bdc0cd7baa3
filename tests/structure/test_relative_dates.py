from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tamis.structure.relative_dates import parse_relative

CAPTURED = datetime.fromisoformat("2024-05-03T10:00:00+02:00")


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("3 hours ago", "2024-05-03T07:00+02:00"),
        ("vor 20 Minuten", "2024-05-03T09:40+02:00"),
        ("il y a 2 jours", "2024-05-01"),
        ("hace 1 semana", "2024-04-26"),
        ("2 часа назад", "2024-05-03T08:00+02:00"),
        ("3時間前", "2024-05-03T07:00+02:00"),
        ("2시간 전", "2024-05-03T08:00+02:00"),
        ("gestern", "2024-05-02"),
        ("Igår 14:30", "2024-05-02"),
        ("Aujourd'hui", "2024-05-03"),
    ],
)
def test_a_relative_date_is_reckoned_back(text: str, iso: str) -> None:
    assert parse_relative(text, CAPTURED) == iso


@pytest.mark.parametrize("text", ["", "3 minutes read", "in 2 hours", "Ann Lee", "12 Monate vor"])
def test_what_tells_no_day_is_none(text: str) -> None:
    assert parse_relative(text, CAPTURED) is None


@given(st.text(max_size=100))
def test_nothing_is_later_than_the_capture(text: str) -> None:
    iso = parse_relative(text, CAPTURED)
    assert iso is None or iso[:10] <= "2024-05-03"
