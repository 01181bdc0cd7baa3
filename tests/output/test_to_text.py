from __future__ import annotations

import re
import time
from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tamis.output import to_html, to_markdown, to_text
from tamis.page import ARTICLE_ROLES, Mark, Page, Role, Span

PageOf = Callable[..., Page]


def test_blocks_of_the_article_are_separated_by_blank_lines(page_of: PageOf) -> None:
    page = page_of(
        ("navigation", "Home"),
        ("title", "Harbour closed"),
        ("byline", "Ann Lee"),
        ("paragraph", "First."),
        ("caption", "A pier"),
        ("heading", "Why"),
        ("quote", "“Wind.”"),
        ("spam", "Win now"),
        ("paragraph", "Last."),
    )
    assert to_text(page) == "First.\n\nWhy\n\n“Wind.”\n\nLast."


def test_hidden_article_text_is_kept_because_the_role_decides() -> None:
    page = Page("Seen. Hidden.", (Span(0, 13, Role.PARAGRAPH, visible=False),))
    assert to_text(page) == "Seen. Hidden."


def test_without_block_marks_each_span_is_a_block(page_of: PageOf) -> None:
    page = page_of(("paragraph", " One "), ("paragraph", "two"), blocks_marked=False)
    assert to_text(page) == "One\n\ntwo"


@pytest.mark.parametrize(
    ("before", "removed", "after", "expected"),
    [
        ("One ", "buy ", "two", "One two"),
        ("One ", "buy", " two", "One two"),
        ("One", " buy ", "two", "One two"),
        ("O", "buy", "ne", "One"),
        ("One\n", "buy", "\ntwo", "One\ntwo"),
        ("One  two ", "buy ", "three", "One  two three"),
    ],
)
def test_a_paragraph_stays_one_where_its_middle_is_left_out(
    page_of: PageOf, before: str, removed: str, after: str, expected: str
) -> None:
    page = page_of([("paragraph", before), ("spam", removed), ("paragraph", after)])
    assert to_text(page) == expected


def test_a_block_of_two_article_roles_is_two_blocks(page_of: PageOf) -> None:
    page = page_of([("heading", "Wind. "), ("paragraph", "It blew.")])
    assert to_text(page) == "Wind.\n\nIt blew."


def test_a_blank_line_inside_a_span_separates_paragraphs(page_of: PageOf) -> None:
    page = page_of(("paragraph", "One\n \ntwo\nthree"))
    assert to_text(page) == "One\n\ntwo\nthree"


NESTED = (
    ("list", "apples", "ul", "plums"),
    ("item", "apples", "", "green"),
    ("list", "red", "ol", "green"),
    ("item", "red"),
    ("item", "green"),
    ("item", "plums"),
)


def test_items_are_lines_indented_by_the_lists_around_them(page_of: PageOf) -> None:
    items = [("list_item", text) for text in ("apples", "red", "green", "plums")]
    page = page_of(("paragraph", "Buy:"), *items, ("paragraph", "Done."), marks=NESTED)
    assert to_text(page) == "Buy:\n\n- apples\n  1. red\n  2. green\n- plums\n\nDone."


def test_an_item_keeps_its_number_when_one_before_it_is_left_out(page_of: PageOf) -> None:
    page = page_of(
        ("list_item", "red"),
        ("spam", "casino"),
        ("list_item", "green"),
        ("list_item", "blue"),
        marks=[
            ("list", "red", "ol", "blue"),
            ("item", "red"),
            ("item", "casino"),
            ("item", "green"),
            ("item", "blue", "9"),
        ],
    )
    assert to_text(page) == "1. red\n3. green\n9. blue"


def test_two_lists_are_two_blocks(page_of: PageOf) -> None:
    page = page_of(
        ("list_item", "red"),
        ("list_item", "one"),
        marks=[("list", "red", "ul"), ("item", "red"), ("list", "one", "ul"), ("item", "one")],
    )
    assert to_text(page) == "- red\n\n- one"


