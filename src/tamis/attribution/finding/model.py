"""The learned weights: how they lie on disk, and what they say of tokens.

``weights/finding.npz`` is a NumPy archive with ``words``, ``beginnings``, ``ends``, ``shapes`` and
``pieces`` (what is looked up, one a line), a table for each, ``table_NAME`` (entries, width; the
first row is for what is not listed), ``table_sentence`` and ``table_quoted`` (by place, see
``tokens.py``), ``entry_scale`` and ``entry_bias`` (width,), the arrays of two layers of
:class:`~tamis.attribution.finding.recurrence.Recurrence`, prefixed ``layer0_`` and ``layer1_``,
``content`` (2 * width, labels), ``content_scale`` and ``content_bias`` (labels,), ``moves``
(labels, labels): what it costs to go from one label to the next, ``to_source`` and ``to_cue``
(see ``linking.py``), and ``knots_x`` and ``knots_y``: a monotone map from how sure an
attribution's parts and links are to how often it is right. Made by ``training/attribution``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tamis.attribution.finding.recurrence import Places, Recurrence
from tamis.attribution.finding.tokens import BREAK, Words, shape_of
from tamis.labelling.network import one_thread

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

LABELS = (
    "O",
    "B-source",
    "I-source",
    "B-cue",
    "I-cue",
    "B-content",
    "I-content",
)
LISTS = ("words", "beginnings", "ends", "shapes")
"""What a token is looked up in as a whole; besides there are its ``pieces``."""
MOST_ACTIVE = 255
_AFFIX = 3
_MOST_PIECES = 8
_LONGEST_WORD = 40
# Words come again and again: what their tables add up to is kept for so many.
_MOST_REMEMBERED = 20_000


@dataclass(frozen=True, slots=True)
class Lists:
    """What is looked up. ``places``: by list, the row of each entry; ``pieces``: the rows of parts
    of words, those that continue one with "##" before them."""

    places: tuple[Mapping[str, int], ...]
    pieces: Mapping[str, int]

    @classmethod
    def of(cls, lists: Sequence[Sequence[str]], pieces: Sequence[str]) -> Lists:
        """From the entries in the order of their rows; row 0 is for what is not there."""
        numbered = [{entry: row for row, entry in enumerate(each, start=1)} for each in lists]
        rows = {entry: row for row, entry in enumerate(pieces, start=1)}
        return cls(tuple(numbered), rows)

    def look_up(self, text: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """The rows of a token in each list, and those of its pieces."""
        entries = zip(self.places, self.entries_of(text), strict=True)
        rows = tuple(places.get(entry, 0) for places, entry in entries)
        return rows, self._pieces_of(text.lower())

    @staticmethod
    def entries_of(text: str) -> tuple[str, ...]:
        """What a token is looked up by in each of ``LISTS``."""
        small = text.lower()
        return small, small[:_AFFIX], small[-_AFFIX:], shape_of(text)

    def _pieces_of(self, word: str) -> tuple[int, ...]:
        """The longest pieces from the left (Wu et al., "Google's Neural Machine Translation
        System", 2016), each part of a hyphenated word by itself."""
        rows: list[int] = []
        for part in word.replace("’", "'")[:_LONGEST_WORD].split("-"):
            start = 0
            while start < len(part) and len(rows) < _MOST_PIECES:
                for end in range(len(part), start, -1):
                    row = self.pieces.get(("##" if start else "") + part[start:end])
                    if row is not None:
                        rows.append(row)
                        start = end
                        break
                else:
                    break
        return tuple(rows) or (0,)


@dataclass(frozen=True, slots=True)
class Finder:
    """``tables``: by list, then pieces, then places in the sentence and in quotations."""

    lists: Lists
    tables: tuple[NDArray[np.int8], ...]
    entry_scale: Floats
    entry_bias: Floats
    layers: tuple[Recurrence, ...]
    content: NDArray[np.int8]
    content_scale: Floats
    content_bias: Floats
    moves: Floats
    to_source: NDArray[np.float64]
    to_cue: NDArray[np.float64]
    knots_x: Floats
    knots_y: Floats
    _known: dict[str, Floats] = field(default_factory=dict, repr=False, compare=False)

    @property
    def reads_apart(self) -> bool:
        """What is read of a paragraph does not depend on the others."""
        return True

    def confidence(self, sure: float) -> float:
        """How often an attribution is right that is this sure."""
        return float(np.interp(sure, self.knots_x, self.knots_y))

    def scores(self, paragraphs: Sequence[Words]) -> Floats:
        """How likely each token has each of ``LABELS``, as logits, (tokens, labels)."""
        read = [(BREAK, 0, 0)]
        for words in paragraphs:
            read += zip(words.texts, words.sentence, words.quoted, strict=True)
            read.append((BREAK, 0, 0))
        read.pop()
        # What comes in depends on the token and its two places alone: each kind is read once.
        numbers: dict[tuple[str, int, int], int] = {}
        kinds = np.array([numbers.setdefault(each, len(numbers)) for each in read])
        texts, sentence, quoted = zip(*numbers, strict=True)
        in_sentence, in_quotation = self.tables[-2:]
        # Sums of small whole numbers: the same on every machine.
        sums = np.array([self._sum_of(text) for text in texts], dtype=np.float32)
        sums += in_sentence[list(sentence)]
        sums += in_quotation[list(quoted)]
        with one_thread():
            sums *= self.entry_scale
            sums += self.entry_bias
            np.rint(sums, out=sums)
            active: Floats = np.clip(sums, 0, MOST_ACTIVE, out=sums)
            places = Places.of([1 + len(words.texts) for words in paragraphs])
            for layer in self.layers:
                active = layer.states(active, kinds, places)
                kinds = np.arange(len(kinds))
            scores = active @ self.content.astype(np.float32)
        scores = scores * self.content_scale + self.content_bias
        breaks = np.cumsum([0, *(1 + len(words.texts) for words in paragraphs)])[:-1]
        result: Floats = np.delete(scores, breaks, axis=0)
        return result

    def _sum_of(self, text: str) -> Floats:
        """What the tables have for a token as such, (width,)."""
        known = self._known.get(text)
        if known is None:
            if len(self._known) >= _MOST_REMEMBERED:
                self._known.clear()
            rows, pieces = self.lists.look_up(text)
            of_pieces = self.tables[len(LISTS)][list(pieces)].astype(np.float32)
            total = np.rint(of_pieces.sum(axis=0) / np.float32(len(pieces)))
            for table, row in zip(self.tables, rows, strict=False):
                total += table[row]
            known = self._known[text] = total
        return known


@cache
def shipped() -> Finder:
    """The weights in the package."""
    return load(files("tamis.attribution.finding").joinpath("weights", "finding.npz"))


_ARRAYS = (
    "content",
    "content_scale",
    "content_bias",
    "moves",
    "to_source",
    "to_cue",
    "knots_x",
    "knots_y",
)
_LAYER = tuple(each.name for each in fields(Recurrence))
_LAYERS = 2


def load(path: Traversable | Path) -> Finder:
    """Read a weights file."""
    with path.open("rb") as file, np.load(file, allow_pickle=False) as archive:
        lists = Lists.of(
            [str(archive[name]).split("\n") for name in LISTS], str(archive["pieces"]).split("\n")
        )
        return Finder(
            lists,
            tuple(archive[f"table_{name}"] for name in (*LISTS, "pieces", "sentence", "quoted")),
            archive["entry_scale"],
            archive["entry_bias"],
            tuple(
                Recurrence(**{name: archive[f"layer{number}_{name}"] for name in _LAYER})
                for number in range(_LAYERS)
            ),
            *(archive[name] for name in _ARRAYS),
        )


def save(path: Path, finder: Finder) -> None:
    """Write a weights file that :func:`load` reads."""
    entries = zip((*LISTS, "pieces"), (*finder.lists.places, finder.lists.pieces), strict=True)
    tables = zip((*LISTS, "pieces", "sentence", "quoted"), finder.tables, strict=True)
    arrays: dict[str, Any] = {
        **{name: np.array("\n".join(rows)) for name, rows in entries},
        **{f"table_{name}": table for name, table in tables},
        "entry_scale": finder.entry_scale,
        "entry_bias": finder.entry_bias,
        **{
            f"layer{number}_{name}": getattr(layer, name)
            for number, layer in enumerate(finder.layers)
            for name in _LAYER
        },
        **{name: getattr(finder, name) for name in _ARRAYS},
    }
    np.savez_compressed(path, **arrays)
