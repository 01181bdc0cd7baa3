"""Words that stand in no order: shuffled text, and words drawn from anywhere.

A table knows, of the common words of some languages and of how all others end, which follow
which. For each word it says how much better it fits behind the two before it than another word
that stands near does (a log-bilinear model after Mnih and Hinton, "Three new graphical models for
statistical language modelling", ICML 2007, asked to choose among the words of the stretch
itself). In natural text the sum grows with every word; where words stand by chance it falls, as
the right one is then one of many. The table is learnt from natural text alone, so nothing here
has seen garbage. Where the language is none of the table's nothing is said.

``weights/order.npz`` is a NumPy archive with the fields of an :class:`OrderTable`. Made by
``training/pollution/order.py``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tamis.labelling.tokens import GARBAGE, KINDS, Reading
from tamis.labelling.tokens.cutting import Tokens
from tamis.labelling.tokens.traits import Traits
from tamis.pollution.decoding import Stretch, overlapping, stretches_of

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
Small = NDArray[np.int8]
Mask = NDArray[np.bool_]

# Words that the table does not know are told apart by their last letters, in so many groups.
ENDINGS = 1024
_ENDING_BITS = 10
_LAST = 3
_LETTER_FACTORS = np.array([1, 0x9E3779B1, 0x85EBCA6B], dtype=np.uint64)
_MIX = np.uint64(0xBF58476D1CE4E5B9)
_PRINT_BITS = np.uint64(32)
_LENGTHS = (2.5, 4.5, 7.5)
_CASES = ("title", "upper", "inner_upper", "digit", "unspaced")
_CASE_NUMBERS = (1, 2, 2, 3, 4)
SHAPES = 20
# Each mark goes before those named above it.
_MARKS = (
    ("other",),
    ("quote", "bracket"),
    ("comma",),
    ("colon", "bar"),
    ("sentence_end",),
)
MARKS = 1 + len(_MARKS)
_COMMA = 1 + _MARKS.index(("comma",))

BLOCK = 40
_BLOCKS_AT_ONCE = 256
# A word may be there by chance in natural text, too; so none says too much.
_BY_CHANCE = 0.05
_MOST_ODDS = np.float32(80)
_FEWEST = 15
# Where fewer words are asked about, it is no running text.
_LEAST_ASKED = 0.5
_FALLS, _FALLS_ALONE, _FALLS_BY_WORD = 14.0, 20.0, 0.3
_FALLS_OF_LINE = 4.0
_FEWEST_OF_REST, _LEAST_OF_REST = 40, 0.2
# How many of the words must be common ones of one language.
_LEAST_COMMON = 0.2
_NEAR_EDGE, _FARTHEST_EDGE, _LITTLE_ORDER = 6, 24, 1.0
_TOLD = 3000


class Words(NamedTuple):
    """What the table looks at, of each token. ``prints``: of the word; ``endings``: the group of
    its last letters; ``shapes``: of its case and length; ``marks``: what stands before it;
    ``follows``: whether it stands on the line of the word before; ``plain``: whether it is in
    small letters, apart from its neighbours, and no number; ``asked``: whether it is to fit
    behind the word before, from which at most a comma parts it."""

    prints: NDArray[np.uint32]
    endings: Ints
    shapes: Ints
    marks: Ints
    follows: Mask
    plain: Mask
    asked: Mask


@dataclass(frozen=True, slots=True)
class OrderTable:
    """``words``: the prints of the common words, sorted; ``languages``: of which it knows the
    order; ``members``: which words are common in which of them, (words, languages). ``before``,
    ``before_that``, ``behind``: the vectors of a word for each place, (words + ENDINGS, width),
    and those of shapes; ``marks``: of what stands between. All are whole numbers, and
    ``scale`` makes a fit of their products."""

    words: NDArray[np.uint32]
    languages: NDArray[np.str_]
    members: Mask
    before: Small
    before_that: Small
    behind: Small
    before_shapes: Small
    before_that_shapes: Small
    behind_shapes: Small
    marks: Small
    scale: np.float64

    def numbers(self, words: Words) -> Ints:
        """The row of each word's vectors."""
        places = np.minimum(np.searchsorted(self.words, words.prints), len(self.words) - 1)
        is_known = self.words[places] == words.prints
        numbers: Ints = np.where(is_known, places, len(self.words) + words.endings)
        return numbers


class Disorder(NamedTuple):
    """Tokens ``first`` to ``last``, the latter excluded, stand in no order. ``fitting``: how many
    of ``asked`` words fit better behind those before them than a word near by would."""

    first: int
    last: int
    fitting: int
    asked: int

    @property
    def reason(self) -> str:
        return (
            "words in an order near to chance: "
            f"{self.fitting} of {self.asked} fit behind the ones before them"
        )


