"""Which source said which content, by which cue: within a paragraph.

Each content chooses one of the nearest cues, each cue one of the nearest sources, or none: a
log-linear model over how far they are apart and what stands between them.
"""

from __future__ import annotations

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
FEATURES = 2 * (len(_GAPS) + 1) + 2 * 4 + 3 + 3 + 3 + 2 + NEAREST


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
    of_cue: dict[int, list[tuple[Part, float]]] = {}
    for content in contents:
        near = nearest(content, cues)
        chosen, sure = _choice(
            np.array(
                [features(content, cues[n], rank, parts, texts) for rank, n in enumerate(near)]
            )
            @ to_cue
        )
        of_cue.setdefault(near[chosen], []).append((content, sure))
    found = []
    for number, own in sorted(of_cue.items()):
        cue = cues[number]
        near = nearest(cue, sources)
        scores = [
            features(sources[n], cue, rank, parts, texts) @ to_source[1:]
            for rank, n in enumerate(near)
        ]
        chosen, sure = _choice(np.array([*scores, to_source[0]]))
        source = sources[near[chosen]] if chosen < len(near) else None
        links = [sure, *(each for _, each in own)]
        joined = [part.sure for part in (source, cue, *(part for part, _ in own)) if part]
        found.append(
            Linked(
                source,
                cue,
                tuple(part for part, _ in own),
                float(np.mean(links) * np.mean(joined)),
            )
        )
    return found


def _choice(scores: Floats) -> tuple[int, float]:
    chances = np.exp(scores - scores.max())
    chosen = int(scores.argmax())
    return chosen, float(chances[chosen] / chances.sum())


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
    is_before = part.first < cue.first
    low, high = (part.last, cue.first) if is_before else (cue.last, part.first)
    between = texts[low:high]
    gap = high - low
    side = 0 if is_before else 1
    gaps = [0.0] * (2 * (len(_GAPS) + 1))
    gaps[side * (len(_GAPS) + 1) + sum(gap > bound for bound in _GAPS)] = 1.0
    cues, same = 0, 0
    for other in parts:
        if low <= other.first < high:
            cues += other.kind == CUE
            same += other.kind == part.kind
    ends = [0.0] * 8
    ends[side * 4 + min(sum(text in _SENTENCE_ENDS for text in between), 3)] = 1.0
    quotes = sum(text in _QUOTES for text in between)
    ranks = [0.0] * NEAREST
    ranks[rank] = 1.0
    return np.array(
        [
            *gaps,
            *ends,
            *(float(cues == count) for count in range(3)),
            *(float(same == count) for count in range(3)),
            *(float(min(quotes, 2) == count) for count in range(3)),
            float(texts[cue.last - 1].lower() in {"to", "of", "for", "by"}) * (1 if side else -1),
            float(texts[cue.last - 1] in ":,") * (1 if side else -1),
            *ranks,
        ]
    )
