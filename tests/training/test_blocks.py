"""Pages and labelled lines turned into rows."""

from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("resiliparse", reason="needs the extra 'train'")

from tamis.labelling.lines import TEXT_NAMES
from training.blocks import rows_of_excerpts, rows_of_lines, rows_of_wet_text
from training.data import LabelledLines, Sample

MENU = [f"Menu entry number {number}" for number in range(12)]
STORY = [f"On day {number} the kettle was put on the table by the cook." for number in range(5)]


def sample(truth: str) -> Sample:
    html = "".join(f"<p>{line}</p>" for line in (*MENU, *STORY))
    return Sample(
        id="one",
        url="https://example.org/",
        group="example.org",
        html=html.encode(),
        page_type="article",
        truth=truth,
        title="",
        authors=(),
        date=None,
    )


def test_an_excerpt_holds_all_content_and_the_other_none() -> None:
    page = rows_of_wet_text(sample("\n".join(STORY)))
    stretch, edge = rows_of_excerpts(sample("\n".join(STORY)), page, seed=1)
    assert stretch.share.sum() == page.share.sum() == len(STORY)
    assert len(stretch.share) < len(page.share)
    assert edge.share.tolist() == [0.0] * len(MENU)
    assert stretch.features.shape == (len(stretch.share), len(TEXT_NAMES))


def test_excerpts_are_the_same_on_every_run() -> None:
    page = rows_of_wet_text(sample("\n".join(STORY)))
    once, again = (rows_of_excerpts(sample("\n".join(STORY)), page, seed=1) for _ in range(2))
    assert [part.share.tolist() for part in once] == [part.share.tolist() for part in again]


def test_a_page_without_truth_has_no_weight_and_no_excerpts() -> None:
    page = rows_of_wet_text(sample(""))
    assert not page.weights.any()
    assert rows_of_excerpts(sample(""), page, seed=1) == []


def test_labelled_lines_weigh_the_same_each() -> None:
    lines = LabelledLines("de-train-0", "de", "train", ("Der Kessel.", "Menü"), (True, False))
    page = rows_of_lines(lines)
    assert page.share.tolist() == [1.0, 0.0]
    assert np.ptp(page.weights) == 0
    assert page.truth == {"der": 1, "kessel": 1}


def test_a_labelled_document_with_a_blank_line_is_refused() -> None:
    with pytest.raises(ValueError, match="blank"):
        rows_of_lines(LabelledLines("de-train-0", "de", "train", ("Ja", " "), (True, False)))
