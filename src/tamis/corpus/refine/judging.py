"""Whether text that one copy alone has belongs to its article."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from tamis.corpus.refine.article import joined_article
from tamis.corpus.refine.reading import Stored
from tamis.labelling.tokens import BOILERPLATE, GARBAGE, KINDS, SPAM, read_tokens
from tamis.page import Role

_ROLES = {SPAM: Role.SPAM, BOILERPLATE: Role.OTHER, GARBAGE: Role.GARBAGE}

# The log-odds of being clean that text which copies lack must have to be believed. On paragraphs
# of fundus-dev in their own articles they are hardly ever less; those of spam hardly ever more.
_LEAST_CLEAN = 2.0


class Verdict(NamedTuple):
    """What a text is instead of article, how surely, and why."""

    role: Role
    confidence: float
    reasons: tuple[str, ...]


def judged(row: Stored, places: Sequence[tuple[int, int]]) -> Verdict | None:
    """What the text at ``places`` in ``page_text`` is if it is not of the article around it.

    The network over tokens reads the article as it did when the page was labelled; what copies
    of it lack needs to look less like spam to be taken for it.
    """
    joined = joined_article(row)
    reading = read_tokens(joined.text)
    starts = joined.on_page(reading.tokens.starts)
    edges = np.array(places).ravel()
    is_inside = np.searchsorted(edges, starts, side="right") % 2 == 1
    if not is_inside.any():
        return None
    scores = reading.scores[is_inside]
    clean, kinds = scores[:, 0], scores[:, 1:]
    odds = float((clean - np.logaddexp.reduce(kinds, axis=1)).mean())
    if odds >= _LEAST_CLEAN:
        return None
    kind = KINDS[int(kinds.mean(axis=0).argmax())]
    confidence = 1 / (1 + math.exp(max(odds, -20.0) - _LEAST_CLEAN))
    return Verdict(_ROLES[kind], confidence, (f"reads as {kind} beside the rest",))
