"""The map from scores to probabilities, fitted on pages that were not learnt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from tamis.labelling.model import ByKind, Model
from training.blocks import PageRows
from training.fit import calibration

Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]

# What holds slopes and shifts near 0, beside a sum of as many as there are pages.
_HELD = 1.0


class Scored(NamedTuple):
    """The blocks of one page that has a truth. ``scores``: by a model that did not see it, not
    calibrated; ``kinds``: as :meth:`~tamis.labelling.model.Scores.kinds`."""

    scores: Floats
    kinds: Floats
    share: Floats
    words: NDArray[np.int64]
    fold: int
    is_news: bool


class Calibration(NamedTuple):
    """``x``, ``y``: knots. ``by_kind``: what rescales scores before."""

    x: Floats
    y: Floats
    by_kind: ByKind | None = None

    def probabilities(self, page: Scored) -> Doubles:
        probabilities: Doubles = np.interp(_rescaled(page, self.by_kind), self.x, self.y)
        return probabilities


class Fit(NamedTuple):
    """How a calibration is fitted. ``news_weight``: what a page of fundus counts beside one of
    wcxb; they are an eleventh as many."""

    news_weight: float
    by_kind: bool

    def __call__(self, scored: Sequence[Scored]) -> Calibration:
        """The map that fits the pages best, each of one source weighing the same."""
        weights = np.concatenate([self._weights(page) for page in scored])
        by_kind = _fit_by_kind(scored, weights) if self.by_kind else None
        knots = calibration(
            np.concatenate([_rescaled(page, by_kind) for page in scored]),
            np.concatenate([page.share for page in scored]),
            weights,
        )
        return Calibration(*knots, by_kind)

    def _weights(self, page: Scored) -> Doubles:
        """What each block counts: the root of its words."""
        roots = np.sqrt(page.words)
        weights: Doubles = roots / roots.sum()
        return weights * self.news_weight if page.is_news else weights


def scored_pages(
    pages: Sequence[PageRows],
    fold_of: Sequence[int],
    models: Sequence[Model],
    opinions: Mapping[str, Floats],
) -> list[Scored]:
    """The pages that have a truth, each scored by the model of its fold. ``opinions``: those of
    the tokens, by page, if they have been read."""
    scored = []
    for page, fold in zip(pages, fold_of, strict=True):
        if len(page.share) and page.truth:
            scores = models[fold].scores(page.features, page.words, opinions.get(page.id))
            scored.append(
                Scored(scores.content, scores.kinds(), page.share, page.words, fold, is_news(page))
            )
    return scored


def is_news(page: PageRows) -> bool:
    """Whether the page is one of fundus, whose names begin with a country's."""
    return "/" in page.id


def _rescaled(page: Scored, by_kind: ByKind | None) -> Floats:
    return page.scores if by_kind is None else by_kind.rescaled(page.scores, page.kinds)


def _fit_by_kind(scored: Sequence[Scored], weights: Doubles) -> ByKind:
    """Slopes and shifts by which rescaled scores, times a factor, are log-odds (as in Platt,
    "Probabilistic Outputs for Support Vector Machines", 1999, for each kind of text)."""
    scores = np.concatenate([page.scores for page in scored]).astype(np.float64)
    share = np.concatenate([page.share for page in scored])
    row = np.repeat(np.arange(len(scored)), [len(page.scores) for page in scored])
    kinds = np.stack([page.kinds for page in scored]).astype(np.float64)
    count = kinds.shape[1]

    def loss(parameters: Doubles) -> tuple[float, Doubles]:
        slopes, shifts, factor = parameters[:count], parameters[count:-1], parameters[-1]
        slope = np.exp(kinds @ slopes + factor)
        odds = slope[row] * scores + (kinds @ shifts)[row]
        by_block = np.logaddexp(0, odds) - share * odds
        wrong = (1 / (1 + np.exp(-odds)) - share) * weights
        by_slope = np.bincount(row, wrong * scores, len(kinds)) * slope
        by_shift = np.bincount(row, wrong, len(kinds))
        gradient = np.concatenate(
            (
                kinds.T @ by_slope + _HELD * slopes,
                kinds.T @ by_shift + _HELD * shifts,
                [by_slope.sum()],
            )
        )
        held = _HELD / 2 * (slopes @ slopes + shifts @ shifts)
        return float((by_block * weights).sum() + held), gradient

    found = minimize(loss, np.zeros(2 * count + 1), jac=True, method="L-BFGS-B").x
    # The knots that follow make the factor needless.
    slopes, shifts = found[:count], found[count:-1] / np.exp(found[-1])
    return ByKind(slopes.astype(np.float32), shifts.astype(np.float32))
