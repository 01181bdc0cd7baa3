"""The page under the field names of other extractors, so that one can be put in another's place.

What tamis does not find out is ``None`` or empty, as it is where they find nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

from tamis.errors import UsageError
from tamis.output.leaves import leaves
from tamis.output.safety import image_url
from tamis.output.text import to_text
from tamis.page import Page, Role

_SECTION_ROLES = frozenset(
    {Role.DATELINE, Role.HEADING, Role.PARAGRAPH, Role.LIST_ITEM, Role.QUOTE}
)


def in_style(page: Page, style: str) -> dict[str, Any]:
    """The page as ``style`` writes it: ``trafilatura``, ``newspaper4k`` or ``fundus``.

    Raises :class:`~tamis.errors.UsageError` for another style.
    """
    writer = _STYLES.get(style)
    if writer is None:
        raise UsageError(f"{style!r} is not a style; choose one of {', '.join(_STYLES)}")
    return writer(page)


def _trafilatura(page: Page) -> dict[str, Any]:
    """The keys of trafilatura's JSON output, 2.x."""
    metadata = page.metadata
    host = urlsplit(page.url or "").hostname
    return {
        "title": metadata.title,
        "author": "; ".join(metadata.authors) or None,
        "hostname": host,
        "date": (metadata.date_published or "")[:10] or None,
        "license": metadata.license,
        "raw_text": " ".join(to_text(page).split()),
        "text": to_text(page),
        "language": page.language,
        "image": _first_image(page),
        "pagetype": page.page_type,
        "source": page.url,
        "source-hostname": metadata.publisher,
        "excerpt": metadata.deck,
        "categories": metadata.section or "",
        "tags": ";".join(metadata.tags),
    }


def _newspaper4k(page: Page) -> dict[str, Any]:
    """The keys of newspaper4k's ``Article.to_json()``, 0.9."""
    metadata = page.metadata
    return {
        "url": page.url,
        "language": page.language,
        "title": metadata.title,
        "top_image": _first_image(page),
        "images": [image.url for image in page.images if image_url(image.url)],
        "meta_keywords": list(metadata.tags),
        "tags": list(metadata.tags),
        "authors": list(metadata.authors),
        "publish_date": metadata.date_published,
        "summary": metadata.deck,
        "meta_lang": metadata.language_declared,
        "meta_site_name": metadata.publisher,
        "text": to_text(page),
    }


def _fundus(page: Page) -> dict[str, Any]:
    """The keys of Fundus's ``Article.to_json()``, 0.5."""
    metadata = page.metadata
    sections: list[dict[str, list[str]]] = [{"headline": [], "paragraphs": []}]
    for leaf in leaves(page, _SECTION_ROLES):
        parts = (lead + page.text[start:end] for start, end, lead in leaf.stretches)
        text = " ".join("".join(parts).split())
        if leaf.role is Role.HEADING:
            sections.append({"headline": [text], "paragraphs": []})
        else:
            sections[-1]["paragraphs"].append(text)
    return {
        "title": metadata.title,
        "body": {
            "summary": [metadata.deck] if metadata.deck else [],
            "sections": [section for section in sections if any(section.values())],
        },
        "authors": list(metadata.authors),
        "publishing_date": metadata.date_published,
        "topics": list(metadata.tags),
        "free_access": metadata.access_declared != "paid" and metadata.access_observed is None,
        "images": [
            {
                "url": image.url,
                "description": image.alt or None,
                "caption": image.caption,
                "authors": [image.credit] if image.credit else [],
            }
            for image in page.images
            if image_url(image.url)
        ],
    }


def _first_image(page: Page) -> str | None:
    return next((image.url for image in page.images if image_url(image.url)), None)


_STYLES: Mapping[str, Callable[[Page], dict[str, Any]]] = {
    "trafilatura": _trafilatura,
    "newspaper4k": _newspaper4k,
    "fundus": _fundus,
}
