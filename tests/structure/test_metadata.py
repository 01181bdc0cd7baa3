"""The metadata that are chosen, and what is kept of the rest."""

from __future__ import annotations

import json
from typing import Any

import pytest

import tamis
from tamis.errors import UsageError

BODY = (
    "<p>A storm hit the coast of Velland on Monday and took several roofs with it, the mayor of "
    "Mira said in the evening.</p><p>Nobody was hurt, and the ferries run again since noon, "
    "though the harbour stays closed until the waves go down.</p>"
)


def read(
    head: str = "",
    above: str = "<h1>Storm takes roofs in Mira</h1>",
    *,
    lang: str = "en",
    captured: str | None = None,
) -> tamis.Page:
    page = f"<html lang='{lang}'><head>{head}</head><body><article>{above}{BODY}</article></body>"
    options = tamis.Options(captured=captured)
    return tamis.read(page, url="https://a.example/storm", options=options)


def ld(**fields: Any) -> str:
    node = {"@type": "NewsArticle", **fields}
    return f'<script type="application/ld+json">{json.dumps(node)}</script>'


def test_a_conflict_shows_and_the_chosen_one_says_why() -> None:
    page = read(
        ld(headline="Roofs gone: storm hits Mira")
        + "<meta property='og:title' content='What a storm'><title>Storm | The Pier</title>"
    )
    candidates = page.candidates("title")
    assert page.metadata.title == "Roofs gone: storm hits Mira"
    assert {c.value for c in candidates} >= {"What a storm", "Storm takes roofs in Mira"}
    (chosen,) = [c for c in candidates if c.chosen]
    assert (chosen.source, chosen.reason) == (
        "json-ld headline",
        "the headline that the newsroom declares",
    )
    assert all(not c.reason for c in candidates if not c.chosen)


def test_a_plug_ins_headline_gives_way_to_the_one_on_the_page() -> None:
    node = json.dumps({"@type": "Article", "headline": "Storm Mira 2024 roofs"})
    page = read(f'<script type="application/ld+json">{node}</script>')
    assert page.metadata.title == "Storm takes roofs in Mira"


def test_a_heading_that_is_the_sites_name_is_no_title() -> None:
    page = read(
        "<title>How to mend a roof after a storm - Mira Pages</title>", "<h1>Mira Pages</h1>"
    )
    assert page.metadata.title == "How to mend a roof after a storm"


def test_candidates_of_a_field_that_does_not_exist_are_refused() -> None:
    with pytest.raises(UsageError, match="colour"):
        read().candidates("colour")


@pytest.mark.parametrize(
    ("head", "above", "authors"),
    [
        (ld(author=[{"@type": "Person", "name": "Ann Lee"}]), "", ["Ann Lee"]),
        (ld(author={"@id": "#a"}, about={"@id": "#a", "name": "Ann Lee"}), "", ["Ann Lee"]),
        # A newsroom is declared, the page shows who wrote it.
        (
            ld(author={"@type": "Organization", "name": "Pier Foundation"}),
            "<p class='byline'>By Ann Lee</p>",
            ["Ann Lee"],
        ),
        (
            "<meta name='twitter:label1' content='Verfasst von'>"
            "<meta name='twitter:data1' content='Ann Lee'>",
            "",
            ["Ann Lee"],
        ),
        ("<meta name='citation_author' content='Lee, Ann'>", "", ["Ann Lee"]),
        # The first item with an author speaks for the page; the second is a comment.
        (
            "",
            "<div itemscope><span itemprop='author'><b itemprop='name'>Ann Lee</b> 42 posts</span>"
            "</div><div itemscope><span itemprop='author'>Bo Ek</span></div>",
            ["Ann Lee"],
        ),
        # A thing without a name is called by what stands first in it.
        (
            "",
            "<p itemprop='author' itemscope itemtype='https://schema.org/Person'>"
            "<a>millgoat</a> <b>42</b> <i>medals</i></p>",
            ["millgoat"],
        ),
        # What readers add says nothing of the page.
        (
            "",
            "<p>Von Ann Lee</p><div itemscope itemtype='https://schema.org/Comment'>"
            "<b itemprop='author'>Bo Ek</b></div>",
            ["Ann Lee"],
        ),
        (ld(author={"@type": "Person", "name": "millgoat (Ann)"}), "", ["millgoat"]),
        ("<meta name='author' content='ann'>", "<p class='byline'>By Ann</p>", ["ann"]),
        ("", "<p>Ann Lee</p>", ["Ann Lee"]),
        ("", "<p>この記事</p>", []),
        ("", "<p class='byline'>Happy Holidays!</p>", []),
        ("", "<p class='byline'>By Dr. Ann Lee<br>Senior Reporter</p>", ["Ann Lee"]),
        ("", "<p>Text und Fotos: Ann Lee</p>", ["Ann Lee"]),
    ],
)
def test_authors_are_persons_without_titles_and_posts(
    head: str, above: str, authors: list[str]
) -> None:
    page = read(head, f"<h1>Storm takes roofs in Mira</h1>{above}")
    assert list(page.metadata.authors) == authors


