"""Pollution put into clean texts, so that its truth is known: what is new to each fold's network.

The texts, campaigns, languages and ways to pollute are those of ``training/pollution``; every
fold is tested with what it has not seen. What its word lists know of held-out campaigns and
languages is kept from it.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple
from unittest import mock

from benchmarks.capture import Capture
from benchmarks.characters import NO_CHARACTERS, CharacterScores, character_scores
from benchmarks.systems import System
from training.pollution.__main__ import read_texts
from training.pollution.body import PollutedText
from training.pollution.calibration import lists_without
from training.pollution.generator import FORMS
from training.pollution.splits import (
    HOLDINGS,
    SEED,
    Held,
    fold_numbers,
    generator_for_test,
    held_out,
)

INLINE = frozenset({"edge", "between", "within", "word", "headline", "prompt"})
DOCUMENTS = frozenset({"doorway", "whole"})
SHAPES = {
    "block": frozenset(FORMS) - INLINE - DOCUMENTS,
    "inline": INLINE,
}
TEXTS_EACH = 8


class Case(NamedTuple):
    """A polluted text for one fold. ``holding``: what of it is new to the fold's network, one
    of ``HOLDINGS``; ``shape``: one of ``SHAPES``."""

    fold: int
    held: Held
    holding: str
    shape: str
    text: PollutedText

    @property
    def truth(self) -> list[tuple[int, int]]:
        return [(stretch.start, stretch.end) for stretch in self.text.stretches]


def cases(data: Path, work: Path) -> Iterator[Case]:
    """The same texts at every call, for each fold, holding and shape.

    Raises :class:`SystemExit` if the networks in ``work`` are of other folds than those of the
    texts as they are now: each would be asked about texts that it has seen.
    """
    texts, labelled = read_texts(data, work)
    folds = held_out([*texts, *labelled])
    if json.loads((work / "token-folds.json").read_text()) != fold_numbers(labelled, folds):
        raise SystemExit(f"{work} has networks of other texts: run `python -m training.pollution`")
    for fold, held in enumerate(folds):
        in_groups = [text for text in texts if text.group in held.groups]
        for holding in HOLDINGS:
            wants_language = holding in {"languages", "all"}
            unseen = [
                text for text in in_groups if (text.language in held.languages) == wants_language
            ]
            generator = generator_for_test(texts, held, holding)
            if generator is None or not unseen:
                continue
            for shape, forms in SHAPES.items():
                usable = [form for form in generator.forms if form in forms]
                if not usable:
                    continue
                rng = random.Random(f"{SEED} {fold} {holding} {shape}")
                for text in rng.choices(unseen, k=TEXTS_EACH):
                    polluted = generator.with_forms(usable).pollute(text, rng)
                    if polluted.stretches:
                        yield Case(fold, held, holding, shape, polluted)


def scores(
    system: System, chosen: Sequence[Case], token_weights: Path
) -> dict[tuple[str, str], CharacterScores]:
    """The characters that a system drops against those that were put in, by holding and shape."""
    pooled: dict[tuple[str, str], CharacterScores] = {}
    for case in chosen:
        capture = Capture(
            case.text.text.encode("utf-8", "surrogatepass"),
            language=case.text.language,
            token_weights=token_weights / f"tokens-fold{case.fold}.npz",
        )
        campaigns, prompts = lists_without(case.held)
        with (
            mock.patch("tamis.labelling.tokens.campaigns", lambda known=campaigns: known),
            mock.patch("tamis.labelling.tokens.prompts", lambda known=prompts: known),
        ):
            try:
                kept = system.read(capture)
            except (ImportError, ValueError):
                # It needs a further package for the language, or has nothing for it; the text
                # does not count for it.
                continue
        found = character_scores(case.text.text, [not keep for keep in kept], case.truth)
        key = (case.holding, case.shape)
        pooled[key] = pooled.get(key, NO_CHARACTERS) + found
    return pooled
