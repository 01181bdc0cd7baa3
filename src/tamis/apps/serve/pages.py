"""The page view: a page is given, and shown with every decision that was made on it."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from http import HTTPStatus
from typing import get_args
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from tamis.apps.serve.comparing import has_trafilatura
from tamis.apps.serve.problems import refused
from tamis.apps.serve.services import Services
from tamis.apps.serve.submissions import Submission, received
from tamis.apps.serve.templating import FOLDER, rendered
from tamis.apps.serve.views import FORMATS, TABS, Open, Opened, Roles, Show, Write
from tamis.options import Favor
from tamis.output.choice import DOCUMENT_ROLES
from tamis.page import Family, Role

FAVORS: tuple[Favor, ...] = get_args(Favor)
BALANCE = FAVORS.index("balance")


@dataclass(frozen=True, slots=True)
class Choice:
    """What the query of a page's address says: where the slider stands, which ``roles`` are kept
    if they were chosen at all, and which panel is open."""

    lean: int
    roles: Roles | None
    tab: str

    @property
    def favor(self) -> Favor:
        return FAVORS[self.lean]

    @property
    def kept(self) -> Roles:
        return DOCUMENT_ROLES if self.roles is None else self.roles

    def query(self, **changed: str) -> str:
        """The query that says this, with other values for what is ``changed``."""
        pairs = [("lean", str(self.lean)), ("tab", self.tab)]
        pairs = [(name, changed.get(name, value)) for name, value in pairs]
        if self.roles is not None:
            pairs += [("chosen", "1"), *(("role", role) for role in Role if role in self.roles)]
        return urlencode(pairs)


def choice_in(request: Request) -> Choice:
    """Raises :class:`~tamis.apps.serve.problems.RefusedError` for what does not exist."""
    query = request.query_params
    names = query.getlist("role")
    lean, tab = query.get("lean", str(BALANCE)), query.get("tab", TABS[0])
    if lean not in {"0", "1", "2"} or tab not in TABS or not set(names) <= set(Role):
        raise refused(HTTPStatus.BAD_REQUEST, "the address asks for what does not exist")
    roles = frozenset(map(Role, names)) if "chosen" in query else None
    return Choice(int(lean), roles, tab)


def keep(services: Services, name: str, lean: int, page: Opened) -> None:
    """Have ``/page/NAME`` show ``page``."""
    services.store.put((name, str(lean)), page, page.size)


async def opened_page(services: Services, name: str, lean: int) -> Opened:
    """The page ``name``, read again if it is kept only as it was submitted.

    Raises :class:`~tamis.apps.serve.problems.RefusedError` (404) if it is not kept at all.
    """
    page: Opened | None = services.store.get((name, str(lean)))
    if page is not None:
        return page
    submission: Submission | None = services.store.get((name,))
    if submission is None:
        raise refused(
            HTTPStatus.NOT_FOUND, "this page is not kept here, or not any more; give it again"
        )
    page = await services.workers.run(Open(submission, FAVORS[lean]))
    keep(services, name, lean, page)
    return page


def submitted(services: Services, submission: Submission) -> str:
    """The name under which ``submission`` is kept from now on."""
    digest = sha256(repr((submission.content_type, submission.query)).encode())
    digest.update(submission.body)
    name = digest.hexdigest()[:32]
    services.store.put((name,), submission, len(submission.body))
    return name


def routes(services: Services) -> list[Route]:
    """``/``, ``/sample``, ``/pages`` to give a page, and what is under ``/page/NAME``."""

    async def start(request: Request) -> Response:
        return rendered("start.html")

    async def sample(request: Request) -> Response:
        body = (FOLDER / "sample.html").read_bytes()
        query = {"url": ("https://www.example.org/harbour/lighthouse",)}
        submission = Submission(body, "text/html", query, services.settings.max_bytes)
        return RedirectResponse(f"/page/{submitted(services, submission)}", HTTPStatus.SEE_OTHER)

    async def give(request: Request) -> Response:
        with services.slots:
            submission = await received(request, services.settings)
            name = submitted(services, submission)
            await opened_page(services, name, BALANCE)
        location = f"/page/{name}"
        return JSONResponse(
            {"location": location}, status_code=HTTPStatus.CREATED, headers={"Location": location}
        )

    async def show(request: Request) -> Response:
        choice, name = choice_in(request), request.path_params["name"]
        with services.slots:
            page = await opened_page(services, name, choice.lean)
            shown = await services.workers.run(Show(page, choice.tab, choice.roles))
        return rendered(
            "page.html",
            name=name,
            choice=choice,
            shown=shown,
            sheets=page.sheets,
            shares={share.name: share for share in shown.shares},
            families=[(family, [r for r in Role if r.family is family]) for family in Family],
            left_out=[role for role in Role if role not in choice.kept],
            tabs=TABS,
            formats=FORMATS,
            has_trafilatura=has_trafilatura(),
            is_submitted=services.store.get((name,)) is not None,
        )

    async def sheet(request: Request) -> Response:
        choice, name = choice_in(request), request.path_params["name"]
        with services.slots:
            page = await opened_page(services, name, choice.lean)
        number = request.path_params["number"]
        if number >= len(page.sheets):
            raise refused(HTTPStatus.NOT_FOUND, "the page's text is not that long")
        return HTMLResponse(page.sheets[number].html)

    async def download(request: Request) -> Response:
        choice, name = choice_in(request), request.path_params["name"]
        wanted = FORMATS.get(request.path_params["format"])
        if wanted is None:
            raise refused(HTTPStatus.NOT_FOUND, f"choose one of {', '.join(FORMATS)}")
        with services.slots:
            page = await opened_page(services, name, choice.lean)
            job = Write(page, request.path_params["format"], choice.roles)
            body = await services.workers.run(job)
        file_name = f"page-{name[:8]}{wanted.suffix}"
        return Response(
            body,
            media_type=wanted.media_type,
            headers={"Content-Disposition": f'attachment; filename="{file_name}"'},
        )

    return [
        Route("/", start),
        Route("/sample", sample),
        Route("/pages", give, methods=["POST"]),
        Route("/page/{name}", show),
        Route("/page/{name}/sheet/{number:int}", sheet),
        Route("/page/{name}/as/{format}", download),
    ]
