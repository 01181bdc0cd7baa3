"""Make the weights: ``python -m training.pollution --data ../shared/data``.

Writes the package's ``labelling/tokens/weights/tokens.npz``, and into ``--work`` the network of
each fold, which has not seen what the fold holds out, for honest benchmarks.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import pickle
import random
import time
from collections.abc import Sequence
from dataclasses import fields, replace
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tamis.labelling.network import Network
from tamis.labelling.tokens.model import KINDS, TokenModel, load, save
from training.pollution.abroad import ABROAD, texts_abroad
from training.pollution.body import PAGE, CleanText, PollutedText
from training.pollution.calibration import Found, found_in, knots_of, texts_for
from training.pollution.network import EPOCHS, fit_token_network
from training.pollution.rows import Blindness, rows_of
from training.pollution.splits import (
    FOLDS,
    SEED,
    Held,
    fold_numbers,
    generator_for_training,
    held_out,
)
from training.pollution.texts import HARD, PLAIN, clean_texts, labelled_texts, own_texts
from training.reliability import draw, reliability

ROOT = Path(__file__).parent.parent.parent
WEIGHTS = ROOT / "src/tamis/labelling/tokens/weights"
# Pages of the data sets, beside all documents with labelled lines.
PAGES = 500
Floats = NDArray[np.float32]


class Stage(NamedTuple):
    """``made``: texts that something is put into, seen in ``epochs`` passes. How often a text is
    drawn, if one of the many English pages is drawn once: ``hard``, odd and plain ones of our
    own; ``rare``, pages in other languages; ``abroad``, those in hundreds of languages, which are
    many and of two kinds only."""

    made: int
    epochs: int
    hard: float
    rare: float
    abroad: float


# The network in the package learns longer and from more than those of the folds, whose figures
# are the lower for it.
_FIRST = Stage(made=6000, epochs=12, hard=10.0, rare=3.0, abroad=0.7)
_FIRST_OF_FOLDS = _FIRST._replace(made=3600, epochs=EPOCHS)
# Where so many texts are clean ones in other scripts, these become a sign of clean text, and short
# spam in them is kept. So the last texts are what pages are like, most of them English.
_LAST = Stage(made=3000, epochs=3, hard=3.0, rare=1.5, abroad=0.1)
# The same once more, on others.
_AGAIN = _LAST._replace(made=4500, epochs=4)
_COMMON_LANGUAGES = frozenset({"en"})


def main() -> None:
    """Train the folds and the final network, calibrate, and write them."""
    parser = argparse.ArgumentParser(prog="training.pollution", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the folder shared/data")
    parser.add_argument("--work", type=Path, default=Path("training/.work"))
    parser.add_argument("--folds", default=",".join(map(str, range(FOLDS))), help="which to make")
    parser.add_argument("--only-folds", action="store_true", help="leave the package as it is")
    arguments = parser.parse_args()
    arguments.work.mkdir(parents=True, exist_ok=True)
    began = time.monotonic()
    texts, labelled = read_texts(arguments.data, arguments.work)
    say(began, f"{len(texts)} clean texts, {len(labelled)} labelled ones")
    folds = held_out([*texts, *labelled])
    for number in [int(each) for each in arguments.folds.split(",") if each]:
        save(
            arguments.work / f"tokens-fold{number}.npz",
            made(texts, labelled, folds[number], seed=SEED + number),
        )
        say(began, f"fold {number} of {FOLDS}")
    paths = [arguments.work / f"tokens-fold{number}.npz" for number in range(FOLDS)]
    if arguments.only_folds and not all(path.exists() for path in paths):
        return
    models = [load(path) for path in paths]
    found = [
        found_in(texts_for(texts, labelled, number, held), models[number], held)
        for number, held in enumerate(folds)
    ]
    for number, (path, model) in enumerate(zip(paths, models, strict=True)):
        # Not those from its own tests, so that these can measure it.
        others = [each for other, each in enumerate(found) if other != number]
        save(path, _calibrated(model, knots_of(others)))
    _report(found)
    (arguments.work / "token-folds.json").write_text(json.dumps(fold_numbers(labelled, folds)))
    say(began, "folds calibrated")
    if arguments.only_folds:
        return
    final = made(texts, labelled, None, seed=SEED)
    WEIGHTS.mkdir(exist_ok=True)
    save(WEIGHTS / "tokens.npz", _calibrated(final, knots_of(found)))
    say(began, "done")


def _report(found: Sequence[Found]) -> None:
    """How far confidence keeps its promise. A fold's map to it is made on the others."""
    promised = []
    for number, of_fold in enumerate(found):
        x, y = knots_of([each for other, each in enumerate(found) if other != number])
        promised.append(
            np.array(
                [
                    np.interp(score, x[kind], y[kind])
                    for kind, score in zip(of_fold.kind, of_fold.score, strict=True)
                ]
            )
        )
    sure = np.concatenate(promised)
    kind, _, right, weight = (np.concatenate(parts) for parts in zip(*found, strict=True))
    measured = {"all": reliability(sure, right, weight)}
    for number, name in enumerate(KINDS):
        mine = kind == number
        measured[name] = reliability(sure[mine], right[mine], weight[mine])
    for name, of in measured.items():
        print(f"{name}: expected calibration error {of.error:.4f}")
    draw(measured, ROOT / "docs/reliability-pollution.svg", of="the kind", by="stretches")


