from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tamis.output import to_dict, to_html, to_json, to_jsonld, to_markdown, to_text
from tamis.page import Attribution, Image, Metadata, Page, Part, Role, Span

PageOf = Callable[..., Page]


def make_page(**fields: Any) -> Page:
    text = "It blew, Ann said.\nBuy now"
    return Page(
        text,
        (
            Span(0, 19, Role.PARAGRAPH, 0.912345, ("running text",), True, "/html[1]/p[1]"),
            Span(19, 26, Role.SPAM, 1.0, (), False),
        ),
        metadata=Metadata(title="Harbour", authors=("Ann Lee",), tags=("sea", "wind")),
        images=(Image("https://a.example/p.jpg", "alt", "A pier"),),
        attributions=(
            Attribution(
                Part(9, 12, "Ann"),
                Part(13, 17, "said"),
                (Part(0, 7, "It blew"),),
                "indirect",
                "Ann Lee",
                "said",
                0.87654321,
                ("by name",),
            ),
        ),
        **{"url": "https://a.example/", "media_type": "text/html", "language": "en", **fields},
    )


def test_the_object_is_that_of_the_contract() -> None:
    version = to_dict(make_page())["tamis"]
    assert version
    assert to_dict(make_page()) == {
        "tamis": version,
        "url": "https://a.example/",
        "media_type": "text/html",
        "language": "en",
        "page_type": None,
        "page_type_confidence": None,
        "metadata": {
            "title": "Harbour",
            "deck": None,
            "section": None,
            "authors": ["Ann Lee"],
            "publisher": None,
            "date_published": None,
            "date_modified": None,
            "tags": ["sea", "wind"],
            "wires": [],
            "license": None,
            "language_declared": None,
            "access_declared": None,
            "access_observed": None,
        },
        "article_text": "It blew, Ann said.",
        "text": "It blew, Ann said.\nBuy now",
        "spans": [
            {
                "start": 0,
                "end": 19,
                "role": "paragraph",
                "family": "content",
                "confidence": 0.9123,
                "reasons": ["running text"],
                "visible": True,
                "path": "/html[1]/p[1]",
            },
            {
                "start": 19,
                "end": 26,
                "role": "spam",
                "family": "pollution",
                "confidence": 1.0,
                "reasons": [],
                "visible": False,
                "path": "",
            },
        ],
        "images": [{"url": "https://a.example/p.jpg", "caption": "A pier", "credit": None}],
        "attributions": [
            {
                "source": {"start": 9, "end": 12, "text": "Ann"},
                "cue": {"start": 13, "end": 17, "text": "said"},
                "content": [{"start": 0, "end": 7, "text": "It blew"}],
                "kind": "indirect",
                "speaker": "Ann Lee",
                "certainty": "said",
                "confidence": 0.8765,
                "reasons": ["by name"],
            }
        ],
    }


def test_the_methods_of_a_page_are_these_functions() -> None:
    page = make_page()
    assert page.to_dict() == to_dict(page)
    assert page.markdown() == to_markdown(page)
    assert page.article_text() == to_text(page)


@given(st.text(min_size=1), st.text())
def test_json_reads_back_as_the_object(text: str, title: str) -> None:
    page = Page(text, (Span(0, len(text), Role.PARAGRAPH),), metadata=Metadata(title=title))
    assert json.loads(to_json(page)) == orjson.loads(to_json(page)) == to_dict(page)


def test_surrogates_become_replacement_characters_and_offsets_stay_right() -> None:
    # A pair of halves must not become one character either.
    text = "a\ud83d\ude00b"
    page = Page(text, (Span(0, 4, Role.PARAGRAPH),))
    written = to_json(page)
    assert orjson.loads(written.encode())["text"] == "a\ufffd\ufffdb"
    assert json.loads(written)["spans"] == to_dict(page)["spans"]


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ({}, "Article"),
        ({"page_type": "article"}, "Article"),
        ({"page_type": "article", "metadata": Metadata(section="World")}, "NewsArticle"),
        ({"page_type": "article", "metadata": Metadata(publisher="The Pier")}, "NewsArticle"),
        ({"page_type": "forum", "metadata": Metadata(publisher="The Pier")}, "WebPage"),
    ],
)
def test_the_type_is_news_only_where_something_says_so(
    page_of: PageOf, fields: dict[str, Any], kind: str
) -> None:
    page = page_of(("paragraph", "It blew."), **fields)
    assert json.loads(to_jsonld(page))["@type"] == kind


def test_a_dateline_says_news(page_of: PageOf) -> None:
    page = page_of([("dateline", "MIRA – "), ("paragraph", "It blew.")], page_type="article")
    assert json.loads(to_jsonld(page))["@type"] == "NewsArticle"


