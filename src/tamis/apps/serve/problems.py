"""What goes wrong, as ``application/problem+json`` (RFC 9457)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus

import orjson
from starlette.responses import Response

from tamis.corpus.problems import in_words
from tamis.errors import BinaryInputError, InputError, MissingExtraError, TooLargeError, UsageError

MEDIA_TYPE = "application/problem+json"


@dataclass(frozen=True, slots=True)
class Problem:
    """A status, and one line for a person: what is wrong and what to do."""

    status: HTTPStatus
    detail: str
    headers: Mapping[str, str] = field(default_factory=dict)

    def response(self) -> Response:
        # The type "about:blank" says that the status alone tells the kind (RFC 9457, 4.2.1).
        members = {
            "type": "about:blank",
            "title": self.status.phrase,
            "status": int(self.status),
            "detail": self.detail,
        }
        return Response(
            orjson.dumps(members),
            status_code=self.status,
            headers=dict(self.headers),
            media_type=MEDIA_TYPE,
        )


class RefusedError(Exception):
    """A request that ends with a :class:`Problem`."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.detail)
        self.problem = problem


def refused(status: HTTPStatus, detail: str, **headers: str) -> RefusedError:
    """The error for a request that ends with ``status``; ``retry_after="1"`` is a header."""
    named = {name.replace("_", "-").title(): value for name, value in headers.items()}
    return RefusedError(Problem(status, detail, named))


def problem_of(error: Exception) -> Problem:
    """What a request ends with when the work on it raised ``error``."""
    detail = " ".join(in_words(error).split()).encode(errors="replace").decode()
    for kind, status in _STATUSES.items():
        if isinstance(error, kind):
            return Problem(status, detail)
    return Problem(HTTPStatus.INTERNAL_SERVER_ERROR, detail)


_STATUSES: Mapping[type[Exception], HTTPStatus] = {
    UsageError: HTTPStatus.BAD_REQUEST,
    TooLargeError: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    MemoryError: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    BinaryInputError: HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    MissingExtraError: HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    InputError: HTTPStatus.UNPROCESSABLE_ENTITY,
}
