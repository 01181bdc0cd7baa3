"""Make the weights: ``python -m training.attribution --data ../shared/data``.

Writes the package's ``attribution/finding/weights/finding.npz``. Two finders are trained: one
without the articles of some publishers, which tells how often an attribution is right that is as
sure as it is, and how well the settings do; then the one that is kept, on all articles.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tamis.attribution.finding import find
from tamis.attribution.finding.model import Finder, save
from training.attribution.linking import fit_links
from training.attribution.network import EPOCHS, fit, lists_of, pieces
from training.attribution.polnear import Article, read
from training.attribution.relations import agreeing, guessed_in, marked_in
from training.attribution.rows import paragraphs_of, targets_of
from training.fit import calibration
from training.reliability import reliability

Floats = NDArray[np.float32]

ROOT = Path(__file__).parent.parent.parent
WEIGHTS = ROOT / "src/tamis/attribution/finding/weights/finding.npz"
SEED = 20
HELD_OUT = frozenset({"politico", "usa-today"})


def main() -> None:
    """Train on the articles of PolNeAR's train split, calibrate, and write the weights."""
    parser = argparse.ArgumentParser(prog="training.attribution", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--data", type=Path, required=True, help="the folder shared/data")
    parser.add_argument("--output", type=Path, default=WEIGHTS)
    parser.add_argument("--epochs", type=int, default=EPOCHS)
    parser.add_argument("--threads", type=int, default=1)
    arguments = parser.parse_args()
    began = time.monotonic()
    articles = read(arguments.data / "polnear/data/train")
    held = [article for article in articles if article.publisher in HELD_OUT]
    others = [article for article in articles if article.publisher not in HELD_OUT]
    trial = trained(others, epochs=arguments.epochs, threads=arguments.threads)
    knots = knots_of(trial, held)
    print(f"{time.monotonic() - began:6.0f} s  calibrated")
    finder = trained(articles, epochs=arguments.epochs, threads=arguments.threads)
    arguments.output.parent.mkdir(parents=True, exist_ok=True)
    save(arguments.output, replace(finder, knots_x=knots[0], knots_y=knots[1]))
    print(f"{time.monotonic() - began:6.0f} s  {arguments.output}")


def trained(articles: Sequence[Article], *, epochs: int, threads: int) -> Finder:
    """A finder that knows these articles."""
    parts = pieces()
    words = [words for article in articles for words, _ in targets_of(article)]
    lists = lists_of([text for each in words for text in each.texts], parts)
    rows = [rows for article in articles for rows in paragraphs_of(article, lists)]
    links = fit_links(articles)
    return fit(rows, lists, parts, links, seed=SEED, epochs=epochs, threads=threads)


def knots_of(finder: Finder, articles: Sequence[Article]) -> tuple[Floats, Floats]:
    """How often what it finds in articles that it has not seen is right, by how sure it is."""
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
    print(f"publishers held out: rel-J {f1:.3f}; calibration error where it was fitted {error:.3f}")
    return x, y


if __name__ == "__main__":
    main()
