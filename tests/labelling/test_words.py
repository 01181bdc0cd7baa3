"""Words by fingerprint."""

from __future__ import annotations

import re
from collections import Counter

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tamis.labelling.characters import codes_of, kinds_of
from tamis.labelling.words import Words, words_of

TEXTS = st.text(max_size=200) | st.text(alphabet="aAbB İßΣσ_-.\n\U0001d400\U0001f600", max_size=80)


def words(*blocks: str) -> Words:
    text = "\n".join(blocks)
    starts = np.cumsum([0, *(len(block) + 1 for block in blocks[:-1])])
    codes = codes_of(text)
    return words_of(text, text.lower(), codes, kinds_of(codes), starts)


@given(TEXTS)
def test_words_are_runs_of_word_characters_whatever_their_case(text: str) -> None:
    found = words(text)
    expected = [word.lower() for word in re.findall(r"\w+", text)]
    assert found.total.tolist() == [len(expected)]
    assert found.distinct.tolist() == [len(set(expected))]


def test_each_word_counts_once_for_each_block_that_it_is_in() -> None:
    found = words("one two One", "two three", "")
    assert found.total.tolist() == [3, 2, 0]
    assert found.distinct.tolist() == [2, 2, 0]
    assert found.shared_with(["two", "four"]).tolist() == [1, 1, 0]
    assert found.shared_with([]).tolist() == [0, 0, 0]


def test_a_word_is_the_same_wherever_it_stands_in_a_long_text() -> None:
    found = words("word " * 20_000, "word")
    assert Counter(found.pair_word.tolist()) == {0: 2}


def test_function_words_and_capitals_are_counted() -> None:
    found = words("The mayor of Springfield", "said no")
    assert found.stop.tolist()[0] == 2
    assert found.title.tolist() == [2, 0]