def test_an_agency_among_the_declared_authors_is_a_wire() -> None:
    page = read(ld(author=[{"name": "Ann Lee"}, {"name": "Reuters"}]))
    assert page.metadata.authors == ("Ann Lee",)
    assert page.metadata.wires == ("Reuters",)


def test_a_date_that_says_updated_is_not_that_of_publication() -> None:
    page = read("", "<h1>Storm takes roofs in Mira</h1><p class='date'>Updated May 4, 2024</p>")
    assert page.metadata.date_published is None
    assert page.metadata.date_modified == "2024-05-04"


def test_a_time_element_is_more_precise_than_its_text() -> None:
    page = read(
        "",
        "<h1>Storm takes roofs in Mira</h1>"
        "<p class='date'><time datetime='2024-05-03T08:15:00+02:00'>3 May 2024</time></p>",
    )
    assert page.metadata.date_published == "2024-05-03T08:15:00+02:00"


def test_a_meta_with_colons_for_underscores_is_read() -> None:
    page = read("<meta property='article:published:time' content='2024-05-03T08:15:00Z'>")
    assert page.metadata.date_published == "2024-05-03T08:15:00+00:00"


def test_a_relative_date_is_reckoned_from_the_capture() -> None:
    above = "<h1>Storm takes roofs in Mira</h1><p class='date'>3 hours ago</p>"
    captured = "2024-05-03T10:00:00+02:00"
    assert read("", above, captured=captured).metadata.date_published == "2024-05-03T07:00+02:00"
    assert read("", above).metadata.date_published is None


def test_no_date_later_than_the_capture_is_believed() -> None:
    head = ld(datePublished="2031-01-01") + "<meta name='date' content='2024-05-02'>"
    page = read(head, captured="2024-05-03T10:00:00Z")
    assert page.metadata.date_published == "2024-05-02"


@pytest.mark.parametrize("captured", ["yesterday", "2024-05-03", "2024-05-03T10:00:00"])
def test_a_capture_needs_a_moment_with_an_offset(captured: str) -> None:
    with pytest.raises(UsageError, match="captured"):
        tamis.Options(captured=captured)


@pytest.mark.parametrize(
    ("value", "access"), [(False, "paid"), ("True", "free"), ("http://schema.org/False", "paid")]
)
def test_declared_access_is_a_fact_of_its_own(value: object, access: str) -> None:
    page = read(ld(isAccessibleForFree=value))
    assert (page.metadata.access_declared, page.metadata.access_observed) == (access, None)


def test_an_article_that_breaks_off_is_observed() -> None:
    text = "<p>The mayor of Mira said on Tuesday that the roofs will be mended before the …</p>"
    page = tamis.read(f"<html><body><article><h1>Storm in Mira</h1>{BODY}{text}</article></body>")
    assert page.metadata.access_observed == "truncated"


def test_a_text_that_is_not_in_the_declared_language_has_its_own() -> None:
    text = (
        "Der Sturm hat am Montag die Küste getroffen und mehrere Dächer mitgenommen, sagte der "
        "Bürgermeister am Abend. Verletzt wurde niemand, und die Fähren fahren seit dem Mittag "
        "wieder. Der Hafen bleibt geschlossen, bis die Wellen kleiner werden. "
    )
    page = tamis.read(
        f"<html lang='en-US'><body><article><h1>Sturm</h1><p>{text}</p><p>{text}Es ist der "
        "dritte Sturm in diesem Jahr.</p></article></body></html>"
    )
    assert page.language == "de"
    assert page.metadata.language_declared == "en-US"


def test_a_declared_language_that_fits_keeps_its_region() -> None:
    assert read(lang="en-GB").language == "en-GB"


