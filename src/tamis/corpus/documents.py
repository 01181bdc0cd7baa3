"""Documents of other tools, from JSON or Parquet, as captures."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson

from tamis.corpus.capture import Capture, Failure, Source
from tamis.corpus.digests import digest_of

# What the columns and fields of the common corpora are called, the surest first.
_DATA = ("html", "text", "content", "raw_content", "raw_html")
_URL = ("url", "uri", "warc_target_uri", "target_uri")
_DATE = ("date", "warc_date", "created", "fetch_time", "timestamp")
_MEDIA_TYPE = ("media_type", "mime", "mime_type", "content_type")
_DIGEST = ("digest", "payload_digest")
_ID = ("id", "record_id", "warc_record_id", "doc_id")


def capture_of(
    document: Mapping[str, Any],
    source: Source,
    *,
    fallback_id: str,
    offset: int,
    length: int | None,
) -> Capture | Failure:
    """The page in one ``document``, with what stands at its top level or in its ``metadata``.

    ``html`` goes before ``text``. What is not understood is kept as the capture's metadata.
    """
    metadata = _metadata(document)
    facts = {**metadata, **document}
    name = identity_of(document) or fallback_id
    key = next((key for key in _DATA if isinstance(document.get(key), str | bytes)), None)
    if key is None:
        error = f"no page in it: none of {', '.join(_DATA)} is a text"
        return Failure(id=name, file=source.path, offset=offset, error=error)
    data: str | bytes = document[key]
    digest = _text(_first(facts, _DIGEST, (str,)))
    if digest is None:
        stored = data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data
        digest = digest_of(stored)
    rest = {k: v for k, v in document.items() if k not in {key, "id", "metadata"}}
    media_type = _text(_first(facts, _MEDIA_TYPE, (str,)))
    return Capture(
        data=data,
        id=name,
        file=source.path,
        offset=offset,
        length=length,
        url=_text(_first(facts, _URL, (str,))),
        date=_text(_first(facts, _DATE, (object,))),
        media_type=media_type or ("text/html" if "html" in key else None),
        digest=digest,
        metadata={**rest, **metadata},
    )


def identity_of(document: Mapping[str, Any]) -> str | None:
    """The id that a document gives itself."""
    identity = _first({**_metadata(document), **document}, _ID, (str, int))
    return None if identity is None else str(identity)


def _metadata(document: Mapping[str, Any]) -> dict[str, Any]:
    given = document.get("metadata")
    if isinstance(given, str):  # Parquet files often hold it as JSON
        try:
            given = orjson.loads(given)
        except orjson.JSONDecodeError:
            return {"metadata": given}
    return dict(given) if isinstance(given, Mapping) else {}


def _first(facts: Mapping[str, Any], names: tuple[str, ...], kinds: tuple[type, ...]) -> Any:
    for name in names:
        value = facts.get(name)
        if value is not None and value != "" and isinstance(value, kinds):
            return value
    return None


def _text(value: Any) -> str | None:
    if value is None:
        return None
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
