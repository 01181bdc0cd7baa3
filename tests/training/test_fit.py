"""A CatBoost model turned into arrays."""

from __future__ import annotations

import numpy as np
import pytest

catboost = pytest.importorskip("catboost", reason="needs the extra 'train'")

from tamis.labelling.features import NAMES  # noqa: E402
from training.fit import EXPLAINED_TREES, calibration, forest_of  # noqa: E402


@pytest.fixture(scope="module")
def trained():  # type: ignore[no-untyped-def]
    rng = np.random.default_rng(0)
    matrix = rng.normal(size=(400, len(NAMES))).astype(np.float32)
    share = (matrix[:, 3] + matrix[:, 40] * matrix[:, 7] > 0).astype(np.float32)
    model = catboost.CatBoostClassifier(
        iterations=20, depth=4, verbose=0, allow_writing_files=False, loss_function="CrossEntropy"
    )
    model.fit(matrix, share)
    return model, matrix


def test_the_arrays_give_the_scores_of_the_model(trained) -> None:  # type: ignore[no-untyped-def]
    model, matrix = trained
    forest = forest_of(model)
    expected = model.predict(matrix, prediction_type="RawFormulaVal")
    scores = forest.scores(forest.leaf_numbers(matrix))[:, 0]
    np.testing.assert_allclose(scores, expected, atol=1e-4)


def test_the_shares_of_all_themes_add_up_to_the_score(trained) -> None:  # type: ignore[no-untyped-def]
    model, matrix = trained
    forest = forest_of(model)
    assert len(forest.shares) <= EXPLAINED_TREES
    leaf = forest.leaf_numbers(matrix)
    difference = forest.scores(leaf)[:, 0] - forest.theme_shares(leaf).sum(axis=1)
    # What is left is the mean of each tree: the same for every row.
    np.testing.assert_allclose(difference, difference[0], atol=0.01)


def test_calibration_is_monotone_and_true_to_the_shares() -> None:
    rng = np.random.default_rng(1)
    scores = rng.normal(size=5000).astype(np.float32)
    share = (rng.random(5000) < 1 / (1 + np.exp(-3 * scores))).astype(np.float32)
    x, y = calibration(scores, share, np.ones(5000, dtype=np.float32))
    assert (np.diff(x) > 0).all()
    assert (np.diff(y) >= 0).all()
    assert abs(float(np.interp(0.0, x, y)) - 0.5) < 0.1
