"""What every request passes first, and what every answer carries."""

from __future__ import annotations

import re
import time
from http import HTTPStatus

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tamis.apps.serve.metrics import Metrics
from tamis.apps.serve.problems import Problem

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    # A link in a page is text here: its host's name is not even looked up.
    "X-DNS-Prefetch-Control": "off",
}
_RAW_HEADERS = [(name.lower().encode(), value.encode()) for name, value in HEADERS.items()]

_PORT = re.compile(r":\d{1,5}\Z")
_READING = frozenset({"GET", "HEAD", "OPTIONS"})


class Guard:
    """Refuses requests that another site had a browser send, and protects what is answered.

    A request must name the server as ``names`` do: a site that makes its own name point here
    (DNS rebinding) keeps its name in ``Host``. What is no mere reading must come from our own
    pages, or from a program, which sends no ``Origin``.
    """

    def __init__(self, app: ASGIApp, names: frozenset[str], metrics: Metrics) -> None:
        self._app = app
        self._names = names
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = time.perf_counter()
        status = HTTPStatus.INTERNAL_SERVER_ERROR.value

        async def send_guarded(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                given = {name for name, _ in message["headers"]}
                message["headers"] += [header for header in _RAW_HEADERS if header[0] not in given]
            await send(message)

        problem = self._objection(Request(scope))
        try:
            if problem is None:
                await self._app(scope, receive, send_guarded)
            else:
                await problem.response()(scope, receive, send_guarded)
        finally:
            endpoint = scope.get("endpoint")
            route = getattr(endpoint, "__name__", "static") if endpoint else "none"
            self._metrics.count(route, status, time.perf_counter() - begun)

    def _objection(self, request: Request) -> Problem | None:
        hosts = request.headers.getlist("host")
        if len(hosts) != 1 or _PORT.sub("", hosts[0]).lower() not in self._names:
            return Problem(
                HTTPStatus.MISDIRECTED_REQUEST,
                "this server does not go by that name; start it with --allow-host NAME",
            )
        if request.method in _READING:
            return None
        origin = request.headers.get("origin")
        # Whether a proxy in front speaks https is not known here.
        if origin is not None and origin not in {f"http://{hosts[0]}", f"https://{hosts[0]}"}:
            return Problem(HTTPStatus.FORBIDDEN, "another site may not send anything here")
        return None
