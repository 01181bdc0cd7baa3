"""The page view, as the server writes it."""

from __future__ import annotations

import json

import pytest
from selectolax.lexbor import LexborHTMLParser
from starlette.testclient import TestClient

import tamis
from tests.apps.serve.test_api import problem
from tests.apps.test_cli import ARTICLE, SENTENCES


@pytest.fixture(scope="module")
def location(client: TestClient) -> str:
    """Where the article of the tests is shown."""
    response = client.post("/pages", content=ARTICLE, headers={"Content-Type": "text/html"})
    assert response.status_code == 201
    assert response.headers["location"] == response.json()["location"]
    return str(response.json()["location"])


def shown(client: TestClient, location: str) -> LexborHTMLParser:
    response = client.get(location)
    assert response.status_code == 200, response.text
    return LexborHTMLParser(response.text)


def text_of(tree: LexborHTMLParser, selector: str) -> str:
    (node,) = tree.css(selector)
    return " ".join(node.text().split())


def test_every_span_is_there_with_its_role(client: TestClient, location: str) -> None:
    page = tamis.read(ARTICLE, media_type="text/html")
    labels = shown(client, location).css("#text .s > a")
    assert [label.text() for label in labels] == [
        span.role.value.replace("_", " ") for span in page.spans
    ]
    assert [label.attributes["data-range"] for label in labels] == [
        f"{span.start}:{span.end}" for span in page.spans
    ]


def test_the_same_page_has_the_same_address(client: TestClient, location: str) -> None:
    again = client.post("/pages", content=ARTICLE, headers={"Content-Type": "text/html"})
    assert again.json()["location"] == location
    other = client.post("/pages", content=ARTICLE, headers={"Content-Type": "text/plain"})
    assert other.json()["location"] != location


def test_roles_can_be_kept_and_left_out(client: TestClient, location: str) -> None:
    tree = shown(client, f"{location}?chosen=1&role=other")
    article = text_of(tree, "article")
    assert "Sport" in article
    assert SENTENCES[0] not in article
    (text,) = tree.css("#text")
    classes = (text.attributes["class"] or "").split()
    assert "off-paragraph" in classes
    assert "off-other" not in classes
    kept = [box.attributes["value"] for box in tree.css("input[name=role][checked]")]
    assert kept == ["other"]


def test_the_formats_are_those_of_the_library(client: TestClient, location: str) -> None:
    options = tamis.Options(attributions="all")
    page = tamis.read(ARTICLE, media_type="text/html", options=options)
    assert text_of(shown(client, f"{location}?tab=markdown"), "pre") == " ".join(
        page.markdown().split()
    )
    (panel,) = shown(client, f"{location}?tab=json").css("pre")
    assert json.loads(panel.text()) == page.to_dict()
    report = text_of(shown(client, f"{location}?tab=report"), "#clean")
    assert str(page.pollution_report()) in report


def test_who_said_what_leads_to_its_place(client: TestClient) -> None:
    location = client.get("/sample").url
    tree = shown(client, f"{location}?tab=attributions")
    (quote,) = [node for node in tree.css(".quotes li") if "I will sleep badly" in node.text()]
    assert quote.css("b")[0].text() == "Hanne Lorentz"
    link = quote.css("a")[0].attributes["href"] or ""
    assert "I will sleep badly" in tree.css(link)[0].text()


def test_downloads_are_the_formats_whole(client: TestClient, location: str) -> None:
    page = tamis.read(ARTICLE, media_type="text/html")
    response = client.get(f"{location}/as/text")
    assert response.text == page.article_text()
    assert response.headers["content-disposition"].endswith('.txt"')
    only = client.get(f"{location}/as/text?chosen=1&role=title")
    assert only.text == "Storm closes the harbour"
    problem(client.get(f"{location}/as/pdf"), 404)


def test_a_long_text_comes_in_sheets(client: TestClient) -> None:
    body = "\n\n".join(f"{number}. {SENTENCES[number % 3]}" for number in range(900))
    location = client.post("/pages", json={"data": body}).json()["location"]
    sheets = shown(client, location).css(".sheet")
    assert len(sheets) > 2
    assert sheets[0].css(".s")
    assert not sheets[1].css(".s")
    following = client.get(str(sheets[1].attributes["data-href"])).text
    assert f'id="s{sheets[1].attributes["data-first"]}"' in following
    problem(client.get(f"{location}/sheet/999"), 404)


def test_a_panel_that_is_too_long_is_cut_and_says_so(client: TestClient) -> None:
    body = "<p>".join(f"{number}. {SENTENCES[number % 3]}" for number in range(1_500))
    location = client.post("/pages", json={"data": "<p>" + body}).json()["location"]
    tree = shown(client, f"{location}?tab=json")
    assert len(tree.css("pre")[0].text()) <= 200_000
    assert "Only the beginning" in text_of(tree, ".cut")


def test_images_are_links_and_captions_are_told(client: TestClient) -> None:
    tree = shown(client, str(client.get("/sample").url))
    assert not tree.css("img")
    (figure, other) = tree.css("article figure")
    (link,) = figure.css("a")
    assert link.attributes["href"] == "https://www.example.org/pictures/lamp-room.jpg"
    assert "an hour before sunset" in figure.text()
    assert "Oskar Thiele" in figure.text()
    assert "Gannet Point Society" in other.text()
    facts = text_of(tree, ".facts")
    assert "Ilse Marwick" in facts
    assert "2025-05-06T09:30:00+02:00" in facts


def test_the_sample_has_all_that_there_is_to_see(client: TestClient) -> None:
    tree = shown(client, str(client.get("/sample").url))
    roles = {str(label.text()).removesuffix(" hidden") for label in tree.css(".s > a")}
    assert {"title", "byline", "caption", "credit", "comment", "injection", "spam"} <= roles
    assert len(tree.css(".s.hidden")) == 2


@pytest.mark.parametrize(
    "query", ["lean=3", "lean=x", "tab=pdf", "chosen=1&role=titel", "role=<script>"]
)
def test_what_does_not_exist_is_refused(client: TestClient, location: str, query: str) -> None:
    problem(client.get(f"{location}?{query}"), 400)


def test_a_page_that_is_not_kept_is_told_to_a_person(client: TestClient) -> None:
    problem(client.get("/page/0123"), 404)
    response = client.get("/page/0123", headers={"Accept": "text/html,*/*;q=0.8"})
    assert response.status_code == 404
    assert "give it again" in text_of(LexborHTMLParser(response.text), "main")


def test_what_cannot_be_read_is_told_when_it_is_given(client: TestClient) -> None:
    problem(client.post("/pages", content=b"%PDF-1.7\n" + bytes(50)), 415)
