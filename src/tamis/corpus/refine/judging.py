"""Whether text that one copy alone has belongs to its article."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from tamis.corpus.refine.article import joined_article
from tamis.corpus.refine.reading import Stored
from tamis.labelling.tokens import BOILERPLATE, GARBAGE, KINDS, SPAM, read_tokens
from tamis.labelling.tokens.cutting import Tokens
from tamis.page import Family, Role

_ROLES = {SPAM: Role.SPAM, BOILERPLATE: Role.OTHER, GARBAGE: Role.GARBAGE}

# The log-odds of being clean that text which copies lack must have to be believed. Paragraphs of
# fundus-dev, read in their own articles, have more; benchmarks/REFINE.md has what comes of it.
_LEAST_CLEAN = 1.5
# And if hardly any of its long words stands elsewhere in the article, which is rare.
_LEAST_CLEAN_IF_FOREIGN = 3.5
_LONG_WORD = 5
_FEWEST_LONG_WORDS = 8
_MOST_KNOWN = 0.05


class Verdict(NamedTuple):
    """What a text is instead of article, how surely, and why."""

    role: Role
    confidence: float
    reasons: tuple[str, ...]


class Judge:
    """Looks at texts that a row alone has. The network over tokens reads the article as it did
    when the page was labelled; what copies of it lack needs to look less like spam to be taken
    for it."""

    def __init__(self, row: Stored) -> None:
        self._text: str = row["page_text"]
        self._polluted = [span for span in row["spans"] if span["family"] == Family.POLLUTION]
        joined = joined_article(row)
        self._reading = read_tokens(joined.text)
        self._starts = joined.on_page(self._reading.tokens.starts)

    def verdict(self, places: Sequence[tuple[int, int]]) -> Verdict | None:
        """What the text at ``places`` in ``page_text`` is, if it is not of the article around it.

        What touches pollution is a rest of it.
        """
        edges = np.array(places, dtype=np.int64).ravel()
        is_inside = np.searchsorted(edges, self._starts, side="right") % 2 == 1
        if not is_inside.any():
            return None
        beside = self._pollution_beside(places[0][0], places[-1][1])
        if beside is not None:
            reason = f"beside {beside['role']} that was found before"
            return Verdict(Role(beside["role"]), float(beside["confidence"]), (reason,))
        scores = self._reading.scores[is_inside]
        clean, kinds = scores[:, 0], scores[:, 1:]
        odds = float((clean - np.logaddexp.reduce(kinds, axis=1)).mean())
        kind = KINDS[int(kinds.mean(axis=0).argmax())]
        reasons = [f"reads as {kind} beside the rest"]
        least = _LEAST_CLEAN
        if _is_foreign(self._reading.tokens, is_inside):
            least = _LEAST_CLEAN_IF_FOREIGN
            kind = SPAM if kind == BOILERPLATE else kind
            reasons.append("shares no long word with the rest")
        if odds >= least:
            return None
        confidence = 1 / (1 + math.exp(max(odds, -20.0) - least))
        return Verdict(_ROLES[kind], confidence, tuple(reasons))

    def _pollution_beside(self, start: int, end: int) -> Mapping[str, Any] | None:
        """The first span of pollution in a range or with nothing but white space in between."""
        for span in self._polluted:
            gap = self._text[span["end"] : start] or self._text[end : span["start"]]
            if not gap.strip():
                return dict(span)
        return None


def _is_foreign(tokens: Tokens, is_inside: NDArray[np.bool_]) -> bool:
    is_long = tokens.ends - tokens.starts >= _LONG_WORD
    words = np.unique(tokens.fingerprints[is_long & is_inside])
    known = np.isin(words, tokens.fingerprints[is_long & ~is_inside])
    return len(words) >= _FEWEST_LONG_WORDS and bool(known.mean() <= _MOST_KNOWN)
