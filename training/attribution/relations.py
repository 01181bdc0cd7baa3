"""Attributions by the tokens of their article, found ones held against marked ones."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tamis.attribution.finding.tokens import words_of
from tamis.attribution.found import Found
from tamis.attribution.speech import is_speech
from training.attribution.polnear import Article, Range

# Whether a cue and a content are of speech.
Saying = Callable[[str, str], bool]
_LEAST_OVERLAP = 0.5


@dataclass(frozen=True, slots=True)
class Relation:
    """An attribution by the numbers of its tokens in the article."""

    source: frozenset[int]
    cue: frozenset[int]
    content: frozenset[int]
    is_speech: bool

    def agrees(self, other: Relation) -> bool:
        """Whether both say the same, nearly."""
        return (
            not self.cue.isdisjoint(other.cue)
            and _overlap(self.source, other.source) >= _LEAST_OVERLAP
            and _overlap(self.content, other.content) >= _LEAST_OVERLAP
        )


def _overlap(one: frozenset[int], other: frozenset[int]) -> float:
    return len(one & other) / len(one | other) if one or other else 1.0


def marked_in(article: Article, saying: Saying = is_speech) -> list[Relation]:
    """What people have marked."""
    starts, ends = _places(article)
    return [
        _relation(article, each.source, each.cue, each.content, starts, ends, saying)
        for each in article.attributions
    ]


def guessed_in(
    article: Article, found: Sequence[Sequence[Found]], saying: Saying = is_speech
) -> list[tuple[Relation, float]]:
    """What was found in its paragraphs, each with its confidence."""
    starts, ends = _places(article)
    guessed = []
    for (begin, _), of in zip(article.paragraphs, found, strict=True):
        for each in of:
            source, cue, content = (
                [(begin + start, begin + end) for start, end in ranges]
                for ranges in ([each.source] if each.source else [], [each.cue], each.content)
            )
            relation = _relation(article, source, cue, content, starts, ends, saying)
            guessed.append((relation, each.confidence))
    return guessed


def matches(guessed: Sequence[Relation], truth: Sequence[Relation]) -> int:
    """How many agree, each with one other at most."""
    return sum(agreeing(guessed, truth))


def agreeing(guessed: Sequence[Relation], truth: Sequence[Relation]) -> list[bool]:
    """Which of those guessed agree with one that is marked, each with another one."""
    free = list(truth)
    agree = []
    for each in guessed:
        other = next((one for one in free if each.agrees(one)), None)
        agree.append(other is not None)
        if other is not None:
            free.remove(other)
    return agree


def _places(article: Article) -> tuple[list[int], list[int]]:
    places = [
        (start + place.start, start + place.end)
        for start, end in article.paragraphs
        for place in words_of(article.text[start:end]).places
    ]
    return [start for start, _ in places], [end for _, end in places]


def _relation(
    article: Article,
    source: Sequence[Range],
    cue: Sequence[Range],
    content: Sequence[Range],
    starts: Sequence[int],
    ends: Sequence[int],
    saying: Saying,
) -> Relation:
    def numbers(ranges: Sequence[Range]) -> frozenset[int]:
        return frozenset(
            number
            for low, high in ranges
            for number in range(bisect_right(ends, low), bisect_left(starts, high))
        )

    def text(ranges: Sequence[Range]) -> str:
        return " ".join(article.text[low:high] for low, high in ranges)

    return Relation(
        numbers(source), numbers(cue), numbers(content), saying(text(cue), text(content))
    )
