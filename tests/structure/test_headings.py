"""Questions with answers, names in headings, counts beside dates."""

from __future__ import annotations

import pytest

import tamis

ANSWER = "Fast immer, denn die Mühle steht am Fluss und mahlt an jedem Tag der Woche, ob es regnet."


def read(body: str, head: str = "") -> tamis.Page:
    head = f"<title>The mill</title>{head}"
    page = f"<html lang='en'><head>{head}</head><body><main>{body}</main></body>"
    return tamis.read(page, url="https://harwick.example/mill")


def role_of(page: tamis.Page, text: str) -> str:
    start = page.text.index(text)
    return next(span.role.value for span in page.spans if span.start <= start < span.end)


@pytest.mark.parametrize(
    ("question", "answered"),
    [
        ("<summary class='q'>{}</summary><div class='a'><p>{}</p></div>", "heading"),
        ("<div class='question'>{}</div><p>{}</p>", "heading"),
        # In an interview both are spoken, and so are a text's own questions.
        ("<p><strong>{}</strong></p><p>{}</p>", "paragraph"),
        ("<p>{}</p><p>{}</p>", "paragraph"),
    ],
)
@pytest.mark.parametrize("mark", ["?", "？", "؟"])
def test_questions_that_are_answered_below_them_are_headings(
    question: str, answered: str, mark: str
) -> None:
    asked = [f"Wann mahlt die Mühle von Harwick in Teil {n}{mark}" for n in "1234"]
    # The same answer twice would be left out.
    body = "".join(question.format(text, f"Teil {text[-2]}: {ANSWER}") for text in asked)
    page = read(f"<h1>The mill</h1><p>{ANSWER} {ANSWER}</p>{body}")
    assert [role_of(page, text) for text in asked] == [answered] * 4


def test_a_heading_that_names_who_writes_is_a_byline() -> None:
    posts = "".join(
        f"<article><h4 class='message-name'><a class='username'>miller{n}</a></h4>"
        f"<div class='post'><p>{ANSWER} Post {n}. {ANSWER}</p></div></article>"
        for n in "123"
    )
    page = read(f"<h1>Who has seen the mill of Harwick?</h1>{posts}")
    assert role_of(page, "miller2") == "byline"


@pytest.mark.parametrize(
    ("line", "date", "rest", "role"),
    [
        ("May 3, 2024 · 6 min read", "May 3", "6 min", "other"),
        ("03.05.2024, 15:04 | Lesedauer: 7 Minuten", "03.05.2024, 15:04", "Lesedauer", "other"),
        ("3 mai 2024 · 4 minutes de lecture", "3 mai", "4 minutes", "other"),
        ("2024年5月3日 3分钟阅读", "2024年5月3日", "3分钟", "other"),
        ("May 3, 2024 Posted by Ann Lee 59 Comments", "May 3", "Posted by", "byline"),
        ("2024年5月3日 01時40分 (5月4日 01時40分更新)", "2024年5月3日", "5月4日", "date"),
    ],
)
def test_a_date_is_apart_from_what_is_counted_beside_it(
    line: str, date: str, rest: str, role: str
) -> None:
    page = read(
        f"<h1>The mill of Harwick</h1><div class='date'>{line}</div><p>{ANSWER}</p><p>{ANSWER}</p>"
    )
    assert (role_of(page, date), role_of(page, rest)) == ("date", role)


@pytest.mark.parametrize(
    ("byline", "date", "count"),
    [
        ("Von Ann Lee", "3.5.2024, 11.08 Uhr", "7 min"),
        ("By Ann Lee", "May 3, 2024", "6 min read"),
        ("Par Ann Lee", "3 mai 2024", "4 min de lecture"),
    ],
)
def test_a_count_beside_byline_and_date_is_apart(byline: str, date: str, count: str) -> None:
    page = read(
        f"<h1>The mill of Harwick</h1><div><span class='author'>{byline}</span> "
        f"<time>{date}</time> <span>{count}</span></div><p>{ANSWER}</p><p>{ANSWER}</p>"
    )
    assert [role_of(page, text) for text in (byline, date, count)] == ["byline", "date", "other"]


def test_a_declared_author_is_found_among_the_counts() -> None:
    page = tamis.read(
        "<html><head><meta name='author' content='Molweni'></head><body><article><h1>The mill</h1>"
        f"<div class='date'>April 10, 2023 3 years Molweni 142 Views</div><p>{ANSWER}</p>"
        f"<p>{ANSWER}</p></article></body></html>",
        url="https://harwick.example/mill",
    )
    found = [(s.role.value, page.text[s.start : s.end].strip()) for s in page.spans]
    begin = found.index(("date", "April 10, 2023"))
    assert found[begin + 1 : begin + 4] == [
        ("other", "3 years"),
        ("byline", "Molweni"),
        ("other", "142 Views"),
    ]


@pytest.mark.parametrize(
    "opening", ["Das Wichtigste in Kürze:", "Ce qu’il faut retenir :", "要点如下："]
)
def test_a_line_that_opens_a_list_is_no_deck(opening: str) -> None:
    page = read(
        f"<h1>The mill of Harwick</h1><p class='deck'>{opening}</p><ul><li>{ANSWER}</li>"
        f"<li>Two: {ANSWER}</li></ul><p>Three: {ANSWER}</p><p>Four: {ANSWER}</p>"
    )
    assert role_of(page, opening) == "heading"


@pytest.mark.parametrize(
    ("line", "role"),
    [
        ("Annegret Leewarden | Published 15 hours ago", "byline"),
        ("Artikel veröffentlicht am 3. Mai 2024, Annegret Leewarden", "byline"),
        (f"Annegret Leewarden was at the mill when it burned. {ANSWER} {ANSWER}", "paragraph"),
    ],
)
def test_a_short_line_that_names_the_declared_author_is_a_byline(line: str, role: str) -> None:
    page = read(
        f"<h1>Who has seen the mill of Harwick?</h1><div>{line}</div>"
        + "".join(f"<p>{n}. {ANSWER} {ANSWER}</p>" for n in "1234"),
        head="<meta name='author' content='Annegret Leewarden'>",
    )
    assert role_of(page, line) == role


def test_a_sign_before_the_title_is_no_section() -> None:
    lines = ["Society", ">", "The mill of Harwick has burned down", *[f"{ANSWER} {ANSWER}"] * 5]
    page = tamis.read("\n\n".join(lines), media_type="text/plain")
    assert all(span.role != "section" or page.text[span.start] != ">" for span in page.spans)
