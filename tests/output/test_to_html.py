from __future__ import annotations

from collections.abc import Callable

from hypothesis import example, given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from tamis.output import html_blocks, to_html
from tamis.output.safety import shown
from tamis.page import Image, Mark, Metadata, Page, Role, Span

PageOf = Callable[..., Page]

ELEMENTS = frozenset(
    "html head meta title body article header h1 h2 h3 h4 h5 h6 p time figure img figcaption ul ol"
    " li table tbody tr th td blockquote pre code a strong em br hr".split()
)
ATTRIBUTES = frozenset("charset http-equiv content lang datetime src alt href rel value".split())


def body(page: Page) -> str:
    return to_html(page).partition("<article>\n")[2].partition("</article>")[0]


def test_the_document_is_whole_and_loads_nothing_but_images(page_of: PageOf) -> None:
    page = page_of(
        ("title", "A & B"),
        ("deck", "Wind"),
        ("byline", "By Ann"),
        ("paragraph", "It blew."),
        language="en",
        metadata=Metadata(date_published="2024-05-03"),
    )
    assert to_html(page) == (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta http-equiv="Content-Security-Policy"'
        " content=\"default-src 'none'; img-src https: http:\">\n"
        "<title>A &amp; B</title>\n</head>\n<body>\n<article>\n<header>\n"
        "<h1>A &amp; B</h1>\n<p>Wind</p>\n<p>By Ann</p>\n"
        '<p><time datetime="2024-05-03">2024-05-03</time></p>\n</header>\n'
        "<p>It blew.</p>\n</article>\n</body>\n</html>\n"
    )


def test_a_date_that_only_the_text_has_is_no_time_element(page_of: PageOf) -> None:
    assert "<p>3 May</p>" in body(page_of(("date", "3 May")))


def test_lists_nest_and_keep_their_numbers(page_of: PageOf) -> None:
    page = page_of(
        *[("list_item", text) for text in ("apples", "red", "blue", "plums", "ripe")],
        marks=[
            ("list", "apples", "ul", "ripe"),
            ("item", "apples", "", "blue"),
            ("list", "red", "ol", "blue"),
            ("item", "red"),
            ("item", "blue", "5"),
            ("item", "plums", "", "ripe"),
        ],
    )
    assert body(page).split("\n") == [
        "<ul>",
        "<li>apples",
        "<ol>",
        "<li>red</li>",
        '<li value="5">blue</li>',
        "</ol></li>",
        "<li>",
        "<p>plums</p>",
        "<p>ripe</p>",
        "</li>",
        "</ul>",
        "",
    ]


def test_tables_code_quotations_and_inline_marks(page_of: PageOf) -> None:
    page = page_of(
        ("table", "Pier"),
        ("table", "East"),
        ("code", "a <b>\n  c"),
        ("quote", "So it is"),
        ("paragraph", "See the code"),
        marks=[
            ("table", "Pier", "", "East"),
            ("row", "Pier"),
            ("cell", "Pier", "th"),
            ("row", "East"),
            ("cell", "East", "td"),
            ("pre", "a <b>\n  c"),
            ("quote", "So it is"),
            ("strong", "So"),
            ("emphasis", "it"),
            ("link", "the code", 'https://a.example/"onclick="x'),
            ("code", "code"),
        ],
    )
    assert body(page) == (
        "<table>\n<tr><th>Pier</th></tr>\n<tr><td>East</td></tr>\n</table>\n"
        "<pre><code>a &lt;b&gt;\n  c</code></pre>\n"
        "<blockquote>\n<p><strong>So</strong> <em>it</em> is</p>\n</blockquote>\n"
        '<p>See <a href="https://a.example/%22onclick=%22x" rel="noopener nofollow">'
        "the <code>code</code></a></p>\n"
    )


def test_images_are_figures_and_line_breaks_of_web_pages_are_kept(page_of: PageOf) -> None:
    page = page_of(
        ("paragraph", "It\nblew."),
        ("caption", "A pier"),
        images=[("blew.", Image("https://a.example/p.jpg", 'A "pier"', "A pier", "Ann"))],
        media_type="text/html",
    )
    assert body(page) == (
        "<p>It<br>\nblew.</p>\n"
        '<figure>\n<img src="https://a.example/p.jpg" alt="A &quot;pier&quot;">\n'
        "<figcaption>A pier Ann</figcaption>\n</figure>\n"
    )


HOSTILE = st.text(max_size=30) | st.text(alphabet="ab<>/\"'&;=!-[]` \nonsrcipt:", max_size=40)


@given(
    st.lists(st.tuples(st.sampled_from(sorted(Role)), HOSTILE.filter(bool)), max_size=6),
    HOSTILE,
    HOSTILE,
)
@example([(Role.PARAGRAPH, "<script>alert(1)</script>")], "javascript:alert(1)", "x")
@example([(Role.TITLE, "</title><script>x</script>")], '"onmouseover="x', '"><img onerror=x>')
@example(
    [(Role.CODE, "</code></pre><img src=x onerror=y>")], "https://a/'onx='", "--><svg/onload=x>"
)
def test_nothing_of_a_page_becomes_markup(
    parts: list[tuple[Role, str]], url: str, value: str
) -> None:
    text = "".join(content for _, content in parts)
    spans, start = [], 0
    for role, content in parts:
        spans.append(Span(start, start + len(content), role))
        start += len(content)
    page = Page(
        text,
        tuple(spans),
        marks=(
            Mark(0, len(text), "pre", value),
            Mark(0, len(text), "link", url),
            Mark(len(text), len(text), "image", "0"),
        ),
        images=(Image(url, value, value, value),),
        metadata=Metadata(title=value, deck=value, authors=(value,), date_published=value),
        language=value,
    )
    document = to_html(page)
    tree = LexborHTMLParser(document)
    assert tree.root is not None
    for node in tree.root.traverse(include_text=False):
        assert node.tag in ELEMENTS
        assert set(node.attributes) <= ATTRIBUTES
        for name in ("href", "src"):
            assert (node.attributes.get(name) or "https:").startswith(
                ("http:", "https:", "mailto:")
            ), document
    assert document.encode()


def test_text_is_shown_as_it_is_less_what_cannot_be_seen(page_of: PageOf) -> None:
    text = "a &amp; <b>\u202e\ud800 \U000e0041c"
    tree = LexborHTMLParser(to_html(page_of(("paragraph", text))))
    (paragraph,) = tree.css("article > p")
    assert paragraph.text() == shown(text) == "a &amp; <b>\ufffd c"


def test_blocks_for_another_document_have_links_in_place_of_images(page_of: PageOf) -> None:
    page = page_of(
        ("title", "The pier"),
        ("paragraph", "It blew."),
        ("caption", "The pier at dusk."),
        images=(
            (
                "It blew.",
                Image("https://a.example/p.jpg", alt="A <pier>", caption="The pier at dusk."),
            ),
        ),
    )
    written = "".join(html_blocks(page))
    assert "<img" in to_html(page)
    assert "<img" not in written
    assert (
        '<figure>\n<figcaption><a href="https://a.example/p.jpg" rel="noopener nofollow">'
        "Image: A &lt;pier&gt;</a> The pier at dusk.</figcaption>\n</figure>"
    ) in written
    assert written.startswith("<header>\n<h1>The pier</h1>")
