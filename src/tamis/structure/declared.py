"""What a page declares about itself, read from metas, JSON-LD, microdata and RDFa.

Sources: schema.org in JSON-LD 1.1, HTML microdata and RDFa Lite, the Open Graph protocol, Twitter
cards, Dublin Core, Highwire Press ``citation_*``, and the names that Parse.ly and Sailthru
readers use. Every field keeps all its claims, the most trusted kind of source first.

extruct would read the same syntaxes, with lxml and rdflib, by parsing the page a second time;
what is asked of them here is a dozen properties, and broken JSON is read further than it does.
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
from tamis.structure.items import read_items

MAX_SCRIPT = 1_000_000
MAX_NODES = 3_000
MAX_DEPTH = 12
MAX_VALUE = 1_000
MAX_ALTERNATES = 300


class Claim(NamedTuple):
    """A value that the page gives, and where: ``meta og:title``, ``json-ld headline``, …

    ``kind``: the schema.org type of the thing that has the value, in lower case, where it has
    one: ``person`` or ``organization`` for an author, ``newsarticle`` for a headline.
    """

    value: str
    source: str
    kind: str = ""


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
    free: tuple[Claim, ...] = ()
    languages: tuple[Claim, ...] = ()
    canonical: tuple[Claim, ...] = ()
    alternates: tuple[Claim, ...] = ()
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
        "date_published",
        "published_date",
        "published",
        "published_at",
        "article:first_published_time",
        "og:publish_date",
        "og:publication_time",
        "cxenseparse:publishtime",
        "citation_online_date",
        "date_pub",
        "date",
        "last-modified-date",
        "date_created",
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
        "modified_date",
        "modified_time",
        "og:modified_time",
        "date_updated",
        "updated_date",
        "last_updated_date",
        "last_updated",
        "updated_at",
        "updated",
    ),
    "tag": ("article:tag", "og:article:tag", "parsely-tags", "sailthru.tags", "news_keywords"),
    "license": ("dcterms.license", "dc.rights.license", "license"),
    "free": ("isaccessibleforfree",),
    "canonical": ("og:url", "twitter:url", "parsely-link"),
    "languages": (
        "og:locale",
        "inlanguage",
        "content-language",
        "dcterms.language",
        "dc.language",
        "citation_language",
        "language",
    ),
}
_PUNCTUATION = str.maketrans("", "", ":._- ")
# Writers of metas do not agree on what parts the words of a name ("article:published:time").
_FIELD_OF_META = {
    name.translate(_PUNCTUATION): (field, rank)
    for field, names in _METAS.items()
    for rank, name in enumerate(names)
}
_AFTER_ITEMS = 60
"""The rank of a name with a prefix of its own: behind what microdata declares."""
_PREFIX = re.compile(r"^[a-z]{1,20}[:._-]")
_OF_DATES = re.compile(r"publi|modif|updat")
_COMMAS = 3
"""With so many commas what should be one tag is a list of them."""
_LIST_METAS = frozenset({"parsely-tags", "sailthru.tags", "news_keywords"})

# Labels of ``twitter:label1`` and its like that make ``twitter:data1`` an author, as WordPress
# plugins write them in the languages of their users.
_WRITTEN_BY = frozenset(
    (
        "written by|author|by|posted by|verfasst von|geschrieben von|von|autor|écrit par|"
        "rédigé par|auteur|par|escrito por|autora|por|scritto da|autore|di|geschreven door|door|"
        "auteurs|skrevet av|forfatter|skrevet af|skriven av|författare|kirjoittanut|kirjoittaja|"
        "napisane przez|yazan|yazar|ditulis oleh|penulis|oleh|написано автором|автор|автором|"
        "tác giả|được viết bởi|執筆者|作者|작성자|نوشته شده توسط|كُتب بواسطة|szerző|napsal|"
        "συντάχθηκε από"
    ).split("|")
)

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

    def add(field: str, rank: int, value: str, source: str, kind: str = "") -> None:
        value = _clean(value)
        if value:
            found.setdefault(field, []).append((rank, Claim(value, source, kind)))

    for field, claim in _from_json_ld(document):
        found.setdefault(field, []).append((-100, claim))
    labels: dict[str, str] = {}
    for name, content in document.declared.metas:
        known = _field_of_meta(name)
        if known is None:
            if name.startswith("twitter:"):
                labels[name] = content
            continue
        field, rank = known
        if name == "citation_author":
            values = [_forename_first(content)]
        else:
            is_list = name in _LIST_METAS or (field == "tag" and content.count(",") >= _COMMAS)
            values = content.split(",") if is_list else [content]
        for value in values:
            add(field, rank, value, f"meta {name}")
    for number in "12":
        if labels.get(f"twitter:label{number}", "").strip(" :").lower() in _WRITTEN_BY:
            add("author", 20, labels.get(f"twitter:data{number}", ""), f"meta twitter:data{number}")
    for item in read_items(document):
        add(item.field, 50, item.value, item.source, item.kind)
    add("languages", -200, document.declared.language, "html lang")
    for relation, target in document.declared.links:
        if relation == "license":
            add("license", 0, target, "link license")
        elif relation == "canonical":
            add("canonical", -100, target, "link canonical")
    for language, target in document.declared.alternates[:MAX_ALTERNATES]:
        add("alternates", 0, target, f"link hreflang={language[:20]}")
    ranked = {
        field: tuple(dict.fromkeys(claim for _, claim in sorted(claims, key=lambda pair: pair[0])))
        for field, claims in found.items()
    }
    return Claims(
        **ranked,
        document_title=_clean(document.declared.title),
        language=document.declared.language,
    )


def _field_of_meta(name: str) -> tuple[str, int] | None:
    """The field that a meta of this name is for, and its rank. Publishing systems put letters of
    their own before the name of a date: ``x-published-date``."""
    known = _FIELD_OF_META.get(name.translate(_PUNCTUATION))
    if known is None and _OF_DATES.search(name):
        own = _PREFIX.sub("", name, count=1)
        field, rank = _FIELD_OF_META.get(own.translate(_PUNCTUATION), ("", 0))
        if field in ("published", "modified"):
            return field, rank + _AFTER_ITEMS
    return known


def _forename_first(name: str) -> str:
    """``Ek, Bo`` as ``Bo Ek``: Highwire Press asks for the surname first."""
    surname, comma, forename = name.partition(",")
    return f"{forename.strip()} {surname.strip()}" if comma and "," not in forename else name


def _clean(value: str) -> str:
    """One line of text without markup or entities, at most :data:`MAX_VALUE` characters."""
    value = value[: MAX_VALUE * 2]
    if "&" in value:
        # Writers of JSON-LD often escape what has been escaped before.
        value = html.unescape(html.unescape(value))
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
    for place, node in enumerate((*main[:2], *pages[:1])):
        # What a second node says stands behind the first, and is no part of its lists.
        suffix = f" of node {place + 1}" if place else ""
        for field, claim in _fields(node, by_id):
            yield field, claim._replace(source=claim.source + suffix)


def _is_about(node: Mapping[str, Any], document: Document) -> bool:
    """Whether an article's node is about this page, not about one that the page links to."""
    headline = node.get("headline") or node.get("name")
    title = _clean(document.declared.title)
    if type(headline) is str and headline and _clean(headline)[:40] in title:
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
    ("free", ("isAccessibleForFree",)),
    ("languages", ("inLanguage",)),
)


