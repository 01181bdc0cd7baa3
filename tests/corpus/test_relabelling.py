"""A row after a change: still a partition, and its clean text without what was taken out."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tamis.corpus.refine.article import article_ranges
from tamis.corpus.refine.relabelling import Change, relabelled
from tamis.page import ARTICLE_ROLES, Role, Span, check_partition
from tests.corpus.refine_building import pieces, row

ROLES = (Role.TITLE, Role.PARAGRAPH, Role.LIST_ITEM, Role.HEADING, Role.NAVIGATION, Role.SPAM)
TEXTS = st.text(alphabet="ab ж道 \n.", min_size=1, max_size=12)
ROWS = st.lists(st.tuples(st.sampled_from(ROLES), TEXTS), min_size=1, max_size=8).map(
    lambda blocks: row("r", blocks)
)


@st.composite
def rows_with_changes(draw: st.DrawFn) -> tuple[dict[str, Any], list[Change]]:
    drawn = draw(ROWS)
    places = st.integers(0, len(drawn["page_text"]))
    edges = sorted(draw(st.sets(places, max_size=8)))
    return drawn, [
        Change(start, end, "found", draw(st.sampled_from([None, Role.OTHER, Role.SPAM])), 0.9)
        for start, end in zip(edges[::2], edges[1::2], strict=False)
    ]


@given(rows_with_changes())
def test_spans_stay_a_partition_and_nothing_but_the_article_changes(
    case: tuple[dict[str, Any], list[Change]],
) -> None:
    before, changes = case
    after = relabelled(before, changes)
    assert after["page_text"] == before["page_text"]
    check_partition(
        after["page_text"],
        [Span(span["start"], span["end"], Role(span["role"])) for span in after["spans"]],
    )
    old, new = roles_by_character(before), roles_by_character(after)
    for place, character in enumerate(before["page_text"]):
        if character.isspace():
            continue
        change = next((c for c in changes if c.start <= place < c.end), None)
        if change is None or change.role is None or Role(old[place]) not in ARTICLE_ROLES:
            assert new[place] == old[place]
        else:
            assert new[place] == change.role.value
    assert all(span["family"] == Role(span["role"]).family.value for span in after["spans"])


def roles_by_character(row: dict[str, Any]) -> list[str]:
    return [span["role"] for span in row["spans"] for _ in range(span["start"], span["end"])]


@given(ROWS, st.data())
def test_ranges_of_the_article_leave_out_gaps(drawn: dict[str, Any], data: st.DataObject) -> None:
    size = len(drawn["page_text"])
    edges = sorted(data.draw(st.sets(st.integers(0, size), max_size=8)))
    gaps = list(zip(edges[::2], edges[1::2], strict=False))
    roles = roles_by_character(drawn)
    found = [
        place for start, end in article_ranges(drawn["spans"], gaps) for place in range(start, end)
    ]
    assert found == [
        place
        for place in range(size)
        if Role(roles[place]) in ARTICLE_ROLES and not any(s <= place < e for s, e in gaps)
    ]


def changed(
    blocks: list[tuple[Role, str]], *removed: str, text: str | None = None
) -> dict[str, Any]:
    """The row after these pieces of it were found to be no article."""
    before = row("r", blocks)
    if text is not None:
        before["text"] = text
    changes, at = [], 0
    for piece in removed:
        at = before["page_text"].index(piece, at)
        changes.append(Change(at, at + len(piece), "found", Role.OTHER))
        at += len(piece)
    return relabelled(before, changes)


def test_a_sentence_goes_with_its_end_and_leaves_the_quotation_after_it() -> None:
    found = changed(
        [(Role.PARAGRAPH, "Das Schiff fährt. Jetzt kaufen! „Nein“, sagte sie.")], "Jetzt kaufen!"
    )
    assert found["text"] == "Das Schiff fährt. „Nein“, sagte sie."
    assert pieces(found, role="paragraph") == ["Das Schiff fährt.", "„Nein“, sagte sie."]


def test_a_sentence_at_the_end_of_a_paragraph_goes_with_its_signs() -> None:
    blocks = [(Role.PARAGRAPH, "The boat leaves. (Buy it now!)"), (Role.PARAGRAPH, "It is late.")]
    found = changed(blocks, "(Buy it now!)")
    assert found["text"] == "The boat leaves.\n\nIt is late."


def test_an_item_goes_with_its_number_and_its_line() -> None:
    items = [(Role.LIST_ITEM, text) for text in ("Eins ist da", "Kauft mehr davon", "Drei auch")]
    text = "1. Eins ist da\n2. Kauft mehr davon\n3. Drei auch"
    assert changed(items, items[1][1], text=text)["text"] == "1. Eins ist da\n3. Drei auch"
    both = changed(items, f"{items[0][1]}\n{items[1][1]}", text=text)
    assert both["text"] == "3. Drei auch"


def test_of_a_line_that_comes_twice_only_the_one_that_was_found_goes() -> None:
    blocks = [(Role.PARAGRAPH, text) for text in ("再见。", "船来了。", "再见。", "人走了。")]
    before = row("r", blocks)
    last = before["page_text"].rindex("再见。")
    found = relabelled(before, [Change(last, last + 3, "found", Role.OTHER)])
    assert pieces(found, role="other") == ["再见。"]
    assert found["text"] == "再见。\n\n船来了。\n\n人走了。"


def test_what_the_clean_text_does_not_show_cannot_be_taken_from_it() -> None:
    found = changed(
        [(Role.PARAGRAPH, "Seen."), (Role.PARAGRAPH, "Unseen.")], "Unseen.", text="Seen."
    )
    assert found["text"] == "Seen."
    assert pieces(found, role="other") == ["Unseen."]
