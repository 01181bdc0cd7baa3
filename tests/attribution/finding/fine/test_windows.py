from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from tamis.attribution.finding.fine.windows import Window, windows
from tamis.attribution.finding.tokens import words_of

BEGIN, END = 1, 2
FIRST = 10


def look_up(text: str) -> tuple[int, ...]:
    """A piece for each letter, at most eight, so that pieces tell what they were made of."""
    return tuple(FIRST + ord(sign) for sign in text[:8])


def windows_of(paragraphs: Sequence[str], most: int) -> list[Window]:
    words = [words_of(paragraph) for paragraph in paragraphs]
    return list(windows(words, look_up, begin=BEGIN, end=END, most=most))


def starts_of(window: Window) -> list[str]:
    """The first letters of its words."""
    return [chr(window.pieces[head] - FIRST) for head in window.heads]


PARAGRAPHS = st.lists(st.text(alphabet='ab ."“”’-é\u200b\u0301', max_size=120), max_size=6)


@given(PARAGRAPHS, st.integers(min_value=10, max_value=60))
def test_every_word_is_in_one_window_in_order_and_no_window_is_too_long(
    paragraphs: list[str], most: int
) -> None:
    made = windows_of(paragraphs, most)
    texts = [text for paragraph in paragraphs for text in words_of(paragraph).texts]
    assert [start for window in made for start in starts_of(window)] == [text[0] for text in texts]
    for window in made:
        assert len(window.pieces) <= most
        assert window.pieces[0] == BEGIN
        assert sum(window.stretches) == len(window.heads)
        assert window.pieces.count(END) == len(window.stretches)
        columns = (window.cases, window.sentence, window.quoted)
        assert {len(column) for column in columns} == {len(window.pieces)}


def test_paragraphs_are_read_together_as_long_as_they_have_room() -> None:
    made = windows_of(["ab ab", "ab", "ab ab ab"], 12)
    assert [window.stretches for window in made] == [[2, 1], [3]]


def test_a_long_paragraph_is_cut_behind_a_sentence() -> None:
    made = windows_of(["aa. bb bb bb. cc cc cc cc."], 14)
    assert [window.stretches for window in made] == [[6], [5]]


def test_a_long_sentence_is_cut_behind_a_word() -> None:
    made = windows_of(["aa " * 10], 14)
    assert [window.stretches for window in made] == [[6], [4]]


def test_nothing_is_read_of_paragraphs_without_words() -> None:
    assert windows_of([], 20) == windows_of(["", "  "], 20) == []
