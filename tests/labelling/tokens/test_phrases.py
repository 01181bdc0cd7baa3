"""Phrases found among tokens."""

from __future__ import annotations

from tamis.labelling.tokens.cutting import tokens_of
from tamis.labelling.tokens.phrases import phrase_list

PHRASES = phrase_list({"bridges": ["bridge", "river crossing"], "food": ["crab", "新鲜 蟹"]})


def groups(text: str) -> list[list[str]]:
    bits = PHRASES.groups_of(tokens_of(text).fingerprints).tolist()
    return [[name for place, name in enumerate(PHRASES.groups) if bit >> place & 1] for bit in bits]


def test_every_token_of_a_phrase_is_marked() -> None:
    assert groups("a River, crossing here") == [[], ["bridges"], ["bridges"], []]


def test_a_phrase_may_be_of_several_groups_and_tokens_of_several_phrases() -> None:
    assert groups("crab bridge") == [["food"], ["bridges"]]


def test_scripts_without_spaces_are_looked_up_by_character() -> None:
    assert groups("买新鲜蟹吗") == [[], ["food"], ["food"], ["food"], []]


def test_half_a_phrase_is_none() -> None:
    assert groups("river bank crossing") == [[], [], []]


def test_an_empty_list_knows_nothing() -> None:
    assert phrase_list({}).groups_of(tokens_of("bridge").fingerprints).tolist() == [0]
