"""Documents that are pollution from end to end, made of clean texts."""

from __future__ import annotations

import random
from collections import Counter

import pytest

from training.pollution.body import CleanText
from training.pollution.documents import FORMS, Documents, is_whole, sentences_of
from training.pollution.generator import Generator
from training.pollution.ingredients import campaigns, phrases

SUBJECTS = {
    "harbour": "The harbour master counted {} boats before the storm, and nobody was missing",
    "orchard": "In the orchard stand {} apple trees, and the oldest of them still bears fruit",
    "railway": "The railway was {} years without a train, and grass grew between its sleepers",
}
TEXTS = [
    CleanText(
        f"{subject}-{number}",
        f"{subject}-{number}",
        "en",
        tuple(
            f"{sentence.format(number * 50 + line)}. Of the {subject} nobody spoke in year {line}."
            for line in range(12)
        ),
    )
    for subject, sentence in SUBJECTS.items()
    for number in range(4)
]
DOCUMENTS = Documents(TEXTS, Generator(campaigns(), phrases(), TEXTS))


@pytest.mark.parametrize("form", FORMS)
def test_every_form_gives_a_document_and_the_same_one_again(form: str) -> None:
    for number in range(4):
        made = DOCUMENTS.make(form, random.Random(number))
        assert len(made.split()) > 30
        assert DOCUMENTS.make(form, random.Random(number)) == made


def test_what_is_gathered_says_hardly_a_sentence_twice() -> None:
    known = {part for text in TEXTS for line in text.lines for part in sentences_of(line)}
    for number in range(6):
        counts = Counter(sentences_of(DOCUMENTS.make("gathered", random.Random(number))))
        again = [part for part, count in counts.items() if count > 1 and part in known]
        assert len(again) < 0.5 * len(counts)


@pytest.mark.parametrize("sentence", ["It rained.", "„Es regnet.“", "雨が降った。", "Who knows?"])
def test_a_sentence_is_whole_if_it_begins_and_ends_like_one(sentence: str) -> None:
    assert is_whole(sentence)


@pytest.mark.parametrize("part", ["it rained.", "It rained", "and then, he said"])
def test_a_part_of_a_sentence_is_not_whole(part: str) -> None:
    assert not is_whole(part)
