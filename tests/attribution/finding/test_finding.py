"""What the learned finder finds in paragraphs written for it, and what it must never do."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tamis.attribution.finding import find
from tamis.attribution.found import Found

PARAGRAPHS = {
    "“We will rebuild the pier before the winter,” said the harbour master, Ines Calloway.": (
        "the harbour master, Ines Calloway",
        "said",
        "rebuild the pier",
    ),
    "Mayor Tobias Renner said that the bridge would open in May.": (
        "Tobias Renner",
        "said",
        "the bridge would open in May",
    ),
    "According to the police, nobody was hurt in the fire.": (
        "police",
        "According to",
        "nobody was hurt",
    ),
    "The union warned on Monday that four hundred jobs were at risk.": (
        "The union",
        "warned",
        "four hundred jobs were at risk",
    ),
}


def parts(paragraph: str, found: Found) -> tuple[str, str, str]:
    source = paragraph[slice(*found.source)] if found.source else ""
    content = " ".join(paragraph[start:end] for start, end in found.content)
    return source, paragraph[slice(*found.cue)], content


@pytest.mark.parametrize("paragraph", PARAGRAPHS)
def test_plain_reports_are_attributed(paragraph: str) -> None:
    (found,) = find([paragraph])
    assert len(found) == 1
    for part, wanted in zip(parts(paragraph, found[0]), PARAGRAPHS[paragraph], strict=True):
        assert wanted in part


def test_two_speakers_of_one_paragraph_are_told_apart() -> None:
    paragraph = (
        "“The water rose in minutes,” said Ada Brandt, who lives by the weir. "
        "“Nobody warned us,” said her neighbour, Piet Maas."
    )
    first, second = (parts(paragraph, each) for each in find([paragraph])[0])
    assert "Ada Brandt" in first[0] and "rose in minutes" in first[2]
    assert "Piet Maas" in second[0] and "Nobody warned us" in second[2]


def test_british_quotation_marks_are_read_as_american_ones() -> None:
    british = "‘We won’t sell the last field,’ said Edith Pruett, who has run it since 1989."
    american = "“We won’t sell the last field,” said Edith Pruett, who has run it since 1989."
    assert find([british]) == find([american])
    assert len(find([british])[0]) == 1


def test_text_in_which_nobody_speaks_has_no_attribution() -> None:
    assert find(["Heat the oven to 180 degrees. Grease the tin and fill in the dough."]) == [[]]


def test_no_paragraphs_and_empty_ones_are_no_trouble() -> None:
    assert find([]) == []
    assert find(["", "   ", "."]) == [[], [], []]


def test_a_very_long_paragraph_takes_bounded_time() -> None:
    begun = time.process_time()
    find(["“Go,” he said. " * 5_000, "he said that " * 5_000])
    assert time.process_time() - begun < 20


def test_attributions_late_in_a_long_paragraph_have_their_places() -> None:
    sentence = "Mayor Tobias Renner said that the bridge would open in May. "
    paragraph = "The river is wide here. " * 500 + sentence
    (found,) = find([paragraph])
    assert [parts(paragraph, each)[1] for each in found] == ["said"]
    assert "Renner" in parts(paragraph, found[0])[0]


@pytest.mark.parametrize("filling", ["a", "“", "\n", "a-", "‘’", "é\u0301", "\U0001f600"])
def test_paragraphs_without_words_or_ends_are_no_trouble(filling: str) -> None:
    assert len(find([filling * 10_000])) == 1


@given(st.lists(st.text(max_size=300), max_size=5))
def test_every_part_lies_within_its_paragraph_whatever_it_holds(paragraphs: list[str]) -> None:
    found = find(paragraphs)
    assert len(found) == len(paragraphs)
    for paragraph, of in zip(paragraphs, found, strict=True):
        for each in of:
            ranges = [each.cue, *each.content, *([each.source] if each.source else [])]
            assert all(0 <= start < end <= len(paragraph) for start, end in ranges)
            assert 0 <= each.confidence <= 1


def test_the_same_paragraph_is_read_the_same_alone_and_again() -> None:
    paragraph = next(iter(PARAGRAPHS))
    assert find([paragraph]) == find([paragraph])
