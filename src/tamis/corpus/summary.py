"""What a run did, in numbers that can be added up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Self

from tamis.page import Family, Page, Role


@dataclass(frozen=True, slots=True)
class Summary:
    """Counts over records. Those of two parts of a corpus give the whole by ``+``.

    ``written``: rows in the output; ``empty``: those of them without any article text.
    ``failed``: records in ``failures.jsonl``. ``skipped``: records that are no pages, by reason.
    ``characters``: of the pages' texts, by role. ``page_types``: rows by the page's type.
    ``noted``: rows with something wrong that did not keep them from being read. ``refined``:
    what :func:`~tamis.corpus.refine.refine` found, by kind.
    """

    written: int = 0
    empty: int = 0
    failed: int = 0
    noted: int = 0
    skipped: Mapping[str, int] = field(default_factory=dict)
    characters: Mapping[str, int] = field(default_factory=dict)
    page_types: Mapping[str, int] = field(default_factory=dict)
    refined: Mapping[str, int] = field(default_factory=dict)

    def __add__(self, other: Self) -> Summary:
        return Summary(
            written=self.written + other.written,
            empty=self.empty + other.empty,
            failed=self.failed + other.failed,
            noted=self.noted + other.noted,
            skipped=_added(self.skipped, other.skipped),
            characters=_added(self.characters, other.characters),
            page_types=_added(self.page_types, other.page_types),
            refined=_added(self.refined, other.refined),
        )

    @property
    def records(self) -> int:
        """All records that were met."""
        return self.written + self.failed + sum(self.skipped.values())

    def share(self, family: Family) -> float:
        """The share of all characters that have a role of ``family``, in [0, 1]."""
        total = sum(self.characters.values())
        found = sum(n for role, n in self.characters.items() if Role(role).family is family)
        return found / total if total else 0.0

    def to_dict(self) -> dict[str, Any]:
        """The counts as JSON has them, keys in order."""
        return {
            name: dict(sorted(value.items())) if isinstance(value, Mapping) else value
            for name, value in asdict(self).items()
        }

    @classmethod
    def from_dict(cls, counts: Mapping[str, Any]) -> Self:
        """The reverse of :meth:`to_dict`."""
        return cls(**counts)


def summary_of(page: Page, *, text: str, noted: bool) -> Summary:
    """The counts of one labelled page, whose article is ``text``."""
    characters: Counter[str] = Counter()
    for span in page.spans:
        characters[span.role.value] += span.end - span.start
    return Summary(
        written=1,
        empty=int(not text.strip()),
        noted=int(noted),
        characters=characters,
        page_types={page.page_type or "unknown": 1},
    )


def _added(one: Mapping[str, int], other: Mapping[str, int]) -> dict[str, int]:
    return dict(Counter(one) + Counter(other))
