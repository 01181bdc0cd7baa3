"""Fit the network over a page's blocks with PyTorch, and turn it into whole numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple, Protocol, TypeVar

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from tamis.labelling.network import MOST_ACTIVE, MOST_INPUT, PAGE_TYPES, Network
from training.blocks import PageRows

Floats = NDArray[np.float32]

WIDTH = 64
DILATIONS = (1, 2, 4, 8)
EPOCHS = 16
PAGES_AT_ONCE = 24
MOST_ROWS = 1200
LEARNING_RATE = 2e-3
WEIGHT_DECAY = 0.02
DROPPED = 0.2
INPUT_DROPPED = 0.1
# What the F-measure of a page, and the guess of its type, count beside the loss by block.
OVERLAP_WEIGHT = 0.5
TYPE_WEIGHT = 0.1
AVERAGED_OVER = 100
# What the network's score counts beside the forest's, and what its log-odds of page types are
# divided by so that they are calibrated (Guo et al., "On Calibration of Modern Neural
# Networks", ICML 2017); both measured on the folds.
SCORE_SHARE = 0.5
TYPE_TEMPERATURE = 1.6
DEVIATIONS = 5.0
MOST_WEIGHT = 127
_SIXTEENTHS = 16
# About the largest activation of a network that was trained.
_LARGEST = 30.0


class _Batch(NamedTuple):
    """Pages filled up to one length. ``given``: (pages, rows, features); the others (pages,
    rows), but for ``page_type``, (pages,). ``words`` is 0 where a page has ended."""

    given: Tensor
    share: Tensor
    words: Tensor
    page_type: Tensor

    @property
    def counts(self) -> Tensor:
        return self.words


class Shape(NamedTuple):
    """How large a network is, and how many scores it gives for a row and for a page."""

    features: int
    width: int
    dilations: tuple[int, ...]
    outputs: int
    kinds: int


class Layers(nn.Module):
    """What becomes a :class:`~tamis.labelling.network.Network`."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        width = shape.width
        self.shape = shape
        self.entry = nn.Linear(shape.features, width)
        self.near = nn.ModuleList(
            nn.Conv1d(width, width, 3, padding=dilation, dilation=dilation)
            for dilation in shape.dilations
        )
        self.whole = nn.ModuleList(nn.Linear(width, width, bias=False) for _ in shape.dilations)
        self.content = nn.Linear(width, shape.outputs)
        self.kinds = nn.Linear(width, shape.kinds)
        self.dropped = nn.Dropout(DROPPED)
        self.input_dropped = nn.Dropout(INPUT_DROPPED)

    def forward(self, given: Tensor, words: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Scores (pages, rows, outputs), kinds (pages, kinds), and the largest activation."""
        is_row = (words > 0).float()[..., None]
        attention = words.sqrt()[..., None]
        attention = attention / attention.sum(1, keepdim=True).clamp(min=1e-6)
        active = functional.relu(self.entry(self.input_dropped(given))) * is_row
        largest = active.max()
        for near, whole in zip(self.near, self.whole, strict=True):
            mean = (active * attention).sum(1, keepdim=True)
            sums = near(active.transpose(1, 2)).transpose(1, 2) + whole(mean)
            active = (active + self.dropped(functional.relu(sums))) * is_row
            largest = torch.maximum(largest, active.max())
        mean = (active * attention).sum(1)
        return self.content(active), self.kinds(mean), largest


def fit_network(
    pages: Sequence[PageRows], *, seed: int, epochs: int = EPOCHS, threads: int = 1
) -> Network:
    """A network that scores how likely each block is main content, in the light of its page.

    The loss is the cross-entropy by block, each page weighing the same and a block in it the
    root of its words, and one less the F-measure of the page with probabilities for counts.
    Weights are averaged over the last steps (Polyak and Juditsky, 1992).
    """
    torch.manual_seed(seed)
    torch.set_num_threads(threads)
    rng = np.random.default_rng(seed)
    pages = [page for page in pages if len(page.share) and page.truth]
    scale, shift = _input_scaling(pages)
    layers = Layers(Shape(len(scale), WIDTH, DILATIONS, 1, len(PAGE_TYPES)))
    trained = fit_layers(
        layers,
        lambda: _batches(pages, scale, shift, rng),
        _loss,
        epochs=epochs,
        batches_each=-(-len(pages) // PAGES_AT_ONCE),
    )
    largest = largest_activation(trained, _batches(pages, scale, shift, rng))
    return whole_numbers(
        trained, scale, shift, largest, score_share=SCORE_SHARE, temperature=TYPE_TEMPERATURE
    )


class Batch(Protocol):
    """Documents filled up to one length. ``given``: (documents, rows, features), scaled;
    ``counts``: (documents, rows), what each row counts in the mean of its document, and 0
    behind its end."""

    @property
    def given(self) -> Tensor: ...
    @property
    def counts(self) -> Tensor: ...


AnyBatch = TypeVar("AnyBatch", bound=Batch)


def fit_layers(
    layers: Layers,
    batches: Callable[[], Iterator[AnyBatch]],
    loss_of: Callable[[Layers, AnyBatch], Tensor],
    *,
    epochs: int,
    batches_each: int,
    rate: float = LEARNING_RATE,
) -> Any:
    """The layers with their weights averaged over the last steps (Polyak and Juditsky, 1992).
    ``batches`` gives those of one epoch, ``batches_each`` in number."""
    optimizer = torch.optim.AdamW(layers.parameters(), lr=rate, weight_decay=WEIGHT_DECAY)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, rate, total_steps=epochs * batches_each + 1, pct_start=0.15
    )
    averaged = torch.optim.swa_utils.AveragedModel(
        layers, multi_avg_fn=torch.optim.swa_utils.get_ema_multi_avg_fn(1 - 1 / AVERAGED_OVER)
    )
    for _ in range(epochs):
        for batch in batches():
            loss = loss_of(layers, batch)
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(layers.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            averaged.update_parameters(layers)
    return averaged.module.eval()


def largest_activation(layers: Any, batches: Iterable[Batch]) -> float:
    """Of all rows in the batches."""
    with torch.no_grad():
        return max(float(layers(batch.given, batch.counts)[2]) for batch in batches)


def _input_scaling(pages: Sequence[PageRows]) -> tuple[Floats, Floats]:
    return scaling_of(np.concatenate([shrunk(page.features) for page in pages[::3]]))


def scaling_of(small: Floats) -> tuple[Floats, Floats]:
    """What brings each feature, after the logarithm, to a mean of 0 and a deviation of 1."""
    scale = 1 / (small.std(axis=0) + 1e-3)
    return scale, -small.mean(axis=0) * scale


def shrunk(matrix: Floats) -> Floats:
    small: Floats = np.copysign(np.log1p(np.abs(matrix)), matrix)
    return small


def _batches(
    pages: Sequence[PageRows], scale: Floats, shift: Floats, rng: np.random.Generator
) -> Iterator[_Batch]:
    """All pages once, those of about one length together; of long ones a stretch."""
    length = [min(len(page.share), MOST_ROWS) + rng.integers(60) for page in pages]
    order = np.argsort(length)
    groups = [order[at : at + PAGES_AT_ONCE] for at in range(0, len(order), PAGES_AT_ONCE)]
    rng.shuffle(groups)
    for group in groups:
        rows = max(min(len(pages[number].share), MOST_ROWS) for number in group)
        given = np.zeros((len(group), rows, len(scale)), dtype=np.float32)
        share = np.zeros((len(group), rows), dtype=np.float32)
        words = np.zeros((len(group), rows), dtype=np.float32)
        for place, number in enumerate(group):
            page = pages[number]
            first = int(rng.integers(max(len(page.share) - MOST_ROWS, 0) + 1))
            part = slice(first, first + MOST_ROWS)
            end = len(page.share[part])
            scaled = shrunk(page.features[part]) * scale + shift
            given[place, :end] = np.clip(scaled, -DEVIATIONS, DEVIATIONS)
            share[place, :end] = page.share[part]
            words[place, :end] = np.maximum(page.words[part], 1)
        types = [PAGE_TYPES.index(pages[number].page_type) for number in group]
        yield _Batch(*map(torch.from_numpy, (given, share, words, np.array(types))))


def _loss(layers: Layers, batch: _Batch) -> Tensor:
    outputs, types, _ = layers(batch.given, batch.words)
    scores = outputs[..., 0]
    weight = batch.words.sqrt()
    weight = weight / weight.sum(1, keepdim=True)
    by_block = functional.binary_cross_entropy_with_logits(scores, batch.share, reduction="none")
    kept = torch.sigmoid(scores) * batch.words
    found, true = kept.sum(1), (batch.share * batch.words).sum(1)
    overlap = 2 * (kept * batch.share).sum(1) / (found + true).clamp(min=1)
    return (
        (by_block * weight).sum(1).mean()
        + OVERLAP_WEIGHT * (1 - overlap).mean()
        + TYPE_WEIGHT * functional.cross_entropy(types, batch.page_type)
    )


def whole_numbers(
    layers: Any,
    scale: Floats,
    shift: Floats,
    largest: float,
    *,
    score_share: float = 1.0,
    temperature: float = 1.0,
) -> Network:
    """Weights by output in [-127, 127]; activations such that the largest seen is MOST_ACTIVE.

    Scores are multiplied with ``score_share``, those of the page divided by ``temperature``.
    """
    width = layers.shape.width
    unit = MOST_ACTIVE / largest
    input_unit = MOST_INPUT / DEVIATIONS
    entry, entry_scale = rounded(array_of(layers.entry.weight).T)
    # (out, in, 3) to (3 * in, out): before, at, after.
    near = [
        rounded(array_of(layer.weight).transpose(2, 1, 0).reshape(3 * width, width))
        for layer in layers.near
    ]
    whole = [rounded(array_of(layer.weight).T) for layer in layers.whole]
    content, content_scale = rounded(array_of(layers.content.weight).T)
    kinds, kinds_scale = rounded(array_of(layers.kinds.weight).T)
    return Network(
        input_scale=scale * np.float32(input_unit),
        input_shift=shift * np.float32(input_unit),
        entry=entry,
        entry_scale=entry_scale * np.float32(unit / input_unit),
        entry_bias=array_of(layers.entry.bias) * np.float32(unit),
        dilations=np.array(layers.shape.dilations),
        near=np.stack([weights for weights, _ in near]),
        near_scale=np.stack([scale for _, scale in near]),
        near_bias=np.stack([array_of(layer.bias) for layer in layers.near]) * np.float32(unit),
        whole=np.stack([weights for weights, _ in whole]),
        whole_scale=np.stack([scale / np.float32(_SIXTEENTHS) for _, scale in whole]),
        content=content,
        content_scale=content_scale * np.float32(score_share / unit),
        content_bias=array_of(layers.content.bias) * np.float32(score_share),
        kinds=kinds,
        kinds_scale=kinds_scale / np.float32(unit * _SIXTEENTHS * temperature),
        kinds_bias=array_of(layers.kinds.bias) / np.float32(temperature),
    )


def layers_of(network: Network) -> tuple[Layers, Floats, Floats]:
    """Layers that go on from a network whose scores were not scaled, and the scale and shift of
    its input.

    The unit of its activations is not kept: with any other all layers do the same.
    """
    width = len(network.entry_bias)
    outputs, kinds = network.content.shape[1], network.kinds.shape[1]
    shape = Shape(len(network.entry), width, tuple(network.dilations.tolist()), outputs, kinds)
    layers = Layers(shape)
    unit = MOST_ACTIVE / _LARGEST
    input_unit = MOST_INPUT / DEVIATIONS

    def put(parameter: Tensor, values: Floats) -> None:
        parameter.copy_(torch.from_numpy(np.ascontiguousarray(values, dtype=np.float32)))

    with torch.no_grad():
        put(layers.entry.weight, (network.entry * network.entry_scale).T * (input_unit / unit))
        put(layers.entry.bias, network.entry_bias / unit)
        for number, (near, whole) in enumerate(zip(layers.near, layers.whole, strict=True)):
            weights = network.near[number] * network.near_scale[number]
            put(near.weight, weights.reshape(3, width, width).transpose(2, 1, 0))
            put(near.bias, network.near_bias[number] / unit)
            scale = network.whole_scale[number] * _SIXTEENTHS
            put(whole.weight, (network.whole[number] * scale).T)
        put(layers.content.weight, (network.content * network.content_scale).T * unit)
        put(layers.content.bias, network.content_bias)
        put(layers.kinds.weight, (network.kinds * network.kinds_scale).T * (unit * _SIXTEENTHS))
        put(layers.kinds.bias, network.kinds_bias)
    return layers, network.input_scale / input_unit, network.input_shift / input_unit


def rounded(weights: Floats) -> tuple[NDArray[np.int8], Floats]:
    """Whole numbers and, for each output (column), what one of them stands for."""
    scale = np.maximum(np.abs(weights).max(axis=0), 1e-9) / MOST_WEIGHT
    return np.rint(weights / scale).astype(np.int8), scale.astype(np.float32)


def array_of(tensor: Tensor) -> Floats:
    """What a tensor holds."""
    array: Floats = tensor.detach().numpy().astype(np.float32)
    return array
