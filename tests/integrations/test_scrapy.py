"""The item pipeline, called by the real Scrapy."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from itemadapter import ItemAdapter
from scrapy import Field, Item, Spider
from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem
from scrapy.http import HtmlResponse, Response
from scrapy.pipelines import ItemPipelineManager

import tamis
from tests.corpus.building import page

ROOT = Path(__file__).parents[2]
URL = "https://news.example/1"
CYRILLIC = (
    "<html><title>Паром</title><article><h1>Паром</h1><p>Жители Ульяново говорят, что паром "
    "ходит теперь только два раза в неделю, а зимой не ходит вовсе.</p></article></html>"
)
PAGES = {
    "/1": ("text/html; charset=utf-8", page(1)),
    "/koi": ("text/html; charset=koi8-r", CYRILLIC.encode("koi8-r")),
    "/binary": ("text/html", b"\x7fELF\x02\x01\x01\x00" + bytes(range(256)) * 40),
}


@pytest.fixture
def site() -> Iterator[str]:
    """A site on this machine's loopback."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            media_type, body = PAGES[self.path]
            self.send_response(200)
            self.send_header("Content-Type", media_type)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        serving = threading.Thread(target=server.serve_forever)
        serving.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        serving.join()


def processed(item: object, **settings: Any) -> Any:
    """``item`` after the pipeline, as Scrapy's own manager runs it."""
    settings["ITEM_PIPELINES"] = {"tamis.integrations.scrapy.TamisPipeline": 300}
    manager = ItemPipelineManager.from_crawler(Crawler(Spider, settings))
    return asyncio.run(manager.process_item_async(item))


def test_a_crawl_writes_what_its_pages_are(site: str, tmp_path: Path) -> None:
    feed = tmp_path / "items.jsonl"
    command = [sys.executable, "-m", "tests.integrations.crawling", str(feed)]
    crawl = subprocess.run(
        [*command, *(site + path for path in PAGES)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    lines = feed.read_text(encoding="utf-8").splitlines()
    items = {item["url"]: item["page"] for item in map(json.loads, lines)}
    assert items == {site + path: labels(path, site + path) for path in ("/1", "/koi")}
    assert "Жители Ульяново" in items[f"{site}/koi"]["article_text"]
    assert f"{site}/binary" in crawl.stderr
    assert "program" in crawl.stderr


def test_items_of_every_kind_are_read() -> None:
    class ScrapyItem(Item):
        page = Field()

    @dataclass
    class DataclassItem:
        page: Any

    for item in (ScrapyItem(page=response()), DataclassItem(response()), {"page": response()}):
        found = ItemAdapter(processed(item))["page"]
        assert json.loads(json.dumps(found)) == labels("/1", URL)


def test_items_without_a_response_go_through_as_they_are() -> None:
    for item in ({"page": "a name"}, {"title": "no page"}):
        assert processed(dict(item)) == item


def test_what_cannot_be_read_is_dropped_with_the_reason() -> None:
    picture = Response(URL, body=b"\x89PNG\r\n\x1a\n" + bytes(100))
    with pytest.raises(DropItem, match=f"{URL}: "):
        processed({"page": picture})


def test_a_setting_says_what_to_favor() -> None:
    with pytest.raises(tamis.UsageError, match="favor"):
        processed({"page": response()}, TAMIS_FAVOR="speed")


def test_without_scrapy_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "tamis.integrations.scrapy", raising=False)
    monkeypatch.setitem(sys.modules, "scrapy.exceptions", None)
    with pytest.raises(tamis.MissingExtraError, match=r"tamis\[scrapy\]"):
        import_module("tamis.integrations.scrapy")


def response() -> Response:
    media_type, body = PAGES["/1"]
    return HtmlResponse(URL, body=body, headers={"Content-Type": media_type})


def labels(path: str, url: str) -> Any:
    """What tamis itself says of a page, as JSON has it."""
    media_type, body = PAGES[path]
    return json.loads(json.dumps(tamis.read(body, url=url, media_type=media_type).to_dict()))
