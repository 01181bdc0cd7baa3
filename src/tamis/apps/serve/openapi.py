"""The API's description of itself (OpenAPI 3.1)."""

from __future__ import annotations

from dataclasses import fields
from functools import cache
from importlib.metadata import version
from typing import Any, get_args

import orjson

from tamis.apps.serve.settings import Settings
from tamis.options import AttributionModel, Favor
from tamis.page import Family, Metadata, Role

_PROBLEMS = {
    "400": "An option, a role or a member that does not exist, or a body that is not JSON.",
    "403": "The request comes from a page of another site.",
    "406": "None of the formats is acceptable.",
    "408": "The body did not arrive in time.",
    "413": "The capture is too large, packed or unpacked, or needs too much memory.",
    "415": "The capture is not text, or is packed in a way that is not known.",
    "421": "The server does not go by that name.",
    "422": "The capture cannot be read.",
    "429": "Too many requests are under way; see Retry-After.",
    "500": "A bug in tamis, or a page that its process died of.",
    "504": "The page took too long to read.",
}


@cache
def document(settings: Settings) -> bytes:
    """The OpenAPI document of a server with ``settings``, as JSON."""
    return orjson.dumps(
        {
            "openapi": "3.1.0",
            "info": {
                "title": "tamis",
                "version": version("tamis"),
                "description": "Labels every character of a captured web page. Fetches no URL.",
            },
            "paths": {
                "/v1/extract": {"post": _extract(settings)},
                "/healthz": {"get": _plain("Whether the server answers.", "text/plain")},
                "/metrics": {"get": _plain("Counts for Prometheus.", "text/plain")},
                "/openapi.json": {"get": _plain("This document.", "application/json")},
            },
            "components": {
                "schemas": {
                    "Request": _request(),
                    "Options": _options(),
                    "Page": _page(),
                    "Part": _part(),
                    "Problem": _problem(),
                }
            },
        }
    )


def _plain(summary: str, media_type: str) -> dict[str, Any]:
    answer = {"description": "OK", "content": {media_type: {}}}
    return {"summary": summary, "responses": {"200": answer}}


def _extract(settings: Settings) -> dict[str, Any]:
    text = {"schema": {"type": "string"}}
    capture = {"schema": {"type": "string", "maxLength": settings.max_bytes}}
    problem = {"application/problem+json": {"schema": _reference("Problem")}}
    return {
        "summary": "Read one capture; the Accept header says in which format to answer.",
        "parameters": [
            _parameter("url", "Where the page came from; links are resolved by it, nothing more."),
            *(
                _parameter(name, "As in Options.", **_options()["properties"][name])
                for name in _options()["properties"]
            ),
        ],
        "requestBody": {
            "required": True,
            "description": "The capture itself, packed or not, or a Request. The parameters of "
            "the query are for the former.",
            "content": {
                "text/html": capture,
                "text/plain": capture,
                "application/octet-stream": capture,
                "application/json": {"schema": _reference("Request")},
            },
        },
        "responses": {
            "200": {
                "description": "The page.",
                "content": {
                    "application/json": {"schema": _reference("Page")},
                    "text/plain": text,
                    "text/markdown": text,
                    "application/ld+json": {"schema": {"type": "object"}},
                },
            },
            **{
                status: {"description": description, "content": problem}
                for status, description in _PROBLEMS.items()
            },
        },
    }


def _parameter(name: str, description: str, **schema: Any) -> dict[str, Any]:
    return {
        "name": name,
        "in": "query",
        "description": description,
        "schema": schema or {"type": "string"},
    }


def _request() -> dict[str, Any]:
    return _object(
        ["data"],
        data={"type": "string", "description": "The page, as HTML or text."},
        url=_or_null("string"),
        media_type=_or_null("string"),
        options=_reference("Options"),
    )


def _options() -> dict[str, Any]:
    names = {
        "type": "array",
        "items": {"enum": [*(family.value for family in Family), *(role.value for role in Role)]},
    }
    return _object(
        [],
        favor={"enum": list(get_args(Favor)), "default": "balance"},
        attributions={"enum": ["speech", "all"]},
        attribution_model={"enum": list(get_args(AttributionModel)), "default": "core"},
        captured={"type": "string", "format": "date-time"},
        keep=names,
        drop=names,
    )


def _page() -> dict[str, Any]:
    string, number, offset = {"type": "string"}, {"type": "number"}, {"type": "integer"}
    span = _object(
        None,
        start=offset,
        end=offset,
        role={"enum": [role.value for role in Role]},
        family={"enum": [family.value for family in Family]},
        confidence=number,
        reasons=_array(string),
        visible={"type": "boolean"},
        path=string,
    )
    attribution = _object(
        None,
        source={"anyOf": [_reference("Part"), {"type": "null"}]},
        cue=_reference("Part"),
        content=_array(_reference("Part")),
        kind={"enum": ["direct", "indirect", "mixed"]},
        speaker=_or_null("string"),
        certainty=string,
        confidence=number,
        reasons=_array(string),
    )
    metadata = {
        field.name: _array(string) if "tuple" in str(field.type) else _or_null("string")
        for field in fields(Metadata)
    }
    return _object(
        None,
        tamis=string,
        url=_or_null("string"),
        media_type=string,
        language=_or_null("string"),
        page_type=_or_null("string"),
        page_type_confidence=_or_null("number"),
        metadata=_object(None, **metadata),
        article_text=string,
        text=string,
        spans=_array(span),
        images=_array(
            _object(None, url=string, caption=_or_null("string"), credit=_or_null("string"))
        ),
        attributions=_array(attribution),
    )


def _part() -> dict[str, Any]:
    return _object(
        None, start={"type": "integer"}, end={"type": "integer"}, text={"type": "string"}
    )


def _problem() -> dict[str, Any]:
    return _object(
        None,
        type={"type": "string"},
        title={"type": "string"},
        status={"type": "integer"},
        detail={"type": "string"},
    )


def _object(required: list[str] | None, **properties: Any) -> dict[str, Any]:
    """An object with ``properties``, of which all are required where ``required`` is ``None``."""
    return {
        "type": "object",
        "required": list(properties) if required is None else required,
        "properties": properties,
    }


def _array(items: Any) -> dict[str, Any]:
    return {"type": "array", "items": items}


def _or_null(kind: str) -> dict[str, Any]:
    return {"type": [kind, "null"]}


def _reference(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}
