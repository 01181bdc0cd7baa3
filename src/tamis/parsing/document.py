"""What parsing makes of a capture: one text, its blocks, and the elements they came from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias

from tamis.page import Image, Mark

Attributes: TypeAlias = Mapping[str, str | None]


class Element(NamedTuple):
    """An element that is, or is an ancestor of, the home of some text.

    ``parent`` is the index of the parent in ``Document.elements`` (smaller than its own; -1
    for the root), ``depth`` the number of its ancestors.
    ``hidden``: why a reader would not see it ("display:none", "noscript", …), inherited from
    the ancestors; empty if it is visible.
    """

    parent: int
    tag: str
    depth: int
    hidden: str
    attributes: Attributes


class Run(NamedTuple):
    """A stretch of a block's text that comes from one element, in order and gapless."""

    start: int
    end: int
    element: int


class Block(NamedTuple):
    """A run of text between block-level boundaries of the DOM, or a line of plain text.

    ``end`` excludes the separator that follows. ``element`` is the innermost block-level
    element around it (-1 for plain text). ``runs`` holds its text by inline element.
    """

    start: int
    end: int
    element: int
    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Declared:
    """What an HTML head (and JSON-LD anywhere) says, as it stands; nothing is interpreted.

    ``metas``: (name, property, itemprop or http-equiv in lower case; content), in order.
    ``links``: (rel in lower case; href resolved). ``json_ld``: the scripts' raw text.
    ``alternates``: (hreflang; href resolved) of the same page in other languages.
    """

    title: str = ""
    language: str = ""
    metas: tuple[tuple[str, str], ...] = ()
    links: tuple[tuple[str, str], ...] = ()
    json_ld: tuple[str, ...] = ()
    alternates: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """A parsed capture. ``blocks`` are ordered and do not overlap; only whitespace lies
    between them. ``marks`` are as in :class:`tamis.page.Page`. ``having``: the numbers of the
    elements that have an attribute, by its name, so that what asks for a rare one need not look
    at all elements."""

    text: str
    blocks: tuple[Block, ...]
    elements: tuple[Element, ...] = ()
    marks: tuple[Mark, ...] = ()
    images: tuple[Image, ...] = ()
    declared: Declared = field(default_factory=Declared)
    media_type: str = "text/plain"
    url: str | None = None
    having: Mapping[str, Sequence[int]] = field(default_factory=dict, repr=False, compare=False)

    def __post_init__(self) -> None:
        if self.elements and not self.having:
            having = elements_having([element.attributes for element in self.elements])
            object.__setattr__(self, "having", having)


def elements_having(attributes: Sequence[Attributes]) -> Mapping[str, Sequence[int]]:
    """By name of an attribute the numbers of the elements that have it, in order."""
    having: defaultdict[str, list[int]] = defaultdict(list)
    for number, own in enumerate(attributes):
        for name in own:
            having[name].append(number)
    return dict(having)
