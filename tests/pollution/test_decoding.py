"""From scores of tokens to stretches."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tamis.pollution.decoding import stretches_of

CLEAN, SPAM, OTHER = (4.0, 0.0, 0.0), (0.0, 4.0, 0.0), (0.0, 0.0, 4.0)


def scores(*runs: tuple[tuple[float, ...], int]) -> np.ndarray:
    return np.array([row for row, count in runs for _ in range(count)], dtype=np.float32)


def test_a_run_of_one_kind_is_one_stretch() -> None:
    found = stretches_of(scores((CLEAN, 50), (SPAM, 9), (CLEAN, 50), (OTHER, 7)), 0.0)
    assert [(each.first, each.last, each.kind) for each in found] == [(50, 59, 1), (109, 116, 2)]
    assert all(each.score > 3 for each in found)


def test_a_single_doubtful_token_changes_nothing() -> None:
    doubtful = (0.0, 1.0, 0.0)
    assert stretches_of(scores((CLEAN, 9), (doubtful, 1), (CLEAN, 9)), 0.0) == []
    (found,) = stretches_of(scores((SPAM, 9), ((1.0, 0.0, 0.0), 1), (SPAM, 9)), 0.0)
    assert (found.first, found.last) == (0, 19)


def test_to_leave_clean_asks_for_more() -> None:
    doubtful = scores((CLEAN, 9), ((0.0, 1.5, 0.0), 9), (CLEAN, 9))
    assert stretches_of(doubtful, 0.0)
    assert not stretches_of(doubtful, 2.0)


def test_more_can_be_asked_for_of_one_kind_than_of_another() -> None:
    doubtful = scores((CLEAN, 9), ((0.0, 1.5, 0.0), 9), (CLEAN, 9), ((0.0, 0.0, 1.5), 9))
    assert [each.kind for each in stretches_of(doubtful, (0.0, 0.0))] == [1, 2]
    assert [each.kind for each in stretches_of(doubtful, (0.0, 2.0))] == [1]


def test_nothing_is_found_in_nothing() -> None:
    assert stretches_of(np.zeros((0, 4), np.float32), 0.0) == []


@given(st.lists(st.tuples(*[st.floats(-9, 9, width=32)] * 3), min_size=1, max_size=120))
def test_stretches_are_in_order_and_apart(rows: list[tuple[float, ...]]) -> None:
    found = stretches_of(np.array(rows, dtype=np.float32), 0.0)
    position = 0
    for each in found:
        assert position <= each.first < each.last <= len(rows)
        assert each.kind in {1, 2}
        position = each.last
