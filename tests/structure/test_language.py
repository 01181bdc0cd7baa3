"""The language of a page."""

from __future__ import annotations

import pytest

from tamis.structure.language import find_language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The council closed the old bridge on Monday, after the river had risen.", "en"),
        ("Der Stadtrat hat die alte Brücke gesperrt, weil der Fluss gestiegen war.", "de"),
        ("Dewan kota menutup jembatan lama pada Senin malam setelah air naik dua meter.", "id"),
        ("Совет закрыл старый мост в понедельник вечером, после того как поднялась вода.", "ru"),
    ],
)
def test_a_language_that_is_not_declared_is_detected(text: str, language: str) -> None:
    assert find_language("", text) == language


def test_a_declared_language_is_kept_as_a_tag() -> None:
    assert find_language("pt_BR", "The text says something else.") == "pt-BR"


@pytest.mark.parametrize("declared", ["", "{{lang}}", "english language"])
def test_a_short_text_without_a_usable_declaration_has_none(declared: str) -> None:
    assert find_language(declared, "US News") is None
