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
_FEWEST_WORDS_AROUND = 60
_LEAST_WEIGHT = 3.0
_REPETITIVE = frozenset({Role.CODE, Role.TABLE})


def sift(document: Document, spans: Sequence[Span]) -> tuple[Span, ...]:
    """The same spans; those that are spam have that role, a confidence and its reasons."""
    text = document.text
    suspects = [
        index
        for index, span in enumerate(spans)
        if span.end - span.start >= 4 * _FEWEST_WORDS
        and span.role not in _REPETITIVE
        and not _SENTENCE_END.search(text, span.start, span.end - 1)
    ]
    if not suspects:
        return tuple(spans)
    page_words = Counter(_WORD.findall(text.lower()))
    sifted = list(spans)
    for index in suspects:
        span = spans[index]
        weight, reasons = _evidence(text[span.start : span.end].lower(), page_words)
        if span.family is Family.BOILERPLATE:
            # Menus and tag lists repeat themselves by nature.
            weight -= 1.5
        if weight >= _LEAST_WEIGHT:
            confidence = 1 / (1 + math.exp(_LEAST_WEIGHT - 1 - weight))
            sifted[index] = replace(
                span, role=Role.SPAM, confidence=confidence, reasons=tuple(reasons)
            )
    return tuple(sifted)


def _evidence(block: str, page_words: Counter[str]) -> tuple[float, list[str]]:
    """The weight of all signs in ``block`` (lower case), and the signs in words."""
    words = Counter(_WORD.findall(block))
    total = sum(words.values())
    if total < _FEWEST_WORDS:
        return 0.0, []
    weight = 1.0
    reasons = []
    stop_words = all_stop_words()
    telling = {
        word: count for word, count in words.items() if len(word) > 2 and word not in stop_words
    }
    repeats = sum(count - 1 for count in telling.values()) / total
    if repeats >= 0.2:
        weight += 1 + min(2 * (repeats - 0.2) / 0.2, 2)
        word, count = max(telling.items(), key=lambda item: (item[1], item[0]))
        reasons.append(f"{count} times '{word[:30]}' in {total} words")
    reasons.append("no sentence")
    stops = sum(count for word, count in words.items() if word in stop_words) / total
    if stops < 0.08:
        weight += 0.7
        reasons.append("hardly a function word")
    around = page_words.total() - total
    if around >= _FEWEST_WORDS_AROUND and telling:
        shared = sum(page_words[word] > count for word, count in telling.items())
        if shared <= 0.1 * len(telling):
            weight += 1.2
            reasons.append(
                "shares no word with the page"
                if not shared
                else "shares hardly a word with the page"
            )
    return weight, reasons
