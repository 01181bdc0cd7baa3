"""What does not belong on the page: the third room of the house. Its door is :func:`sift`."""

from __future__ import annotations

from collections.abc import Sequence

from tamis.labelling.tokens import Reading
from tamis.page import Span
from tamis.parsing import Document
from tamis.pollution.doorways import mark_doorway
from tamis.pollution.injection import find_injections
from tamis.pollution.marking import mark_pollution
from tamis.pollution.notes import whole_notes
from tamis.pollution.whole import mark_whole

__all__ = ["sift"]


def sift(
    document: Document, spans: Sequence[Span], reading: Reading | None = None
) -> tuple[Span, ...]:
    """The same text in spans that are cut where pollution, or boilerplate amid text, begins or
    ends; these have its role, a confidence and reasons.

    ``reading``: what the labeller has read of the text by token, if it has.
    """
    instructed = whole_notes(document, find_injections(document, spans))
    marked = mark_pollution(document, instructed, reading)
    return marked if reading is None else mark_whole(mark_doorway(marked, reading), reading)
