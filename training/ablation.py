"""What each group of features is worth: ``python -m training.ablation --data ../shared/data``.

Small forests are fitted without one group at a time, by the folds of the training, and the
word F1 of the pages that they have not seen is set beside that with all groups.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tamis.labelling.decoding import kept_blocks
from tamis.labelling.features import GROUPS, NAMES
from tamis.labelling.model import Model
from training.__main__ import (
    CALIBRATION,
    FOLDS,
    SEED,
    UNCALIBRATED,
    cached_rows,
    fold_numbers,
    outside,
)
from training.blocks import PageRows, word_f1
from training.calibrating import scored_pages
from training.fit import fit

Floats = NDArray[np.float64]

ITERATIONS = 80


def main() -> None:
    parser = argparse.ArgumentParser(prog="training.ablation", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the folder shared/data")
    parser.add_argument("--work", type=Path, default=Path("training/.work"))
    arguments = parser.parse_args()
    pages = cached_rows("html", arguments.data, arguments.work)
    everything = _f1(pages)
    print("| without | features | wcxb F1 | difference | error of the difference |")
    print("| --- | ---: | ---: | ---: | ---: |")
    print(f"| nothing | {len(NAMES)} | {everything.mean():.4f} | | |", flush=True)
    for group, names in GROUPS.items():
        without = _f1(_without(pages, names))
        difference = without - everything
        error = difference.std() / np.sqrt(len(difference))
        print(
            f"| {group} | {len(NAMES) - len(names)} | {without.mean():.4f}"
            f" | {difference.mean():+.4f} | {error:.4f} |",
            flush=True,
        )


def _without(pages: Sequence[PageRows], names: Sequence[str]) -> list[PageRows]:
    columns = [NAMES.index(name) for name in names]
    blank = []
    for page in pages:
        features = page.features.copy()
        features[:, columns] = 0
        blank.append(replace(page, features=features))
    return blank


def _f1(pages: Sequence[PageRows]) -> Floats:
    """The word F1 of each page of wcxb, with small forests that have not seen its domain."""
    fold_of = fold_numbers(pages)
    models = [
        Model(
            fit(outside([pages], fold_of, fold), iterations=ITERATIONS, seed=SEED + fold),
            *UNCALIBRATED,
            version="",
        )
        for fold in range(FOLDS)
    ]
    to = CALIBRATION["html"](scored_pages(pages, fold_of, models, {}))
    models = [replace(model, knots_x=to.x, knots_y=to.y) for model in models]
    measured = []
    for page, fold in zip(pages, fold_of, strict=True):
        if "/" not in page.id:
            judged = models[fold].judge(page.features, page.words)
            kept = kept_blocks(judged.probabilities, page.words, judged.page_types, "balance")
            measured.append(word_f1(page, kept)[0])
    return np.array(measured)


if __name__ == "__main__":
    main()
