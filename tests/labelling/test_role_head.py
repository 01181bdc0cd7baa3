"""The learned choice of roles."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tamis import read
from tamis.labelling import label, load
from tamis.labelling.features import NAMES
from tamis.labelling.forest import Forest
from tamis.labelling.role_head import CONTEXT, RoleHead, context, load_head, save_head
from tamis.options import Options
from tamis.page import Family, Role
from tamis.parsing import parse

ROLES = (Role.TITLE, Role.PARAGRAPH, Role.NAVIGATION, Role.OTHER)
WORDS = NAMES.index("words")


def head(calibrated: list[float] | None = None) -> RoleHead:
    """Calls blocks of more than 10 words paragraphs, others titles or navigation."""
    forest = Forest(
        features=np.array([WORDS], dtype=np.int32),
        thresholds=np.array([10], dtype=np.float32),
        splits=np.array([[0]], dtype=np.int32),
        leaves=np.array([[[2, 0, 2, 0], [0, 2, 0, 1]]], dtype=np.float32),
        bias=np.zeros(4, dtype=np.float32),
        shares=np.zeros((0, 2, 0), dtype=np.float32),
    )
    steps = calibrated or np.linspace(0, 1, 11).tolist()
    return RoleHead(forest, ROLES, np.tile(np.array(steps, dtype=np.float32), (4, 1)))


def columns(words: list[int]) -> np.ndarray:
    made = np.zeros((len(NAMES) + len(CONTEXT), len(words)), dtype=np.float32)
    made[WORDS] = words
    return made


def chosen(words: list[int], kept: list[bool]) -> list[Role]:
    probabilities = head().probabilities(columns(words))
    return [ROLES[n] for n in head().choose(probabilities, np.array(kept)).roles.tolist()]


def test_the_probabilities_of_a_block_add_up_to_one() -> None:
    np.testing.assert_allclose(head().probabilities(columns([3, 30])).sum(axis=0), 1, rtol=1e-6)


def test_what_is_not_kept_is_boilerplate_or_stands_beside_the_text() -> None:
    assert chosen([30, 30], [True, False]) == [Role.PARAGRAPH, Role.OTHER]
    assert chosen([3], [False]) == [Role.TITLE]


def test_a_page_has_one_title() -> None:
    assert chosen([3, 3], [False, False]) == [Role.TITLE, Role.NAVIGATION]


def test_a_confidence_is_the_calibrated_probability() -> None:
    sure = head([0.0] * 8 + [0.6, 0.6, 0.6])
    probabilities = sure.probabilities(columns([30]))
    assert sure.choose(probabilities, np.array([True])).confidence[0] < probabilities[1, 0]


def test_the_confidence_of_no_telling_kind_is_that_it_is_no_content() -> None:
    probabilities = head().probabilities(columns([30]))
    choice = head().choose(probabilities, np.array([False]))
    expected = 1 - probabilities[0, 0] - probabilities[1, 0]
    np.testing.assert_allclose(choice.confidence, [expected], rtol=1e-5)


def test_the_context_says_how_far_the_main_content_is() -> None:
    likely = np.array([0.1, 0.9, 0.9, 0.2], dtype=np.float32)
    words = np.array([2, 40, 50, 3])
    begin, end = context(likely, words)[3:].tolist()
    assert begin == [-1, 0, 1, 2]
    assert end == [-2, -1, 0, 1]


def test_an_empty_page_has_no_context_and_no_choice() -> None:
    none = np.zeros(0, dtype=np.float32)
    assert context(none, none.astype(np.int64)).shape == (len(CONTEXT), 0)
    assert chosen([], []) == []


def test_a_head_is_read_as_it_was_written(tmp_path: Path) -> None:
    save_head(tmp_path / "a.npz", head())
    again = load_head(tmp_path / "a.npz")
    assert again.roles == ROLES
    np.testing.assert_array_equal(
        again.probabilities(columns([3, 30])), head().probabilities(columns([3, 30]))
    )


def test_a_head_of_other_features_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.npz"
    save_head(path, head())
    with np.load(path) as archive:
        arrays = dict(archive)
    np.savez(path, **{**arrays, "names": arrays["names"][1:]})
    with pytest.raises(ValueError, match="other features"):
        load_head(path)


def test_weights_without_roles_leave_them_to_what_the_page_declares() -> None:
    weights = Path(__file__).parents[2] / "src/tamis/labelling/weights"
    document = parse("<nav><a href=/a>News</a></nav><p>A mill reopened.</p>", media_type="html")
    spans = label(document, Options(), load(weights / "html.npz")).spans
    assert spans[0].role is Role.NAVIGATION
    assert "inside <nav>" in spans[0].reasons


def test_every_span_of_a_page_says_why_it_has_its_role() -> None:
    page = read("<nav><a href=/a>News</a></nav><h1>Mill</h1><p>A mill reopened.</p>")
    assert all(span.reasons for span in page.spans)
    assert {span.family for span in page.spans} <= {Family.CONTENT, Family.BOILERPLATE}
