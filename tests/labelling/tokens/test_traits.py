"""What is known of tokens."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tamis.labelling.tokens.cutting import tokens_of
from tamis.labelling.tokens.phrases import phrase_list
from tamis.labelling.tokens.traits import NAMES, Traits, traits_of

CAMPAIGNS = phrase_list({"gambling": ["casino", "free slots"]})
PROMPTS = phrase_list({"related": ["read more"]})
HOST = "The council closed the bridge over the river. The mayor said that the bridge is old. "


def traits(text: str) -> Traits:
    return traits_of(tokens_of(text), CAMPAIGNS, PROMPTS)


def of_token(text: str, token: int) -> dict[str, float]:
    return dict(zip(NAMES, traits(text).matrix[token].tolist(), strict=True))


@given(st.text(max_size=300))
def test_there_is_one_finite_row_for_each_token(text: str) -> None:
    matrix = traits(text).matrix
    assert matrix.shape == (len(tokens_of(text)), len(NAMES))
    assert np.isfinite(matrix).all()


def test_repeats_are_counted_near_and_elsewhere() -> None:
    text = "crab " * 3 + HOST * 8 + "crab"
    first = of_token(text, 0)
    assert first["count"] == 3
    assert first["near_count"] == 2
    assert first["elsewhere"] == np.float32(np.log1p(1))
    assert first["until_same"] == 1


def test_a_text_has_a_language_and_words_of_another_one_stand_out() -> None:
    text = HOST + "Der Bürgermeister und die Brücke sind mit dem Fluss nicht weg."
    column = traits(text).column
    tokens = len(tokens_of(HOST))
    assert column("stop_own")[:tokens].mean() > 0.3
    assert column("stop_other")[tokens:].mean() > 0.3
    assert column("stop_other")[:tokens].mean() < 0.1


def test_another_script_than_the_page_stands_out() -> None:
    text = HOST + "купить дёшево"
    assert traits(text).column("other_script").tolist()[-2:] == [1, 1]
    assert not traits(text).column("other_script")[:-2].any()


def test_how_words_are_spelled_is_compared_with_the_rest_of_the_page() -> None:
    column = traits(HOST * 10 + "xqzwk").column("spelling")
    assert column[-1] == 0
    assert column[:10].min() > 1


def test_word_lists_are_seen() -> None:
    found = traits("Play free slots now and read more")
    assert found.column("campaign").tolist() == [0, 1, 1, 0, 0, 0, 0]
    assert found.column("prompt").tolist() == [0, 0, 0, 0, 0, 1, 1]


def test_letters_of_a_wrong_encoding_are_seen_and_right_ones_are_not() -> None:
    assert of_token("MÃ¤nner", 0)["garbled"] > 0
    assert of_token("Ã¤", 0)["garbled"] > 0
    for word in ("Männer", "año", "Ål", "façade", "Île", "São", "мост"):
        assert not traits(word).column("garbled").any(), word


def test_sentences_and_lines_have_places() -> None:
    text = "One two. Three four five\nSix"
    column = traits(text).column
    assert column("since_sentence").tolist() == [0, 1, 0, 1, 2, 0]
    assert column("sentence_length").tolist() == [2, 2, 3, 3, 3, 1]
    assert column("line_length").tolist() == [5, 5, 5, 5, 5, 1]
