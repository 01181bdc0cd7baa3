"""What the copies of an article share, and what one has alone amid what others share."""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tamis.corpus.refine.article import SHINGLE, Article, Fingerprints, Ints, shingles_of
from tamis.corpus.refine.database import ByRow, Database
from tamis.corpus.refine.reading import Stored
from tamis.page import Family

FEWEST_TOKENS = 8
"""A shorter insertion may be an editor's, unless it is next to pollution: then it is a rest."""

MOST_INSERTIONS = 100
"""A copy with more of them is another text; looking at each has its price."""

TABLES = (
    'CREATE TABLE common ("row" BIGINT, start INTEGER, "end" INTEGER)',
    'CREATE TABLE seam ("row" BIGINT, slack TINYINT, start INTEGER, "end" INTEGER, '
    "shingle UBIGINT)",
)

# All shingles across a seam: one of them may be there by chance, where what stands instead of a
# text begins with the same word.
_INSERTIONS = f"""
SELECT seam."row", slack, start, "end", min(copies) AS others
FROM seam JOIN copy USING ("row")
    JOIN shingle ON shingle.label = copy.label AND shingle.shingle = seam.shingle
GROUP BY seam."row", slack, start, "end"
HAVING count(DISTINCT seam.shingle) = {SHINGLE - 1}
"""

_AROUND = SHINGLE - 1
_LONGEST_PHRASE = 12
# An insertion may begin as the text behind it does, or end as the text before it. Then so many
# tokens before and after what no other copy has belong to it.
_SHIFTS = ((0, 0), (1, 0), (0, 1), (2, 0), (0, 2), (1, 1))

_OPENING = frozenset({"Ps", "Pi"})
_OPENING_SIGNS = frozenset("\"'#@¡¿")


class Insertion(NamedTuple):
    """``page_text[start:end]`` stands in this copy alone; ``others`` have the text around it
    without anything in between."""

    start: int
    end: int
    others: int


class Seam(NamedTuple):
    """``page_text[start:end]`` may be an insertion: it is if other copies have ``shingles``, as a
    text has that lacks it. Of several that overlap the one with the least ``slack`` is."""

    start: int
    end: int
    slack: int
    shingles: Fingerprints


class Shared(NamedTuple):
    """``common``: ranges of ``page_text`` that all copies have. ``seams``: what this copy alone
    may have amid text that others have."""

    common: list[tuple[int, int]]
    seams: list[Seam]


def shared_text(
    row: Stored, article: Article, shared: Sequence[int] | None, common: Sequence[int] | None
) -> Shared:
    """What of a copy others have, by the shingles that others and that all have."""
    shingles = article.shingles()
    is_shared = _covered(shingles, shared, len(article.starts))
    is_common = _covered(shingles, common, len(article.starts))
    ranges = [
        (int(article.starts[first]), int(article.ends[last]))
        for first, last in _stretches(is_common, article.runs)
    ]
    return Shared(ranges, list(_seams(row, article, is_shared)))


def add_shared(database: Database, numbered: Sequence[tuple[int, Shared]]) -> None:
    """Add what is known of some copies to the tables."""
    common = [(row, *place) for row, shared in numbered for place in shared.common]
    if common:
        rows, starts, ends = zip(*common, strict=True)
        database.insert("common", {"row": rows, "start": starts, "end": ends})
    seams = [
        (row, *seam[:3], shingle)
        for row, shared in numbered
        for seam in shared.seams
        for shingle in seam.shingles.tolist()
    ]
    if seams:
        rows, starts, ends, slacks, found = zip(*seams, strict=True)
        database.insert(
            "seam",
            {
                "row": rows,
                "start": starts,
                "end": ends,
                "slack": slacks,
                "shingle": np.array(found, np.uint64),
            },
        )


def known_common(database: Database) -> ByRow:
    """Of each copy, the ranges of ``page_text`` that all copies have."""
    return database.by_row("SELECT * FROM common")


def known_insertions(database: Database) -> ByRow:
    """What is an insertion in each copy: slack, start, end, other copies."""
    return database.by_row(_INSERTIONS)


def insertions_of(found: Iterable[tuple[int, int, int, int]]) -> list[Insertion]:
    """Those of the insertions ``found`` in a copy that do not overlap, in order; at most
    :data:`MOST_INSERTIONS`."""
    chosen: list[Insertion] = []
    for _, start, end, others in sorted(found):
        place = bisect_left(chosen, (start,))
        follows = not place or chosen[place - 1].end <= start
        if follows and (place == len(chosen) or end <= chosen[place].start):
            chosen.insert(place, Insertion(start, end, others))
        if len(chosen) == MOST_INSERTIONS:
            break
    return chosen


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


def _seams(row: Stored, article: Article, is_shared: NDArray[np.bool_]) -> Iterator[Seam]:
    text: str = row["page_text"]
    polluted = [span["start"] for span in row["spans"] if span["family"] == Family.POLLUTION]
    for first, last in _candidates(is_shared):
        place = bisect_left(polluted, int(article.ends[first - 1]))
        is_rest = place < len(polluted) and polluted[place] < int(article.starts[last + 1])
        if last - first + 1 < FEWEST_TOKENS and not is_rest:
            continue
        for slack, (earlier, later) in enumerate(_SHIFTS):
            begin, behind = first - earlier, last + 1 + later
            if begin < _AROUND or behind + _AROUND > len(is_shared):
                continue
            before = article.fingerprints[begin - _AROUND : begin]
            after = article.fingerprints[behind : behind + _AROUND]
            yield Seam(
                _with_opening(text, int(article.ends[begin - 1]), int(article.starts[begin])),
                _with_closing(text, int(article.ends[behind - 1]), int(article.starts[behind])),
                slack,
                shingles_of(np.concatenate((before, after))),
            )


def _candidates(is_shared: NDArray[np.bool_]) -> Iterator[tuple[int, int]]:
    """Stretches that no other copy has, between text that others have; then two of them with
    less in between, which may be a phrase that stands elsewhere too."""
    stretches = list(_stretches(~is_shared, None))
    joined = [
        (first, last)
        for (first, end), (start, last) in pairwise(stretches)
        if start - end - 1 <= min(_LONGEST_PHRASE, end - first + 1 + last - start + 1)
    ]
    for first, last in (*stretches, *joined):
        if first and last + 1 < len(is_shared):
            yield first, last


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
