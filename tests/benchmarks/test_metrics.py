from __future__ import annotations

import math

import pytest

from benchmarks.metrics import (
    best_threshold,
    macro_f1,
    roc_auc,
    snippets_found,
    standard_error,
    word_overlap,
)


def test_words_are_counted_as_a_multiset_and_without_case() -> None:
    overlap = word_overlap("The mill, the MILL!", "the mill opened the gate")
    assert overlap.precision == 3 / 4
    assert overlap.recall == 3 / 5
    assert overlap.f1 == pytest.approx(2 * 3 / (4 + 5))


def test_an_output_without_any_right_word_scores_zero() -> None:
    assert word_overlap("gate", "mill") == (0.0, 0.0, 0.0)
    assert word_overlap("", "mill") == (0.0, 0.0, 0.0)


def test_where_nothing_is_wanted_only_an_empty_output_is_right() -> None:
    assert word_overlap(" \n", "").f1 == 1.0
    assert word_overlap("mill", "").f1 == 0.0


def test_optional_words_count_neither_for_nor_against() -> None:
    without = word_overlap("mill opened", "mill opened", optional="old mill")
    given = word_overlap("old mill mill opened", "mill opened", optional="old mill")
    assert without == given == (1.0, 1.0, 1.0)


def test_optional_words_do_not_excuse_others() -> None:
    overlap = word_overlap("old old mill", "mill", optional="old")
    assert overlap.precision == 1 / 2


def test_snippets_are_found_across_line_breaks() -> None:
    assert snippets_found("The  mill\nopened", ["mill opened", "the mill", "closed"]) == 1


def test_a_perfect_ranking_has_area_one_and_its_reverse_zero() -> None:
    labels = [False, False, True, True]
    assert roc_auc([0.1, 0.2, 0.8, 0.9], labels) == 1.0
    assert roc_auc([0.9, 0.8, 0.2, 0.1], labels) == 0.0


def test_ties_count_one_half_in_the_area() -> None:
    assert roc_auc([0.5, 0.5, 0.5], [True, False, True]) == 0.5
    assert roc_auc([1.0, 0.0, 1.0, 0.0], [True, True, False, False]) == 0.5
    assert roc_auc([0.2, 0.5, 0.5, 0.9], [False, True, False, True]) == 3.5 / 4


def test_the_area_is_undefined_with_one_class_only() -> None:
    assert math.isnan(roc_auc([0.1, 0.2], [True, True]))


def test_the_standard_error_is_that_of_the_mean() -> None:
    assert standard_error([1.0, 3.0]) == pytest.approx(1.0)
    assert math.isnan(standard_error([1.0]))


def test_macro_f1_weighs_both_classes_alike() -> None:
    labels = [True, True, True, False]
    assert macro_f1([True] * 4, labels) == pytest.approx((6 / 7 + 0) / 2)
    assert macro_f1(labels, labels) == 1.0


def test_the_threshold_is_the_lowest_with_the_best_macro_f1() -> None:
    assert best_threshold([0.1, 0.4, 0.4, 0.9], [False, True, True, True]) == 0.4
    assert best_threshold([0.0, 1.0, 1.0], [False, False, True]) == 1.0
    assert best_threshold([0.3, 0.3], [True, True]) == 0.3


def test_where_no_score_should_be_positive_the_threshold_is_beyond_all() -> None:
    assert math.isinf(best_threshold([0.1, 0.9], [False, False]))
