"""What a page declares about itself, read from metas, JSON-LD and microdata.

Sources: schema.org in JSON-LD 1.1 and HTML microdata, the Open Graph protocol, Twitter cards,
Dublin Core, Highwire Press ``citation_*``, and the names that Parse.ly and Sailthru readers use.
Every field keeps all its claims, the most trusted kind of source first.
"""

from __future__ import annotations

import html
import json
import re
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import orjson

from tamis.parsing.document import Document

MAX_SCRIPT = 1_000_000
MAX_NODES = 3_000
MAX_DEPTH = 12
MAX_VALUE = 1_000


class Claim(NamedTuple):
    """A value that the page declares, and where: ``meta og:title``, ``json-ld headline``, …"""

    value: str
    source: str


@dataclass(frozen=True, slots=True)
class Claims:
    """Everything declared, by field; within a field the most trusted source comes first."""

    title: tuple[Claim, ...] = ()
    description: tuple[Claim, ...] = ()
    section: tuple[Claim, ...] = ()
    author: tuple[Claim, ...] = ()
    publisher: tuple[Claim, ...] = ()
    published: tuple[Claim, ...] = ()
    modified: tuple[Claim, ...] = ()
    tag: tuple[Claim, ...] = ()
    license: tuple[Claim, ...] = ()
    document_title: str = ""
    language: str = ""


# Meta names by field, the most trusted first.
_METAS: Mapping[str, tuple[str, ...]] = {
    "title": (
        "og:title",
        "headline",
        "parsely-title",
        "sailthru.title",
        "citation_title",
        "dcterms.title",
        "dc.title",
        "twitter:title",
        "title",
    ),
    "description": (
        "og:description",
        "description",
        "twitter:description",
        "sailthru.description",
        "dcterms.description",
        "dc.description",
    ),
    "section": ("article:section", "parsely-section", "og:article:section", "articlesection"),
    "author": (
        "author",
        "article:author_name",
        "parsely-author",
        "sailthru.author",
        "citation_author",
        "dcterms.creator",
        "dc.creator",
        "dc.contributor",
        "article:author",
        "og:article:author",
        "byl",
        "authors",
        "cxenseparse:author",
        "twitter:creator_name",
    ),
    "publisher": (
        "og:site_name",
        "dcterms.publisher",
        "dc.publisher",
        "citation_publisher",
        "citation_journal_title",
        "application-name",
        "publisher",
    ),
    "published": (
        "article:published_time",
        "og:article:published_time",
        "og:published_time",
        "datepublished",
        "parsely-pub-date",
        "sailthru.date",
        "cxenseparse:recs:publishtime",
        "dcterms.issued",
        "dcterms.created",
        "dcterms.date",
        "dc.date.issued",
        "dc.date.created",
        "dc.date",
        "citation_publication_date",
        "citation_date",
        "pubdate",
        "publishdate",
        "publish-date",
        "publication_date",
        "date",
        "last-modified-date",
    ),
    "modified": (
        "article:modified_time",
        "og:article:modified_time",
        "og:updated_time",
        "datemodified",
        "dcterms.modified",
        "dc.date.modified",
        "last-modified",
        "lastmod",
        "revised",
    ),
    "tag": ("article:tag", "og:article:tag", "parsely-tags", "sailthru.tags", "news_keywords"),
    "license": ("dcterms.license", "dc.rights.license", "license"),
}
_FIELD_OF_META = {
    name: (field, rank) for field, names in _METAS.items() for rank, name in enumerate(names)
}
_LIST_METAS = frozenset({"parsely-tags", "sailthru.tags", "news_keywords"})

_ARTICLE_TYPES = frozenset(
    """article newsarticle blogposting liveblogposting reportagenewsarticle analysisnewsarticle
    opinionnewsarticle backgroundnewsarticle reviewnewsarticle advertisercontentarticle report
    scholarlyarticle techarticle satiricalarticle socialmediaposting discussionforumposting review
    recipe qapage""".split()
)
_PAGE_TYPES = frozenset("webpage itempage videoobject product event aboutpage faqpage".split())

