"""The workbench as a person uses it, in a real browser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.apps.serve.chromium import Watch, chromium, serious
from tests.apps.serve.serving import serving_a_long_page
from tests.apps.test_cli import ARTICLE, SENTENCES

expect.set_options(timeout=15_000)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture
def tab(browser: Browser, address: str) -> Iterator[Page]:
    """A new tab, which must not do what it should not."""
    context = browser.new_context(
        base_url=address, permissions=["clipboard-read", "clipboard-write"]
    )
    page = context.new_page()
    page.set_default_timeout(15_000)
    watch = Watch(page, address)
    yield page
    assert watch.seen == []
    context.close()


def give(tab: Page, text: str) -> None:
    tab.goto("/")
    tab.get_by_label("A page").fill(text)
    tab.get_by_role("button", name="Read the page").click()
    tab.wait_for_url("**/page/*")


def test_html_is_pasted(tab: Page) -> None:
    give(tab, ARTICLE.decode())
    expect(tab.locator("article")).to_contain_text(SENTENCES[0])
    expect(tab.locator("#text")).to_contain_text("Sport")


def test_text_is_pasted_as_it_is(tab: Page) -> None:
    tab.goto("/")
    tab.get_by_label("A page").fill("<p>Not markup — ‘naïve’ 文字.</p>\n\n" + SENTENCES[0])
    tab.get_by_label("Read it as").select_option("plain text")
    tab.get_by_role("button", name="Read the page").click()
    expect(tab.locator("#text")).to_contain_text("<p>Not markup — ‘naïve’ 文字.</p>")


def test_a_file_is_chosen(tab: Page, tmp_path: Path) -> None:
    path = tmp_path / "storm.html"
    path.write_bytes(ARTICLE.replace(b"storm", "stôrm".encode("latin-1")))
    tab.goto("/")
    tab.get_by_label("Or a file").set_input_files(path)
    tab.get_by_label("Its address").fill("https://a.example/storm")
    tab.get_by_role("button", name="Read the page").click()
    expect(tab.locator(".facts")).to_contain_text("https://a.example/storm")
    expect(tab.locator("article")).to_contain_text("after a stôrm broke")


def test_a_file_is_dropped(tab: Page) -> None:
    tab.goto("/")
    dropped = tab.evaluate_handle(
        "html => { const drop = new DataTransfer();"
        " drop.items.add(new File([html], 'storm.html')); return drop; }",
        ARTICLE.decode(),
    )
    tab.dispatch_event("textarea", "drop", {"dataTransfer": dropped})
    expect(tab.locator("article")).to_contain_text(SENTENCES[0])


def test_a_file_that_cannot_be_read_is_told(browser: Browser, address: str) -> None:
    page = browser.new_page(base_url=address)
    page.goto("/")
    picture = {"name": "a.png", "mimeType": "image/png", "buffer": b"\x89PNG\r\n\x1a\n" + bytes(99)}
    page.get_by_label("Or a file").set_input_files(picture)  # type: ignore[arg-type]
    page.get_by_role("button", name="Read the page").click()
    expect(page.get_by_role("alert")).to_contain_text("image")
    page.close()


def test_a_span_tells_about_itself_under_the_mouse(tab: Page) -> None:
    tab.goto("/sample")
    expect(tab.locator("#details")).to_be_hidden()
    tab.locator(".s.r-injection p").hover()
    details = tab.locator("#details")
    for words in ("injection", "pollution", "hidden", "speaks to a language model", "article[1]/p"):
        expect(details).to_contain_text(words)
    tab.locator(".s.r-title p").hover()
    expect(details).to_contain_text("title")


def test_a_span_tells_about_itself_to_the_keyboard(tab: Page) -> None:
    tab.goto("/sample")
    tab.locator(".s > a").first.focus()
    for _ in range(3):
        tab.keyboard.press("j")
    tab.keyboard.press("ArrowUp")
    expect(tab.locator("#s2 > a")).to_be_focused()
    label = tab.locator("#s2 > a").inner_text()
    expect(tab.locator("#details [data-role]")).to_have_text(label)
    tab.keyboard.press("Escape")
    expect(tab.locator("#details")).to_be_hidden()


def test_a_selected_span_has_an_address(tab: Page) -> None:
    tab.goto("/sample")
    tab.locator(".s.r-injection > a").click()
    assert tab.url.rpartition("#")[2] == tab.locator(".s.r-injection").get_attribute("id")
    tab.locator(".s.r-paragraph p").first.hover()
    expect(tab.locator("#details [data-role]")).to_have_text("injection")
    tab.get_by_role("button", name="Copy link").click()
    expect(tab.get_by_role("status")).to_have_text("Copied.")
    copied = tab.evaluate("navigator.clipboard.readText()")
    assert copied == tab.url
    tab.goto("about:blank")
    tab.goto(copied)
    expect(tab.locator(".s.r-injection")).to_have_class("s pollution r-injection hidden selected")
    expect(tab.locator(".s.r-injection")).to_be_in_viewport()
    expect(tab.locator("#details")).to_be_visible()


def test_toggles_change_both_sides(tab: Page) -> None:
    tab.goto("/sample")
    article, comment = tab.locator("article"), tab.locator(".s.r-comment p").first
    faint = comment.evaluate("element => getComputedStyle(element).color")
    tab.get_by_text("Which roles to keep").click()
    tab.locator("input[value=comment]").check()
    expect(article).to_contain_text("from our kitchen")
    assert comment.evaluate("element => getComputedStyle(element).color") != faint
    assert "role=comment" in tab.url
    tab.locator("input[data-family=content]").check()
    tab.locator("input[data-family=content]").uncheck()
    expect(article).not_to_contain_text("About forty volunteers")
    expect(tab.locator("#text")).to_have_class(tab.locator("#text").get_attribute("class") or "")
    assert "off-paragraph" in (tab.locator("#text").get_attribute("class") or "")
    tab.reload()
    expect(article).to_contain_text("from our kitchen")
    expect(article).not_to_contain_text("About forty volunteers")


def test_what_is_left_out_can_be_folded(tab: Page) -> None:
    tab.goto("/sample")
    consent = tab.locator(".s.r-consent p")
    before = consent.evaluate("element => element.offsetHeight")
    tab.get_by_label("Fold what is left out").check()
    assert consent.evaluate("element => element.offsetHeight") < before


def test_the_slider_reads_the_page_again(tab: Page) -> None:
    give(tab, ARTICLE.decode())
    tab.get_by_label("Where in doubt").focus()
    tab.keyboard.press("ArrowRight")
    tab.wait_for_url("**lean=2**")
    expect(tab.locator("#text")).to_have_attribute("data-swap", re.compile(" 2$"))
    expect(tab.get_by_label("Where in doubt")).to_be_focused()
    expect(tab.get_by_label("Where in doubt")).to_have_attribute("aria-valuetext", "keep (recall)")


def test_the_panels_change_and_are_copied(tab: Page) -> None:
    tab.goto("/sample")
    for name, words in (
        ("Markdown", "# Volunteers relight"),
        ("JSON-LD", '"@type": "NewsArticle"'),
        ("Attributions", ""),
        ("Pollution", "characters polluted"),
        ("JSON", '"article_text"'),
    ):
        formats = tab.get_by_role("navigation", name="Formats")
        formats.get_by_role("link", name=name, exact=True).click()
        expect(tab.locator("a[data-tab][aria-current]")).to_have_text(name)
        expect(tab.locator("#clean")).to_contain_text(words)
    tab.get_by_role("button", name="Copy", exact=True).click()
    expect(tab.get_by_role("status")).to_have_text("Copied.")
    assert tab.evaluate("navigator.clipboard.readText()").startswith('{"tamis":')


def test_a_format_is_downloaded(tab: Page) -> None:
    tab.goto("/sample")
    with tab.expect_download() as download:
        tab.get_by_role("link", name="text", exact=True).click()
    assert download.value.suggested_filename.endswith(".txt")
    assert "About forty volunteers" in Path(download.value.path()).read_text()


def test_two_versions_are_compared(tab: Page) -> None:
    tab.goto("/compare")
    tab.get_by_label("A page").fill(ARTICLE.decode())
    tab.get_by_label("Another version", exact=True).fill(
        ARTICLE.decode().replace("two of", "one of")
    )
    tab.get_by_role("button", name="Compare").click()
    expect(tab.locator("tr.differs mark")).to_have_text(["two", "one"])
    assert serious(tab) == []


def test_two_ways_to_read_a_page_are_compared(tab: Page) -> None:
    tab.goto("/compare")
    tab.get_by_label("A page").fill(ARTICLE.decode())
    tab.get_by_label("Compare with").select_option("recall")
    expect(tab.get_by_label("Another version", exact=True)).to_be_hidden()
    tab.get_by_role("button", name="Compare").click()
    expect(tab.get_by_role("columnheader").last).to_have_text("tamis, for recall")
    expect(tab.locator("tbody")).to_contain_text(SENTENCES[0])


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_everybody_can_use_it(browser: Browser, address: str, scheme: str, width: int) -> None:
    page = browser.new_page(
        base_url=address,
        color_scheme=scheme,  # type: ignore[arg-type]
        viewport={"width": width, "height": 800},
    )
    for path in ("/", "/compare", "/sample#s9", "/sample?tab=report", "/sample?tab=json"):
        page.goto(path)
        page.wait_for_load_state("networkidle")
        if "sample" in path:
            page.get_by_text("Which roles to keep").click()
        assert serious(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
    page.close()


IN_VIEW = """selector => {
  const { top, bottom } = document.querySelector(selector)?.getBoundingClientRect() ?? { top: -1 };
  return 0 <= top && bottom <= innerHeight;
}"""
LONG_TASKS = """new PerformanceObserver((list) => {
  window.longTasks.push(...list.getEntries().map((task) => [task.startTime, task.duration]));
}).observe({ type: "longtask", buffered: true })"""


def test_a_page_of_five_megabytes_opens_and_scrolls_without_freezing(browser: Browser) -> None:
    with serving_a_long_page() as address:
        # The clock counts what else the machine does: one quiet run out of three is proof.
        assert any(longest_task(browser, address) < 200 for _ in range(3))


def longest_task(browser: Browser, address: str) -> float:
    """Milliseconds, after the first paint, while the long page is scrolled through."""
    page = browser.new_page(base_url=address)
    page.set_default_timeout(60_000)
    page.add_init_script(f"window.longTasks = []; {LONG_TASKS}")
    page.goto("/page/long")
    text = page.locator(".pane").first
    text.hover()
    for _ in range(30):
        page.mouse.wheel(0, 2_000)
        page.wait_for_timeout(20)
    for part in (0.3, 0.7, 1.0, 0.5):
        text.evaluate("(pane, part) => { pane.scrollTop = part * pane.scrollHeight; }", part)
        page.wait_for_timeout(200)
    last = page.locator(".sheet").last.get_attribute("data-last")
    page.evaluate("last => { location.hash = `s${last}`; }", last)
    # An expectation of Playwright's would write the whole page into its message.
    page.wait_for_function(IN_VIEW, arg=f"#s{last}.selected > a")
    painted = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
    tasks: list[tuple[float, float]] = page.evaluate("longTasks")
    page.close()
    return max((length for begun, length in tasks if begun > painted), default=0.0)


def test_the_keyboard_can_skip_to_the_content(tab: Page) -> None:
    tab.goto("/")
    tab.keyboard.press("Tab")
    expect(tab.locator(".skip")).to_be_focused()
    tab.keyboard.press("Enter")
    expect(tab.locator("main")).to_be_focused()
