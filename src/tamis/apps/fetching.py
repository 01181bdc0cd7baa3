"""One page from a URL, within limits on time, size and redirects."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Collection
from http import HTTPStatus
from importlib.metadata import version

import httpx

from tamis.apps.capture import Capture, too_large
from tamis.errors import FetchError

MAX_REDIRECTS = 5
SILENCE_SECONDS = 10.0
TOTAL_SECONDS = 30.0

_TOKEN = re.compile(r"[a-z0-9-]{1,20}")


def fetch(url: str, *, max_bytes: int, total_seconds: float = TOTAL_SECONDS) -> Capture:
    """What ``url`` answers: the body, gzipped if the server sent it so, the URL it came from
    after redirects, and the ``Content-Type`` as it stands.

    Only gzip is asked for: it can be unpacked within a bound, which httpx's own decoding does
    not keep. Runs an event loop of its own, since only cancelling it ends a server that sends
    one byte at a time.

    Raises :class:`~tamis.errors.FetchError` if no page came within the limits, and
    :class:`~tamis.errors.TooLargeError` if more than ``max_bytes`` bytes did.
    """
    try:
        return asyncio.run(
            fetch_through(None, url, max_bytes=max_bytes, total_seconds=total_seconds)
        )
    except httpx.ConnectError as error:
        raise FetchError(f"cannot connect ({error}); check the address") from error
    except (httpx.HTTPError, httpx.InvalidURL, UnicodeError) as error:
        raise FetchError(f"cannot be fetched ({error}); check the address") from error


async def fetch_through(
    transport: httpx.AsyncBaseTransport | None,
    url: str,
    *,
    max_bytes: int,
    total_seconds: float,
    media_types: Collection[str] | None = None,
) -> Capture:
    """What :func:`fetch` does, in a running event loop, with every request sent through
    ``transport``. A given transport is all there is: no proxy and no password of the
    environment is used. ``media_types``: which are read; ``None`` for all.

    Raises as :func:`fetch` does, and ``httpx``'s own errors where nothing was agreed on.
    """
    try:
        return await _fetch_within(transport, url, max_bytes, total_seconds, media_types)
    except TimeoutError:
        raise FetchError(
            f"the page did not arrive within {total_seconds:g} seconds; try again, or save the "
            "page and give its path"
        ) from None
    except httpx.TimeoutException as error:
        raise FetchError(
            f"the server was silent for {SILENCE_SECONDS:g} seconds; try again, or save the page "
            "and give its path"
        ) from error
    except httpx.UnsupportedProtocol as error:
        raise FetchError("leads to an address that is not http or https; check it") from error


async def _fetch_within(
    transport: httpx.AsyncBaseTransport | None,
    url: str,
    max_bytes: int,
    total_seconds: float,
    media_types: Collection[str] | None,
) -> Capture:
    headers = {
        "User-Agent": f"tamis/{version('tamis')} (+https://pypi.org/project/tamis/)",
        "Accept": "text/html,application/xhtml+xml,text/plain;q=0.9,*/*;q=0.5",
        "Accept-Encoding": "gzip",
    }
    timeout = httpx.Timeout(SILENCE_SECONDS)
    async with (
        asyncio.timeout(total_seconds),
        httpx.AsyncClient(
            headers=headers, timeout=timeout, transport=transport, trust_env=transport is None
        ) as client,
    ):
        request: httpx.Request | None = client.build_request("GET", url)
        # Followed by hand: httpx reads the bodies of redirects whole, whatever their size.
        for _ in range(MAX_REDIRECTS + 1):
            if request is None:
                break
            response = await client.send(request, stream=True, follow_redirects=False)
            try:
                if response.next_request is None:
                    return await _capture_of(response, max_bytes, media_types)
                request = response.next_request
            finally:
                await response.aclose()
    raise FetchError(f"redirects more than {MAX_REDIRECTS} times; give the final address")


async def _capture_of(
    response: httpx.Response, max_bytes: int, media_types: Collection[str] | None
) -> Capture:
    if not response.is_success:
        raise FetchError(f"the server answered {_status(response.status_code)}; check the address")
    declared = response.headers.get("Content-Type")
    if declared and media_types is not None and _essence(declared) not in media_types:
        raise FetchError("the server sent no page of HTML or text; give the address of one")
    encoding = response.headers.get("Content-Encoding", "identity").strip().lower()
    if encoding not in {"", "identity", "gzip", "x-gzip"}:
        # What the server calls it is shown only where it can hold no message.
        name = repr(encoding) if _TOKEN.fullmatch(encoding) else "with a strange name"
        raise FetchError(
            f"the server answered in the encoding {name}, which was not asked for; save the "
            "page and give its path"
        )
    body = bytearray()
    async for chunk in response.aiter_raw():
        body += chunk
        if len(body) > max_bytes:
            raise too_large(max_bytes)
    return Capture(
        bytes(body),
        # A password in the address is not for the output.
        url=str(response.url.copy_with(userinfo=b"")),
        media_type=declared,
    )


def _essence(media_type: str) -> str:
    return media_type.partition(";")[0].strip().lower()


def _status(code: int) -> str:
    try:
        return f"{code} {HTTPStatus(code).phrase}"
    except ValueError:
        return str(code)
