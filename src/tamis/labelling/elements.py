"""What the elements around a block tell: landmarks above it, and which blocks share a container.

Everything about one element follows from its tag, its names and whether it is hidden, of which
a page has few combinations; each is looked at once. What is handed down or summed up along
the tree takes one step for each level of depth.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import count, pairwise

import numpy as np
from numpy.typing import NDArray

from tamis.labelling.lexicon import NAME_GROUPS, TAG_BITS, TAG_GROUPS, name_bits
from tamis.parsing import Document

Ints = NDArray[np.int64]

FAR = 40
"""The distance of landmarks that are farther off, or not there."""

LANDMARKS = (*TAG_GROUPS, *(f"class_{name}" for name in NAME_GROUPS), "hidden_style")
"""Groups of tags, groups of names, and hidden elements."""

_NAMING_ATTRIBUTES = ("id", "role", "itemprop", "data-testid", "data-component")
_HIDDEN_BIT = 1 << len(NAME_GROUPS)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """By element: ``parents``, ``depths``, ``tags``, ``kinds`` (those of one tag and class
    have one number), ``first`` and ``last`` (the first and the last block in it; of no meaning
    for an element without any), ``children`` (how many with a block in them).

    By block: ``home``, its element; ``inner``, the element its text begins in; ``near``, how
    many steps up the closest landmark is from either, (landmarks, blocks).
    """

    parents: Ints
    depths: Ints
    tags: tuple[str, ...]
    kinds: Ints
    first: Ints
    last: Ints
    children: Ints
    home: Ints
    inner: Ints
    near: NDArray[np.int16]
    is_hidden: NDArray[np.bool_]


def surroundings_of(document: Document) -> Surroundings:
    """The surroundings of the blocks of a document that has elements."""
    of_parent, tags, of_depth, hidden, attributes = zip(*document.elements, strict=True)
    parents = np.array(of_parent, dtype=np.int64)
    depths = np.array(of_depth, dtype=np.int64)
    home = np.array([block[2] for block in document.blocks], dtype=np.int64)
    inners = [block[3][0][2] for block in document.blocks]
    inner = np.array(inners, dtype=np.int64)
    kinds, landmarks = _kinds_and_landmarks(tags, hidden, attributes, document.having)

    # From here on ``place`` is an element's place by level: its parent's is on the level before.
    by_level = np.argsort(depths, kind="stable")
    place = np.empty_like(by_level)
    place[by_level] = np.arange(len(parents))
    parent_place = place[parents[by_level]]
    levels = np.searchsorted(depths[by_level], np.arange(1, int(depths.max()) + 2)).tolist()
    # How deep the deepest element of each landmark is, at or above an element; and somewhat more
    # than that, so that nought stands for none.
    raised = (depths + (FAR + 1)).astype(np.int16)[:, None]
    deepest = landmarks[by_level] * raised[by_level]
    for low, high in pairwise(levels):
        level = deepest[low:high]
        np.maximum(level, deepest[parent_place[low:high]], out=level)
    near = np.minimum(
        raised[home] - deepest[place[home]],
        raised[inner] - deepest[place[inner]],
    )

    blocks = len(document.blocks)
    first = np.full(len(parents), blocks, dtype=np.int64)
    last = np.full(len(parents), -1, dtype=np.int64)
    np.minimum.at(first, home, np.arange(blocks))
    np.maximum.at(last, place[home], np.arange(blocks))
    # What opens after an element has closed holds later blocks only.
    first = np.minimum.accumulate(first[::-1])[::-1]
    for high, low in pairwise(reversed(levels)):
        np.maximum.at(last, parent_place[low:high], last[low:high])
    last = last[place]
    filled = parents[last >= 0]
    return Surroundings(
        parents=parents,
        depths=depths,
        tags=tags,
        kinds=kinds,
        first=first,
        last=last,
        children=np.bincount(filled[filled >= 0], minlength=len(parents)),
        home=home,
        inner=inner,
        near=np.minimum(near, FAR).T,
        is_hidden=np.array([hidden[index] != "" for index in inners], dtype=np.bool_),
    )


def _kinds_and_landmarks(
    tags: Sequence[str],
    hidden: Sequence[str],
    attributes: Sequence[Mapping[str, str | None]],
    having: Mapping[str, Sequence[int]],
) -> tuple[Ints, NDArray[np.uint8]]:
    """Each element's kind by tag and class, and which landmarks it is, (elements, landmarks)."""
    kind_of: defaultdict[tuple[str, str], int] = defaultdict(count().__next__)
    classes = [names.get("class") or "" for names in attributes]
    kinds = list(map(kind_of.__getitem__, zip(tags, classes, strict=True)))
    tag_bits = [TAG_BITS.get(tag, 0) for tag, _ in kind_of]
    class_bits = name_bits([names for _, names in kind_of])
    # Other names and hiding make variants of a kind, numbered after all kinds.
    concealed = [index for index, reason in enumerate(hidden) if reason]
    further = defaultdict(
        int, {index: _HIDDEN_BIT for index in concealed if hidden[index] != "noscript"}
    )
    given = [
        (index, attributes[index][key] or "")
        for key in _NAMING_ATTRIBUTES
        for index in having.get(key, ())
    ]
    for (index, _), bits in zip(given, name_bits([name for _, name in given]), strict=True):
        if bits:
            further[index] |= bits
    variants: defaultdict[tuple[int, int], int] = defaultdict(count(len(kind_of)).__next__)
    variant_of = kinds.copy()
    for index, bits in further.items():
        kind = kinds[index]
        variant_of[index] = variants[kind, bits | class_bits[kind]]
    tag_bits += [tag_bits[kind] for kind, _ in variants]
    class_bits += [bits for _, bits in variants]
    landmarks = np.concatenate(
        (_unpacked(tag_bits, len(TAG_GROUPS)), _unpacked(class_bits, len(NAME_GROUPS) + 1)), axis=1
    )
    return np.array(kinds, dtype=np.int64), landmarks[variant_of]


def _unpacked(bits: list[int], width: int) -> NDArray[np.uint8]:
    """(len(bits), width): whether each bit is set, the lowest first."""
    octets = np.array(bits, dtype="<u8").view(np.uint8).reshape(-1, 8)
    return np.unpackbits(octets, axis=1, count=width, bitorder="little")
