"""``tamis refine`` as a person sees it: the words at the end."""

from __future__ import annotations

from tamis.corpus import Summary


def in_words(summary: Summary) -> str:
    """What was found, in one line."""
    found = (f"{kind}: {count:,}" for kind, count in sorted(summary.refined.items()))
    return ", ".join([f"written: {summary.written:,}", *found])
