from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from tamis.output import to_markdown
from tamis.output.safety import shown
from tamis.page import Image, Mark, Metadata, Page, Role, Span

PageOf = Callable[..., Page]
PARSER = MarkdownIt("commonmark").enable(["table", "strikethrough"])


def tokens(markdown: str) -> list[Token]:
    found: list[Token] = []
    for token in PARSER.parse(markdown):
        found += [token, *(token.children or [])]
    return found


def types(markdown: str) -> set[str]:
    return {token.type.removesuffix("_open").removesuffix("_close") for token in tokens(markdown)}


def visible(markdown: str) -> str:
    """What a reader of the rendered Markdown sees, line breaks as such."""
    parts = []
    for token in tokens(markdown):
        if token.type in {"text", "code_inline", "fence", "html_inline", "html_block"}:
            parts.append(token.content)
        elif token.type in {"softbreak", "hardbreak"} or token.type.endswith("_close"):
            parts.append("\n" if token.block or token.type.endswith("break") else "")
    return "".join(parts)


def html(markdown: str) -> str:
    return str(PARSER.render(markdown))


def test_the_header_stands_above_the_article(page_of: PageOf) -> None:
    page = page_of(
        ("title", "Harbour *closed*"),
        ("deck", "Wind, again."),
        ("byline", "By Ann Lee"),
        ("dateline", "MIRA"),
        ("date", "3 May"),
        ("paragraph", "It blew."),
        metadata=Metadata(
            title="Other", authors=("Ann Lee", "Bo Do"), date_published="2024-05-03T10:00+02:00"
        ),
    )
    assert to_markdown(page) == (
        "# Harbour \\*closed\\*\n\n*Wind, again.*\n\n"
        "Ann Lee, Bo Do · MIRA · 2024-05-03T10:00+02:00\n\nIt blew."
    )


def test_what_the_text_lacks_comes_from_the_metadata(page_of: PageOf) -> None:
    page = page_of(("paragraph", "It blew."), metadata=Metadata(title="Harbour", deck="Wind"))
    assert to_markdown(page) == "# Harbour\n\n*Wind*\n\nIt blew."


def test_headings_begin_at_the_second_level_and_keep_their_distances(page_of: PageOf) -> None:
    names = ("one", "two", "three", "six", "none")
    page = page_of(
        *[("heading", name) for name in names],
        marks=[
            ("heading", "one", "3"),
            ("heading", "two", "4"),
            ("heading", "three", "3"),
            ("heading", "six", "6"),
            ("strong", "one"),
        ],
    )
    assert to_markdown(page).split("\n\n") == [
        "## one",
        "### two",
        "## three",
        "##### six",
        "## none",
    ]


def test_inline_marks_become_emphasis_code_and_links(page_of: PageOf) -> None:
    page = page_of(
        ("paragraph", "Read the long report by Ann: run x`y now."),
        marks=[
            ("link", "the long report", "https://a.example/r_(1)?a=1&copy;"),
            ("strong", "long report by", ""),
            ("emphasis", "report"),
            ("code", "x`y"),
        ],
    )
    assert to_markdown(page) == (
        "Read [the **long *report***](https://a.example/r_%281%29?a=1&amp;copy;) "
        "**by** Ann: run ``x`y`` now."
    )


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java\nscript:alert(1)",
        "\x01javascript:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "file:///etc/passwd",
        "//a.example/",
        "/relative",
        "",
        "https:",
        "https://a.example/" + 2_000 * "x",
    ],
)
def test_only_web_and_mail_links_are_kept_and_their_text_always(page_of: PageOf, url: str) -> None:
    page = page_of(("paragraph", "See this."), marks=[("link", "this", url)])
    assert to_markdown(page) == "See this."


@given(st.text(max_size=30) | st.text(alphabet="()<>[]\\ \n`\"'&;#|/x", max_size=30))
@example(") [x](https://evil.example")
@example("&rpar;")
def test_a_url_cannot_break_out_of_its_link(rest: str) -> None:
    text = "a link b"
    page = Page(
        text,
        (Span(0, 8, Role.PARAGRAPH),),
        marks=(Mark(0, 8, "block", ""), Mark(2, 6, "link", "https://a.example/" + rest)),
    )
    links = [token for token in tokens(to_markdown(page)) if token.type == "link_open"]
    assert len(links) == 1
    assert str(links[0].attrs["href"]).startswith("https://a.example/")
    assert visible(to_markdown(page)).strip() == text


