"""The page as the object of ``--format json``."""

from __future__ import annotations

import json
from dataclasses import asdict
from functools import cache
from typing import Any

import orjson

from tamis.output.choice import Names
from tamis.output.safety import encodable
from tamis.output.text import to_text
from tamis.page import Attribution, Page


def to_dict(page: Page, *, keep: Names = (), drop: Names = ()) -> dict[str, Any]:
    """Everything known about ``page``; offsets count code points of its ``text``.

    ``keep`` and ``drop`` change which roles ``article_text`` has, as in
    :func:`~tamis.output.to_text`; nothing else.
    """
    return {
        "tamis": _version(),
        "url": page.url,
        "media_type": page.media_type,
        "language": page.language,
        "page_type": page.page_type,
        "page_type_confidence": _rounded(page.page_type_confidence),
        "metadata": {
            name: list(value) if isinstance(value, tuple) else value
            for name, value in asdict(page.metadata).items()
        },
        "article_text": to_text(page, keep=keep, drop=drop),
        "text": page.text,
        "spans": [
            {
                "start": span.start,
                "end": span.end,
                "role": span.role.value,
                "family": span.family.value,
                "confidence": _rounded(span.confidence),
                "reasons": list(span.reasons),
                "visible": span.visible,
                "path": span.path,
            }
            for span in page.spans
        ],
        "images": [
            {"url": image.url, "caption": image.caption, "credit": image.credit}
            for image in page.images
        ],
        "attributions": [attribution_dict(attribution) for attribution in page.attributions],
    }


def attribution_dict(attribution: Attribution) -> dict[str, Any]:
    """One attribution as an object of the JSON output."""
    return {
        "source": None if attribution.source is None else asdict(attribution.source),
        "cue": asdict(attribution.cue),
        "content": [asdict(part) for part in attribution.content],
        "kind": attribution.kind,
        "speaker": attribution.speaker,
        "certainty": attribution.certainty,
        "confidence": _rounded(attribution.confidence),
        "reasons": list(attribution.reasons),
    }


def _rounded(probability: float | None) -> float | None:
    return None if probability is None else round(float(probability), 4)


def to_json(page: Page, *, keep: Names = (), drop: Names = ()) -> str:
    """:func:`to_dict` as one line of JSON. Lone surrogates, which no encoding can write,
    become U+FFFD, so that all offsets stay right."""
    return serialised(to_dict(page, keep=keep, drop=drop))


def serialised(value: dict[str, Any]) -> str:
    """``value`` as one line of JSON, without lone surrogates."""
    try:
        return orjson.dumps(value).decode()
    except orjson.JSONEncodeError:
        return encodable(json.dumps(value, ensure_ascii=False, separators=(",", ":")))


@cache
def _version() -> str:
    # Its import is slow, and only JSON needs it.
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("tamis")
    except PackageNotFoundError:
        return "0+unknown"
