"""What was found about each row, and the row as it is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from tamis.corpus.refine import copies, sharing, templates
from tamis.corpus.refine.article import article_ranges
from tamis.corpus.refine.copies import Copy
from tamis.corpus.refine.database import Database
from tamis.corpus.refine.judging import Judge
from tamis.corpus.refine.reading import Stored
from tamis.corpus.refine.relabelling import Change, relabelled
from tamis.corpus.refine.sharing import Insertion
from tamis.corpus.refine.templates import Template
from tamis.corpus.summary import Summary
from tamis.page import Role

_TEMPLATE_CONFIDENCE = 0.95


class Findings:
    """All that the database knows, row by row."""

    def __init__(self, database: Database) -> None:
        self._templates = templates.known_templates(database)
        self._copies = copies.known_copies(database)
        self._common = sharing.known_common(database)
        self._insertions = sharing.known_insertions(database)

    def refined(self, number: int, row: Stored) -> tuple[Stored, Summary]:
        """The row as it is written, and its counts. Rows are given in rising order."""
        found = templates.templates_of(row, self._templates.of(number))
        copy = next((Copy(*answer) for answer in self._copies.of(number)), None)
        common = self._common.of(number)
        inserted = sharing.insertions_of(self._insertions.of(number))
        changes = [_of_template(template) for template in found]
        if copy is not None and inserted:
            changes += _of_insertions(inserted, copy, found, row)
        changes.sort(key=lambda change: change.start)
        changed = relabelled(row, changes)
        changed["copies"] = None if copy is None else _told(copy, common, inserted)
        return changed, _counts(changed, copy, found, inserted)


def _of_template(template: Template) -> Change:
    start, end, pages, of = template
    reason = f"stands on {pages:,} of {of:,} pages of this host"
    return Change(start, end, reason, Role.OTHER, _TEMPLATE_CONFIDENCE)


def _of_insertions(
    inserted: Sequence[Insertion], copy: Copy, found: Sequence[Template], row: Stored
) -> Iterator[Change]:
    """Changes of the article within the insertions, none of them for a template."""
    reason = f"in this one of {copy.size:,} copies only, amid text that others have without it"
    without = [(template.start, template.end) for template in found]
    judge = Judge(row)
    for insertion in inserted:
        places = list(article_ranges(row["spans"], without, insertion.start, insertion.end))
        verdict = judge.verdict(places)
        for start, end in places:
            if verdict is None:
                yield Change(start, end, reason)
            else:
                yield Change(start, end, reason, *verdict)


def _told(
    copy: Copy, common: Iterable[tuple[int, int]], inserted: Iterable[Insertion]
) -> dict[str, Any]:
    return {
        "family": copy.family,
        "size": copy.size,
        "earliest": copy.is_earliest,
        "hosts": copy.hosts,
        "agency": copy.agency,
        "common": [{"start": start, "end": end} for start, end in sorted(common)],
        "only_here": [{"start": start, "end": end} for start, end, _ in sorted(inserted)],
    }


def _counts(
    row: Stored, copy: Copy | None, found: Sequence[Template], inserted: Sequence[Insertion]
) -> Summary:
    characters: Counter[str] = Counter()
    for span in row["spans"]:
        characters[span["role"]] += span["end"] - span["start"]
    return Summary(
        written=1,
        empty=int(not row["text"].strip()),
        characters=characters,
        refined={
            "pages with site templates": int(bool(found)),
            "families of copies": int(copy is not None and copy.is_earliest),
            "copies": int(copy is not None),
            "copies with insertions": int(bool(inserted)),
        },
    )
