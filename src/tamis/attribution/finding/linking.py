"""Which source said which content, by which cue: within a paragraph.

Each content chooses one of the nearest cues, each cue one of the nearest sources, or none: a
log-linear model over how far they are apart and what stands between them.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tamis.attribution.finding.decoding import CONTENT, CUE, SOURCE, Part

Floats = NDArray[np.float64]

NEAREST = 5
_SENTENCE_ENDS = frozenset(".!?")
_QUOTES = frozenset('"“”«»„')
_GAPS = (0, 1, 2, 4, 8, 16, 32)
# Where the features of each kind begin: how far, sentences ended, cues and parts of its kind and
# quotation marks between, what the cue ends with, and the rank among the nearest.
_ENDS = 2 * (len(_GAPS) + 1)
_CUES = _ENDS + 2 * 4
_SAME = _CUES + 3
_QUOTED = _SAME + 3
_LAST = _QUOTED + 3
_RANKS = _LAST + 2
FEATURES = _RANKS + NEAREST
_PREPOSITIONS = frozenset({"to", "of", "for", "by"})
_OPENERS = frozenset({":", ","})


class Linked(NamedTuple):
    """One attribution: its parts, and how sure they and the links between them are, from 0 to
    1."""

    source: Part | None
    cue: Part
    contents: tuple[Part, ...]
    sure: float


def link(
    parts: Sequence[Part], texts: Sequence[str], to_source: Floats, to_cue: Floats
) -> list[Linked]:
    """The attributions of a paragraph, in the order of their cues. ``texts``: its tokens.

    ``to_source``: (1 + FEATURES,), the first for having none; ``to_cue``: (FEATURES,).
    """
    sources, cues, contents = (
        [part for part in parts if part.kind == kind] for kind in (SOURCE, CUE, CONTENT)
    )
    if not cues or not contents:
        return []
    by_cue: list[float] = to_cue.tolist()
    none, *by_source = to_source.tolist()
    of_cue: dict[int, list[tuple[Part, float]]] = {}
    for content in contents:
        near = nearest(content, cues)
        chosen, sure = _choice(
            [
                _score(_active(content, cues[n], rank, parts, texts), by_cue)
                for rank, n in enumerate(near)
            ]
        )
        of_cue.setdefault(near[chosen], []).append((content, sure))
    found = []
    for number, own in sorted(of_cue.items()):
        cue = cues[number]
        near = nearest(cue, sources)
        scores = [
            _score(_active(sources[n], cue, rank, parts, texts), by_source)
            for rank, n in enumerate(near)
        ]
        chosen, sure = _choice([*scores, none])
        source = sources[near[chosen]] if chosen < len(near) else None
        links = [sure, *(each for _, each in own)]
        joined = [part.sure for part in (source, cue, *(part for part, _ in own)) if part]
        found.append(
            Linked(
                source,
                cue,
                tuple(part for part, _ in own),
                sum(links) / len(links) * (sum(joined) / len(joined)),
            )
        )
    return found


def _score(active: Sequence[tuple[int, float]], weights: Sequence[float]) -> float:
    """In the order of the features, so that it is the same on every machine."""
    return sum(weights[place] * value for place, value in active)


def _choice(scores: Sequence[float]) -> tuple[int, float]:
    most = max(scores)
    return scores.index(most), 1 / sum(math.exp(score - most) for score in scores)


def nearest(part: Part, others: Sequence[Part]) -> list[int]:
    """The numbers of the nearest of ``others``, the nearest first."""
    order = sorted(range(len(others)), key=lambda number: (_gap(part, others[number]), number))
    return order[:NEAREST]


def _gap(one: Part, other: Part) -> int:
    return max(one.first - other.last, other.first - one.last, 0)


def features(
    part: Part, cue: Part, rank: int, parts: Sequence[Part], texts: Sequence[str]
) -> Floats:
    """What may tell that ``part``, a source or a content, belongs to ``cue``: (FEATURES,)."""
    found = np.zeros(FEATURES)
    for place, value in _active(part, cue, rank, parts, texts):
        found[place] = value
    return found


def _active(
    part: Part, cue: Part, rank: int, parts: Sequence[Part], texts: Sequence[str]
) -> list[tuple[int, float]]:
    """The features that are not 0, in order."""
    is_before = part.first < cue.first
    low, high = (part.last, cue.first) if is_before else (cue.last, part.first)
    side = 0 if is_before else 1
    cues = same = 0
    for other in parts:
        if low <= other.first < high:
            cues += other.kind == CUE
            same += other.kind == part.kind
    between = texts[low:high]
    ends = sum(map(_SENTENCE_ENDS.__contains__, between))
    quotes = sum(map(_QUOTES.__contains__, between))
    last = texts[cue.last - 1]
    sign = 1.0 if side else -1.0
    active = [
        (side * (len(_GAPS) + 1) + bisect_left(_GAPS, high - low), 1.0),
        (_ENDS + 4 * side + min(ends, 3), 1.0),
    ]
    if cues < 3:
        active.append((_CUES + cues, 1.0))
    if same < 3:
        active.append((_SAME + same, 1.0))
    active.append((_QUOTED + min(quotes, 2), 1.0))
    if last.lower() in _PREPOSITIONS:
        active.append((_LAST, sign))
    if last in _OPENERS:
        active.append((_LAST + 1, sign))
    active.append((_RANKS + rank, 1.0))
    return active
