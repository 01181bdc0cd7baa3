"""Families of copies: articles that share most of their text, found by MinHash.

MinHash (Broder 1997; rensa's R-MinHash) gives each article 128 numbers. Articles that agree in
two that stand side by side are looked at, which finds 99.8 % of pairs with a Jaccard similarity
of 0.3 and all but one in 70,000 of those with 0.4; how much two articles share is then counted,
shingle by shingle.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tamis.corpus.refine.article import Fingerprints
from tamis.corpus.refine.database import ByRow, Database
from tamis.errors import MissingExtraError

LEAST_SHINGLES = 20
"""A shorter text is no article; "page not found" has many copies."""

LEAST_OF_SHORTER = 0.6
LEAST_OF_LONGER = 0.3
"""The shares of their shingles that two copies have in common. A copy may be a part of the
other; a text with one paragraph from each of many is no copy of any."""

_SLOTS = 128
_SEED = 1

TABLES = (
    'CREATE TABLE article ("row" BIGINT, shingles UBIGINT[])',
    'CREATE TABLE band ("row" BIGINT, band UTINYINT, value UBIGINT)',
)

# In each bucket every article is held against the longest, which shorter copies are parts of,
# and against the next longer one: so the pairs are not more than twice the articles.
_PAIRS = (
    """
    CREATE TABLE pair AS
    WITH
        bucket AS (SELECT band, value FROM band GROUP BY band, value HAVING count(*) > 1),
        other AS (
            SELECT "row",
                first_value("row") OVER longest AS longest, lag("row") OVER longest AS longer
            FROM band SEMI JOIN bucket USING (band, value) JOIN page USING ("row")
                JOIN (SELECT "row", len(shingles) AS size FROM article) USING ("row")
            WINDOW longest AS (PARTITION BY band, value ORDER BY size DESC, key, "row")
        )
    SELECT DISTINCT least("row", other) AS a, greatest("row", other) AS b
    FROM (SELECT "row", longest AS other FROM other UNION ALL SELECT "row", longer FROM other)
    WHERE other <> "row"
    """,
    f"""
    CREATE TABLE link AS
    SELECT a, b FROM (
        SELECT a, b, len(list_intersect(one.shingles, other.shingles)) AS shared,
            len(one.shingles) AS size, len(other.shingles) AS size_of_other
        FROM pair JOIN article AS one ON one."row" = a JOIN article AS other ON other."row" = b
    )
    WHERE shared >= {LEAST_OF_SHORTER} * least(size, size_of_other)
        AND shared >= {LEAST_OF_LONGER} * greatest(size, size_of_other)
    """,
    """
    CREATE TABLE label AS
    SELECT a AS "row", least(a, min(b)) AS label
    FROM (SELECT a, b FROM link UNION ALL SELECT b, a FROM link) GROUP BY a
    """,
)

# One step: the least label of the neighbours, and then the label of that label's row.
_STEP = """
CREATE OR REPLACE TABLE label AS
WITH nearer AS (
    SELECT a AS "row", least(any_value(own.label), min(near.label)) AS label
    FROM (SELECT a, b FROM link UNION ALL SELECT b, a FROM link)
        JOIN label AS own ON own."row" = a JOIN label AS near ON near."row" = b
    GROUP BY a
)
SELECT nearer."row", far.label FROM nearer JOIN nearer AS far ON far."row" = nearer.label
"""
_SUM = "SELECT coalesce(sum(label), 0) FROM label"

_FAMILIES = (
    """
    CREATE TABLE agency AS
    SELECT label, arg_max(name, (copies, name)) AS agency FROM (
        SELECT label, min(wire) AS name, count(DISTINCT "row") AS copies
        FROM (SELECT label, "row", unnest(wires) AS wire FROM label JOIN page USING ("row"))
        GROUP BY label, lower(wire)
    ) GROUP BY label
    """,
    """
    CREATE TABLE copy AS
    SELECT "row", label, count(*) OVER family AS size,
        first_value(id) OVER earliest AS family, row_number() OVER earliest = 1 AS is_earliest,
        agency
    FROM label JOIN page USING ("row") LEFT JOIN agency USING (label)
    WINDOW family AS (PARTITION BY label),
        earliest AS (
            PARTITION BY label
            ORDER BY coalesce(published, captured) NULLS LAST, captured NULLS LAST, key, "row"
        )
    """,
    """
    CREATE TABLE shingle AS
    SELECT "row", label, size, shingle, count(*) OVER (PARTITION BY label, shingle) AS copies
    FROM (
        SELECT "row", label, size, unnest(shingles) AS shingle
        FROM copy JOIN article USING ("row")
    )
    """,
)

_COPIES = """
SELECT "row", family, size, is_earliest, hosts, agency
FROM copy JOIN (
    SELECT label, count(DISTINCT host) AS hosts FROM copy JOIN page USING ("row") GROUP BY label
) USING (label)
"""

_SHINGLES = """
SELECT "row", list(shingle) FILTER (copies > 1) AS shared,
    list(shingle) FILTER (copies = size) AS common
FROM shingle GROUP BY "row"
"""


class Copy(NamedTuple):
    """A row that is one of ``size`` copies, on ``hosts`` hosts. ``family``: the id of the
    earliest, which says whether this is it. ``agency``: that most of them name."""

    family: str
    size: int
    is_earliest: bool
    hosts: int
    agency: str | None


def add_articles(database: Database, numbered: Iterable[tuple[int, Fingerprints]]) -> None:
    """Add some rows to the tables, by the shingles of their articles."""
    known = [(row, np.unique(shingles)) for row, shingles in numbered]
    known = [(row, shingles) for row, shingles in known if len(shingles) >= LEAST_SHINGLES]
    if not known:
        return
    rows = np.array([row for row, _ in known])
    database.insert("article", {"row": rows, "shingles": [shingles for _, shingles in known]})
    values = _bands([shingles for _, shingles in known])
    bands = np.arange(values.shape[1], dtype=np.uint8)
    database.insert(
        "band",
        {
            "row": np.repeat(rows, len(bands)),
            "band": np.tile(bands, len(rows)),
            "value": values.ravel(),
        },
    )


def _bands(articles: Sequence[Fingerprints]) -> NDArray[np.uint64]:
    """Two numbers of the MinHash in each value, (articles, bands)."""
    try:
        from rensa import RMinHash
    except ImportError:
        raise MissingExtraError("tamis refine", "corpus") from None
    ends = np.cumsum([len(shingles) for shingles in articles])
    matrix = RMinHash.digest_matrix_from_flat_token_hashes(
        np.concatenate(articles).tolist(), [0, *ends.tolist()], num_perm=_SLOTS, seed=_SEED
    )
    slots = np.array(matrix.to_rows(), dtype=np.uint64)
    return slots[:, 0::2] << np.uint64(32) | slots[:, 1::2]


def find_copies(database: Database) -> None:
    """Make the tables ``copy`` and ``shingle``: the families, and for each shingle of a copy how
    many of them have it."""
    for statement in _PAIRS:
        database.run(statement)
    before = None
    while (now := database.value(_SUM)) != before:
        before = now
        database.run(_STEP)
    for statement in _FAMILIES:
        database.run(statement)


def known_copies(database: Database) -> ByRow:
    """What is known of each copy, as :class:`Copy` has it."""
    return database.by_row(_COPIES)


def shared_shingles(database: Database) -> ByRow:
    """Of each copy, the shingles that another has too, and those that all have."""
    return database.by_row(_SHINGLES)
