"""Features of lines of plain text."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tamis.labelling.features import NAMES, compute
from tamis.labelling.lines import LINE_NAMES, TEXT_NAMES, compute_text
from tamis.parsing import parse


def columns(text: str) -> dict[str, list[float]]:
    matrix = compute_text(parse(text, media_type="text/plain")).matrix
    return {name: matrix[:, number].tolist() for number, name in enumerate(TEXT_NAMES)}


def test_the_columns_of_blocks_come_first_and_stay_what_they_are() -> None:
    document = parse(
        "Home\nThe kettle was on the table, as it is every day.", media_type="text/plain"
    )
    text, blocks = compute_text(document).matrix, compute(document).matrix
    np.testing.assert_array_equal(text[:, : len(NAMES)], blocks)
    assert text.shape == (2, len(NAMES) + len(LINE_NAMES))


def test_lines_alike_but_for_letters_and_digits_have_one_shape() -> None:
    found = columns("Posts: 334\nPosts: 20\nJoined: 7\nA long way from here.")
    assert found["kind_count_of_shape"] == [2, 2, 2, 0]
    assert found["same_shape_+1"] == [1, 1, 0, 0]
    assert found["same_shape_-1"] == [0, 1, 1, 0]


def test_lines_that_begin_or_end_alike_know_of_each_other() -> None:
    found = columns("Pingback: a kettle\nPingback: the pan\nOne more kettle")
    assert found["kind_count_of_first_word"] == [1, 1, 0]
    assert found["kind_count_of_last_word"] == [1, 0, 1]


def test_function_words_are_told_by_the_language_of_the_document() -> None:
    found = columns(
        "Der Kessel steht auf dem Tisch und nicht auf dem Herd.\n"
        "Das ist bei uns auch nicht anders, wie man sieht.\n"
        "You can find what they have here."
    )
    assert min(found["stop_share_of_language"][:2]) > found["stop_share_of_language"][2]
    assert found["stop_share_of_others"][2] > 0.4


def test_a_line_is_measured_against_the_document() -> None:
    found = columns("Home\nLogin\nThe kettle was on the table, as it is every day of the year.")
    assert found["words_rank"][2] == pytest.approx(2 / 3)
    assert found["log_words_from_median"][0] == 0
    assert found["log_words_from_median"][2] > 1


@given(st.text(max_size=200))
def test_any_text_has_finite_features(text: str) -> None:
    assert np.isfinite(compute_text(parse(text, media_type="text/plain")).matrix).all()
