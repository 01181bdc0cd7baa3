"""Texts in other languages are read from what ``make`` fetches."""

from __future__ import annotations

from pathlib import Path

import pytest

from training.pollution.abroad import texts_abroad

DECLARATION = """<!doctype html><html lang="eo"><head><title>Esperanto</title></head><body>
<h1>Deklaracio</h1>{articles}</body></html>"""
PAGE = """<?xml version="1.0" encoding="utf-8"?>
<page xmlns="http://projectmallard.org/1.0/" id="print" xml:lang="{language}">
<info><credit><name>Nobody</name></credit></info>
<title>{title}</title>{paragraphs}</page>"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    declarations = tmp_path / "package/declaration"
    declarations.mkdir(parents=True)
    articles = "".join(
        f"<article><h2>Artikolo {number}</h2><ol><li><p>Ĉiu havas rajton {number}.</p></li></ol>"
        "</article>"
        for number in range(1, 13)
    )
    (declarations / "epo.html").write_text(DECLARATION.format(articles=articles), "utf-8")
    for language, title, lines in (
        ("C", "Print a page", [f"Step {number} is easy." for number in range(8)]),
        ("lv", "Drukāt lapu", [f"{n}. solis ir viegls." for n in range(7)] + ["Step 7 is easy."]),
        ("sr@latin", "Print a page", [f"Step {number} is easy." for number in range(8)]),
    ):
        pages = tmp_path / "usr/share/help" / language / "gnome-help"
        pages.mkdir(parents=True)
        paragraphs = "".join(f"<p>{line}</p>" for line in lines)
        page = PAGE.format(language=language, title=title, paragraphs=paragraphs)
        (pages / "print.page").write_text(page, "utf-8")
    return tmp_path


def test_a_declaration_is_three_texts_of_one_group(folder: Path) -> None:
    parts = [text for text in texts_abroad(folder) if text.language == "eo"]
    assert len(parts) == 3
    assert {text.group for text in parts} == {"abroad-eo"}
    lines = [line for text in parts for line in text.lines]
    assert lines[:3] == ["Deklaracio", "Artikolo 1", "Ĉiu havas rajton 1."]
    assert len(lines) == len(set(lines)) == 25


def test_help_is_taken_without_what_is_not_translated(folder: Path) -> None:
    (page,) = [text for text in texts_abroad(folder) if "help" in text.id]
    assert page.language == "lv"
    assert page.lines[0] == "Drukāt lapu"
    assert len(page.lines) == 8
    assert not any("easy" in line for line in page.lines)


def test_who_has_not_fetched_them_is_told_how(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match=r"run `make "):
        texts_abroad(tmp_path)
