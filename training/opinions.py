"""What the network over tokens says of the lines of pages, by a fold that has not seen them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from functools import cache, partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tamis.labelling import opinion
from tamis.labelling.tokens import TokenModel, read_tokens
from tamis.labelling.tokens.model import load
from tamis.parsing import parse
from training.blocks import wet_text
from training.data import Sample

Floats = NDArray[np.float32]


def page_opinions(samples: Iterable[Sample], work: Path) -> dict[str, Floats]:
    """By page, the opinion on each block of its text as resiliparse writes it.

    Raises :class:`FileNotFoundError` if ``python -m training.pollution`` has not run yet.
    """
    folds = json.loads((work / "token-folds.json").read_text(encoding="utf-8"))
    with ProcessPoolExecutor(2) as pool:
        return dict(pool.map(partial(_opinion, folds=folds, work=work), samples, chunksize=16))


def _opinion(sample: Sample, *, folds: dict[str, int], work: Path) -> tuple[str, Floats]:
    document = parse(wet_text(sample), url=sample.url, media_type="text/plain")
    # Nothing was learnt from a page without a truth, which has no fold.
    model = _fold(work, folds.get(sample.id, 0))
    return sample.id, opinion(document, read_tokens(document.text, model))


@cache
def _fold(work: Path, number: int) -> TokenModel:
    return load(work / f"tokens-fold{number}.npz")
