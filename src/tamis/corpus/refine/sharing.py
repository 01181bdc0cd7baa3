"""What the copies of an article share, and what one has alone amid what others share."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tamis.corpus.refine.article import SHINGLE, Article, Fingerprints, Ints, shingles_of
from tamis.corpus.refine.database import ByRow, Database

FEWEST_TOKENS = 8
"""A shorter insertion may be an editor's."""

TABLES = (
    'CREATE TABLE common ("row" BIGINT, start INTEGER, "end" INTEGER)',
    'CREATE TABLE seam ("row" BIGINT, start INTEGER, "end" INTEGER, shingle UBIGINT)',
)

_INSERTIONS = """
SELECT "row", start, "end", max(copies) AS others
FROM seam JOIN copy USING ("row") JOIN shingle USING (label, shingle)
GROUP BY "row", start, "end"
"""

_OPENING = frozenset({"Ps", "Pi"})
_OPENING_SIGNS = frozenset("\"'#@¡¿")


class Insertion(NamedTuple):
    """``page_text[start:end]`` stands in this copy alone; ``others`` have the text around it
    without anything in between."""

    start: int
    end: int
    others: int


class Shared(NamedTuple):
    """``common``: ranges of ``page_text`` that all copies have. ``seams``: of each range that
    only this copy may have amid shared text, the shingles of a text that lacks it."""

    common: list[tuple[int, int]]
    seams: list[tuple[int, int, Fingerprints]]


def shared_text(
    page_text: str, article: Article, shared: Sequence[int] | None, common: Sequence[int] | None
) -> Shared:
    """What of a copy others have, by the shingles that others and that all have."""
    shingles = article.shingles()
    is_shared = _covered(shingles, shared, len(article.starts))
    is_common = _covered(shingles, common, len(article.starts))
    ranges = [
        (int(article.starts[first]), int(article.ends[last]))
        for first, last in _stretches(is_common, article.runs)
    ]
    return Shared(ranges, list(_seams(page_text, article, is_shared)))


def add_shared(database: Database, numbered: Sequence[tuple[int, Shared]]) -> None:
    """Add what is known of some copies to the tables."""
    common = [(row, *place) for row, shared in numbered for place in shared.common]
    if common:
        rows, starts, ends = zip(*common, strict=True)
        database.insert("common", {"row": rows, "start": starts, "end": ends})
    seams = [
        (row, start, end, shingle)
        for row, shared in numbered
        for start, end, shingles in shared.seams
        for shingle in shingles.tolist()
    ]
    if seams:
        rows, starts, ends, found = zip(*seams, strict=True)
        shingles = np.array(found, np.uint64)
        database.insert("seam", {"row": rows, "start": starts, "end": ends, "shingle": shingles})


def known_common(database: Database) -> ByRow:
    """Of each copy, the ranges of ``page_text`` that all copies have."""
    return database.by_row("SELECT * FROM common")


def known_insertions(database: Database) -> ByRow:
    """The insertions in each copy, as :class:`Insertion` has them."""
    return database.by_row(_INSERTIONS)


def _covered(shingles: Fingerprints, known: Sequence[int] | None, tokens: int) -> NDArray[np.bool_]:
    """Which tokens stand in one of the ``known`` shingles."""
    found = np.isin(shingles, np.array(known or (), dtype=np.uint64))
    covered = np.zeros(tokens, dtype=np.bool_)
    for place in range(SHINGLE):
        covered[place : place + len(found)] |= found
    return covered


def _stretches(chosen: NDArray[np.bool_], runs: Ints | None) -> Iterator[tuple[int, int]]:
    """The first and last places of each stretch of ``chosen`` ones, within one run."""
    places = np.flatnonzero(chosen)
    if not len(places):
        return
    is_break = np.diff(places) > 1
    if runs is not None:
        is_break |= np.diff(runs[places]) > 0
    breaks = np.flatnonzero(is_break)
    firsts = places[np.concatenate(([0], breaks + 1))]
    lasts = places[np.concatenate((breaks, [len(places) - 1]))]
    yield from zip(firsts.tolist(), lasts.tolist(), strict=True)


def _seams(
    page_text: str, article: Article, is_shared: NDArray[np.bool_]
) -> Iterator[tuple[int, int, Fingerprints]]:
    around = SHINGLE - 1
    for first, last in _stretches(~is_shared, None):
        if first < around or last + around >= len(is_shared) or last - first + 1 < FEWEST_TOKENS:
            continue
        before = article.fingerprints[first - around : first]
        after = article.fingerprints[last + 1 : last + 1 + around]
        start = _with_opening(page_text, int(article.ends[first - 1]), int(article.starts[first]))
        end = _with_closing(page_text, int(article.ends[last]), int(article.starts[last + 1]))
        yield start, end, shingles_of(np.concatenate((before, after)))


def _with_opening(text: str, least: int, start: int) -> int:
    while start > least and _opens(text[start - 1]):
        start -= 1
    return start


def _with_closing(text: str, end: int, most: int) -> int:
    while end < most and not text[end].isspace() and not _opens(text[end]):
        end += 1
    return end


def _opens(character: str) -> bool:
    return unicodedata.category(character) in _OPENING or character in _OPENING_SIGNS
