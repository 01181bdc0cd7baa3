"""Parquet tables with one document in a row."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from tamis.corpus.capture import Failure, Item, Source
from tamis.corpus.documents import capture_of
from tamis.errors import InputError, MissingExtraError

_ROWS_AT_ONCE = 16


def read_parquet(file: BinaryIO, source: Source, max_bytes: int) -> Iterator[Item]:
    """The rows of ``file``, read as :func:`~tamis.corpus.documents.capture_of` says; the columns
    have the names that JSON lines have."""
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError:
        raise MissingExtraError("reading Parquet", "corpus") from None
    row = 0
    try:
        table = parquet.ParquetFile(file, buffer_size=1 << 20)
        for batch in table.iter_batches(batch_size=_ROWS_AT_ONCE, use_threads=False):
            for document in batch.to_pylist():
                size = sum(len(v) for v in document.values() if isinstance(v, str | bytes))
                if size > max_bytes:
                    error = f"the row has {size:,} characters and the limit is {max_bytes:,}"
                    yield Failure(id=None, file=source.path, offset=row, error=error)
                else:
                    yield capture_of(
                        document,
                        source,
                        fallback_id=f"{source.path}#{row}",
                        offset=row,
                        length=None,
                    )
                row += 1
    except (pyarrow.ArrowException, UnicodeDecodeError, OSError) as error:
        raise InputError(f"the Parquet file is damaged after row {row:,} ({error})") from error
