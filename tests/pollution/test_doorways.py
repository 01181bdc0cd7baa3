"""What belongs to a stretch of spam: lists of its places, and prose that says its phrase."""

from __future__ import annotations

from time import process_time

from hypothesis import given
from hypothesis import strategies as st

import tamis
from tamis.labelling.tokens import read_tokens
from tamis.page import Family, Role, Span
from tamis.pollution.doorways import mark_doorway, parts_of_spam

TOWNS = (
    "Althausen Bergfeld Cronheim Dorntal Elsbach Farnwalde Grünau Hohenstadt Ilmried Jungholz"
    " Kaltbrunn Lindeck Marienau Neuquell Oberfurt Pirnau Quelltal Rosenhag Steinrode Talheim"
    " Ulmbach Vierau Waldmark Zellhof"
)
SEARCHED = (
    "cheap roof repair Althausen roof repair service Dorntal best cheap roof repair Lindeck"
    " roof repair near Marienau cheap roof repair price Talheim roof repair service Waldmark"
)
PROSE = (
    "Every house needs a roof that keeps out the rain. Our cheap roof repair begins with a visit"
    " on which we look at the beams. After that the cheap roof repair takes two or three days,"
    " and the tiles are new. Ask us for a cheap roof repair before the winter comes."
)
ARTICLE = (
    "The carpenters of the valley met on Saturday to speak about the price of timber. Most of"
    " them had come on foot, as the road was closed after the storm. “We have waited for this"
    " meeting since spring,” said Klara Venn, who runs the sawmill above the lake. The guests came"
    " from these places: "
)


def places_of(text: str, spam: str) -> list[str]:
    """The lists found beside the words of ``spam``."""
    reading = read_tokens(text)
    low = text.index(spam)
    first = int((reading.tokens.starts < low).sum())
    last = int((reading.tokens.starts < low + len(spam)).sum())
    tokens = reading.tokens
    return [
        text[tokens.starts[part.first] : tokens.ends[part.last - 1]]
        for part in parts_of_spam(reading, [(first, last)])
    ]


def above_spam(prose: str, spam: str) -> tuple[str, tuple[Span, Span]]:
    """A text of the two, and its spans."""
    text, parted = f"{prose}\n{spam}", len(prose) + 1
    return text, (
        Span(0, parted, Role.PARAGRAPH, 0.8, ("running text",)),
        Span(parted, len(text), Role.SPAM, 0.9, ("no sentence",)),
    )


def test_a_list_that_holds_the_places_of_the_spam_beside_it_belongs_to_it() -> None:
    assert places_of(f"{SEARCHED} We serve these towns: {TOWNS}", SEARCHED) == [
        f"We serve these towns: {TOWNS}"
    ]
    assert places_of(f"{TOWNS}\n{SEARCHED}", SEARCHED) == [TOWNS]


def test_a_list_without_its_places_does_not() -> None:
    others = " ".join(f"{name}e" for name in TOWNS.split())
    assert places_of(f"{SEARCHED} {others}", SEARCHED) == []


def test_a_list_far_from_the_spam_does_not() -> None:
    assert places_of(f"{SEARCHED}. {ARTICLE}{TOWNS}.", SEARCHED) == []


def test_a_text_without_spam_has_none() -> None:
    assert parts_of_spam(read_tokens(f"{ARTICLE}{TOWNS}."), []) == []


def test_a_sentence_of_the_campaign_that_much_of_the_text_is_belongs_to_it() -> None:
    spam = "buy sildenafil online cheap sildenafil pills tadalafil without prescription shop"
    remark = "My neighbour swears by tadalafil from this shop."
    assert places_of(f"{spam}. {remark} The weather was fine.", spam) == [remark[:-1]]
    assert places_of(f"{spam}. {ARTICLE} {remark} {ARTICLE}", spam) == []


def test_a_line_in_the_words_of_the_spam_elsewhere_belongs_to_it() -> None:
    spam = "Lumora bags outlet Lumora bags cheap Lumora handbag sale"
    again = "cheap handbag Lumora sale handbag outlet shop"
    assert places_of(f"{spam}\n\n{ARTICLE}\n\n{again}\n\n{ARTICLE}", spam) == [again]
    said = "Carpenters from Lumora bought cheap handbag straps, carpenters from elsewhere leather"
    assert places_of(f"{spam}\n\n{ARTICLE}\n\n{said}", spam) == []


def test_the_prose_of_a_page_that_is_mostly_spam_goes_with_its_phrase() -> None:
    text, spans = above_spam(PROSE, f"{SEARCHED}\n{SEARCHED}\n{TOWNS}")
    prose, spam = mark_doorway(spans, read_tokens(text))
    assert prose.role is Role.SPAM
    assert "cheap roof repair" in prose.reasons[0]
    assert spam == spans[1]


def test_an_article_with_as_much_spam_under_it_stays() -> None:
    text, spans = above_spam(ARTICLE, f"{SEARCHED}\n{TOWNS}")
    assert mark_doorway(spans, read_tokens(text)) == spans


def test_prose_that_repeats_itself_stays_where_little_is_spam() -> None:
    text, spans = above_spam(f"{PROSE} {PROSE}", SEARCHED)
    assert mark_doorway(spans, read_tokens(text)) == spans


def test_a_doorway_page_in_one_line_leaves_no_list_of_towns() -> None:
    page = tamis.read(f"{PROSE}   {SEARCHED}   {TOWNS}", media_type="text/plain")
    assert {span.family for span in page.spans} == {Family.POLLUTION}


@given(st.text(alphabet="ab Ü.1\n中", max_size=200), st.integers(0, 60), st.integers(0, 60))
def test_lists_are_within_the_text(text: str, first: int, length: int) -> None:
    reading = read_tokens(text)
    count = len(reading.tokens)
    first = min(first, count)
    found = parts_of_spam(reading, [(first, min(first + length, count))] if count else [])
    assert all(0 <= part.first < part.last <= count for part in found)


def test_time_grows_with_the_length_and_not_with_its_square() -> None:
    text = f"{SEARCHED}. {TOWNS}. " * 1500
    reading = read_tokens(text)
    size = len(read_tokens(f"{SEARCHED}. {TOWNS}. ").tokens)
    spam = [(at, at + size // 2) for at in range(0, len(reading.tokens) - size, size)]
    began = process_time()
    parts_of_spam(reading, spam)
    mark_doorway([Span(0, len(text), Role.SPAM, 0.9)], reading)
    assert process_time() - began < 3
