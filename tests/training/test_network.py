"""A network fitted with PyTorch and turned into whole numbers."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

pytest.importorskip("torch", reason="needs the extra 'train'")
pytest.importorskip("resiliparse", reason="needs the extra 'train'")

import torch

from tamis.labelling.network import PAGE_TYPES
from training.blocks import PageRows
from training.network import fit_network, layers_of, shrunk


def page(number: int) -> PageRows:
    """Twenty blocks, of which those between two that are marked are content."""
    rng = np.random.default_rng(number)
    first, last = sorted(rng.choice(np.arange(2, 18), 2, replace=False).tolist())
    features = rng.normal(size=(20, 4)).astype(np.float32)
    share = np.zeros(20, dtype=np.float32)
    share[first : last + 1] = 1
    features[:, 0] = 0
    features[first : last + 1, 0] = 9
    return PageRows(
        id=str(number),
        group=str(number),
        page_type=PAGE_TYPES[number % 2],
        features=features,
        share=share,
        words=np.full(20, 10),
        weights=np.ones(20, dtype=np.float32),
        tokens=(("word",),) * 20,
        truth=Counter("word"),
    )


def test_what_is_learnt_is_still_there_in_whole_numbers() -> None:
    network = fit_network([page(number) for number in range(120)], seed=1, epochs=12)
    unseen = [page(number) for number in range(200, 230)]
    right = [
        ((network.look(each.features, each.words).scores[:, 0] > 0) == (each.share > 0)).mean()
        for each in unseen
    ]
    assert np.mean(right) > 0.95


def test_layers_that_go_on_from_a_network_say_what_it_says() -> None:
    network = replace(
        fit_network([page(number) for number in range(24)], seed=2, epochs=3),
        content_scale=np.full(1, 0.01, dtype=np.float32),
    )
    layers, scale, shift = layers_of(network)
    unseen = page(200)
    given = torch.from_numpy((shrunk(unseen.features) * scale + shift).clip(-5, 5)[None])
    with torch.no_grad():
        scores, _, _ = layers.eval()(given, torch.ones(1, len(unseen.words)))
    said = network.look(unseen.features, np.ones(len(unseen.words), dtype=np.int64)).scores
    assert np.abs(scores[0].numpy() - said).max() < 0.1 * np.abs(said).max()


def test_the_same_seed_gives_the_same_network() -> None:
    pages = [page(number) for number in range(24)]
    once, again = (fit_network(pages, seed=3, epochs=1) for _ in range(2))
    assert np.array_equal(once.near, again.near)
    assert np.array_equal(once.content_bias, again.content_bias)
