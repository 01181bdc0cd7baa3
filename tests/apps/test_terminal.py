from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from tamis.apps.terminal import columns, printable, wrapped

HOSTILE = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[2J", r"\x1b[2J"),
        ("\x9b31m", r"\x9b31m"),
        ("a\r\nb", r"a\r\nb"),
        ("\u202egpj.exe", r"\u202egpj.exe"),
        ("\U000e0049gnore", r"\U000e0049gnore"),
        ("\ud800", r"\ud800"),
        ("می\u200cشود ✓ 港 é", "می\u200cشود ✓ 港 é"),
    ],
)
def test_what_a_terminal_would_obey_is_escaped(text: str, shown: str) -> None:
    assert printable(text) == shown


@given(st.text())
def test_nothing_hostile_is_left_and_nothing_else_is_lost(text: str) -> None:
    shown = printable(text)
    assert not HOSTILE.search(shown)
    assert printable(shown) == shown
    assert len(shown) >= len(text)


@given(st.text(), st.integers(min_value=4, max_value=60))
def test_wrapped_lines_fit_and_hold_every_character_but_white_space(text: str, width: int) -> None:
    lines = list(wrapped(text, width))
    assert all(columns(line) <= width for line in lines)
    assert all(line.strip() for line in lines)
    kept = "".join(lines).replace(" ", "")
    assert kept == "".join(printable(word) for word in text.split())


def test_lines_break_between_words_and_keep_their_indent() -> None:
    assert list(wrapped("one two  three\n    four five six\n\n\tx", 12)) == [
        "one two",
        "three",
        "   four five",
        "   six",
        "   x",
    ]


def test_a_word_wider_than_a_line_is_cut() -> None:
    assert list(wrapped("a " + "b" * 10, 4)) == ["a", "bbbb", "bbbb", "bb"]


@pytest.mark.parametrize("text", ["plain", "港は閉鎖", "e\u0301te\u0301", "ﾊﾛｰ ＡＢ", "🌊 sea"])
def test_columns_are_those_that_a_terminal_gives(text: str) -> None:
    assert columns(text) == cell_len(text)
