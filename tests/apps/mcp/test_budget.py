from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tamis.apps.mcp.budget import piece, tokens


@pytest.mark.parametrize(
    ("text", "count"),
    [("", 0), ("a", 1), ("four", 1), ("five!", 2), ("新聞", 2), ("мир", 2), ("news 新聞", 4)],
)
def test_tokens_are_estimated_from_what_a_character_costs(text: str, count: int) -> None:
    assert tokens(text) == count


def test_a_text_within_the_budget_is_whole() -> None:
    assert piece("one\n\ntwo", 0, 100) == len("one\n\ntwo")


def test_a_cut_is_at_the_end_of_a_block() -> None:
    text = "one one one\n\ntwo two two\n\nthree three"
    end = piece(text, 0, tokens(text) - 2)
    assert text[:end] == "one one one\n\ntwo two two\n\n"


def test_a_cut_is_not_at_a_blank_line_of_code() -> None:
    code = "```\na = 1\n\nb = 2\n```"
    text = f"before\n\n{code}\n\nafter after after"
    for budget in range(2, tokens(text)):
        assert text[: piece(text, 0, budget)].endswith(("before\n\n", "```\n\n"))


def test_a_block_over_the_budget_is_cut_at_a_line_or_a_word() -> None:
    text = "first line\nsecond line\nthird"
    assert text[: piece(text, 0, 6)] == "first line\nsecond line\n"
    text = "word " * 50
    assert text[: piece(text, 0, 6)].endswith("word ")


def test_a_word_over_the_budget_is_cut_where_the_budget_ends() -> None:
    assert piece("x" * 100, 0, 5) == 20


@given(st.text("ab \n`#新я", max_size=200), st.integers(1, 30))
def test_reading_on_gives_the_whole_text_and_ends(text: str, budget: int) -> None:
    parts, offset = [], 0
    while offset < len(text):
        end = piece(text, offset, budget)
        assert end > offset
        assert tokens(text[offset:end]) <= budget
        parts.append(text[offset:end])
        offset = end
    assert "".join(parts) == text
