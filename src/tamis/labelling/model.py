"""The learned weights: how they lie on disk, and how a block's probability comes of them.

A weights file is a NumPy archive (``.npz``) with the arrays of a
:class:`~tamis.labelling.forest.Forest`, ``knots_x`` and ``knots_y`` (a monotone map from raw
score to calibrated probability), ``names`` (the features' names in the order of the columns it
was trained on), ``version`` and the arrays of a :class:`~tamis.labelling.network.Network`,
prefixed ``network_``. Those for plain text have two forests more, prefixed ``gate_`` and
``excerpt_``, see :class:`Excerpts`, and ``kind_slopes`` and ``kind_shifts``, see :class:`ByKind`.
Made by ``training/``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from tamis.labelling.features import NAMES
from tamis.labelling.forest import Forest
from tamis.labelling.lines import TEXT_NAMES
from tamis.labelling.network import PAGE_TYPES, Network
from tamis.labelling.reasons import THEMES
from tamis.labelling.role_head import RoleHead, load_head

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

# A forest that counts for less than this is not asked.
_LEAST_PART = 0.02
_ARTICLE = PAGE_TYPES.index("article")
# Bounds the memory that a page of very many blocks takes, and lets it stay in the cache.
_ROWS_AT_ONCE = 1024


class Judgement(NamedTuple):
    """``probabilities``: (rows,). ``theme_shares``: (rows, themes), see ``reasons.py``.
    ``page_types``: the calibrated probability of each of ``PAGE_TYPES``. ``excerpt``: how surely
    the text is no whole page, see :class:`Excerpts`."""

    probabilities: Floats
    theme_shares: Floats
    page_types: Floats
    excerpt: float


class Scores(NamedTuple):
    """What a :class:`Judgement` is made from, before it is calibrated."""

    content: Floats
    theme_shares: Floats
    page_types: Floats
    excerpt: float

    def type_probabilities(self) -> Floats:
        """Of each of ``PAGE_TYPES``."""
        odds = np.exp(self.page_types - self.page_types.max())
        probabilities: Floats = odds / odds.sum()
        return probabilities

    def kinds(self) -> Floats:
        """How surely it is an article's whole page, and an excerpt."""
        # What may well be an excerpt is judged as one.
        whole = (1 - self.excerpt) ** 2
        article = float(self.type_probabilities()[_ARTICLE])
        return np.array((whole * article, 1 - whole), dtype=np.float32)


class Excerpts(NamedTuple):
    """For text that is no whole page, as another tool leaves it: without menus and footers.

    There a short line is rarely one of a menu, and a whole document can be worthless. ``gate``
    says from features of the page (any row's) how surely it is an excerpt, as log-odds;
    ``forest`` scores the lines of excerpts.
    """

    gate: Forest
    forest: Forest


class ByKind(NamedTuple):
    """What brings scores to one scale on texts of all kinds: on an article's page a block of
    middling score is rarer content than on others. ``slopes`` (logarithms) and ``shifts`` are
    by :meth:`Scores.kinds`; other whole pages keep their scores."""

    slopes: Floats
    shifts: Floats

    def rescaled(self, content: Floats, kinds: Floats) -> Floats:
        """The scores of one text."""
        rescaled: Floats = np.exp(kinds @ self.slopes) * content + kinds @ self.shifts
        return rescaled


@dataclass(frozen=True, slots=True)
class Model:
    """A forest whose score, calibrated, is the probability of being main content.

    With a ``network`` the score is the sum of both, and the page's type is known. With
    ``excerpts`` it is the mean of theirs and that of a forest for excerpts, weighed by how surely
    the page is one (a mixture of experts: Jacobs et al., Neural Computation 3, 1991). ``roles``
    chooses roles; without it they follow from what a page declares. ``opinion_share``: what the
    opinion of tokens on a row counts beside the score. ``by_kind`` rescales the score before it is
    calibrated.
    """

    forest: Forest
    knots_x: Floats
    knots_y: Floats
    version: str
    network: Network | None = None
    excerpts: Excerpts | None = None
    roles: RoleHead | None = None
    opinion_share: float = 0.0
    by_kind: ByKind | None = None

    def judge(self, matrix: Floats, words: Ints, opinion: Floats | None = None) -> Judgement:
        """How likely each row of features, the rows of one page, is main content, and why.

        ``words``: how many words each row has, (rows,). ``opinion``: what its tokens say, as
        log-odds, (rows,).
        """
        scores = self.scores(matrix, words, opinion)
        content = scores.content
        if self.by_kind is not None:
            content = self.by_kind.rescaled(content, scores.kinds())
        likely = np.interp(content, self.knots_x, self.knots_y).astype(np.float32)
        return Judgement(likely, scores.theme_shares, scores.type_probabilities(), scores.excerpt)

    def scores(self, matrix: Floats, words: Ints, opinion: Floats | None = None) -> Scores:
        """The raw scores of the rows of one page."""
        content = np.zeros(len(matrix), dtype=np.float32)
        if opinion is not None:
            content += np.float32(self.opinion_share) * opinion
        shares = np.zeros((len(matrix), len(THEMES)), dtype=np.float32)
        page_types = np.zeros(len(PAGE_TYPES), dtype=np.float32)
        excerpt = self._excerpt(matrix)
        if self.network is not None and excerpt < 1:
            seen = self.network.look(matrix, words)
            content += (1 - excerpt) * seen.scores[:, 0]
            page_types = seen.page_type
        for forest, part in self._parts(excerpt):
            for start in range(0, len(matrix), _ROWS_AT_ONCE):
                rows = slice(start, start + _ROWS_AT_ONCE)
                leaf = forest.leaf_numbers(matrix[rows])
                content[rows] += part * forest.scores(leaf)[:, 0]
                shares[rows] += part * forest.theme_shares(leaf)
        return Scores(content, shares, page_types, float(excerpt))

    def _excerpt(self, matrix: Floats) -> np.float32:
        """How surely these are the rows of an excerpt; 0 or 1 where it is nearly sure."""
        if self.excerpts is None or not len(matrix):
            return np.float32(0)
        gate = self.excerpts.gate
        odds = gate.scores(gate.leaf_numbers(matrix[:1]))[0, 0]
        excerpt = 1 / (1 + np.exp(-odds))
        if _LEAST_PART <= excerpt <= 1 - _LEAST_PART:
            return np.float32(excerpt)
        return np.float32(excerpt > _LEAST_PART)

    def _parts(self, excerpt: np.float32) -> list[tuple[Forest, np.float32]]:
        """The forests to ask, each with its part in the score; the parts add up to 1."""
        parts = [(self.forest, 1 - excerpt)]
        if self.excerpts is not None:
            parts.append((self.excerpts.forest, excerpt))
        return [(forest, part) for forest, part in parts if part]


