"""Text that instructs a language model, hidden or for all to see.

No sign is proof: hidden text is not hostile as such, and an article may quote an instruction. A
sentence is judged by all signs in it and around it together, weighed by a logistic model that
``python -m training.injections`` makes; see ``evidence.py`` for the signs. A span of an injection
holds the sentences that instruct, and the rest of the block keeps its role.
"""

from __future__ import annotations

import json
import math
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from itertools import pairwise

from tamis.page import Family, Role, Span
from tamis.parsing import Document
from tamis.pollution.evidence import MANY_BLANKS, Evidence, Sentence, gather
from tamis.pollution.gate import Place, is_worth_a_look, places
from tamis.pollution.letters import Letters, read_letters, smuggled
from tamis.pollution.reasons import reasons_hidden

_LEAST = 0.5
_LONGEST_SENTENCE = 600
_MOST_SUSPECTS = 2000
"""Of a page, each of which costs a fifth of a millisecond; ordinary pages about models have one
in fifty of that. The gate before them has no such border: it asks every sentence with a sign."""
# The end of a sentence, a line, a bullet, or a gap too wide for one. Abbreviations part sentences
# too; the parts are judged side by side.
_END = re.compile(
    r"[.!?…؟।]{1,9}[\"'”’»)\]]{0,3}(?=\s)|[。！？]{1,9}[」』”]{0,2}|\n|\s{8,}|(?<=\s)[•‣▪●]"
)
_CAUSES = {
    "sets earlier orders aside": "sets earlier instructions aside",
    "sets orders aside": "sets instructions aside",
    "addressed to a model or machine": "speaks to a language model",
    "speaks to a model": "names a language model",
    "asks for words in the answer": "asks for words in the answer",
    "asks to keep a secret": "asks to keep something from the reader",
    "gives another role": "gives another role",
    "asks to act with secrets": "asks to give secrets away",
    "asks for secrets": "asks for secrets",
    "marker of a chat": "written like a chat with a model",
    "turn of a chat": "written like a turn of a chat with a model",
    "asks to act": "asks to act",
    "asks for words": "asks for words",
}
_MOST_CAUSES = 3
_LONGEST_PHRASE = 60


@dataclass(frozen=True, slots=True)
class _Weights:
    bias: float
    weights: Mapping[str, float]

    def probability(self, evidence: Evidence) -> float:
        total = self.bias + sum(self.weights.get(name, 0.0) for name in evidence.signs)
        return 1 / (1 + math.exp(-min(max(total, -30.0), 30.0)))


@cache
def _shipped() -> _Weights:
    raw = json.loads(files("tamis.pollution").joinpath("data/injection.json").read_text("utf-8"))
    return _Weights(raw["bias"], raw["weights"])


@dataclass(frozen=True, slots=True)
class Judged:
    """A sentence of a page with its evidence; ``span`` is the index of the span that it is in."""

    sentence: Sentence
    span: int
    evidence: Evidence


def find_injections(document: Document, spans: Sequence[Span]) -> tuple[Span, ...]:
    """The same partition; what instructs a model is cut out of its span, with the role
    ``injection``, the probability that this is right, and reasons."""
    letters = read_letters(document.text)
    judged = list(judged_sentences(document.text, spans, letters))
    if not judged:
        return tuple(spans)
    weights = _shipped()
    found: dict[int, list[tuple[Judged, float]]] = {}
    for one in judged:
        probability = weights.probability(one.evidence)
        if probability >= _LEAST:
            found.setdefault(one.span, []).append((one, probability))
    cut: list[Span] = []
    for number, span in enumerate(spans):
        if number in found:
            cut += _cut(document.text, span, letters, found[number], weights)
        else:
            cut.append(span)
    return tuple(cut)


def judged_sentences(text: str, spans: Sequence[Span], letters: Letters) -> Iterator[Judged]:
    """The sentences that may be an injection, and those around them, with their evidence."""
    looks_left = _MOST_SUSPECTS
    signs = places(letters.text)
    if not signs:
        return
    ends = letters.inner([span.end for span in spans])
    by_span: dict[int, list[Place]] = {}
    for sign in signs:
        by_span.setdefault(min(bisect_right(ends, sign.position), len(spans) - 1), []).append(sign)
    names = sum(1 for sign in signs if sign.kind == "model")
    # By span, of those that have been looked at.
    ranges: dict[int, list[tuple[int, int]]] = {}
    suspects: dict[int, list[int]] = {}
    for number, here in by_span.items():
        if spans[number].family is not Family.POLLUTION:
            ranges[number] = _sentences(letters, ends[number - 1] if number else 0, ends[number])
            if found := _suspects(letters.text, ranges[number], here)[:looks_left]:
                suspects[number] = found
                looks_left -= len(found)
    for run in _runs(suspects, spans):
        sentences: list[Sentence] = []
        homes: list[int] = []
        wanted: list[int] = []
        for number in run:
            own = ranges.get(number)
            if own is None:
                own = _sentences(letters, ends[number - 1] if number else 0, ends[number])
            wanted += [len(sentences) + place for place in suspects.get(number, ())]
            sentences += _known(text, letters, own, spans[number])
            homes += [number] * len(own)
        inside = sum(
            1 for number in run for sign in by_span.get(number, ()) if sign.kind == "model"
        )
        for place, evidence in gather(letters.text, sentences, wanted, names - inside):
            yield Judged(sentences[place], homes[place], evidence)