def test_a_byline_far_from_the_text_gives_way_to_a_declared_name() -> None:
    other = "<li>Goats</li><li>Roofs</li><li>Storms</li><li>Mills</li>" * 2
    page = tamis.read(
        f"<html lang='en'><head><meta name='author' content='ann'></head><body><article>{BODY * 2}"
        f"</article><ul>{other}</ul><h3>A goat on the roof</h3><p class='byline'>Cy Oe</p></body>",
        url="https://a.example/storm",
    )
    assert page.metadata.authors == ("ann",)


@pytest.mark.parametrize(
    ("declared", "shown", "published"),
    [
        # A change has overwritten the declared day.
        (("2025-06-24", "2025-06-24"), "August 25, 2024", "2024-08-25"),
        (("2025-06-24", "2025-06-25"), "August 25, 2024", "2024-08-25"),
        (("2025-06-24", None), "August 25, 2024", "2024-08-25"),
        # The day of the change is shown, or that of another place.
        (("2025-06-24", None), "August 25, 2025", "2025-06-24"),
        (("2025-06-24", None), "June 23, 2025", "2025-06-24"),
        # In the west it is still the day before.
        (("2025-06-24T02:00:00Z", "2025-06-24"), "June 23, 2025", "2025-06-24T02:00:00+00:00"),
        (("2025-06-24T20:00:00Z", "2025-06-24"), "June 23, 2025", "2025-06-23"),
    ],
)
def test_a_day_of_publication_is_not_that_of_a_change(
    declared: tuple[str, str | None], shown: str, published: str
) -> None:
    head = ld(datePublished=declared[0], dateModified=declared[1])
    page = read(head, f"<h1>Storm takes roofs in Mira</h1><p class='date'>{shown}</p>")
    assert page.metadata.date_published == published


def test_a_moment_is_told_in_the_offset_of_the_place() -> None:
    page = read(
        ld(datePublished="2024-05-04T03:05:00Z"),
        "<h1>Storm takes roofs in Mira</h1>"
        "<p class='date'><time datetime='2024-05-03T20:05:00-07:00'>May 3</time></p>",
    )
    assert page.metadata.date_published == "2024-05-03T20:05:00-07:00"


@pytest.mark.parametrize(
    "label", ["Last updated:", "Zuletzt aktualisiert:", "Mis à jour le", "Обновлено:", "更新："]
)
def test_a_label_on_the_line_before_is_the_dates_own(label: str) -> None:
    page = read("", f"<h1>Storm takes roofs</h1><p>{label}</p><p class='date'>2024-05-04</p>")
    assert (page.metadata.date_published, page.metadata.date_modified) == (None, "2024-05-04")


@pytest.mark.parametrize("joined", ["Joined:", "Mitglied seit", "Inscrit le", "Регистрация:"])
def test_the_day_on_which_somebody_joined_is_no_date_of_the_page(joined: str) -> None:
    page = read("", f"<h1>Storm takes roofs</h1><p class='date'>{joined} 2012-07-04</p>")
    assert page.metadata.date_published is None


def test_a_date_that_stands_alone_is_taken_where_there_is_no_other() -> None:
    def published(*days: str) -> str | None:
        lines = "".join(f"<p>{day}</p>" for day in days)
        page = f"<html lang='en'><body><article><h1>Storm takes roofs</h1>{BODY * 4}{lines}"
        return tamis.read(page, url="https://a.example/storm").metadata.date_published

    assert published("May 3, 2024") == "2024-05-03"
    assert published("May 3, 2024", "May 4, 2024") is None


@pytest.mark.parametrize(
    ("path", "day"),
    [
        ("/2024/05/03/sturm", "2024-05-03"),
        ("/news/2024/may/3/storm", "2024-05-03"),
        ("/noticias/2024-05-03-tormenta", "2024-05-03"),
        ("/blog/2024/mai/03", "2024-05-03"),
        ("/2024/13/03/storm", None),
        ("/item/20240503", None),
        ("/1024/05/03/", None),
    ],
)
def test_an_address_tells_the_day_where_the_page_tells_none(path: str, day: str | None) -> None:
    page = f"<html><body><article><h1>Storm takes roofs in Mira</h1>{BODY}</article></body>"
    dated = page.replace("</h1>", "</h1><p class='date'>2024-05-04</p>")
    assert tamis.read(page, url=f"https://a.example{path}").metadata.date_published == day
    shown = tamis.read(dated, url=f"https://a.example{path}").metadata
    assert shown.date_published == "2024-05-04"


@pytest.mark.parametrize("name", ["published", "x-published-date", "shop:article_published_time"])
def test_a_meta_with_a_prefix_of_its_own_is_read(name: str) -> None:
    page = read(
        f"<meta name='{name}' content='2024-05-03'><meta name='x-date' content='2020-01-01'>"
    )
    assert page.metadata.date_published == "2024-05-03"


