"""What a corpus is made of: tables over the rows of a run, computed by DuckDB."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tamis.corpus.shards import summary_in
from tamis.errors import InputError, MissingExtraError

MOST_LINES = 20
"""Of the tables that could be as long as the corpus."""

LEAST_PAGES = 20
LEAST_CHANGE = 0.2
"""A host with fewer pages, or with a smaller change of the share that is removed between the
earlier and the later half of its pages, is not told to have changed."""


@dataclass(frozen=True, slots=True)
class Table:
    """``rows`` of cells: strings, counts, and shares in [0, 1] in columns named ``… share``."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]


def stats(output: str | Path) -> list[Table]:
    """Tables about the finished run in ``output``.

    Raises :class:`~tamis.errors.InputError` if there is none, and
    :class:`~tamis.errors.MissingExtraError` without DuckDB.
    """
    output = Path(output)
    summary = summary_in(output)
    counts = Table(
        "Records",
        ("records", "count"),
        (
            ("written", summary.written),
            ("of them without an article", summary.empty),
            ("of them with a note", summary.noted),
            ("failed", summary.failed),
            *((f"skipped: {reason}", n) for reason, n in sorted(summary.skipped.items())),
            *sorted(summary.refined.items()),
        ),
    )
    queries = _QUERIES | (_QUERIES_OF_COPIES if summary.refined.get("copies") else {})
    tables = [counts] if not summary.written else [counts, *_of_rows(output, queries)]
    return [*tables, _of_failures(output)]


def _of_rows(output: Path, queries: Mapping[str, str]) -> Iterable[Table]:
    try:
        import duckdb
    except ImportError:
        raise MissingExtraError("tamis stats", "corpus") from None
    with duckdb.connect() as database:
        try:
            _load(database, output)
            for title, query in queries.items():
                found = database.execute(query)
                columns = tuple(column[0] for column in found.description)
                yield Table(title, columns, tuple(found.fetchall()))
        except duckdb.Error as error:
            raise InputError(f"{output} cannot be read ({error})") from error


def _load(database: Any, output: Path) -> None:
    import duckdb

    tables = sorted(output.glob("*.parquet"))
    if tables:
        database.execute(f"CREATE VIEW page AS SELECT * FROM read_parquet({_listed(tables)})")
        database.execute(_PAGES)
        return
    lines = sorted(output.glob("*.jsonl.gz"))
    if not lines:
        raise InputError(f"{output} has no rows; give the output of a run as jsonl or parquet")
    names = _listed(lines)
    for size in ROW_SIZES:
        reading = (
            f"read_json({names}, format='newline_delimited', columns={_COLUMNS}, "
            f"maximum_object_size={size})"
        )
        try:
            database.execute(f"CREATE OR REPLACE VIEW page AS SELECT * FROM {reading}")
            database.execute(_PAGES)
        except duckdb.InvalidInputException:
            if size == ROW_SIZES[-1]:
                raise
        else:
            return


def _listed(paths: Iterable[Path]) -> str:
    return "[" + ", ".join(quoted(str(path)) for path in paths) + "]"


def quoted(text: str) -> str:
    """``text`` as a string of SQL."""
    return "'" + text.replace("'", "''") + "'"


def _of_failures(output: Path) -> Table:
    errors: Counter[str] = Counter()
    with (output / "failures.jsonl").open(encoding="utf-8") as file:
        for line in file:
            # Numbers apart, most errors are one of a few.
            error = "".join("#" if c.isdigit() else c for c in json.loads(line)["error"][:100])
            errors[error] += 1
            if len(errors) > 10 * MOST_LINES:
                errors = Counter(dict(errors.most_common(5 * MOST_LINES)))
    return Table("Failures", ("error", "records"), tuple(errors.most_common(MOST_LINES)))


ROW_SIZES = (1 << 26, 1 << 30)
"""DuckDB reserves memory for the longest row that there may be: hardly any needs the second."""

