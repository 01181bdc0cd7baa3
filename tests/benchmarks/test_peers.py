from __future__ import annotations

import pytest

from benchmarks.capture import Capture
from benchmarks.peers import c4_lines, declared_language, justext_lines


@pytest.mark.parametrize(
    ("html", "language"),
    [
        (b"<!doctype html><html class=a lang=fi-FI><head>", "fi"),
        (b"<HTML xml:lang='sv' LANG='SV'>", "sv"),
        (b"<html><body lang=de>", None),
        (b"", None),
    ],
)
def test_the_language_is_what_the_html_element_declares(html: bytes, language: str | None) -> None:
    assert declared_language(html) == language


def test_the_line_rule_of_c4_wants_five_words_and_an_end() -> None:
    text = b"The mill opened again today.\nThe mill opened again today\nIt opened."
    assert c4_lines(Capture(text)) == [1.0, 0.0, 0.0]


def test_each_line_has_its_own_score_blank_ones_too() -> None:
    pytest.importorskip("justext")
    sentence = "The mill was closed for two years, and it was opened again in the spring. " * 4
    lines = [sentence, "", "\x00", sentence, "Home <b>"]
    scores = justext_lines(Capture("\n".join(lines).encode(), language="en"))
    assert scores == [1.0, 0.0, 0.0, 1.0, 0.0]
