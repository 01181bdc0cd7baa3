"""tamis as an item pipeline of `Scrapy <https://scrapy.org>`_.

::

    # settings.py
    ITEM_PIPELINES = {"tamis.integrations.scrapy.TamisPipeline": 300}
    TAMIS_FAVOR = "balance"

    # the spider
    def parse(self, response):
        yield {"url": response.url, "page": response}
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from tamis.errors import InputError, MissingExtraError
from tamis.options import Favor, Options
from tamis.pipeline import read

try:
    from itemadapter import ItemAdapter
    from scrapy.exceptions import DropItem
    from scrapy.http import Response
except ImportError:
    raise MissingExtraError("tamis.integrations.scrapy", "scrapy") from None

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

__all__ = ["TamisPipeline"]


class TamisPipeline:
    """Puts what a page is in the place of the response, in the field ``page`` of an item.

    What was a :class:`scrapy.http.Response` is then the JSON object of
    :meth:`tamis.Page.to_dict`: ``article_text``, ``metadata``, ``text``, ``spans``. Items of any
    kind that Scrapy knows; those without a response in ``page`` go through as they are. An item
    whose response cannot be read as a page (a picture, too large) is dropped, with the reason.

    ``favor``: where in doubt, leave out (``precision``), keep (``recall``), or weigh both; from
    the setting ``TAMIS_FAVOR``.
    """

    def __init__(self, favor: Favor = "balance") -> None:
        self.options = Options(favor=favor)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """The pipeline that the settings of a crawl ask for."""
        return cls(crawler.settings.get("TAMIS_FAVOR", "balance"))

    def process_item(self, item: Any) -> Any:
        """``item``, with its response read. Raises :class:`scrapy.exceptions.DropItem`."""
        fields = ItemAdapter(item)
        response = fields.get("page")
        if isinstance(response, Response):
            fields["page"] = _labelled(response, self.options)
        return item


def _labelled(response: Response, options: Options) -> dict[str, Any]:
    declared = response.headers.get("Content-Type")
    media_type = declared.decode("latin-1") if declared else None
    try:
        page = read(response.body, url=response.url, media_type=media_type, options=options)
    except InputError as error:
        raise DropItem(f"{response.url}: {error}") from error
    return page.to_dict()
