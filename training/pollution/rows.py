"""Polluted texts to rows: the traits of every token, and what it is."""

from __future__ import annotations

import random
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache, partial

import numpy as np
from numpy.typing import NDArray

from tamis.labelling.tokens.cutting import Tokens, tokens_of
from tamis.labelling.tokens.model import KINDS
from tamis.labelling.tokens.phrases import PhraseList, load_list, phrase_list
from tamis.labelling.tokens.traits import traits_of
from training.network import shrunk
from training.pollution.body import PollutedText

UNKNOWN = -1
CLEAN = 0


@dataclass(frozen=True, slots=True)
class TokenRows:
    """The tokens of one text. ``features``: (tokens, traits), after the logarithm;
    ``target``: 0 for clean, then the places of ``KINDS`` from 1, ``UNKNOWN`` for what does not
    count; ``starts``, ``ends``: offsets in ``text``."""

    text: PollutedText
    features: NDArray[np.float16]
    target: NDArray[np.int8]
    starts: NDArray[np.int64]
    ends: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Blindness:
    """How often the word lists are kept from the network in training, so that it does not
    lean on them, and which families and languages they never have."""

    share: float = 0.3
    families: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()


def rows_of(
    texts: Iterable[PollutedText], blindness: Blindness, *, jobs: int = 2
) -> list[TokenRows]:
    """The rows of all texts, in their order."""
    with ProcessPoolExecutor(jobs) as pool:
        return list(pool.map(partial(_rows, blindness=blindness), texts, chunksize=16))


def _rows(text: PollutedText, *, blindness: Blindness) -> TokenRows:
    tokens = tokens_of(text.text)
    traits = traits_of(tokens, *_lists(text, blindness))
    target = targets_of(text, tokens)
    return TokenRows(
        text, shrunk(traits.matrix).astype(np.float16), target, tokens.starts, tokens.ends
    )


def _lists(text: PollutedText, blindness: Blindness) -> tuple[PhraseList, PhraseList]:
    rng = random.Random(f"{text.id} {len(text.text)}")
    return (
        phrase_list({}) if rng.random() < blindness.share else _seen("campaigns", blindness),
        phrase_list({}) if rng.random() < blindness.share else _seen("prompts", blindness),
    )


def targets_of(text: PollutedText, tokens: Tokens) -> NDArray[np.int8]:
    """What each token is, see :class:`TokenRows`."""
    middle = (tokens.starts + tokens.ends) // 2
    target = np.zeros(len(tokens), dtype=np.int8)
    for start, end in text.unknown:
        target[(middle >= start) & (middle < end)] = UNKNOWN
    for stretch in text.stretches:
        within = (middle >= stretch.start) & (middle < stretch.end)
        target[within] = 1 + KINDS.index(stretch.made.kind)
    return target


@cache
def _seen(name: str, blindness: Blindness) -> PhraseList:
    return load_list(name, without_groups=blindness.families, without_languages=blindness.languages)
