"""What a request brings: received here within limits, unpacked and read by a worker."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import orjson
from starlette.requests import ClientDisconnect, Request

from tamis.apps.capture import inflated, too_large
from tamis.apps.serve.problems import problem_of, refused
from tamis.apps.serve.settings import Settings
from tamis.errors import UsageError
from tamis.options import Options
from tamis.page import Page
from tamis.pipeline import read

_JSON = "application/json"
# What clients say who do not know better: then the capture's own look decides.
_UNTYPED = frozenset({"", "application/octet-stream", "application/x-www-form-urlencoded"})
_GZIP_MAGIC = b"\x1f\x8b"

_MEMBERS = frozenset({"data", "url", "media_type", "options"})
_CHOICES = frozenset({"favor", "attributions", "attribution_model", "captured"})
_LISTS = frozenset({"keep", "drop"})


@dataclass(frozen=True, slots=True)
class Reading:
    """A capture, and how it is to be read and written: ``keep`` and ``drop`` name roles."""

    data: bytes | str
    url: str | None
    media_type: str | None
    options: Options
    keep: tuple[str, ...] = ()
    drop: tuple[str, ...] = ()

    def page(self) -> Page:
        return read(self.data, url=self.url, media_type=self.media_type, options=self.options)


@dataclass(frozen=True, slots=True)
class Submission:
    """The body of a request as it came in, with its headers and query.

    It is a capture, packed or not, whose URL and options stand in the query; or, where the
    ``Content-Type`` is JSON, an object ``{data, url, media_type, options}``.
    """

    body: bytes
    content_type: str
    query: Mapping[str, tuple[str, ...]]
    max_bytes: int

    def reading(self) -> Reading:
        """The capture out of the body.

        Raises :class:`~tamis.errors.UsageError` for a member or an option that does not exist,
        :class:`~tamis.errors.TooLargeError` and other :class:`~tamis.errors.InputError` for a
        body that cannot be unpacked.
        """
        body = inflated(self.body, max_bytes=self.max_bytes)
        if self.content_type.partition(";")[0].strip().lower() == _JSON:
            return self._of_object(body)
        choices = {name: values[-1] for name, values in self.query.items() if name not in _LISTS}
        url = choices.pop("url", None)
        untyped = self.content_type.partition(";")[0].strip().lower() in _UNTYPED
        return Reading(
            body,
            url,
            None if untyped else self.content_type,
            self._options(choices),
            self.query.get("keep", ()),
            self.query.get("drop", ()),
        )

    def _of_object(self, body: bytes) -> Reading:
        try:
            members = orjson.loads(body)
        except orjson.JSONDecodeError as error:
            raise UsageError(f"the body is not JSON: {error}") from None
        if not isinstance(members, dict) or not isinstance(members.get("data"), str):
            raise UsageError('the body must be a JSON object with a string "data"')
        _check_names(members, _MEMBERS)
        options = members.get("options") or {}
        if not isinstance(options, dict):
            raise UsageError('"options" must be an object')
        _check_names(options, _CHOICES | _LISTS)
        return Reading(
            members["data"],
            _text_or_none(members, "url"),
            _text_or_none(members, "media_type"),
            self._options(
                {name: _text_or_none(options, name) for name in options if name not in _LISTS}
            ),
            _names(options, "keep"),
            _names(options, "drop"),
        )

    def _options(self, choices: Mapping[str, Any]) -> Options:
        _check_names(choices, _CHOICES)
        given = {name: value for name, value in choices.items() if value is not None}
        return Options(max_bytes=self.max_bytes, **given)


async def received(request: Request, settings: Settings) -> Submission:
    """The body of ``request`` with what describes it.

    Raises :class:`~tamis.apps.serve.problems.RefusedError`: 413 for a body over
    ``settings.max_bytes``, 408 for one that takes too long, 415 for an encoding that is not
    gzip. A gzipped body is unpacked by the worker, within the same bound.
    """
    encoding = request.headers.get("content-encoding", "identity").strip().lower()
    if encoding not in {"", "identity", "gzip", "x-gzip"}:
        raise refused(
            HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
            "the body may be encoded with gzip alone; send it so, or as it is",
            accept_encoding="gzip, identity",
            connection="close",
        )
    try:
        async with asyncio.timeout(settings.body_seconds):
            body = await _bounded(request, settings.max_bytes)
    except TimeoutError:
        raise refused(
            HTTPStatus.REQUEST_TIMEOUT,
            f"the body did not arrive within {settings.body_seconds:g} seconds",
            connection="close",
        ) from None
    except ClientDisconnect:
        raise refused(HTTPStatus.BAD_REQUEST, "the body ends too early") from None
    if "gzip" in encoding and not body.startswith(_GZIP_MAGIC):
        raise refused(HTTPStatus.BAD_REQUEST, "the body is said to be gzipped, and is not")
    return Submission(
        body,
        request.headers.get("content-type", ""),
        {name: tuple(request.query_params.getlist(name)) for name in request.query_params},
        settings.max_bytes,
    )


async def _bounded(request: Request, max_bytes: int) -> bytes:
    problem = problem_of(too_large(max_bytes))
    declared = request.headers.get("content-length", "")
    if declared.isascii() and declared.isdigit() and int(declared[:20]) > max_bytes:
        raise refused(problem.status, problem.detail, connection="close")
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > max_bytes:
            raise refused(problem.status, problem.detail, connection="close")
    return bytes(body)


def _check_names(given: Mapping[str, Any], known: frozenset[str]) -> None:
    for name in sorted(given.keys() - known):
        raise UsageError(f"{name[:80]!r} does not exist; choose from {', '.join(sorted(known))}")


def _text_or_none(members: Mapping[str, Any], name: str) -> str | None:
    value = members.get(name)
    if value is not None and not isinstance(value, str):
        raise UsageError(f'"{name}" must be a string')
    return value


def _names(options: Mapping[str, Any], name: str) -> tuple[str, ...]:
    value = options.get(name) or []
    names = [value] if isinstance(value, str) else value
    if not isinstance(names, list) or not all(isinstance(item, str) for item in names):
        raise UsageError(f'"{name}" must be a string or a list of strings')
    return tuple(names)