def test_several_paragraphs_of_an_item_stay_in_it(page_of: PageOf) -> None:
    page = page_of(
        ("list_item", "red"),
        ("list_item", "more"),
        ("code", "x = 1\n\ny = 2"),
        marks=[("list", "red", "ul", "y = 2"), ("item", "red", "", "y = 2"), ("pre", "x", "", "2")],
    )
    assert to_text(page) == "- red\n  more\n  x = 1\n\n  y = 2"


def test_an_article_laid_out_in_a_list_is_no_list(page_of: PageOf) -> None:
    page = page_of(
        ("heading", "Noon"),
        ("paragraph", "It blew."),
        ("list_item", "red"),
        marks=[
            ("list", "Noon", "ul", "red"),
            ("item", "Noon", "", "red"),
            ("list", "red", "ul"),
            ("item", "red"),
        ],
    )
    assert to_text(page) == "Noon\n\nIt blew.\n\n- red"


def test_typed_bullets_and_numbers_make_lists_without_marks(page_of: PageOf) -> None:
    page = page_of(
        ("list_item", "• apples"),
        ("list_item", "* pears\n* plums"),
        ("list_item", "2) red"),
        ("list_item", "no bullet"),
    )
    assert to_text(page) == "- apples\n- pears\n- plums\n\n2. red\n\n- no bullet"


def test_rows_are_lines_of_cells(page_of: PageOf) -> None:
    page = page_of(
        *[("table", text) for text in ("Pier", "State", "East", "open\nall day")],
        marks=[
            ("table", "Pier", "", "all day"),
            ("row", "Pier", "", "State"),
            ("cell", "Pier", "th"),
            ("cell", "State", "th"),
            ("row", "East", "", "all day"),
            ("cell", "East", "td"),
            ("cell", "open", "td", "all day"),
        ],
    )
    assert to_text(page) == "Pier | State\nEast | open all day"


def test_a_cell_left_out_leaves_its_column_empty(page_of: PageOf) -> None:
    page = page_of(
        *[("table", "a"), ("spam", "b"), ("table", "c"), ("table", "d"), ("spam", "e")],
        marks=[
            ("table", "a", "", "e"),
            ("row", "a", "", "c"),
            *[("cell", cell, "td") for cell in "abc"],
            ("row", "d", "", "e"),
            *[("cell", cell, "td") for cell in "de"],
        ],
    )
    assert to_text(page).split("\n") == ["a |  | c", "d"]


def test_a_nested_table_stands_between_the_parts_of_the_outer_one(page_of: PageOf) -> None:
    page = page_of(
        *[("table", text) for text in ("a", "inner", "z")],
        marks=[
            ("table", "a", "", "z"),
            ("row", "a", "", "z"),
            ("cell", "a", "td"),
            ("cell", "inner", "td"),
            ("table", "inner"),
            ("row", "inner"),
            ("cell", "z", "td"),
        ],
    )
    assert to_text(page) == "a\n\ninner\n\nz"


def test_rows_typed_with_tabs_or_bars_are_cells_without_marks(page_of: PageOf) -> None:
    page = page_of(("table", "Pier\tState"), ("table", "| East | open |"))
    assert to_text(page) == "Pier | State\nEast | open"


def test_code_is_verbatim(page_of: PageOf) -> None:
    code = "    if x:\n\n\n        y()  # twice  \n\tz"
    page = page_of(("code", code), marks=[("pre", code)])
    assert to_text(page) == code


def test_lines_of_code_without_marks_are_one_block(page_of: PageOf) -> None:
    page = page_of(("code", "a = 1"), ("code", "  b = 2"), ("paragraph", "So."), ("code", "c"))
    assert to_text(page) == "a = 1\n  b = 2\n\nSo.\n\nc"


