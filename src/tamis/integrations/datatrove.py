"""tamis as steps of a `datatrove <https://github.com/huggingface/datatrove>`_ pipeline.

::

    from tamis.integrations.datatrove import PollutionFilter, TamisExtractor

    pipeline = [
        WarcReader("crawl/"),
        PollutionFilter(exclusion_writer=JsonlWriter("polluted/")),
        TamisExtractor(),  # where Trafilatura() stood
        JsonlWriter("clean/"),
    ]
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from tamis.errors import MissingExtraError
from tamis.options import Favor, Options
from tamis.output import to_text
from tamis.page import Family
from tamis.pipeline import read

try:
    from datatrove.pipeline.extractors.base import BaseExtractor
    from datatrove.pipeline.filters.base_filter import BaseFilter
except ImportError:
    raise MissingExtraError("tamis.integrations.datatrove", "datatrove") from None

if TYPE_CHECKING:
    from datatrove.data import Document, DocumentsPipeline

__all__ = ["PollutionFilter", "TamisExtractor"]

_WARM_UP = "<html><body><p>warm-up</p></body></html>"


class TamisExtractor(BaseExtractor):
    """Documents of HTML, or of text that someone scraped, become articles as clean text.

    ``favor``: where in doubt, leave out (``precision``), keep (``recall``), or weigh both.
    ``timeout``: seconds for one document, after which it is left out, as datatrove does.
    Documents without an article are left out, too.
    """

    name = "🍲 tamis"

    def __init__(self, favor: Favor = "balance", timeout: float = 10) -> None:
        super().__init__(timeout)
        self.options = Options(favor=favor)

    def run(self, data: DocumentsPipeline, rank: int = 0, world_size: int = 1) -> DocumentsPipeline:
        # The weights are loaded here, so that the processes that datatrove forks have them.
        self.extract(_WARM_UP)
        return super().run(data, rank, world_size)

    def extract(self, text: str) -> str:
        """The article in ``text``, which is HTML or plain text, as it looks."""
        return to_text(read(text, options=self.options))


class PollutionFilter(BaseFilter):
    """Drops documents in which spam, instructions to language models and garbage are more than
    ``most`` of the text, as a share in [0, 1]. The reason is the role that most of it has.

    Its place is before an extractor, which leaves pollution out, or where there is none. The
    share is added to the metadata of every document, as ``pollution``.
    """

    name = "🍲 tamis pollution"

    def __init__(self, most: float = 0.2, exclusion_writer: Any = None) -> None:
        super().__init__(exclusion_writer)
        self.most = most

    def filter(self, doc: Document) -> bool | tuple[bool, str]:
        """Whether to keep ``doc``, or ``False`` with the reason."""
        page = read(doc.text, url=doc.metadata.get("url"))
        found: Counter[str] = Counter()
        for span in page.select(family=Family.POLLUTION):
            found[span.role.value] += span.end - span.start
        share = found.total() / len(page.text) if page.text else 0.0
        doc.metadata["pollution"] = round(share, 4)
        return share <= self.most or (False, found.most_common(1)[0][0])
