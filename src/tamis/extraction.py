"""``extract``: a page's article in one call, in the shape that the field's tools share."""

from __future__ import annotations

import json
import re
from collections.abc import Container
from dataclasses import asdict, replace
from typing import Literal, Protocol

from tamis.errors import UsageError
from tamis.options import Options
from tamis.output import Names, chosen_roles, to_html, to_json, to_jsonld, to_markdown, to_text
from tamis.page import ARTICLE_ROLES, Page, Role
from tamis.pipeline import read

OutputFormat = Literal["text", "txt", "markdown", "json", "jsonld", "html"]


class _Renderer(Protocol):
    def __call__(self, page: Page, *, keep: Names = (), drop: Names = ()) -> str: ...


_RENDERERS: dict[str, _Renderer] = {
    "text": to_text,
    "txt": to_text,
    "markdown": to_markdown,
    "json": to_json,
    "jsonld": to_jsonld,
    "html": to_html,
}
_FORMATS_WITH_HEADER = frozenset({"text", "txt", "markdown"})

# What JSON leaves bare but a reader of YAML, a terminal or a Markdown renderer would act on.
_ACTIVE = re.compile("[<\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff]")


def extract(
    data: bytes | str,
    *,
    url: str | None = None,
    output_format: OutputFormat = "text",
    include_comments: bool = False,
    include_tables: bool = True,
    include_images: bool = False,
    include_links: bool = False,
    favor_precision: bool = False,
    favor_recall: bool = False,
    with_metadata: bool = False,
    media_type: str | None = None,
    keep: Names = (),
    drop: Names = (),
) -> str | None:
    """The main content of a page, or ``None`` if it has none.

    Takes the arguments of trafilatura's function of the same name that mean something here.
    For the labels behind the answer, use :func:`tamis.read`.

    ``output_format``: ``text`` (or ``txt``), ``markdown``, ``json``, ``jsonld`` or ``html``.
    ``keep``, ``drop``: roles or families to add to what the format has, or to leave out of it,
    as in :meth:`tamis.Page.article_text`.
    ``include_comments``: short for ``keep="comment"``; ``include_tables=False``: for
    ``drop="table"``.
    ``include_images``, ``include_links``: keep images and the targets of links where the format
    shows them; without, a link's text stays. JSON and JSON-LD name the page's images always.
    ``favor_precision``, ``favor_recall``: where in doubt, leave out or keep.
    ``with_metadata``: text and Markdown begin with the page's metadata between two ``---``
    lines, as YAML whose names are those of the JSON output; the other formats have it always.

    Raises :class:`~tamis.errors.UsageError` for an unknown format or role or for both favours at
    once,
    and :class:`~tamis.errors.InputError` for data that cannot be read as a page.
    """
    renderer = _RENDERERS.get(output_format)
    if renderer is None:
        raise UsageError(
            f"output_format={output_format!r} does not exist; choose one of {', '.join(_RENDERERS)}"
        )
    if favor_precision and favor_recall:
        raise UsageError("favor_precision and favor_recall exclude each other; set one")
    favor: Literal["precision", "balance", "recall"] = (
        "precision" if favor_precision else "recall" if favor_recall else "balance"
    )
    kept = [*_listed(keep), *([Role.COMMENT] if include_comments else [])]
    dropped = [*_listed(drop), *([] if include_tables else [Role.TABLE])]
    chosen_roles(ARTICLE_ROLES, kept, dropped)  # A wrong name is told before the work.
    page = read(data, url=url, media_type=media_type, options=Options(favor=favor))
    if not include_images:
        page = _without_marks(page, {"image"})
    if not include_links:
        page = _without_marks(page, {"link"})
    if not to_text(page, keep=kept, drop=dropped).strip():
        return None
    header = _header(page) if with_metadata and output_format in _FORMATS_WITH_HEADER else ""
    return header + renderer(page, keep=kept, drop=dropped)


def _listed(names: Names) -> list[str]:
    return [names] if isinstance(names, str) else [*names]


def _without_marks(page: Page, kinds: Container[str]) -> Page:
    return replace(page, marks=tuple(mark for mark in page.marks if mark.kind not in kinds))


def _header(page: Page) -> str:
    fields = {**asdict(page.metadata), "url": page.url, "language": page.language}
    lines = [f"{name}: {_yaml(value)}" for name, value in fields.items() if value]
    return "\n".join(["---", *lines, "---", "", ""]) if lines else ""


def _yaml(value: str | tuple[str, ...]) -> str:
    """``value`` as JSON, which is YAML too, with nothing in it that a reader would act on."""
    written = json.dumps(value, ensure_ascii=False)
    escaped = _ACTIVE.sub(lambda match: f"\\u{ord(match[0]):04x}", written)
    # A title must not become a link or an image where the header is shown as Markdown.
    return escaped.replace("](", "]\\u0028")
