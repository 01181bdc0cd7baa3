"""The language of a page."""

from __future__ import annotations

import pytest

from tamis.structure.language import declared_language, detected_language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The council closed the old bridge on Monday, after the river had risen.", "en"),
        ("Der Stadtrat hat die alte Brücke gesperrt, weil der Fluss gestiegen war.", "de"),
        ("Dewan kota menutup jembatan lama pada Senin malam setelah air naik dua meter.", "id"),
        ("Совет закрыл старый мост в понедельник вечером, после того как поднялась вода.", "ru"),
    ],
)
def test_the_language_of_a_text_is_detected(text: str, language: str) -> None:
    assert detected_language(text) == language


def test_a_text_that_is_too_short_has_none() -> None:
    assert detected_language("US News") is None


def test_a_declared_language_is_kept_as_a_tag() -> None:
    assert declared_language("pt_BR") == "pt-BR"


@pytest.mark.parametrize("declared", ["", "{{lang}}", "english language"])
def test_a_declaration_that_is_no_tag_counts_as_none(declared: str) -> None:
    assert declared_language(declared) is None
