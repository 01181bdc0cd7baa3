from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser
from starlette.testclient import TestClient

from tamis.apps.serve import compare
from tamis.apps.serve.comparing import MOST_ROWS, Piece, Row, compared
from tests.apps.serve.test_api import problem
from tests.apps.test_cli import ARTICLE, SENTENCES

LINES = st.lists(st.sampled_from(["It blew.", "It blew hard.", "The sea rose.", "  ", "風"]))


@given(LINES, LINES)
def test_each_side_is_there_whole_and_in_order(left: list[str], right: list[str]) -> None:
    rows = compared("\n".join(left), "\n".join(right)).rows
    for side, lines in (("left", left), ("right", right)):
        shown = ["".join(piece.text for piece in getattr(row, side)) for row in rows]
        assert [line for line in shown if line] == [line for line in lines if line.strip()]
    assert all(row.left or row.right for row in rows)


def test_the_words_that_differ_are_marked() -> None:
    assert compared("The storm was strong.", "The storm was very strong.").rows == (
        Row(
            (Piece("The storm was "), Piece("strong.")),
            (Piece("The storm was "), Piece("very ", is_alone=True), Piece("strong.")),
        ),
    )


def test_lines_of_one_side_stand_alone() -> None:
    comparison = compared("One.\nTwo.\nThree.", "One.\nThree.")
    assert [bool(row.right) for row in comparison.rows] == [True, False, True]
    assert comparison.words == (1, 2, 0)


def test_what_is_too_long_is_cut() -> None:
    comparison = compared("\n".join(map(str, range(MOST_ROWS + 1))), "")
    assert comparison.is_cut
    assert len(comparison.rows) == MOST_ROWS


def located(client: TestClient, body: bytes) -> str:
    response = client.post("/pages", content=body, headers={"Content-Type": "text/html"})
    return str(response.json()["location"]).rpartition("/")[2]


def test_two_versions_of_a_page_are_compared(client: TestClient) -> None:
    name, other = located(client, ARTICLE), located(client, ARTICLE.replace(b"two of", b"one of"))
    tree = LexborHTMLParser(client.get(f"/compare/{name}/{other}").text)
    (row,) = tree.css("tr.differs")
    assert [mark.text() for mark in row.css("mark")] == ["two", "one"]


@pytest.mark.parametrize("other", ["precision", "recall", "trafilatura"])
def test_other_readings_of_a_page_are_compared(client: TestClient, other: str) -> None:
    if other == "trafilatura":
        pytest.importorskip("trafilatura")
    response = client.get(f"/compare/{located(client, ARTICLE)}/{other}")
    assert response.status_code == 200
    tree = LexborHTMLParser(response.text)
    assert other in tree.css("th")[1].text()
    rows = [[cell.text() for cell in row.css("td")] for row in tree.css("tbody tr")]
    assert [SENTENCES[0], SENTENCES[0]] in rows


def test_without_trafilatura_it_is_not_offered(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compare, "has_trafilatura", lambda: False)
    assert "trafilatura" not in client.get("/compare").text


def test_pages_that_are_not_kept_cannot_be_compared(client: TestClient) -> None:
    problem(client.get("/compare/0123/trafilatura"), 404)
    problem(client.get(f"/compare/{located(client, ARTICLE)}/0123"), 404)
