from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tamis.structure.dates import find_date, parse_date
from tamis.structure.months import LANGUAGES, MONTHS


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2024-05-16T09:26:10Z", "2024-05-16T09:26:10+00:00"),
        ("2024-05-16 09:26:10+0200", "2024-05-16T09:26:10+02:00"),
        ("20240516T092610Z", "2024-05-16T09:26:10+00:00"),
        ("2024-05-16T09:26", "2024-05-16T09:26"),
        ("2024-05-16", "2024-05-16"),
        ("Thu, 16 May 2024 09:26:10 GMT", "2024-05-16T09:26:10+00:00"),
        ("April 28, 2023 5:40 PM EDT", "2023-04-28T17:40-04:00"),
        ("5:40 p.m., April 28, 2023", "2023-04-28T17:40"),
        ("28. April 2023, 19:20 Uhr", "2023-04-28T19:20"),
        ("28 avril 2023 à 10h30", "2023-04-28T10:30"),
        ("28 de abril de 2023", "2023-04-28"),
        ("28 aprile 2023", "2023-04-28"),
        ("1º de março de 2024", "2024-03-01"),
        ("3 mei 2024 om 08:15", "2024-05-03T08:15"),
        ("3 maj 2024 kl. 08.15", "2024-05-03T08:15"),
        ("14. desember 2024", "2024-12-14"),
        ("14. marts 2024", "2024-03-14"),
        ("28. huhtikuuta 2023 klo 14.30", "2023-04-28T14:30"),
        ("12 października 2023, 7:05", "2023-10-12T07:05"),
        ("5 Nisan 2025", "2025-04-05"),
        ("17 Agustus 2024 10:00 WIB", "2024-08-17T10:00+07:00"),
        ("12 мая 2024, 10:15", "2024-05-12T10:15"),
        ("3 липня 2024", "2024-07-03"),
        ("6. listopadu 2025 12:43", "2025-11-06T12:43"),
        ("2024年4月24日14:30", "2024-04-24T14:30"),
        ("2025년 6월 3일 14시 20분", "2025-06-03T14:20"),
        ("Do 25.04.24 | 14:07 Uhr", "2024-04-25T14:07"),
        ("22/10/2025", "2025-10-22"),
    ],
)
def test_a_date_is_read_as_it_is_written(text: str, iso: str) -> None:
    assert parse_date(text) == iso


@pytest.mark.parametrize(
    "text",
    [
        "yesterday",
        "3 hours ago",
        "May 2024",
        "version 1.2.3.4",
        "2024-13-45",
        "31.02.2024",
        "",
        "9",
    ],
)
def test_what_is_no_absolute_date_is_none(text: str) -> None:
    assert parse_date(text) is None


def test_an_ambiguous_order_is_settled_by_the_language_or_not_at_all() -> None:
    assert parse_date("03/04/2024") is None
    assert parse_date("03/04/2024", "en-GB") is None
    assert parse_date("03/04/2024", "fr-FR") == "2024-04-03"


def test_an_abbreviation_of_several_zones_gives_no_offset() -> None:
    assert parse_date("Sep 2, 2024, 17:07 IST") == "2024-09-02T17:07"


def test_the_place_of_a_date_covers_its_time() -> None:
    text = "Published 28. April 2023, 19:20 Uhr by us"
    found = find_date(text)
    assert found is not None
    assert text[found.start : found.end].startswith("28. April")
    assert text[found.start : found.end].rstrip().endswith("19:20 Uhr")


def test_no_month_name_means_two_months() -> None:
    meanings: dict[str, set[int]] = {}
    for months in LANGUAGES.values():
        for month, forms in enumerate(months, start=1):
            for form in forms:
                meanings.setdefault(form, set()).add(month)
    assert {form: sorted(found) for form, found in meanings.items() if len(found) > 1} == {}
    assert set(meanings) == set(MONTHS)


offsets = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))


@given(
    st.datetimes(
        min_value=datetime(1901, 1, 1),  # noqa: DTZ001
        max_value=datetime(2099, 12, 31),  # noqa: DTZ001
        timezones=offsets,
    )
)
def test_every_iso_date_comes_back_as_it_was(moment: datetime) -> None:
    iso = moment.isoformat()
    assert parse_date(iso) == iso


@given(st.text(max_size=400))
def test_any_text_is_read_without_failing(text: str) -> None:
    read = parse_date(text)
    if read is not None:
        assert datetime.fromisoformat(read).year >= 1900
