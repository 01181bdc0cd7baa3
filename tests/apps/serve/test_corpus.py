"""The corpus view, asked directly and in a real browser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page
from starlette.testclient import TestClient

from tamis.apps.serve import Settings, application
from tamis.errors import InputError
from tests.apps.serve.chromium import Watch, chromium, serious
from tests.apps.serve.payloads import PAYLOADS
from tests.apps.serve.serving import serving
from tests.corpus.stored_rows import row, written

BRIDGE = row(
    "bridge",
    ("title", "content", "The bridge at Ostrand is closed\n"),
    ("paragraph", "content", "Engineers found cracks in two of its bearings on Monday.\n"),
    ("spam", "pollution", "casino bonus casino slots casino"),
    url="https://news.example/bridge",
    day="2024-05-03",
    reasons=("campaign: gambling", "no sentence"),
    title="The bridge at Ostrand is closed",
    language="en",
    page_type="article",
    copies={"family": "f1", "size": 2, "agency": "AP"},
)
COPY = row(
    "copy",
    ("paragraph", "content", "Engineers found cracks in two of its bearings on Monday."),
    url="https://other.example/bridge",
    day="2024-05-09",
    title="Bridge closed",
    language="en",
    copies={"family": "f1", "size": 2, "agency": None},
)
MILL = row(
    "mill",
    ("paragraph", "content", "Die Mühle in Ostrand steht seit 2004 still.\n"),
    ("navigation", "boilerplate", "Start Sport Wetter"),
    url="https://zeitung.example/mühle",
    day="2024-07-01",
    title="Mühle verkauft",
    language="de",
)
MANY = [
    row(f"many {number}", ("paragraph", "content", "x" * (200 + number)), title=f"Many {number}")
    for number in range(60)
]


def hostile(payload: str) -> dict[str, Any]:
    """A row with ``payload`` in whatever of it the view shows."""
    return row(
        payload,
        ("paragraph", "content", payload),
        ("spam", "pollution", payload),
        url=f"https://{payload}/{payload}",
        day="2024-05-03",
        reasons=(f"campaign: {payload}", payload),
        title=payload,
        language=payload,
        page_type=payload,
        copies={"family": payload, "size": 2, "agency": payload},
    )


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(tmp_path_factory.mktemp("run") / "out", [BRIDGE, COPY], [MILL, *MANY])


@pytest.fixture(scope="module")
def client(corpus: Path) -> Iterator[TestClient]:
    app = application(Settings(workers=1, corpus=str(corpus)))
    with TestClient(app, base_url="http://localhost", raise_server_exceptions=False) as client:
        yield client


def listed(client: TestClient, query: str) -> list[str]:
    """The titles of the pages that ``/corpus?QUERY`` lists."""
    response = client.get(f"/corpus?{query}")
    assert response.status_code == 200, response.text
    return re.findall(r'<a href="/corpus/page/\d+"><bdi>(.*?)</bdi>', response.text)


def test_a_server_without_a_corpus_says_how_to_open_one() -> None:
    with TestClient(application(Settings(workers=1)), base_url="http://localhost") as client:
        assert "tamis serve --corpus DIR" in client.get("/corpus").text
        assert client.get("/corpus/page/0").status_code == 404


def test_a_folder_that_is_no_corpus_is_told_when_the_server_starts(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no summary of a run"):
        application(Settings(workers=1, corpus=str(tmp_path)))


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("search=ostrand+closed", ["The bridge at Ostrand is closed"]),
        ("search=MÜHLE", ["Mühle verkauft"]),
        ("host=news.example", ["The bridge at Ostrand is closed"]),
        ("language=de", ["Mühle verkauft"]),
        ("role=spam", ["The bridge at Ostrand is closed"]),
        ("reason=campaign%3A+gambling", ["The bridge at Ostrand is closed"]),
        ("copies=f1&order=oldest", ["The bridge at Ostrand is closed", "Bridge closed"]),
        ("copies=f1&order=newest", ["Bridge closed", "The bridge at Ostrand is closed"]),
        ("first=2024-05-04&last=2024-07-01&order=given", ["Bridge closed", "Mühle verkauft"]),
        ("host=nowhere.example", []),
        ("search=%27+OR+1%3D1+--", []),
    ],
)
def test_the_list_has_what_was_asked_for(client: TestClient, query: str, titles: list[str]) -> None:
    assert listed(client, query) == titles


def test_the_list_goes_on(client: TestClient) -> None:
    parts = [listed(client, f"order=long&part={part}") for part in range(3)]
    assert [len(part) for part in parts] == [50, 13, 0]
    assert len({title for part in parts for title in part}) == 63


@pytest.mark.parametrize(
    "query",
    [
        *("order=title", "moment=never", "part=-1", "part=x", "part=٣", "part=9999999999"),
        *("first=yesterday", "last=2024-02-31"),
    ],
)
def test_a_query_for_what_does_not_exist_is_refused(client: TestClient, query: str) -> None:
    assert client.get(f"/corpus?{query}").status_code == 400


def test_a_row_leads_to_its_page(client: TestClient) -> None:
    response = client.get("/corpus/page/0")
    assert response.status_code == 200
    assert response.url.path == "/page/corpus-0"
    assert "casino bonus casino slots casino" in response.text
    assert 'class="s pollution r-spam"' in response.text


@pytest.mark.parametrize("number", ["63", "-1", "99999999999999999999999", "x"])
def test_a_row_that_does_not_exist_is_not_found(client: TestClient, number: str) -> None:
    assert client.get(f"/corpus/page/{number}").status_code == 404


def test_a_corpus_that_changed_is_not_shown_as_another_page(tmp_path: Path) -> None:
    folder = written(tmp_path / "out", [BRIDGE, MILL])
    app = application(Settings(workers=1, corpus=str(folder)))
    with TestClient(app, base_url="http://localhost") as client:
        written(folder, [MILL, BRIDGE])
        response = client.get("/corpus/page/0")
        assert response.status_code == 422
        assert "not as it was" in response.text


def test_plots_say_in_words_what_they_show(client: TestClient) -> None:
    text = client.get("/corpus?host=news.example").text
    assert "<title>2024-05-03: content" in text
    assert "campaign: gambling" in text
    assert not re.search(r"\sstyle=|\son\w+=|<script(?! src=)", text)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def address(corpus: Path) -> Iterator[str]:
    with serving(workers=1, corpus=str(corpus)) as address:
        yield address


@pytest.fixture
def tab(browser: Browser) -> Iterator[Page]:
    page = browser.new_page()
    yield page
    page.close()


def test_one_goes_from_the_plots_to_a_part_to_a_page_and_back(tab: Page, address: str) -> None:
    watch = Watch(tab, address)
    tab.goto(f"{address}/corpus")
    tab.get_by_role("link", name="campaign: gambling").click()
    assert tab.locator(".found li").count() == 1
    tab.get_by_role("link", name="The bridge at Ostrand is closed").first.click()
    tab.locator("#text .s.pollution").wait_for()
    tab.go_back()
    tab.get_by_role("link", name="Remove reason").click()
    tab.get_by_label("Title or address").fill("mühle")
    tab.keyboard.press("Enter")
    tab.get_by_role("link", name="Remove search: mühle").wait_for()
    assert tab.locator(".found a").all_inner_texts() == ["Mühle verkauft"]
    assert watch.seen == []


def test_a_family_of_copies_is_listed_by_time(tab: Page, address: str) -> None:
    tab.goto(f"{address}/corpus")
    heading = tab.get_by_role("heading", name="Families of copies")
    tab.locator("section", has=heading).get_by_role("link").click()
    assert tab.locator(".found a").all_inner_texts() == [
        "The bridge at Ostrand is closed",
        "Bridge closed",
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_everybody_can_use_it(browser: Browser, address: str, width: int, scheme: Any) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
    tab = context.new_page()
    tab.goto(f"{address}/corpus")
    assert serious(tab) == []
    root = "document.documentElement"
    assert tab.evaluate(f"{root}.scrollWidth - {root}.clientWidth") == 0
    context.close()


def test_a_hostile_corpus_stays_text(
    browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> None:
    rows = [hostile(payload) for payload in PAYLOADS for _ in range(2)]
    folder = written(tmp_path_factory.mktemp("hostile") / "out", rows)
    tab = browser.new_page()
    tab.add_init_script("window.hits = 0; window.hit = () => { window.hits += 1; };")
    with serving(workers=1, corpus=str(folder)) as address:
        watch = Watch(tab, address)
        for part in range(-(-len(rows) // 50)):
            tab.goto(f"{address}/corpus?order=given&part={part}")
            assert tab.locator(".found li").count() > 0
            assert (
                tab.evaluate(
                    "document.querySelectorAll('main :is(script, style, iframe, object, embed, img,"
                    " svg:not(.plot), math, form:not(.filters), base, meta, video, audio)').length"
                )
                == 0
            )
            assert (
                tab.evaluate(
                    "[...document.querySelectorAll('main *')].filter((element) =>"
                    " [...element.attributes].some((attribute) =>"
                    " /^(on|style$|srcdoc$)/.test(attribute.name)"
                    " || (attribute.name === 'href' && !attribute.value.startsWith('/corpus')))"
                    ").length"
                )
                == 0
            )
        assert tab.evaluate("window.hits") == 0
        assert watch.seen == []
    tab.close()