_COLUMNS = """{
    metadata: 'STRUCT(url VARCHAR, date VARCHAR, "language" VARCHAR, page_type VARCHAR)',
    spans: 'STRUCT(start INT, "end" INT, "role" VARCHAR, family VARCHAR, reasons VARCHAR[])[]',
    copies: 'STRUCT(family VARCHAR, size INT, hosts INT, agency VARCHAR)'
}"""

# One row for each page, with its characters by family, and its host.
_PAGES = """
CREATE TABLE pages AS SELECT
    coalesce(nullif(regexp_extract(
        metadata.url, '^[A-Za-z]+://(?:[^/?#@]*@)?([^/?#:]+)', 1), ''), 'unknown') AS host,
    metadata.date AS day, metadata.language AS language, metadata.page_type AS page_type,
    list_sum([s."end" - s.start for s in spans]) AS characters,
    coalesce(list_sum([s."end" - s.start for s in spans if s.family = 'boilerplate']), 0)
        AS boilerplate,
    coalesce(list_sum([s."end" - s.start for s in spans if s.family = 'pollution']), 0)
        AS pollution
FROM page
"""

_SHARES = """
    count(*) AS pages,
    round(sum(boilerplate) / sum(characters), 4) AS "boilerplate share",
    round(sum(pollution) / sum(characters), 4) AS "pollution share"
"""
_BY = "SELECT coalesce({0}, 'unknown') AS \"{1}\", {2} FROM pages GROUP BY 1 ORDER BY 2 DESC, 1"

_QUERIES = {
    "Roles": """
        SELECT span.family AS family, span.role AS role, sum(span."end" - span.start) AS characters,
            round(sum(span."end" - span.start) / sum(sum(span."end" - span.start)) OVER (), 4)
                AS "character share"
        FROM (SELECT unnest(spans) AS span FROM page) GROUP BY 1, 2 ORDER BY 3 DESC, 2
    """,
    "Languages": _BY.format("language", "language", _SHARES) + f" LIMIT {MOST_LINES}",
    "Page types": _BY.format("page_type", "page type", _SHARES),
    "Hosts": _BY.format("host", "host", _SHARES) + f" LIMIT {MOST_LINES}",
    "Most polluted hosts": f"""
        SELECT host, {_SHARES} FROM pages GROUP BY 1 HAVING sum(pollution) > 0
        ORDER BY 4 DESC, 2 DESC, 1 LIMIT {MOST_LINES}
    """,
    "Hosts that changed": f"""
        SELECT * FROM (
            SELECT host, count(*) AS pages,
                round(sum(boilerplate + pollution) FILTER (NOT late)
                    / sum(characters) FILTER (NOT late), 4) AS "earlier removed share",
                round(sum(boilerplate + pollution) FILTER (late)
                    / sum(characters) FILTER (late), 4) AS "later removed share"
            FROM (SELECT *, ntile(2) OVER (PARTITION BY host ORDER BY day) = 2 AS late
                FROM pages WHERE host <> 'unknown' AND day IS NOT NULL)
            GROUP BY host
        ) WHERE pages >= {LEAST_PAGES}
            AND abs("later removed share" - "earlier removed share") >= {LEAST_CHANGE}
        ORDER BY abs("later removed share" - "earlier removed share") DESC, host
        LIMIT {MOST_LINES}
    """,
    "Reasons for pollution": f"""
        SELECT span.role AS role, reason, count(*) AS spans,
            sum(span."end" - span.start) AS characters
        FROM (SELECT span, unnest(span.reasons) AS reason
            FROM (SELECT unnest(spans) AS span FROM page) WHERE span.family = 'pollution')
        GROUP BY 1, 2 ORDER BY 4 DESC, 2 LIMIT {MOST_LINES}
    """,
}

# Only the second look writes what they ask for.
_QUERIES_OF_COPIES = {
    "Families of copies": f"""
        SELECT copies.family AS "earliest copy", any_value(copies.size) AS copies,
            any_value(copies.hosts) AS hosts, coalesce(any_value(copies.agency), '') AS agency
        FROM page WHERE copies IS NOT NULL GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT {MOST_LINES}
    """,
}