def test_jsonld_has_what_the_page_has(page_of: PageOf) -> None:
    page = page_of(
        ("title", "Harbour closed"),
        ("deck", "Wind"),
        ("paragraph", "It blew."),
        page_type="article",
        language="en",
        url="https://a.example/",
        metadata=Metadata(
            section="World",
            authors=("Ann Lee", "Bo Do"),
            publisher="The Pier",
            date_published="2024-05-03",
            date_modified="2024-05-04",
            tags=("sea",),
            license="https://l.example/",
        ),
        images=[
            ("Wind", Image("https://a.example/p.jpg", "alt", "A pier", "Ann")),
            ("Wind", Image("data:image/png;base64,AA")),
        ],
    )
    assert json.loads(to_jsonld(page)) == {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": "Harbour closed",
        "description": "Wind",
        "articleSection": "World",
        "author": [
            {"@type": "Person", "name": "Ann Lee"},
            {"@type": "Person", "name": "Bo Do"},
        ],
        "publisher": {"@type": "Organization", "name": "The Pier"},
        "datePublished": "2024-05-03",
        "dateModified": "2024-05-04",
        "keywords": ["sea"],
        "articleBody": "Wind\n\nIt blew.",
        "image": [
            {
                "@type": "ImageObject",
                "url": "https://a.example/p.jpg",
                "caption": "A pier",
                "creditText": "Ann",
            }
        ],
        "inLanguage": "en",
        "url": "https://a.example/",
        "license": "https://l.example/",
    }


def test_what_a_page_has_not_is_left_out(page_of: PageOf) -> None:
    page = page_of(("paragraph", "It blew."), page_type="product")
    assert json.loads(to_jsonld(page)) == {
        "@context": "https://schema.org",
        "@type": "WebPage",
        "text": "It blew.",
    }


def test_jsonld_cannot_end_the_script_around_it(page_of: PageOf) -> None:
    hostile = "</script><!--<script>\ud800"
    page = page_of(("paragraph", hostile), metadata=Metadata(title=hostile))
    written = to_jsonld(page)
    assert "<" not in written
    assert json.loads(written)["headline"] == hostile.replace("\ud800", "\ufffd")


def test_every_format_of_an_empty_page_is_well_formed() -> None:
    page = Page("", ())
    assert (to_text(page), to_markdown(page)) == ("", "")
    assert json.loads(to_json(page))["spans"] == []
    assert json.loads(to_jsonld(page))["@type"] == "Article"
    assert "<title></title>" in to_html(page)


# The properties that schema.org gives to the types used here, and what each may hold.
_TEXT, _DATE, _URL = (str,), "date", "url"
_VOCABULARY: dict[str, dict[str, object]] = {
    "Article": {
        "headline": _TEXT,
        "description": _TEXT,
        "articleSection": _TEXT,
        "articleBody": _TEXT,
        "author": ("Person", "Organization"),
        "publisher": ("Organization",),
        "datePublished": _DATE,
        "dateModified": _DATE,
        "keywords": _TEXT,
        "image": ("ImageObject",),
        "inLanguage": _TEXT,
        "url": _URL,
        "license": _TEXT,
        "isAccessibleForFree": (bool,),
    },
    "Person": {"name": _TEXT},
    "Organization": {"name": _TEXT},
    "ImageObject": {"url": _URL, "caption": _TEXT, "creditText": _TEXT},
}
_VOCABULARY["NewsArticle"] = _VOCABULARY["Article"]
_REQUIRED = {"Person": "name", "Organization": "name", "ImageObject": "url"}


def _faults(node: dict[str, object]) -> list[str]:
    """What the vocabulary does not allow in ``node``."""
    kind = str(node["@type"])
    faults = []
    if kind in _REQUIRED and _REQUIRED[kind] not in node:
        faults.append(f"{kind} without {_REQUIRED[kind]}")
    for name, value in node.items():
        if name.startswith("@"):
            continue
        allowed = _VOCABULARY[kind].get(name)
        if allowed is None:
            faults.append(f"{kind} has no {name}")
            continue
        for item in value if isinstance(value, list) else [value]:
            if isinstance(item, dict):
                if not isinstance(allowed, tuple) or item["@type"] not in allowed:
                    faults.append(f"{name} is no {item['@type']}")
                faults += _faults(item)
            elif allowed == _DATE:
                datetime.fromisoformat(str(item))
            elif allowed == _URL:
                if not str(item).startswith(("http://", "https://")):
                    faults.append(f"{name} is no address")
            elif not (isinstance(allowed, tuple) and isinstance(item, allowed)):
                faults.append(f"{name} is {item!r}")
    return faults


def test_jsonld_of_an_article_keeps_to_the_vocabulary(page_of: PageOf) -> None:
    page = page_of(
        ("title", "Harbour closed"),
        ("paragraph", "It blew."),
        page_type="article",
        language="en",
        url="https://a.example/",
        metadata=Metadata(
            authors=("Ann Lee", "Pier Newsroom"),
            publisher="The Pier",
            date_published="2024-05-03T08:15+02:00",
            access_declared="paid",
        ),
        images=[("It blew", Image("https://a.example/p.jpg", "alt", "A pier", "Ann"))],
    )
    written = json.loads(to_jsonld(page))
    assert _faults(written) == []
    assert written["isAccessibleForFree"] is False
    assert [author["@type"] for author in written["author"]] == ["Person", "Organization"]
