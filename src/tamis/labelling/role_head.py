"""The learned choice of a block's role: one forest with an output for each role.

It knows the features of a block and what the first model says of the page: how likely the
block and its neighbours are main content, and how far it is from where that begins and ends.

A weights file is a NumPy archive (``.npz``) with the arrays of a
:class:`~tamis.labelling.forest.Forest` but for its shares, ``roles`` (the outputs' names),
``calibrated`` (see :class:`RoleHead`) and ``names`` (of the columns it was trained on).
Format 1. Made by ``training/roles.py``.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tamis.labelling.features import NAMES
from tamis.labelling.forest import Forest
from tamis.page import Family, Role

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]

CONTEXT = ("likely", "likely_-1", "likely_+1", "from_main_begin", "from_main_end")
_NO_MAIN = -99.0
_MAIN_WORDS = 12
_ROWS_AT_ONCE = 4096
# A block that is less surely one of these is taken for what it would be otherwise. Bylines, dates
# and credits are found by how they are written too, in structure.
_LEAST_SURE = {
    Role.TITLE: 0.4,
    Role.DECK: 0.5,
    Role.CAPTION: 0.6,
    Role.BYLINE: 0.7,
    Role.DATE: 0.7,
    Role.CREDIT: 0.7,
}

EDITORIAL = frozenset({Role.TITLE, Role.DECK, Role.BYLINE, Role.DATE, Role.CAPTION, Role.CREDIT})
"""Content that stands beside the running text: what is not main content can have these roles."""


def context(likely: Floats, words: Ints) -> Floats:
    """What a page's main content says of each of its blocks: (len(CONTEXT), blocks).

    ``likely``: how likely each block is main content; ``words``: how many words it has.
    """
    count = len(likely)
    columns = np.zeros((len(CONTEXT), count), dtype=np.float32)
    if not count:
        return columns
    columns[0] = likely
    columns[1, 1:] = likely[:-1]
    columns[2, :-1] = likely[1:]
    is_main = likely >= 0.5
    main = np.flatnonzero(is_main & (words >= _MAIN_WORDS))
    if not len(main):
        main = np.flatnonzero(is_main)
    if len(main):
        index = np.arange(count)
        columns[3] = np.clip(index - main[0], -30, 60)
        columns[4] = np.clip(index - main[-1], -60, 30)
    else:
        columns[3:] = _NO_MAIN
    return columns


class Choice(NamedTuple):
    """``roles``: (blocks,), numbers of :attr:`RoleHead.roles`. ``confidence``: (blocks,)."""

    roles: Ints
    confidence: Floats


@dataclass(frozen=True, slots=True)
class RoleHead:
    """``forest`` has an output for each of ``roles``. ``calibrated``: (roles, steps): how often
    a role is right that the forest gives the probability ``step / (steps - 1)``."""

    forest: Forest
    roles: tuple[Role, ...]
    calibrated: Floats

    def probabilities(self, columns: Floats) -> Floats:
        """(roles, blocks), from the features and the context, (features + context, blocks)."""
        scores = np.empty((len(self.roles), columns.shape[1]), dtype=np.float32)
        for start in range(0, columns.shape[1], _ROWS_AT_ONCE):
            part = slice(start, start + _ROWS_AT_ONCE)
            leaf = self.forest.leaf_numbers(columns[:, part].T)
            scores[:, part] = self.forest.scores(leaf).T
        np.exp(scores - scores.max(axis=0), out=scores)
        scores /= scores.sum(axis=0)
        return scores

    def choose(self, probabilities: Floats, kept: Mask) -> Choice:
        """The likeliest role of each block that agrees with what was ``kept``, (blocks,), as
        main content; one title at most."""
        is_content, is_editorial, least_sure = _facts_of(self.roles)
        is_running = is_content & ~is_editorial
        allowed = np.where(kept, is_content[:, None], ~is_running[:, None])
        possible = np.where(allowed, probabilities, -1.0)
        if Role.TITLE in self.roles:
            title = self.roles.index(Role.TITLE)
            likeliest = int(possible[title].argmax()) if possible.shape[1] else 0
            others = np.arange(possible.shape[1]) != likeliest
            possible[title, others] = -1.0
        chosen, confidence = self._likeliest(possible)
        doubtful = confidence < least_sure[chosen]
        if doubtful.any():
            possible[np.ix_(is_editorial, doubtful)] = -1.0
            chosen, confidence = self._likeliest(possible)
        if Role.OTHER in self.roles:
            # Of no telling kind: sure as far as it is no content.
            is_other = chosen == self.roles.index(Role.OTHER)
            confidence[is_other] = 1 - probabilities[is_content][:, is_other].sum(axis=0)
        return Choice(chosen, np.clip(confidence, 0, 1))

    def _likeliest(self, possible: Floats) -> tuple[Ints, Floats]:
        chosen = possible.argmax(axis=0)
        raw = np.take_along_axis(possible, chosen[None], axis=0)[0]
        return chosen, self._calibrated(chosen, raw)

    def _calibrated(self, chosen: Ints, raw: Floats) -> Floats:
        steps = self.calibrated.shape[1] - 1
        below = np.minimum((raw * steps).astype(np.int64), steps - 1)
        low, high = self.calibrated[chosen, below], self.calibrated[chosen, below + 1]
        result: Floats = low + (high - low) * (raw * steps - below).astype(np.float32)
        return result


@cache
def _facts_of(roles: tuple[Role, ...]) -> tuple[Mask, Mask, NDArray[np.float64]]:
    """Which roles are content, which of them ``EDITORIAL``, and how sure each must be."""
    return (
        np.array([role.family is Family.CONTENT for role in roles]),
        np.array([role in EDITORIAL for role in roles]),
        np.array([_LEAST_SURE.get(role, 0.0) for role in roles]),
    )


def load_head(path: Traversable | Path) -> RoleHead:
    """Read a weights file.

    Raises :class:`ValueError` if it was trained on other columns than this version has.
    """
    with path.open("rb") as file, np.load(file, allow_pickle=False) as archive:
        if tuple(archive["names"].tolist()) != (*NAMES, *CONTEXT):
            raise ValueError(f"{path} was trained on other features; run `make train` again")
        forest = Forest(
            features=archive["features"],
            thresholds=archive["thresholds"],
            splits=archive["splits"],
            leaves=archive["leaves"].astype(np.float32),
            bias=archive["bias"],
            shares=np.zeros((0, archive["leaves"].shape[1], 0), dtype=np.float32),
        )
        roles = tuple(Role(name) for name in archive["roles"].tolist())
        return RoleHead(forest, roles, archive["calibrated"])


def save_head(path: Path, head: RoleHead) -> None:
    """Write a weights file that :func:`load_head` reads."""
    np.savez_compressed(
        path,
        features=head.forest.features,
        thresholds=head.forest.thresholds,
        splits=head.forest.splits,
        leaves=head.forest.leaves.astype(np.float16),
        bias=head.forest.bias,
        roles=np.array([str(role) for role in head.roles]),
        calibrated=head.calibrated,
        names=np.array([*NAMES, *CONTEXT]),
    )