_WRAPPER = re.compile(r"^\s*(?:<!--|//\s*<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/|<!\[CDATA\[)")
_WRAPPER_END = re.compile(r"(?:-->|//\s*\]\]>|/\*\s*\]\]>\s*\*/|\]\]>)\s*;?\s*$")
_TRAILING_COMMA = re.compile(r",(\s*[}\]])")
_MISSING_COMMA = re.compile(r'("|\}|\])(\s*\n\s*)(?=")')
_TAG = re.compile(r"<[^<>]{0,200}>")


def read_claims(document: Document) -> Claims:
    """All that ``document`` declares. Broken or oversized parts are left out, never raised."""
    found: dict[str, list[tuple[int, Claim]]] = {}

    def add(field: str, rank: int, value: str, source: str) -> None:
        value = _clean(value)
        if value:
            found.setdefault(field, []).append((rank, Claim(value, source)))

    for field, claim in _from_json_ld(document):
        found.setdefault(field, []).append((-100, claim))
    for name, content in document.declared.metas:
        known = _FIELD_OF_META.get(name)
        if known is None:
            continue
        field, rank = known
        values = content.split(",") if name in _LIST_METAS else (content,)
        for value in values:
            add(field, rank, value, f"meta {name}")
    for field, value, source in _from_microdata(document):
        add(field, 50, value, source)
    for relation, target in document.declared.links:
        if relation == "license":
            add("license", 0, target, "link license")
    ranked = {
        field: tuple(dict.fromkeys(claim for _, claim in sorted(claims, key=lambda pair: pair[0])))
        for field, claims in found.items()
    }
    return Claims(
        **ranked,
        document_title=_clean(document.declared.title),
        language=document.declared.language,
    )


def _clean(value: str) -> str:
    """One line of text without markup or entities, at most :data:`MAX_VALUE` characters."""
    value = value[: MAX_VALUE * 2]
    if "&" in value:
        value = html.unescape(value)
    if "<" in value:
        value = _TAG.sub("", value)
    return " ".join(value.replace("\xad", "").split())[:MAX_VALUE]


def parse_json_ld(script: str) -> Any:
    """The value of a JSON-LD script, or ``None`` if it cannot be read.

    Reads what consumers read in practice: comment and CDATA wrappers, control characters in
    strings, trailing commas, commas missing at a line's end, and text after the first value.
    """
    if len(script) > MAX_SCRIPT:
        return None
    try:
        return orjson.loads(script)
    except ValueError:
        pass
    script = _WRAPPER_END.sub("", _WRAPPER.sub("", script, count=1), count=1).strip()
    script = script.removeprefix("\ufeff")
    for attempt in (
        lambda text: text,
        lambda text: _TRAILING_COMMA.sub(r"\1", text),
        lambda text: _MISSING_COMMA.sub(r"\1,\2", _TRAILING_COMMA.sub(r"\1", text)),
    ):
        try:
            value, _ = _DECODER.raw_decode(attempt(script))
        except (ValueError, RecursionError):
            continue
        return value
    return None


_DECODER = json.JSONDecoder(strict=False)


def _nodes(values: Iterable[Any]) -> Iterator[dict[str, Any]]:
    """All objects, outer ones first, within the bounds on number and depth."""
    pending = deque((value, 0) for value in values)
    for _ in range(MAX_NODES):
        if not pending:
            return
        value, depth = pending.popleft()
        if isinstance(value, dict):
            yield value
            children: Iterable[Any] = value.values()
        else:
            children = value
        if depth < MAX_DEPTH:
            pending.extend(
                (child, depth + 1) for child in children if isinstance(child, dict | list)
            )


def _types(node: Mapping[str, Any]) -> frozenset[str]:
    declared = node.get("@type")
    names = declared if isinstance(declared, list) else [declared]
    return frozenset(
        name.rsplit("/", 1)[-1].rsplit(":", 1)[-1].lower() for name in names if type(name) is str
    )