@cache
def shipped(kind: str) -> Model:
    """The weights in the package: ``html`` or ``text``."""
    weights = files("tamis.labelling").joinpath("weights")
    return load(weights / f"{kind}.npz", weights / f"{kind}-roles.npz")


def load(path: Traversable | Path, roles: Traversable | Path | None = None) -> Model:
    """Read a weights file, and the one of the ``roles`` that belong to it.

    Raises :class:`ValueError` if it was trained on other features than this version has.
    """
    with path.open("rb") as file, np.load(file, allow_pickle=False) as archive:
        names = tuple(archive["names"].tolist())
        if names not in {NAMES, TEXT_NAMES}:
            raise ValueError(f"{path} was trained on other features; run `make train` again")
        network = excerpts = None
        if "network_entry" in archive:
            network = Network(**_fields(Network, archive, "network_"))
        if "gate_features" in archive:
            excerpts = Excerpts(_forest(archive, "gate_"), _forest(archive, "excerpt_"))
        return Model(
            forest=_forest(archive),
            knots_x=archive["knots_x"],
            knots_y=archive["knots_y"],
            version=str(archive["version"]),
            network=network,
            excerpts=excerpts,
            roles=None if roles is None else load_head(roles),
            opinion_share=float(archive["opinion_share"]) if "opinion_share" in archive else 0.0,
            by_kind=_by_kind(archive) if "kind_slopes" in archive else None,
        )


def save(path: Path, model: Model) -> None:
    """Write a weights file that :func:`load` reads."""
    arrays: dict[str, Any] = arrays_of(model)
    names = NAMES if model.excerpts is None else TEXT_NAMES
    np.savez_compressed(path, **arrays, names=np.array(names), version=np.array(model.version))


def arrays_of(model: Model) -> dict[str, NDArray[Any]]:
    """All weights of a model but its roles', by the names that they have in a file."""
    arrays = _arrays(model.forest) | {"knots_x": model.knots_x, "knots_y": model.knots_y}
    if model.opinion_share:
        arrays["opinion_share"] = np.array(model.opinion_share)
    if model.by_kind is not None:
        arrays |= {"kind_slopes": model.by_kind.slopes, "kind_shifts": model.by_kind.shifts}
    if model.network is not None:
        arrays |= {f"network_{name}": array for name, array in _by_field(model.network).items()}
    if model.excerpts is not None:
        arrays |= _arrays(model.excerpts.gate, "gate_")
        arrays |= _arrays(model.excerpts.forest, "excerpt_")
    return arrays


def _forest(archive: Mapping[str, NDArray[Any]], prefix: str = "") -> Forest:
    arrays = _fields(Forest, archive, prefix)
    return Forest(**arrays | {"shares": arrays["shares"].astype(np.float32)})


def _by_kind(archive: Mapping[str, NDArray[Any]]) -> ByKind:
    return ByKind(archive["kind_slopes"], archive["kind_shifts"])


def _arrays(forest: Forest, prefix: str = "") -> dict[str, NDArray[Any]]:
    arrays = {prefix + name: array for name, array in _by_field(forest).items()}
    return arrays | {f"{prefix}shares": forest.shares.astype(np.float16)}


def _fields(
    of: type[Forest | Network], archive: Mapping[str, NDArray[Any]], prefix: str
) -> dict[str, NDArray[Any]]:
    return {field.name: archive[prefix + field.name] for field in fields(of) if field.init}


def _by_field(of: Forest | Network) -> dict[str, NDArray[Any]]:
    return {field.name: getattr(of, field.name) for field in fields(of) if field.init}
