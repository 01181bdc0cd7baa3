"""What is known of each row before its text is compared: the table ``page``."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from urllib.parse import urlsplit

import numpy as np

from tamis.corpus.refine.article import fingerprint_of
from tamis.corpus.refine.database import Database
from tamis.corpus.refine.reading import Stored

_DAY = timedelta(days=1)
_MICROSECOND = timedelta(microseconds=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

TABLE = """
CREATE TABLE page (
    "row" BIGINT, "key" UBIGINT, id VARCHAR, host VARCHAR, address UBIGINT,
    published BIGINT, captured BIGINT, wires VARCHAR[]
)
"""


class Facts(NamedTuple):
    """``key``: orders rows that are alike in all that matters, whatever file they stand in.
    ``host``: without ``www.`` and port. ``address``: a fingerprint of the URL without its
    fragment. ``published`` and ``captured``: in microseconds since 1970; a day without a time
    counts as its end, so that it comes before no time of that day."""

    key: int
    id: str
    host: str | None
    address: int
    published: int | None
    captured: int | None
    wires: list[str]


def facts_of(row: Stored) -> Facts:
    """The facts of one row."""
    metadata = row["metadata"]
    url = metadata.get("url")
    url = url if isinstance(url, str) else None
    key = fingerprint_of(f"{row['id']}\0{url}\0{row['page_text']}")
    return Facts(
        key=key,
        id=row["id"],
        host=host_of(url),
        address=key if url is None else fingerprint_of(url.partition("#")[0]),
        published=_instant(metadata.get("date_published")),
        captured=_instant(metadata.get("date")),
        wires=[wire for wire in metadata.get("wires") or [] if isinstance(wire, str)],
    )


def host_of(url: str | None) -> str | None:
    """The host that ``url`` names, in lower case, without ``www.``."""
    try:
        host = urlsplit(url or "").hostname
    except ValueError:
        return None
    return host.removeprefix("www.") if host else None


def add_facts(database: Database, numbered: Sequence[tuple[int, Facts]]) -> None:
    """Add some rows to the table."""
    rows = [number for number, _ in numbered]
    keys, ids, hosts, addresses, published, captured, wires = zip(
        *(facts for _, facts in numbered), strict=True
    )
    database.insert(
        "page",
        {
            "row": rows,
            "key": np.array(keys, np.uint64),
            "id": ids,
            "host": hosts,
            "address": np.array(addresses, np.uint64),
            "published": published,
            "captured": captured,
            "wires": wires,
        },
    )


def _instant(date: object) -> int | None:
    """Microseconds since 1970 of an ISO 8601 date; one without an offset is taken for UTC."""
    if not isinstance(date, str):
        return None
    try:
        moment = datetime.fromisoformat(date)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    if "T" not in date and " " not in date:
        moment += _DAY - _MICROSECOND
    return (moment - _EPOCH) // _MICROSECOND
