"""Labelled blocks to spans that cover the text."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from tamis.labelling.elements import surroundings_of
from tamis.labelling.spans import Label, spans_of_blocks
from tamis.page import Role, Span, check_partition
from tamis.parsing import Document, parse

PARAGRAPH = (Role.PARAGRAPH, 0.9, ("running text",))


def spans_of(document: Document, labels: Sequence[Label]) -> tuple[Span, ...]:
    surroundings = surroundings_of(document) if document.elements and document.blocks else None
    return spans_of_blocks(document, labels, surroundings)


def spans(document: Document) -> list[tuple[str, bool]]:
    labels = [PARAGRAPH] * len(document.blocks)
    return [
        (document.text[span.start : span.end], span.visible) for span in spans_of(document, labels)
    ]


@given(st.text(max_size=200), st.sampled_from(["text/plain", "text/html"]))
def test_the_spans_of_any_text_cover_it(text: str, media_type: str) -> None:
    document = parse(text, media_type=media_type)
    labels = [PARAGRAPH] * len(document.blocks)
    check_partition(document.text, spans_of(document, labels))


def test_white_space_between_blocks_belongs_to_the_span_before() -> None:
    assert spans(parse("\n one\n\n two \n", media_type="text")) == [
        ("\n one\n\n ", True),
        ("two \n", True),
    ]


def test_white_space_alone_is_one_span() -> None:
    document = parse(" \n ", media_type="text")
    assert [span.role for span in spans_of(document, [])] == [Role.OTHER]


def test_a_hidden_part_of_a_block_is_a_span_of_its_own_that_says_why() -> None:
    document = parse("<p>seen <span hidden>unseen</span> seen</p>", media_type="html")
    assert spans(document) == [("seen", True), (" unseen", False), (" seen", True)]
    hidden = spans_of(document, [PARAGRAPH])[1]
    assert hidden.reasons == ("running text", "hidden: hidden attribute")


def test_a_path_is_an_xpath_of_the_element() -> None:
    document = parse("<body><div></div><div><p>a</p><p>b</p></div>", media_type="html")
    labels = [PARAGRAPH] * 2
    paths = [span.path for span in spans_of(document, labels)]
    assert paths == ["/html[1]/body[1]/div[2]/p[1]", "/html[1]/body[1]/div[2]/p[2]"]


def test_a_very_long_path_is_cut_in_the_middle() -> None:
    document = parse("<div>" * 400 + "<p>x</p>", media_type="html")
    path = spans_of(document, [PARAGRAPH])[0].path
    assert len(path) < 700
    assert path.startswith("/html[1]/body[1]/div[1]/")
    assert path.endswith("/div[1]/p[1]")
    assert "/…/" in path
