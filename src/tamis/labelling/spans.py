"""Labelled blocks to spans that cover the text."""

from __future__ import annotations

from collections.abc import Sequence

from tamis.page import Role, Span
from tamis.parsing import Document, Element

Label = tuple[Role, float, tuple[str, ...]]

_LONGEST_PATH = 600


def spans_of_blocks(document: Document, labels: Sequence[Label]) -> tuple[Span, ...]:
    """One span for each stretch of a block that is alike in visibility.

    A span reaches to the next one, so that the white space between blocks belongs to the span
    before it; the first one begins at 0.
    """
    text, elements = document.text, document.elements
    if not text:
        return ()
    if not document.blocks:
        return (Span(0, len(text), Role.OTHER, 1.0, ("white space only",)),)
    paths = _Paths(elements)
    pieces: list[tuple[int, Role, float, tuple[str, ...], str, int]] = []
    for block, (role, confidence, reasons) in zip(document.blocks, labels, strict=True):
        previous = None
        for run in block.runs:
            hidden = elements[run.element].hidden if run.element >= 0 else ""
            if previous is None or hidden != previous:
                why = (*reasons, f"hidden: {hidden}") if hidden else reasons
                home = block.element if previous is None else run.element
                pieces.append((run.start, role, confidence, why, hidden, home))
            previous = hidden
    starts = [0, *(piece[0] for piece in pieces[1:]), len(text)]
    return tuple(
        Span(start, end, role, confidence, reasons, not hidden, paths[home])
        for start, end, (_, role, confidence, reasons, hidden, home) in zip(
            starts[:-1], starts[1:], pieces, strict=True
        )
    )


class _Paths:
    """XPath of elements, each computed once. The middle of a very long one is left out."""

    def __init__(self, elements: Sequence[Element]) -> None:
        self.elements = elements
        self.known: dict[int, str] = {-1: ""}
        # The place of each element among its parent's children of the same tag, from 1.
        self.places: list[int] = []
        counts: dict[tuple[int, str], int] = {}
        for element in elements:
            siblings = element[:2]
            counts[siblings] = place = counts.get(siblings, 0) + 1
            self.places.append(place)

    def __getitem__(self, index: int) -> str:
        chain = []
        while index not in self.known:
            chain.append(index)
            index = self.elements[index].parent
        path = self.known[index]
        for step in reversed(chain):
            path = f"{path}/{self.elements[step][1]}[{self.places[step]}]"
            if len(path) > _LONGEST_PATH:
                head = path[: path.rfind("/", 0, _LONGEST_PATH // 4)]
                path = f"{head}/…{path[path.find('/', len(path) - _LONGEST_PATH // 2) :]}"
            self.known[step] = path
        return path
