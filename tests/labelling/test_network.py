from __future__ import annotations

import numpy as np
import pytest

from tamis.labelling import network as module
from tamis.labelling.network import MOST_ACTIVE, PAGE_TYPES, Network

FEATURES, WIDTH, DILATIONS = 7, 5, (1, 2, 4)


@pytest.fixture
def network() -> Network:
    rng = np.random.default_rng(3)

    def weights(*shape: int) -> np.ndarray:
        return rng.integers(-127, 128, shape).astype(np.int8)

    def scale(*shape: int) -> np.ndarray:
        return rng.uniform(0.001, 0.004, shape).astype(np.float32)

    layers, types = len(DILATIONS), len(PAGE_TYPES)
    return Network(
        input_scale=rng.uniform(20, 60, FEATURES).astype(np.float32),
        input_shift=rng.uniform(-20, 20, FEATURES).astype(np.float32),
        entry=weights(FEATURES, WIDTH),
        entry_scale=scale(WIDTH),
        entry_bias=rng.uniform(0, 50, WIDTH).astype(np.float32),
        dilations=np.array(DILATIONS),
        near=weights(layers, 3 * WIDTH, WIDTH),
        near_scale=scale(layers, WIDTH),
        near_bias=rng.uniform(-5, 20, (layers, WIDTH)).astype(np.float32),
        whole=weights(layers, WIDTH, WIDTH),
        whole_scale=(scale(layers, WIDTH) / 16).astype(np.float32),
        content=weights(WIDTH, 2),
        content_scale=np.full(2, 0.001, np.float32),
        content_bias=np.zeros(2, np.float32),
        kinds=weights(WIDTH, types),
        kinds_scale=scale(types),
        kinds_bias=np.zeros(types, np.float32),
    )


def page(rows: int) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(rows)
    return rng.normal(0, 20, (rows, FEATURES)).astype(np.float32), rng.integers(1, 90, rows)


def by_hand(network: Network, matrix: np.ndarray, words: np.ndarray) -> list[np.ndarray]:
    """The scores by the definition: one row after the other, in whole numbers."""
    small = np.sign(matrix) * np.log1p(np.abs(matrix))
    given = np.clip(np.rint(small * network.input_scale + network.input_shift), -255, 255)
    rows = [
        np.clip(np.rint((row @ network.entry.astype(int)) * scale + bias), 0, MOST_ACTIVE)
        for row in given.astype(int)
        for scale, bias in [(network.entry_scale, network.entry_bias)]
    ]
    attention = np.rint(16 * np.sqrt(words)) + 1
    nothing = np.zeros(WIDTH)
    for layer, dilation in enumerate(DILATIONS):
        mean = np.rint(
            16 * sum(a * row for a, row in zip(attention, rows, strict=True)) / attention.sum()
        )
        whole = (mean.astype(int) @ network.whole[layer].astype(int)) * network.whole_scale[layer]
        after = []
        for place, row in enumerate(rows):
            before = rows[place - dilation] if place >= dilation else nothing
            behind = rows[place + dilation] if place + dilation < len(rows) else nothing
            around = np.concatenate((before, row, behind)).astype(int)
            sums = (around @ network.near[layer].astype(int)) * network.near_scale[layer]
            added = np.clip(np.rint(sums + whole + network.near_bias[layer]), 0, MOST_ACTIVE)
            after.append(np.minimum(row + added, MOST_ACTIVE))
        rows = after
    return [row @ network.content.astype(int) * network.content_scale for row in rows]


@pytest.mark.parametrize("rows", [1, 2, 3, 8, 40])
def test_scores_are_those_of_the_definition(network: Network, rows: int) -> None:
    matrix, words = page(rows)
    scores = network.look(matrix, words).scores
    # A sum that lies at a half may be rounded either way by another order of float operations.
    assert np.mean(np.isclose(scores, by_hand(network, matrix, words), atol=0.5)) > 0.9


def test_scores_do_not_depend_on_how_the_matrix_lies_in_memory(network: Network) -> None:
    matrix, words = page(50)
    assert np.array_equal(
        network.look(matrix, words).scores, network.look(np.asfortranarray(matrix), words).scores
    )


def test_a_block_is_judged_in_the_light_of_those_around_it(network: Network) -> None:
    matrix, words = page(30)
    changed = matrix.copy()
    changed[20] += 50
    before, after = network.look(matrix, words).scores, network.look(changed, words).scores
    assert (before[19] != after[19]).any()


def test_a_page_of_no_blocks_has_no_scores(network: Network) -> None:
    seen = network.look(np.zeros((0, FEATURES), np.float32), np.zeros(0, np.int64))
    assert seen.scores.shape == (0, 2)
    assert seen.page_type.shape == (len(PAGE_TYPES),)


def test_a_very_long_page_is_judged_in_parts(
    network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    matrix, words = page(50)
    first = network.look(matrix[:20], words[:20]).scores
    monkeypatch.setattr(module, "_ROWS_AT_ONCE", 20)
    scores = network.look(matrix, words).scores
    assert scores.shape == (50, 2)
    assert np.array_equal(scores[:20], first)
