"""HTML to blocks: words, boundaries, layout, visibility, bounds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tamis.errors import TooLargeError
from tamis.page import Mark
from tamis.parsing import Document, parse
from tamis.parsing import html as html_module

WORDS = st.text(alphabet="abcdefghijkäöüßéñжшя漢字", min_size=2, max_size=8)
SEPARATORS = st.sampled_from(
    [
        " ",
        "\n",
        " \t ",
        "</p><p>",
        "</p>\n<div><span>x1</span></div><p>",
        "<br>",
        "<br><br>",
        "<img src=a.png>",
        "<hr>",
        "</p><ul><li>x2</ul><p>",
    ]
)
TIGHT = ["b", "i", "em", "strong", "sub", "u", "font"]


def parse_html(source: str, url: str | None = None) -> Document:
    return parse(source, url=url, media_type="text/html")


def texts(document: Document) -> list[str]:
    return [document.text[block.start : block.end] for block in document.blocks]


def marked(document: Document, kind: str) -> list[tuple[str, str]]:
    return [
        (document.text[mark.start : mark.end], mark.value)
        for mark in document.marks
        if mark.kind == kind
    ]


@given(st.lists(st.tuples(WORDS, SEPARATORS), min_size=1, max_size=20))
def test_words_are_never_squashed_together_and_never_doubled(
    pieces: list[tuple[str, str]],
) -> None:
    source = "<p>" + "".join(word + separator for word, separator in pieces) + "</p>"
    expected = []
    for word, separator in pieces:
        expected.append(word)
        expected += [mark for mark in ("x1", "x2") if mark in separator]
    assert parse_html(source).text.split() == expected


@given(WORDS, st.sampled_from(TIGHT), st.integers(0, 8))
def test_formatting_inside_a_word_never_splits_it(word: str, tag: str, cut: int) -> None:
    source = f"<p>{word[:cut]}<{tag}>{word[cut:]}</{tag}></p>"
    assert parse_html(source).text == word


@given(st.lists(WORDS, min_size=2, max_size=6), st.sampled_from(["a", "span", "label", "x-chip"]))
def test_adjacent_inline_elements_are_kept_apart(words: list[str], tag: str) -> None:
    source = "<div>" + "".join(f"<{tag}>{word}</{tag}>" for word in words) + "</div>"
    assert parse_html(source).text.split() == words


def test_letters_in_elements_of_their_own_spell_one_word() -> None:
    source = "<h1>" + "".join(f"<span>{letter}</span>" for letter in "tamis") + "</h1>"
    assert parse_html(source).text == "tamis"


def test_highlighted_code_keeps_its_tokens_together() -> None:
    source = "<pre><code><span>page</span><span>.</span><span>spans</span>\n  <i>x</i></code></pre>"
    assert parse_html(source).text == "page.spans\n  x"


@given(st.text(max_size=300))
def test_blocks_are_ordered_and_only_white_space_lies_between_them(source: str) -> None:
    document = parse_html(source)
    position = 0
    for block in document.blocks:
        assert block.start >= position
        assert not document.text[position : block.start].strip()
        assert block.end > block.start
        assert block.runs[0].start == block.start
        assert block.runs[-1].end == block.end
        for before, after in zip(block.runs[:-1], block.runs[1:], strict=True):
            assert before.end == after.start
        position = block.end
    assert not document.text[position:].strip()


def test_entities_are_characters_and_markup_in_them_is_text() -> None:
    assert (
        parse_html("<p>caf&eacute; &lt;b&gt; &#x1F600; &amp;amp;</p>").text == "café <b> 😀 &amp;"
    )


def test_one_line_break_ends_a_line_and_two_end_a_block() -> None:
    document = parse_html("<p>one<br>two<br><br>three</p>")
    assert texts(document) == ["one\ntwo", "three"]


def test_preformatted_text_keeps_its_lines_and_indentation() -> None:
    document = parse_html("<pre>\n\n  def f():\n      return 1\n\n</pre><p>after</p>")
    assert texts(document) == ["  def f():\n      return 1", "after"]


def test_layout_is_kept_as_marks() -> None:
    document = parse_html(
        "<h2>Head</h2><ul><li>a<ol><li>b</ol></ul>"
        "<table><tr><th>k<td>v</tr><tr><td><td>w</table><blockquote>q</blockquote>"
        '<pre class="language-python">x</pre>',
    )
    assert marked(document, "heading") == [("Head", "2")]
    assert marked(document, "list") == [("a\nb", "ul"), ("b", "ol")]
    assert marked(document, "item") == [("a\nb", ""), ("b", "")]
    assert marked(document, "cell") == [("k", "th:1"), ("v", "td:2"), ("w", "td:2")]
    assert marked(document, "row") == [("k\nv", ""), ("w", "")]
    assert marked(document, "quote") == [("q", "")]
    assert marked(document, "pre") == [("x", "python")]


def test_marks_come_outer_first() -> None:
    document = parse_html("<ul><li><b><a href=/x>one</a></b></ul>")
    kinds = [mark.kind for mark in document.marks]
    assert kinds == ["list", "item", "block", "strong", "link"]


def test_links_and_images_are_resolved_and_keep_their_place() -> None:
    document = parse_html(
        '<p>See <a href="/x?a=1">this</a></p><figure><img data-src="i.jpg" alt="A cat">'
        "<figcaption>Cap</figcaption></figure>",
        url="https://example.org/a/b.html",
    )
    assert marked(document, "link") == [("this", "https://example.org/x?a=1")]
    assert document.images[0].url == "https://example.org/a/i.jpg"
    assert document.images[0].alt == "A cat"
    place = next(mark for mark in document.marks if mark.kind == "image")
    assert place == Mark(9, 9, "image", "0")


def test_a_base_element_moves_the_links() -> None:
    document = parse_html(
        '<head><base href="https://cdn.example.org/"></head><a href="x">y</a>',
        url="https://example.org/",
    )
    assert marked(document, "link") == [("y", "https://cdn.example.org/x")]


def test_a_broken_address_stays_as_it_stands() -> None:
    document = parse_html('<a href="//[x">y</a>', url="https://example.org/")
    assert marked(document, "link") == [("y", "//[x")]


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("<p hidden>x</p>", "hidden attribute"),
        ('<div style="display:none"><p>x</p></div>', "display:none"),
        ("<style>.h{display:none}</style><p class=h>x</p>", "display:none"),
        ("<noscript><p>x</p></noscript>", "noscript"),
        ("<template><p>x</p></template>", "template"),
        ("<svg><title>x</title></svg>", "tooltip"),
    ],
)
def test_hidden_text_is_kept_and_its_element_says_why(source: str, reason: str) -> None:
    document = parse_html(f"<body>{source}")
    assert document.text == "x"
    assert document.elements[document.blocks[0].runs[0].element].hidden == reason


@pytest.mark.parametrize(
    "source",
    [
        "<details><summary>s</summary><p>x</p></details>",
        "<body style='opacity:0'><p>x</p>",
        "<style>html{visibility:hidden}</style><p>x</p>",
    ],
)
def test_what_a_reader_can_open_or_a_script_reveals_is_not_hidden(source: str) -> None:
    document = parse_html(source)
    assert not any(
        document.elements[run.element].hidden for block in document.blocks for run in block.runs
    )


def test_script_style_and_comments_are_no_text() -> None:
    document = parse_html("<script>a()</script><style>p{}</style><!-- c --><p>x</p>")
    assert document.text == "x"


def test_the_head_is_declared_and_no_text() -> None:
    document = parse_html(
        '<html lang=de><head><title> A  b </title><meta property="og:title" content="C">'
        '<link rel=canonical href="/c"><script type="application/ld+json">{"a":1}</script>'
        "</head><body>x",
        url="https://example.org/",
    )
    assert document.text == "x"
    declared = document.declared
    assert declared.title == "A b"
    assert declared.language == "de"
    assert declared.metas == (("og:title", "C"),)
    assert declared.links == (("canonical", "https://example.org/c"),)
    assert declared.json_ld == ('{"a":1}',)


def test_an_element_that_never_ends_does_not_swallow_the_page() -> None:
    article = "<p>" + "Some words of an article. " * 40 + "</p>"
    document = parse_html(f"<body><noscript><iframe src=x></noscript>{article}")
    assert document.text.count("article") == 40


def test_elements_below_the_greatest_depth_keep_their_text() -> None:
    document = parse_html("<div>" * 2000 + "deep" + "</div>" * 2000)
    assert document.text == "deep"
    assert max(element.depth for element in document.elements) < html_module.MAX_DEPTH


def test_too_many_elements_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(html_module, "MAX_ELEMENTS", 100)
    with pytest.raises(TooLargeError, match="more than 100 elements"):
        parse_html("<p>x" * 101)
