"""The word list of campaigns: its form, not its effect."""

from collections import Counter
from importlib.resources import files

LINES = (
    files("tamis.labelling.tokens")
    .joinpath("data", "campaigns.txt")
    .read_text("utf-8")
    .splitlines()
)
ROWS = [tuple(line.split("\t")) for line in LINES if not line.startswith("#")]


def test_the_list_says_that_it_is_evidence_and_no_proof() -> None:
    assert "never proof" in " ".join(line for line in LINES if line.startswith("#"))


def test_a_line_has_a_family_a_language_and_a_phrase() -> None:
    assert [row for row in ROWS if len(row) != 3 or not all(row)] == []


def test_the_lines_are_sorted_and_none_is_there_twice() -> None:
    assert sorted(set(ROWS)) == ROWS


def test_a_phrase_is_in_lower_case() -> None:
    assert [row for row in ROWS if row[2] != row[2].lower()] == []


def test_a_phrase_has_one_to_three_words() -> None:
    assert [row for row in ROWS if not 1 <= len(row[2].split()) <= 3] == []


def test_a_family_has_twelve_to_forty_phrases_in_a_language() -> None:
    counts = Counter(row[:2] for row in ROWS)
    assert {group: count for group, count in counts.items() if not 12 <= count <= 40} == {}