def test_emphasis_that_could_not_be_read_back_is_dropped(page_of: PageOf) -> None:
    page = page_of(
        ("paragraph", "un(real)ly bold, “so” it"),
        marks=[("strong", "(real)"), ("strong", "bold,"), ("emphasis", "“so” ")],
    )
    assert to_markdown(page) == "un(real)ly **bold,** *“so”* it"


def test_lists_nest(page_of: PageOf) -> None:
    page = page_of(
        *[("list_item", text) for text in ("apples", "red", "green", "plums")],
        marks=[
            ("list", "apples", "ul", "plums"),
            ("item", "apples", "", "green"),
            ("list", "red", "ol", "green"),
            ("item", "red"),
            ("item", "green"),
            ("item", "plums"),
        ],
    )
    assert to_markdown(page) == "- apples\n  1. red\n  2. green\n- plums"


def test_a_nested_list_that_counts_from_another_number_stays_a_list(page_of: PageOf) -> None:
    page = page_of(
        ("list_item", "apples"),
        ("list_item", "red"),
        marks=[
            ("list", "apples", "ul", "red"),
            ("item", "apples", "", "red"),
            ("list", "red", "ol"),
            ("item", "red", "4"),
        ],
    )
    assert to_markdown(page) == "- apples\n\n  4. red"
    assert "ordered_list" in types(to_markdown(page))


def test_two_lists_in_a_row_stay_two(page_of: PageOf) -> None:
    page = page_of(
        *[("list_item", text) for text in ("red", "blue", "one")],
        marks=[
            mark
            for name in ("red", "blue", "one")
            for mark in (("list", name, "ul"), ("item", name))
        ],
    )
    assert to_markdown(page) == "- red\n\n* blue\n\n- one"


def test_quotations_hold_what_is_in_them(page_of: PageOf) -> None:
    page = page_of(
        ("quote", "It blew."),
        ("list_item", "hard"),
        ("embed", "A post"),
        ("note", "Corrected."),
        marks=[("quote", "It blew.", "", "hard"), ("list", "hard", "ul"), ("item", "hard")],
    )
    assert to_markdown(page) == "> It blew.\n>\n> - hard\n\n> A post\n\nCorrected."


def test_the_fence_is_longer_than_any_inside_and_the_language_is_a_word(page_of: PageOf) -> None:
    code = "````\nx\n\n  y"
    page = page_of(
        ("code", code), ("code", "z"), marks=[("pre", code, "c++"), ("pre", "z", "a b`")]
    )
    assert to_markdown(page) == f"`````c++\n{code}\n`````\n\n```\nz\n```"


def test_tables_have_a_header_row_as_wide_as_the_widest(page_of: PageOf) -> None:
    page = page_of(
        *[("table", text) for text in ("Pi|er", "East", "open")],
        marks=[
            ("table", "Pi|er", "", "open"),
            ("row", "Pi|er"),
            ("cell", "Pi|er", "th"),
            ("row", "East", "", "open"),
            ("cell", "East", "td"),
            ("cell", "open", "td"),
        ],
    )
    assert to_markdown(page) == "| Pi\\|er |  |\n| --- | --- |\n| East | open |"
    assert visible(to_markdown(page)).split() == ["Pi|er", "East", "open"]


PIER = Image("https://a.example/p.jpg", "A [pier]", "The east pier.", "Ann Lee")


def test_an_image_stands_with_its_caption_and_credit_once(page_of: PageOf) -> None:
    page = page_of(
        ("paragraph", "It blew."),
        [("caption", "The east pier. "), ("credit", "Photo: Ann Lee")],
        ("caption", "No image here."),
        ("credit", "Bo Do"),
        ("paragraph", "All day."),
        images=[("It blew.", PIER), ("All day.", PIER)],
    )
    assert to_markdown(page) == (
        "It blew.\n\n"
        "![A \\[pier\\]](https://a.example/p.jpg)\n*The east pier. Ann Lee*\n\n"
        "*No image here. Bo Do*\n\n"
        "All day."
    )


