"""Search-engine spam that fills a block of its own.

No single sign is proof: lyrics repeat, lists have no sentences, pages quote other languages.
A block is called spam when several signs come together, each of which is named as a reason.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from tamis.labelling.lexicon import all_stop_words
from tamis.page import Family, Role, Span
from tamis.parsing import Document

_WORD = re.compile(r"\w+")
_SENTENCE_END = re.compile(r"[.!?…。！？؟।]")
_FEWEST_WORDS = 15
_FEWEST_WORDS_AROUND = 40
_LEAST_REPEATS = 0.2
_LEAST_WEIGHT = 3.0
_STRANGENESS = 1.2
_REPETITIVE = frozenset({Role.CODE, Role.TABLE})
# Where there is a DOM, it tells menus, which repeat themselves as spam does. Spam comes as text.
_REPETITIVE_ELEMENTS = frozenset({Role.NAVIGATION, Role.CONTROL, Role.SHARING})


def find_spam(document: Document, spans: Sequence[Span]) -> tuple[Span, ...]:
    """The same spans; those that are spam have that role, a confidence and its reasons."""
    text = document.text
    repetitive = _REPETITIVE | _REPETITIVE_ELEMENTS if document.elements else _REPETITIVE
    suspects = [
        index
        for index, span in enumerate(spans)
        if span.end - span.start >= 4 * _FEWEST_WORDS
        and span.role not in repetitive
        and not _SENTENCE_END.search(text, span.start, span.end - 1)
    ]
    if not suspects:
        return tuple(spans)
    sifted = list(spans)
    for index in suspects:
        span = spans[index]
        weight, reasons = _evidence(text, span, is_marked_up=bool(document.elements))
        if weight >= _LEAST_WEIGHT:
            confidence = 1 / (1 + math.exp(_LEAST_WEIGHT - 1 - weight))
            sifted[index] = replace(
                span, role=Role.SPAM, confidence=confidence, reasons=tuple(reasons)
            )
    return tuple(sifted)


def _evidence(text: str, span: Span, *, is_marked_up: bool) -> tuple[float, list[str]]:
    """The weight of all signs in a block without the end of a sentence, and the signs in words."""
    found = _WORD.findall(text[span.start : span.end].lower())
    total = len(found)
    if total < _FEWEST_WORDS or total - len(set(found)) < _LEAST_REPEATS * total:
        # The other signs are too weak without repeats.
        return 0.0, []
    words = Counter(found)
    stop_words = all_stop_words()
    telling = {word: n for word, n in words.items() if len(word) > 2 and word not in stop_words}
    repeats = sum(telling.values()) - len(telling)
    if repeats < _LEAST_REPEATS * total:
        return 0.0, []
    word, count = max(telling.items(), key=lambda item: (item[1], item[0]))
    weight = 2 + min(2 * (repeats / total - _LEAST_REPEATS) / _LEAST_REPEATS, 2)
    reasons = [f"{count} times '{word[:30]}' in {total} words", "no sentence"]
    if sum(n for word, n in words.items() if word in stop_words) < 0.08 * total:
        weight += 0.7
        reasons.append("hardly a function word")
    if is_marked_up or span.family is Family.BOILERPLATE:
        # Menus, tag lists and indexes repeat themselves by nature.
        weight -= 1.5
    if weight + _STRANGENESS < _LEAST_WEIGHT:
        return weight, reasons
    around = set(_WORD.findall(text[: span.start].lower()))
    around.update(_WORD.findall(text[span.end :].lower()))
    if len(around) >= _FEWEST_WORDS_AROUND:
        shared = len(telling.keys() & around)
        if shared <= 0.1 * len(telling):
            weight += _STRANGENESS
            reasons.append(f"shares {'hardly a' if shared else 'no'} word with the page")
    return weight, reasons
