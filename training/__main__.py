"""Make the weights: ``python -m training --data ../shared/data``.

Writes ``html.npz`` and ``text.npz`` into the package, the weights of each fold into ``--work``
(for honest benchmarks), and prints how well pages are labelled that a fold has not seen, and how
far probabilities keep their promise on these (also drawn: ``benchmarks/reliability-*.svg``).
"""

from __future__ import annotations

import argparse
import hashlib
import json
import pickle
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tamis.labelling.decoding import kept_blocks
from tamis.labelling.model import Excerpts, Model, arrays_of, load, save
from training.blocks import PageRows, rows, rows_of_excerpts, rows_of_lines, word_f1
from training.calibrating import Calibration, Fit, Scored, is_news, scored_pages
from training.data import folds, fundus, turku, wcxb
from training.fit import fit, fit_gate
from training.network import fit_network
from training.opinions import page_opinions
from training.reliability import draw, reliability

ROOT = Path(__file__).parent.parent
WEIGHTS = ROOT / "src/tamis/labelling/weights"
FOLDS = 5
SEED = 20
Floats = NDArray[np.float32]
UNCALIBRATED = (np.zeros(0, np.float32), np.zeros(0, np.float32))
MODELS = {"html": ("html",), "text": ("wet-text", "own-text")}
# What the opinion of tokens counts beside the score of a line; measured on the folds.
OPINION_SHARE = 0.7
# With a DOM a score means nearly the same on all pages, so that a map by kind gains nothing. The
# weight of news was chosen on the folds.
CALIBRATION = {
    "html": Fit(news_weight=1.0, by_kind=False),
    "text": Fit(news_weight=6.0, by_kind=True),
}
ITERATIONS = {"html": 400, "text": 300, "excerpts": 150}


