"""Parquet tables with one document in a row."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO

from tamis.corpus.capture import Capture, Failure, Item, Source
from tamis.corpus.documents import capture_of, identity_of
from tamis.errors import InputError, MissingExtraError

_ROWS_AT_ONCE = 16


def read_parquet(file: BinaryIO, source: Source, max_bytes: int) -> Iterator[Item]:
    """The rows of ``file``, read as :func:`~tamis.corpus.documents.capture_of` says; the columns
    have the names that JSON lines have.

    Where rows cannot be read, one failure tells of them all, and reading goes on at the next
    row group.
    """
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError:
        raise MissingExtraError("reading Parquet", "corpus") from None
    problems = (pyarrow.ArrowException, OSError)
    try:
        table = parquet.ParquetFile(file, buffer_size=1 << 20, page_checksum_verification=True)
    except problems as error:
        raise InputError(f"the Parquet file is damaged ({error})") from error
    row = 0
    for group in range(table.num_row_groups):
        end = row + table.metadata.row_group(group).num_rows
        try:
            for batch in table.iter_batches(_ROWS_AT_ONCE, row_groups=[group], use_threads=False):
                for index in range(batch.num_rows):
                    yield _item(batch, index, source, row, max_bytes)
                    row += 1
        except problems as error:
            problem = f"damaged: the rows {row:,} to {end - 1:,} cannot be read ({error})"
            yield Failure(id=None, file=source.path, offset=row, error=problem)
        row = end


def _item(batch: Any, index: int, source: Source, row: int, max_bytes: int) -> Capture | Failure:
    document: dict[str, Any] = {}
    problem = ""
    for name, column in zip(batch.schema.names, batch.columns, strict=True):
        try:
            document[name] = column[index].as_py()
        except UnicodeDecodeError:
            problem = f"the column {name} is no UTF-8"
    size = sum(len(value) for value in document.values() if isinstance(value, str | bytes))
    if size > max_bytes:
        problem = f"the row has {size:,} characters and the limit is {max_bytes:,}"
    if problem:
        identity = identity_of(document)
        return Failure(id=identity, file=source.path, offset=row, error=problem)
    fallback = f"{source.path}#{row}"
    return capture_of(document, source, fallback_id=fallback, offset=row, length=None)
