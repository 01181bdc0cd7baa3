"""Headings that are taken for text, and text that is taken for headings.

A page of questions and answers shows its questions in elements of one kind and the answers in
another, seldom in ``h2``; a forum puts the names of those who write into headings.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise

from tamis.page import Role
from tamis.structure.layout import Layout
from tamis.structure.names import is_person
from tamis.structure.signals import BYLINE, Signals
from tamis.structure.units import Unit

MAX_QUESTION = 160
MAX_NAME = 40

_QUESTION_MARKS = "?？؟"
_FEWEST_QUESTIONS = 3

# Interviews print what is asked like this; it is spoken, and no heading.
_EMPHASIS = frozenset({"strong", "b", "em", "i"})

_Kind = tuple[str, str | None]


def find_headings(units: Sequence[Unit], layout: Layout, signals: Signals) -> None:
    """Decide which paragraphs are questions that are answered below them, and which headings
    are names."""
    questions: defaultdict[_Kind, list[Unit]] = defaultdict(list)
    for unit, following in pairwise(units):
        role, text = unit.span.role, unit.text
        if not unit.is_open:
            continue
        if role is Role.HEADING and len(text) <= MAX_NAME and _is_name(text):
            if unit.signals(signals) & ~layout.common & BYLINE:
                unit.decide(Role.BYLINE, 0.8, "a name inside an element that is named for authors")
        elif role is Role.PARAGRAPH and len(text) <= MAX_QUESTION and _asks(text):
            kind = _kind(unit, layout)
            is_answered = following.is_body and not _asks(following.text)
            if is_answered and kind[0] not in _EMPHASIS and _kind(following, layout) != kind:
                questions[kind].append(unit)
    for alike in questions.values():
        if len(alike) >= _FEWEST_QUESTIONS:
            for unit in alike:
                unit.decide(Role.HEADING, 0.8, "one of several questions, answered below it")


def _asks(text: str) -> bool:
    return text[-1:] in _QUESTION_MARKS and text != ""


def _is_name(text: str) -> bool:
    return " " not in text or is_person(text)


def _kind(unit: Unit, layout: Layout) -> _Kind:
    """Tag and class of the element that holds the whole text."""
    block = unit.block
    if block is None or unit.element < 0:
        return ("", None)
    element = block.runs[0].element if len(block.runs) == 1 else block.element
    described = layout.document.elements[element]
    return (described.tag, described.attributes.get("class"))