@pytest.mark.parametrize(
    ("blocks", "is_shown"),
    [
        (("paragraph", "paragraph"), True),
        (("byline", "paragraph"), True),
        (("navigation", "paragraph"), False),
        (("paragraph", "sharing"), False),
        (("navigation", "title"), False),
    ],
)
def test_an_image_is_shown_where_there_is_content_on_both_sides(
    page_of: PageOf, blocks: Sequence[str], is_shown: bool
) -> None:
    first, second = blocks
    page = page_of(
        (first, "One."), (second, "Two."), images=[("One.", Image("https://a.example/i.png"))]
    )
    assert ("![](https://a.example/i.png)" in to_markdown(page)) is is_shown


@pytest.mark.parametrize("url", ["data:image/png;base64,AA", "javascript:x", "mailto:a@b.example"])
def test_an_image_of_another_scheme_is_left_out_and_its_caption_stays(
    page_of: PageOf, url: str
) -> None:
    page = page_of(
        ("paragraph", "It blew."),
        ("caption", "A pier"),
        images=[("It blew.", Image(url, caption="A pier"))],
    )
    assert to_markdown(page) == "It blew.\n\n*A pier*"


def test_a_line_break_of_a_web_page_is_one_and_that_of_wrapped_text_is_not(page_of: PageOf) -> None:
    page = page_of(("paragraph", "One\ntwo"), media_type="text/html")
    assert to_markdown(page) == "One\\\ntwo"
    assert to_markdown(page_of(("paragraph", "One\ntwo"))) == "One\ntwo"


def test_a_thematic_break_stands_between_parts_of_the_article() -> None:
    marks = [Mark(0, 3, "block", ""), Mark(3, 3, "rule", ""), Mark(4, 7, "block", "")]
    spans = (Span(0, 4, Role.PARAGRAPH), Span(4, 8, Role.PARAGRAPH))
    assert to_markdown(Page("one\ntwo\n", spans, marks=tuple(marks))) == "one\n\n***\n\ntwo"


@pytest.mark.parametrize(
    "text",
    [
        "Prices rose 3.5% - from $5 to $6 (a record).",
        "It's #1; see C# and [sic] or {x} + y = z...",
        "snake_case, a < b & c > d, R&D, AT&T",
        "https://a.example/some_path?x=1&y=2 or a@b.example!",
        "“Quoted” – said so: 1990–2000",
    ],
)
def test_ordinary_text_is_left_as_it_is(page_of: PageOf, text: str) -> None:
    assert to_markdown(page_of(("paragraph", text))) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# x", "\\# x"),
        ("> x", "\\> x"),
        ("- x", "\\- x"),
        ("+ x", "\\+ x"),
        ("12. x", "12\\. x"),
        ("1) x", "1\\) x"),
        ("a\n===", "a\n\\==="),
        ("a\n---", "a\n\\---"),
        ("a | b\n--|--", "a | b\n\\--|--"),
        ("[x]: /y", "[x\\]: /y"),
        ("![x](/y)", "![x\\](/y)"),
        ("<b>", "\\<b>"),
        ("&lt;", "\\&lt;"),
        ("C:\\dir\\*", "C:\\dir\\\\\\*"),
        ("[ ] x", "\\[ ] x"),
    ],
)
def test_syntax_is_escaped_where_it_would_mean_something(
    page_of: PageOf, text: str, expected: str
) -> None:
    page = page_of(("paragraph", text))
    assert to_markdown(page) == expected
    assert types(expected) <= {"paragraph", "inline", "text", "softbreak"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\u200bb\u202ec\U000e0041d\ufeffe\x00f\x9bg\xadh", "abcdefgh"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("👩\u200d🚀 ❤\ufe0f\u200d🔥", "👩\u200d🚀 ❤\ufe0f\u200d🔥"),
        ("a\u200db \u200cx", "ab x"),
        ("☺\ufe0f\U000e0101\ufe01\u200b\ufe02", "☺\ufe0f"),
        ("a\u2028b\x85c", "a\nb\nc"),
        ("a\ud800", "a\ufffd"),
    ],
)
def test_characters_that_nobody_sees_are_left_out(
    page_of: PageOf, text: str, expected: str
) -> None:
    assert to_markdown(page_of(("paragraph", text))) == expected


def test_a_block_of_nothing_to_be_seen_leaves_nothing(page_of: PageOf) -> None:
    kinds = ("heading", "paragraph", "list_item", "quote", "table", "code", "caption")
    page = page_of(*[(kind, "\u200b\u202e") for kind in kinds])
    assert to_markdown(page) == ""


