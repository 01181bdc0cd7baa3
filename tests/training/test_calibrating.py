"""The map from scores to probabilities."""

from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("catboost", reason="needs the extra 'train'")

from training.calibrating import Calibration, Fit, Scored

ARTICLE, OTHER = np.array([1.0, 0.0], np.float32), np.zeros(2, np.float32)


def pages(shift: float, *, is_news: bool = False, count: int = 60) -> list[Scored]:
    """Articles and other pages, by turns; the scores of articles are too high by ``shift``."""
    rng = np.random.default_rng(3)
    made = []
    for number in range(count):
        odds = rng.normal(scale=3, size=80)
        share = rng.random(80) < 1 / (1 + np.exp(-odds))
        kinds = OTHER if number % 2 else ARTICLE
        scores = odds + shift * kinds[0]
        made.append(
            Scored(
                scores.astype(np.float32),
                kinds,
                share.astype(np.float32),
                np.full(80, 10),
                fold=0,
                is_news=is_news,
            )
        )
    return made


def error(calibration: Calibration, page: Scored) -> float:
    """How far the mean promise is from the mean share."""
    return float(abs(calibration.probabilities(page).mean() - page.share.mean()))


def test_scores_that_mean_less_on_articles_are_brought_to_one_scale() -> None:
    learnt, (article, other) = pages(4.0), pages(4.0, count=2)
    plain = Fit(news_weight=1.0, by_kind=False)(learnt)
    by_kind = Fit(news_weight=1.0, by_kind=True)(learnt)
    assert error(plain, article) > 0.1 < error(plain, other)
    assert error(by_kind, article) < 0.06 > error(by_kind, other)
    assert by_kind.by_kind is not None
    assert by_kind.by_kind.shifts[0] < -1


def test_of_two_sources_that_differ_the_heavier_is_followed() -> None:
    wcxb, news = pages(0.0), pages(4.0, is_news=True)
    at_one, at_ten = (
        Fit(news_weight=weight, by_kind=False)([*wcxb, *news]) for weight in (1.0, 10.0)
    )
    assert error(at_ten, news[0]) < error(at_one, news[0])
