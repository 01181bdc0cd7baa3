"""Labelled blocks to spans that cover the text."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from tamis.labelling.elements import Surroundings
from tamis.page import Role, Span
from tamis.parsing import Document

Label = tuple[Role, float, tuple[str, ...]]

_LONGEST_PATH = 600


def spans_of_blocks(
    document: Document, labels: Sequence[Label], surroundings: Surroundings | None
) -> tuple[Span, ...]:
    """One span for each stretch of a block that is alike in visibility.

    ``surroundings``: those of the blocks, unless the document has no elements.

    A span reaches to the next one, so that the white space between blocks belongs to the span
    before it; the first one begins at 0.
    """
    text, elements = document.text, document.elements
    if not text:
        return ()
    if not document.blocks:
        return (Span(0, len(text), Role.OTHER, 1.0, ("white space only",)),)
    path_of = _Paths(surroundings).path_of if surroundings else lambda _: ""
    starts: list[int] = []
    pieces: list[tuple[Role, float, tuple[str, ...], bool, str]] = []
    for (start, _, home, runs), (role, confidence, reasons) in zip(
        document.blocks, labels, strict=True
    ):
        previous = elements[runs[0][2]][3] if elements else ""
        why = (*reasons, f"hidden: {previous}") if previous else reasons
        starts.append(start)
        pieces.append((role, confidence, why, not previous, path_of(home)))
        if len(runs) == 1:
            continue
        for begin, _, element in runs:
            hidden = elements[element][3] if elements else ""
            if hidden != previous:
                why = (*reasons, f"hidden: {hidden}") if hidden else reasons
                starts.append(begin)
                pieces.append((role, confidence, why, not hidden, path_of(element)))
                previous = hidden
    starts[0] = 0
    return tuple(
        [
            Span(start, end, *piece)
            for start, end, piece in zip(starts, [*starts[1:], len(text)], pieces, strict=True)
        ]
    )


class _Paths:
    """XPath of elements, each computed once. The middle of a very long one is left out."""

    def __init__(self, surroundings: Surroundings) -> None:
        self.surroundings = surroundings
        parents, tags = surroundings.parents, surroundings.tags
        distinct = list(dict.fromkeys(tags))
        numbers = dict(zip(distinct, range(len(distinct)), strict=True))
        of_tags = np.fromiter(map(numbers.__getitem__, tags), dtype=np.int64, count=len(tags))
        self.places = _places(parents * len(distinct) + of_tags)
        containers = np.flatnonzero(surroundings.last >= 0)
        # Pages have few pairs of a place and a tag, so each step is written once.
        codes = (self.places * len(distinct) + of_tags)[containers].tolist()
        steps = {}
        for code in set(codes):
            place, tag = divmod(code, len(distinct))
            steps[code] = f"/{distinct[tag]}[{place}]"
        self.known = known = {-1: ""}
        # Parents come before their children.
        for index, parent, code in zip(
            containers.tolist(), parents[containers].tolist(), codes, strict=True
        ):
            path = known[parent] + steps[code]
            known[index] = _shortened(path) if len(path) > _LONGEST_PATH else path

    def path_of(self, index: int) -> str:
        """The path of an element: looked up, unless it is an inline one, which few spans are."""
        known = self.known
        chain = []
        while index not in known:
            chain.append(index)
            index = int(self.surroundings.parents[index])
        for element in reversed(chain):
            path = f"{known[index]}/{self.surroundings.tags[element]}[{self.places[element]}]"
            known[element] = _shortened(path) if len(path) > _LONGEST_PATH else path
            index = element
        return known[index]


def _shortened(path: str) -> str:
    head = path[: path.rfind("/", 0, _LONGEST_PATH // 4)]
    return f"{head}/…{path[path.find('/', len(path) - _LONGEST_PATH // 2) :]}"


def _places(families: NDArray[np.int64]) -> NDArray[np.int64]:
    """The place of each element among those of its family, from 1."""
    order = np.argsort(families, kind="stable")
    families = families[order]
    index = np.arange(len(order))
    is_first = np.ones(len(order), dtype=np.bool_)
    np.not_equal(families[1:], families[:-1], out=is_first[1:])
    places = np.empty_like(index)
    places[order] = index - np.maximum.accumulate(np.where(is_first, index, 0)) + 1
    return places