def test_lone_surrogates_become_replacement_characters(page_of: PageOf) -> None:
    assert to_text(page_of(("paragraph", "a\ud800b"))) == "a\ufffdb"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\U000e0069\U000e0067b", "ab"),
        ("i\u200bg\u2060n\u200bore", "ignore"),
        ("\u202eabc\u202c", "abc"),
        ("می\u200cخواهم क्\u200dष 👩\u200d🚒", "می\u200cخواهم क्\u200dष 👩\u200d🚒"),
        ("a\u200cb", "ab"),
        ("x\u3164y\u034f\U000e0f00", "xy"),
    ],
)
def test_characters_that_nobody_sees_are_left_out_and_joiners_stay_where_scripts_need_them(
    page_of: PageOf, text: str, expected: str
) -> None:
    for role in ("paragraph", "code", "table"):
        assert to_text(page_of((role, text))) == expected


def test_a_block_of_nothing_to_be_seen_leaves_no_blank_lines(page_of: PageOf) -> None:
    page = page_of(("paragraph", "a"), ("paragraph", "\u200b\u202e"), ("paragraph", "b"))
    assert to_text(page) == "a\n\nb"


def test_an_empty_page_has_no_text() -> None:
    assert to_text(Page("", ())) == ""


ROLES = st.sampled_from(sorted(Role))
KINDS = st.sampled_from(
    "block heading list item quote pre table row cell link strong emphasis code rule".split()
)
VALUES = {"heading": "3", "list": "ol", "item": "7", "cell": "th", "link": "https://a.example/"}


@st.composite
def pages(draw: st.DrawFn) -> Page:
    """Any spans over any text with any marks, even such as no tree of elements can give."""
    text = draw(st.text(alphabet="ab .\n\t|-1*", max_size=60))
    cuts = sorted(draw(st.sets(st.integers(1, max(1, len(text) - 1)), max_size=8)) - {len(text)})
    edges = [0, *(cut for cut in cuts if cut < len(text)), len(text)] if text else []
    spans = tuple(Span(start, end, draw(ROLES)) for start, end in pairwise(edges))
    marks = []
    for _ in range(draw(st.integers(0, 12))):
        start, end = sorted(draw(st.tuples(*[st.integers(0, len(text))] * 2)))
        kind = draw(KINDS)
        marks.append(Mark(start, end, kind, VALUES.get(kind, "")))
    marks.sort(key=lambda mark: (mark.start, -mark.end))
    return Page(text, spans, marks=tuple(marks))


@given(pages())
def test_the_text_is_the_characters_of_article_roles_whatever_the_marks(page: Page) -> None:
    kept = "".join(
        page.text[span.start : span.end] for span in page.spans if span.role in ARTICLE_ROLES
    )
    assert re.sub("[^ab]", "", to_text(page)) == re.sub("[^ab]", "", kept)


@given(pages())
def test_every_format_takes_any_marks(page: Page) -> None:
    assert isinstance(to_markdown(page), str)
    assert to_html(page).endswith("</html>\n")


@pytest.mark.parametrize("render", [to_text, to_markdown, to_html])
def test_lists_nested_500_deep_are_shown(page_of: PageOf, render: Callable[[Page], str]) -> None:
    depth = 500
    names = [f"i{number:03}" for number in range(depth)]
    marks = [
        mark
        for name in names
        for mark in (("list", name, "ul", "i499"), ("item", name, "", "i499"))
    ]
    page = page_of(*[("list_item", name) for name in names], marks=marks)
    shown = render(page)
    assert all(name in shown for name in names)
    assert len(shown) < 40 * depth


@pytest.mark.parametrize("render", [to_text, to_markdown, to_html])
def test_time_is_linear_in_spans_and_marks_of_any_depth(
    render: Callable[[Page], str],
) -> None:
    count = 8_000
    spans = tuple(
        Span(at * 4, at * 4 + 4, Role.LIST_ITEM if at % 3 else Role.QUOTE) for at in range(count)
    )
    end = 4 * count
    marks = [
        Mark(at * 4, stop, kind, "https://a.example/" if kind == "link" else "")
        for at in range(count)
        for kind, stop in (("quote", end), ("block", at * 4 + 3), ("link", end))
    ]
    page = Page("abc\n" * count, spans, marks=tuple(marks), media_type="text/html")
    started = time.process_time()
    assert render(page).count("abc") == count
    assert time.process_time() - started < 5
