"""The HTTP API: a capture in, what tamis made of it out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tamis import output
from tamis.apps.serve.negotiation import negotiated
from tamis.apps.serve.openapi import document
from tamis.apps.serve.problems import refused
from tamis.apps.serve.services import Services
from tamis.apps.serve.submissions import Submission, received
from tamis.output.safety import encodable

FORMATS = {
    "application/json": output.to_json,
    "text/plain": output.to_text,
    "text/markdown": output.to_markdown,
    "application/ld+json": output.to_jsonld,
}
"""By media type, the preferred first."""


@dataclass(frozen=True, slots=True)
class Extract:
    """Reads what was submitted and writes it as ``media_type``: the work of one request."""

    submission: Submission
    media_type: str

    def __call__(self) -> bytes:
        reading = self.submission.reading()
        output.chosen_roles((), reading.keep, reading.drop)  # A wrong name is told before the work.
        page = reading.page()
        written = FORMATS[self.media_type](page, keep=reading.keep, drop=reading.drop)
        return encodable(written).encode()


def routes(services: Services) -> list[Route]:
    """``/v1/extract``, ``/healthz``, ``/metrics`` and ``/openapi.json``."""

    async def extract(request: Request) -> Response:
        media_type = negotiated(request.headers.get("accept"), list(FORMATS))
        if media_type is None:
            raise refused(
                HTTPStatus.NOT_ACCEPTABLE, f"the answer may be one of {', '.join(FORMATS)}"
            )
        with services.slots:
            submission = await received(request, services.settings)
            body = await services.workers.run(Extract(submission, media_type))
        return Response(body, media_type=media_type, headers=_VARY)

    async def healthz(request: Request) -> Response:
        return Response("ok\n", media_type="text/plain")

    async def metrics(request: Request) -> Response:
        return Response(
            services.metrics.exposition(), headers={"Content-Type": "text/plain; version=0.0.4"}
        )

    async def openapi(request: Request) -> Response:
        return Response(document(services.settings), media_type="application/json")

    return [
        Route("/v1/extract", extract, methods=["POST"]),
        Route("/healthz", healthz),
        Route("/metrics", metrics),
        Route("/openapi.json", openapi),
    ]


_VARY: Mapping[str, str] = {"Vary": "Accept"}
