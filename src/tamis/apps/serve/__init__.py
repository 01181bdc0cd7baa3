"""The workbench and the HTTP API: one server, see ``docs/serve.md``.

The doors are :func:`application`, for tests and other servers, and :func:`serve`. Routes live in
modules of their own, each with a function ``routes(services)``; :func:`application` lists them.
"""

from __future__ import annotations

from tamis.errors import MissingExtraError

try:
    from tamis.apps.serve.assembly import application
    from tamis.apps.serve.server import serve
    from tamis.apps.serve.settings import Settings
except ModuleNotFoundError as error:
    if (error.name or "").partition(".")[0] in {
        "jinja2",
        "prometheus_client",
        "starlette",
        "uvicorn",
    }:
        raise MissingExtraError("tamis serve", "serve") from None
    raise

__all__ = ["Settings", "application", "serve"]
