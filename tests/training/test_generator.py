"""Pollution that is put into clean texts is where it is said to be."""

from __future__ import annotations

import random

import pytest

from training.pollution.body import CleanText, PollutedText
from training.pollution.generator import FORMS, Generator
from training.pollution.ingredients import campaigns, phrases
from training.pollution.splits import HOLDINGS, generator_for_test, generator_for_training, held_out

TEXTS = [
    CleanText(
        f"text-{number}",
        f"group-{number}",
        language,
        tuple(f"{sentence} {number}. {sentence} – “{sentence}”." for number in range(6)),
    )
    for number, (language, sentence) in enumerate(
        [
            ("en", "The council closed the bridge over the river on Monday"),
            ("de", "Die Brücke über den Fluß bleibt für Fußgänger gesperrt"),
            ("ru", "Мост через реку закрыли в понедельник вечером"),
            ("zh", "市政府周一晚上关闭了河上的旧桥"),
        ]
    )
]


def pollute(form: str, number: int, text: CleanText = TEXTS[0]) -> PollutedText:
    generator = Generator(
        campaigns(), phrases(), TEXTS, (form,), clean=0.0, quoting=0.0, scattered=0.0, threads=0.0
    )
    return generator.pollute(text, random.Random(number))


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("text", TEXTS, ids=lambda text: text.language)
def test_what_is_put_in_is_in_order_and_never_empty(form: str, text: CleanText) -> None:
    for number in range(12):
        polluted = pollute(form, number, text)
        position = 0
        for start, end, made in polluted.stretches:
            assert position <= start < end <= len(polluted.text)
            assert made.form == form
            position = end


@pytest.mark.parametrize("form", sorted(set(FORMS) - {"doorway", "whole", "garbled", "shuffled"}))
def test_what_is_left_is_the_clean_text(form: str) -> None:
    words = set(" ".join(TEXTS[0].lines).split())
    for number in range(12):
        polluted = pollute(form, number)
        rest, position = [], 0
        for start, end, _ in polluted.stretches:
            rest.append(polluted.text[position:start])
            position = end
        rest.append(polluted.text[position:])
        left = " ".join(rest).split()
        # A word that was cut in two by what was put in is of the text all the same.
        assert sum(word not in words for word in left) <= 2 * len(polluted.stretches)


def test_no_slot_stays_empty() -> None:
    for form in FORMS:
        for number in range(20):
            text = pollute(form, number, TEXTS[number % len(TEXTS)]).text
            if form != "template":
                assert "{brand}" not in text
                assert "{place}" not in text
                assert "{title}" not in text


def test_a_quotation_from_another_text_is_clean() -> None:
    generator = Generator(campaigns(), phrases(), TEXTS, clean=1.0, quoting=1.0)
    quoted = [generator.pollute(TEXTS[0], random.Random(number)) for number in range(12)]
    assert not any(text.stretches for text in quoted)
    assert any("Brücke" in text.text for text in quoted)


def test_scattered_phrases_stand_in_several_places() -> None:
    generator = Generator(campaigns(), phrases(), TEXTS, ("block",), clean=0.0, scattered=1.0)
    for number in range(8):
        text = generator.pollute(TEXTS[0], random.Random(number))
        assert len(text.stretches) > 1
        assert {made.kind for _, _, made in text.stretches} == {"spam"}


def test_a_thread_of_comments_is_spam_from_its_first_word_to_its_last() -> None:
    generator = Generator(campaigns(), phrases(), TEXTS, ("sentences",), clean=0.0, threads=1.0)
    text = generator.pollute(TEXTS[0], random.Random(3))
    assert {made.kind for _, _, made in text.stretches} == {"spam"}
    assert len(text.stretches) > 1


def test_the_same_seed_makes_the_same_text() -> None:
    assert pollute("block", 7) == pollute("block", 7)
    assert pollute("block", 7) != pollute("block", 8)


def test_a_fold_never_sees_what_it_is_tested_with() -> None:
    for held in held_out(TEXTS):
        seen = generator_for_training(TEXTS, held)
        assert not {each.family for each in seen.campaigns} & held.families
        assert not {each.language for each in seen.campaigns} & held.languages
        assert not {each.language for each in seen.phrases} & held.languages
        assert not set(seen.forms) & held.forms
        for holding in HOLDINGS:
            test = generator_for_test(TEXTS, held, holding)
            if test is not None and holding in {"campaigns", "all"}:
                assert {each.family for each in test.campaigns} <= held.families
            if test is not None and holding in {"forms", "all"}:
                assert set(test.forms) <= held.forms


def test_every_family_form_and_language_is_held_out_once() -> None:
    folds = held_out(TEXTS)
    families = [family for held in folds for family in held.families]
    assert len(families) == len(set(families))
    assert set(families) == {campaign.family for campaign in campaigns()}
    forms = [form for held in folds for form in held.forms]
    assert len(forms) == len(set(forms))
    assert set(forms) == set(FORMS) - {"prompt", "prompts"}
