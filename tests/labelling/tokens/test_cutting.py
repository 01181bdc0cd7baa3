"""How running text is cut into tokens."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tamis.labelling.tokens.cutting import SCRIPTS, phrase_fingerprints, script_numbers, tokens_of


def words(text: str) -> list[str]:
    tokens = tokens_of(text)
    return [
        text[start:end]
        for start, end in zip(tokens.starts.tolist(), tokens.ends.tolist(), strict=True)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The bridge (built 1912) closed.", ["The", "bridge", "built", "1912", "closed"]),
        ("数学 is 好", ["数", "学", "is", "好"]),
        ("नदी का पुल", ["नदी", "का", "पुल"]),
        ("İzmir’de köprü", ["İzmir", "de", "köprü"]),
        ("b\u200br\u200bi\u200bdge \u200b x", ["b\u200br\u200bi\u200bdge", "x"]),
        ("🌉🌉", []),
        ("", []),
    ],
)
def test_words_are_cut_at_spaces_and_where_a_script_has_none_by_character(
    text: str, expected: list[str]
) -> None:
    assert words(text) == expected


@given(st.text(max_size=200))
def test_tokens_are_in_order_and_never_overlap(text: str) -> None:
    tokens = tokens_of(text)
    edges = [
        edge
        for pair in zip(tokens.starts.tolist(), tokens.ends.tolist(), strict=True)
        for edge in pair
    ]
    assert edges == sorted(edges)
    assert all(
        start < end for start, end in zip(tokens.starts.tolist(), tokens.ends.tolist(), strict=True)
    )
    (spaces,) = tokens.count_between(("space",))
    assert len(spaces) == len(tokens) + 1


def test_the_same_word_has_one_fingerprint_whatever_its_case_and_place() -> None:
    one, _, two = tokens_of("Bridge over BRIDGE").fingerprints.tolist()
    assert one == two


def test_phrases_are_known_by_all_their_tokens_in_order() -> None:
    first = phrase_fingerprints(tokens_of("a b c a b").fingerprints, 2).tolist()
    assert len(first) == 4
    assert first[0] == first[3]
    assert len(set(first)) == 3
    assert len(phrase_fingerprints(tokens_of("a").fingerprints, 2)) == 0


@pytest.mark.parametrize(
    ("letter", "script"),
    [
        ("a", "latin"),
        ("é", "latin"),
        ("ж", "cyrillic"),
        ("न", "devanagari"),
        ("字", "han and kana"),
        ("か", "han and kana"),
        ("한", "hangul"),
        ("ض", "arabic"),
        ("λ", "greek"),
        ("ไ", "thai"),
    ],
)
def test_letters_have_a_script(letter: str, script: str) -> None:
    assert SCRIPTS[script_numbers(tokens_of(letter).codes)[0]] == script
