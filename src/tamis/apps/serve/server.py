"""The application behind a socket."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from typing import Any

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol, RequestResponseCycle

from tamis.apps.serve.assembly import application
from tamis.apps.serve.settings import Settings
from tamis.errors import UsageError

_CONNECTIONS = 512


class _Protocol(H11Protocol):
    """uvicorn's, with an end for clients that send the head of a request too slowly."""

    head_seconds: float
    _patience: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        self._watch()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        self._watch()

    def connection_lost(self, exc: Exception | None) -> None:
        self._calm()
        super().connection_lost(exc)

    def _watch(self) -> None:
        cycle: RequestResponseCycle | None = self.cycle
        if cycle is not None and not cycle.response_complete:
            self._calm()
        elif self._patience is None:
            self._patience = self.loop.call_later(self.head_seconds, self.transport.close)

    def _calm(self) -> None:
        if self._patience is not None:
            self._patience.cancel()
            self._patience = None


def serve(settings: Settings, *, on_listening: Callable[[str], None]) -> None:
    """Serve until interrupted; ``on_listening`` is told the address, once it is taken.

    Raises :class:`~tamis.errors.UsageError` for an address that cannot be listened on, and
    :class:`~tamis.errors.InputError` for a corpus that is none.
    """
    listener = listening(settings)
    app = application(settings)
    on_listening(_address(settings.host, listener.getsockname()[1]))
    config = uvicorn.Config(
        app,
        http=type("_Protocol", (_Protocol,), {"head_seconds": settings.head_seconds}),
        loop="asyncio",
        ws="none",
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        limit_concurrency=_CONNECTIONS,
        timeout_graceful_shutdown=2,
    )
    uvicorn.Server(config).run(sockets=[listener])


def _address(host: str, port: int) -> str:
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def listening(settings: Settings) -> socket.socket:
    """The socket that the server listens on. Raises :class:`~tamis.errors.UsageError`."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        listener = socket.create_server((settings.host, settings.port), family=family, backlog=512)
    except (OSError, OverflowError) as error:
        problem = getattr(error, "strerror", None) or error
        raise UsageError(
            f"cannot listen on {settings.host} port {settings.port} ({problem}); "
            "choose others with --host and --port"
        ) from error
    # Accepted connections inherit it. asyncio sets it for sockets that name their protocol, which
    # these do not; without it the body of an answer waits 40 ms for its head to be acknowledged.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener
