from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.characters import NO_CHARACTERS, CharacterScores, character_scores, kept_in, within


def _kept(text: str, output: str) -> list[str]:
    """The stretches of the text that the output has, white space aside."""
    mask = kept_in(text, output)
    shown = "".join(
        character if keep or character.isspace() else "\n"
        for character, keep in zip(text, mask, strict=True)
    )
    return [" ".join(line.split()) for line in shown.splitlines() if line.strip()]


def test_marks_are_counted_against_the_truth() -> None:
    text = "abcdefgh"
    scores = character_scores(text, within(text, [(0, 4)]), [(2, 8)])
    assert (scores.found, scores.missed, scores.mistaken, scores.left) == (2, 4, 2, 0)
    assert scores.caught == 2 / 6
    assert scores.precision == 2 / 4
    assert scores.kept == 0.0
    assert scores.f1 == pytest.approx(2 * (1 / 3) * (1 / 2) / (1 / 3 + 1 / 2))


def test_white_space_does_not_count() -> None:
    text = "купить \n\tдёшево ещё"
    scores = character_scores(text, within(text, [(0, 9)]), [(0, 15)])
    assert (scores.wanted, scores.unwanted) == (12, 3)
    assert scores.found == 6


def test_ranges_that_overlap_are_counted_once() -> None:
    assert character_scores("水车重新开放", [True] * 6, [(0, 3), (2, 4)]).wanted == 4


def test_what_there_is_nothing_of_has_no_share() -> None:
    scores = character_scores("mill", [False] * 4, [])
    assert math.isnan(scores.caught)
    assert scores.kept == 1.0
    assert math.isnan(NO_CHARACTERS.f1)


def test_a_mask_of_another_length_is_an_error() -> None:
    with pytest.raises(ValueError, match="zip"):
        character_scores("mill", [True], [])


@given(st.lists(st.tuples(st.booleans(), st.booleans())), st.integers(0, 20))
def test_scores_of_parts_add_up_to_those_of_the_whole(
    marks: list[tuple[bool, bool]], cut: int
) -> None:
    text = "x" * len(marks)

    def scores(start: int, end: int) -> CharacterScores:
        truth = [(i - start, i - start + 1) for i in range(start, end) if marks[i][1]]
        return character_scores(text[start:end], [m for m, _ in marks[start:end]], truth)

    cut = min(cut, len(marks))
    whole, first, last = scores(0, len(marks)), scores(0, cut), scores(cut, len(marks))
    assert whole == first + last


def test_lines_that_are_given_back_are_kept_and_no_others() -> None:
    text = "Mühle öffnet.\nKaufen Sie jetzt!\n\nDer Müller freut sich."
    assert _kept(text, "Mühle  öffnet.\nDer Müller freut sich.") == [
        "Mühle öffnet.",
        "Der Müller freut sich.",
    ]


def test_a_kept_line_is_not_mistaken_for_a_part_of_a_dropped_one() -> None:
    text = "The mill is open again this week.\nThe mill is open"
    mask = kept_in(text, "The mill is open")
    assert mask == within(text, [(text.index("\n") + 1, len(text))])


def test_words_are_found_where_lines_were_joined_or_cut() -> None:
    text = "Le moulin\nrouvre ses portes.\nAchetez vite !\nLe meunier est ravi."
    assert _kept(text, "Le moulin rouvre ses portes. Le meunier") == [
        "Le moulin",
        "rouvre ses portes.",
        "Le meunier",
    ]


def test_composed_and_invisible_characters_make_no_difference() -> None:
    text = "\ufeffCafe\u0301 ouvert\nFerme\u0301"
    assert _kept(text, "Café ouvert") == ["\ufeffCafe\u0301 ouvert"]


@given(
    st.lists(st.sampled_from(["水车开放", "La rueda gira.", "a b", "b", ""]), max_size=8),
    st.data(),
)
def test_of_lines_given_back_word_for_word_every_character_is_kept(
    lines: list[str], data: st.DataObject
) -> None:
    chosen = [line for line in lines if data.draw(st.booleans())]
    text = "\n".join(lines)
    mask = kept_in(text, "\n\n".join(chosen))
    ink = sum(keep and not c.isspace() for c, keep in zip(text, mask, strict=True))
    assert ink == sum(not c.isspace() for line in chosen for c in line)
