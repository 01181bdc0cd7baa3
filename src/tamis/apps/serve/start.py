"""The first page of the workbench: where a page is given to it."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tamis.apps.serve.services import Services
from tamis.apps.serve.templating import rendered


def routes(services: Services) -> list[Route]:
    """``/``."""

    async def start(request: Request) -> Response:
        return rendered("start.html")

    return [Route("/", start)]
