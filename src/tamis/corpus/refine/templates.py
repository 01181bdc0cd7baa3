"""Lines that stand on many pages of one host, each page with an article of its own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np

from tamis.corpus.refine.article import Line, lines_of
from tamis.corpus.refine.database import ByRow, Database
from tamis.corpus.refine.reading import Stored

FEWEST_ARTICLES = 10
"""A line that stands beside fewer different articles of a host proves nothing."""

LONG_COLUMNS = 80
LEAST_SHARE_LONG = 0.25
LEAST_SHARE_SHORT = 0.5
"""Of a host's articles, for lines from so many columns on and for shorter ones. A note about an
author stands below that author's articles only."""

OWN_COLUMNS = 200
"""A page with less running text of its own is no article that a line could stand beside."""

TABLE = 'CREATE TABLE line ("row" BIGINT, fingerprint UBIGINT, columns INTEGER, is_text BOOLEAN)'

# Pages count by their address. Those with the same article, under two addresses or captured
# twice, have the same longest line besides the frequent ones, and count as one article.
_STATEMENTS = (
    """
    CREATE TABLE host AS
    SELECT host, count(DISTINCT address) AS pages FROM page WHERE host IS NOT NULL GROUP BY host
    """,
    f"""
    CREATE TABLE frequent AS
    SELECT host, fingerprint, any_value(columns) AS columns, count(DISTINCT address) AS pages
    FROM line JOIN page USING ("row") WHERE host IS NOT NULL
    GROUP BY host, fingerprint HAVING count(DISTINCT address) >= {FEWEST_ARTICLES}
    """,
    f"""
    CREATE TABLE own AS
    SELECT "row", host, arg_max(fingerprint, (columns, fingerprint)) AS longest
    FROM line JOIN page USING ("row") ANTI JOIN frequent USING (host, fingerprint)
    WHERE is_text AND host IN (SELECT host FROM frequent)
    GROUP BY "row", host HAVING sum(columns) >= {OWN_COLUMNS}
    """,
    f"""
    CREATE TABLE template AS
    SELECT host, fingerprint, any_value(frequent.pages) AS pages, any_value(host.pages) AS of
    FROM frequent JOIN line USING (fingerprint) JOIN own USING ("row", host)
        JOIN (SELECT host, count(DISTINCT longest) AS articles FROM own GROUP BY host) USING (host)
        JOIN host USING (host)
    GROUP BY host, fingerprint
    HAVING count(DISTINCT longest) >= greatest({FEWEST_ARTICLES}, any_value(articles) * CASE
        WHEN any_value(frequent.columns) >= {LONG_COLUMNS} THEN {LEAST_SHARE_LONG}
        ELSE {LEAST_SHARE_SHORT} END)
    """,
)

_ON_PAGES = """
SELECT DISTINCT "row", fingerprint, template.pages, template.of
FROM line JOIN page USING ("row") JOIN template USING (host, fingerprint)
WHERE is_text
"""


class Template(NamedTuple):
    """``page_text[start:end]`` stands on ``pages`` of the ``of`` pages of its host."""

    start: int
    end: int
    pages: int
    of: int


def add_lines(database: Database, numbered: Iterable[tuple[int, Sequence[Line]]]) -> None:
    """Add the lines of some rows to the table."""
    found = [
        (number, line.fingerprint, line.columns, line.is_text)
        for number, lines in numbered
        for line in {(line.fingerprint, line.is_text): line for line in lines}.values()
    ]
    if found:
        rows, fingerprints, columns, are_text = zip(*found, strict=True)
        database.insert(
            "line",
            {
                "row": rows,
                "fingerprint": np.array(fingerprints, np.uint64),
                "columns": columns,
                "is_text": are_text,
            },
        )


def find_templates(database: Database) -> None:
    """Make the table ``template`` of the lines that are a host's."""
    for statement in _STATEMENTS:
        database.run(statement)


def known_templates(database: Database) -> ByRow:
    """The templates on each row: fingerprint, pages, and pages of the host."""
    return database.by_row(_ON_PAGES)


def templates_of(row: Stored, found: Iterable[tuple[int, int, int]]) -> list[Template]:
    """Where the templates stand that were ``found`` on a page, in order. Lines of a block that
    is one as a whole are not told apart."""
    counts = {fingerprint: (pages, of) for fingerprint, pages, of in found}
    templates: list[Template] = []
    for line in lines_of(row) if counts else ():
        is_inside = bool(templates) and line.end <= templates[-1].end
        if line.is_text and line.fingerprint in counts and not is_inside:
            templates.append(Template(line.start, line.end, *counts[line.fingerprint]))
    return templates
