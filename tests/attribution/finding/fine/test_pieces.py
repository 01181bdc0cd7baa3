from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tamis.attribution.finding.fine.pieces import BEGIN, CASES, END, UNKNOWN, case_of, pieces_of

NAMES = (UNKNOWN, BEGIN, END, "har", "##bour", "##b", "master", "'", "s", "-", "cafe", "’", "é")
KNOWN = {name: number for number, name in enumerate(NAMES)}


def names(text: str) -> list[str]:
    return [NAMES[number] for number in pieces_of(text, KNOWN)]


def test_the_longest_piece_from_the_left_is_taken() -> None:
    assert names("harbour") == ["har", "##bour"]
    assert names("harb") == ["har", "##b"]


def test_capitals_and_accents_do_not_matter() -> None:
    assert names("HARBOUR") == names("harbour")
    assert names("Café") == names("cafe\u0301") == ["cafe"]


def test_a_clitic_and_a_hyphen_are_read_by_their_parts() -> None:
    assert names("’s") == names("'s") == ["'", "s"]
    assert names("harbour-master") == ["har", "##bour", "-", "master"]


def test_a_word_with_an_unknown_part_is_unknown_as_a_whole() -> None:
    assert names("harbourxyz") == [UNKNOWN]
    assert names("master-xyz") == ["master", "-", UNKNOWN]


@pytest.mark.parametrize("text", ["\u0301", "\u200b", "\u202e", "\ufeff", "_", "\U0001f600", "ß"])
def test_what_no_piece_is_known_for_is_one_unknown_piece(text: str) -> None:
    assert names(text) == [UNKNOWN]


@given(st.text(min_size=1, max_size=200))
def test_every_token_has_at_least_one_piece_and_at_most_eight(text: str) -> None:
    assert 1 <= len(pieces_of(text, KNOWN)) <= 8
    assert 0 <= case_of(text) < CASES


def test_a_very_long_word_takes_little_time() -> None:
    begun = time.process_time()
    pieces_of("z" * 1_000_000, KNOWN)
    assert time.process_time() - begun < 1


def test_the_case_of_words_is_told_apart() -> None:
    words = [",", "pier", "Pier", "NATO", "McKay", "1989"]
    assert [case_of(word) for word in words] == list(range(CASES))
    assert case_of("A") == case_of("Über-alles") == 2
    assert case_of("G7") == 2
