"""Make the role heads: ``python -m training.roles --data ../shared/data``, after ``training``.

Writes ``html-roles.npz`` and ``text-roles.npz`` into the package and each fold's into
``--work``, beside the fold's weights for main content. Then measures on fundus, on pages of
publishers that a fold has not seen, how well roles are told: by rules, by the head, and by
the whole pipeline after structure with each of both.
"""

from __future__ import annotations

import argparse
import json
import pickle
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np
from catboost import CatBoostClassifier, Pool
from numpy.typing import NDArray
from scipy.optimize import isotonic_regression

from tamis.labelling.features import NAMES
from tamis.labelling.lines import features_of
from tamis.labelling.model import Model, load
from tamis.labelling.role_head import RoleHead, context, save_head
from tamis.page import Family, Role
from tamis.parsing import parse
from training.__main__ import FOLDS, SEED, WEIGHTS, code_digest, say
from training.blocks import wet_text
from training.data import Sample, fundus, wcxb
from training.declarations import without_declarations
from training.fit import forest_of
from training.role_report import report
from training.role_truth import (
    ROLES,
    UNKIND,
    UNKNOWN,
    Codes,
    block_texts,
    codes_of_lines,
    role_codes,
)

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

KINDS = {"html": ("html",), "text": ("wet-text", "own-text")}

# Rows of one page, and of one role in all; those of a page that is no news are many and alike.
_CONTENT_ROWS, _OTHER_ROWS = 60, 80
_MOST_ROWS = 2500
_MOST_OF = {Role.PARAGRAPH: 6000, Role.NAVIGATION: 5000, Role.HEADING: 5000}
_MOST_UNKIND = 6000
_KIND_ROWS = 20_000
# Only fundus tells decks, captions and credits.
_NEWS_WEIGHT = 3.0
# How far rare roles are weighed up: their share of all rows to the power of so much less.
_RARITY = 0.3
_SURE_KIND = 0.6
_STEPS = 21
_FEWEST_TO_CALIBRATE = 150

_PARAMETERS: dict[str, Any] = {
    "loss_function": "MultiClass",
    "boosting_type": "Plain",
    "depth": 5,
    "l2_leaf_reg": 5,
    "border_count": 32,
    "rsm": 0.3,
    "bootstrap_type": "Bernoulli",
    "subsample": 0.6,
    "leaf_estimation_iterations": 1,
    "leaf_estimation_method": "Newton",
    "verbose": 0,
    "allow_writing_files": False,
    "thread_count": 2,
}
_ITERATIONS, _RATE = 70, 0.3
_KIND_ITERATIONS, _KIND_RATE = 25, 0.4

_CODE = {role: code for code, role in enumerate(ROLES)}
_IS_CONTENT = np.array([role.family is Family.CONTENT for role in ROLES])


@dataclass(frozen=True, slots=True)
class RoleRows:
    """Blocks of one page of which something is known. ``columns``: (rows, features and context);
    ``codes``: see ``role_truth.py``; ``weights``: how many blocks each row stands for."""

    id: str
    is_news: bool
    columns: Floats
    codes: Codes
    weights: Floats


