"""Comments that all name one thing: a coined name, said line after line by people who agree.

What advertises itself so has a name that is no word, with digits in it for want of a free domain,
and stands under texts that never mention it. The lines themselves look like anybody's.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tamis.labelling.characters import class_bit
from tamis.labelling.tokens import KINDS, SPAM, Reading
from tamis.pollution.decoding import Stretch, overlapping
from tamis.pollution.sentences import sentences_of

Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]

_FEWEST_LETTERS = 4
_FEWEST_SENTENCES = 5
_FEWEST_WORDS = 5
_LEAST_SHARE = 0.75
# What a text is about from end to end is its subject, whatever it is called.
_MOST_OF_A_TEXT = 0.7
# A list of models or commands begins with them, and programs have their like everywhere.
_MOST_OPENINGS = 0.5
_MOST_CODED = 0.25
_SHOWN = 30


class Brand(NamedTuple):
    """Tokens ``first`` to ``last``, the latter excluded, and the name that ``named`` of the
    ``sentences`` in them have."""

    first: int
    last: int
    name: str
    named: int
    sentences: int


def brands_in(reading: Reading) -> list[Brand]:
    """Where most sentences have one coined name that the rest of the text has not, in order.

    A line is a sentence, too.
    """
    tokens, traits = reading.tokens, reading.traits
    (coined,) = np.nonzero(_is_coined(reading))
    if len(coined) < _FEWEST_SENTENCES:
        return []
    all_sentences = sentences_of(reading)
    begins = traits.column("since_sentence") == 0
    is_full = all_sentences.sizes >= _FEWEST_WORDS
    full_before = np.append(0, np.cumsum(is_full))
    found: list[Brand] = []
    order = coined[np.argsort(tokens.fingerprints[coined], kind="stable")]
    prints = tokens.fingerprints[order]
    for places in np.split(order, np.flatnonzero(prints[1:] != prints[:-1]) + 1):
        its = np.unique(all_sentences.number[places])
        low, high = int(its[0]), int(its[-1]) + 1
        sentences = int(full_before[high] - full_before[low])
        named = int(is_full[its].sum())
        if (
            named < max(_FEWEST_SENTENCES, _LEAST_SHARE * sentences)
            or sentences > _MOST_OF_A_TEXT * full_before[-1]
            or begins[places].mean() > _MOST_OPENINGS
        ):
            continue
        first, last = int(all_sentences.firsts[low]), int(all_sentences.lasts[high - 1])
        name = reading.text[tokens.starts[places[0]] : tokens.ends[places[0]]]
        found.append(Brand(first, last, name, named, sentences))
    return _apart(sorted(found))


def reasons_of_brands(stretch: Stretch, brands: Sequence[Brand]) -> Iterator[str]:
    """What is said of a stretch of spam that has a brand in it."""
    if KINDS[stretch.kind - 1] != SPAM:
        return
    for brand in overlapping(brands, stretch):
        yield f"'{brand.name[:_SHOWN]}' in {brand.named} of {brand.sentences} sentences"


def _apart(brands: Sequence[Brand]) -> list[Brand]:
    """Those that begin where none before them is."""
    kept: list[Brand] = []
    for brand in brands:
        if not kept or brand.first >= kept[-1].last:
            kept.append(brand)
    return kept


def _is_coined(reading: Reading) -> Mask:
    tokens = reading.tokens
    letters = tokens.count("letter")
    starts_so = (tokens.classes[tokens.starts] & class_bit("letter")) != 0
    both = reading.traits.column("digits_and_letters") > 0
    in_code = reading.traits.column("coded_within_12") > _MOST_CODED
    is_coined: Mask = both & starts_so & (letters >= _FEWEST_LETTERS) & ~in_code
    return is_coined
