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

from tamis.attribution.finding.model import Finder, save
from training.attribution.calibrating import knots_of
from training.attribution.linking import fit_links
from training.attribution.network import EPOCHS, fit, lists_of, pieces
from training.attribution.polnear import Article, read
from training.attribution.rows import paragraphs_of, targets_of

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
    knots = knots_of(trial, held, of="publishers held out")
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


if __name__ == "__main__":
    main()
