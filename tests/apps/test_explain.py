from __future__ import annotations

import re
import time

from hypothesis import given
from hypothesis import strategies as st

from tamis.apps.explain import NARROWEST, explain
from tamis.apps.terminal import columns
from tamis.page import Family, Metadata, Page, Role, Span

COLOUR = re.compile("\x1b\\[[0-9;]*m")


def page_of(*parts: tuple[str, Role], **facts: str) -> Page:
    spans: list[Span] = []
    start = 0
    for text, role in parts:
        spans.append(Span(start, start + len(text), role, 0.9, ("a reason",)))
        start += len(text)
    return Page("".join(text for text, _ in parts), tuple(spans), **facts)  # type: ignore[arg-type]


def test_every_span_is_shown_in_order_with_role_family_confidence_offsets_and_reasons() -> None:
    text = "Storm\nThe sea rose.\nBuy now!"
    page = Page(
        text,
        (
            Span(0, 6, Role.TITLE, 0.975, ("in h1", "as in og:title"), path="/html/body/h1"),
            Span(6, 20, Role.PARAGRAPH, 0.5, ("a sentence",)),
            Span(20, 28, Role.SPAM, 1.0, ("shouts",), visible=False),
        ),
    )
    lines = list(explain(page))
    start = lines.index("title  content 0.97  0:6")
    assert lines[start : start + 13] == [
        "title  content 0.97  0:6",
        "│ Storm",
        "  why: in h1; as in og:title",
        "  at: /html/body/h1",
        "",
        "paragraph  content 0.50  6:20",
        "│ The sea rose.",
        "  why: a sentence",
        "",
        "spam  pollution 1.00  20:28  hidden",
        "│ Buy now!",
        "  why: shouts",
        "",
    ]


def test_the_head_says_what_the_page_is() -> None:
    page = Page(
        "x",
        (Span(0, 1, Role.PARAGRAPH),),
        metadata=Metadata(title="Storm"),
        url="https://example.org/",
        media_type="text/html",
        language="en",
        page_type="article",
    )
    assert list(explain(page))[:6] == [
        "url         https://example.org/",
        "title       Storm",
        "language    en",
        "page type   article",
        "media type  text/html",
        "size        1 character, 1 span",
    ]


def test_the_summary_counts_characters_and_shares_by_family_and_role() -> None:
    page = page_of(("x" * 750, Role.PARAGRAPH), ("y" * 150, Role.LEGAL), ("z" * 100, Role.LEGAL))
    summary = list(explain(page))[-6:]
    assert [line.split() for line in summary] == [
        ["summary", "characters", "share", "spans"],
        ["content", "750", "75.0%", "1"],
        ["paragraph", "750", "75.0%", "1"],
        ["boilerplate", "250", "25.0%", "2"],
        ["legal", "250", "25.0%", "2"],
        ["pollution", "0", "0.0%", "0"],
    ]


def test_content_is_shown_whole_and_boilerplate_in_its_first_lines() -> None:
    words = " ".join(f"word{number}" for number in range(200))
    whole = [line for line in explain(page_of((words, Role.PARAGRAPH))) if line.startswith("│")]
    first = [line for line in explain(page_of((words, Role.NAVIGATION))) if line.startswith("│")]
    assert " ".join(line.removeprefix("│ ") for line in whole) == words
    assert first == [*whole[:3], f"│ … and {len(whole) - 3} more lines"]


def test_a_long_path_shows_its_last_steps() -> None:
    path = "/html/body" + "/div" * 40 + "/p[3]"
    lines = list(explain(Page("x", (Span(0, 1, Role.PARAGRAPH, path=path),)), width=60))
    (shown,) = [line for line in lines if line.startswith("  at: ")]
    assert shown.startswith("  at: …/div/")
    assert shown.endswith("/div/p[3]")
    assert 50 < len(shown) <= 60


def test_a_span_of_white_space_says_so() -> None:
    assert "│ (3 characters of white space)" in explain(page_of((" \n ", Role.OTHER)))


def test_an_empty_page_has_a_head_and_a_summary() -> None:
    lines = list(explain(Page("", ())))
    assert "size        0 characters, 0 spans" in lines
    assert lines[-1].split() == ["pollution", "0", "0.0%", "0"]


