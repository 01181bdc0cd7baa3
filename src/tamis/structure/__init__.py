"""News structure: editorial roles, captions tied to images, and metadata.

The door is :func:`find_structure`. Spans of the labeller come in, the same partition with
title, byline, date, caption, credit, note and embed told apart goes out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tamis.page import ARTICLE_ROLES, Image, Metadata, Span
from tamis.parsing.document import Document
from tamis.structure.declared import read_claims
from tamis.structure.images import caption_images
from tamis.structure.language import declared_language, detected_language
from tamis.structure.metadata import choose_metadata
from tamis.structure.roles import assign_roles
from tamis.structure.signals import Signals
from tamis.structure.units import make_units, to_spans

__all__ = ["Structure", "find_structure"]


@dataclass(frozen=True, slots=True)
class Structure:
    """What was found: the spans (a partition of the document's text, split where one held two
    roles), the metadata, the document's images with their captions and credits, the language."""

    spans: tuple[Span, ...]
    metadata: Metadata
    images: tuple[Image, ...]
    language: str | None


def find_structure(document: Document, spans: Sequence[Span]) -> Structure:
    """Give the editorial roles to ``spans``, a partition of ``document.text``.

    Every span must lie within one block and the separator after it. Pollution is left as it
    is; boilerplate changes only where it stands at the article and says what it is.
    """
    claims = read_claims(document)
    signals = Signals(document.elements)
    units = make_units(document, spans)
    assign_roles(document, units, claims, signals)
    found = tuple(to_spans(units))
    return Structure(
        spans=found,
        metadata=choose_metadata(document, found, claims),
        images=caption_images(document, found),
        language=_language(document, found),
    )


def _language(document: Document, spans: Sequence[Span]) -> str | None:
    if document.elements:
        return declared_language(document.declared.language)
    article = (document.text[span.start : span.end] for span in spans if span.role in ARTICLE_ROLES)
    return detected_language(" ".join(article))
