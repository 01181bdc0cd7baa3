"""The corpus view: what the pages of a run are made of, and the way to each of them."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, fields, replace
from datetime import date
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from tamis.apps.serve import plots
from tamis.apps.serve.pages import BALANCE, keep
from tamis.apps.serve.problems import refused
from tamis.apps.serve.services import Services
from tamis.apps.serve.templating import rendered
from tamis.apps.serve.views import Opened, opened
from tamis.corpus.index import MOMENTS, ORDERS, Copies, Filters, Found, Index, Place
from tamis.corpus.stored import page_of, row_at
from tamis.errors import InputError
from tamis.output.safety import encodable, shown
from tamis.page import Family, Role

PAGES_SHOWN = 50
_MOST_PARTS = 200_000
_DAYS = ("first", "last")
_IN_WORDS = {
    "search": "search",
    "host": "host",
    "language": "language",
    "page_type": "kind",
    "role": "role",
    "reason": "reason",
    "copies": "copies",
    "first": "from",
    "last": "to",
}


@dataclass(frozen=True, slots=True)
class View:
    """What the query of ``/corpus`` says: which pages, in which order, from which part of the
    list on, and by which time the plot over time goes."""

    filters: Filters
    order: str = "polluted"
    moment: str = "captured"
    part: int = 0

    def query(self, **changed: str) -> str:
        """The query that says this, with other values for what is ``changed``; what is changed
        leads back to the beginning of the list, unless it is ``part``."""
        pairs = {
            **{item.name: str(getattr(self.filters, item.name) or "") for item in _FILTERS},
            "order": self.order,
            "moment": self.moment,
            "part": "",
            **changed,
        }
        return urlencode({name: value for name, value in pairs.items() if value})

    @property
    def chosen(self) -> list[tuple[str, str, str]]:
        """The filters that are set: what each is called, its value, and the query without it."""
        return [
            (_IN_WORDS[item.name], str(value), self.query(**{item.name: ""}))
            for item in _FILTERS
            if (value := getattr(self.filters, item.name))
        ]


_FILTERS = fields(Filters)


def view_in(request: Request) -> View:
    """Raises :class:`~tamis.apps.serve.problems.RefusedError` for what does not exist."""
    query = request.query_params
    given: dict[str, Any] = {
        item.name: query.get(item.name, "").strip() for item in _FILTERS if item.name not in _DAYS
    }
    order, moment = query.get("order") or "polluted", query.get("moment") or "captured"
    part = query.get("part") or "0"
    if (
        order not in ORDERS
        or moment not in MOMENTS
        or not (part.isascii() and part.isdigit() and int(part[:9]) <= _MOST_PARTS)
        or len(part) > 9
    ):
        raise refused(HTTPStatus.BAD_REQUEST, "the address asks for what does not exist")
    try:
        days: dict[str, Any] = {
            name: date.fromisoformat(query[name]) for name in _DAYS if query.get(name)
        }
    except ValueError:
        raise refused(HTTPStatus.BAD_REQUEST, "write days like 2024-05-03") from None
    return View(Filters(**given, **days), order, moment, int(part))


@dataclass(frozen=True, slots=True)
class OpenRow:
    """Reads a row of the corpus as the page that it was."""

    place: Place

    def __call__(self) -> Opened:
        row = row_at(self.place.file, self.place.line)
        if row.get("id") != self.place.id:
            raise InputError("the corpus is not as it was; start the server again")
        return opened(page_of(row))


def routes(services: Services, index: Index | None) -> list[Route]:
    """``/corpus``, and ``/corpus/page/NUMBER``, which leads to the page view."""

    async def show(request: Request) -> Response:
        if index is None:
            return rendered("no_corpus.html")
        view = view_in(request)
        with services.slots:
            values = await asyncio.to_thread(_values, index, view)
        return rendered("corpus.html", **values)

    async def open_row(request: Request) -> Response:
        number = request.path_params["number"]
        place = None if index is None or number >= 1 << 62 else index.place(number)
        if place is None:
            raise refused(HTTPStatus.NOT_FOUND, "the corpus has no such page")
        name = f"corpus-{number}"
        if services.store.get((name, str(BALANCE))) is None:
            with services.slots:
                keep(services, name, BALANCE, await services.workers.run(OpenRow(place)))
        return RedirectResponse(f"/page/{name}", HTTPStatus.SEE_OTHER)

    return [Route("/corpus", show), Route("/corpus/page/{number:int}", open_row)]


def _values(index: Index, view: View) -> dict[str, Any]:
    """What the template shows."""
    filters = view.filters
    whole = index.whole(filters)
    unit, times = index.by_time(filters, view.moment)
    found = index.pages(filters, order=view.order, first=view.part * PAGES_SHOWN, most=PAGES_SHOWN)
    copies = [_shown_copies(family) for family in index.copies(filters)]
    days = [day for family in copies for day in family.days]
    return {
        "asked": view,
        "whole": whole,
        "groups": [
            ("Hosts", "host", index.by_host(filters)),
            ("Languages", "language", index.by_language(filters)),
            ("Kinds of page", "page_type", index.by_page_type(filters)),
        ],
        "roles": index.by_role(filters),
        "reasons": index.reasons(filters),
        "campaigns": index.campaigns(filters),
        "copies": copies,
        "copied": (min(days), max(days)) if days else None,
        "unit": unit,
        "times": times,
        "found": [_shown_page(page) for page in found],
        "first": view.part * PAGES_SHOWN + 1,
        "parts": -(-whole.pages // PAGES_SHOWN),
        "languages": index.languages(),
        "page_types": index.page_types(),
        "all_roles": [(family, [r for r in Role if r.family is family]) for family in Family],
        "orders": ORDERS,
        "moments": MOMENTS,
        "plots": plots,
    }


def _shown_page(page: Found) -> Found:
    """``page`` with a name for every one, and nothing in it that cannot be seen."""
    title = " ".join(shown(page.title or page.url or "").split()) or "A page without a title"
    return replace(page, title=encodable(title[:300]), url=shown(page.url or "")[:300])


def _shown_copies(family: Copies) -> Copies:
    title = " ".join(shown(family.title or "").split()) or "Articles without a title"
    return replace(family, title=title[:300])
