"""Rows as documents and attributes of the Dolma toolkit, which its mixer puts together.

https://github.com/allenai/dolma/blob/main/docs/data-format.md says what both look like: spans
are ``[start, end, score]``, in characters of the document's text, and the lines of the two files
stand for the same documents in the same order.
"""

from __future__ import annotations

import gzip
import os
from collections import defaultdict
from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path
from typing import Any, BinaryIO, cast

import orjson

from tamis.corpus.rows import line_of

NAME = "tamis"
"""What the attributes are called, and the source of documents that name none."""

_LEVEL = 6


def to_dolma(lines: Path, documents: Path, attributes: Path) -> None:
    """Write the rows of a gzipped file of JSON lines as two gzipped files of such lines.

    A document's text is the whole text of the page. Its attributes are its spans, by family
    (``tamis__pollution``) and by role (``tamis__spam``), the confidence being the score.
    """
    with ExitStack() as stack:
        rows = stack.enter_context(gzip.open(lines))
        files = [stack.enter_context(path.open("wb")) for path in (documents, attributes)]
        packed = [stack.enter_context(_packed(file)) for file in files]
        for line in rows:
            row = orjson.loads(line)
            source = row["metadata"]["input"].get("source")
            identity = {"id": row["id"], "source": source if isinstance(source, str) else NAME}
            packed[0].write(line_of({**identity, **_document(row)}))
            packed[1].write(line_of({**identity, "attributes": _attributes(row["spans"])}))
    for path in (documents, attributes):
        with path.open("rb") as written:
            os.fsync(written.fileno())


def _packed(file: BinaryIO) -> BinaryIO:
    # No name and no time in the header: the same bytes on another day.
    packed = gzip.GzipFile("", "wb", _LEVEL, file, mtime=0)
    return cast("BinaryIO", packed)


def _document(row: dict[str, Any]) -> dict[str, Any]:
    metadata = row["metadata"]
    moments = {"added": metadata["date"], "created": metadata["date_published"]}
    known = {name: moment for name, moment in moments.items() if moment}
    return {"text": row["page_text"], **known, "metadata": metadata}


def _attributes(spans: Iterable[dict[str, Any]]) -> dict[str, list[tuple[int, int, float]]]:
    attributes = defaultdict(list)
    for span in spans:
        for name in (span["family"], span["role"]):
            scored = (span["start"], span["end"], span["confidence"])
            attributes[f"{NAME}__{name}"].append(scored)
    return attributes
