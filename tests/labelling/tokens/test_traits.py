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


def test_a_letter_that_became_a_question_mark_is_seen_and_a_question_is_not() -> None:
    assert of_token("p?blico", 0)["garbled"] > 0
    for sentence in ("Who? me", "Why?", "What is it?Nothing", "https://example.org/?id=7"):
        assert not traits(sentence).column("garbled").any(), sentence


def test_letters_read_as_cyrillic_are_seen_and_cyrillic_is_not() -> None:
    assert of_token("hГ¤n", 0)["garbled"] > 0
    for words in ("Він прийшов", "Дії", "Её ёлка", "«ОСС»", "Њ", "РСФСР"):
        assert not traits(words).column("garbled").any(), words


def test_a_line_knows_how_much_of_it_is_garbled() -> None:
    column = traits("MÃ¤nner gehen heim\nFrauen gehen heim").column("line_garbled")
    assert (column[:4] > 0).all()
    assert not column[4:].any()


def test_words_in_no_order_have_function_words_side_by_side_and_before_stops() -> None:
    in_order = traits(HOST)
    shuffled = traits("bridge the council over the the. closed river said that the mayor is, old")
    assert not in_order.column("stop_last").any()
    assert in_order.column("stop_run").sum() < shuffled.column("stop_run").sum()
    assert shuffled.column("stop_last").sum() == 2


def test_a_small_letter_that_begins_a_sentence_is_seen() -> None:
    column = traits("The river. is old. The мост. закрыт 河. 河").column("small_start")
    assert column.tolist() == [0, 0, 1, 0, 0, 0, 1, 0, 0]


def test_sentences_and_lines_have_places() -> None:
    text = "One two. Three four five\nSix"
    column = traits(text).column
    assert column("since_sentence").tolist() == [0, 1, 0, 1, 2, 0]
    assert column("sentence_length").tolist() == [2, 2, 3, 3, 3, 1]
    assert column("line_length").tolist() == [5, 5, 5, 5, 5, 1]
