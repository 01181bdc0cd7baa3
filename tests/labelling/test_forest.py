"""Symmetric trees in NumPy."""

from __future__ import annotations

import numpy as np

from tamis.labelling.forest import Forest

# Two trees of depth 2 over features 0 and 1, one output.
FOREST = Forest(
    features=np.array([0, 1, 0], dtype=np.int32),
    thresholds=np.array([0.5, 2.0, 9.0], dtype=np.float32),
    splits=np.array([[0, 1], [2, 0]], dtype=np.int32),
    leaves=np.array([[[1], [2], [3], [4]], [[10], [20], [30], [40]]], dtype=np.float32),
    bias=np.array([0.25], dtype=np.float32),
    shares=np.array([[[0, 0], [1, 0], [0, 2], [1, 2]]], dtype=np.float32),
)


def test_a_leaf_number_is_the_answers_read_as_bits_the_first_lowest() -> None:
    rows = np.array([[0, 0], [1, 0], [0, 3], [10, 3]], dtype=np.float32)
    assert FOREST.leaf_numbers(rows).tolist() == [[0, 1, 2, 3], [0, 2, 0, 3]]


def test_a_score_is_the_sum_of_the_leaves_and_the_bias() -> None:
    rows = np.array([[0, 0], [1, 0], [0, 3], [10, 3]], dtype=np.float32)
    assert FOREST.scores(FOREST.leaf_numbers(rows))[:, 0].tolist() == [11.25, 32.25, 13.25, 44.25]


def test_the_shares_of_themes_are_those_of_the_first_trees_leaves() -> None:
    rows = np.array([[0, 0], [10, 3]], dtype=np.float32)
    assert FOREST.theme_shares(FOREST.leaf_numbers(rows)).tolist() == [[0, 0], [1, 2]]


def test_no_rows_give_no_scores() -> None:
    leaf = FOREST.leaf_numbers(np.zeros((0, 2), dtype=np.float32))
    assert FOREST.scores(leaf).shape == (0, 1)
