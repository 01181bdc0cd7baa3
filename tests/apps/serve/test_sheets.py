from __future__ import annotations

import re
from html import unescape

from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from tamis.apps.serve.sheets import PIECE_CHARACTERS, SHEET_CHARACTERS, SHEET_SPANS, sheets
from tamis.page import Page, Role, Span


def page_of(*texts: str, role: Role = Role.PARAGRAPH, **facts: object) -> Page:
    spans, start = [], 0
    for text in texts:
        spans.append(Span(start, start + len(text), role, **facts))  # type: ignore[arg-type]
        start += len(text)
    return Page("".join(texts), tuple(spans))


def written(page: Page) -> str:
    return "".join(sheet.html for sheet in sheets(page))


def shown(page: Page) -> str:
    """The text of the spans, out of the HTML."""
    return "".join(
        unescape(part) for part in re.findall(r'<p dir="auto">([^<]*)</p>', written(page))
    )


@given(st.lists(st.text(st.characters(categories=["L", "N", "P", "S"]), min_size=1), min_size=1))
def test_no_character_is_lost(texts: list[str]) -> None:
    assert shown(page_of(*texts)) == "".join(texts)


@given(st.lists(st.text(min_size=1), min_size=1))
def test_whatever_the_text_it_becomes_no_element(texts: list[str]) -> None:
    tree = LexborHTMLParser(written(page_of(*texts, reasons=(texts[0],), path=texts[-1])))
    assert tree.body is not None
    tags = {node.tag for node in tree.body.traverse(include_text=False)} - {"body"}
    assert tags <= {"div", "a", "p", "i", "b"}
    assert len(tree.css("div")) == len(texts)


def test_a_span_tells_its_role_and_why() -> None:
    page = page_of(
        "Buy now", role=Role.SPAM, confidence=0.876, reasons=('says "buy"', "b"), path="/p[1]"
    )
    (node,) = LexborHTMLParser(written(page)).css("#s0")
    assert node.attributes["class"] == "s pollution r-spam"
    (label,) = node.css("a")
    assert label.text() == "spam"
    assert label.attributes == {
        "href": "#s0",
        "data-family": "pollution",
        "data-confidence": "0.88",
        "data-range": "0:7",
        "data-path": "/p[1]",
        "data-reasons": 'says "buy"\nb',
    }


def test_hidden_text_is_shown_as_such() -> None:
    (node,) = LexborHTMLParser(written(page_of("Psst", visible=False))).css(".s.hidden")
    assert node.css("a")[0].text() == "paragraph hidden"


def test_characters_that_nobody_sees_are_named() -> None:
    html = written(page_of("a\u200b\u200b\u200bb\u202ec\x1bd\ud800e"))
    assert "a<i>U+200B ×3</i>b<i>U+202E</i>c<i>U+001B</i>d<i>U+D800</i>e" in html
    assert "می\u200cروم" in written(page_of("می\u200cروم"))


def test_white_space_alone_is_named() -> None:
    assert "<i>white space</i>" in written(page_of(" \n "))


def test_sheets_are_small_and_know_their_spans() -> None:
    texts = ["word " * 3 + "\n"] * (3 * SHEET_SPANS)
    some = list(sheets(page_of(*texts)))
    assert [(sheet.first, sheet.last) for sheet in some] == [(0, 99), (100, 199), (200, 299)]
    for sheet in some:
        ids = [int(number) for number in re.findall(r'id="s(\d+)"', sheet.html)]
        assert ids == list(range(sheet.first, sheet.last + 1))


def test_a_long_span_is_cut_at_white_space_and_goes_on() -> None:
    text = "word " * 20_000
    some = list(sheets(page_of("short ", text, "end")))
    assert shown(page_of("short ", text, "end")) == "short " + text + "end"
    assert all(len(sheet.html) < 1.2 * SHEET_CHARACTERS for sheet in some)
    assert [sheet.first for sheet in some if sheet.first <= sheet.last][:1] == [0]
    pieces = [
        piece for sheet in some for piece in re.findall(r'<p dir="auto">([^<]*)</p>', sheet.html)
    ]
    assert max(map(len, pieces)) <= PIECE_CHARACTERS
    assert all(piece.endswith(" ") for piece in pieces[:-1])
    assert len(re.findall("id=", written(page_of(text)))) == 1


def test_every_span_begins_on_one_sheet() -> None:
    some = list(sheets(page_of("x" * 50_000, "y", "z" * 50_000, "end")))
    begun = [index for sheet in some for index in range(sheet.first, sheet.last + 1)]
    assert begun == [0, 1, 2, 3]
    for sheet in some:
        assert [int(number) for number in re.findall(r'id="s(\d+)"', sheet.html)] == list(
            range(sheet.first, sheet.last + 1)
        )
