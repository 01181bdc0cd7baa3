from __future__ import annotations

import pytest

from tamis.errors import UsageError
from tamis.page import Image, Metadata
from tests.output.conftest import PageOf

METADATA = Metadata(
    title="Harbour closed",
    deck="Wind",
    section="World",
    authors=("Ann Lee", "Bo Do"),
    publisher="The Pier",
    date_published="2024-05-03T08:15:00+02:00",
    tags=("sea", "wind"),
    language_declared="en-GB",
    access_declared="paid",
)


def test_trafilaturas_names(page_of: PageOf) -> None:
    page = page_of(("paragraph", "It blew."), metadata=METADATA, url="https://a.example/x")
    found = page.to_dict(style="trafilatura")
    assert found["author"] == "Ann Lee; Bo Do"
    assert found["date"] == "2024-05-03"
    assert found["text"] == "It blew."
    assert (found["hostname"], found["source-hostname"]) == ("a.example", "The Pier")
    assert found["tags"] == "sea;wind"


def test_newspapers_names(page_of: PageOf) -> None:
    page = page_of(("paragraph", "It blew."), metadata=METADATA)
    found = page.to_dict(style="newspaper4k")
    assert found["authors"] == ["Ann Lee", "Bo Do"]
    assert found["publish_date"] == "2024-05-03T08:15:00+02:00"
    assert (found["text"], found["meta_lang"]) == ("It blew.", "en-GB")


def test_fundus_names_with_the_sections_of_the_body(page_of: PageOf) -> None:
    page = page_of(
        ("paragraph", "It blew."),
        ("heading", "The pier"),
        ("paragraph", "It held."),
        ("paragraph", "So far."),
        metadata=METADATA,
        images=[("It blew", Image("https://a.example/p.jpg", "alt", "A pier", "Ann"))],
    )
    found = page.to_dict(style="fundus")
    assert found["body"] == {
        "summary": ["Wind"],
        "sections": [
            {"headline": [], "paragraphs": ["It blew."]},
            {"headline": ["The pier"], "paragraphs": ["It held.", "So far."]},
        ],
    }
    assert found["publishing_date"] == "2024-05-03T08:15:00+02:00"
    assert found["free_access"] is False
    assert (found["images"][0]["caption"], found["images"][0]["authors"]) == ("A pier", ["Ann"])


def test_without_a_style_it_is_the_object_of_the_command(page_of: PageOf) -> None:
    assert "spans" in page_of(("paragraph", "It blew.")).to_dict()


def test_a_style_that_does_not_exist_is_refused(page_of: PageOf) -> None:
    with pytest.raises(UsageError, match="goose"):
        page_of(("paragraph", "It blew.")).to_dict(style="goose")