def test_addresses_of_the_page_are_offered() -> None:
    page = read(
        "<link rel=canonical href='/storm'><meta property='og:url' content='https://a.example/s'>"
        "<link rel=alternate hreflang=de href='/de/sturm'>"
        "<link rel=alternate type='application/rss+xml' href='/rss'>"
    )
    assert [(c.value, c.chosen) for c in page.candidates("canonical")] == [
        ("https://a.example/storm", True),
        ("https://a.example/s", False),
    ]
    (german,) = page.candidates("alternates")
    assert (german.value, german.source) == ("https://a.example/de/sturm", "link hreflang=de")


def test_what_was_escaped_twice_is_read() -> None:
    page = read(ld(headline="Storm takes roofs in Mira&amp;#8230;"), above="")
    assert page.metadata.title == "Storm takes roofs in Mira…"


@pytest.mark.parametrize(
    ("url", "head", "heading", "title"),
    [
        (
            "https://www.harwick.example/a",
            "",
            "Die Mühle steht wieder | Harwick",
            "Die Mühle steht wieder",
        ),
        (
            "https://docs.example/what-is-a-mill.html",
            "<title>What is a mill? - The Book of Mills</title>",
            "The Book of Mills",
            "What is a mill?",
        ),
        (
            "https://millwiki.example/a",
            "<title>Le moulin — MillWiki</title>",
            "MillWiki",
            "Le moulin",
        ),
        ("https://millwiki.example/", "", "MillWiki", "MillWiki"),
        (
            "https://notes.example/2024/05/wheel.html",
            "<title>Notas del molino: La rueda nueva</title>"
            "<meta property='og:title' content='La rueda nueva'>",
            "Notas del molino",
            "La rueda nueva",
        ),
    ],
)
def test_the_sites_name_is_no_part_of_the_title(
    url: str, head: str, heading: str, title: str
) -> None:
    page = f"<html><head>{head}</head><body><article><h1>{heading}</h1>{BODY}</article></body>"
    assert tamis.read(page, url=url).metadata.title == title


@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("/c/silberne-ohrringe", "Silberne Ohrringe"),
        ("/c/4711", "Schmuck für Tag und Nacht, versandfrei ab 20 Euro"),
        ("/c/ohrringe", "Schmuck für Tag und Nacht, versandfrei ab 20 Euro"),
        ("/c/%D0%BC%D0%B5%D0%BB%D1%8C%D0%BD%D0%B8%D1%86%D1%8B", "Мельницы"),
    ],
)
def test_the_address_speaks_for_a_heading_unlike_what_is_declared(path: str, title: str) -> None:
    heading = "Мельницы" if "%" in path else "Silberne Ohrringe"
    declared = "Schmuck für Tag und Nacht, versandfrei ab 20 Euro"
    page = (
        f"<html lang='de'><head><meta property='og:title' content='{declared}'></head>"
        f"<body><article><h1>{heading}</h1>{BODY}</article></body></html>"
    )
    assert tamis.read(page, url=f"https://schmuck.example{path}").metadata.title == title


def test_fields_of_the_publishing_system_are_no_tags() -> None:
    fields = ["Day: Monday", "Page Type: Article", "content-type: Feature"]
    assert read(ld(keywords=[*fields, "Mühlen"])).metadata.tags == ("Mühlen",)
    assert read(ld(keywords=["Mira: the storm", "Mühlen"])).metadata.tags == (
        "Mira: the storm",
        "Mühlen",
    )


def test_tags_in_one_meta_are_parted_at_commas() -> None:
    def tags(content: str) -> tuple[str, ...]:
        return read(f"<meta property='article:tag' content='{content}'>").metadata.tags

    assert tags("Mühlen,Sturm,Mira,Dächer,") == ("Mühlen", "Sturm", "Mira", "Dächer")
    assert tags("Obst, Gemüse und Kräuter") == ("Obst, Gemüse und Kräuter",)


@pytest.mark.parametrize(
    "key",
    [
        "cce15240-c52a-4887-a61a-cd64701d6596",
        "_noshow",
        "type:article",
        "article-tag:Big Mills",
        "/a/b",
        "123456",
    ],
)
def test_keys_of_the_publishing_system_are_no_tags(key: str) -> None:
    assert read(ld(keywords=[key, "Mühlen", "1989", "covid-19"])).metadata.tags == (
        "Mühlen",
        "1989",
        "covid-19",
    )
