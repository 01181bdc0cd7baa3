"""A crawl in a process of its own, since Scrapy's reactor runs once in a process:
``python -m tests.integrations.crawling FEED URL...``.
"""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator, Iterator
from typing import Any

from scrapy import Request, Spider
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.http import Response


class PageSpider(Spider):
    """Gives one item for each URL."""

    name = "pages"

    def __init__(self, urls: list[str], **options: Any) -> None:
        super().__init__(**options)
        self.urls = urls

    async def start(self) -> AsyncIterator[Any]:
        for url in self.urls:
            yield Request(url)

    def parse(self, response: Response, **options: Any) -> Iterator[Any]:
        yield {"url": response.url, "page": response}


def main(feed: str, *urls: str) -> None:
    """Crawl ``urls`` and write the items to ``feed`` as lines of JSON."""
    process = AsyncCrawlerProcess(
        {
            "ITEM_PIPELINES": {"tamis.integrations.scrapy.TamisPipeline": 300},
            "FEEDS": {feed: {"format": "jsonlines", "encoding": "utf8"}},
            "ROBOTSTXT_OBEY": False,
            "TELNETCONSOLE_ENABLED": False,
            "LOG_LEVEL": "WARNING",
        }
    )
    process.crawl(PageSpider, urls=list(urls))
    process.start()


if __name__ == "__main__":
    main(*sys.argv[1:])
