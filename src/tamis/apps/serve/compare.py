"""The view that compares: two versions of a page, or two ways to read one."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tamis.apps.serve.comparing import Compare, Kept, KeptByTrafilatura, has_trafilatura
from tamis.apps.serve.pages import BALANCE, FAVORS, opened_page
from tamis.apps.serve.problems import refused
from tamis.apps.serve.services import Services
from tamis.apps.serve.templating import rendered

_TRAFILATURA = "trafilatura"


def routes(services: Services) -> list[Route]:
    """``/compare``, and ``/compare/NAME/OTHER``: another page's name, ``trafilatura``, or
    ``precision`` or ``recall``."""

    async def ask(request: Request) -> Response:
        return rendered("compare.html", has_trafilatura=has_trafilatura())

    async def compare(request: Request) -> Response:
        name, other = request.path_params["name"], request.path_params["other"]
        with services.slots:
            left = Kept(await opened_page(services, name, BALANCE))
            comparison = await services.workers.run(Compare(left, await side(name, other)))
        return rendered(
            "comparison.html",
            comparison=comparison,
            name=name,
            other=other,
            is_page=other not in {_TRAFILATURA, *FAVORS},
        )

    async def side(name: str, other: str) -> Callable[[], str]:
        if other in FAVORS:
            return Kept(await opened_page(services, name, FAVORS.index(other)))
        if other != _TRAFILATURA:
            return Kept(await opened_page(services, other, BALANCE))
        submission = services.store.get((name,))
        if submission is None:
            raise refused(HTTPStatus.NOT_FOUND, "this page is not kept as it came in")
        return KeptByTrafilatura(submission)

    return [Route("/compare", ask), Route("/compare/{name}/{other}", compare)]
