"""Plain text to blocks."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tamis.parsing import parse
from tamis.parsing.plain import parse_plain

ANY_TEXT = st.text(alphabet=st.characters(), max_size=200)


@given(ANY_TEXT)
def test_the_text_is_the_input_and_blocks_hold_all_but_white_space(text: str) -> None:
    document = parse_plain(text)
    assert document.text == text
    held = "".join(text[block.start : block.end] for block in document.blocks)
    assert "".join(held.split()) == "".join(text.split())


def test_a_line_is_a_block_without_the_space_around_it() -> None:
    document = parse_plain("  one \r\n\n\u00a0two\u2028three")
    assert [document.text[b.start : b.end] for b in document.blocks] == ["one", "two", "three"]


def test_text_given_as_text_is_never_read_as_markup() -> None:
    assert parse("<p>x</p>", media_type="text/plain").text == "<p>x</p>"
    assert parse("<p>x</p>", media_type="text/html").text == "x"
