"""What the fine finder finds, and what it must never do. All but the hint needs ONNX Runtime."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tamis
from tamis import MissingExtraError, Options
from tamis.attribution.finding import find, finder_of
from tamis.attribution.finding.fine import model
from tamis.attribution.found import Found
from tamis.corpus import RunOptions, run
from tamis.errors import UsageError

needs_runtime = pytest.mark.skipif(
    find_spec("onnxruntime") is None, reason="needs tamis[attribution]"
)
FINE = Options(attributions="all", attribution_model="fine")


def found_in(paragraphs: Sequence[str]) -> list[list[Found]]:
    return find(paragraphs, finder_of("fine"))


def parts(paragraph: str, found: Found) -> tuple[str, str, str]:
    source = paragraph[slice(*found.source)] if found.source else ""
    content = " ".join(paragraph[start:end] for start, end in found.content)
    return source, paragraph[slice(*found.cue)], content


PARAGRAPHS = {
    "“We will rebuild the pier before the winter,” said the harbour master, Ines Calloway.": (
        "the harbour master, Ines Calloway",
        "said",
        "rebuild the pier",
    ),
    "Mayor Tobias Renner said that the bridge would open in May.": (
        "Tobias Renner",
        "said",
        "the bridge would open in May",
    ),
    "According to the police, nobody was hurt in the fire.": (
        "police",
        "According to",
        "nobody was hurt",
    ),
    "The union warned on Monday that four hundred jobs were at risk.": (
        "The union",
        "warned",
        "four hundred jobs were at risk",
    ),
}


@needs_runtime
@pytest.mark.parametrize("paragraph", PARAGRAPHS)
def test_plain_reports_are_attributed(paragraph: str) -> None:
    (found,) = found_in([paragraph])
    assert len(found) == 1
    for part, wanted in zip(parts(paragraph, found[0]), PARAGRAPHS[paragraph], strict=True):
        assert wanted in part


@needs_runtime
def test_text_in_which_nobody_speaks_has_no_attribution() -> None:
    assert found_in(["Heat the oven to 180 degrees. Grease the tin and fill in the dough."]) == [[]]


@needs_runtime
def test_attributions_late_in_a_long_paragraph_have_their_places() -> None:
    sentence = "Mayor Tobias Renner said that the bridge would open in May. "
    paragraph = "The river is wide here. " * 500 + sentence
    (found,) = found_in([paragraph])
    assert [parts(paragraph, each)[1] for each in found] == ["said"]
    assert "Renner" in parts(paragraph, found[0])[0]


@needs_runtime
def test_letters_that_nobody_sees_do_not_move_the_places() -> None:
    plain = "Mayor Tobias Renner said that the bridge would open in May."
    marked = (
        "\u200b\u202e\U000e0041 \ufeff Mayor Tobias Renner\u0301 said that the bridge would open."
    )
    for paragraph in (plain, marked):
        (found,) = found_in([paragraph])
        assert [parts(paragraph, each)[1] for each in found] == ["said"]


@needs_runtime
@pytest.mark.parametrize("filling", ["a", "“", "\n", "a-", "‘’", "é\u0301", "\U0001f600", "\u200b"])
def test_paragraphs_without_words_or_ends_are_no_trouble(filling: str) -> None:
    assert len(found_in([filling * 1_000])) == 1


@needs_runtime
def test_no_paragraphs_and_empty_ones_are_no_trouble() -> None:
    assert found_in([]) == []
    assert found_in(["", "   ", "."]) == [[], [], []]


@needs_runtime
def test_a_very_long_paragraph_takes_bounded_time() -> None:
    begun = time.process_time()
    found_in(["“Go,” he said. " * 1_000])
    assert time.process_time() - begun < 20


@needs_runtime
@settings(deadline=None, max_examples=40)
@given(st.lists(st.text(max_size=200), max_size=4))
def test_every_part_lies_within_its_paragraph_whatever_it_holds(paragraphs: list[str]) -> None:
    found = found_in(paragraphs)
    assert len(found) == len(paragraphs)
    for paragraph, of in zip(paragraphs, found, strict=True):
        for each in of:
            ranges = [each.cue, *each.content, *([each.source] if each.source else [])]
            assert all(0 <= start < end <= len(paragraph) for start, end in ranges)
            assert all(not paragraph[start].isspace() for start, _ in ranges)
            assert 0 <= each.confidence <= 1


WORDS = ("Renner", "said", "“", "”", ".", "that", "the", "pier", "\u200b", "\u0301", "é", "漢字")


@needs_runtime
@settings(deadline=None, max_examples=40)
@given(st.lists(st.sampled_from(WORDS), max_size=60).map(" ".join))
def test_parts_are_whole_words(paragraph: str) -> None:
    edges = {0, len(paragraph)}
    edges |= {place for place, sign in enumerate(paragraph) if not sign.isalnum()}
    edges |= {place + 1 for place in edges}
    for found in found_in([paragraph])[0]:
        ranges = [found.cue, *found.content, *([found.source] if found.source else [])]
        assert {place for each in ranges for place in each} <= edges


@needs_runtime
def test_the_same_paragraphs_are_read_the_same_again() -> None:
    assert found_in(list(PARAGRAPHS)) == found_in(list(PARAGRAPHS))


PAGE = (
    "<html lang=en><body><article><h1>Bridge to open in spring</h1><p>The old bridge over the Lenn "
    "will open again in spring, the town council said on Monday.</p><p>“We have waited two years "
    "for this day, and the work is done,” Mayor Ann Cole said.</p></article></body></html>"
)


@needs_runtime
def test_a_page_is_read_by_the_model_that_is_chosen() -> None:
    page = tamis.read(PAGE, options=FINE)
    assert "Ann Cole" in {one.speaker for one in page.attributions}
    for one in page.attributions:
        assert page.text[one.cue.start : one.cue.end] == one.cue.text


@needs_runtime
def test_the_core_reads_on_where_a_page_is_too_long() -> None:
    line = "Mayor Tobias Renner said that bridge {} would open in May."
    text = "\n\n".join(line.format(number) for number in range(1200))
    fine = tamis.read(text, media_type="text/plain", options=FINE).attributions
    core = tamis.read(
        text, media_type="text/plain", options=replace(FINE, attribution_model="core")
    )
    sure = {one.cue.start: one.confidence for one in core.attributions}
    by_core = [one.cue.start for one in fine if one.confidence == sure.get(one.cue.start)]
    assert by_core and min(by_core) > 50_000


@pytest.fixture
def without_runtime(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    model.shipped.cache_clear()


@pytest.mark.usefixtures("without_runtime")
@pytest.mark.parametrize("language", ["en", "de"])
def test_a_missing_runtime_is_named_with_what_to_install(language: str) -> None:
    with pytest.raises(MissingExtraError, match=r"pip install 'tamis\[attribution\]'"):
        tamis.read(PAGE.replace("lang=en", f"lang={language}"), options=FINE)


@pytest.mark.usefixtures("without_runtime")
def test_the_core_needs_no_runtime() -> None:
    assert tamis.read(PAGE, options=Options(attributions="all")).attributions


@pytest.mark.usefixtures("without_runtime")
def test_a_run_without_the_runtime_stops_before_the_work(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(PAGE)
    with pytest.raises(MissingExtraError, match=r"tamis\[attribution\]"):
        run([str(tmp_path / "a.html")], tmp_path / "output", options=RunOptions(page=FINE))
    assert not (tmp_path / "output").exists()


def test_a_model_is_named_as_it_exists_and_only_for_attributions() -> None:
    with pytest.raises(UsageError, match="choose one of core, fine"):
        Options(attributions="all", attribution_model="coarse")  # type: ignore[arg-type]
    with pytest.raises(UsageError, match="needs attributions"):
        Options(attribution_model="fine")
