"""One row of a run's output, read again as the page that it was."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Mapping
from dataclasses import fields
from itertools import islice
from pathlib import Path
from typing import Any

import orjson

from tamis.errors import InputError, PartitionError
from tamis.page import Attribution, Metadata, Page, Part, Role, Span


def row_at(file: Path, line: int) -> Mapping[str, Any]:
    """Row number ``line``, from 0, of a file that a run wrote, as its line of JSON has it.

    Raises :class:`~tamis.errors.InputError` if it cannot be read.
    """
    row = _from_parquet(file, line) if file.suffix == ".parquet" else _from_lines(file, line)
    if row is None:
        raise InputError(f"{file.name} has no row {line}; it is not as it was")
    return row


def page_of(row: Mapping[str, Any]) -> Page:
    """The page that a row was made of, without what rows do not keep: marks and images.

    Raises :class:`~tamis.errors.InputError` if the row is damaged.
    """
    try:
        metadata = row["metadata"]
        return Page(
            text=row["page_text"],
            spans=tuple(_span(span) for span in row["spans"]),
            metadata=Metadata(**{item.name: _value(metadata, item.name) for item in _FIELDS}),
            attributions=tuple(map(_attribution, row.get("attributions") or ())),
            url=metadata["url"],
            media_type=metadata["media_type"] or "text/plain",
            language=metadata["language"],
            page_type=metadata["page_type"],
        )
    except (KeyError, TypeError, ValueError, PartitionError) as error:
        raise InputError(f"the row is damaged ({type(error).__name__})") from error


_FIELDS = fields(Metadata)


def _value(metadata: Mapping[str, Any], name: str) -> Any:
    value = metadata.get(name)
    return tuple(value) if isinstance(value, list) else value


def _span(span: Mapping[str, Any]) -> Span:
    return Span(
        int(span["start"]),
        int(span["end"]),
        Role(span["role"]),
        float(span["confidence"]),
        tuple(span["reasons"]),
        bool(span["visible"]),
        str(span["path"]),
    )


def _attribution(attribution: Mapping[str, Any]) -> Attribution:
    source = attribution["source"]
    return Attribution(
        source=None if source is None else Part(**source),
        cue=Part(**attribution["cue"]),
        content=tuple(Part(**part) for part in attribution["content"]),
        kind=attribution["kind"],
        speaker=attribution["speaker"],
        certainty=attribution["certainty"],
        confidence=float(attribution["confidence"]),
        reasons=tuple(attribution["reasons"]),
    )


def _from_lines(file: Path, line: int) -> Mapping[str, Any] | None:
    try:
        with gzip.open(file) as lines:
            found = next(islice(lines, line, None), None)
        return None if found is None else dict(orjson.loads(found))
    except (OSError, EOFError, zlib.error, ValueError) as error:
        raise InputError(f"{file.name} cannot be read ({type(error).__name__})") from error


def _from_parquet(file: Path, line: int) -> Mapping[str, Any] | None:
    """Of the file only the group of rows that holds the one is read."""
    import pyarrow
    from pyarrow import parquet

    try:
        table = parquet.ParquetFile(file)
        for number in range(table.num_row_groups):
            size = table.metadata.row_group(number).num_rows
            if line < size:
                found: Mapping[str, Any] = (
                    table.read_row_group(number, use_threads=False).slice(line, 1).to_pylist()[0]
                )
                return found
            line -= size
    except (OSError, pyarrow.ArrowException) as error:
        raise InputError(f"{file.name} cannot be read ({type(error).__name__})") from error
    return None