def made(
    texts: Sequence[CleanText], labelled: Sequence[PollutedText], held: Held | None, *, seed: int
) -> TokenModel:
    """A network that has seen nothing of what is held out; not calibrated."""
    seen = [text for text in texts if held is None or held.sees(text)]
    real = [text for text in labelled if held is None or held.sees(text)]
    rng = random.Random(seed)
    pages = [text for text in real if text.id.startswith(PAGE)]
    real = [text for text in real if not text.id.startswith(PAGE)]
    real += rng.sample(pages, min(len(pages), PAGES))
    generator = generator_for_training(seen, held)
    blindness = Blindness()
    if held is not None:
        blindness = Blindness(families=held.families, languages=held.languages)

    def after(stage: Stage, start: Network | None) -> Network:
        drawn = rng.choices(seen, [_weight(text, stage) for text in seen], k=stage.made)
        polluted = [
            generator.pollute(text, random.Random(f"{seed} {stage.made} {number}"))
            for number, text in enumerate(drawn)
        ]
        rows = rows_of([*polluted, *real], blindness)
        threads = 2 if held is None else 1
        return fit_token_network(rows, seed=seed, epochs=stage.epochs, threads=threads, start=start)

    network = after(_FIRST if held is None else _FIRST_OF_FOLDS, None)
    for stage in (_LAST, _AGAIN):
        network = after(stage, network)
    nothing = np.zeros((len(KINDS), 2), dtype=np.float32)
    return TokenModel(network, nothing, nothing, "")


def _calibrated(model: TokenModel, knots: tuple[Floats, Floats]) -> TokenModel:
    calibrated = replace(model, knots_x=knots[0], knots_y=knots[1])
    digest = hashlib.sha256()
    for array in (*(getattr(model.network, each.name) for each in fields(model.network)), *knots):
        digest.update(np.ascontiguousarray(array).tobytes())
    return replace(calibrated, version=f"tokens-{digest.hexdigest()[:12]}")


def _weight(text: CleanText, stage: Stage) -> float:
    if text.id.startswith((HARD, PLAIN)):
        return stage.hard
    if text.id.startswith(ABROAD):
        return stage.abroad
    return 1.0 if text.language in _COMMON_LANGUAGES else stage.rare


def read_texts(data: Path, work: Path) -> tuple[list[CleanText], list[PollutedText]]:
    """All texts; those of the data sets are kept in ``work`` for the next time, those from abroad
    have been fetched into it."""
    code = Path(__file__).with_name("texts.py").read_bytes()
    path = work / f"texts-{hashlib.sha256(code).hexdigest()[:12]}.pickle"
    if not path.exists():
        path.write_bytes(pickle.dumps((clean_texts(data), labelled_texts(data))))
    texts, labelled = pickle.loads(path.read_bytes())  # written by this very function
    abroad = texts_abroad(work / "abroad")
    return [*texts, *abroad, *own_texts(PLAIN), *own_texts(HARD)], labelled


def say(began: float, what: str) -> None:
    print(f"{time.monotonic() - began:6.0f} s  {what}", flush=True)


if __name__ == "__main__":
    main()
