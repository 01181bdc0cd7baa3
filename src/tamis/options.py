"""What a caller may choose; everything else is fixed so that results are comparable."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

from tamis.errors import UsageError

Favor = Literal["precision", "balance", "recall"]
Breadth = Literal["speech", "all"]
AttributionModel = Literal["core", "fine"]

MAX_BYTES = 32 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """Choices for one call of :func:`tamis.read`.

    ``favor``: where in doubt, leave out (``precision``), keep (``recall``), or weigh both.
    ``attributions``: who said what. ``speech``: what was said or written; ``all``: what was
    thought, wanted, expected or shown, too; ``None``: not looked for.
    ``attribution_model``: what reads English for them; ``fine`` is slower, finds more, and needs
    ``pip install 'tamis[attribution]'``.
    ``max_bytes``: a larger capture raises :class:`~tamis.errors.TooLargeError`.
    ``captured``: when the page was captured, as ISO 8601 with an offset. "3 hours ago" is
    reckoned from it, and no date later than it is believed.

    Raises :class:`~tamis.errors.UsageError` for a value that does not exist.
    """

    favor: Favor = "balance"
    attributions: Breadth | None = None
    attribution_model: AttributionModel = "core"
    max_bytes: int = MAX_BYTES
    captured: str | None = None

    def __post_init__(self) -> None:
        if self.favor not in get_args(Favor):
            known = ", ".join(get_args(Favor))
            raise UsageError(f"favor={self.favor!r} does not exist; choose one of {known}")
        if self.attributions is not None and self.attributions not in get_args(Breadth):
            known = ", ".join(get_args(Breadth))
            raise UsageError(
                f"attributions={self.attributions!r} does not exist; choose one of {known}"
            )
        if self.attribution_model not in get_args(AttributionModel):
            known = ", ".join(get_args(AttributionModel))
            raise UsageError(
                f"attribution_model={self.attribution_model!r} does not exist;"
                f" choose one of {known}"
            )
        if self.attribution_model != "core" and self.attributions is None:
            raise UsageError(
                f"attribution_model={self.attribution_model!r} needs attributions: speech or all"
            )
        if self.max_bytes < 1:
            raise UsageError(f"max_bytes={self.max_bytes} must be at least 1")
        if self.captured is not None and self.captured_at is None:
            raise UsageError(
                f"captured={self.captured!r} is no moment; write it like 2024-05-03T08:15:00Z"
            )

    @property
    def captured_at(self) -> datetime | None:
        """``captured`` as a moment; ``None`` where it is none, or has no offset."""
        try:
            moment = datetime.fromisoformat(self.captured or "")
        except ValueError:
            return None
        return None if moment.tzinfo is None else moment
