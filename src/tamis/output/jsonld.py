"""The page as schema.org JSON-LD."""

from __future__ import annotations

from typing import Any

from tamis.output.choice import DOCUMENT_ROLES, Names
from tamis.output.json import serialised
from tamis.output.outline import header
from tamis.output.safety import image_url
from tamis.output.text import to_text
from tamis.page import Image, Page, Role
from tamis.structure.names import is_agency, is_organisation


def to_jsonld(page: Page, *, keep: Names = (), drop: Names = ()) -> str:
    """The page as a schema.org ``NewsArticle``, ``Article`` or ``WebPage``, in one line.

    It may stand inside a ``script`` element as it is: ``<`` is escaped. What the page has not
    is left out. ``keep`` and ``drop`` change which roles the body has, as in
    :func:`~tamis.output.to_text`.
    """
    metadata = page.metadata
    kind = _type(page)
    is_article = kind != "WebPage"
    parts = header(page, DOCUMENT_ROLES)
    fields: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": kind,
        "headline": parts.title,
        "description": parts.deck,
        "articleSection": metadata.section if is_article else None,
        "author": [
            {"@type": _kind_of_author(name, metadata.publisher), "name": name}
            for name in metadata.authors
        ],
        "publisher": (
            {"@type": "Organization", "name": metadata.publisher} if metadata.publisher else None
        ),
        "datePublished": metadata.date_published,
        "dateModified": metadata.date_modified,
        "keywords": list(metadata.tags),
        "articleBody" if is_article else "text": to_text(page, keep=keep, drop=drop),
        "image": [_image(image) for image in page.images if image_url(image.url)],
        "inLanguage": page.language,
        "url": page.url,
        "license": metadata.license,
        "isAccessibleForFree": _FREE.get(metadata.access_declared or ""),
    }
    present = {name: value for name, value in fields.items() if value or value is False}
    return serialised(present).replace("<", "\\u003c")


_FREE = {"free": True, "paid": False}


def _kind_of_author(name: str, publisher: str | None) -> str:
    """Authors are persons; a newsroom stands among them only where no person is named."""
    named_so = name == publisher or is_agency(name) or is_organisation(name)
    return "Organization" if named_so else "Person"


def _type(page: Page) -> str:
    if page.page_type not in {"article", None}:
        return "WebPage"
    is_news = page.page_type == "article" and (
        page.metadata.section or page.metadata.publisher or page.select(role=Role.DATELINE)
    )
    return "NewsArticle" if is_news else "Article"


def _image(image: Image) -> dict[str, str]:
    fields = {"url": image.url, "caption": image.caption, "creditText": image.credit}
    return {"@type": "ImageObject", **{name: value for name, value in fields.items() if value}}
