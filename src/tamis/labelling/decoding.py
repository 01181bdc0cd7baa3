"""How much of a page to keep, given how likely each block is main content."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tamis.labelling.network import PAGE_TYPES
from tamis.options import Favor
from tamis.parsing import Document

Floats = NDArray[np.float32]
Mask = NDArray[np.bool_]
Ints = NDArray[np.int64]

_FAVORED: dict[Favor, float] = {"precision": 0.25, "balance": 1.0, "recall": 4.0}
# What a word missed costs beside a word too many, by page type. Articles have neighbours that
# read like them (comments, the next article); on lists all that is alike belongs together.
_MISSED = {
    "article": 0.6,
    "service": 0.8,
    "product": 0.6,
    "collection": 1.0,
    "forum": 0.8,
    "listing": 1.2,
    "documentation": 1.2,
}
_LOG_MISSED = np.log([_MISSED[name] for name in PAGE_TYPES])
# Whoever cut an excerpt has kept it for its text: what is left out there must be surely none.
_MISSED_IN_EXCERPT = 6.0
_LEAST_EXPECTED = 0.3
_LEAST_COPIED = 8
_ITEM_STEPS = 3
# Words in a line of verse, on average and at most.
_VERSE = 10


def kept_blocks(
    probabilities: Floats, words: Ints, page_types: Floats, favor: Favor, excerpt: float = 0.0
) -> Mask:
    """Which blocks to keep so that the expected word F-measure is greatest.

    Keeping the blocks from the likeliest down, the F-measure of the first ``k`` is estimated
    from expected counts (Jansche, "A Maximum Expected Utility Framework for Binary Sequence
    Labeling", ACL 2007). Its beta follows from ``page_types``, the probabilities of
    ``PAGE_TYPES``, from ``favor``, and from how surely the text is an ``excerpt``. A page on
    which no choice is expected to do well keeps only what is likelier content than not.
    """
    kept = np.zeros(len(probabilities), dtype=np.bool_)
    if not len(probabilities):
        return kept
    squared_beta = _FAVORED[favor] * float(np.exp(page_types @ _LOG_MISSED))
    squared_beta *= _MISSED_IN_EXCERPT**excerpt
    order = np.argsort(-probabilities, kind="stable")
    expected = probabilities * words
    found = np.cumsum(words[order])
    right = np.cumsum(expected[order])
    all_right = max(float(expected.sum()), 1e-9)
    measure = (1 + squared_beta) * right / (found + squared_beta * all_right)
    best = int(measure.argmax())
    if measure[best] < _LEAST_EXPECTED:
        return probabilities > 0.5
    kept[order[: best + 1]] = True
    return kept


def copies(document: Document, kept: Mask, words: Ints) -> Mask:
    """Which of the kept blocks say word for word what one kept before them says.

    Pages give text twice, for narrow and wide screens, and forums quote what they answer; a
    notice that comes with every embed is nobody's text. Short blocks and verse may repeat, and
    so may a few items of a list that is new otherwise.
    """
    repeated = np.zeros(len(kept), dtype=np.bool_)
    seen: set[str] = set()
    for row in np.flatnonzero(kept & (words >= _LEAST_COPIED)).tolist():
        start, end, _, _ = document.blocks[row]
        text = document.text[start:end]
        breaks = text.count("\n")
        if not breaks or words[row] > _VERSE * (breaks + 1):
            repeated[row] = text in seen
            seen.add(text)
    if document.elements and repeated.any():
        _spare_new_lists(document, kept, repeated)
    return repeated


def _spare_new_lists(document: Document, kept: Mask, repeated: Mask) -> None:
    """Let items repeat, in place, where most of their list has not been said before it."""
    lists: dict[int, list[int]] = {}
    first: dict[str, int] = {}
    since: dict[int, int] = {}
    for row in np.flatnonzero(kept).tolist():
        block = document.blocks[row]
        since[row] = first.setdefault(document.text[block.start : block.end], row)
        held = _list_of(document, block.element)
        if held >= 0:
            lists.setdefault(held, []).append(row)
    for rows in lists.values():
        if not repeated[rows].any():
            continue
        is_old = [since[row] < rows[0] for row in rows]
        if 2 * sum(is_old) < len(rows):
            for row, old in zip(rows, is_old, strict=True):
                repeated[row] = repeated[row] and not old


def _list_of(document: Document, element: int) -> int:
    """The list that an element is an item of, or a part of an item; -1 without one."""
    for _ in range(_ITEM_STEPS):
        if element < 0:
            return -1
        parent, tag, *_ = document.elements[element]
        if tag == "li":
            return parent
        element = parent
    return -1