def test_without_colour_there_is_no_escape_sequence() -> None:
    page = page_of(("\x1b[31mred", Role.PARAGRAPH))
    assert "\x1b" not in "".join(explain(page))


def test_each_family_has_its_colour_and_its_word() -> None:
    page = page_of(("a", Role.PARAGRAPH), ("b", Role.LEGAL), ("c", Role.SPAM))
    lines = list(explain(page, colour=True))
    assert "\x1b[1;32mparagraph  content 0.90  0:1\x1b[0m" in lines
    assert "\x1b[33mlegal  boilerplate 0.90  1:2\x1b[0m" in lines
    assert "\x1b[1;31mspam  pollution 0.90  2:3\x1b[0m" in lines


def test_page_text_cannot_pass_for_a_reason() -> None:
    lines = list(explain(page_of(("x\n  why: all is well", Role.SPAM))))
    assert [line for line in lines if line.startswith("  why:")] == ["  why: a reason"]


@given(
    st.lists(st.tuples(st.text(min_size=1), st.sampled_from(Role)), max_size=8),
    st.text(),
    st.integers(min_value=0, max_value=120),
)
def test_lines_fit_the_width_and_only_the_colours_drive_the_terminal(
    parts: list[tuple[str, Role]], title: str, width: int
) -> None:
    page = page_of(*parts, metadata=Metadata(title=title), url=title)  # type: ignore[arg-type]
    for line in explain(page, width=width, colour=True):
        bare = COLOUR.sub("", line)
        assert bare == "" or not any(character < " " for character in bare)
        assert columns(bare) <= max(width, NARROWEST)


def test_twenty_thousand_spans_take_seconds_at_most() -> None:
    sentence = "The harbour of Mira was closed on Monday after a storm broke two piers.\n"
    page = page_of(*[(sentence, Role.PARAGRAPH)] * 20_000)
    started = time.perf_counter()
    assert sum(1 for _ in explain(page, colour=True)) > 60_000
    assert time.perf_counter() - started < 5


def test_what_pollutes_stands_at_the_end_with_its_reasons() -> None:
    spans = (
        Span(0, 9, Role.PARAGRAPH),
        Span(9, 12, Role.SPAM, 0.9, ("campaign: loans", "no sentence")),
        Span(12, 15, Role.SPAM, 0.9, ("no sentence",), visible=False),
    )
    lines = list(explain(Page("A sea. - Buy me", spans)))
    assert lines[lines.index("pollution") :] == [
        "pollution",
        "  campaign loans: 1 span",
        "  2 × no sentence",
        "  hidden, of whatever role: 3 characters",
    ]


def test_a_clean_page_has_no_word_of_pollution_after_the_summary() -> None:
    assert "pollution" not in list(explain(page_of(("x", Role.PARAGRAPH))))


def test_in_brief_boilerplate_in_a_row_is_one_entry_and_the_rest_stays_as_it_is() -> None:
    page = page_of(
        ("Home\n", Role.NAVIGATION),
        ("Sport\n", Role.NAVIGATION),
        ("We use cookies.\n", Role.CONSENT),
        ("The sea rose.\n", Role.PARAGRAPH),
        ("The sea fell.\n", Role.PARAGRAPH),
        ("More news\n", Role.RELATED),
    )
    lines = list(explain(page, brief=True))
    start = lines.index("boilerplate  0:27  3 spans")
    assert lines[start : start + 4] == [
        "boilerplate  0:27  3 spans",
        "│ Home · Sport · We use cookies.",
        "  2 navigation, 1 consent",
        "",
    ]
    assert sum(line.startswith("paragraph  content") for line in lines) == 2
    assert "related  boilerplate 0.90  55:65" in lines
    assert lines[-20:] == list(explain(page))[-20:]


@given(
    st.lists(st.tuples(st.text(min_size=1, max_size=9), st.sampled_from(list(Role))), max_size=9)
)
def test_in_brief_every_span_of_content_and_pollution_is_still_shown(
    parts: list[tuple[str, Role]],
) -> None:
    page = page_of(*parts)
    headings = [line for line in explain(page, brief=True) if re.match(r"\w+  \w+ 0\.90  \d", line)]
    shown = [span for span in page.spans if span.family is not Family.BOILERPLATE]
    assert len(headings) >= len(shown)
