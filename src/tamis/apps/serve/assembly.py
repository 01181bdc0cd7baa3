"""The ASGI application: all routes, behind the guard."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from tamis.apps.serve import api, compare, corpus, pages
from tamis.apps.serve.guard import Guard
from tamis.apps.serve.metrics import Metrics
from tamis.apps.serve.negotiation import negotiated
from tamis.apps.serve.problems import MEDIA_TYPE, Problem, RefusedError, problem_of
from tamis.apps.serve.services import Services
from tamis.apps.serve.settings import Settings
from tamis.apps.serve.slots import Slots
from tamis.apps.serve.store import Store
from tamis.apps.serve.templating import FOLDER, rendered
from tamis.apps.serve.workers import Workers
from tamis.corpus.index import open_index


def application(settings: Settings) -> Starlette:
    """The server's application. Its workers start with it and end with its lifespan.

    ``application(…).state.services`` is what its routes share. Raises
    :class:`~tamis.errors.InputError` if ``settings.corpus`` is not the output of a run.
    """
    index = None if settings.corpus is None else open_index(settings.corpus)
    workers = Workers(settings)
    slots = Slots(settings.at_once)
    metrics = Metrics(under_way=lambda: slots.used, killed=lambda: workers.killed)
    services = Services(settings, workers, slots, Store(settings.kept_bytes), metrics)

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        yield
        workers.close()

    app = Starlette(
        routes=[
            *pages.routes(services),
            *compare.routes(services),
            *corpus.routes(services, index),
            *api.routes(services),
            Mount("/static", StaticFiles(directory=FOLDER / "static")),
        ],
        middleware=[Middleware(Guard, names=settings.names, metrics=metrics)],
        exception_handlers={
            RefusedError: _refused,
            HTTPException: _unknown,
            Exception: _failed,
        },
        lifespan=lifespan,
    )
    app.state.services = services
    return app


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, RefusedError)
    return _response(request, error.problem)


async def _unknown(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    status = HTTPStatus(error.status_code)
    return _response(request, Problem(status, status.description, error.headers or {}))


async def _failed(request: Request, error: Exception) -> Response:
    return _response(request, problem_of(error))


def _response(request: Request, problem: Problem) -> Response:
    """``problem`` as a page for a person with a browser, and as JSON for all others."""
    wanted = negotiated(request.headers.get("accept"), [MEDIA_TYPE, "text/html"])
    if wanted != "text/html":
        return problem.response()
    response = rendered("problem.html", problem.status, problem=problem)
    response.headers.update(problem.headers)
    return response
