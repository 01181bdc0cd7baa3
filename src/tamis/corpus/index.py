"""The pages of a run's output in a DuckDB database in memory, to be asked what is among them.

What a user asks for is bound as a parameter; the SQL is all written here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from threading import Timer
from typing import Any

from tamis.corpus.shards import summary_in
from tamis.corpus.stats import ROW_SIZES, quoted
from tamis.errors import InputError, MissingExtraError, UsageError

MOST_GROUPS = 20
"""Of hosts, languages, reasons and families of copies, the commonest."""

MOST_MOMENTS = 120
"""Bars of a plot over time; of copies in one row of a timeline."""

SECONDS = 20.0
"""The most that one question may take."""

ORDERS: Mapping[str, str] = {
    "polluted": "pollution / characters DESC, number",
    "removed": "(boilerplate + pollution) / characters DESC, number",
    "long": "characters DESC, number",
    "newest": "captured DESC NULLS LAST, number",
    "oldest": "captured NULLS LAST, number",
    "given": "number",
}
"""What a list of pages may be ordered by; ``given`` is the order of the input."""

MOMENTS: Mapping[str, str] = {"captured": "captured", "published": "published"}
"""What time a plot over time shows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """Which pages are meant; all by default. Those that have all that is said here.

    ``search``: words that stand in the title or the URL. ``role``: some text has it. ``reason``:
    one of the reasons for pollution. ``copies``: the name of a family of copies. ``first``,
    ``last``: days of the capture, both included.
    """

    search: str = ""
    host: str = ""
    language: str = ""
    page_type: str = ""
    role: str = ""
    reason: str = ""
    copies: str = ""
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True)
class Share:
    """``name`` is what the pages have in common; the rest are their number, and characters."""

    name: str
    pages: int
    characters: int
    content: int
    boilerplate: int
    pollution: int


@dataclass(frozen=True, slots=True)
class Counted:
    """A reason or a role: on how many ``pages``, in how many ``spans`` and ``characters``."""

    name: str
    of: str
    pages: int
    spans: int
    characters: int


@dataclass(frozen=True, slots=True)
class Found:
    """One page of a list. ``number`` is its place in the corpus."""

    number: int
    title: str | None
    url: str | None
    host: str
    captured: date | None
    language: str
    characters: int
    content: int
    boilerplate: int
    pollution: int


@dataclass(frozen=True, slots=True)
class Copies:
    """A family of copies: how many, on how many hosts, the title of the earliest, the agency if
    one is named, and the days that they were captured on, the earliest first."""

    name: str
    pages: int
    hosts: int
    title: str | None
    agency: str | None
    days: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """Where the row of a page stands: its file, its number in it, and its id."""

    file: Path
    line: int
    id: str


