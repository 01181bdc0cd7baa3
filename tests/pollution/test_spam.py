"""Spam that fills a block of its own; and what looks like it and is none."""

from __future__ import annotations

import pytest

import tamis
from tamis.page import Role

ARTICLE = (
    "Bridge over the Orla closed after flood\n\n"
    "The town council closed the old bridge over the Orla on Monday night, after the river had"
    " risen by two metres within a day.\n\n"
    "“We could not wait any longer,” mayor Ines Brandt said. Engineers will look at the pillars"
    " once the water has fallen.\n\n"
    "Buses take the way through Nordheim until further notice, and the school by the quay stays"
    " closed for the rest of the week.\n\n"
)
SPAM = (
    "Lumora Bags outlet Lumora Bags cheap Lumora Bags handbag replica Lumora Bags sale bags"
    " bags online handbag shop handbag cheap handbag outlet replica bags replica watches replica"
    " watches sale watches online"
)
RUSSIAN = (
    "купить сумки дёшево сумки оптом сумки реплика сумки интернет магазин сумки копии часы купить"
    " часы реплика часы копии купить дёшево часы оптом сумки распродажа"
)
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


def roles(text: str) -> set[Role]:
    return {span.role for span in tamis.read(text, media_type="text/plain").spans}


@pytest.mark.parametrize("spam", [SPAM, RUSSIAN])
@pytest.mark.parametrize("place", ["above", "below", "between"])
def test_a_block_of_spam_is_taken_out_wherever_it_stands(spam: str, place: str) -> None:
    head, body = ARTICLE.split("\n\n", 1)
    text = {
        "above": f"{spam}\n{ARTICLE}",
        "below": f"{ARTICLE}{spam}",
        "between": f"{head}\n\n{spam}\n\n{body}",
    }[place]
    page = tamis.read(text, media_type="text/plain")
    found = page.select(role="spam")
    assert [page.text[span.start : span.end].strip() for span in found] == [spam]
    assert spam not in page.article_text()
    assert "Ines Brandt" in page.article_text()


def test_the_reasons_name_the_word_that_is_repeated() -> None:
    page = tamis.read(SPAM + "\n" + ARTICLE, media_type="text/plain")
    reasons = page.select(role="spam")[0].reasons
    assert any("times 'bags' in" in reason for reason in reasons)
    assert "no sentence" in reasons


@pytest.mark.parametrize("text", [ARTICLE, LYRICS, INGREDIENTS, FIXTURES, LYRICS + ARTICLE])
def test_articles_lyrics_recipes_and_fixtures_are_no_spam(text: str) -> None:
    assert Role.SPAM not in roles(text)