def _runs(suspects: Iterable[int], spans: Sequence[Span]) -> list[list[int]]:
    """The spans to judge together: each suspect with the one before and after it, where these
    are alike in visibility and no pollution."""
    chosen: set[int] = set()
    for number in suspects:
        for near in (number - 1, number, number + 1):
            if near == number or (
                0 <= near < len(spans)
                and spans[near].visible is spans[number].visible
                and spans[near].family is not Family.POLLUTION
            ):
                chosen.add(near)
    runs: list[list[int]] = []
    for number in sorted(chosen):
        goes_on = runs and runs[-1][-1] == number - 1
        if goes_on and spans[number].visible is spans[number - 1].visible:
            runs[-1].append(number)
        else:
            runs.append([number])
    return runs


def _sentences(letters: Letters, start: int, end: int) -> list[tuple[int, int]]:
    """The sentences of a stretch, gapless; white space belongs to the one before it."""
    text = letters.text
    edges = [start]
    tags = sorted(tag for tag in letters.tags if start < tag < end) if letters.tags else []
    for match in _END.finditer(text, start, end):
        # A bullet opens what follows, a mark closes what came before.
        edge = match.start() if match[0] in "•‣▪●" else match.end()
        while edge < end and text[edge].isspace():
            edge += 1
        if edges[-1] < edge < end:
            edges.append(edge)
    if tags:
        edges = sorted({*edges, *tags})
    edges.append(end)
    found = []
    for edge, last in pairwise(edges):
        first = edge
        while last - first > _LONGEST_SENTENCE:
            space = text.rfind(" ", first + _LONGEST_SENTENCE // 2, first + _LONGEST_SENTENCE)
            middle = space + 1 if space > 0 else first + _LONGEST_SENTENCE
            found.append((first, middle))
            first = middle
        if last > first:
            found.append((first, last))
    return found


def _suspects(text: str, sentences: Sequence[tuple[int, int]], signs: Sequence[Place]) -> list[int]:
    """The numbers of the sentences that are worth a look, of those with a sign."""
    starts = [start for start, _ in sentences]
    kinds: dict[int, set[str]] = {}
    for sign in signs:
        kinds.setdefault(max(bisect_right(starts, sign.position) - 1, 0), set()).add(sign.kind)
    return [
        number
        for number, found in kinds.items()
        if is_worth_a_look(text, *sentences[number], kinds=found)
    ]


def _known(
    text: str, letters: Letters, ranges: Iterable[tuple[int, int]], span: Span
) -> Iterator[Sentence]:
    for start, end in ranges:
        first, last = letters.outer(start, span.end), letters.outer(end, span.end)
        own = text[first:last]
        is_far = first >= MANY_BLANKS and text[first - MANY_BLANKS : first].isspace()
        blanks = MANY_BLANKS if is_far else 0
        yield Sentence(start, end, not span.visible, span.role is Role.CODE, smuggled(own), blanks)


def _cut(
    text: str,
    span: Span,
    letters: Letters,
    found: Sequence[tuple[Judged, float]],
    weights: _Weights,
) -> Iterator[Span]:
    """The span in parts; neighbouring sentences of an injection are one."""
    position = span.start
    content_end = span.start + len(text[span.start : span.end].rstrip())
    for group in _neighbours(found):
        first, last = group[0][0].sentence, group[-1][0].sentence
        start = max(letters.outer(first.start, span.end), position)
        if not text[position:start].strip():
            start = position
        end = min(letters.outer(last.end, span.end), span.end)
        if end >= content_end:
            end = span.end
        if start > position:
            yield replace(span, start=position, end=start)
        surest = max(group, key=lambda one: one[1])
        yield replace(
            span,
            start=start,
            end=end,
            role=Role.INJECTION,
            confidence=surest[1],
            reasons=(*_reasons(letters.text, group, weights), *reasons_hidden(span)),
        )
        position = end
    if position < span.end:
        yield replace(span, start=position)


def _neighbours(found: Sequence[tuple[Judged, float]]) -> list[list[tuple[Judged, float]]]:
    groups: list[list[tuple[Judged, float]]] = []
    for one in found:
        if groups and groups[-1][-1][0].sentence.end == one[0].sentence.start:
            groups[-1].append(one)
        else:
            groups.append([one])
    return groups


def _reasons(
    text: str, group: Sequence[tuple[Judged, float]], weights: _Weights
) -> tuple[str, ...]:
    """Why, in words for a person: the plainest causes of the surest sentences, with the words."""
    causes: dict[str, tuple[int, int]] = {}
    written: list[str] = []
    for judged, _ in group:
        for name, place in judged.evidence.signs.items():
            if name in _CAUSES and place[1] > place[0]:
                causes.setdefault(name, place)
        if judged.sentence.smuggled:
            written.append(judged.sentence.smuggled)
        if judged.sentence.blanks:
            written.append("pushed out of sight by blanks")
    if "sets earlier orders aside" in causes:
        causes.pop("sets orders aside", None)
    if "addressed to a model or machine" in causes:
        causes.pop("speaks to a model", None)
    if "asks for words in the answer" in causes:
        causes.pop("asks for words", None)
    if "asks to act with secrets" in causes:
        causes.pop("asks to act", None)
    named = [name for name in _CAUSES if name in causes][:_MOST_CAUSES]
    return (
        *(f"{_CAUSES[name]}: '{_snippet(text, *causes[name])}'" for name in named),
        *dict.fromkeys(written),
    ) or ("stands between instructions to a language model",)


def _snippet(text: str, start: int, end: int) -> str:
    return " ".join(text[start : min(end, start + _LONGEST_PHRASE)].split())
