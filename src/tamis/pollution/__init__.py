"""What does not belong on the page: the third room of the house. Its door is :func:`sift`."""

from __future__ import annotations

from collections.abc import Sequence

from tamis.page import Span
from tamis.parsing import Document
from tamis.pollution.injection import find_injections
from tamis.pollution.spam import find_spam

__all__ = ["sift"]


def sift(document: Document, spans: Sequence[Span]) -> tuple[Span, ...]:
    """The same spans; those that are pollution have its role, a confidence and reasons."""
    return find_injections(document, find_spam(document, spans))
