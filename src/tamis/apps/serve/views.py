"""What the workers do for the workbench: open a page, show it, write it in a format."""

from __future__ import annotations

import json
import pickle
import zlib
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from tamis import output
from tamis.apps.serve.sheets import Sheet, sheets
from tamis.apps.serve.submissions import Submission
from tamis.options import Favor
from tamis.output import PollutionReport
from tamis.output.safety import encodable, image_url
from tamis.page import Family, Image, Page, Part, Role

MOST_SHOWN = 200_000
"""Characters of a panel; what is longer is to be had whole as a file."""

_Writer = Callable[..., str]


@dataclass(frozen=True, slots=True)
class Format:
    """How an article is written, as which media type, to a file of which ending."""

    write: _Writer
    media_type: str
    suffix: str


FORMATS = {
    "markdown": Format(output.to_markdown, "text/markdown", ".md"),
    "text": Format(output.to_text, "text/plain", ".txt"),
    "html": Format(output.to_html, "text/html", ".html"),
    "json": Format(output.to_json, "application/json", ".json"),
    "jsonld": Format(output.to_jsonld, "application/ld+json", ".jsonld"),
}

Roles = frozenset[Role]


@dataclass(frozen=True, slots=True)
class Opened:
    """A page that has been read, ready to be shown: ``packed`` for the workers, ``sheets`` of
    its whole text for the browser."""

    packed: bytes = field(repr=False)
    sheets: tuple[Sheet, ...] = field(repr=False)

    @property
    def size(self) -> int:
        """About how many bytes it takes."""
        return len(self.packed) + sum(2 * len(sheet.html) for sheet in self.sheets)

    def page(self) -> Page:
        page: Page = pickle.loads(zlib.decompress(self.packed))  # noqa: S301  packed by opened()
        return page


def opened(page: Page) -> Opened:
    """``page``, ready to be shown."""
    return Opened(zlib.compress(pickle.dumps(page), level=1), tuple(sheets(page)))


@dataclass(frozen=True, slots=True)
class Open:
    """Reads what was submitted."""

    submission: Submission
    favor: Favor

    def __call__(self) -> Opened:
        reading = self.submission.reading()
        options = replace(reading.options, favor=self.favor, attributions="all")
        return opened(replace(reading, options=options).page())


@dataclass(frozen=True, slots=True)
class Write:
    """Writes the ``roles`` of a page in a format, or those that the format has by itself."""

    packed: Opened
    format: str
    roles: Roles | None

    def __call__(self) -> bytes:
        return encodable(_written(self.packed.page(), self.format, self.roles)).encode()


@dataclass(frozen=True, slots=True)
class Share:
    """How much of a page a family or a role is."""

    name: Family | Role
    spans: int
    characters: int
    share: float


@dataclass(frozen=True, slots=True)
class Quoted:
    """An attribution for a reader: texts of the page, and the index of the span it begins in."""

    speaker: str
    cue: str
    content: str
    kind: str
    certainty: str
    confidence: float
    span: int


@dataclass(frozen=True, slots=True)
class Shown:
    """What stands beside the text of a page: facts about it, its shares, and one panel.

    ``html``: the article, safe to put into a document. ``code``: text to be shown as it is.
    ``report``, ``attributions``: theirs. All but that of the panel are empty. ``is_cut``: not
    all of it is here.
    """

    title: str
    facts: tuple[tuple[str, str], ...]
    images: tuple[Image, ...]
    shares: tuple[Share, ...]
    html: str = ""
    code: str = ""
    report: PollutionReport | None = None
    attributions: tuple[Quoted, ...] = ()
    is_cut: bool = False


@dataclass(frozen=True, slots=True)
class Show:
    """Makes the panel ``tab`` of a page, with the ``roles``."""

    packed: Opened
    tab: str
    roles: Roles | None

    def __call__(self) -> Shown:
        page = self.packed.page()
        shown = Shown(
            title=encodable(page.metadata.title or "A page without a title"),
            facts=tuple(_facts(page)),
            images=tuple(_images(page)),
            shares=tuple(_shares(page)),
        )
        return replace(shown, **_PANELS[self.tab](page, self.roles))


