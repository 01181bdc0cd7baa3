from __future__ import annotations

import pytest

from tamis.structure.notes import note_reason, wires_in_note


@pytest.mark.parametrize(
    ("text", "wires"),
    [
        ("With Post wires", ("Post wires",)),
        ("With AP and Reuters", ("AP", "Reuters")),
        ("With files from The Canadian Press", ("The Canadian Press",)),
        ("Reuters contributed to this report.", ("Reuters",)),
        ("The Associated Press contributed to this report", ("The Associated Press",)),
        ("Mit Material von dpa", ("dpa",)),
        ("avec AFP", ("AFP",)),
        ("Con información de EFE", ("EFE",)),
        ("Com informações da Reuters", ("Reuters",)),
        ("Quelle: dpa", ("dpa",)),
        ("(dpa)", ("dpa",)),
    ],
)
def test_a_wire_credit_names_its_agencies(text: str, wires: tuple[str, ...]) -> None:
    assert wires_in_note(text) == wires
    assert note_reason(text) is not None


@pytest.mark.parametrize(
    "text",
    [
        "Correction: an earlier version gave the wrong year.",
        "Editor's note: this story was first published in May.",
        "Anm. d. Red.: Der Name wurde geändert.",
        "Note de la rédaction : le nom a été changé.",
        "Fe de errores: el año era otro.",
        "This article was updated on Monday to add a comment.",
        "(Reporting by Ida Marlow; Editing by Ben Okri)",
        "编者按：本文有删节。",
    ],
)
def test_corrections_and_editors_notes_are_notes(text: str) -> None:
    assert note_reason(text) is not None


@pytest.mark.parametrize(
    "text",
    [
        "With the best of intentions, the council closed the bridge.",
        "Two officials told Reuters.",
        "Rain has contributed to the flood.",
        "With rain",
        "Corrections officers went on strike on Monday.",
    ],
)
def test_a_sentence_is_no_note(text: str) -> None:
    assert note_reason(text) is None
