"""Who said what on a page: as a table at a prompt, for spreadsheets, and as JSON."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence

from tamis.apps.terminal import columns, wrapped
from tamis.output import attribution_dict, serialised
from tamis.output.safety import shown
from tamis.page import Attribution, Page

NARROWEST = 60
"""The columns that the table takes at least."""

_HEADINGS = ("speaker", "cue", "content", "where")
_GAP = "  "
_NOBODY = "?"
_FIELDS = (
    *("speaker", "source", "cue", "content", "kind", "certainty", "confidence"),
    *("start", "end", "url"),
)
# A spreadsheet takes a cell that begins with one of these for a formula, also behind white space
# (OWASP, "CSV Injection"; its full-width forms count where a spreadsheet is Chinese or Japanese).
_FORMULA = tuple("=+-@\t\r\n|%＝＋－＠")


def as_table(page: Page, *, width: int = 80) -> Iterator[str]:
    """Lines of at most ``width`` columns, or ``NARROWEST`` if that is more: speaker, cue, content
    and where the cue stands in ``page.text``. A speaker who is not known is shown as the source,
    in brackets. Nothing of the page is obeyed by a terminal."""
    width = max(width, NARROWEST)
    rows = [_cells(attribution) for attribution in page.attributions]
    sizes = _sizes([_HEADINGS, *rows], width)
    for number, row in enumerate([_HEADINGS, *rows]):
        if number:
            yield ""
        yield from _lines(row, sizes)


def as_csv(page: Page) -> Iterator[str]:
    """Comma-separated values (RFC 4180, but for line ends) with a line of headings.

    The parts of a content are joined by ``…``; ``start`` and ``end`` are those of the cue in the
    page's text. Where a spreadsheet would take a cell for a formula, an apostrophe stands before
    it.
    """
    yield _csv_line(_FIELDS)
    for attribution in page.attributions:
        yield _csv_line(
            [
                *map(_safe_cell, [attribution.speaker or "", _source(attribution)]),
                *map(_safe_cell, [attribution.cue.text, _content(attribution)]),
                attribution.kind,
                attribution.certainty,
                f"{attribution.confidence:.4f}",
                str(attribution.cue.start),
                str(attribution.cue.end),
                _safe_cell(page.url or ""),
            ]
        )


def as_json(page: Page) -> str:
    """One object: ``url``, ``title``, ``language`` and ``attributions`` as in ``tamis extract``."""
    return serialised(
        {
            "url": page.url,
            "title": page.metadata.title,
            "language": page.language,
            "attributions": [attribution_dict(one) for one in page.attributions],
        }
    )


def _cells(attribution: Attribution) -> tuple[str, ...]:
    source = _source(attribution)
    who = attribution.speaker or (f"[{source}]" if source else _NOBODY)
    where = f"{attribution.cue.start}:{attribution.cue.end}"
    return (who, attribution.cue.text, _content(attribution), where)


def _source(attribution: Attribution) -> str:
    return "" if attribution.source is None else attribution.source.text


def _content(attribution: Attribution) -> str:
    return " … ".join(part.text for part in attribution.content)


def _sizes(rows: Sequence[Sequence[str]], width: int) -> list[int]:
    """The columns of each cell: as much as it needs, up to its share; the content has the rest."""
    shares = (width // 4, width // 6, 0, 13)
    sizes = []
    for place, share in enumerate(shares):
        widest = max(
            (columns(line) for row in rows for line in wrapped(row[place], share or 1)), default=0
        )
        sizes.append(min(widest, share))
    sizes[2] = width - sum(sizes) - len(_GAP) * (len(shares) - 1)
    return sizes


def _lines(row: Sequence[str], sizes: Sequence[int]) -> Iterator[str]:
    cells = [
        list(wrapped(" ".join(text.split()), size)) for text, size in zip(row, sizes, strict=True)
    ]
    for number in range(max(map(len, cells))):
        parts = [cell[number] if number < len(cell) else "" for cell in cells]
        padded = (
            part + " " * (size - columns(part)) for part, size in zip(parts, sizes, strict=True)
        )
        yield _GAP.join(padded).rstrip()


def _csv_line(cells: Sequence[str]) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="\n").writerow(cells)
    return line.getvalue()


def _safe_cell(text: str) -> str:
    flat = " ".join(shown(text).split())
    return f"'{flat}" if flat.startswith(_FORMULA) else flat