def _fields(
    node: Mapping[str, Any], by_id: Mapping[str, Mapping[str, Any]]
) -> Iterator[tuple[str, Claim]]:
    types = _types(node) & _ARTICLE_TYPES
    kind = next((name for name in sorted(types) if "news" in name), min(types, default=""))
    for field, keys in _JSON_LD_FIELDS:
        if field in ("title", "description", "section") and not types:
            continue
        for key in keys:
            values = [
                Claim(clean, f"json-ld {key}", kind if field == "title" else of)
                for text, of in _texts(node.get(key), by_id, is_license=field == "license")
                if (clean := _clean(text))
            ]
            if field == "tag":
                values = [
                    claim._replace(value=tag.strip())
                    for claim in values
                    for tag in claim.value.split(",")
                    if tag.strip()
                ]
            for claim in values[:100]:
                yield field, claim
            if values:
                break


def _texts(
    value: Any, by_id: Mapping[str, Mapping[str, Any]], *, is_license: bool
) -> Iterator[tuple[str, str]]:
    """The texts of a property with the type of what has them: strings, truth values, names of
    things (for a licence, their addresses), or lists of these, one level deep."""
    for item in value if isinstance(value, list) else [value]:
        if type(item) is str:
            yield item, ""
        elif type(item) is bool:
            yield str(item).lower(), ""
        elif isinstance(item, dict):
            thing = item if "name" in item else by_id.get(str(item.get("@id")), item)
            names = thing.get("name") or item.get("@value")
            if not names and is_license:
                names = thing.get("url") or item.get("@id")
            kind = min(_types(thing), default="")
            for name in names if isinstance(names, list) else [names]:
                if type(name) is str:
                    yield name, kind
