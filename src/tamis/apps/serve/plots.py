"""Plots as SVG that stands in the page: no script, no style of their own, so any policy allows
them; ``static/corpus.css`` gives the colours, in print and in the dark, too.

What a plot shows stands in words beside it, so a plot is an image with a name at most.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from markupsafe import Markup, escape

from tamis.corpus.index import Share
from tamis.page import Family


def percent(part: int, whole: int) -> str:
    """``part`` of ``whole`` in words; the smallest share that is one is not shown as none."""
    if not part or not whole:
        return "0 %"
    share = 100 * part / whole
    if share < 0.1:
        return "<0.1 %"
    return f"{share:.1f} %" if share < 10 else f"{share:.0f} %"


def in_words(share: Share) -> str:
    """The families of a share, for a title."""
    parts = ", ".join(f"{family} {percent(size, share.characters)}" for family, size in _of(share))
    return f"{share.name}: {parts}; pages: {share.pages:,}"


def bar(share: Share) -> Markup:
    """The families of a share, one behind the other, as wide as its place."""
    rects = []
    start = 0.0
    for family, size in _of(share):
        width = 100 * size / share.characters if share.characters else 0.0
        if width:
            rects.append(_rect(family, start, 0, width, 1))
        start += width
    return _svg("bar", "0 0 100 1", rects)


def length(size: int, of: int, family: str) -> Markup:
    """A bar of one colour, as long as ``size`` is of the longest."""
    return _svg("bar", "0 0 100 1", [_rect(family, 0, 0, 100 * size / of if of else 0, 1)])


def columns(shares: Sequence[Share]) -> Markup:
    """The families of each share, one above the other, all columns of the same height."""
    drawn = []
    for number, share in enumerate(shares):
        rects = []
        top = 100.0
        for family, size in _of(share):
            height = 100 * size / share.characters if share.characters else 0.0
            top -= height
            if height:
                rects.append(_rect(family, number + 0.05, top, 0.9, height))
        drawn.append(_titled(in_words(share), rects))
    return _svg("columns", f"0 0 {len(shares)} 100", drawn)


def heights(shares: Sequence[Share]) -> Markup:
    """How many pages each share has, as columns."""
    most = max((share.pages for share in shares), default=0)
    drawn = []
    for number, share in enumerate(shares):
        height = 100 * share.pages / most
        rect = _rect("pages", number + 0.05, 100 - height, 0.9, height)
        drawn.append(_titled(f"{share.name}: pages: {share.pages:,}", [rect]))
    return _svg("columns low", f"0 0 {len(shares)} 100", drawn)


def timeline(days: Sequence[date], first: date, last: date) -> Markup:
    """A tick for each day, between ``first`` and ``last``."""
    span = max((last - first).days, 1)
    rects = [_rect("tick", 98 * (day - first).days / span, 0, 2, 1) for day in days]
    return _svg("bar", "0 0 100 1", rects)


def _of(share: Share) -> Sequence[tuple[str, int]]:
    return (
        (Family.CONTENT, share.content),
        (Family.BOILERPLATE, share.boilerplate),
        (Family.POLLUTION, share.pollution),
    )


def _rect(kind: str, x: float, y: float, width: float, height: float) -> Markup:
    return Markup('<rect class="{}" x="{:.3f}" y="{:.3f}" width="{:.3f}" height="{:.3f}"/>').format(
        kind, x, y, width, height
    )


def _titled(title: str, drawn: Sequence[Markup]) -> Markup:
    return Markup("<g><title>{}</title>{}</g>").format(title, Markup("").join(drawn))


def _svg(kind: str, box: str, drawn: Sequence[Markup]) -> Markup:
    return Markup(
        '<svg class="plot {}" viewBox="{}" preserveAspectRatio="none" aria-hidden="true">{}</svg>'
    ).format(escape(kind), escape(box), Markup("").join(drawn))
