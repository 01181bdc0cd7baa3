from __future__ import annotations

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tamis.parsing.document import Declared
from tamis.structure.declared import Claim, Claims, parse_json_ld, read_claims
from tests.structure.building import html

ARTICLE = {
    "@type": "NewsArticle",
    "headline": "Goat on roof",
    "author": [{"@type": "Person", "name": "Ida Marlow"}, {"@id": "#ben"}],
    "datePublished": "2024-05-03T10:00:00+02:00",
    "publisher": {"@type": "Organization", "name": "Harwick Courier"},
    "keywords": "goats, roofs",
}


def claims_of(
    *scripts: str, metas: tuple[tuple[str, str], ...] = (), title: str = "", url: str | None = None
) -> Claims:
    declared = Declared(title=title, metas=metas, json_ld=scripts)
    document, _ = html([("body>p", "Text")], declared=declared, url=url)
    return read_claims(document)


def values(claims: tuple[Claim, ...]) -> list[str]:
    return [claim.value for claim in claims]


@pytest.mark.parametrize(
    "script",
    [
        '{"a": "one"}',
        '<!-- {"a": "one"} -->',
        '//<![CDATA[\n{"a": "one"}\n//]]>',
        '/*<![CDATA[*/{"a": "one"}/*]]>*/',
        '{"a": "one",}',
        '{"a": "one"};',
        '\ufeff{"a": "one"}',
    ],
)
def test_slightly_broken_json_is_read(script: str) -> None:
    assert parse_json_ld(script) == {"a": "one"}


def test_control_characters_and_missing_commas_are_forgiven() -> None:
    assert parse_json_ld('{"a": "one\ntwo\t"}') == {"a": "one\ntwo\t"}
    assert parse_json_ld('{"a": "one"\n"b": "two"}') == {"a": "one", "b": "two"}


@pytest.mark.parametrize("script", ["", "no json", "{", "[" * 100_000, '{"a":' * 50_000])
def test_unreadable_json_is_none(script: str) -> None:
    assert parse_json_ld(script) is None


@pytest.mark.parametrize(
    "wrapped",
    [ARTICLE, [ARTICLE], {"@graph": [{"@type": "WebSite", "name": "Courier"}, ARTICLE]}],
)
def test_an_article_is_found_alone_in_a_list_and_in_a_graph(wrapped: object) -> None:
    claims = claims_of(json.dumps(wrapped))
    assert values(claims.title) == ["Goat on roof"]
    assert values(claims.published) == ["2024-05-03T10:00:00+02:00"]
    assert values(claims.publisher) == ["Harwick Courier"]
    assert values(claims.tag) == ["goats", "roofs"]


def test_references_are_followed_by_identifier() -> None:
    ben = {"@id": "#ben", "@type": "Person", "name": "Ben Okri"}
    claims = claims_of(json.dumps({"@graph": [ARTICLE, ben]}))
    assert values(claims.author) == ["Ida Marlow", "Ben Okri"]


def test_of_several_articles_the_one_about_this_page_counts() -> None:
    other = {"@type": "NewsArticle", "headline": "Another story", "url": "https://x.example/2"}
    this = {**ARTICLE, "mainEntityOfPage": {"@id": "https://x.example/1"}}
    claims = claims_of(json.dumps([other, this]), url="https://x.example/1")
    assert values(claims.title) == ["Goat on roof"]
    claims = claims_of(json.dumps([other, ARTICLE]), title="Goat on roof | Courier")
    assert values(claims.title) == ["Goat on roof"]


def test_claims_keep_their_source_and_the_more_trusted_come_first() -> None:
    metas = (
        ("twitter:title", "Goat!"),
        ("og:title", "A goat &amp; a <b>roof</b>"),
        ("parsely-tags", "goat, roof"),
        ("article:tag", "goats"),
    )
    claims = claims_of(json.dumps(ARTICLE), metas=metas)
    assert claims.title == (
        Claim("Goat on roof", "json-ld headline", "newsarticle"),
        Claim("A goat & a roof", "meta og:title"),
        Claim("Goat!", "meta twitter:title"),
    )
    assert values(claims.tag) == ["goats", "roofs", "goats", "goat", "roof"]


def test_of_microdata_what_is_not_shown_goes_before_what_is() -> None:
    document, _ = html(
        [("body>article>time[itemprop=datePublished]", "today")],
    )
    assert read_claims(document).published == (Claim("today", "microdata datepublished"),)
    element = document.elements[-1]
    shown = element._replace(attributes={"itemprop": "datePublished", "datetime": "2024-05-03"})
    document = type(document)(
        text=document.text,
        blocks=document.blocks,
        elements=(*document.elements[:-1], shown),
    )
    assert read_claims(document).published == (Claim("2024-05-03", "microdata datepublished"),)


def test_a_huge_or_endless_declaration_takes_bounded_time() -> None:
    deep: object = ARTICLE
    for _ in range(300):
        deep = {"@graph": [deep]}
    wide = {"@graph": [{"@type": "Thing", "n": number} for number in range(50_000)]}
    begin = time.perf_counter()
    assert values(claims_of(json.dumps(deep)).title) == []
    assert claims_of(json.dumps(wide)).title == ()
    assert claims_of('{"@type":"Article","headline":"' + "x" * 2_000_000 + '"}').title == ()
    assert time.perf_counter() - begin < 2.0


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                ["@type", "@id", "@graph", "headline", "author", "name", "keywords", "url"]
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=20,
)


@given(json_values)
def test_any_json_value_is_read_without_failing(value: object) -> None:
    claims_of(json.dumps({"@type": "Article", "x": value, "author": value, "headline": value}))
