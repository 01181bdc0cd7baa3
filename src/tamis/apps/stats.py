"""``tamis stats``: tables for a terminal, or as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from tamis.apps.terminal import columns, printable
from tamis.corpus.stats import Table

_WIDEST = 60


def as_text(tables: Iterable[Table]) -> Iterator[str]:
    """The lines of all tables that have rows; names to the left, numbers to the right."""
    for table in tables:
        if table.rows:
            yield f"{table.title}\n"
            yield from _lines(table)
            yield "\n"


def as_json(tables: Iterable[Table]) -> str:
    """All tables as one object: by title, a list of objects."""
    return json.dumps(
        {
            table.title: [dict(zip(table.columns, row, strict=True)) for row in table.rows]
            for table in tables
        },
        ensure_ascii=False,
    )


def _lines(table: Table) -> Iterator[str]:
    is_number = [isinstance(cell, int | float) for cell in table.rows[0]]
    cells = [table.columns, *(_cells(table, row) for row in table.rows)]
    widths = [max(map(columns, column)) for column in zip(*cells, strict=True)]
    for line in cells:
        padded = []
        for cell, width, right in zip(line, widths, is_number, strict=True):
            space = " " * (width - columns(cell))
            padded.append(space + cell if right else cell + space)
        yield f"  {'  '.join(padded).rstrip()}\n"


def _cells(table: Table, row: tuple[Any, ...]) -> tuple[str, ...]:
    return tuple(
        f"{cell:.1%}"
        if name.endswith(" share") and cell is not None
        else f"{cell:,}"
        if isinstance(cell, int)
        else printable(str(cell))[:_WIDEST]
        for name, cell in zip(table.columns, row, strict=True)
    )
