"""How sure a stretch is, learnt from networks that have not seen what they are tested with."""

from __future__ import annotations

import random
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tamis.labelling.tokens.cutting import tokens_of
from tamis.labelling.tokens.model import KINDS, TokenModel
from tamis.labelling.tokens.phrases import PhraseList, load_list
from tamis.labelling.tokens.traits import traits_of
from tamis.pollution.decoding import stretches_of
from training.fit import calibration
from training.pollution.body import CleanText, PollutedText
from training.pollution.generator import Generator
from training.pollution.ingredients import campaigns, phrases
from training.pollution.rows import UNKNOWN, targets_of
from training.pollution.splits import SEED, Held

Floats = NDArray[np.float64]
TEXTS_BY_FOLD = 1500


class Found(NamedTuple):
    """Stretches that a network found. ``right``: the share of each one's characters that are of
    its kind; ``weight``: the root of its tokens."""

    kind: NDArray[np.int64]
    score: Floats
    right: Floats
    weight: Floats


@cache
def lists_without(held: Held) -> tuple[PhraseList, PhraseList]:
    """The word lists as a fold's network may know them."""
    campaigns_seen, prompts_seen = (
        load_list(name, without_groups=held.families, without_languages=held.languages)
        for name in ("campaigns", "prompts")
    )
    return campaigns_seen, prompts_seen


def found_in(texts: Sequence[PollutedText], model: TokenModel, held: Held) -> Found:
    """What a fold's network finds in texts."""
    lists = lists_without(held)
    rows = []
    for text in texts:
        tokens = tokens_of(text.text)
        target = targets_of(text, tokens)
        scores = model.scores(traits_of(tokens, *lists).matrix)
        for stretch in stretches_of(scores, 0.0):
            part = target[stretch.first : stretch.last]
            part = part[part != UNKNOWN]
            if len(part):
                right = float((part == stretch.kind).mean())
                rows.append((stretch.kind - 1, stretch.score, right, np.sqrt(len(part))))
    columns = np.array(rows, dtype=float).reshape(-1, 4).T
    return Found(columns[0].astype(np.int64), columns[1], columns[2], columns[3])


def texts_for(
    texts: Sequence[CleanText], labelled: Sequence[PollutedText], fold: int, held: Held
) -> list[PollutedText]:
    """Polluted texts that a fold has not seen, with all there is put into them, and real ones."""
    unseen = [text for text in texts if not held.sees(text)]
    real = [text for text in labelled if not held.sees(text)]
    rng = random.Random(SEED + fold)
    generator = Generator(campaigns(), phrases(), unseen)
    made = [
        generator.pollute(text, random.Random(f"calibration {fold} {number}"))
        for number, text in enumerate(rng.choices(unseen, k=TEXTS_BY_FOLD))
    ]
    return [*made, *rng.sample(real, min(len(real), TEXTS_BY_FOLD // 4))]


def knots_of(found: Sequence[Found]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """The knots of all kinds, (kinds, knots) each."""
    together = Found(*(np.concatenate(parts) for parts in zip(*found, strict=True)))
    knots = []
    for kind in range(len(KINDS)):
        mine = together.kind == kind
        knots.append(calibration(together.score[mine], together.right[mine], together.weight[mine]))
    most = max(len(x) for x, _ in knots)
    # Filled up with the last one, which changes nothing.
    filled = [[np.pad(each, (0, most - len(each)), mode="edge") for each in pair] for pair in knots]
    return np.stack([x for x, _ in filled]), np.stack([y for _, y in filled])
