"""The rows of a finished run, read again in their order."""

from __future__ import annotations

import gzip
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import orjson

from tamis.corpus.shards import Format, summary_in
from tamis.corpus.summary import Summary
from tamis.corpus.tables import from_parquet
from tamis.errors import InputError
from tamis.packing import UNPACKING_ERRORS
from tamis.page import Role

Stored = dict[str, Any]
"""A row as its line of JSON has it, whatever file it came from."""


class Corpus:
    """The output of a finished run in ``folder``. ``shards``: its files of rows, in order.

    Raises :class:`~tamis.errors.InputError` if there is none.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.summary: Summary = summary_in(folder)
        tables, lines = sorted(folder.glob("*.parquet")), sorted(folder.glob("*.jsonl.gz"))
        if tables and lines:
            raise InputError(
                f"{folder} has rows both as Parquet and as JSON; give one run's folder"
            )
        self.output_format: Format = "parquet" if tables else "jsonl"
        self.shards: Sequence[Path] = tables or lines

    def rows(self) -> Iterator[tuple[int, Stored]]:
        """All rows with their numbers, from 0 on.

        Raises :class:`~tamis.errors.InputError` where a file cannot be read, where something is
        no row of a run, and where the rows are not as many as the summary says.
        """
        number = 0
        for shard in self.shards:
            for row in rows_in(shard):
                yield number, row
                number += 1
        if number != self.summary.written:
            raise InputError(
                f"{self.folder} has {number:,} rows and its summary says "
                f"{self.summary.written:,}; is a file of the run missing?"
            )


def rows_in(shard: Path) -> Iterator[Stored]:
    """The rows of one file."""
    stored = from_parquet(shard) if shard.suffix == ".parquet" else _lines(shard)
    number = 0
    try:
        for number, row in enumerate(stored, start=1):
            problem = _problem(row)
            if problem:
                raise InputError(
                    f"{shard}, row {number}: {problem}; only rows of a run can be refined"
                )
            yield row
    except (*UNPACKING_ERRORS, orjson.JSONDecodeError) as error:
        raise InputError(f"{shard} is damaged after row {number:,} ({error})") from error


def _lines(shard: Path) -> Iterator[Any]:
    with gzip.open(shard) as file:
        for line in file:
            yield orjson.loads(line)


def _problem(row: object) -> str | None:
    """What keeps a value from being a row: something is missing, or no partition."""
    if not isinstance(row, Mapping):
        return "no object"
    for name, kind in _FIELDS.items():
        if not isinstance(row.get(name), kind):
            return f"{name!r} is missing or something else"
    end = 0
    for span in row["spans"]:
        if not (
            isinstance(span, Mapping)
            and span.get("start") == end
            and isinstance(span.get("end"), int)
            and span["end"] > end
            and span.get("role") in _ROLES
        ):
            return "the spans are no partition of the text"
        end = span["end"]
    return None if end == len(row["page_text"]) else "the spans are no partition of the text"


_FIELDS = {"text": str, "id": str, "metadata": Mapping, "page_text": str, "spans": list}
_ROLES = frozenset(role.value for role in Role)
