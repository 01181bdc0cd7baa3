"""News structure: editorial roles, captions tied to images, and metadata.

The door is :func:`find_structure`. Spans of the labeller come in, the same partition with
title, byline, date, caption, credit, note and embed told apart goes out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tamis.page import ARTICLE_ROLES, Candidate, Image, Metadata, Role, Span
from tamis.parsing.document import Document
from tamis.structure.datelines import part_datelines
from tamis.structure.declared import read_claims
from tamis.structure.images import caption_images
from tamis.structure.language import declared_language, page_language
from tamis.structure.metadata import choose_metadata
from tamis.structure.roles import assign_roles
from tamis.structure.signals import Signals
from tamis.structure.units import make_units, to_spans

__all__ = ["Structure", "find_structure"]


_RUNNING = frozenset({Role.PARAGRAPH, Role.QUOTE, Role.DATELINE})


@dataclass(frozen=True, slots=True)
class Structure:
    """What was found: the spans (a partition of the document's text, split where one held two
    roles), the metadata, the document's images with their captions and credits, the language."""

    spans: tuple[Span, ...]
    metadata: Metadata
    images: tuple[Image, ...]
    language: str | None
    candidates: tuple[Candidate, ...]


def find_structure(
    document: Document, spans: Sequence[Span], captured: datetime | None = None
) -> Structure:
    """Give the editorial roles to ``spans``, a partition of ``document.text``.

    Every span must lie within one block and the separator after it. Pollution is left as it
    is; boilerplate changes only where it stands at the article and says what it is.
    ``captured`` is when the page was captured, with an offset.
    """
    claims = read_claims(document)
    signals = Signals(document.elements)
    units = make_units(document, spans)
    assign_roles(document, units, claims, signals)
    found = part_datelines(document, to_spans(units))
    metadata, candidates = choose_metadata(document, found, claims, captured)
    return Structure(
        spans=found,
        metadata=metadata,
        images=caption_images(document, found),
        language=_language(document, found),
        candidates=candidates,
    )


def _language(document: Document, spans: Sequence[Span]) -> str | None:
    """By the running text; lists, tables and headings tell little of a language."""
    texts: dict[bool, list[str]] = {True: [], False: []}
    for span in spans:
        if span.role in ARTICLE_ROLES:
            texts[span.role in _RUNNING].append(document.text[span.start : span.end])
    declared = declared_language(document.declared.language)
    if declared is not None:
        return page_language(declared, " ".join(texts[True]))
    return page_language(None, " ".join(texts[True] + texts[False]))
