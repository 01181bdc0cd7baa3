"""Fit a forest with CatBoost, calibrate it out of fold, and turn it into NumPy arrays."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from catboost import CatBoostClassifier, Pool
from numpy.typing import NDArray
from scipy.optimize import isotonic_regression

from tamis.labelling.forest import Forest
from tamis.labelling.lines import TEXT_NAMES
from tamis.labelling.reasons import THEMES, theme_of_features
from training.blocks import PageRows

Floats = NDArray[np.float32]

_PARAMETERS: dict[str, Any] = {
    "loss_function": "CrossEntropy",
    "boosting_type": "Plain",
    "depth": 6,
    "learning_rate": 0.12,
    "l2_leaf_reg": 5,
    "border_count": 32,
    "rsm": 0.3,
    "bootstrap_type": "Bernoulli",
    "subsample": 0.6,
    "leaf_estimation_iterations": 1,
    "verbose": 0,
    "allow_writing_files": False,
}
EXPLAINED_TREES = 40
_WORDS_ALWAYS_KEPT = 8
_GATE_TREES = 60
_LABELLED_IN_GATE = 7.0
# How much more than the data say a text is taken for an excerpt: between good lines in excerpts
# (turku) and good whole pages (wcxb). Chosen on the folds.
_EXCERPT_LOG_ODDS = 1.0
# The last is the trace of a tool that writes tables with bars.
_HIDDEN_FROM_GATE = (
    "page_stop_share",
    "page_of_stop_share",
    "page_commerce",
    "page_comments",
    "page_of_share_bar",
)


def fit(
    pages: Sequence[PageRows], *, iterations: int, seed: int, without: str = "", threads: int = 2
) -> Forest:
    """A forest that scores how likely a block is main content.

    Short blocks, which are many and alike, are thinned and weighed up in return. Features whose
    names begin with ``without`` are not looked at.
    """
    rng = np.random.default_rng(seed)
    features, share, weights = [], [], []
    for page in pages:
        if not page.weights.any():
            continue
        chance = np.minimum(1, page.words / _WORDS_ALWAYS_KEPT)
        kept = rng.random(len(chance)) < chance
        features.append(page.features[kept])
        share.append(page.share[kept])
        weights.append((page.weights / chance)[kept])
    ignored = [
        number for number, name in enumerate(TEXT_NAMES) if without and name.startswith(without)
    ]
    model = CatBoostClassifier(
        **_PARAMETERS,
        iterations=iterations,
        random_seed=seed,
        thread_count=threads,
        ignored_features=ignored,
    )
    model.fit(Pool(np.concatenate(features), np.concatenate(share), weight=np.concatenate(weights)))
    return forest_of(model)


def fit_gate(
    whole: Sequence[PageRows], excerpts: Sequence[PageRows], *, seed: int, threads: int = 2
) -> Forest:
    """A small forest that tells excerpts from whole pages by what holds for all of a page.

    What depends on the language (function words, lexicon) it may not see, else it would call
    whatever language it knows from one side only by that side's name.
    """
    pages = [page for page in (*whole, *excerpts) if len(page.features)]
    is_excerpt = np.array([number >= len(whole) for number in range(len(whole) + len(excerpts))])
    is_excerpt = is_excerpt[[len(page.features) > 0 for page in (*whole, *excerpts)]]
    labelled = np.array([page.page_type == "lines" for page in pages])
    weights = np.where(labelled, _LABELLED_IN_GATE, 1.0)
    # Both sides weigh the same.
    for side in (is_excerpt, ~is_excerpt):
        weights[side] /= weights[side].sum()
    seen = [
        number
        for number, name in enumerate(TEXT_NAMES)
        if name.startswith("page_") and not name.startswith(_HIDDEN_FROM_GATE)
    ]
    model = CatBoostClassifier(
        **_PARAMETERS | {"depth": 4},
        iterations=_GATE_TREES,
        random_seed=seed,
        thread_count=threads,
        ignored_features=[number for number in range(len(TEXT_NAMES)) if number not in seen],
    )
    weights *= len(pages)
    model.fit(
        Pool(
            np.stack([page.features[0] for page in pages]),
            is_excerpt.astype(np.float32),
            weight=weights,
        )
    )
    gate = forest_of(model)
    return replace(gate, bias=gate.bias + np.float32(_EXCERPT_LOG_ODDS))


def forest_of(model: CatBoostClassifier) -> Forest:
    """The arrays of a CatBoost model with symmetric trees.

    With several outputs nothing is explained: ``shares`` is of no tree.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.json"
        model.save_model(str(path), format="json")
        dump = json.loads(path.read_text("utf-8"))
    questions: dict[tuple[int, float], int] = {}
    trees = dump["oblivious_trees"]
    depth = max(len(tree["splits"]) for tree in trees)
    scale, bias = dump["scale_and_bias"]
    outputs = len(bias)
    splits = np.zeros((len(trees), depth), dtype=np.int32)
    leaves = np.zeros((len(trees), 2**depth, outputs), dtype=np.float32)
    for number, tree in enumerate(trees):
        for level, split in enumerate(tree["splits"]):
            question = (split["float_feature_index"], split["border"])
            splits[number, level] = questions.setdefault(question, len(questions))
        values = np.array(tree["leaf_values"], dtype=np.float32).reshape(-1, outputs)
        # A shallower tree repeats its leaves, so that the missing answers do not matter.
        leaves[number] = np.tile(values, (2**depth // len(values), 1))
    explained = trees[:EXPLAINED_TREES] if outputs == 1 else []
    shares = np.zeros((len(explained), 2**depth, len(THEMES)), dtype=np.float32)
    for number, tree in enumerate(explained):
        shares[number] = _theme_shares(tree, depth)
    return Forest(
        features=np.array([feature for feature, _ in questions], dtype=np.int32),
        thresholds=np.array([border for _, border in questions], dtype=np.float32),
        splits=splits,
        leaves=leaves * np.float32(scale),
        bias=np.array(bias, dtype=np.float32),
        shares=shares,
    )


def _theme_shares(tree: dict[str, Any], depth: int) -> NDArray[np.float64]:
    """For each leaf, what each theme's questions added to its value, (leaves, themes)."""
    values, weights = np.array(tree["leaf_values"]), np.array(tree["leaf_weights"]) + 1e-9
    leaf = np.arange(len(values))
    shares = np.zeros((len(values), len(THEMES)))
    mean = np.full(len(values), np.average(values, weights=weights))
    themes = theme_of_features()
    for level, split in enumerate(tree["splits"]):
        reach = leaf & ((2 << level) - 1)
        sums = np.bincount(reach, weights=values * weights)
        refined = (sums / np.bincount(reach, weights=weights))[reach]
        shares[:, themes[split["float_feature_index"]]] += refined - mean
        mean = refined
    return np.tile(shares, (2**depth // len(values), 1))


def calibration(scores: Floats, share: Floats, weights: Floats) -> tuple[Floats, Floats]:
    """Knots of a monotone map from scores to probabilities (isotonic regression on pages that
    the forest did not see), thinned to at most 100."""
    order = np.argsort(scores, kind="stable")
    fitted = isotonic_regression(share[order], weights=weights[order]).x
    grid = np.unique(np.quantile(scores, np.linspace(0, 1, 101)))
    smooth = np.interp(grid, scores[order], np.clip(fitted, 0.002, 0.998))
    # Strictly rising, so that the order of blocks is never lost.
    smooth = np.maximum.accumulate(smooth) + np.linspace(0, 1e-3, len(grid))
    return grid.astype(np.float32), np.clip(smooth, 0, 1).astype(np.float32)
