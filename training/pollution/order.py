"""Which words follow which in natural text: ``python -m training.pollution.order --data …``.

Writes the package's ``pollution/weights/order.npz``, and into ``--work`` the table of each fold
of ``splits.py``, which has seen neither its texts nor its languages, for honest benchmarks. It
learns from the clean texts alone, as they are: to tell the word that follows from others near by.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from tamis.labelling.tokens.cutting import tokens_of
from tamis.labelling.tokens.phrases import campaigns, prompts
from tamis.labelling.tokens.traits import traits_of
from tamis.pollution.order import BLOCK, ENDINGS, MARKS, SHAPES, OrderTable, Words, save, words_of
from training.pollution.__main__ import read_texts, say
from training.pollution.abroad import ABROAD, help_abroad
from training.pollution.body import CleanText
from training.pollution.splits import SEED, held_out

ROOT = Path(__file__).parent.parent.parent
WEIGHTS = ROOT / "src/tamis/pollution/weights"
WIDTH = 24
EPOCHS = 4
RATE, LAST_RATE = 1.5e-2, 1e-4
SHRINKING = 3e-6
BLOCKS_AT_ONCE = 256
# Of how much text an order can be learnt, and how much of it is to be prose as on pages.
FEWEST_TOKENS, FEWEST_AT_HOME = 20_000, 3500
UNKNOWN_LANGUAGE = "und"
# So many common words of a language with that little text; more with the root of it.
_WORDS, _MOST_WORDS, _LEAST_COUNT = 280, 1500, 5
# How many of them a language is told by.
_TELLING = 150
# Of so many blocks only the ends of words are shown, that these say no more than they know.
_ENDINGS_ONLY = 0.1
# How often a text is read in an epoch: of a language of so many tokens, or of one of no list.
_OFTEN = ((1_000_000, 0.6), (50_000, 1.0), (0, 1.5))
_OFTEN_UNLISTED = 0.1
# The vectors in whole numbers up to this, which is so many times their usual size.
_LARGEST, _REACH = 15, 4.0
_NEVER = -1e9
_DIGIT_SHAPES = range(12, 16)


class Read(NamedTuple):
    """A clean text by token."""

    text: CleanText
    words: Words


class Vocabulary(NamedTuple):
    """As in :class:`OrderTable`."""

    words: NDArray[np.uint32]
    languages: tuple[str, ...]
    members: NDArray[np.bool_]

    def numbers(self, read: Read) -> NDArray[np.int64]:
        """The row of each word; in a language of no list all are known by their ends."""
        by_ending = len(self.words) + read.words.endings
        if read.text.language not in self.languages:
            return by_ending
        places = np.searchsorted(self.words, read.words.prints).clip(max=len(self.words) - 1)
        numbers: NDArray[np.int64] = np.where(
            self.words[places] == read.words.prints, places, by_ending
        )
        return numbers


def main() -> None:
    """Make the tables of the folds and that of the package."""
    parser = argparse.ArgumentParser(prog="training.pollution.order", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the folder shared/data")
    parser.add_argument("--work", type=Path, default=Path("training/.work"))
    parser.add_argument("--write-to", type=Path, help="the folds' tables, if not into --work")
    arguments = parser.parse_args()
    began = time.monotonic()
    texts, labelled = read_texts(arguments.data, arguments.work)
    named = {text.id for text in texts}
    more = [text for text in help_abroad(arguments.work / "abroad") if text.id not in named]
    read = [Read(text, words) for text in [*texts, *more] if (words := _words(text)) is not None]
    say(began, f"{len(read)} texts read")
    folder = arguments.write_to or arguments.work
    for number, held in enumerate(held_out([*texts, *labelled])):
        seen = [each for each in read if held.sees(each.text)]
        save(folder / f"order-fold{number}.npz", made(seen, seed=SEED + number))
        say(began, f"fold {number}")
    save(WEIGHTS / "order.npz", made(read, seed=SEED))
    say(began, "done")


def _words(text: CleanText) -> Words | None:
    tokens = tokens_of("\n".join(text.lines))
    if len(tokens) < BLOCK // 2:
        return None
    return words_of(tokens, traits_of(tokens, campaigns(), prompts()))


def made(texts: Sequence[Read], *, seed: int) -> OrderTable:
    """A table of what follows what in these texts."""
    torch.manual_seed(seed)
    torch.set_num_threads(1)
    rng = np.random.default_rng(seed)
    sizes = Counter[str]()
    for each in texts:
        sizes[each.text.language] += len(each.words.prints)
    known = vocabulary_of(texts, sizes)
    vectors = _Vectors(len(known.words) + ENDINGS)
    optimiser = torch.optim.Adam(vectors.parameters(), lr=RATE)
    numbers = [known.numbers(each) for each in texts]
    often = [_how_often(each.text.language, known, sizes) for each in texts]
    for epoch in range(EPOCHS):
        places = _places(texts, often, rng)
        steps = -(-len(places) // BLOCKS_AT_ONCE)
        for step in range(steps):
            left = 1 - (epoch + step / steps) / EPOCHS
            optimiser.param_groups[0]["lr"] = RATE * left + LAST_RATE
            chosen = places[step * BLOCKS_AT_ONCE : (step + 1) * BLOCKS_AT_ONCE]
            batch = _batch(texts, numbers, len(known.words), chosen, rng)
            optimiser.zero_grad()
            (vectors.loss(batch) + SHRINKING * vectors.size()).backward()
            optimiser.step()
    return vectors.table(known)


def vocabulary_of(texts: Sequence[Read], sizes: Mapping[str, int]) -> Vocabulary:
    """The common words of each language of which there is text enough."""
    at_home = Counter[str]()
    counts: dict[str, Counter[int]] = {}
    for text, words in texts:
        if not text.id.startswith(ABROAD):
            at_home[text.language] += len(words.prints)
        is_word = ~np.isin(words.shapes, _DIGIT_SHAPES)
        prints, often = np.unique(words.prints[is_word], return_counts=True)
        count = counts.setdefault(text.language, Counter())
        for word, times in zip(prints.tolist(), often.tolist(), strict=True):
            count[word] += times
    languages = tuple(
        language
        for language in sorted(sizes.keys() - {UNKNOWN_LANGUAGE})
        if sizes[language] >= FEWEST_TOKENS and at_home[language] >= FEWEST_AT_HOME
    )
    lists = []
    for language in languages:
        most = min(_MOST_WORDS, int(_WORDS * (sizes[language] / FEWEST_TOKENS) ** 0.5))
        common = counts[language].most_common(most)
        lists.append([word for word, count in common if count >= _LEAST_COUNT])
    every = np.array(sorted({word for each in lists for word in each}), dtype=np.uint32)
    members = np.zeros((len(every), len(languages)), dtype=np.bool_)
    for column, common_words in enumerate(lists):
        telling = np.array(common_words[:_TELLING], dtype=np.uint32)
        members[np.searchsorted(every, telling), column] = True
    return Vocabulary(every, languages, members)


def _how_often(language: str, known: Vocabulary, sizes: Mapping[str, int]) -> float:
    if language not in known.languages:
        return _OFTEN_UNLISTED
    return next(often for size, often in _OFTEN if sizes[language] >= size)


class _Batch(NamedTuple):
    """All (blocks, BLOCK)."""

    numbers: Tensor
    shapes: Tensor
    marks: Tensor
    follows: Tensor
    plain: Tensor
    asked: Tensor


def _places(
    texts: Sequence[Read], often: Sequence[float], rng: np.random.Generator
) -> list[tuple[int, int]]:
    """Texts cut in blocks, from another place each time: the text's number and the first token."""

    def blocks() -> Iterator[tuple[int, int]]:
        for number, (_, words) in enumerate(texts):
            count = len(words.prints)
            for _ in range(int(often[number] + rng.random())):
                start = int(rng.integers(BLOCK)) if count > 2 * BLOCK else 0
                for first in range(start, max(count - BLOCK // 2, 1), BLOCK):
                    yield number, first

    found = list(blocks())
    return [found[place] for place in rng.permutation(len(found)).tolist()]


def _batch(
    texts: Sequence[Read],
    numbers: Sequence[NDArray[np.int64]],
    first_ending: int,
    chosen: Sequence[tuple[int, int]],
    rng: np.random.Generator,
) -> _Batch:
    arrays = np.zeros((len(_Batch._fields), len(chosen), BLOCK), dtype=np.int64)
    for row, (number, first) in enumerate(chosen):
        words, part = texts[number].words, slice(first, first + BLOCK)
        own = numbers[number][part]
        if rng.random() < _ENDINGS_ONLY:
            own = first_ending + words.endings[part]
        arrays[0, row, : len(own)] = own
        arrays[1, row, : len(own)] = words.shapes[part]
        arrays[2, row, : len(own)] = words.marks[part]
        arrays[3, row, : len(own)] = words.follows[part]
        arrays[4, row, : len(own)] = words.plain[part]
        arrays[5, row, : len(own)] = words.asked[part]
    return _Batch(*map(torch.from_numpy, arrays))


class _Vectors(nn.Module):  # type: ignore[misc]
    def __init__(self, rows: int) -> None:
        super().__init__()
        self.before, self.before_that, self.behind = (_embedding(rows) for _ in range(3))
        self.before_shapes, self.before_that_shapes, self.behind_shapes = (
            _embedding(SHAPES) for _ in range(3)
        )
        self.marks = _embedding(MARKS)

    def size(self) -> Tensor:
        large = (self.before, self.before_that, self.behind)
        return torch.stack([(each.weight**2).sum() for each in large]).sum()

    def loss(self, batch: _Batch) -> Tensor:
        """The cross-entropy of the word that follows, among the plain ones of its block."""
        numbers, shapes, marks, follows, plain, asked = batch
        wanted = self.before(numbers[:, :-1]) + self.before_shapes(shapes[:, :-1])
        wanted = wanted + self.marks(marks[:, 1:])
        that = self.before_that(numbers[:, :-2]) + self.before_that_shapes(shapes[:, :-2])
        that = that * follows[:, 1:-1, None]
        wanted = torch.cat([wanted[:, :1], wanted[:, 1:] + that], dim=1)
        behind = self.behind(numbers) + self.behind_shapes(shapes)
        fits = wanted @ behind.transpose(1, 2)
        no_choice = (plain == 0)[:, None, :] | torch.eye(BLOCK, dtype=torch.bool)[:-1]
        fits = fits.masked_fill(no_choice, _NEVER)
        place = torch.arange(BLOCK - 1)
        losses = torch.logsumexp(fits, dim=2) - fits[:, place, place + 1]
        return losses[(asked > 0)[:, 1:]].mean()

    def table(self, known: Vocabulary) -> OrderTable:
        """The same in whole numbers."""
        arrays = {name: each.weight.detach().numpy() for name, each in self.named_children()}
        step = _REACH * float(np.sqrt(np.mean(arrays["before"] ** 2))) / _LARGEST
        whole = {
            name: np.rint(each / step).clip(-_LARGEST, _LARGEST).astype(np.int8)
            for name, each in arrays.items()
        }
        languages = np.array(known.languages)
        return OrderTable(
            known.words, languages, known.members, **whole, scale=np.float64(step * step)
        )


def _embedding(rows: int) -> nn.Embedding:
    made = nn.Embedding(rows, WIDTH)
    nn.init.normal_(made.weight, std=0.08)
    return made


if __name__ == "__main__":
    main()
