"""Prepare an encoder for sums of whole numbers, so that little is lost.

Each activation is rounded to one of 256 steps between the least and the greatest that its window
has, so that a few great ones take the steps from all others. Columns that are great everywhere are
made smaller, and their weights greater (Xiao et al., "SmoothQuant", ICML 2023); what comes out of a
GELU is given in two parts, the small and the great.
"""

from __future__ import annotations

from collections.abc import Iterable
from copy import deepcopy

import torch
from torch import Tensor, nn

from training.attribution.encoder import Block, Encoder, InTwoParts, Scaled

_INNER, _ENTRY = 0.6, 0.5
"""How much of the greatness of columns goes over to the weights: from 0, none, to 1, all."""
_LEAST_GREATEST = 1e-3


def rounds_well(encoder: Encoder, samples: Iterable[Tensor]) -> Encoder:
    """The same encoder, but for the order of sums. ``samples``: what it may be given, each
    (1, pieces, width); their greatest activations are looked at."""
    with torch.no_grad():
        greatest: dict[nn.Module, Tensor] = {}

        def look(layer: nn.Module, given: tuple[Tensor, ...]) -> None:
            own = given[0].abs().flatten(0, -2).amax(0)
            greatest[layer] = torch.maximum(greatest[layer], own) if layer in greatest else own

        made = deepcopy(encoder)
        blocks = [block for block in made.blocks if isinstance(block, Block)]
        hooks = [
            layer.register_forward_pre_hook(look)
            for block in blocks
            for layer in (block.query, block.inner)
        ]
        for sample in samples:
            made(sample)
        for hook in hooks:
            hook.remove()
        for block in blocks:
            entries = (block.query, block.key, block.value)
            block.evened = _even(entries, greatest[block.query], _ENTRY)
            block.inner_evened = _even((block.inner,), greatest[block.inner], _INNER)
            block.outer = InTwoParts(block.outer)
    return made


def _even(layers: tuple[nn.Linear, ...], greatest: Tensor, share: float) -> Scaled:
    """Make columns of what comes in smaller, and the weights of ``layers`` for them greater."""
    weights = torch.stack([layer.weight.abs().amax(0) for layer in layers]).amax(0)
    scale = greatest.clamp(min=_LEAST_GREATEST) ** share / weights.clamp(min=1e-5) ** (1 - share)
    scale /= scale.mean()
    for layer in layers:
        layer.weight.mul_(scale)
    return Scaled(1 / scale)
