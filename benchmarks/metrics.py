"""What is measured on one page, and how pages are put together."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import NamedTuple

_WORD = re.compile(r"\w+")


class Overlap(NamedTuple):
    """How much of an output is wanted, and how much of what is wanted is there."""

    f1: float
    precision: float
    recall: float


def words(text: str) -> Counter[str]:
    """The multiset of words: lower-cased runs of letters, digits and underscores."""
    return Counter(_WORD.findall(text.lower()))


def word_overlap(output: str, truth: str, optional: str = "") -> Overlap:
    """The overlap of two multisets of words.

    Words of ``optional`` beyond those of ``truth`` count neither for nor against. Where the
    truth has no words, an output without words scores 1 and any other 0.
    """
    found, wanted = words(output), words(truth)
    if optional:
        found -= (found - wanted) & words(optional)
    if not wanted:
        return Overlap(0.0, 0.0, 0.0) if found else Overlap(1.0, 1.0, 1.0)
    shared = (found & wanted).total()
    if not shared:
        return Overlap(0.0, 0.0, 0.0)
    precision, recall = shared / found.total(), shared / wanted.total()
    return Overlap(2 * precision * recall / (precision + recall), precision, recall)


def snippets_found(output: str, snippets: Iterable[str]) -> int:
    """How many snippets the output contains, runs of white space taken as one space."""
    text = " ".join(output.split())
    return sum(" ".join(snippet.split()) in text for snippet in snippets)


def roc_auc(scores: Sequence[float], labels: Sequence[bool]) -> float:
    """The area under the ROC curve: the chance that a positive scores above a negative, a tie
    counting one half (Mann-Whitney). ``nan`` where one of the two classes is absent."""
    positives = sum(labels)
    negatives = len(labels) - positives
    if not positives or not negatives:
        return math.nan
    won, below = 0.0, 0
    ranked = sorted(zip(scores, labels, strict=True))
    for _, tied in groupby(ranked, key=lambda pair: pair[0]):
        tied_labels = [label for _, label in tied]
        tied_positives = sum(tied_labels)
        tied_negatives = len(tied_labels) - tied_positives
        won += tied_positives * (below + tied_negatives / 2)
        below += tied_negatives
    return won / (positives * negatives)


def macro_f1(predicted: Sequence[bool], labels: Sequence[bool]) -> float:
    """The mean of the F1 of the positives and that of the negatives; a class that is neither
    there nor predicted has 0."""
    pairs = Counter(zip(predicted, labels, strict=True))
    return _macro_f1(pairs[True, True], pairs[True, False], pairs[False, True], pairs[False, False])


def best_threshold(scores: Sequence[float], labels: Sequence[bool]) -> float:
    """The score from which on positives are predicted, for the highest ``macro_f1``: the lowest
    such score, or infinity where no score is one. ``scores`` must not be empty."""
    right, wrong = 0, 0
    positives = sum(labels)
    negatives = len(labels) - positives
    best = (_macro_f1(0, 0, positives, negatives), math.inf)
    ranked = sorted(zip(scores, labels, strict=True), reverse=True)
    for score, tied in groupby(ranked, key=lambda pair: pair[0]):
        tied_labels = [label for _, label in tied]
        right += sum(tied_labels)
        wrong += len(tied_labels) - sum(tied_labels)
        f1 = _macro_f1(right, wrong, positives - right, negatives - wrong)
        if f1 >= best[0]:
            best = (f1, score)
    return best[1]


def _macro_f1(right: int, wrong: int, missed: int, left: int) -> float:
    false = wrong + missed
    of_positives = 2 * right / (2 * right + false) if right else 0.0
    of_negatives = 2 * left / (2 * left + false) if left else 0.0
    return (of_positives + of_negatives) / 2


def mean(values: Sequence[float]) -> float:
    """The arithmetic mean; ``nan`` of nothing."""
    return math.fsum(values) / len(values) if values else math.nan


def standard_error(values: Sequence[float]) -> float:
    """The standard error of the mean of ``values``; ``nan`` for fewer than two."""
    if len(values) < 2:
        return math.nan
    middle = mean(values)
    variance = math.fsum((value - middle) ** 2 for value in values) / (len(values) - 1)
    return math.sqrt(variance / len(values))
