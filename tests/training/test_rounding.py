"""What is done to an encoder before its weights are rounded changes nothing but the rounding."""

from __future__ import annotations

import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("safetensors")

from training.attribution.encoder import WIDTH, Encoder  # noqa: E402
from training.attribution.rounding import rounds_well  # noqa: E402


def test_an_encoder_that_rounds_well_says_the_same() -> None:
    torch.manual_seed(7)
    encoder = Encoder().eval()
    samples = [torch.randn(1, length, WIDTH) for length in (3, 9)]
    made = rounds_well(encoder, samples)
    for given in (*samples, 3 * torch.randn(1, 5, WIDTH)):
        assert torch.allclose(made(given), encoder(given), atol=1e-4)


def test_great_columns_are_made_smaller() -> None:
    torch.manual_seed(7)
    encoder = Encoder().eval()
    sample = torch.randn(1, 9, WIDTH)
    entry = encoder.norm.weight.data
    entry[5] = 50.0
    factors = rounds_well(encoder, [sample]).blocks[0].evened.factors
    assert factors[5] < factors.median() / 2
