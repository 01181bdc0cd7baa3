"""What a caller may choose; everything else is fixed so that results are comparable."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from tamis.errors import UsageError

Favor = Literal["precision", "balance", "recall"]

MAX_BYTES = 32 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """Choices for one call of :func:`tamis.read`.

    ``favor``: where in doubt, leave out (``precision``), keep (``recall``), or weigh both.
    ``attributions``: ``None``; who said what is not built yet, other values are refused.
    ``max_bytes``: a larger capture raises :class:`~tamis.errors.TooLargeError`.

    Raises :class:`~tamis.errors.UsageError` for a value that does not exist.
    """

    favor: Favor = "balance"
    attributions: Literal["speech", "all"] | None = None
    max_bytes: int = MAX_BYTES

    def __post_init__(self) -> None:
        if self.favor not in get_args(Favor):
            known = ", ".join(get_args(Favor))
            raise UsageError(f"favor={self.favor!r} does not exist; choose one of {known}")
        if self.attributions is not None:
            raise UsageError("attributions are not built yet; leave attributions=None")
        if self.max_bytes < 1:
            raise UsageError(f"max_bytes={self.max_bytes} must be at least 1")
