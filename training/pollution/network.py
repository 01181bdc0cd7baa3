"""Fit the network over the tokens of a text with PyTorch."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from tamis.labelling.network import Network
from tamis.labelling.tokens.model import KINDS
from training.network import (
    DEVIATIONS,
    LEARNING_RATE,
    Layers,
    Shape,
    fit_layers,
    largest_activation,
    layers_of,
    scaling_of,
    whole_numbers,
)
from training.pollution.body import REAL
from training.pollution.rows import UNKNOWN, TokenRows

Floats = NDArray[np.float32]

WIDTH = 32
DILATIONS = (1, 2, 4, 8, 16)
EPOCHS = 6
# How fast a network learns that has learnt before.
FURTHER_RATE = 1.5e-3
TEXTS_AT_ONCE = 16
MOST_TOKENS = 600
# What a real document counts beside one that was made: its lines' labels say less.
REAL_WEIGHT = 0.6


class _Batch(NamedTuple):
    """``given``: (texts, tokens, traits). ``target``: (texts, tokens). ``is_token``: 1 up to
    each text's end. ``weight``: (texts, tokens), of each token in the loss."""

    given: Tensor
    target: Tensor
    is_token: Tensor
    weight: Tensor

    @property
    def counts(self) -> Tensor:
        return self.is_token


def fit_token_network(
    texts: Sequence[TokenRows],
    *,
    seed: int,
    epochs: int = EPOCHS,
    threads: int = 1,
    start: Network | None = None,
) -> Network:
    """A network that scores each token as clean and as each of ``KINDS``: logits; one that goes
    on from ``start``, if there is one.

    The loss is the cross-entropy by token; a text counts the root of its tokens. Weights are
    averaged over the last steps (Polyak and Juditsky, 1992).
    """
    torch.manual_seed(seed)
    torch.set_num_threads(threads)
    rng = np.random.default_rng(seed)
    texts = [text for text in texts if len(text.target)]
    if start is None:
        some = np.concatenate([text.features for text in texts[::5]]).astype(np.float32)
        scale, shift = scaling_of(some)
        layers = Layers(Shape(len(scale), WIDTH, DILATIONS, 1 + len(KINDS), 1))
    else:
        layers, scale, shift = layers_of(start)
    given_to = [_scaled(text, scale, shift) for text in texts]
    trained = fit_layers(
        layers,
        lambda: _batches(texts, given_to, rng),
        _loss,
        epochs=epochs,
        batches_each=-(-len(texts) // TEXTS_AT_ONCE),
        rate=FURTHER_RATE if start else LEARNING_RATE,
    )
    largest = largest_activation(trained, _batches(texts[::3], given_to[::3], rng))
    return whole_numbers(trained, scale, shift, largest)


def _loss(layers: Layers, batch: _Batch) -> Tensor:
    scores, _, _ = layers(batch.given, batch.is_token)
    by_token = functional.cross_entropy(
        scores.flatten(0, 1), batch.target.flatten(), reduction="none", ignore_index=UNKNOWN
    )
    return (by_token * batch.weight.flatten()).sum() / batch.weight.sum()


def _scaled(text: TokenRows, scale: Floats, shift: Floats) -> NDArray[np.float16]:
    scaled = text.features.astype(np.float32) * scale + shift
    small: NDArray[np.float16] = np.clip(scaled, -DEVIATIONS, DEVIATIONS).astype(np.float16)
    return small


def _batches(
    texts: Sequence[TokenRows], given_to: Sequence[NDArray[np.float16]], rng: np.random.Generator
) -> Iterator[_Batch]:
    """All texts once, those of about one length together; of long ones a stretch."""
    length = [min(len(text.target), MOST_TOKENS) + rng.integers(60) for text in texts]
    order = np.argsort(length)
    groups = [order[at : at + TEXTS_AT_ONCE] for at in range(0, len(order), TEXTS_AT_ONCE)]
    rng.shuffle(groups)
    for group in groups:
        most = max(min(len(texts[number].target), MOST_TOKENS) for number in group)
        features = given_to[0].shape[1]
        given = np.zeros((len(group), most, features), dtype=np.float32)
        target = np.full((len(group), most), UNKNOWN, dtype=np.int64)
        is_token = np.zeros((len(group), most), dtype=np.float32)
        weight = np.zeros((len(group), most), dtype=np.float32)
        for place, number in enumerate(group):
            text = texts[number]
            first = int(rng.integers(max(len(text.target) - MOST_TOKENS, 0) + 1))
            part = slice(first, first + MOST_TOKENS)
            end = len(text.target[part])
            given[place, :end] = given_to[number][part]
            target[place, :end] = text.target[part]
            is_token[place, :end] = 1
            is_real = any(stretch.made.form == REAL for stretch in text.text.stretches)
            weight[place, :end] = (REAL_WEIGHT if is_real else 1.0) / np.sqrt(end)
        weight[target == UNKNOWN] = 0
        yield _Batch(*map(torch.from_numpy, (given, target, is_token, weight)))
