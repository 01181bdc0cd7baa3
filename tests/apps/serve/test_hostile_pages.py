"""Hostile pages in a real browser: no script runs, no request leaves, no dialog opens, and the
policy has nothing to stop, because nothing of theirs gets into a document as more than text."""

from __future__ import annotations

import json
from collections.abc import Iterator
from html import escape

import httpx
import pytest
from playwright.sync_api import Browser, Page

from tests.apps.serve.chromium import Watch, chromium
from tests.apps.serve.payloads import PAYLOADS

# All that no text of a page may become. Our own script gives sheets a height.
INTRUDERS = """() => {
  const names = ["style", "srcdoc", "ping", "background"];
  const addresses = ["href", "action", "formaction"];
  const isIntruding = (attribute) => attribute.name.startsWith("on")
    || names.includes(attribute.name)
    || (addresses.includes(attribute.name) && !/^(https?:|mailto:|[/#]|$)/.test(attribute.value));
  const intruders = document.querySelectorAll(
    "main :is(script, style, link, meta, base, iframe, object, embed, img, image, picture, video,"
    + " audio, source, track, svg, math, template, xss, portal, dialog, marquee, applet, keygen)"
  );
  const changed = [...document.querySelectorAll("*:not(.sheet)")].filter(
    (element) => [...element.attributes].some(isIntruding)
  );
  return [...intruders, ...changed].map((element) => element.outerHTML.slice(0, 200));
}"""

TABS = ("article", "markdown", "json", "jsonld", "attributions", "report")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def tab(browser: Browser) -> Iterator[Page]:
    """One tab for all: a script that ran in it would be found out by any later test, too."""
    page = browser.new_page()
    page.add_init_script("window.hits = 0; window.hit = () => { window.hits += 1; };")
    yield page
    page.close()


def hostile(payload: str) -> str:
    """A page that has ``payload`` as markup and as text, wherever text of a page is shown."""
    text = escape(payload)
    declared = {
        "@type": "NewsArticle",
        "headline": payload,
        "author": {"@type": "Person", "name": payload},
        "publisher": {"@type": "Organization", "name": payload},
        "articleSection": payload,
        "datePublished": payload,
    }
    return f"""<!doctype html><html lang="{text}"><head><title>{text}</title>
<meta name="author" content="{text}"><meta property="og:title" content="{text}">
<script type="application/ld+json">{json.dumps(declared).replace("<", chr(92) + "u003c")}</script>
</head><body><article><h1>{text}</h1><p class="byline">By {text}</p>
<p>The harbour was closed on Monday after a storm had broken two of its three piers. {text}</p>
<div id="{text}" class="{text}"><p>“{text},” said the master of the port, and went home.</p></div>
<figure><img src="https://a.example/{text}" alt="{text}"><figcaption>The pier. {text}</figcaption>
</figure><p>Fishermen spoke of the worst sea in thirty years. <a href="{text}">{text}</a></p>
<pre><code>{text}</code></pre><ul><li>{text}</li></ul><table><tr><td>{text}</td></tr></table>
<p style="display:none">{text}</p>
<p>The ferries do not sail before the end of the week, said the port. {payload}</p>
</article></body></html>"""


def given(address: str, content: str, media_type: str, url: str | None = None) -> str:
    """The address of the page view of ``content``."""
    body = {"data": content, "media_type": media_type, "url": url}
    response = httpx.post(f"{address}/pages", json=body, timeout=30)
    assert response.status_code == 201, response.text
    return address + str(response.json()["location"])


def harmless(tab: Page, watch: Watch) -> None:
    assert tab.evaluate(INTRUDERS) == []
    assert tab.evaluate("window.hits") == 0
    assert watch.seen == []


def test_there_are_more_than_a_hundred_payloads() -> None:
    assert len(set(PAYLOADS)) == len(PAYLOADS) > 100


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_payload_stays_text(tab: Page, address: str, payload: str) -> None:
    watch = Watch(tab, address)
    tab.goto(given(address, hostile(payload), "text/html", url=f"https://a.example/{payload}"))
    assert tab.locator("#text .s").count() > 5
    tab.locator("#text .s > a").first.focus()
    harmless(tab, watch)


@pytest.mark.parametrize("name", TABS)
def test_all_payloads_together_stay_text_in_every_panel(tab: Page, address: str, name: str) -> None:
    watch = Watch(tab, address)
    for content, media_type in (
        ("\n\n".join(PAYLOADS), "text/plain"),
        (hostile(" ".join(PAYLOADS)), "text/html"),
    ):
        tab.goto(f"{given(address, content, media_type)}?tab={name}#s3")
        roles = "&".join(f"role={role}" for role in ("paragraph", "code", "other", "spam", "table"))
        tab.goto(f"{tab.url.partition('?')[0]}?tab={name}&chosen=1&{roles}")
        tab.locator("#clean").wait_for()
        harmless(tab, watch)


def test_comparing_hostile_pages_leaves_them_text(tab: Page, address: str) -> None:
    watch = Watch(tab, address)
    left = given(address, "\n\n".join(PAYLOADS), "text/plain")
    right = given(address, "\n\n".join(reversed(PAYLOADS)), "text/plain").rpartition("/")[2]
    for other in (right, "recall"):
        tab.goto(f"{left.replace('/page/', '/compare/')}/{other}")
        assert tab.locator("tbody tr").count() > 20
        harmless(tab, watch)


def test_the_address_cannot_inject_anything_either(tab: Page, address: str) -> None:
    watch = Watch(tab, address)
    for path in (
        "/page/<script>hit()</script>",
        "/page/x?tab=<script>hit()</script>",
        "/page/x?lean=%22onfocus=hit()",
        "/page/x?chosen=1&role=<img/src=x/onerror=hit()>",
        "/compare/<script>hit()</script>/recall",
        "/<script>hit()</script>",
    ):
        response = tab.goto(address + path)
        assert response is not None
        assert response.status >= 400
        assert tab.evaluate(INTRUDERS) == []
    # The browser itself tells of each status.
    assert all("Failed to load resource" in message for message in watch.seen)
    assert tab.evaluate("window.hits") == 0


def test_a_downloaded_page_is_never_shown(tab: Page, address: str) -> None:
    location = given(address, hostile("<script>hit()</script>"), "text/html")
    for name in ("html", "markdown", "json", "jsonld", "text"):
        response = httpx.get(f"{location}/as/{name}")
        assert response.headers["content-disposition"].startswith("attachment; ")
        assert response.headers["x-content-type-options"] == "nosniff"
        assert "default-src 'none'" in response.headers["content-security-policy"]
