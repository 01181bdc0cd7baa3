"""Rows as Parquet. The schema is that of the lines of JSON; ``docs/corpus.md`` describes it."""

from __future__ import annotations

import gzip
import os
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import orjson

from tamis.corpus.rows import OUTPUT_VERSION
from tamis.errors import InputError, MissingExtraError

_ROWS_AT_ONCE = 256
_ROWS_READ_AT_ONCE = 16


def to_parquet(lines: Path, table: Path) -> None:
    """Write the rows of a gzipped file of JSON lines as a Parquet file.

    The same columns; what the input said besides, ``metadata.input``, is a string of JSON. The
    file's own metadata has ``tamis.output_version``.
    """
    import pyarrow
    from pyarrow import parquet

    with gzip.open(lines) as file:
        rows = _rows(file)
        group = list(islice(rows, _ROWS_AT_ONCE))
        schema = _schema(pyarrow, refined="copies" in group[0])
        with parquet.ParquetWriter(table, schema, compression="zstd") as out:
            while group:
                out.write_table(pyarrow.Table.from_pylist(group, schema=schema))
                group = list(islice(rows, _ROWS_AT_ONCE))
    with table.open("rb") as written:
        os.fsync(written.fileno())


def from_parquet(table: Path) -> Iterator[dict[str, Any]]:
    """The rows of a Parquet file that a run wrote, as its lines of JSON would have them.

    Raises :class:`~tamis.errors.InputError` if it is damaged or something else.
    """
    import pyarrow
    from pyarrow import parquet

    try:
        file = parquet.ParquetFile(table)
        for batch in file.iter_batches(batch_size=_ROWS_READ_AT_ONCE, use_threads=False):
            for row in batch.to_pylist():
                row["metadata"]["input"] = orjson.loads(row["metadata"]["input"])
                for span in row["spans"]:
                    span["confidence"] = round(span["confidence"], 4)
                yield row
    except (pyarrow.ArrowException, KeyError, TypeError, ValueError) as error:
        raise InputError(f"{table} has no rows of a run ({error!r})") from error


def check_installed() -> None:
    """Raise :class:`~tamis.errors.MissingExtraError` if Parquet cannot be written here."""
    try:
        import pyarrow  # noqa: F401
    except ImportError:
        raise MissingExtraError("writing Parquet", "corpus") from None


def _rows(lines: Any) -> Iterator[dict[str, Any]]:
    for line in lines:
        row: dict[str, Any] = orjson.loads(line)
        row["metadata"]["input"] = orjson.dumps(row["metadata"]["input"]).decode()
        yield row


def _schema(arrow: Any, *, refined: bool) -> Any:
    text, texts = arrow.string(), arrow.list_(arrow.string())
    span = [
        ("start", arrow.int32()),
        ("end", arrow.int32()),
        ("role", text),
        ("family", text),
        ("confidence", arrow.float32()),
        ("reasons", texts),
        ("visible", arrow.bool_()),
        ("path", text),
    ]
    part = arrow.struct([("start", arrow.int32()), ("end", arrow.int32()), ("text", text)])
    attribution = [
        ("source", part),
        ("cue", part),
        ("content", arrow.list_(part)),
        *((name, text) for name in ("kind", "speaker", "certainty")),
        ("confidence", arrow.float32()),
        ("reasons", texts),
    ]
    metadata = [
        *((name, text) for name in ("url", "date", "file")),
        *((name, arrow.int64()) for name in ("offset", "length")),
        *((name, text) for name in ("digest", "media_type", "language", "page_type")),
        *((name, text) for name in ("title", "deck", "section")),
        ("authors", texts),
        *((name, text) for name in ("publisher", "date_published", "date_modified")),
        *((name, texts) for name in ("tags", "wires")),
        *((name, text) for name in ("license", "language_declared")),
        *((name, text) for name in ("access_declared", "access_observed")),
        ("notes", texts),
        ("input", text),
    ]
    place = arrow.struct([("start", arrow.int32()), ("end", arrow.int32())])
    copies = [
        ("family", text),
        ("size", arrow.int32()),
        ("earliest", arrow.bool_()),
        ("hosts", arrow.int32()),
        ("agency", text),
        ("common", arrow.list_(place)),
        ("only_here", arrow.list_(place)),
    ]
    return arrow.schema(
        [
            ("text", text),
            ("id", text),
            ("metadata", arrow.struct(metadata)),
            ("page_text", text),
            ("spans", arrow.list_(arrow.struct(span))),
            ("attributions", arrow.list_(arrow.struct(attribution))),
            *([("copies", arrow.struct(copies))] if refined else []),
        ],
        metadata={"tamis.output_version": str(OUTPUT_VERSION)},
    )
