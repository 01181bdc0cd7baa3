"""What a finder finds in one paragraph, before it has its place on the page."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Found:
    """One attribution. Its parts are half-open ranges of the paragraph, in code points."""

    source: tuple[int, int] | None
    cue: tuple[int, int]
    content: tuple[tuple[int, int], ...]
    confidence: float
