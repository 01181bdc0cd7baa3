"""Text read token by token: what each is likely to be, in the light of the page around it.

The labeller asks for plain text, whose lines have no DOM around them; ``pollution`` asks where
inside a block something begins that does not belong.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tamis.labelling.tokens.cutting import Tokens, tokens_of
from tamis.labelling.tokens.model import BOILERPLATE, GARBAGE, KINDS, SPAM, TokenModel, shipped
from tamis.labelling.tokens.phrases import campaigns, prompts
from tamis.labelling.tokens.traits import Traits, traits_of

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

_SPAM, _BOILERPLATE = KINDS.index(SPAM), KINDS.index(BOILERPLATE)

__all__ = ["BOILERPLATE", "GARBAGE", "KINDS", "SPAM", "Reading", "TokenModel", "read_tokens"]


@dataclass(frozen=True, slots=True)
class Reading:
    """``text`` by token. ``scores``: (tokens, 1 + kinds), logits of clean and of each of
    ``KINDS``. ``model`` made them."""

    text: str
    tokens: Tokens
    traits: Traits
    scores: Floats
    model: TokenModel

    def clean_odds(self, starts: Ints) -> Floats:
        """The mean log-odds of clean against spam and boilerplate over the tokens from each
        start to the next one; 0 where there are none. Garbage has been content once."""
        against = np.logaddexp(self.scores[:, 1 + _SPAM], self.scores[:, 1 + _BOILERPLATE])
        odds = self.scores[:, 0] - against
        of = np.searchsorted(starts, self.tokens.starts, side="right") - 1
        # What lies before the first start counts for nothing.
        counts = np.bincount(of + 1, minlength=len(starts) + 1)[1:]
        sums = np.bincount(of + 1, weights=odds, minlength=len(starts) + 1)[1:]
        return (sums / np.maximum(counts, 1)).astype(np.float32)


def read_tokens(text: str, model: TokenModel | None = None) -> Reading:
    """Read a text. ``model`` replaces the weights in the package."""
    model = model or shipped()
    tokens = tokens_of(text)
    traits = traits_of(tokens, campaigns(), prompts())
    return Reading(text, tokens, traits, model.scores(traits.matrix), model)
