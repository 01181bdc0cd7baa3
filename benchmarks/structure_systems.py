"""How the structure of a page is asked of each system. Earlier outputs of the peers are used
again as long as this file stays the same.

An output is JSON with the names of :class:`benchmarks.structure_scores.Fields`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from benchmarks.capture import Capture
from benchmarks.systems import System, tamis_for
from tamis.page import Candidate, Page
from tamis.structure.dates import parse_date
from tamis.structure.sites import site_of
from tamis.structure.titles import without_site

_SET_APART = ("caption", "credit", "related", "promotion")


def tamis_structure(capture: Capture) -> str:
    page = tamis_for(capture.weights, capture.token_weights)(capture.data, url=capture.url)
    by_role = {
        role: [page.text[span.start : span.end] for span in page.select(role=role)]
        for role in _SET_APART
    }
    metadata = page.metadata
    titles = _titles(page, capture.url)
    return _as_json(
        title=metadata.title,
        authors=metadata.authors,
        published=metadata.date_published,
        modified=metadata.date_modified,
        body=page.article_text(),
        captions=[*by_role["caption"], *(image.caption for image in page.images if image.caption)],
        credits=[*by_role["credit"], *(image.credit for image in page.images if image.credit)],
        set_apart=[text for texts in by_role.values() for text in texts],
        titles=[title for _, title in titles],
        heading=_of("text, title", titles),
        social=_of("meta og:title", titles),
        days=_days(page.candidates("date_published"), page.language or ""),
        changes=_days(page.candidates("date_modified"), page.language or ""),
        text=page.text,
    )


def _titles(page: Page, url: str | None) -> list[tuple[str, str]]:
    """All candidates with where they come from: without the site's name, then as they are."""
    offered = [(candidate.source, candidate.value) for candidate in page.candidates("title")]
    values = [value for _, value in offered]
    site = site_of(page.metadata.publisher, url)
    return [(source, without_site(value, values, site)) for source, value in offered] + offered


def _of(wanted: str, titles: Iterable[tuple[str, str]]) -> str | None:
    return next((title for source, title in titles if source == wanted), None)


def _days(candidates: Iterable[Candidate], language: str) -> list[str]:
    dates = [parse_date(candidate.value, language) for candidate in candidates]
    return [iso[:10] for iso in dates if iso]


def trafilatura_structure(capture: Capture) -> str:
    import trafilatura

    found: Any = trafilatura.bare_extraction(
        capture.data, url=capture.url, include_comments=False, with_metadata=True
    )
    if found is None:
        return _as_json()
    return _as_json(
        title=found.title,
        authors=(found.author or "").split("; "),
        published=found.date,
        body=found.text,
    )


def newspaper_structure(capture: Capture) -> str:
    from newspaper import Article
    from resiliparse.parse.encoding import bytes_to_str, detect_encoding

    encoding = detect_encoding(capture.data, from_html_meta=True) or "utf-8"
    article = Article(capture.url or "", fetch_images=False)
    article.download(input_html=bytes_to_str(capture.data, encoding))
    article.parse()
    published = article.publish_date
    return _as_json(
        title=article.title,
        authors=article.authors,
        published=published.isoformat() if published else None,
        body=article.text,
    )


def htmldate_structure(capture: Capture) -> str:
    from htmldate import find_date

    return _as_json(published=find_date(capture.data, original_date=True, url=capture.url))


def _as_json(**fields: Any) -> str:
    return json.dumps({name: value for name, value in fields.items() if value})


TAMIS = System("tamis", "tamis", "bytes", tamis_structure)
SYSTEMS = (
    TAMIS,
    System("trafilatura", "trafilatura", "bytes", trafilatura_structure),
    System("newspaper4k", "newspaper4k", "str", newspaper_structure),
    System("htmldate", "htmldate", "bytes", htmldate_structure),
)
