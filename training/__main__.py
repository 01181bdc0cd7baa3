"""Make the weights: ``python -m training --data ../shared/data``.

Writes ``html.npz`` and ``text.npz`` into the package, the weights of each fold into ``--work``
(for honest benchmarks), and prints how well pages are labelled that a fold has not seen.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import pickle
import time
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from tamis.labelling.decoding import kept_blocks
from tamis.labelling.forest import Forest
from tamis.labelling.model import Model, save
from training.blocks import PageRows, rows, word_f1
from training.data import folds, fundus, wcxb
from training.fit import calibration, fit

ROOT = Path(__file__).parent.parent
WEIGHTS = ROOT / "src/tamis/labelling/weights"
FOLDS = 5
SEED = 20
MODELS = {"html": ("html",), "text": ("wet-text", "own-text")}
ITERATIONS = {"html": 400, "text": 300}


def main() -> None:
    """Run the whole of the training, or a part of it."""
    parser = argparse.ArgumentParser(prog="training", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the folder shared/data")
    parser.add_argument("--work", type=Path, default=Path("training/.work"))
    parser.add_argument("--models", default="html,text", help="which weights to make")
    parser.add_argument("--skip-folds", action="store_true", help="keep the folds in --work")
    arguments = parser.parse_args()
    arguments.work.mkdir(parents=True, exist_ok=True)
    for name in arguments.models.split(","):
        _make(name, arguments.data, arguments.work, arguments.skip_folds)


def _make(name: str, data: Path, work: Path, skip_folds: bool) -> None:
    began = time.monotonic()
    kinds = [_cached_rows(kind, data, work) for kind in MODELS[name]]
    first = kinds[0]
    fold_of = folds([page.group for page in first], FOLDS, seed=SEED)
    (work / "folds.json").write_text(
        json.dumps({page.id: fold for page, fold in zip(first, fold_of, strict=True)})
    )
    _say(began, f"{name}: {len(first)} pages, {sum(len(page.share) for page in first)} blocks")
    knots_path = work / f"{name}-knots.npz"
    if not skip_folds:
        forests = []
        for fold in range(FOLDS):
            forests.append(
                fit(_outside(kinds, fold_of, fold), iterations=ITERATIONS[name], seed=SEED + fold)
            )
            _say(began, f"{name}: fold {fold} of {FOLDS}")
        knots = _calibrated(first, fold_of, forests)
        np.savez(knots_path, x=knots[0], y=knots[1])
        for fold, forest in enumerate(forests):
            save(work / f"{name}-fold{fold}.npz", _model(forest, knots))
        _report(name, first, fold_of, [_model(forest, knots) for forest in forests])
    with np.load(knots_path) as archive:
        knots = archive["x"], archive["y"]
    forest = fit(_outside(kinds, fold_of, None), iterations=ITERATIONS[name], seed=SEED)
    WEIGHTS.mkdir(exist_ok=True)
    save(WEIGHTS / f"{name}.npz", _model(forest, knots))
    _say(began, f"{name}: done")


def _outside(
    kinds: Sequence[Sequence[PageRows]], fold_of: Sequence[int], fold: int | None
) -> list[PageRows]:
    return [
        page
        for pages in kinds
        for page, number in zip(pages, fold_of, strict=True)
        if number != fold
    ]


def _cached_rows(kind: str, data: Path, work: Path) -> list[PageRows]:
    cache = work / f"rows-{kind}-{code_digest()}.pickle"
    if cache.exists():
        with cache.open("rb") as file:
            pages: list[PageRows] = pickle.load(file)
        return pages
    samples = [*wcxb(data / "wcxb-dev"), *fundus(data / "fundus-dev")]
    pages = rows(samples, kind)
    with cache.open("wb") as file:
        pickle.dump(pages, file)
    return pages


def code_digest() -> str:
    """Of all code that rows come from: rows of other code are not used again."""
    digest = hashlib.sha256()
    for pattern in (
        "src/tamis/parsing/*.py",
        "src/tamis/labelling/[ceflw]*.py",
        "training/[abd]*.py",
    ):
        for path in sorted(ROOT.glob(pattern)):
            digest.update(path.read_bytes())
    digest.update((ROOT / "src/tamis/labelling/data/stop_words.txt").read_bytes())
    return digest.hexdigest()[:12]


def _calibrated(
    pages: Sequence[PageRows], fold_of: Sequence[int], forests: Sequence[Forest]
) -> tuple[np.ndarray, np.ndarray]:
    scores, share, weights = [], [], []
    for page, fold in zip(pages, fold_of, strict=True):
        if len(page.share) and page.truth:
            scores.append(forests[fold].scores(forests[fold].leaf_numbers(page.features))[:, 0])
            share.append(page.share)
            weights.append(np.sqrt(page.words) / np.sqrt(page.words).sum())
    return calibration(np.concatenate(scores), np.concatenate(share), np.concatenate(weights))


def _model(forest: Forest, knots: tuple[np.ndarray, np.ndarray]) -> Model:
    digest = hashlib.sha256()
    for array in (forest.features, forest.thresholds, forest.splits, forest.leaves, *knots):
        digest.update(np.ascontiguousarray(array).tobytes())
    return Model(forest, *knots, version=digest.hexdigest()[:12])


def _report(
    name: str, pages: Sequence[PageRows], fold_of: Sequence[int], models: Sequence[Model]
) -> None:
    measured = defaultdict(list)
    for page, fold in zip(pages, fold_of, strict=True):
        likely = models[fold].judge(page.features).probabilities
        measure = word_f1(page, kept_blocks(likely, page.words, "balance"))
        source = "fundus" if "/" in page.id else "wcxb"
        for key in (source, f"{source} {page.page_type}"):
            measured[key].append(measure)
    ceiling = [word_f1(page, page.share >= 0.5)[0] for page in pages if page.truth]
    print(
        f"{name:5} ceiling: blocks with half of their words in the truth, F1 {np.mean(ceiling):.4f}"
    )
    for key in sorted(measured):
        f1, precision, recall = np.mean(measured[key], axis=0)
        print(
            f"{name:5} {key:22} {len(measured[key]):5} pages  "
            f"F1 {f1:.4f}  precision {precision:.4f}  recall {recall:.4f}"
        )


def _say(began: float, message: str) -> None:
    print(f"[{time.monotonic() - began:6.0f} s] {message}", flush=True)


if __name__ == "__main__":
    main()