ACTIVE = "ab12 \n\t*_`~[]()<>!#+-=|:.&;\\\"'/{}$^@“é\u200b\u00a0"
HOSTILE = st.text(alphabet=ACTIVE, max_size=40) | st.text(max_size=30)


@given(HOSTILE)
@example("<script>alert(1)</script>")
@example("[x](javascript:alert(1))")
@example("![x](https://evil.example/?q=)")
@example("<https://evil.example>")
@example("[x]: https://evil.example\n[x]")
@example("```\nx\n```")
@example("~~~\nx")
@example("| a |\n|---|")
@example("x\n    y\n\tz")
def test_text_of_a_paragraph_never_becomes_syntax(text: str) -> None:
    page = Page(text, (Span(0, len(text), Role.PARAGRAPH),) if text else ())
    markdown = to_markdown(page)
    assert types(markdown) <= {"paragraph", "inline", "text", "softbreak"}
    assert visible(markdown).split() == shown(text).split()


@given(
    st.sampled_from([Role.HEADING, Role.LIST_ITEM, Role.QUOTE, Role.TABLE, Role.CAPTION]), HOSTILE
)
def test_text_of_any_block_never_becomes_syntax(role: Role, text: str) -> None:
    page = Page(text, (Span(0, len(text), role),) if text else ())
    allowed = {
        Role.HEADING: {"heading"},
        Role.LIST_ITEM: {"bullet_list", "ordered_list", "list_item"},
        Role.QUOTE: {"blockquote"},
        Role.TABLE: {"table", "thead", "tbody", "tr", "th", "td"},
        Role.CAPTION: {"em"},
    }[role]
    markdown = to_markdown(page)
    assert types(markdown) <= allowed | {"paragraph", "inline", "text", "softbreak"}
    if role not in {Role.LIST_ITEM, Role.TABLE}:
        assert visible(markdown).split() == shown(text).split()


@given(HOSTILE)
def test_code_keeps_its_lines_and_stays_in_its_fence(text: str) -> None:
    page = Page(text, (Span(0, len(text), Role.CODE),) if text else ())
    found = tokens(to_markdown(page))
    assert {token.type for token in found} <= {"fence"}
    assert (
        "".join(token.content for token in found).rstrip()
        == shown(text.rstrip().lstrip("\r\n")).rstrip()
    )


@given(
    st.lists(st.tuples(HOSTILE, st.sets(st.sampled_from(["strong", "emphasis", "code", "link"]))))
)
@example([("*a", {"strong"}), ("b*", {"emphasis"}), ("c", set())])
@example([("[x]", set()), ("(https://evil.example)", {"strong"})])
@example([("!", set()), ("x", {"link"})])
@example([("\\", set()), ("x", {"link"}), ("`", {"code"})])
def test_styled_runs_read_back_as_the_same_text(runs: list[tuple[str, set[str]]]) -> None:
    text = "".join(content for content, _ in runs)
    marks, start = [], 0
    for content, kinds in runs:
        end = start + len(content)
        marks += [Mark(start, end, kind, "https://a.example/") for kind in sorted(kinds)]
        start = end
    blocks = (Mark(0, len(text), "block", ""),) if text else ()
    spans = (Span(0, len(text), Role.PARAGRAPH),) if text else ()
    markdown = to_markdown(Page(text, spans, marks=(*blocks, *marks)))
    assert types(markdown) <= {
        *("paragraph", "inline", "text", "softbreak", "strong", "em", "code_inline", "link")
    }
    hrefs = {token.attrs["href"] for token in tokens(markdown) if token.type == "link_open"}
    assert hrefs <= {"https://a.example/"}
    assert "".join(visible(markdown).split()) == "".join(
        "".join(shown(content) for content, _ in runs).split()
    )


def test_rendered_markdown_says_what_the_page_said(page_of: PageOf) -> None:
    page = page_of(
        ("paragraph", "So bold and linked it is."),
        marks=[("strong", "bold and linked"), ("link", "linked it", "mailto:a@b.example")],
    )
    assert html(to_markdown(page)) == (
        '<p>So <strong>bold and</strong> <a href="mailto:a@b.example">'
        "<strong>linked</strong> it</a> is.</p>\n"
    )
