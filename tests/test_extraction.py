from __future__ import annotations

import json
from typing import Any

import pytest

from tamis import extraction
from tamis.errors import UsageError
from tamis.extraction import extract
from tamis.options import Options
from tamis.page import Image, Mark, Metadata, Page, Role, Span

PARTS = (
    ("title", "Storm closes the harbour"),
    ("paragraph", "The harbour of Mira was closed."),
    ("table", "Pier\tState"),
    ("comment", "I saw it happen."),
    ("navigation", "Home News"),
)


def make_page() -> Page:
    text = ""
    spans: list[Span] = []
    marks: list[Mark] = []
    for role, content in PARTS:
        start, text = len(text), text + content + "\n"
        spans.append(Span(start, len(text), Role(role), 0.9, ("as written",)))
        marks.append(Mark(start, start + len(content), "block", ""))
    linked = text.index("harbour of")
    marks.append(Mark(linked, linked + 7, "link", "https://example.org/harbour"))
    closed = text.index("\nPier")
    marks.append(Mark(closed, closed, "image", "0"))
    marks.sort(key=lambda mark: (mark.start, -mark.end))
    return Page(
        text,
        tuple(spans),
        metadata=Metadata(
            title='A "storm": <b>[x](y)</b>\u202e', authors=("Ann Lee", "Bo"), tags=("sea",)
        ),
        images=(Image("https://example.org/pier.jpg", alt="A broken pier"),),
        marks=tuple(marks),
        url="https://example.org/storm",
        media_type="text/html",
    )


@pytest.fixture
def given(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    calls: list[dict[str, Any]] = []

    def read(data: bytes | str, **arguments: Any) -> Page:
        calls.append({"data": data, **arguments})
        return make_page()

    monkeypatch.setattr(extraction, "read", read)
    return calls


pytestmark = pytest.mark.usefixtures("given")


def extracted(**arguments: Any) -> str:
    result = extract(b"<p>x</p>", **arguments)
    assert result is not None
    return result


def test_the_text_is_the_article_alone() -> None:
    text = extracted()
    assert "The harbour of Mira was closed." in text
    assert "Pier" in text
    assert "I saw it" not in text
    assert "Home" not in text
    assert text == make_page().article_text()


def test_txt_is_another_name_for_text() -> None:
    assert extracted(output_format="txt") == extracted(output_format="text")


@pytest.mark.parametrize("output_format", ["markdown", "json", "jsonld", "html"])
def test_every_format_holds_the_article(output_format: str) -> None:
    assert "of Mira was closed." in extracted(output_format=output_format)


def test_an_unknown_format_is_refused_with_the_choices() -> None:
    with pytest.raises(UsageError, match=r"'xml' does not exist; choose one of text, txt, mark"):
        extracted(output_format="xml")


def test_the_arguments_reach_read(given: list[dict[str, Any]]) -> None:
    extract("text", url="https://a.example/", media_type="text/plain", favor_recall=True)
    extract("text", favor_precision=True)
    assert given[0] == {
        "data": "text",
        "url": "https://a.example/",
        "media_type": "text/plain",
        "options": Options(favor="recall"),
    }
    assert given[1]["options"] == Options(favor="precision")


def test_both_favours_at_once_are_refused() -> None:
    with pytest.raises(UsageError, match="exclude each other"):
        extracted(favor_precision=True, favor_recall=True)


def test_comments_become_paragraphs_after_the_article_when_asked_for() -> None:
    text = extracted(include_comments=True)
    assert text.index("I saw it happen.") > text.index("of Mira was closed.")
    page = json.loads(extracted(include_comments=True, output_format="json"))
    assert page["article_text"] == text
    assert page["spans"][3]["role"] == "comment"


@pytest.mark.parametrize("output_format", ["text", "markdown", "html", "json", "jsonld"])
def test_roles_are_kept_and_dropped_in_every_format(output_format: str) -> None:
    chosen = extracted(output_format=output_format, keep="comment", drop=["table"])
    flags = extracted(output_format=output_format, include_comments=True, include_tables=False)
    assert chosen == flags


def test_an_unknown_role_is_refused_before_the_page_is_read(given: list[dict[str, Any]]) -> None:
    with pytest.raises(UsageError, match="'advert' is neither a role nor a family; choose from"):
        extracted(keep="advert")
    assert not given


@pytest.mark.parametrize("output_format", ["text", "markdown", "html"])
def test_tables_are_left_out_when_asked_for(output_format: str) -> None:
    assert "Pier" in extracted(output_format=output_format)
    assert "Pier" not in extracted(output_format=output_format, include_tables=False)


@pytest.mark.parametrize("output_format", ["markdown", "html"])
def test_links_and_images_are_kept_when_asked_for(output_format: str) -> None:
    bare = extracted(output_format=output_format)
    assert "example.org/harbour" not in bare
    assert "pier.jpg" not in bare
    assert "harbour of Mira" in bare
    assert "example.org/harbour" in extracted(output_format=output_format, include_links=True)
    assert "pier.jpg" in extracted(output_format=output_format, include_images=True)


@pytest.mark.parametrize("output_format", ["text", "markdown"])
def test_metadata_comes_as_a_yaml_header(output_format: str) -> None:
    body = extracted(output_format=output_format)
    whole = extracted(output_format=output_format, with_metadata=True)
    assert whole == (
        "---\n"
        'title: "A \\"storm\\": \\u003cb>[x]\\u0028y)\\u003c/b>\\u202e"\n'
        'authors: ["Ann Lee", "Bo"]\n'
        'tags: ["sea"]\n'
        'url: "https://example.org/storm"\n'
        "---\n\n" + body
    )
    title = whole.splitlines()[1].removeprefix("title: ")
    assert json.loads(title) == make_page().metadata.title


def test_json_has_the_metadata_always() -> None:
    plain = extracted(output_format="json")
    assert json.loads(plain)["metadata"]["authors"] == ["Ann Lee", "Bo"]
    assert extracted(output_format="json", with_metadata=True) == plain


@pytest.mark.parametrize("output_format", ["text", "markdown", "json", "jsonld", "html"])
def test_nothing_found_is_none(monkeypatch: pytest.MonkeyPatch, output_format: Any) -> None:
    page = Page("Home News", (Span(0, 9, Role.NAVIGATION),))
    monkeypatch.setattr(extraction, "read", lambda *_, **__: page)
    assert extract("Home News", output_format=output_format, with_metadata=True) is None
