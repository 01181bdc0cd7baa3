"""Make the judge of whole texts: ``python -m training.pollution.whole --data ../shared/data``.

Writes the package's ``pollution/weights/whole.npz``, and each fold's into ``--work``: a forest
that tells, of a text without markup, whether it is pollution from its first word to its last.
Measured as the networks over tokens are, by folds that hold out texts and families of campaigns
(``splits.py``); the readings are those of the fold's network. Prints what is caught of each form,
and the clean texts that look worst.
"""

from __future__ import annotations

import argparse
import hashlib
import pickle
import random
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from catboost import CatBoostClassifier, Pool
from numpy.typing import NDArray

from tamis.labelling.forest import Forest
from tamis.labelling.tokens import Reading
from tamis.labelling.tokens.cutting import tokens_of
from tamis.labelling.tokens.model import TokenModel, load
from tamis.labelling.tokens.phrases import phrase_list
from tamis.labelling.tokens.traits import traits_of
from tamis.pollution import coherence
from tamis.pollution.coherence import NAMES, measured
from tamis.pollution.whole import CLASSES, CLEAN, Judge, has_no_words, pollution_odds, save
from training.blocks import wet_text
from training.data import Sample, fundus, wcxb
from training.fit import calibration, forest_of
from training.pollution import documents
from training.pollution.__main__ import ROOT, read_texts, say
from training.pollution.body import PAGE, CleanText, PollutedText
from training.pollution.calibration import lists_without
from training.pollution.documents import (
    DATA_FORMS,
    FORMS,
    KIND_OF,
    Documents,
    clean_beside,
    clean_data,
    clean_documents,
    roughened,
)
from training.pollution.generator import FORMS as WAYS
from training.pollution.generator import Generator
from training.pollution.ingredients import campaigns, phrases
from training.pollution.splits import FOLDS, SEED, Held, fold_without, held_out

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

WEIGHTS = ROOT / "src/tamis/pollution/weights/whole.npz"
EACH_FORM = 300
EACH_DATA = 50
BESIDE = 150
PARTLY = 400
# How many documents of a crawl's text are pollution from end to end: a guess, on the low side.
PRIOR = 0.02
# As how many they are fitted: with so few the forest learns little of what they are.
FITTED = 0.15
SHOWN = 25
PARTIAL = [way for way in WAYS if way not in {"doorway", "whole"}]
_MOST_POLLUTED = 0.75
_MOST_CHARACTERS = 30_000
# How often a reading knows no list of campaigns: tomorrow's are in no list.
_BLIND = 0.4
_PARAMETERS: dict[str, Any] = {
    "loss_function": "MultiClass",
    "boosting_type": "Plain",
    "iterations": 800,
    "depth": 6,
    "learning_rate": 0.07,
    "l2_leaf_reg": 8,
    "border_count": 32,
    "rsm": 0.5,
    "bootstrap_type": "Bernoulli",
    "subsample": 0.7,
    "leaf_estimation_iterations": 1,
    "verbose": 0,
    "thread_count": 1,
    "allow_writing_files": False,
}


class Job(NamedTuple):
    """``form``: how it is polluted, or how it is clean, which begins with "clean"."""

    fold: int
    form: str
    id: str
    text: str
    is_blind: bool


class Rows(NamedTuple):
    """``values``: (rows, names)."""

    jobs: list[Job]
    values: Floats

    @property
    def kinds(self) -> Ints:
        """Of each row its place in ``CLASSES``."""
        return np.array([CLASSES.index(KIND_OF.get(job.form, CLEAN)) for job in self.jobs])

    @property
    def folds(self) -> Ints:
        return np.array([job.fold for job in self.jobs])


