from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.structure_reach import Reach, day_reach, disagreement, names_day, title_reach
from benchmarks.structure_scores import Fields, Page


@pytest.mark.parametrize(
    ("truth", "reach"),
    [
        ("GOAT on roof!", Reach.GIVEN),
        ("A goat and a mayor", Reach.OFFERED),
        ("Harwick Courier", Reach.PART),
        ("It’s still there", Reach.PAGE),
        ("Only in the markup", Reach.PAGE),
        ("A cow on the roof", Reach.NOWHERE),
        (None, None),
    ],
)
def test_a_missed_title_is_looked_for_farther_and_farther_away(
    truth: str | None, reach: Reach | None
) -> None:
    answer = Fields(
        title="Goat on roof",
        titles=("Goat on roof | Harwick Courier", "A goat and a mayor"),
        text="Goat on roof\nIt’s still there, and so is the mayor.",
    )
    capture = "<script>{'title': 'Only in the &#109;arkup'}</script>"
    assert title_reach(answer, Fields(title=truth), capture) == reach


def test_pages_are_counted_on_which_heading_and_social_title_differ() -> None:
    def page(title: str) -> Page:
        return Page("a", Fields(title=title), Path("none"))

    two = Fields(heading="Goat on roof", social="You won’t believe this goat")
    one = Fields(heading="Goat on roof", social="GOAT ON ROOF")
    told = disagreement(
        [
            (page("Goat on roof"), two),
            (page("Goat on roof"), one),
            (page("You won’t believe THIS goat!"), two),
            (page("A cow"), two),
            (page("Goat on roof"), two),
        ]
    )
    assert told == (
        "Heading and og:title differ on 4 pages; "
        "the truth is heading on 2, og:title on 1, neither on 1."
    )


@pytest.mark.parametrize(
    ("truth", "reach"),
    [
        ("2024-05-03", Reach.GIVEN),
        ("2024-05-02", Reach.OFFERED),
        ("2024-06-01", Reach.CHANGED),
        ("2023-01-31", Reach.PAGE),
        ("2023-01-30", Reach.NOWHERE),
    ],
)
def test_a_missed_day_is_looked_for_farther_and_farther_away(truth: str, reach: Reach) -> None:
    answer = Fields(
        published="2024-05-03T08:00:00+02:00", days=("2024-05-02",), changes=("2024-06-01",)
    )
    assert day_reach(answer, Fields(published=truth), "am 31. Januar 2023, 30 Gäste") == reach


@pytest.mark.parametrize(
    "text", ["20240503", "2024-05-03T08:15", "3.5.2024", "May 3rd, 2024", "3 мая 2024 г.", "5/3/24"]
)
def test_a_day_is_known_as_it_is_written(text: str) -> None:
    assert names_day(f"Harwick, {text}: a goat", date(2024, 5, 3))
    assert not names_day(f"Harwick, {text}: a goat", date(2024, 5, 4))


@given(st.dates(min_value=date(1990, 1, 1), max_value=date(2090, 1, 1)))
def test_every_iso_date_is_found(day: date) -> None:
    assert names_day(day.isoformat(), day)
