"""Ties captions and credits to the images they stand at."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace

from tamis.page import Image, Role, Span
from tamis.parsing.document import Document
from tamis.structure.captions import credit_name

_AT_PICTURE = frozenset({Role.CAPTION, Role.CREDIT})
_SAYS_NOTHING = 40
"""Other text up to so many characters may stand between an image and its caption."""


def caption_images(document: Document, spans: Sequence[Span]) -> tuple[Image, ...]:
    """The document's images, each with the text of the caption and credit nearest to it.

    A run of caption and credit spans belongs to the last image before it, unless other text
    stands between; failing that, to the first image directly after it. What a page says twice
    (beside the picture and over it) counts once.
    """
    if not document.images or _AT_PICTURE.isdisjoint([span.role for span in spans]):
        return document.images
    images = list(document.images)
    places = sorted(
        (mark.start, int(mark.value)) for mark in document.marks if mark.kind == "image"
    )
    positions = [position for position, _ in places]
    taken: set[int] = set()
    used: set[str] = set()
    finish = 0
    for index, span in enumerate(spans):
        if index < finish or span.role not in _AT_PICTURE:
            continue
        before = index - 1
        while before >= finish and not _says_something(document, spans[before]):
            before -= 1
        finish = _one_caption(spans, index, positions)
        start, end = span.start, spans[finish - 1].end
        after = 0 if before < 0 else _text_end(document, spans[before])
        chosen = _image_at(places, positions, after, start, end)
        said = document.text[start:end].strip()
        if chosen is not None and chosen not in taken and said not in used:
            taken.add(chosen)
            used.add(said)
            images[chosen] = _captioned(images[chosen], document.text, spans[index:finish])
    return tuple(images)


def _says_something(document: Document, span: Span) -> bool:
    if not span.visible or span.end - span.start <= _SAYS_NOTHING:
        return False
    return len(document.text[span.start : span.end].strip()) > _SAYS_NOTHING


def _text_end(document: Document, span: Span) -> int:
    return span.start + len(document.text[span.start : span.end].rstrip())


def _one_caption(spans: Sequence[Span], index: int, positions: Sequence[int]) -> int:
    """The index after the caption that begins at ``index``: at most one caption and what
    credits it, not past the next image."""
    finish = index + 1
    roles = {spans[index].role}
    while finish < len(spans) and spans[finish].role in _AT_PICTURE:
        span = spans[finish]
        crossed = bisect_right(positions, span.start) > bisect_right(positions, spans[index].start)
        if crossed or (span.role is Role.CAPTION and Role.CAPTION in roles):
            break
        roles.add(span.role)
        finish += 1
    return finish


def _image_at(
    places: Sequence[tuple[int, int]], positions: Sequence[int], after: int, start: int, end: int
) -> int | None:
    last = bisect_right(positions, start) - 1
    if last >= 0 and positions[last] >= after:
        return places[last][1]
    following = last + 1
    if following < len(places) and start <= positions[following] <= end:
        return places[following][1]
    return None


def _captioned(image: Image, text: str, spans: Sequence[Span]) -> Image:
    captions = [text[span.start : span.end].strip() for span in spans if span.role is Role.CAPTION]
    names = [credit_name(text[span.start : span.end]) for span in spans if span.role is Role.CREDIT]
    return replace(
        image,
        caption=" ".join(captions) or None,
        credit=", ".join(dict.fromkeys(name for name in names if name)) or None,
    )