def main() -> None:
    """Make the documents, fit, measure, calibrate, and write the weights."""
    parser = argparse.ArgumentParser(prog="training.pollution.whole", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--data", type=Path, required=True, help="the folder shared/data")
    parser.add_argument("--work", type=Path, default=Path("training/.work"))
    arguments = parser.parse_args()
    began = time.monotonic()
    rows = cached_rows(arguments.data, arguments.work)
    say(began, f"{len(rows.jobs)} documents, {len(NAMES)} columns")
    forests = [fitted(rows, rows.folds != fold) for fold in range(FOLDS)]
    against = np.zeros(len(rows.jobs), dtype=np.float32)
    for fold, forest in enumerate(forests):
        mine = rows.folds == fold
        against[mine] = pollution_odds(forest.scores(forest.leaf_numbers(rows.values[mine])))
    weights = _weights(rows, PRIOR)
    knots = calibration(against, (rows.kinds > 0).astype(np.float32), weights.astype(np.float32))
    report(rows, against, np.interp(against, *knots))
    for fold, forest in enumerate(forests):
        save(arguments.work / f"whole-fold{fold}.npz", Judge(forest, *knots))
    WEIGHTS.parent.mkdir(exist_ok=True)
    save(WEIGHTS, Judge(fitted(rows, np.ones(len(rows.jobs), dtype=np.bool_)), *knots))
    say(began, f"done: {WEIGHTS}")


def fitted(rows: Rows, chosen: NDArray[np.bool_]) -> Forest:
    """A forest with an output for each of ``CLASSES``."""
    model = CatBoostClassifier(**_PARAMETERS, random_seed=SEED)
    model.fit(Pool(rows.values[chosen], rows.kinds[chosen], weight=_weights(rows, FITTED)[chosen]))
    return forest_of(model)


def _weights(rows: Rows, share: float) -> NDArray[np.float64]:
    """Clean documents weigh as much more as there are more of them where ``share`` of all are
    polluted."""
    is_clean = rows.kinds == 0
    weights: NDArray[np.float64] = len(rows.jobs) * np.where(
        is_clean, (1 - share) / is_clean.sum(), share / (~is_clean).sum()
    )
    return weights


def report(rows: Rows, against: Floats, sure: NDArray[np.float64]) -> None:
    """What is caught at several thresholds, and which clean texts look worst."""
    forms = np.array([job.form for job in rows.jobs])
    names = sorted(set(forms))
    print("share judged to be pollution, by how sure it must be:")
    for least in (0.3, 0.5, 0.7, 0.9):
        shares = [f"{name} {(sure[forms == name] >= least).mean():.4f}" for name in names]
        print(f"  {least}: {', '.join(shares)}")
    clean = np.flatnonzero(rows.kinds == 0)
    for place in clean[np.argsort(-against[clean])[:SHOWN]].tolist():
        job = rows.jobs[place]
        print(f"  {sure[place]:.3f} {job.form} {job.id}: {job.text[:90]!r}")


def cached_rows(data: Path, work: Path) -> Rows:
    """All documents, measured; kept in ``work`` for the next time."""
    digest = hashlib.sha256()
    networks = [work / f"tokens-fold{number}.npz" for number in range(FOLDS)]
    code = (Path(__file__), Path(documents.__file__), Path(coherence.__file__))
    for path in (*code, *networks):
        digest.update(path.read_bytes())
    path = work / f"whole-{digest.hexdigest()[:12]}.pickle"
    if not path.exists():
        jobs = list(_jobs(data, work))
        with ProcessPoolExecutor(2, initializer=_use, initargs=(work, _folds(data, work))) as pool:
            values = list(pool.map(_measured, jobs, chunksize=32))
        pairs = [(job, row) for job, row in zip(jobs, values, strict=True) if row is not None]
        rows = Rows([job for job, _ in pairs], np.stack([row for _, row in pairs]))
        path.write_bytes(pickle.dumps(rows))
    kept: Rows = pickle.loads(path.read_bytes())  # written by this very function
    return kept


def _folds(data: Path, work: Path) -> list[Held]:
    texts, labelled = read_texts(data, work)
    return held_out([*texts, *labelled])


def _jobs(data: Path, work: Path) -> Iterator[Job]:
    for fold, _, made in folds_of_documents(data, work):
        rng = random.Random(f"{SEED} rough {fold}")
        for form, name, text in made:
            is_data = form.removeprefix(f"{CLEAN}-") in DATA_FORMS
            rough = text if is_data else roughened(text, rng)
            yield Job(fold, form, name, rough[:_MOST_CHARACTERS], rng.random() < _BLIND)


def folds_of_documents(
    data: Path, work: Path
) -> Iterator[tuple[int, Held, Iterator[tuple[str, str, str]]]]:
    """Each fold's number, what it holds out, and the documents made from that alone."""
    texts, labelled = read_texts(data, work)
    folds = held_out([*texts, *labelled])
    pages = [*wcxb(data / "wcxb-dev"), *fundus(data / "fundus-dev")]
    for fold, held in enumerate(folds):
        mine = [text for text in texts if fold_without(text, folds) == fold]
        groups = {text.group for text in mine}
        made = documents_of(
            mine,
            [each for each in labelled if fold_without(each, folds) == fold],
            [page for page in pages if page.group in groups],
            held,
            random.Random(f"{SEED} whole {fold}"),
        )
        yield fold, held, made


def documents_of(
    texts: Sequence[CleanText],
    labelled: Sequence[PollutedText],
    pages: Sequence[Sample],
    held: Held,
    rng: random.Random,
) -> Iterator[tuple[str, str, str]]:
    """The documents of one fold: their form, their name, and the text. ``texts``, ``labelled``
    and ``pages`` are those that the fold has not seen."""
    for text in texts:
        for form, made in clean_documents(text, texts, rng):
            yield f"{CLEAN}-{form}", text.id, made
    for each in labelled:
        is_page = each.id.startswith(PAGE)
        yield f"{CLEAN}-{'around' if is_page else 'lines'}", each.id, each.text
    for page in pages:
        yield f"{CLEAN}-page", page.id, wet_text(page)
    own = [each for each in campaigns() if each.family in held.families]
    generator = Generator(own, phrases(), texts, PARTIAL)
    for text in rng.sample(texts, min(len(texts), PARTLY)):
        polluted = generator.pollute(text, rng)
        bad = sum(stretch.end - stretch.start for stretch in polluted.stretches)
        if bad < _MOST_POLLUTED * len(polluted.text):
            yield f"{CLEAN}-partly", text.id, polluted.text
    maker = Documents(texts, generator)
    for text in rng.sample(texts, min(len(texts), BESIDE)):
        for form, beside in clean_beside(text, texts, maker.names(text.language), rng):
            yield f"{CLEAN}-{form}", text.id, beside
    for form in DATA_FORMS:
        for number in range(EACH_DATA):
            vocabulary = maker.vocabulary(rng)
            yield f"{CLEAN}-{form}", f"{form}-{number}", clean_data(form, vocabulary, rng)
    for form in FORMS:
        for number in range(EACH_FORM):
            yield form, f"{form}-{number}", maker.make(form, rng)


_models: list[TokenModel] = []
_held: list[Held] = []


def _use(work: Path, folds: list[Held]) -> None:
    """What a process of the pool reads with."""
    _models[:] = [load(work / f"tokens-fold{number}.npz") for number in range(FOLDS)]
    _held[:] = folds


def _measured(job: Job) -> Floats | None:
    lists = lists_without(_held[job.fold])
    if job.is_blind:
        lists = (phrase_list({}), lists[1])
    tokens = tokens_of(job.text)
    traits = traits_of(tokens, *lists)
    model = _models[job.fold]
    reading = Reading(job.text, tokens, traits, model.scores(traits.matrix), model)
    return None if has_no_words(reading) else measured(reading)


if __name__ == "__main__":
    main()
