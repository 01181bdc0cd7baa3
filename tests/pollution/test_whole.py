"""Texts that are pollution from end to end, and clean ones that are as odd."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

import tamis
from tamis.labelling.tokens import read_tokens
from tamis.page import Family, Role, Span
from tamis.pollution import coherence, whole
from tamis.pollution.whole import mark_whole
from tests.pollution.test_coherence import GERMAN, PROSE

WORDS = (
    "lantern whistle borrow cupboard gravel seldom harvest ticket yellow orchard thunder napkin"
    " wander bottle castle furnish grateful island jacket kettle ladder mirror needle oyster"
    " pebble quarrel ribbon saddle temple umbrella velvet window zipper anchor basket candle"
    " dagger elbow feather goblet hammer insect jungle kitchen lemon marble nettle onion pillow"
    " rocket silver tunnel valley walnut beneath ceiling delight engine forest glance honest"
    " linger murmur notice ordinary patient rumour scatter tender useful vanish whisper"
).split()
ITEMS = ("replica watches", "cheap handbags", "casino bonus", "slot machines", "payday loans")
COMMENTS = "\n".join(
    f"{name} 3/4/2019\n{text} {ITEMS[number % 5]} http://{name}{number}.com/"
    f"{ITEMS[number % 4]}.html buy {ITEMS[number % 3]} online, best {ITEMS[number % 5]} <a href='http://{name}.ru'>here</a>"
    for number, (name, text) in enumerate(
        [
            ("vuxalor", "Great post, I will tell my friends of it."),
            ("pinodak", "Wow this is what I was looking for, thanks."),
            ("remluta", "I have bookmarked your site and will be back."),
            ("zobirek", "Very useful article, keep up the good work."),
            ("kaltemo", "My cousin told me to read this, it is amazing."),
            ("drufani", "You have a gift for writing, please write more."),
            ("wimosel", "Hello, I like your weblog, is it your own theme?"),
            ("hobqant", "This paragraph gives a clear idea to new users."),
            ("tebolin", "Thanks for sharing, I found this on a search."),
            ("yarusko", "Nice blog here, your pages load up very fast."),
            ("gevmida", "I was able to find good information from your posts."),
            ("sopralu", "Hi there, everyone should read this every day."),
            ("nixotar", "What a stuff of knowledge, that is so true."),
            ("culfare", "I am glad to be one of many visitors here."),
            ("lodimep", "Keep on writing, great job, I will share it."),
            ("bratuvi", "It is the best time to make a plan for the future."),
        ]
    )
)


def salad() -> str:
    rng = random.Random(3)
    sentences = [" ".join(rng.choices(WORDS, k=rng.randint(6, 16))) for _ in range(30)]
    return " ".join(f"{each.capitalize()}." for each in sentences)


def families(text: str) -> set[Family]:
    return {span.family for span in tamis.read(text, media_type="text/plain").spans}


@pytest.mark.parametrize("text", [salad(), COMMENTS], ids=["words in no order", "comments"])
def test_a_text_of_nothing_but_pollution_leaves_no_article(text: str) -> None:
    page = tamis.read(text, media_type="text/plain")
    assert page.article_text() == ""
    assert page.pollution_report().characters > 0.8 * len(text)


def test_reasons_say_that_it_is_all_of_the_text_and_what_a_person_can_see() -> None:
    # As it is before anything has been found in it.
    spans = [
        replace(span, role=Role.PARAGRAPH)
        for span in tamis.read(salad(), media_type="text/plain").spans
    ]
    for span in mark_whole(spans, read_tokens(salad())):
        assert span.role is Role.GARBAGE
        assert span.reasons[0] == "all of the text"
        assert len(span.reasons) > 1


@pytest.mark.parametrize("text", [PROSE, GERMAN], ids=["English", "German"])
def test_prose_stays(text: str) -> None:
    assert families(text) == {Family.CONTENT}


def test_salad_within_an_article_does_not_take_the_article_with_it() -> None:
    page = tamis.read(f"{PROSE}\n\n{salad()[:400]}\n\n{GERMAN}", media_type="text/plain")
    assert "The captain says" in page.article_text()
    assert "Der Bäcker sagte" in page.article_text()


@pytest.mark.parametrize("first", ["salad", "prose"])
def test_an_article_in_a_part_of_a_long_text_keeps_it(
    first: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    parts = [salad(), f"{PROSE}\n\n{GERMAN}"]
    text = "\n\n".join(parts if first == "salad" else reversed(parts))
    for module in (whole, coherence):
        monkeypatch.setattr(module, "MOST_TOKENS", len(read_tokens(salad()).tokens))
    span = Span(0, len(text), Role.PARAGRAPH, 0.9, ("running text",), True, "")
    assert mark_whole([span], read_tokens(text)) == (span,)


def test_a_long_text_that_is_pollution_in_all_parts_is_pollution(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    text = f"{salad()}\n\n{salad()}"
    for module in (whole, coherence):
        monkeypatch.setattr(module, "MOST_TOKENS", len(read_tokens(salad()).tokens))
    span = Span(0, len(text), Role.PARAGRAPH, 0.9, ("running text",), True, "")
    (only,) = mark_whole([span], read_tokens(text))
    assert only.role is Role.GARBAGE
    assert only.reasons[0] == "all of the text"


def test_a_script_whose_characters_are_no_words_is_not_judged() -> None:
    thai = "ตลาดเช้าริมแม่น้ำเปิดตั้งแต่ตีห้า แม่ค้าขายผักและปลาสดทุกวัน " * 12
    rng = random.Random(5)
    letters = list(thai)
    rng.shuffle(letters)
    for text in (thai, "".join(letters)):
        spans = tamis.read(text, media_type="text/plain").spans
        assert not any("all of the text" in span.reasons for span in spans)