def disorders_in(reading: Reading) -> list[Disorder]:
    """Stretches whose words stand in no order, as far as their language is known; in order and
    apart."""
    if len(reading.tokens) < _FEWEST:
        return []
    table = shipped()
    words = words_of(reading.tokens, reading.traits)
    numbers = table.numbers(words)
    gains = gains_of(table, words, numbers)
    if not _may_fall(gains):
        return []
    scores = np.stack([np.zeros_like(gains), -gains], axis=1)
    lines = np.cumsum(reading.traits.column("since_line") == 0)
    parts = [_trimmed(each, gains, lines) for each in stretches_of(scores, 0.0)]
    falls, falls_by_word = _falls_wanted(gains, words.asked, parts)
    found: list[Disorder] = []
    for part in parts:
        asked = int(words.asked[part].sum())
        fall = -float(gains[part].sum(dtype=np.float64))
        if asked < max(_FEWEST, _LEAST_ASKED * (part.stop - part.start)):
            continue
        if fall < max(falls, falls_by_word * asked):
            continue
        if _is_known(table, reading, numbers, part):
            fitting = int((gains[part] > 0).sum())
            wider = _to_edges(reading.traits, gains, part)
            disorder = Disorder(wider.start, wider.stop, fitting, asked)
            while found and found[-1].last > disorder.first:
                disorder = _joined(found.pop(), disorder)
            found.append(disorder)
    return found


def _joined(one: Disorder, other: Disorder) -> Disorder:
    """Two in one line, of which each was widened to its edges."""
    return Disorder(
        min(one.first, other.first),
        max(one.last, other.last),
        one.fitting + other.fitting,
        one.asked + other.asked,
    )


def _trimmed(stretch: Stretch, gains: Floats, lines: Ints) -> slice:
    """From the first word that does not fit to the last one, as around them little may be asked;
    without lines at either end that by themselves say little."""
    falling = stretch.first + np.flatnonzero(gains[stretch.first : stretch.last] < 0)
    if len(falling) and lines[falling[0]] != lines[falling[-1]]:
        of_line = np.bincount(lines, gains)
        disordered = np.flatnonzero(of_line[lines[falling]] < -_FALLS_OF_LINE)
        falling = falling[disordered[0] : disordered[-1] + 1] if len(disordered) else disordered
    if not len(falling):
        return slice(stretch.first, stretch.first)
    first = int(falling[0])
    is_behind = first > stretch.first and lines[first - 1] == lines[first]
    return slice(first - is_behind, int(falling[-1]) + 1)


def reasons_of_order(stretch: Stretch, disorders: Sequence[Disorder]) -> Iterator[str]:
    """What is said of a stretch of garbage that is, or holds, one without order."""
    if KINDS[stretch.kind - 1] != GARBAGE:
        return
    for disorder in overlapping(disorders, stretch):
        inside = min(disorder.last, stretch.last) - max(disorder.first, stretch.first)
        if 2 * inside > disorder.last - disorder.first:
            yield disorder.reason


def _falls_wanted(gains: Floats, asked: Mask, parts: Sequence[slice]) -> tuple[float, float]:
    """How far a stretch must fall, and how far by word. The rest of the text says whether the
    table suits it: where all stands in another order than usual, as in verse and in the slang of
    a forum, nothing is said; where there is hardly a rest, only what is quite sure."""
    rest = asked.copy()
    for part in parts:
        rest[part] = False
    if rest.sum() < _FEWEST_OF_REST:
        return _FALLS_ALONE, _FALLS_BY_WORD
    if gains[rest].mean() < _LEAST_OF_REST:
        return np.inf, np.inf
    return _FALLS, _FALLS_BY_WORD


def words_of(tokens: Tokens, traits: Traits) -> Words:
    """What the table looks at."""
    column = traits.column
    shapes = np.zeros(len(tokens), dtype=np.int64)
    for name, number in zip(_CASES, _CASE_NUMBERS, strict=True):
        shapes[column(name) > 0] = number
    shapes = shapes * (1 + len(_LENGTHS)) + np.searchsorted(_LENGTHS, column("length"))
    marks = np.zeros(len(tokens), dtype=np.int64)
    for number, names in enumerate(_MARKS, 1):
        for name in names:
            marks[column(f"before_{name}") > 0] = number
    follows = column("before_newline") == 0
    follows[:1] = False
    glued = column("before_glued") > 0
    case = shapes // (1 + len(_LENGTHS))
    plain = (case == 0) & ~glued & ~np.append(glued[1:], False)
    plain |= case == _CASE_NUMBERS[-1]
    prints = (tokens.fingerprints >> _PRINT_BITS).astype(np.uint32)
    asked = plain & follows & ((marks == 0) | (marks == _COMMA))
    return Words(prints, _endings(tokens), shapes, marks, follows, plain, asked)


def _endings(tokens: Tokens) -> Ints:
    places = tokens.ends[:, None] - np.arange(1, 1 + _LAST)
    letters = tokens.lowered[places].astype(np.uint64)
    letters[places < tokens.starts[:, None]] = 0
    mixed = letters @ _LETTER_FACTORS
    mixed = (mixed ^ (mixed >> np.uint64(29))) * _MIX
    numbers: Ints = (mixed >> np.uint64(64 - _ENDING_BITS)).astype(np.int64)
    return numbers


