"""How a text holds together is measured against the same tokens without order."""

from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tamis.labelling.tokens import read_tokens
from tamis.pollution.coherence import FEWEST_TOKENS, NAMES, measured

PROSE = (
    "The ferry to the island leaves at seven in the morning, and on most days it is half empty. "
    "Its captain, who has steered it for thirty years, knows every passenger by name. "
    "On the island there are two shops, a school with nine pupils and a church without a priest. "
    "The school is to close in the summer, and the parents of the nine pupils are angry. "
    "They have written to the ministry, which has not answered. "
    "The captain says that without the school the island will have no families in ten years. "
    "Then the ferry will carry nobody but visitors, and in winter it will not go at all. "
    "The ministry says that it is looking at the school, the ferry and the island together."
)
GERMAN = (
    "Die Bäckerei am Markt schließt nach achtzig Jahren, weil niemand sie übernehmen will. "
    "Der Bäcker ist einundsiebzig und steht seit seiner Lehre jede Nacht um zwei Uhr auf. "
    "Seine Kinder wohnen in der Stadt und haben andere Berufe. "
    "Am Samstag standen die Leute noch einmal bis zum Brunnen an, und um zehn war alles verkauft. "
    "Der Bäcker sagte, er werde nun ausschlafen, und die Leute lachten und weinten. "
    "In den Laden zieht ein Büro, das Häuser am Markt verkauft. "
    "Brot gibt es künftig im Supermarkt an der Straße, die aus der Stadt führt."
)


def values(text: str) -> dict[str, float]:
    row = measured(read_tokens(text))
    assert row is not None
    return dict(zip(NAMES, row.tolist(), strict=True))


def shuffled(text: str) -> str:
    words = text.split()
    random.Random(7).shuffle(words)
    return " ".join(words)


def test_a_short_text_says_nothing() -> None:
    assert measured(read_tokens("too short " * (FEWEST_TOKENS // 2 - 1))) is None
    assert measured(read_tokens("")) is None


def test_prose_has_its_common_words_apart_and_words_in_no_order_have_not() -> None:
    prose, salad = values(PROSE), values(shuffled(PROSE))
    assert prose["common_after_common"] < salad["common_after_common"]
    assert prose["top_20"] == pytest.approx(salad["top_20"])


def test_prose_repeats_pairs_of_words_more_than_chance_would() -> None:
    assert values(PROSE)["pairs"] > 2 * values(PROSE)["pairs_by_chance"]
    assert values(shuffled(PROSE))["pairs"] < values(PROSE)["pairs"]


def test_sentences_of_one_story_share_its_topic_and_those_of_many_do_not() -> None:
    parted = [sentence + "." for sentence in (PROSE + " " + GERMAN).split(". ")]
    alternating = [each for pair in zip(parted[:7], parted[8:15], strict=True) for each in pair]
    assert values(PROSE)["word_linked"] > values(" ".join(alternating))["word_linked"]


def test_a_phrase_in_every_sentence_is_seen() -> None:
    stuffed = PROSE.replace(". ", ", cheap garden sheds online. ")
    assert values(stuffed)["pair_sentences"] > 0.8
    assert values(stuffed)["run_sentences"] > 0.8
    assert values(PROSE)["run_sentences"] < 0.3


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=600))
def test_any_text_gives_finite_values_or_none(text: str) -> None:
    row = measured(read_tokens(text * 3))
    assert row is None or (row.shape == (len(NAMES),) and np.isfinite(row).all())


def test_the_same_text_gives_the_same_values() -> None:
    assert values(PROSE) == values(PROSE)


def test_a_word_of_the_topic_comes_back_with_another_ending() -> None:
    stems = [
        f"{first}{letter}" for first in ("mets", "saun", "koiv", "kala") for letter in "uaoieyäö"
    ]
    forms = [f"{stem}{ending}" for ending in ("issa", "eille", "oiden") for stem in stems]
    found = values(" ".join(f"{form}." if not at % 6 else form for at, form in enumerate(forms)))
    assert found["word_near"] == 0
    assert found["stem_near"] > 0.3


def test_a_phrase_dropped_into_sentences_stands_between_other_words_every_time() -> None:
    words = iter(PROSE.split())
    dropped = " ".join(
        f"{' '.join(next(words) for _ in range(9))} cheap red garden gnomes" for _ in range(8)
    )
    assert values(dropped)["run_before"] > 0.5
    assert values(PROSE)["run_before"] < 0.5


def test_a_list_of_names_is_told_from_prose() -> None:
    names = "Ashford Barnsley Carlow Dunmore Esher Fermoy Galway Harlow Ilkley Jarrow Kendal Ludlow"
    found = values(f"{PROSE}\n{names} {names} {names}")
    assert found["bare_title"] > values(PROSE)["bare_title"] + 0.05
    assert found["bare_longest"] > 3


def test_sentences_in_two_languages_by_turns_are_counted() -> None:
    both = [
        part for pair in zip(PROSE.split(". "), GERMAN.split(". "), strict=False) for part in pair
    ]
    assert values(". ".join(both))["foreign_switches"] > values(PROSE)["foreign_switches"] + 1


def test_a_dropped_phrase_is_counted_at_its_full_length_and_a_repeated_sentence_is_not() -> None:
    phrase = "how to buy red garden gnomes cheaply"
    dropped = PROSE
    for word in ("morning", "years", "shops", "close", "ministry", "winter"):
        dropped = dropped.replace(f" {word}", f" {word} {phrase}", 1)
    assert np.exp(values(dropped)["dropped_7"]) == pytest.approx(6)
    assert values(dropped)["dropped_title"] == 0
    assert values(f"{PROSE} {PROSE} {PROSE}")["dropped_7"] <= np.log(2)
    assert values(PROSE)["dropped_5"] == 0