def main() -> None:
    """Run the whole of the training, or a part of it."""
    parser = argparse.ArgumentParser(prog="training", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the folder shared/data")
    parser.add_argument("--work", type=Path, default=Path("training/.work"))
    parser.add_argument("--models", default="html,text", help="which weights to make")
    parser.add_argument("--skip-folds", action="store_true", help="keep the folds in --work")
    parser.add_argument(
        "--keep-fits",
        action="store_true",
        help="keep all that is fitted, and calibrate it anew: for other weights of tokens",
    )
    arguments = parser.parse_args()
    arguments.work.mkdir(parents=True, exist_ok=True)
    for name in arguments.models.split(","):
        _make(name, arguments.data, arguments.work, arguments.skip_folds, arguments.keep_fits)


def _make(name: str, data: Path, work: Path, skip_folds: bool, keep_fits: bool) -> None:
    began = time.monotonic()
    # The first is what the folds are calibrated and measured on.
    kinds = [cached_rows(kind, data, work) for kind in MODELS[name][: 1 if keep_fits else None]]
    first = kinds[0]
    fold_of = fold_numbers(first)
    fold_of_page = {page.id: fold for page, fold in zip(first, fold_of, strict=True)}
    say(began, f"{name}: {len(first)} pages, {sum(len(page.share) for page in first)} blocks")
    has_excerpts = name == "text" and not keep_fits
    extracts = _cached_excerpts(data, work, first) if has_excerpts else []
    samples = [*wcxb(data / "wcxb-dev"), *fundus(data / "fundus-dev")]
    opinions = page_opinions(samples, work) if name == "text" else {}
    documents = turku(data / "turku-lines") if name == "text" else ()
    lines = [rows_of_lines(document) for document in documents]

    def fold_path(fold: int) -> Path:
        return work / f"{name}-fold{fold}.npz"

    def made(fold: int | None) -> Model:
        """A model that has seen no page of the fold."""
        if keep_fits:
            kept = load(WEIGHTS / f"{name}.npz" if fold is None else fold_path(fold))
            return replace(kept, opinion_share=OPINION_SHARE if name == "text" else 0.0)
        seed = SEED + (fold or 0)
        whole = outside(kinds, fold_of, fold)
        model = Model(
            fit(whole, iterations=ITERATIONS[name], seed=seed),
            *UNCALIBRATED,
            version="",
            network=fit_network(outside(kinds[:1], fold_of, fold), seed=seed),
        )
        if name == "html":
            return model
        cut = [page for page in extracts if fold is None or fold_of_page[page.id] != fold]
        excerpts = _excerpts(whole, cut, lines, seed=seed)
        return replace(model, excerpts=excerpts, opinion_share=OPINION_SHARE)

    knots_path = work / f"{name}-knots.pickle"
    if not skip_folds:
        models = []
        for fold in range(FOLDS):
            models.append(made(fold))
            say(began, f"{name}: fold {fold} of {FOLDS}")
        scored = scored_pages(first, fold_of, models, opinions)
        fit_calibration = CALIBRATION[name]
        knots_path.write_bytes(pickle.dumps(fit_calibration(scored)))
        maps = [
            fit_calibration([page for page in scored if page.fold != fold]) for fold in range(FOLDS)
        ]
        calibrated = [_calibrate(model, to) for model, to in zip(models, maps, strict=True)]
        for fold, model in enumerate(calibrated):
            save(fold_path(fold), model)
        _report(name, first, fold_of, calibrated, opinions)
        _report_reliability(name, scored, maps)
    knots = pickle.loads(knots_path.read_bytes())
    final = _calibrate(made(None), knots)
    WEIGHTS.mkdir(exist_ok=True)
    save(WEIGHTS / f"{name}.npz", final)
    if name == "text" and not skip_folds:
        # The folds of labelled lines are their languages, counted on from those of pages.
        for fold, language in enumerate(sorted({page.group for page in lines}), start=FOLDS):
            if keep_fits:
                excerpts = load(fold_path(fold)).excerpts
            else:
                others = [page for page in lines if page.group != language]
                excerpts = _excerpts(outside(kinds, fold_of, None), extracts, others, seed=SEED)
            save(fold_path(fold), _calibrate(replace(final, excerpts=excerpts), knots))
            fold_of_page |= {page.id: fold for page in lines if page.group == language}
            say(began, f"{name}: without {language}")
    if not skip_folds:
        path = work / "folds.json"
        known = json.loads(path.read_text()) if path.exists() else {}
        path.write_text(json.dumps(known | fold_of_page))
    say(began, f"{name}: done")


def _excerpts(
    whole: Sequence[PageRows], cut: Sequence[PageRows], lines: Sequence[PageRows], *, seed: int
) -> Excerpts:
    """The two forests for excerpts, from parts of pages and the labelled lines to learn from."""
    learnt = [*cut, *(page for page in lines if "-train-" in page.id)]
    gate = fit_gate(whole, learnt, seed=seed)
    forest = fit(learnt, iterations=ITERATIONS["excerpts"], seed=seed, without="page_of_")
    return Excerpts(gate, forest)


def fold_numbers(pages: Sequence[PageRows]) -> list[int]:
    """The fold of each page; those of one registered domain or publisher share it."""
    return folds([page.group for page in pages], FOLDS, seed=SEED)


def outside(
    kinds: Sequence[Sequence[PageRows]], fold_of: Sequence[int], fold: int | None
) -> list[PageRows]:
    """The pages of all kinds that are not in the fold."""
    return [
        page
        for pages in kinds
        for page, number in zip(pages, fold_of, strict=True)
        if number != fold
    ]


def cached_rows(kind: str, data: Path, work: Path) -> list[PageRows]:
    """The rows of all pages of one kind, computed anew if the code has changed."""
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


def _cached_excerpts(data: Path, work: Path, pages: Sequence[PageRows]) -> list[PageRows]:
    cache = work / f"rows-excerpts-{code_digest()}.pickle"
    if cache.exists():
        with cache.open("rb") as file:
            excerpts: list[PageRows] = pickle.load(file)
        return excerpts
    samples = [*wcxb(data / "wcxb-dev"), *fundus(data / "fundus-dev")]
    with ProcessPoolExecutor(2) as pool:
        parts = pool.map(partial(rows_of_excerpts, seed=SEED), samples, pages, chunksize=8)
        excerpts = [page for part in parts for page in part]
    with cache.open("wb") as file:
        pickle.dump(excerpts, file)
    return excerpts


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


def _calibrate(model: Model, to: Calibration) -> Model:
    calibrated = replace(model, knots_x=to.x, knots_y=to.y, by_kind=to.by_kind)
    digest = hashlib.sha256()
    for _, array in sorted(arrays_of(calibrated).items()):
        digest.update(np.ascontiguousarray(array).tobytes())
    return replace(calibrated, version=digest.hexdigest()[:12])


def _report(
    name: str,
    pages: Sequence[PageRows],
    fold_of: Sequence[int],
    models: Sequence[Model],
    opinions: Mapping[str, Floats],
) -> None:
    measured = defaultdict(list)
    for page, fold in zip(pages, fold_of, strict=True):
        judged = models[fold].judge(page.features, page.words, opinions.get(page.id))
        measure = word_f1(
            page, kept_blocks(judged.probabilities, page.words, judged.page_types, "balance")
        )
        source = "fundus" if is_news(page) else "wcxb"
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


def _report_reliability(name: str, scored: Sequence[Scored], maps: Sequence[Calibration]) -> None:
    """By word, each page weighing the same. A fold's map to probabilities is made on the others."""
    measured = {}
    for source, wanted in (("wcxb", False), ("fundus", True)):
        pages = [page for page in scored if page.is_news == wanted]
        measured[f"{name}, {source}"] = reliability(
            np.concatenate([maps[page.fold].probabilities(page) for page in pages]),
            np.concatenate([page.share for page in pages]),
            np.concatenate([page.words / page.words.sum() for page in pages]),
        )
    for title, of in measured.items():
        print(f"{title}: expected calibration error {of.error:.4f}")
    draw(measured, ROOT / f"benchmarks/reliability-{name}.svg")


def say(began: float, message: str) -> None:
    """Print a line with the seconds since ``began``, a reading of the monotonic clock."""
    print(f"[{time.monotonic() - began:6.0f} s] {message}", flush=True)


if __name__ == "__main__":
    main()
