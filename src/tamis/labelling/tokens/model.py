"""The learned weights: how they lie on disk, and what they say of tokens.

``weights/tokens.npz`` is a NumPy archive with the arrays of a
:class:`~tamis.labelling.network.Network` (outputs: clean, then ``KINDS``), ``knots_x`` and
``knots_y`` (by kind, monotone maps from a stretch's score to the probability that it is
pollution of that kind), ``names`` (the traits in the order of the columns it was trained on)
and ``version``. Made by ``training/``.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tamis.labelling.network import Network
from tamis.labelling.tokens.traits import NAMES

Floats = NDArray[np.float32]

SPAM, BOILERPLATE, GARBAGE = KINDS = ("spam", "boilerplate", "garbage")


@dataclass(frozen=True, slots=True)
class TokenModel:
    """``knots_x``, ``knots_y``: (kinds, knots)."""

    network: Network
    knots_x: Floats
    knots_y: Floats
    version: str

    def scores(self, matrix: Floats) -> Floats:
        """Logits of clean and of each of ``KINDS``, (tokens, 1 + kinds)."""
        return self.network.look(matrix, np.ones(len(matrix), dtype=np.int64)).scores

    def confidence(self, kind: int, score: float) -> float:
        """The probability that a stretch with this score is of its kind."""
        return float(np.interp(score, self.knots_x[kind], self.knots_y[kind]))


@cache
def shipped() -> TokenModel:
    """The weights in the package."""
    return load(files("tamis.labelling.tokens").joinpath("weights", "tokens.npz"))


def load(path: Traversable | Path) -> TokenModel:
    """Read a weights file.

    Raises :class:`ValueError` if it was trained on other traits than this version has.
    """
    with path.open("rb") as file, np.load(file, allow_pickle=False) as archive:
        if tuple(archive["names"].tolist()) != NAMES:
            raise ValueError(f"{path} was trained on other traits; run `make train` again")
        return TokenModel(
            Network(**{field.name: archive[f"network_{field.name}"] for field in fields(Network)}),
            archive["knots_x"],
            archive["knots_y"],
            str(archive["version"]),
        )


def save(path: Path, model: TokenModel) -> None:
    """Write a weights file that :func:`load` reads."""
    network = {
        f"network_{field.name}": getattr(model.network, field.name) for field in fields(Network)
    }
    np.savez_compressed(
        path,
        **network,
        knots_x=model.knots_x,
        knots_y=model.knots_y,
        names=np.array(NAMES),
        version=np.array(model.version),
    )