def _images(page: Page) -> Iterator[Image]:
    """Those with words of their own, only with URLs that may be linked."""
    for image in page.images:
        if image.caption or image.credit:
            yield replace(
                image,
                url=image_url(image.url),
                alt=encodable(image.alt),
                caption=encodable(image.caption or ""),
                credit=encodable(image.credit or ""),
            )


def _facts(page: Page) -> Iterator[tuple[str, str]]:
    metadata = page.metadata
    facts = {
        "By": ", ".join(metadata.authors),
        "Published": metadata.date_published,
        "Modified": metadata.date_modified,
        "Publisher": metadata.publisher,
        "Section": metadata.section,
        "Agencies": ", ".join(metadata.wires),
        "Language": page.language,
        "Kind": page.page_type,
        "URL": page.url,
    }
    return ((name, encodable(value)) for name, value in facts.items() if value)


def _shares(page: Page) -> Iterator[Share]:
    spans: Counter[Family | Role] = Counter()
    characters: Counter[Family | Role] = Counter()
    for span in page.spans:
        for group in (span.family, span.role):
            spans[group] += 1
            characters[group] += span.end - span.start
    whole = len(page.text) or 1
    for group in (*Family, *Role):
        yield Share(group, spans[group], characters[group], characters[group] / whole)


def _choice(roles: Roles | None) -> dict[str, Sequence[Role]]:
    """The arguments that make a writer write just the ``roles``."""
    if roles is None:
        return {}
    return {
        "keep": [role for role in Role if role in roles],
        "drop": [role for role in Role if role not in roles],
    }


def _written(page: Page, format_name: str, roles: Roles | None) -> str:
    return FORMATS[format_name].write(page, **_choice(roles))


def _article(page: Page, roles: Roles | None) -> dict[str, Any]:
    written: list[str] = []
    size = 0
    for block in output.html_blocks(page, **_choice(roles)):
        if size > MOST_SHOWN:
            return {"html": "".join(written), "is_cut": True}
        written.append(encodable(block))
        size += len(block)
    return {"html": "".join(written)}


def _markdown(page: Page, roles: Roles | None) -> dict[str, Any]:
    return _code(_written(page, "markdown", roles))


def _json(page: Page, roles: Roles | None) -> dict[str, Any]:
    return _code(_indented(_written(page, "json", roles)))


def _jsonld(page: Page, roles: Roles | None) -> dict[str, Any]:
    return _code(_indented(_written(page, "jsonld", roles)))


def _indented(written: str) -> str:
    return json.dumps(json.loads(written), ensure_ascii=False, indent=2)


def _code(text: str) -> dict[str, Any]:
    return {"code": encodable(text[:MOST_SHOWN]), "is_cut": len(text) > MOST_SHOWN}


def _attributions(page: Page, roles: Roles | None) -> dict[str, Any]:
    starts = [span.start for span in page.spans]
    found = tuple(
        Quoted(
            speaker=encodable(attribution.speaker or _text(attribution.source)),
            cue=encodable(attribution.cue.text),
            content=encodable(" … ".join(part.text for part in attribution.content)),
            kind=attribution.kind,
            certainty=attribution.certainty,
            confidence=attribution.confidence,
            span=bisect_right(starts, attribution.content[0].start) - 1,
        )
        for attribution in page.attributions
    )
    return {"attributions": found[:_MOST_ROWS], "is_cut": len(found) > _MOST_ROWS}


def _text(part: Part | None) -> str:
    return "" if part is None else part.text


def _report(page: Page, roles: Roles | None) -> dict[str, Any]:
    return {"report": page.pollution_report()}


_MOST_ROWS = 1_000

_PANELS: dict[str, Callable[[Page, Roles | None], dict[str, Any]]] = {
    "article": _article,
    "markdown": _markdown,
    "json": _json,
    "jsonld": _jsonld,
    "attributions": _attributions,
    "report": _report,
}

TABS = tuple(_PANELS)
"""The panels that :class:`Show` can make."""