def _from_json_ld(document: Document) -> Iterator[tuple[str, Claim]]:
    scripts = document.declared.json_ld
    if not scripts:
        return
    values = [value for value in map(parse_json_ld, scripts) if isinstance(value, dict | list)]
    by_id: dict[str, dict[str, Any]] = {}
    articles: list[dict[str, Any]] = []
    pages: list[dict[str, Any]] = []
    for node in _nodes(values):
        identifier = node.get("@id")
        if type(identifier) is str and len(node) > len(by_id.get(identifier, ())):
            by_id[identifier] = node
        types = _types(node)
        if types & _ARTICLE_TYPES:
            articles.append(node)
        elif types & _PAGE_TYPES:
            pages.append(node)
    main = [node for node in articles if _is_about(node, document)] or articles[:1]
    for node in (*main[:2], *pages[:1]):
        yield from _fields(node, by_id)


def _is_about(node: Mapping[str, Any], document: Document) -> bool:
    """Whether an article's node is about this page, not about one that the page links to."""
    headline = node.get("headline") or node.get("name")
    if type(headline) is str and headline and _clean(headline)[:40] in document.declared.title:
        return True
    if document.url is None:
        return False
    of = node.get("mainEntityOfPage")
    places = (node.get("url"), of.get("@id") if isinstance(of, dict) else of, node.get("@id"))
    here = document.url.split("#")[0].rstrip("/")
    return any(type(place) is str and place.split("#")[0].rstrip("/") == here for place in places)


_JSON_LD_FIELDS = (
    ("title", ("headline", "name")),
    ("description", ("description", "abstract")),
    ("section", ("articleSection",)),
    ("author", ("author", "creator")),
    ("publisher", ("publisher",)),
    ("published", ("datePublished", "dateCreated", "uploadDate")),
    ("modified", ("dateModified",)),
    ("tag", ("keywords",)),
    ("license", ("license",)),
)


def _fields(
    node: Mapping[str, Any], by_id: Mapping[str, Mapping[str, Any]]
) -> Iterator[tuple[str, Claim]]:
    is_article = bool(_types(node) & _ARTICLE_TYPES)
    for field, keys in _JSON_LD_FIELDS:
        if field in ("title", "description", "section") and not is_article:
            continue
        for key in keys:
            values = [clean for clean in map(_clean, _texts(node.get(key), by_id)) if clean]
            if field == "tag":
                values = [tag.strip() for value in values for tag in value.split(",")]
            for value in values[:100]:
                if value:
                    yield field, Claim(value, f"json-ld {key}")
            if values:
                break


def _texts(value: Any, by_id: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    """The texts of a property: strings, names of things, or lists of these, one level deep."""
    for item in value if isinstance(value, list) else [value]:
        if type(item) is str:
            yield item
        elif isinstance(item, dict):
            thing = item if "name" in item else by_id.get(str(item.get("@id")), item)
            names = thing.get("name") or thing.get("url") or item.get("@id") or item.get("@value")
            for name in names if isinstance(names, list) else [names]:
                if type(name) is str:
                    yield name


_ITEM_PROPERTIES = {
    "headline": "title",
    "author": "author",
    "datepublished": "published",
    "datemodified": "modified",
    "articlesection": "section",
    "license": "license",
}


def _from_microdata(document: Document) -> Iterator[tuple[str, str, str]]:
    """Claims in attributes that are not shown: an ``itemprop``'s ``content`` or ``datetime``."""
    for attributes in [element[4] for element in document.elements if "itemprop" in element[4]]:
        itemprop = attributes["itemprop"]
        if not itemprop:
            continue
        field = _ITEM_PROPERTIES.get(itemprop.lower())
        value = attributes.get("content") or attributes.get("datetime")
        if field is not None and value:
            yield field, value, f"microdata {itemprop}"
