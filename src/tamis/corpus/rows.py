"""One capture to one row of the output: what a run does with each record.

The rows have the shape of the field's documents. ``docs/corpus.md`` describes them;
``OUTPUT_VERSION`` changes when they do.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

import orjson

from tamis.corpus.capture import Capture
from tamis.corpus.summary import Summary, summary_of
from tamis.errors import UsageError
from tamis.options import Options
from tamis.output import attribution_dict, to_text
from tamis.output.safety import encodable
from tamis.page import Family, Page, Span
from tamis.pipeline import read

OUTPUT_VERSION = 1


@dataclass(frozen=True, slots=True)
class Row:
    """What comes of one capture: a line of JSON with a line end for the output, one for the
    sediment (empty if it is not wanted), and the counts."""

    line: bytes
    sediment: bytes
    summary: Summary


Label = Callable[[Capture], Row]
"""What a run does with one capture. Raises :class:`~tamis.errors.InputError` where the capture
cannot be read. It is sent to other processes, so it must be importable there."""


@dataclass(frozen=True, slots=True)
class Sieve:
    """Labels a capture with :func:`tamis.read`. ``sediment``: write down what is left out, too."""

    options: Options = field(default_factory=Options)
    sediment: bool = False

    def __call__(self, capture: Capture) -> Row:
        page = read(
            capture.data,
            url=capture.url,
            media_type=capture.media_type,
            options=_known_moment(capture, self.options),
        )
        text = to_text(page)
        row = {
            "text": text,
            "id": capture.id,
            "metadata": _metadata(capture, page),
            "page_text": page.text,
            "spans": [_span(span) for span in page.spans],
            "attributions": None
            if self.options.attributions is None
            else [attribution_dict(attribution) for attribution in page.attributions],
        }
        return Row(
            line=line_of(row),
            sediment=line_of(sediment_of(row)) if self.sediment else b"",
            summary=summary_of(page, text=text, noted=bool(capture.notes)),
        )


def _known_moment(capture: Capture, options: Options) -> Options:
    """``options`` with the moment of the capture, if its record gives one that can be read."""
    try:
        return replace(options, captured=capture.captured or options.captured)
    except UsageError:
        return options


def line_of(value: dict[str, Any]) -> bytes:
    """``value`` as one line of JSON, in UTF-8. What JSON has no word for is written as a string,
    and lone surrogates as U+FFFD, so that all offsets stay right."""
    try:
        return orjson.dumps(value, default=str, option=orjson.OPT_APPEND_NEWLINE)
    except TypeError:
        text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str)
        return encodable(text).encode() + b"\n"


def _metadata(capture: Capture, page: Page) -> dict[str, Any]:
    return {
        "url": capture.url,
        "date": capture.date,
        "file": capture.file,
        "offset": capture.offset,
        "length": capture.length,
        "digest": capture.digest,
        "media_type": page.media_type,
        "language": page.language,
        "page_type": page.page_type,
        **asdict(page.metadata),
        "notes": capture.notes,
        "input": dict(capture.metadata),
    }


def _span(span: Span) -> dict[str, Any]:
    return {
        "start": span.start,
        "end": span.end,
        "role": span.role.value,
        "family": span.family.value,
        "confidence": round(float(span.confidence), 4),
        "reasons": span.reasons,
        "visible": span.visible,
        "path": span.path,
    }


def sediment_of(row: Mapping[str, Any]) -> dict[str, Any]:
    """What a row has besides its content, with the text of each span."""
    return {
        "id": row["id"],
        "url": row["metadata"]["url"],
        "spans": [
            {**span, "text": row["page_text"][span["start"] : span["end"]]}
            for span in row["spans"]
            if span["family"] != Family.CONTENT
        ],
    }
