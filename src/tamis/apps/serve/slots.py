"""How much work the server takes on at once: what is over it is refused, never queued."""

from __future__ import annotations

from http import HTTPStatus

from tamis.apps.serve.problems import refused


class Slots:
    """``most`` requests may be inside ``with slots:`` at once.

    Bodies are received inside, so that their number, too, is bounded. Raises
    :class:`~tamis.apps.serve.problems.RefusedError` (429) for one more.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self.used = 0

    def __enter__(self) -> None:
        if self.used >= self._most:
            raise refused(
                HTTPStatus.TOO_MANY_REQUESTS,
                f"{self._most} requests are under way already; try again in a second",
                retry_after="1",
            )
        self.used += 1

    def __exit__(self, *raised: object) -> None:
        self.used -= 1
