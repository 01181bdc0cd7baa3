"""Features of blocks."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tamis.labelling.features import ABSENT, GROUPS, NAMES, compute
from tamis.parsing import parse

PAGE = """
<html><head><title>The river rises - Daily Bell</title></head><body>
<nav><a href=/>Home</a> <a href=/news>News</a></nav>
<main><article class="story-body"><h1>The river rises</h1>
<p>The water stood a metre above the quay on Monday. <a href=/x>More rain</a> is due.</p>
<p>Nobody was hurt, the mayor said, and the school stays open for the week.</p></article></main>
<footer><p>© 2024 Daily Bell</p></footer></body></html>
"""


def column(name: str, source: str = PAGE, media_type: str = "html") -> list[float]:
    matrix = compute(parse(source, media_type=media_type)).matrix
    return [round(float(value), 3) for value in matrix[:, NAMES.index(name)]]


@given(st.text(max_size=300), st.sampled_from(["text/plain", "text/html"]))
def test_any_page_has_finite_features(source: str, media_type: str) -> None:
    document = parse(source, media_type=media_type)
    matrix = compute(document).matrix
    assert matrix.shape == (len(document.blocks), len(NAMES))
    assert np.isfinite(matrix).all()


def test_names_are_unique_and_every_one_has_a_group() -> None:
    assert len(set(NAMES)) == len(NAMES)
    assert sum(map(len, GROUPS.values())) == len(NAMES)


def test_own_text() -> None:
    assert column("words") == [2, 3, 14, 14, 3]
    assert column("ends_sentence") == [0, 0, 1, 1, 0]
    assert column("sentences") == [0, 0, 2, 1, 0]
    assert column("word_legal")[-1] == 0
    assert column("share_mark_sign")[-1] > 0


def test_link_share_is_the_share_of_characters_in_links() -> None:
    text = "The water stood a metre above the quay on Monday. More rain is due."
    assert column("link_share")[0] > 0.85
    assert column("link_share")[2] == round(len("More rain") / len(text), 3)
    assert column("link_share")[3] == 0


def test_distances_to_landmarks_count_steps_up() -> None:
    assert column("near_nav")[0] == 0
    assert column("near_nav")[2] > 20
    assert column("near_main")[2] == 2
    assert column("near_class_body")[2] == 1
    assert column("near_footer")[-1] == 1


def test_containers_sum_up_their_blocks() -> None:
    assert column("up1_blocks")[2] == 3
    assert column("up1_paragraphs")[2] == 2


def test_titles_overlap_with_the_declared_one() -> None:
    assert column("title_overlap")[1] == 1
    assert column("equals_title") == [0, 1, 0, 0, 0]


def test_plain_text_has_no_columns_of_the_dom() -> None:
    text = "A headline here\n\nThe first sentence of a text. And a second one.\n"
    assert column("near_nav", text, "text") == [ABSENT, ABSENT]
    assert column("link_share", text, "text") == [ABSENT, ABSENT]
    assert column("words", text, "text") == [3, 10]


def test_words_of_scripts_without_spaces_are_counted_by_characters() -> None:
    assert column("words", "河水周一漲到碼頭以上一公尺", "text") == [6.5]
