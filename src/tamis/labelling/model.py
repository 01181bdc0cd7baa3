"""The learned weights: how they lie on disk, and how a block's probability comes of them.

A weights file is a NumPy archive (``.npz``) with the arrays of a
:class:`~tamis.labelling.forest.Forest`, ``knots_x`` and ``knots_y`` (a monotone map from raw
score to calibrated probability), ``names`` (the features' names in the order of the columns
it was trained on) and ``version``. Format 1. Made by ``training/``.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tamis.labelling.features import NAMES
from tamis.labelling.forest import Forest
from tamis.labelling.reasons import THEMES
from tamis.labelling.role_head import RoleHead, load_head

Floats = NDArray[np.float32]

# Bounds the memory that a page of very many blocks takes.
_ROWS_AT_ONCE = 4096


class Judgement(NamedTuple):
    """``probabilities``: (rows,). ``theme_shares``: (rows, themes), see ``reasons.py``."""

    probabilities: Floats
    theme_shares: Floats


@dataclass(frozen=True, slots=True)
class Model:
    """A forest whose only output, calibrated, is the probability of being main content.

    ``roles`` chooses roles; without it they follow from what a page declares.
    """

    forest: Forest
    knots_x: Floats
    knots_y: Floats
    version: str
    roles: RoleHead | None = None

    def judge(self, matrix: Floats) -> Judgement:
        """How likely each row of features is main content, and why."""
        parts = []
        for start in range(0, len(matrix), _ROWS_AT_ONCE):
            leaf = self.forest.leaf_numbers(matrix[start : start + _ROWS_AT_ONCE])
            parts.append((self.forest.scores(leaf)[:, 0], self.forest.theme_shares(leaf)))
        if not parts:
            return Judgement(np.zeros(0, np.float32), np.zeros((0, len(THEMES)), np.float32))
        scores = np.concatenate([score for score, _ in parts])
        shares = np.concatenate([share for _, share in parts])
        likely = np.interp(scores, self.knots_x, self.knots_y).astype(np.float32)
        return Judgement(likely, shares)


@cache
def shipped(kind: str) -> Model:
    """The weights in the package: ``html`` or ``text``."""
    weights = files("tamis.labelling").joinpath("weights")
    return load(weights / f"{kind}.npz", weights / f"{kind}-roles.npz")


def load(path: Traversable | Path, roles: Traversable | Path | None = None) -> Model:
    """Read a weights file, and the one of the ``roles`` that belong to it.

    Raises :class:`ValueError` if it was trained on other features than this version has.
    """
    with path.open("rb") as file, np.load(file, allow_pickle=False) as archive:
        if tuple(archive["names"].tolist()) != NAMES:
            raise ValueError(f"{path} was trained on other features; run `make train` again")
        return Model(
            forest=Forest(
                features=archive["features"],
                thresholds=archive["thresholds"],
                splits=archive["splits"],
                leaves=archive["leaves"],
                bias=archive["bias"],
                shares=archive["shares"].astype(np.float32),
            ),
            knots_x=archive["knots_x"],
            knots_y=archive["knots_y"],
            version=str(archive["version"]),
            roles=None if roles is None else load_head(roles),
        )


def save(path: Path, model: Model) -> None:
    """Write a weights file that :func:`load` reads."""
    np.savez_compressed(
        path,
        features=model.forest.features,
        thresholds=model.forest.thresholds,
        splits=model.forest.splits,
        leaves=model.forest.leaves,
        bias=model.forest.bias,
        shares=model.forest.shares.astype(np.float16),
        knots_x=model.knots_x,
        knots_y=model.knots_y,
        names=np.array(NAMES),
        version=np.array(model.version),
    )
