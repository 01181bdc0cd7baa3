"""What a whole corpus is asked, asked of DuckDB: what does not fit into memory lies on disk."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any, Self, TypeVar

from tamis.errors import InputError, MissingExtraError

_AT_ONCE = 64

Item = TypeVar("Item")
Numbered = Iterable[tuple[int, Item]]
"""Items with the numbers of their rows, rising."""


class Database:
    """A database in the folder ``place`` that keeps up to ``memory`` bytes in memory.

    Used as a context. Raises :class:`~tamis.errors.MissingExtraError` without DuckDB, and on
    leaving turns DuckDB's errors, such as a full disk, into
    :class:`~tamis.errors.InputError`.
    """

    def __init__(self, place: Path, memory: int) -> None:
        try:
            import duckdb
            import pyarrow
        except ImportError:
            raise MissingExtraError("tamis refine", "corpus") from None
        self._arrow, self._error = pyarrow, duckdb.Error
        self._connection = duckdb.connect(
            str(place / "facts.duckdb"),
            config={
                "memory_limit": f"{memory >> 20}MiB",
                "temp_directory": str(place / "spilled"),
                "preserve_insertion_order": False,
            },
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: object, trace: object) -> None:
        self._connection.close()
        if kind is not None and issubclass(kind, self._error):
            said = " ".join(str(error).split())[:300]
            raise InputError(f"DuckDB gave up ({said}); more memory or disk may help") from None

    def run(self, statement: str) -> None:
        self._connection.execute(statement)

    def value(self, query: str) -> Any:
        """The one value that ``query`` gives."""
        found = self._connection.execute(query).fetchone()
        assert found is not None
        return found[0]

    def insert(self, table: str, columns: Mapping[str, Any]) -> None:
        """Add rows; ``columns`` has lists or arrays, one for each column of the table."""
        self._connection.register("added", self._arrow.table(dict(columns)))
        self._connection.execute(f"INSERT INTO {table} BY NAME SELECT * FROM added")
        self._connection.unregister("added")

    def by_row(self, query: str) -> ByRow:
        """The answers of a query whose first column is the number of a row."""
        cursor = self._connection.cursor()
        cursor.execute(f"SELECT * FROM ({query}) ORDER BY 1")
        return ByRow(_fetched(cursor))


class ByRow:
    """Answers in the order of the rows that they are about."""

    def __init__(self, answers: Iterator[tuple[Any, ...]]) -> None:
        self._answers = answers
        self._next = next(answers, None)

    def of(self, row: int) -> list[tuple[Any, ...]]:
        """What is known of ``row``, without its number. Rows are asked for in rising order."""
        found = []
        while self._next is not None and self._next[0] <= row:
            if self._next[0] == row:
                found.append(self._next[1:])
            self._next = next(self._answers, None)
        return found


def groups(items: Iterable[Item]) -> Iterator[list[Item]]:
    """``items`` in lists of as many as are added to a table at once."""
    remaining = iter(items)
    while group := list(islice(remaining, _AT_ONCE)):
        yield group


def _fetched(cursor: Any) -> Iterator[tuple[Any, ...]]:
    while answers := cursor.fetchmany(_AT_ONCE):
        yield from answers
