from __future__ import annotations

import csv
import io
import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tamis.apps.quotes import NARROWEST, as_csv, as_json, as_table
from tamis.apps.terminal import columns
from tamis.output import to_appendix
from tamis.page import Attribution, Mark, Page, Part, Role, Span

TEXT = "“It blew,” Ann said. The cook said it had rained."


def page_with(*attributions: Attribution, url: str | None = None) -> Page:
    return Page(
        TEXT,
        (Span(0, len(TEXT), Role.PARAGRAPH),),
        attributions=attributions,
        marks=(Mark(0, len(TEXT), "block", ""),),
        url=url,
    )


ANN = Attribution(
    Part(11, 14, "Ann"),
    Part(15, 19, "said"),
    (Part(0, 10, "“It blew,”"),),
    "direct",
    "Ann Lee",
    "said",
    0.9,
    ("cue “said”",),
)
COOK = replace(ANN, source=Part(21, 29, "The cook"), speaker=None, kind="indirect")


def test_the_table_names_speakers_and_puts_unresolved_sources_in_brackets() -> None:
    text = "\n".join(as_table(page_with(ANN, COOK), width=80))
    assert text.splitlines()[0].split() == ["speaker", "cue", "content", "where"]
    assert "Ann Lee" in text
    assert "[The cook]" in text
    assert "15:19" in text


@pytest.mark.parametrize("width", [10, 60, 80, 200])
def test_no_line_is_wider_than_asked_for_and_no_word_is_lost(width: int) -> None:
    content = " ".join(f"word{number}" for number in range(60)) + " 長い言葉" * 20
    long = replace(ANN, content=(replace(ANN.content[0], text=content),))
    lines = list(as_table(page_with(long), width=width))
    assert max(map(columns, lines)) <= max(width, NARROWEST)
    assert all(f"word{number}" in " ".join(lines) for number in range(60))


@given(st.text(max_size=60))
def test_nothing_of_a_page_drives_a_terminal(text: str) -> None:
    hostile = replace(ANN, speaker=text, content=(replace(ANN.content[0], text=f"\x1b[2J{text}"),))
    assert all(line.isprintable() or not line for line in as_table(page_with(hostile)))


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "\r\n@", "\u200b=", "＝", "|", "%"])
def test_a_spreadsheet_takes_no_cell_for_a_formula(start: str) -> None:
    text = f'{start}HYPERLINK("http://a.example")'
    hostile = replace(
        ANN,
        speaker=text,
        cue=replace(ANN.cue, text=text),
        source=Part(11, 14, text),
        content=(replace(ANN.content[0], text=text),),
    )
    rows = list(csv.reader(io.StringIO("".join(as_csv(page_with(hostile, url=text))))))
    assert len(rows) == 2
    for cell in rows[1]:
        assert not cell.startswith(("=", "+", "-", "@", "\t", "\r", "＝", "|", "%"))


def test_csv_has_one_line_for_each_attribution() -> None:
    lines = list(as_csv(page_with(ANN, COOK)))
    rows = list(csv.DictReader(io.StringIO("".join(lines))))
    assert [row["speaker"] for row in rows] == ["Ann Lee", ""]
    assert [row["source"] for row in rows] == ["Ann", "The cook"]
    assert rows[0]["content"] == "“It blew,”"


def test_json_has_the_attributions_of_the_contract() -> None:
    (one,) = json.loads(as_json(page_with(ANN)))["attributions"]
    assert one["source"] == {"start": 11, "end": 14, "text": "Ann"}
    assert one["reasons"] == ["cue “said”"]


def test_the_appendix_links_to_the_words_on_the_page() -> None:
    written = to_appendix(page_with(ANN, url="https://a.example/p#top"))
    assert "**Ann Lee** said: “It blew,” (direct, said)" in written
    assert "(https://a.example/p#:~:text=%E2%80%9CIt%20blew%2C%E2%80%9D)" in written
    assert "](" not in to_appendix(page_with(ANN, url="javascript:alert(1)"))
    assert to_appendix(page_with()) == ""


def test_the_appendix_holds_no_syntax_of_the_page() -> None:
    hostile = replace(ANN, speaker="[x](http://b.example)", cue=replace(ANN.cue, text="<b>\n# h"))
    written = to_appendix(page_with(hostile))
    assert "[x](" not in written
    assert "\n# h" not in written
    assert "<b>" not in written.replace("\\<b>", "")
