"""The words of a page: which there are, in which block, and what a lexicon knows of them.

A word is known by its fingerprint, a polynomial of its characters modulo 2 ** 64, so that no
string is made for it. Two words of one fingerprint would count as one; whoever makes a page
that has them might as well have written the same word twice.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from tamis.labelling.characters import Codes, character_table, class_bit, codes_of, text_of
from tamis.labelling.lexicon import WORD_COLUMNS, WORD_GROUPS, all_stop_words

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
Fingerprints = NDArray[np.uint64]

_STOP_BIT = 1 << len(WORD_GROUPS)
_UPPER = class_bit("upper")
_BLANK = 0x20
_FACTOR = 0x9E3779B97F4A7C15
_INVERSE = pow(_FACTOR, -1, 1 << 64)
_USUAL_LENGTH = 1 << 16


@dataclass(frozen=True, slots=True)
class Words:
    """``fingerprints``: the distinct words', sorted. ``pair_block``, ``pair_word``: each word
    once for each block that it is in. The rest counts by block: words, function words, those
    that begin with a capital, distinct ones; ``groups`` distinct words by group of the lexicon,
    (groups, blocks)."""

    fingerprints: Fingerprints
    pair_block: Ints
    pair_word: Ints
    total: Floats
    stop: Floats
    title: Floats
    distinct: Floats
    groups: Floats

    def shared_with(self, words: Iterable[str]) -> Floats:
        """How many of each block's distinct words are among ``words``, in lower case."""
        among = np.zeros(len(self.fingerprints), dtype=np.bool_)
        if len(among):
            places, is_there = _found(fingerprints_of_words(words), self.fingerprints)
            among[places[is_there]] = True
        return _counts(self.pair_block[among[self.pair_word]], len(self.total))


@cache
def _lexicon() -> tuple[Fingerprints, Ints]:
    """The fingerprints of its words, sorted; their groups and whether they are function words,
    as bits."""
    bits = dict.fromkeys(all_stop_words(), _STOP_BIT)
    for word, columns in WORD_COLUMNS.items():
        bits[word] = bits.get(word, 0) | sum(1 << column for column in columns)
    fingerprints = fingerprints_of_words(bits)
    order = np.argsort(fingerprints)
    return fingerprints[order], np.array(list(bits.values()), dtype=np.int64)[order]


def words_of(
    text: str, lowered: str, codes: Codes, kinds: NDArray[np.uint8], starts: Ints
) -> Words:
    """The words of ``text``, whose blocks begin at ``starts``.

    ``lowered``, ``codes`` and ``kinds``: the text in lower case and by character. Words never
    cross blocks, as white space lies between these.
    """
    blocks = len(starts)
    table = character_table()
    is_word = kinds >= table.first_word
    places = begins_of(is_word)
    if len(lowered) == len(text):
        every = fingerprints_at(np.where(is_word, codes_of(lowered), 0), places)
    else:
        tokens = text_of(np.where(is_word, codes, _BLANK)).split()
        every = fingerprints_of_words(token.lower() for token in tokens)
    fingerprints, ids = np.unique(every, return_inverse=True)
    size = max(len(fingerprints), 1)
    known = _known(fingerprints)

    bounds = np.append(np.searchsorted(places, starts), len(places))
    total = bounds[1:] - bounds[:-1]
    block_of = np.repeat(np.arange(blocks), total)
    is_stop = known[ids] >= _STOP_BIT
    is_title = (table.bits[kinds[places]] & _UPPER) != 0
    pairs = np.sort(block_of * size + ids)
    is_first = np.ones(len(pairs), dtype=np.bool_)
    np.not_equal(pairs[1:], pairs[:-1], out=is_first[1:])
    pair_block, pair_word = np.divmod(pairs[is_first], size)
    return Words(
        fingerprints=fingerprints,
        pair_block=pair_block,
        pair_word=pair_word,
        total=total.astype(np.float32),
        stop=_counts(block_of[is_stop], blocks),
        title=_counts(block_of[is_title], blocks),
        distinct=_counts(pair_block, blocks),
        groups=_group_counts(known, pair_block, pair_word, blocks),
    )


def begins_of(is_word: NDArray[np.bool_]) -> NDArray[np.intp]:
    """Where words begin."""
    begins = is_word.copy()
    begins[1:] &= ~is_word[:-1]
    return np.flatnonzero(begins)


def fingerprints_at(codes: Codes, places: NDArray[np.intp]) -> Fingerprints:
    """Of the words that begin at ``places``; the codes between words are nought."""
    if not len(places):
        return np.zeros(0, dtype=np.uint64)
    # Powers by place in the text rather than in the word, which the inverse puts right.
    powers, inverses = _powers(len(codes))
    sums = np.add.reduceat(codes * powers, places)
    return sums * inverses[places]


def fingerprints_of_words(words: Iterable[str]) -> Fingerprints:
    """The fingerprint of each word."""
    codes = codes_of(" ".join(words))
    is_word = codes != _BLANK
    return fingerprints_at(np.where(is_word, codes, 0), begins_of(is_word))


def _powers(length: int) -> tuple[Fingerprints, Fingerprints]:
    """The first powers of the factor and of its inverse."""
    if length > _USUAL_LENGTH:
        return _computed_powers(length)
    powers, inverses = _usual_powers()
    return powers[:length], inverses[:length]


@cache
def _usual_powers() -> tuple[Fingerprints, Fingerprints]:
    return _computed_powers(_USUAL_LENGTH)


def _computed_powers(length: int) -> tuple[Fingerprints, Fingerprints]:
    powers: Fingerprints = np.full(length, _FACTOR, dtype=np.uint64)
    inverses: Fingerprints = np.full(length, _INVERSE, dtype=np.uint64)
    np.multiply.accumulate(powers, out=powers)
    np.multiply.accumulate(inverses, out=inverses)
    return powers, inverses


def _known(fingerprints: Fingerprints) -> Ints:
    """What the lexicon says of each word, as bits."""
    words, bits = _lexicon()
    places, is_there = _found(fingerprints, words)
    return np.where(is_there, bits[places], 0)


def _found(wanted: Fingerprints, there: Fingerprints) -> tuple[NDArray[np.intp], NDArray[np.bool_]]:
    """Where each one is in ``there``, which is sorted and not empty, and whether it is."""
    places = np.minimum(np.searchsorted(there, wanted), len(there) - 1)
    return places, there[places] == wanted


def _group_counts(known: Ints, pair_block: Ints, pair_word: Ints, blocks: int) -> Floats:
    groups = len(WORD_GROUPS)
    bits = known[pair_word] & (_STOP_BIT - 1)
    telling = np.flatnonzero(bits)
    rows, columns = np.nonzero((bits[telling, None] >> np.arange(groups)) & 1)
    cells = columns * blocks + pair_block[telling[rows]]
    counts = np.bincount(cells, minlength=groups * blocks).astype(np.float32)
    return counts.reshape(groups, blocks)


def _counts(blocks_of: Ints, blocks: int) -> Floats:
    return np.bincount(blocks_of, minlength=blocks).astype(np.float32)
