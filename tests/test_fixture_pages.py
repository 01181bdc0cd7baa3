"""The pages in ``fixtures/`` are read as an editor would read them."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import NamedTuple

import pytest

import tamis
from tamis import Family, Page, Role

FIXTURES = Path(__file__).parent / "fixtures"
NAMES = sorted(
    path.name.removesuffix(".expected.json") for path in FIXTURES.glob("*.expected.json")
)


class Fragment(NamedTuple):
    start: int
    end: int
    role: Role


def read(name: str) -> Page:
    (path,) = (path for path in FIXTURES.glob(f"{name}.*") if path.suffix != ".json")
    return tamis.read(path.read_bytes())


def fragments(name: str, page: Page) -> list[Fragment]:
    """The fragments that ``NAME.expected.json`` names, in the order of the page."""
    found = []
    position = 0
    for entry in json.loads((FIXTURES / f"{name}.expected.json").read_text("utf-8")):
        pattern = re.compile(r"\s+".join(map(re.escape, entry["text"].split())))
        match = pattern.search(page.text, position)
        assert match, f"{name}: not in the page after {position}: {entry['text']!r}"
        found.append(Fragment(match.start(), match.end(), Role(entry["role"])))
        position = match.end()
    return found


def roles_of_characters(page: Page) -> list[Role]:
    return [span.role for span in page.spans for _ in range(span.start, span.end)]


@pytest.mark.parametrize("name", NAMES)
def test_every_expected_fragment_is_in_the_page(name: str) -> None:
    page = read(name)
    assert fragments(name, page)


def test_most_text_has_the_role_that_an_editor_gives_it() -> None:
    counted = right = 0
    for name in NAMES:
        page = read(name)
        roles = roles_of_characters(page)
        for fragment in fragments(name, page):
            for position in range(fragment.start, fragment.end):
                if not page.text[position].isspace():
                    counted += 1
                    right += roles[position] is fragment.role
    assert right / counted > 0.8


@pytest.mark.parametrize("name", [name for name in NAMES if name.startswith("polluted")])
def test_a_polluted_text_is_taken_apart(name: str) -> None:
    page = read(name)
    roles = roles_of_characters(page)
    for fragment in fragments(name, page):
        found = roles[fragment.start : fragment.end]
        share = found.count(fragment.role) / len(found)
        assert share > 0.95, (fragment.role, page.text[fragment.start : fragment.end], set(found))


@pytest.mark.parametrize("name", NAMES)
def test_pollution_is_found_only_where_there_is_some(name: str) -> None:
    page = read(name)
    polluted = [f for f in fragments(name, page) if f.role.family is Family.POLLUTION]
    for span in page.select(family="pollution"):
        assert any(f.start < span.end and span.start < f.end for f in polluted), page.text[
            span.start : span.end
        ]


@pytest.mark.parametrize("name", NAMES)
def test_spam_never_reaches_the_article(name: str) -> None:
    page = read(name)
    article = " ".join(page.article_text().split())
    for fragment in fragments(name, page):
        if fragment.role is Role.SPAM:
            assert " ".join(page.text[fragment.start : fragment.end].split()) not in article
