"""Where the article lies on the page: its text, its title, and the element that holds both."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from urllib.parse import urlsplit

from tamis.parsing.document import Document
from tamis.structure.units import Unit

_SENTENCE_ENDS = ".!?…:。！？।؟\"'”’»)"
_BODY_LENGTH = 60
_LONG_BODY = 160
_LINK_STEPS = 4
_BOX_STEPS = 4


class Layout:
    """Where the article lies among the units: its title, its first and last running text, and
    (in HTML) the element that holds most of it. ``common``: the signals of that element, which
    tell nothing about its parts."""

    __slots__ = ("_body", "_outer", "common", "document", "first", "last", "near", "root", "title")

    def __init__(self, document: Document, units: Sequence[Unit]) -> None:
        self.document = document
        self.root = self.near = -1
        self.common = 0
        self._outer = -2
        self.title: int | None = None
        self.first = self.last = len(units)
        self._body = [index for index, unit in enumerate(units) if unit.is_body]
        if document.elements:
            self.root = self.near = _container(document, [units[index] for index in self._body])

    def settle(self, units: Sequence[Unit]) -> None:
        """Find the first and last running text, after the title where one is known."""
        begin = 0 if self.title is None else self.title + 1
        body = self._body[bisect_left(self._body, begin) :]
        self.first = next((index for index in body if self._runs_on(units[index])), begin)
        self.last = next((index for index in reversed(body) if self._runs_on(units[index])), begin)

    def _runs_on(self, unit: Unit) -> bool:
        return unit.is_body and _is_running_text(unit.text, self.document) and self.holds(unit)

    @property
    def begin(self) -> int:
        """The title's place, or that of the first running text if it comes before."""
        return self.first if self.title is None else min(self.title, self.first)

    def ancestor(self, element: int, tag: str) -> int:
        """The nearest element with a tag, ``element`` or one around it; -1 without any."""
        elements = self.document.elements
        while element >= 0 and elements[element].tag != tag:
            element = elements[element].parent
        return element

    def holds(self, unit: Unit) -> bool:
        """Whether ``unit`` is in the article's container, or in the one around title and text."""
        element = unit.element
        elements = self.document.elements
        while element > self.near:
            element = elements[element].parent
        return element == self.near

    def surrounds(self, unit: Unit) -> bool:
        """Whether ``unit`` is in the ``<article>`` or ``<main>`` around the text."""
        element, elements = unit.element, self.document.elements
        if self._outer < -1:
            self._outer = self.near
            while self._outer >= 0 and elements[self._outer].tag not in ("article", "main"):
                self._outer = elements[self._outer].parent
            if self._outer < 0:
                self._outer = self.near
        while element > self._outer:
            element = elements[element].parent
        return element == self._outer

    def is_linked(self, unit: Unit, share: float = 0.5) -> bool:
        """Whether at least so much of the text of ``unit`` is links."""
        element, elements = unit.element, self.document.elements
        for _ in range(_LINK_STEPS):
            if element >= 0 and elements[element].tag == "a":
                return True
            element = elements[element].parent if element >= 0 else -1
        marks, start, end = self.document.marks, unit.start, unit.end
        linked = 0
        for place in range(bisect_left(marks, (start,)), len(marks)):
            first, last, kind, _ = marks[place]
            if first >= end:
                break
            if kind == "link":
                linked += min(last, end) - first
        return linked >= share * (end - start)

    def leads_on(self, unit: Unit) -> bool:
        """Whether the first link in ``unit`` leads to another page of the same site."""
        here = urlsplit(self.document.url or "")
        marks = self.document.marks
        for place in range(bisect_left(marks, (unit.start,)), len(marks)):
            first, _, kind, value = marks[place]
            if first >= unit.end:
                break
            if kind == "link":
                there = urlsplit(value)
                return there.netloc == here.netloc and there.path not in ("", here.path)
        return False

    def box(self, unit: Unit) -> int:
        """The largest of the few elements around ``unit`` that do not hold the article's text;
        -1 if it stands among that itself."""
        elements = self.document.elements
        around = set()
        element = self.root
        while element >= 0:
            around.add(element)
            element = elements[element].parent
        found, element = -1, unit.element
        for _ in range(_BOX_STEPS):
            if element < 0 or element in around:
                break
            found, element = element, elements[element].parent
        return found

    def is_in(self, unit: Unit, box: int) -> bool:
        """Whether ``unit`` is inside the element ``box``."""
        element, elements = unit.element, self.document.elements
        while element > box:
            element = elements[element].parent
        return element == box >= 0

    def widen_to(self, element: int) -> None:
        """Let the container reach up to the common ancestor with ``element`` (the title's)."""
        elements = self.document.elements
        one, two = self.root, element
        while one != two and one >= 0 and two >= 0:
            if one > two:
                one = elements[one].parent
            else:
                two = elements[two].parent
        if one == two and one >= 0:
            self.near = one


def _is_running_text(text: str, document: Document) -> bool:
    if document.elements and len(text) >= _LONG_BODY:
        return True
    return (len(text) >= _BODY_LENGTH or is_dense(text)) and text[-1] in _SENTENCE_ENDS


def is_dense(text: str) -> bool:
    """Whether a shorter text is as much as a sentence: written without spaces."""
    return len(text) >= 24 and text.count(" ") * 12 < len(text)


def _container(document: Document, body: Sequence[Unit]) -> int:
    """The innermost element that holds most of the running text; -1 without any."""
    elements = document.elements
    weight = [0] * len(elements)
    for unit in body:
        if unit.element >= 0:
            weight[unit.element] += len(unit.text)
    enough = 0.7 * sum(weight)
    # Parents come before their children: whatever is inside an element is counted by its turn.
    for index in range(len(elements) - 1, -1, -1):
        held = weight[index]
        if held:
            if held >= enough:
                return index
            parent = elements[index].parent
            if parent >= 0:
                weight[parent] += held
    return -1