def gains_of(table: OrderTable, words: Words, numbers: Ints) -> Floats:
    """By how much each word fits better than chance, as log-odds; 0 where nothing is asked."""
    count = len(numbers)
    before = table.before[numbers].astype(np.float32) + table.before_shapes[words.shapes]
    that = table.before_that[numbers].astype(np.float32) + table.before_that_shapes[words.shapes]
    behind = table.behind[numbers].astype(np.float32) + table.behind_shapes[words.shapes]
    # What a word is to follow: the one before, the mark between, the one before that.
    wanted = np.zeros_like(before)
    wanted[1:] = before[:-1] + table.marks[words.marks[1:]]
    wanted[2:] += that[:-2] * words.follows[1:-1, None]
    blocks = max(1, round(count / BLOCK))
    edges = np.arange(blocks + 1) * count // blocks
    gains = np.zeros(count, dtype=np.float32)
    scale = np.float32(table.scale)
    # By parts, as all products of a long text would take much memory.
    for first in range(0, blocks, _BLOCKS_AT_ONCE):
        part = edges[first : first + _BLOCKS_AT_ONCE + 1]
        places, gained = _gains_in(part, wanted, behind, words, scale)
        gains[places] = gained
    return gains


def _gains_in(
    edges: Ints, wanted: Floats, behind: Floats, words: Words, scale: np.float32
) -> tuple[Ints, Floats]:
    """Which words are asked about in the blocks between these edges, and what they gain."""
    width = int(np.diff(edges).max())
    places = edges[:-1, None] + np.arange(width)
    is_own = places < edges[1:, None]
    places = np.minimum(places, edges[-1] - 1)
    is_choice = is_own & words.plain[places]
    is_asked = is_own & words.asked[places]
    is_asked[:, 0] = False
    block, place = np.nonzero(is_asked)
    asked = np.arange(len(block))
    # Exact, as all are whole numbers and their sums are small.
    fits = (wanted[places] @ behind[places].transpose(0, 2, 1))[block, place]
    fits = (fits - fits[asked, place, None]) * scale
    odds = np.exp(np.minimum(fits, _MOST_ODDS))
    is_choice = is_choice[block]
    # A word does not follow itself.
    is_choice[asked, place - 1] = False
    against = (odds * is_choice).sum(axis=1) / is_choice.sum(axis=1)
    gains: Floats = np.log((1 - _BY_CHANCE) / against + _BY_CHANCE)
    return places[block, place], gains


def _may_fall(gains: Floats) -> bool:
    """Whether there is a run of words that falls far enough."""
    sums = np.concatenate(([0.0], np.cumsum(gains, dtype=np.float64)))
    return bool((np.maximum.accumulate(sums) - sums).max() >= _FALLS)


def _is_known(table: OrderTable, reading: Reading, numbers: Ints, part: slice) -> bool:
    """Whether the words are in a language of the table: by its common words, and as it reads."""
    known = numbers[part]
    shares = table.members[known[known < len(table.words)]].sum(axis=0) / len(known)
    best = int(shares.argmax())
    if shares[best] < _LEAST_COMMON:
        return False
    # Its tables take half a second to load, which few pages come to.
    import py3langid

    tokens = reading.tokens
    text = reading.text[int(tokens.starts[part.start]) : int(tokens.ends[part.stop - 1])]
    return bool(py3langid.classify(text[:_TOLD])[0] == table.languages[best])


def _to_edges(traits: Traits, gains: Floats, part: slice) -> slice:
    """The stretch with what is left of its first and last line, if that is little or not in
    order either."""
    since, until = traits.column("since_line"), traits.column("until_line")
    start = part.start - int(since[part.start])
    stop = part.stop - 1 + int(until[part.stop - 1])
    return slice(
        start if _belongs(gains[start : part.start]) else part.start,
        stop if _belongs(gains[part.stop : stop]) else part.stop,
    )


def _belongs(left: Floats) -> bool:
    return len(left) <= _NEAR_EDGE or (
        len(left) <= _FARTHEST_EDGE and float(left.sum()) < _LITTLE_ORDER
    )


@cache
def shipped() -> OrderTable:
    """The table in the package."""
    return load(files("tamis.pollution").joinpath("weights", "order.npz"))


def load(path: Traversable | Path) -> OrderTable:
    """Read a table."""
    with path.open("rb") as file, np.load(file, allow_pickle=False) as archive:
        return OrderTable(**{field.name: archive[field.name] for field in fields(OrderTable)})


def save(path: Path, table: OrderTable) -> None:
    """Write a table that :func:`load` reads."""
    np.savez_compressed(path, **{each.name: getattr(table, each.name) for each in fields(table)})