def main() -> None:
    """Make the heads and print how good they are."""
    parser = argparse.ArgumentParser(prog="training.roles", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the folder shared/data")
    parser.add_argument("--work", type=Path, default=Path("training/.work"))
    parser.add_argument("--models", default="html,text", help="which heads to make")
    parser.add_argument("--report-only", action="store_true", help="measure those in --work")
    arguments = parser.parse_args()
    names = arguments.models.split(",")
    fold_of: dict[str, int] = json.loads((arguments.work / "folds.json").read_text())
    if not arguments.report_only:
        samples = [*fundus(arguments.data / "fundus-dev"), *wcxb(arguments.data / "wcxb-dev")]
        for name in names:
            _make(name, samples, fold_of, arguments.work)
    for name in names:
        report(name, list(fundus(arguments.data / "fundus-dev")), fold_of, arguments.work)


def _make(name: str, samples: list[Sample], fold_of: Mapping[str, int], work: Path) -> None:
    began = time.monotonic()
    pages = [
        page for kind in KINDS[name] for page in _cached_rows(kind, name, samples, fold_of, work)
    ]
    say(began, f"{name}: {len(pages)} pages, {sum(len(page.codes) for page in pages)} rows")
    models = []
    for fold in range(FOLDS):
        inside = [page for page in pages if fold_of[page.id] != fold]
        models.append(_fit(inside, seed=SEED + fold))
        say(began, f"{name}: fold {fold} of {FOLDS}")
    heads = [_head(model, np.zeros((len(model.classes_), _STEPS), np.float32)) for model in models]
    calibrated = _calibrated(pages, fold_of, heads)
    for fold, model in enumerate(models):
        save_head(work / f"{name}-fold{fold}-roles.npz", _head(model, calibrated))
    save_head(WEIGHTS / f"{name}-roles.npz", _head(_fit(pages, seed=SEED), calibrated))
    say(began, f"{name}: done")


# Rows


def _cached_rows(
    kind: str, name: str, samples: list[Sample], fold_of: Mapping[str, int], work: Path
) -> list[RoleRows]:
    truth = crc32(Path(__file__).with_name("role_truth.py").read_bytes())
    cached = work / f"role-rows-{kind}-{code_digest()}-{truth:08x}.pickle"
    if cached.exists():
        with cached.open("rb") as file:
            pages: list[RoleRows] = pickle.load(file)
        return pages
    with ProcessPoolExecutor(2) as pool:
        rows_of = partial(_rows, kind=kind, name=name, fold_of=dict(fold_of), work=work)
        pages = [page for page in pool.map(rows_of, samples, chunksize=8) if len(page.codes)]
    with cached.open("wb") as file:
        pickle.dump(pages, file)
    return pages


def _rows(
    sample: Sample, *, kind: str, name: str, fold_of: Mapping[str, int], work: Path
) -> RoleRows:
    document = parse(sample.html, url=sample.url, media_type="text/html")
    codes = (
        role_codes(document, sample)
        if sample.truth
        else np.full(len(document.blocks), UNKNOWN, dtype=np.int8)
    )
    if kind != "html":
        text = document.text if kind == "own-text" else wet_text(sample)
        plain = parse(text, url=sample.url, media_type="text/plain")
        codes = codes_of_lines(block_texts(plain), block_texts(document), codes)
        document = plain
    features = features_of(document)
    model = fold_model(work, name, fold_of[sample.id])
    likely = model.judge(features.matrix, features.words).probabilities
    columns = np.vstack([features.matrix.T[: len(NAMES)], context(likely, features.words)]).T
    rows = np.flatnonzero(codes != UNKNOWN)
    weights = np.ones(len(rows), dtype=np.float32)
    if not sample.parts:
        rows, weights = _thinned(rows, codes, np.random.default_rng(crc32(sample.id.encode())))
    return RoleRows(
        sample.id,
        bool(sample.parts),
        np.ascontiguousarray(columns[rows]),
        codes[rows],
        weights,
    )


@cache
def fold_model(work: Path, name: str, fold: int) -> Model:
    """The weights that have not seen the pages of a fold."""
    return load(work / f"{name}-fold{fold}.npz")


def _thinned(rows: Ints, codes: Codes, rng: np.random.Generator) -> tuple[Ints, Floats]:
    is_content = (codes[rows] >= 0) & _IS_CONTENT[codes[rows]]
    chance = np.where(
        is_content,
        _CONTENT_ROWS / max(int(is_content.sum()), 1),
        _OTHER_ROWS / max(int((~is_content).sum()), 1),
    ).clip(max=1)
    drawn = rng.random(len(rows)) < chance
    return rows[drawn], (1 / chance[drawn]).astype(np.float32)


# Fit


def _fit(pages: Sequence[RoleRows], *, seed: int) -> CatBoostClassifier:
    """A model of all roles.

    Half of the pages are seen without what declares their boilerplate, so that kinds are known
    by other signs too. Undeclared boilerplate first gets its kind from a model that sees no
    page's declarations: the likeliest, or none if that is not sure.
    """
    rng = np.random.default_rng(seed)
    codes = np.concatenate([page.codes for page in pages]).astype(np.int64)
    weights = np.concatenate(
        [
            page.weights * ((_NEWS_WEIGHT if page.is_news else 1.0) / page.weights.sum())
            for page in pages
        ]
    )
    undeclared = np.concatenate([np.full(len(page.codes), rng.random() < 0.5) for page in pages])
    rows, factor = _drawn(codes, rng)
    codes, weights, undeclared = codes[rows], (weights * factor)[rows], undeclared[rows]
    columns = np.concatenate([page.columns for page in pages])[rows]
    bare = without_declarations(columns)
    is_known = codes != UNKIND
    known = np.flatnonzero(is_known)
    known = rng.choice(known, min(_KIND_ROWS, len(known)), replace=False)
    kinds = _model(_KIND_ITERATIONS, _KIND_RATE, seed)
    kinds.fit(Pool(bare[known], codes[known], weight=weights[known]))
    codes[~is_known] = _kinds(kinds, bare[~is_known])
    share = np.bincount(codes, weights=weights, minlength=len(ROLES)) / weights.sum()
    weights *= share[codes] ** -_RARITY
    model = _model(_ITERATIONS, _RATE, seed)
    model.fit(Pool(np.where(undeclared[:, None], bare, columns), codes, weight=weights))
    return model


def _model(iterations: int, rate: float, seed: int) -> CatBoostClassifier:
    return CatBoostClassifier(
        **_PARAMETERS, iterations=iterations, learning_rate=rate, random_seed=seed
    )


def _drawn(codes: Ints, rng: np.random.Generator) -> tuple[Ints, Floats]:
    """Rows, not too many of any role, and how many rows each of all rows stands for."""
    factor = np.ones(len(codes), dtype=np.float32)
    drawn = []
    for code in np.unique(codes).tolist():
        rows = np.flatnonzero(codes == code)
        most = _MOST_UNKIND if code == UNKIND else _MOST_OF.get(ROLES[code], _MOST_ROWS)
        if len(rows) > most:
            factor[rows] = len(rows) / most
            rows = rng.choice(rows, most, replace=False)
        drawn.append(rows)
    return np.sort(np.concatenate(drawn)), factor


def _kinds(model: CatBoostClassifier, columns: Floats) -> Ints:
    """The likeliest kind of boilerplate of each row, ``OTHER`` where none is sure."""
    classes = np.asarray(model.classes_, dtype=np.int64)
    is_kind = ~_IS_CONTENT[classes]
    likely = model.predict_proba(columns)[:, is_kind]
    likely /= likely.sum(axis=1, keepdims=True)
    best: Ints = classes[is_kind][likely.argmax(axis=1)]
    return np.where(likely.max(axis=1) >= _SURE_KIND, best, _CODE[Role.OTHER])


def _head(model: CatBoostClassifier, calibrated: Floats) -> RoleHead:
    roles = tuple(ROLES[int(code)] for code in model.classes_)
    return RoleHead(forest_of(model), roles, calibrated)


# Calibration


def _calibrated(
    pages: Sequence[RoleRows], fold_of: Mapping[str, int], heads: Sequence[RoleHead]
) -> Floats:
    """For each role and step of probability how often it is right on pages not seen.

    Kinds are held against what pages declare, with and without the declarations in view. A role
    that is chosen too seldom shares the map of all.
    """
    roles = heads[0].roles
    numbers = np.full(len(ROLES) + 2, -1)
    numbers[[_CODE[role] for role in roles]] = np.arange(len(roles))
    chosen, raw, right, weights = [], [], [], []
    for page in pages:
        head = heads[fold_of[page.id]]
        known = page.codes >= 0
        truth = numbers[page.codes[known]]
        columns = page.columns[known]
        for seen in (columns, without_declarations(columns)):
            likely = head.probabilities(np.ascontiguousarray(seen.T))
            choice = head.choose(likely, columns[:, len(NAMES)] >= 0.5).roles
            chosen.append(choice)
            raw.append(np.take_along_axis(likely, choice[None], axis=0)[0])
            right.append(choice == truth)
            news = _NEWS_WEIGHT if page.is_news else 1.0
            weights.append(page.weights[known] * (news / page.weights.sum()))
    of_all = tuple(map(np.concatenate, (raw, right, weights)))
    choices = np.concatenate(chosen)
    shared = _map(*of_all)
    table = np.tile(shared, (len(roles), 1))
    for number in range(len(roles)):
        rows = choices == number
        if rows.sum() >= _FEWEST_TO_CALIBRATE:
            table[number] = _map(*(array[rows] for array in of_all))
    return table.astype(np.float32)


def _map(raw: Floats, right: NDArray[np.bool_], weights: Floats) -> Floats:
    order = np.argsort(raw, kind="stable")
    fitted = isotonic_regression(right[order].astype(np.float64), weights=weights[order]).x
    grid = np.linspace(0, 1, _STEPS)
    # A step's value is the mean around it: the isotonic map is a staircase.
    near = [np.abs(raw[order] - step) <= 0.5 / (_STEPS - 1) for step in grid]
    means = np.array(
        [
            np.average(fitted[rows], weights=weights[order][rows])
            if rows.any()
            else np.interp(step, raw[order], fitted)
            for step, rows in zip(grid, near, strict=True)
        ]
    )
    result: Floats = np.clip(np.maximum.accumulate(means), 0.01, 0.995).astype(np.float32)
    return result


if __name__ == "__main__":
    main()
