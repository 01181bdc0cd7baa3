"""The stages in order, for one capture; nothing else knows the order."""

from __future__ import annotations

from tamis.labelling import label
from tamis.options import Options
from tamis.page import Attribution, Page
from tamis.parsing import parse
from tamis.pollution import sift
from tamis.structure import find_structure

_DEFAULT = Options()


def read(
    data: bytes | str,
    *,
    url: str | None = None,
    media_type: str | None = None,
    options: Options = _DEFAULT,
) -> Page:
    """Label every character of one captured page.

    ``data``: HTML or plain text, as it was captured. ``url``: where it came from; links are
    resolved against it. ``media_type``: ``text/html``, ``text/plain`` or short ``html`` or
    ``text``, with a charset if one was given; without it the capture's own look decides.

    The result is a pure function of the arguments: no network, no clock, no state.

    Raises :class:`~tamis.errors.InputError` if the capture cannot be read.
    """
    document = parse(data, url=url, media_type=media_type, max_bytes=options.max_bytes)
    labelled = label(document, options)
    sifted = sift(document, labelled.spans, labelled.reading)
    structure = find_structure(document, sifted, options.captured_at)
    attributions: tuple[Attribution, ...] = ()
    if options.attributions is not None:
        # Its patterns take a tenth of a second to make, and most readers do not ask for it.
        from tamis.attribution import attribute

        attributions = attribute(
            document.text,
            structure.spans,
            document.marks,
            language=structure.language,
            breadth=options.attributions,
            model=options.attribution_model,
        )
    return Page(
        text=document.text,
        spans=structure.spans,
        metadata=structure.metadata,
        images=structure.images,
        attributions=attributions,
        marks=document.marks,
        url=url,
        media_type=document.media_type,
        language=structure.language,
        page_type=labelled.page_type,
        page_type_confidence=labelled.page_type_confidence,
        offered=structure.candidates,
        weights=labelled.weights,
    )
