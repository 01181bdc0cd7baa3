"""How sure a finder may be: on articles that it has not seen."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from tamis.attribution.finding import AnyFinder, find
from training.attribution.polnear import Article
from training.attribution.relations import agreeing, guessed_in, marked_in
from training.fit import calibration
from training.reliability import reliability

Floats = NDArray[np.float32]


def knots_of(finder: AnyFinder, articles: Sequence[Article], *, of: str) -> tuple[Floats, Floats]:
    """How often what it finds in articles that it has not seen is right, by how sure it is.
    ``of``: what these are, for the line that is printed."""
    sure: list[float] = []
    right: list[bool] = []
    true = 0
    for article in articles:
        paragraphs = [article.text[start:end] for start, end in article.paragraphs]
        guessed = guessed_in(article, find(paragraphs, finder))
        marked = marked_in(article)
        sure += [confidence for _, confidence in guessed]
        right += agreeing([relation for relation, _ in guessed], marked)
        true += len(marked)
    scores, share = np.array(sure, dtype=np.float32), np.array(right, dtype=np.float32)
    weights = np.ones_like(scores)
    x, y = calibration(scores, share, weights)
    promised = np.interp(scores, x, y)
    error = reliability(promised, share.astype(np.float64), weights.astype(np.float64)).error
    f1 = 2 * share.sum() / (len(scores) + true)
    print(f"{of}: rel-J {f1:.3f}; calibration error where it was fitted {error:.3f}")
    return x, y
