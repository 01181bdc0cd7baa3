"""How much of a page is kept."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tamis.labelling.decoding import copies, kept_blocks
from tamis.labelling.network import PAGE_TYPES
from tamis.parsing import parse

PAGES = st.lists(
    st.tuples(st.floats(0.0, 1.0, width=32), st.integers(1, 300)), min_size=1, max_size=40
)


EVEN = np.full(len(PAGE_TYPES), 1 / len(PAGE_TYPES), dtype=np.float32)


def surely(page_type: str) -> np.ndarray:
    return np.array([name == page_type for name in PAGE_TYPES], dtype=np.float32)


def arrays(page: list[tuple[float, int]]) -> tuple[np.ndarray, np.ndarray]:
    return (
        np.array([p for p, _ in page], dtype=np.float32),
        np.array([w for _, w in page], dtype=np.int64),
    )


@given(PAGES)
def test_a_kept_block_is_never_less_likely_than_one_left_out(page: list[tuple[float, int]]) -> None:
    likely, words = arrays(page)
    kept = kept_blocks(likely, words, EVEN, "balance")
    if kept.any() and not kept.all():
        assert likely[kept].min() >= likely[~kept].max()


@given(PAGES)
def test_precision_keeps_at_most_and_recall_at_least_what_balance_keeps(
    page: list[tuple[float, int]],
) -> None:
    likely, words = arrays(page)
    sizes = [
        kept_blocks(likely, words, EVEN, favor).sum()
        for favor in ("precision", "balance", "recall")
    ]
    if sizes[1] and (likely > 0.5).any():
        assert sizes[0] <= sizes[1] <= sizes[2]


@given(PAGES)
def test_a_listing_keeps_at_least_what_an_article_keeps(page: list[tuple[float, int]]) -> None:
    likely, words = arrays(page)
    article = kept_blocks(likely, words, surely("article"), "balance")
    listing = kept_blocks(likely, words, surely("listing"), "balance")
    if (likely > 0.5).any():
        assert article.sum() <= listing.sum()


def test_a_page_without_anything_likely_keeps_nothing() -> None:
    likely, words = arrays([(0.05, 10), (0.1, 5)])
    assert not kept_blocks(likely, words, EVEN, "balance").any()


def test_sure_content_is_kept_and_sure_boilerplate_left_out() -> None:
    likely, words = arrays([(0.99, 50), (0.02, 5), (0.97, 80), (0.01, 30)])
    assert kept_blocks(likely, words, EVEN, "balance").tolist() == [True, False, True, False]


LONG = "The ferry will leave from the old pier until the new one has been built."


def copied(html: str) -> list[bool]:
    document = parse(html, media_type="text/html")
    words = np.array([len(document.text[b.start : b.end].split()) for b in document.blocks])
    found: list[bool] = copies(document, np.ones(len(words), dtype=np.bool_), words).tolist()
    return found


def test_a_text_that_was_kept_before_is_a_copy() -> None:
    assert copied(f"<p>{LONG}</p><p>Else.</p><p>{LONG}</p>") == [False, False, True]


def test_short_texts_and_verse_may_repeat() -> None:
    assert not any(copied("<p>Yes.</p><p>Yes.</p>"))
    verse = LONG.replace(" until", "<br>until")
    assert not any(copied(f"<p>{verse}</p><p>{verse}</p>"))


def test_an_item_may_repeat_in_a_list_that_is_new_otherwise() -> None:
    power = "<li>Draws 300 watts, which is ten pence an hour in use</li>"
    first = f"<ul>{power}<li>Holds 15 kg</li><li>Three years' guarantee</li></ul>"
    other = f"<ul>{power}<li>Holds 9 kg</li><li>One year's guarantee</li></ul>"
    assert not any(copied(first + other))
    assert copied(first + first) == [False, False, False, True, False, False]
    within = f"<ul>{power}{power}<li>Holds 9 kg</li><li>One year's guarantee</li></ul>"
    assert copied(within) == [False, True, False, False]
