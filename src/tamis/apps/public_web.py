"""One page from the public web, for a caller that does not choose its addresses well.

A language model can be talked into fetching anything. So each request goes to the very address
that was checked, each redirect is a request like the first, and nothing can turn the check off.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections.abc import Awaitable, Callable
from typing import TypeAlias

import httpx

from tamis.apps.capture import Capture, inflated
from tamis.apps.fetching import TOTAL_SECONDS, fetch_through
from tamis.errors import FetchError

Resolver: TypeAlias = Callable[[str, int], Awaitable[list[str]]]
"""Gives the addresses of a host and port, as text."""

MEDIA_TYPES = frozenset(
    {"text/html", "application/xhtml+xml", "text/plain", "text/markdown", "text/x-markdown"}
)

_MOST_ADDRESSES = 4
_UNICAST = ipaddress.IPv6Network("2000::/3")
"""All that has been given out for the public IPv6 net (RFC 4291). What maps or translates IPv4
lies outside: ``::ffff:0:0/96``, and NAT64's ``64:ff9b::/96`` and ``64:ff9b:1::/48``."""

_NOT_PUBLIC = (
    # 6to4 holds an IPv4 address that the check would not see.
    ipaddress.ip_network("2002::/16"),
    ipaddress.ip_network("192.88.99.0/24"),
    # Set aside for protocols (among them Teredo, which holds an IPv4 address too) and for
    # documentation; releases of Python differ in how much of these they know.
    ipaddress.ip_network("192.0.0.0/24"),
    ipaddress.ip_network("2001::/23"),
    ipaddress.ip_network("3fff::/20"),
    # The one public address that every machine of a large cloud reaches its host by.
    ipaddress.ip_network("168.63.129.16/32"),
)


async def fetch_public(
    url: str,
    *,
    max_bytes: int,
    total_seconds: float = TOTAL_SECONDS,
    resolve: Resolver | None = None,
    wire: httpx.AsyncBaseTransport | None = None,
) -> Capture:
    """What ``url`` answers, unpacked, if it and all that it redirects to are on the public web.

    ``resolve`` and ``wire`` are what lies before and behind the check, the system's own by
    default: names to addresses, and requests to addresses that have passed.

    Raises :class:`~tamis.errors.FetchError` for a URL that is not http or https or has a
    password, for a host with any address that is not public, for an answer that is not HTML or
    text, and otherwise as :func:`tamis.apps.fetching.fetch`. ``max_bytes`` holds packed and
    unpacked. Messages repeat nothing that a server wrote.
    """
    guard = _Guard(
        resolve or _addresses,
        # A kept connection would serve another name at the same address.
        wire
        or httpx.AsyncHTTPTransport(
            trust_env=False, limits=httpx.Limits(max_keepalive_connections=0)
        ),
    )
    try:
        capture = await fetch_through(
            guard,
            url,
            max_bytes=max_bytes,
            total_seconds=total_seconds,
            media_types=MEDIA_TYPES,
        )
    except httpx.ConnectError as error:
        raise FetchError("cannot connect; check the address") from error
    except (httpx.HTTPError, httpx.InvalidURL, UnicodeError) as error:
        raise FetchError(
            f"cannot be fetched ({type(error).__name__}); check the address"
        ) from error
    data = inflated(capture.data, max_bytes=max_bytes)
    return Capture(data, url=capture.url, media_type=capture.media_type)


def is_public(address: str) -> bool:
    """Whether ``address``, an IPv4 or IPv6 address as text, is one of the public internet.

    Follows IANA's registries of special-purpose addresses as :mod:`ipaddress` has them, and
    refuses every form that holds another address.
    """
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(parsed, ipaddress.IPv6Address) and (
        parsed not in _UNICAST or parsed.scope_id is not None
    ):
        return False
    is_special = parsed.is_multicast or parsed.is_reserved or not parsed.is_global
    return not is_special and not any(
        parsed in network for network in _NOT_PUBLIC if network.version == parsed.version
    )


class _Guard(httpx.AsyncBaseTransport):
    """Sends a request to an address that it has checked, under the name that was asked for."""

    def __init__(self, resolve: Resolver, wire: httpx.AsyncBaseTransport) -> None:
        self._resolve = resolve
        self._wire = wire

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        url = request.url
        if url.scheme not in {"http", "https"}:
            raise FetchError("leads to an address that is not http or https; check it")
        if url.userinfo or "Authorization" in request.headers:
            raise FetchError("leads to an address with a password; give it without")
        port = url.port or (443 if url.scheme == "https" else 80)
        addresses = await self._resolve(url.raw_host.decode("ascii"), port)
        if not addresses:
            raise FetchError("the host has no address; check the URL")
        if not all(map(is_public, addresses)):
            raise FetchError("leads to an address that is not on the public web; refused")
        return await self._sent(request, addresses[:_MOST_ADDRESSES])

    async def aclose(self) -> None:
        await self._wire.aclose()

    async def _sent(self, request: httpx.Request, addresses: list[str]) -> httpx.Response:
        """The answer of the first address that takes a connection.

        The certificate is checked against the name, not the address, by ``sni_hostname``; the
        ``Host`` header was set from the URL when the request was made.
        """
        name = request.url.raw_host.decode("ascii")
        problem: httpx.TransportError | None = None
        for address in addresses:
            sent = httpx.Request(
                request.method,
                request.url.copy_with(host=address),
                headers=request.headers,
                extensions={**request.extensions, "sni_hostname": name},
            )
            try:
                return await self._wire.handle_async_request(sent)
            except (httpx.ConnectError, httpx.ConnectTimeout) as error:
                problem = error
        assert problem is not None
        raise problem


async def _addresses(host: str, port: int) -> list[str]:
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise FetchError("the host's name cannot be resolved; check the URL") from error
    return list(dict.fromkeys(str(answer[4][0]) for answer in found))