class Index:
    """The pages of one output; may be asked from several threads at once."""

    def __init__(self, database: Any, files: Sequence[Path]) -> None:
        self._database = database
        self._files = files

    def whole(self, filters: Filters) -> Share:
        """All pages at once."""
        return self._shares("'all'", filters, "")[0] if self.count(filters) else _NOTHING

    def count(self, filters: Filters) -> int:
        """How many pages there are."""
        rows = self._ask("SELECT count(*) FROM pages", filters, "")
        return int(rows[0][0])

    def by_host(self, filters: Filters) -> list[Share]:
        return self._shares("host", filters, _COMMONEST)

    def by_language(self, filters: Filters) -> list[Share]:
        return self._shares("language", filters, _COMMONEST)

    def by_page_type(self, filters: Filters) -> list[Share]:
        return self._shares("page_type", filters, _COMMONEST)

    def by_time(self, filters: Filters, moment: str) -> tuple[str, list[Share]]:
        """The shares by ``day``, ``month`` or ``year``, whichever gives a plot that can be read;
        pages without a date are left out.

        Raises :class:`~tamis.errors.UsageError` for a ``moment`` that is none of ``MOMENTS``.
        """
        column = _known(MOMENTS, moment)
        days = self._ask(f"SELECT min({column}), max({column}) FROM pages", filters, "")
        first, last = days[0]
        if first is None:
            return "day", []
        span = (last - first).days
        unit = "day" if span < MOST_MOMENTS else "month" if span < 30 * MOST_MOMENTS else "year"
        shares = self._shares(
            f"CAST(CAST(date_trunc('{unit}', {column}) AS DATE) AS VARCHAR)",
            filters,
            f"ORDER BY 1 DESC LIMIT {MOST_MOMENTS}",
            f"{column} IS NOT NULL",
        )
        length = {"day": 10, "month": 7, "year": 4}[unit]
        return unit, [Share(share.name[:length], *_numbers(share)) for share in reversed(shares)]

    def by_role(self, filters: Filters) -> list[Counted]:
        return self._counted(
            "SELECT role, family, count(*), sum(spans), sum(size) FROM roles JOIN pages USING "
            "(number)",
            filters,
            "GROUP BY 1, 2 ORDER BY 5 DESC, 1",
        )

    def reasons(self, filters: Filters) -> list[Counted]:
        """For pollution, those that explain the most text first; campaigns are apart."""
        return self._counted(
            "SELECT reason, role, count(*), sum(spans), sum(size) FROM reasons JOIN pages USING "
            "(number)",
            filters,
            f"GROUP BY 1, 2 ORDER BY 5 DESC, 1 LIMIT {MOST_GROUPS}",
            f"NOT starts_with(reason, '{CAMPAIGN}')",
        )

    def campaigns(self, filters: Filters) -> list[Counted]:
        return self._counted(
            "SELECT reason, role, count(*), sum(spans), sum(size) FROM reasons JOIN pages USING "
            "(number)",
            filters,
            f"GROUP BY 1, 2 ORDER BY 3 DESC, 5 DESC, 1 LIMIT {MOST_GROUPS}",
            f"starts_with(reason, '{CAMPAIGN}')",
        )

    def copies(self, filters: Filters) -> list[Copies]:
        """The largest families of copies that ``tamis refine`` has found."""
        rows = self._ask(
            "SELECT copies, count(*), count(DISTINCT host), arg_min(title, captured), "
            f"any_value(agency), list(captured ORDER BY captured)[:{MOST_MOMENTS}] FROM pages",
            filters,
            f"GROUP BY 1 HAVING count(*) > 1 ORDER BY 2 DESC, 1 LIMIT {MOST_GROUPS}",
            "copies IS NOT NULL",
        )
        return [
            Copies(name, pages, hosts, title, agency, tuple(day for day in days if day))
            for name, pages, hosts, title, agency, days in rows
        ]

    def pages(self, filters: Filters, *, order: str, first: int, most: int) -> list[Found]:
        """``most`` pages from the ``first`` on.

        Raises :class:`~tamis.errors.UsageError` for an ``order`` that is none of ``ORDERS``.
        """
        rows = self._ask(
            "SELECT number, title, url, host, captured, language, characters, content, "
            "boilerplate, pollution FROM pages",
            filters,
            f"ORDER BY {_known(ORDERS, order)} LIMIT {int(most)} OFFSET {int(first)}",
        )
        return [Found(*row) for row in rows]

    def languages(self) -> list[str]:
        return [share.name for share in self.by_language(Filters())]

    def page_types(self) -> list[str]:
        return [share.name for share in self.by_page_type(Filters())]

    def place(self, number: int) -> Place | None:
        """Where page ``number`` stands, or ``None`` if there is none."""
        rows = self._answer("SELECT file, line, id FROM pages WHERE number = ?", [number])
        if not rows:
            return None
        file, line, name = rows[0]
        return Place(self._files[file], line, name)

    def _shares(self, group: str, filters: Filters, end: str, *conditions: str) -> list[Share]:
        rows = self._ask(
            f"SELECT {group}, count(*), sum(characters), sum(content), sum(boilerplate), "
            "sum(pollution) FROM pages",
            filters,
            f"GROUP BY 1 {end}",
            *conditions,
        )
        return [Share(*row) for row in rows]

    def _counted(self, select: str, filters: Filters, end: str, *conditions: str) -> list[Counted]:
        return [Counted(*row) for row in self._ask(select, filters, end, *conditions)]

    def _ask(
        self, select: str, filters: Filters, end: str, *conditions: str
    ) -> list[tuple[Any, ...]]:
        parts, values = [*conditions], []
        for condition, value in _conditions(filters):
            parts.append(condition)
            values.append(value)
        where = f"WHERE {' AND '.join(parts)}" if parts else ""
        return self._answer(f"{select} {where} {end}", values)

    def _answer(self, query: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
        import duckdb

        # A cursor each: a connection is not for two threads at once.
        with self._database.cursor() as cursor:
            timer = Timer(SECONDS, cursor.interrupt)
            timer.start()
            try:
                rows: list[tuple[Any, ...]] = cursor.execute(query, values).fetchall()
            except duckdb.InterruptException:
                raise InputError(
                    f"the answer took more than {SECONDS:g} seconds; ask for fewer pages"
                ) from None
            finally:
                timer.cancel()
        return rows


def open_index(output: str | Path) -> Index:
    """Read what a finished run wrote to ``output``.

    Raises :class:`~tamis.errors.InputError` if there is no such thing, and
    :class:`~tamis.errors.MissingExtraError` without DuckDB.
    """
    output = Path(output)
    summary = summary_in(output)
    try:
        import duckdb
    except ImportError:
        raise MissingExtraError("looking into a corpus", "corpus") from None
    files = sorted(output.glob("*.parquet")) or sorted(output.glob("*.jsonl.gz"))
    if summary.written and not files:
        raise InputError(f"{output} has no rows; give the output of a run as jsonl or parquet")
    database = duckdb.connect()
    try:
        database.execute(_TABLES)
        for number, file in enumerate(files):
            _read(database, number, file)
        # No question reads a file, whatever it is.
        database.execute("SET enable_external_access = false")
        database.execute("SET lock_configuration = true")
    except duckdb.Error as error:
        database.close()
        raise InputError(f"{output} cannot be read ({error})") from error
    return Index(database, files)


def _read(database: Any, number: int, file: Path) -> None:
    import duckdb

    for size in ROW_SIZES:
        try:
            database.execute(
                f"CREATE OR REPLACE TEMP TABLE chunk AS SELECT {number} AS file, "
                f"{_rows_of(database, file, size)}"
            )
            break
        except duckdb.InvalidInputException:
            if file.suffix == ".parquet" or size == ROW_SIZES[-1]:
                raise
    database.execute(_FROM_CHUNK)


def _rows_of(database: Any, file: Path, size: int) -> str:
    name = quoted(str(file))
    if file.suffix != ".parquet":
        # One file is read in its order.
        return (
            "row_number() OVER () - 1 AS line, * FROM "
            f"read_json({name}, format='newline_delimited', columns={_COLUMNS}, "
            f"maximum_object_size={size})"
        )
    columns = database.execute(f"DESCRIBE SELECT * FROM read_parquet({name})").fetchall()
    copies = "copies" if "copies" in {column[0] for column in columns} else _NO_COPIES
    return (
        f"file_row_number AS line, id, metadata, spans, {copies} AS copies "
        f"FROM read_parquet({name}, file_row_number = true)"
    )


def _conditions(filters: Filters) -> Iterator[tuple[str, Any]]:
    for word in filters.search.split()[:_MOST_WORDS]:
        yield "contains(lower(concat_ws(' ', title, url)), lower(?))", word
    for condition, value in (
        ("host = ?", filters.host),
        ("language = ?", filters.language),
        ("page_type = ?", filters.page_type),
        ("copies = ?", filters.copies),
        ("captured >= ?", filters.first),
        ("captured <= ?", filters.last),
        ("number IN (SELECT number FROM roles WHERE role = ?)", filters.role),
        ("number IN (SELECT number FROM reasons WHERE reason = ?)", filters.reason),
    ):
        if value:
            yield condition, value


def _known(names: Mapping[str, str], name: str) -> str:
    if name not in names:
        raise UsageError(f"{name!r} does not exist; choose one of {', '.join(names)}")
    return names[name]


def _numbers(share: Share) -> tuple[int, int, int, int, int]:
    return (share.pages, share.characters, share.content, share.boilerplate, share.pollution)


CAMPAIGN = "campaign: "
"""What reasons that name a campaign begin with."""

_NOTHING = Share("all", 0, 0, 0, 0, 0)
_MOST_WORDS = 20
_COMMONEST = f"ORDER BY 2 DESC, 1 LIMIT {MOST_GROUPS}"

_COPIES = 'STRUCT(family VARCHAR, "size" INT, agency VARCHAR)'
_NO_COPIES = f"CAST(NULL AS {_COPIES})"
_COLUMNS = f"""{{
    id: 'VARCHAR',
    metadata: 'STRUCT(url VARCHAR, date VARCHAR, date_published VARCHAR, title VARCHAR,
        "language" VARCHAR, page_type VARCHAR)',
    spans: 'STRUCT(start INT, "end" INT, "role" VARCHAR, family VARCHAR, reasons VARCHAR[])[]',
    copies: '{_COPIES}'
}}"""

_TABLES = """
CREATE TABLE pages (number BIGINT, file INT, line BIGINT, id VARCHAR, title VARCHAR, url VARCHAR,
    host VARCHAR, captured DATE, published DATE, "language" VARCHAR, page_type VARCHAR,
    characters BIGINT, content BIGINT, boilerplate BIGINT, pollution BIGINT,
    copies VARCHAR, agency VARCHAR);
CREATE TABLE roles (number BIGINT, role VARCHAR, family VARCHAR, spans BIGINT, size BIGINT);
CREATE TABLE reasons (number BIGINT, reason VARCHAR, role VARCHAR, spans BIGINT, size BIGINT);
CREATE SEQUENCE numbers MINVALUE 0 START 0;
"""

_DAY = (
    "coalesce(try_cast(left({0}, 10) AS DATE), CAST(try_strptime(left({0}, 8), '%Y%m%d') AS DATE))"
)
_SIZE = """coalesce(list_sum([s."end" - s.start for s in spans if s.family = '{0}']), 0)"""

_FROM_CHUNK = f"""
CREATE OR REPLACE TEMP TABLE numbered AS
    SELECT nextval('numbers') AS number, * FROM (SELECT * FROM chunk ORDER BY line);
INSERT INTO pages SELECT number, file, line, id, nullif(trim(metadata.title), ''), metadata.url,
    coalesce(nullif(lower(regexp_extract(
        metadata.url, '^[A-Za-z]+://(?:[^/?#@]*@)?([^/?#:]+)', 1)), ''), 'unknown'),
    {_DAY.format("metadata.date")}, {_DAY.format("metadata.date_published")},
    coalesce(metadata."language", 'unknown'), coalesce(metadata.page_type, 'unknown'),
    coalesce(list_sum([s."end" - s.start for s in spans]), 0),
    {_SIZE.format("content")}, {_SIZE.format("boilerplate")}, {_SIZE.format("pollution")},
    copies.family, copies.agency
FROM numbered;
CREATE OR REPLACE TEMP TABLE span AS
    SELECT number, unnest(spans) AS span FROM numbered;
INSERT INTO roles SELECT number, span.role, span.family, count(*), sum(span."end" - span.start)
    FROM span GROUP BY ALL;
INSERT INTO reasons SELECT number, reason, role, count(*), sum(size)
    FROM (SELECT number, unnest(list_distinct(span.reasons)) AS reason, span.role AS role,
        span."end" - span.start AS size FROM span WHERE span.family = 'pollution')
    GROUP BY ALL;
DROP TABLE span;
DROP TABLE numbered;
DROP TABLE chunk;
"""
