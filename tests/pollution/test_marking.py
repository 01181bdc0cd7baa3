"""Spam, garbage and boilerplate inside text; and what looks like them and is none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import tamis
from tamis.labelling.tokens import BOILERPLATE, KINDS, SPAM
from tamis.page import Family, Role
from tamis.pollution.decoding import Stretch

PARAGRAPHS = [
    "Bridge over the Orla closed after flood",
    "The town council closed the old bridge over the Orla on Monday night, after the river had"
    " risen by two metres within a day.",
    "“We could not wait any longer,” mayor Ines Brandt said. Engineers will look at the pillars"
    " once the water has fallen.",
    "Buses take the way through Nordheim until further notice, and the school by the quay stays"
    " closed for the rest of the week. The market moves to the square in front of the station.",
    "The bridge was built in 1912 and last repaired eleven years ago. A report of the spring had"
    " already said that its third pillar needed work before the winter.",
]
ARTICLE = "\n\n".join(PARAGRAPHS)
ENGLISH = (
    "Lumora Bags outlet Lumora Bags cheap Lumora Bags handbag replica Lumora Bags sale bags"
    " bags online handbag shop handbag cheap handbag outlet replica bags replica watches replica"
    " watches sale watches online"
)
INDONESIAN = (
    "tas Lumora murah tas Lumora asli toko tas Lumora jual tas Lumora grosir tas online tas"
    " wanita murah tas branded replika jam tangan replika jam tangan murah jual jam online"
)
RUSSIAN = (
    "купить сумки дёшево сумки оптом сумки реплика сумки интернет магазин сумки копии часы купить"
    " часы реплика часы копии купить дёшево часы оптом сумки распродажа"
)


def left_out(text: str) -> str:
    page = tamis.read(text, media_type="text/plain")
    return " ".join(
        page.text[span.start : span.end] for span in page.spans if span.family is not Family.CONTENT
    )


def kept(text: str) -> str:
    page = tamis.read(text, media_type="text/plain")
    return "".join(
        page.text[span.start : span.end] for span in page.spans if span.family is Family.CONTENT
    )


def share_of(words: str, text: str) -> float:
    """How many of the words stand in the text."""
    there = text.split()
    wanted = words.split()
    return sum(word in there for word in wanted) / len(wanted)


def placed(spam: str, place: str) -> str:
    third = len(spam.split()) // 3
    parts = spam.split()
    pieces = [" ".join(parts[at : at + third + 1]) for at in range(0, len(parts), third + 1)]
    first, last = PARAGRAPHS[3].split(". ", 1)
    return {
        "above": f"{spam}\n\n{ARTICLE}",
        "below": f"{ARTICLE}\n\n{spam}",
        "between paragraphs": "\n\n".join([*PARAGRAPHS[:2], spam, *PARAGRAPHS[2:]]),
        "inside a paragraph": "\n\n".join(
            [*PARAGRAPHS[:3], f"{first}. {spam} {last}", PARAGRAPHS[4]]
        ),
        "in three parts": "\n\n".join(
            [pieces[0], *PARAGRAPHS[:2], pieces[1], *PARAGRAPHS[2:4], pieces[2], PARAGRAPHS[4]]
        ),
    }[place]


PLACES = ["above", "below", "between paragraphs", "inside a paragraph", "in three parts"]
SPAMS = {"en": ENGLISH, "id": INDONESIAN, "ru": RUSSIAN}


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("language", SPAMS)
def test_spam_goes_and_the_article_stays_wherever_the_spam_stands(
    language: str, place: str
) -> None:
    spam = SPAMS[language]
    text = placed(spam, place)
    assert share_of(spam, left_out(text)) >= 0.9
    assert share_of(ARTICLE, kept(text)) >= 0.99


def test_spam_says_why() -> None:
    page = tamis.read(placed(ENGLISH, "above"), media_type="text/plain")
    reasons = page.select(role="spam")[0].reasons
    assert any("times '" in reason for reason in reasons)


@pytest.mark.parametrize(
    "phrase", ["Read more: Ten bridges that closed this year", "BACA JUGA : Jembatan ditutup"]
)
def test_a_prompt_to_read_on_between_sentences_goes_alone(phrase: str) -> None:
    first, last = PARAGRAPHS[3].split(". ", 1)
    text = "\n\n".join([*PARAGRAPHS[:3], f"{first}. {phrase}. {last}", PARAGRAPHS[4]])
    assert phrase.split(maxsplit=1)[0] in left_out(text)
    assert share_of(ARTICLE, kept(text)) >= 0.97


@pytest.mark.parametrize("phrase", ["Read More", "Click to enlarge", "Continue reading →"])
def test_a_prompt_without_a_colon_or_a_stop_goes_from_between_sentences(phrase: str) -> None:
    first, last = PARAGRAPHS[3].split(". ", 1)
    text = "\n\n".join([*PARAGRAPHS[:3], f"{first}. {phrase} {last}", PARAGRAPHS[4]])
    assert phrase in left_out(text)
    assert share_of(ARTICLE, kept(text)) >= 0.99


@pytest.mark.parametrize("phrase", ["Read More", "Continue reading →", "Leer más"])
def test_a_prompt_of_two_words_goes_from_the_end_of_a_line(phrase: str) -> None:
    text = "\n\n".join([*PARAGRAPHS[:3], f"{PARAGRAPHS[3]} {phrase}", PARAGRAPHS[4]])
    assert phrase in left_out(text)
    assert kept(text).split() == ARTICLE.split()


def test_a_prompt_takes_its_number_along() -> None:
    assert left_out(f"{ARTICLE}\n\nThe council · 12 March · 4 min read") == "4 min read"


def test_a_link_in_markdown_goes_or_stays_as_a_whole() -> None:
    link = "[the pharmacy hack](http://lumora-hacks.example.org/pharmacy-hack-pills.html)"
    text = f"{ARTICLE}\n\nThe page of the council was a victim of {link} in the spring."
    assert link in kept(text)
    spam = "[cheap pills online pharmacy](http://pills.lumora-pharmacy.example.com/cheap-viagra)"
    text = "\n\n".join([*PARAGRAPHS[:3], f"{spam} {spam} {spam}", *PARAGRAPHS[3:]])
    assert left_out(text).count(spam) == 3


def test_words_of_a_prompt_that_begin_a_sentence_stay() -> None:
    sentence = "Read more than one report before you cross the old bridge again."
    assert sentence in kept(f"{ARTICLE}\n\n{sentence} The pillars are watched by day and night.")


def test_text_in_a_wrong_encoding_is_garbage() -> None:
    line = "Die Brücke über die Örtze bleibt für Fußgänger und Radfahrer künftig gesperrt."
    wrong = line.encode().decode("latin-1")
    page = tamis.read(f"{ARTICLE}\n\n{wrong}", media_type="text/plain")
    garbage = page.select(role="garbage")
    assert any(wrong in page.text[span.start : span.end] for span in garbage)
    assert "wrong encoding" in garbage[0].reasons[0]


@pytest.mark.parametrize("wrong", ["Die BrÃ¼cke Ã¼ber", "Ã¼ber die BrÃ¼cke gehen"])
def test_a_line_of_which_a_word_or_two_can_be_read_is_garbage_as_a_whole(wrong: str) -> None:
    line = f"{wrong} die Ã\x96rtze fÃ¼r FuÃ\x9fgÃ¤nger kÃ¼nftig gesperrt bleibt."
    page = tamis.read(f"{ARTICLE}\n\n{line}", media_type="text/plain")
    garbage = page.select(role="garbage")
    assert [page.text[span.start : span.end].strip() for span in garbage] == [line]


def test_spam_inside_a_paragraph_of_a_web_page_goes() -> None:
    first, last = PARAGRAPHS[3].split(". ", 1)
    body = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS[1:3])
    html = (
        f"<article><h1>{PARAGRAPHS[0]}</h1>{body}<p>{first}. {RUSSIAN} {last}</p>"
        f"<p>{PARAGRAPHS[4]}</p></article>"
    )
    page = tamis.read(html, media_type="text/html")
    assert "распродажа" not in page.article_text()
    assert share_of("\n".join(PARAGRAPHS[1:]), page.article_text()) >= 0.99


LANGUAGES = "English | Français | Русский | Ελληνικά | العربية | עברית | हिन्दी | 中文 | 日本語"


@pytest.mark.parametrize(
    "joint", [pytest.param(" | ", marks=pytest.mark.xfail(strict=True)), "\n", ", "]
)
def test_a_list_of_languages_in_their_own_scripts_is_no_pollution(joint: str) -> None:
    selector = joint.join(LANGUAGES.split(" | "))
    text = "\n\n".join([*PARAGRAPHS[:3], selector, *PARAGRAPHS[3:]])
    page = tamis.read(text, media_type="text/plain")
    assert not page.select(family="pollution")


LYRICS = (
    "Row the boat, row the boat, over the water\nRow the boat, row the boat, bring home the"
    " daughter\nRow the boat, row the boat, over the water, row it once more for the miller's"
    " daughter\n"
)
INGREDIENTS = "\n".join(
    ["200 g flour", "100 g butter, soft", "3 eggs", "a pinch of salt", "50 g sugar, brown or white"]
)
FIXTURES = "\n".join(
    f"Round {n}: Orla Rovers v Nordheim United, {n} May, 15:00" for n in range(1, 9)
)
CLAUSES = "\n".join(
    [
        "1. The tenant shall keep the garden in good order and shall not cut any tree without the"
        " written consent of the landlord.",
        "2. The landlord shall keep the roof, the gutters and the outer walls in repair at his own"
        " expense.",
        "3. The rent shall be paid by the third working day of each month.",
        "4. Where the tenant has failed to give notice in time, this contract shall be deemed to be"
        " renewed for another year.",
    ]
)


@pytest.mark.parametrize(
    "text", [ARTICLE, LYRICS, INGREDIENTS, FIXTURES, CLAUSES, LYRICS + ARTICLE]
)
def test_articles_lyrics_recipes_fixtures_and_clauses_hold_no_pollution(text: str) -> None:
    page = tamis.read(text, media_type="text/plain")
    assert not page.select(family="pollution")


@given(st.text(max_size=400), st.sampled_from(["text/plain", "text/html"]))
def test_every_character_stays_in_one_span(text: str, media_type: str) -> None:
    page = tamis.read(text or " ", media_type=media_type)
    assert "".join(page.text[span.start : span.end] for span in page.spans) == page.text


@given(st.lists(st.sampled_from([*PARAGRAPHS, ENGLISH, RUSSIAN, "\n", "  "]), max_size=8))
def test_cut_spans_are_in_order_and_hold_more_than_white_space(parts: list[str]) -> None:
    page = tamis.read(" ".join(parts) or " ", media_type="text/plain")
    for span in page.select(role=Role.SPAM):
        assert page.text[span.start : span.end].strip()


def test_two_kinds_that_meet_at_the_end_of_a_line_leave_no_empty_span(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    text = "cheap pills buy cheap pills now cheap pills online here read more\nThe ferry sailed."
    spam, boilerplate = 1 + KINDS.index(SPAM), 1 + KINDS.index(BOILERPLATE)
    found = [Stretch(0, 10, spam, 20.0), Stretch(10, 12, boilerplate, 20.0)]
    monkeypatch.setattr("tamis.pollution.marking.stretches_of", lambda *_: found)
    spans = tamis.read(text, media_type="text/plain").spans
    assert [span.start for span in spans] == [0, *(span.end for span in spans[:-1])]
    assert all(span.start < span.end for span in spans)
