"""Weights: the mixture of forests, and the file."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tamis.labelling.forest import Forest
from tamis.labelling.model import ByKind, Excerpts, Model, Scores, load, save
from tamis.labelling.network import PAGE_TYPES
from tamis.labelling.reasons import THEMES

KNOTS = np.array([-10.0, 10.0], dtype=np.float32), np.array([0.0, 1.0], dtype=np.float32)
ROWS = np.array([[0.0], [1.0]], dtype=np.float32)
WORDS = np.ones(len(ROWS), dtype=np.int64)


def asking(low: float, high: float, theme_share: float = 0.0) -> Forest:
    """One tree, one question: is feature 0 more than one half?"""
    shares = np.zeros((1, 2, len(THEMES)), dtype=np.float32)
    shares[:, :, 0] = theme_share
    return Forest(
        features=np.array([0], dtype=np.int32),
        thresholds=np.array([0.5], dtype=np.float32),
        splits=np.array([[0]], dtype=np.int32),
        leaves=np.array([[[low], [high]]], dtype=np.float32),
        bias=np.zeros(1, dtype=np.float32),
        shares=shares,
    )


def model(gate: float) -> Model:
    return Model(
        asking(1, 2, 4),
        *KNOTS,
        version="test",
        excerpts=Excerpts(asking(gate, 99), asking(-5, -4, 8)),
    )


@pytest.mark.parametrize(("gate", "scores"), [(-50, [1, 2]), (0, [-2, -1]), (50, [-5, -4])])
def test_the_gate_asked_of_the_first_row_decides_which_forest_counts(
    gate: float, scores: list[float]
) -> None:
    assert model(gate).scores(ROWS, WORDS).content.tolist() == pytest.approx(scores)


def test_reasons_are_mixed_as_the_scores_are() -> None:
    assert model(0).scores(ROWS, WORDS).theme_shares[:, 0].tolist() == pytest.approx([6, 6])


def test_a_page_without_blocks_has_no_probabilities() -> None:
    assert model(0).judge(ROWS[:0], WORDS[:0]).probabilities.shape == (0,)


def test_weights_come_back_from_their_file(tmp_path: Path) -> None:
    save(tmp_path / "weights.npz", model(0.3))
    again = load(tmp_path / "weights.npz")
    assert again.version == "test"
    before = model(0.3).judge(ROWS, WORDS).probabilities
    assert again.judge(ROWS, WORDS).probabilities.tolist() == pytest.approx(before.tolist())


def test_weights_for_other_features_are_refused(tmp_path: Path) -> None:
    save(tmp_path / "weights.npz", model(0.3))
    with np.load(tmp_path / "weights.npz") as archive:
        arrays = dict(archive)
    arrays["names"] = arrays["names"][::-1]
    np.savez(tmp_path / "other.npz", **arrays)
    with pytest.raises(ValueError, match="other features"):
        load(tmp_path / "other.npz")


def test_the_opinion_of_tokens_moves_the_score_by_its_share(tmp_path: Path) -> None:
    opinion = np.array([2.0, -4.0], dtype=np.float32)
    path = tmp_path / "weights.npz"
    save(path, replace(model(-50), opinion_share=0.5))
    assert load(path).scores(ROWS, WORDS, opinion).content.tolist() == pytest.approx([2, 0])
    assert model(-50).scores(ROWS, WORDS, opinion).content.tolist() == pytest.approx([1, 2])


def scores(excerpt: float, article: float) -> Scores:
    """Of a text of which all but its kind is unknown; ``article`` as log-odds."""
    page_types = np.zeros(len(PAGE_TYPES), dtype=np.float32)
    page_types[PAGE_TYPES.index("article")] = article
    return Scores(
        np.zeros(0, dtype=np.float32), np.zeros((0, 0), dtype=np.float32), page_types, excerpt
    )


@pytest.mark.parametrize(
    ("excerpt", "article", "kinds"),
    [(0, 50, [1, 0]), (0, -50, [0, 0]), (1, 50, [0, 1]), (0.5, 50, [0.25, 0.75])],
)
def test_a_text_is_an_article_s_page_an_excerpt_or_neither(
    excerpt: float, article: float, kinds: list[float]
) -> None:
    assert scores(excerpt, article).kinds().tolist() == pytest.approx(kinds, abs=1e-6)


def test_scores_are_rescaled_by_the_kind_of_the_text_before_they_are_calibrated(
    tmp_path: Path,
) -> None:
    doubled = ByKind(np.array([0, np.log(2)], dtype=np.float32), np.array([0, 3], dtype=np.float32))
    path = tmp_path / "weights.npz"
    save(path, replace(model(50), by_kind=doubled))
    # The scores of an excerpt are -5 and -4; knots go from -10 to 10.
    expected = [(2 * -5 + 3 + 10) / 20, (2 * -4 + 3 + 10) / 20]
    assert load(path).judge(ROWS, WORDS).probabilities.tolist() == pytest.approx(expected)
