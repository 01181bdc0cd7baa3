from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import tamis
from tamis.page import Role, Span, check_partition
from tamis.parsing import parse
from tamis.structure.datelines import find_dateline, part_datelines

REST = "The ferries run again since noon, and the mayor was seen on the pier."


@pytest.mark.parametrize(
    ("dateline", "agency"),
    [
        ("MIRA, Velland (AP) — ", "AP"),
        ("BERLIN (dpa) - ", "dpa"),
        ("Nueva Mira, 25 nov (EFE).- ", "EFE"),
        ("KYIV, May 3 (Reuters) – ", "Reuters"),
        ("PARIS (AFP/Reuters) -- ", "AFP"),
        ("(서울=연합뉴스) ", "연합뉴스"),
        ("新华社北京5月3日电 ", "新华社"),
        ("Mira, Antara -- ", "Antara"),
        ("Jakarta, Harian Laut -- ", None),
        ("PORT MIRA — ", None),
    ],
)
def test_place_day_and_agency_before_the_first_sentence_are_a_dateline(
    dateline: str, agency: str | None
) -> None:
    found = find_dateline(dateline + REST)
    assert found is not None
    assert (dateline + REST)[: found.end] == dateline
    assert found.agency == agency


@pytest.mark.parametrize(
    "text",
    [
        "The club (founded 1900) - a small one - has a pier.",
        "UPDATE — The ferries run again.",
        "Ann Lee — a teacher — was seen on the pier.",
        "According to the agency (AP) the ferries run again since noon on Monday.",
        "TLDR - any ideas for a beginner with a small pier?",
        "SELECT, TABLE — retrieve rows from a table",
        "BERLIN (dpa) - ",
        "",
    ],
)
def test_what_only_looks_like_a_dateline_is_none(text: str) -> None:
    assert find_dateline(text) is None


def test_the_dateline_is_a_span_and_still_begins_the_article() -> None:
    text = f"MIRA, Velland (AP) — {REST}"
    page = tamis.read(
        "<html lang=en><title>Storm over Mira</title><article><h1>Storm over Mira</h1>"
        f"<p>{text}</p><p>{REST} {REST}</p><p>Nobody was hurt. {REST}</p></article></html>"
    )
    (dateline,) = page.select(role="dateline")
    assert page.text[dateline.start : dateline.end] == "MIRA, Velland (AP) — "
    assert text in page.article_text()
    assert page.metadata.wires == ("AP",)
    assert "MIRA, Velland (AP)\n" in page.markdown()


@given(st.text(alphabet="AB (ap)—-.\n,", max_size=120))
def test_parting_keeps_the_partition(text: str) -> None:
    document = parse(text + "x", media_type="text/plain")
    spans = (Span(0, len(document.text), Role.PARAGRAPH),)
    check_partition(document.text, part_datelines(document, spans))
