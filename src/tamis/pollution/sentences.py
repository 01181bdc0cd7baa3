"""The sentences of a text, a line being one, too: counts of tokens by sentence."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tamis.labelling.tokens import Reading

Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]


class Sentences(NamedTuple):
    """``firsts``, ``lasts``: the tokens of each sentence, the last excluded; ``number``: the
    sentence of each token."""

    firsts: Ints
    lasts: Ints
    number: Ints

    @property
    def sizes(self) -> Ints:
        """How many tokens each sentence has."""
        return self.lasts - self.firsts

    def counts(self, is_one: Mask) -> Ints:
        """How many of these tokens each sentence has."""
        return np.bincount(self.number[is_one], minlength=len(self.firsts))

    def edges(self, chosen: Mask) -> Iterator[tuple[int, int]]:
        """The first and the last token of the chosen sentences, the latter excluded."""
        yield from zip(self.firsts[chosen].tolist(), self.lasts[chosen].tolist(), strict=True)


def sentences_of(reading: Reading) -> Sentences:
    """The sentences, in order; they cover all tokens."""
    begins = reading.traits.column("since_sentence") == 0
    (firsts,) = np.nonzero(begins)
    return Sentences(firsts, np.append(firsts[1:], len(begins)), np.cumsum(begins) - 1)
