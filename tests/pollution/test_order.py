"""Words that stand in no order are found, in languages whose order is known; nothing else is."""

from __future__ import annotations

import random
from importlib.resources import files

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tamis
from tamis import Role
from tamis.labelling.tokens import read_tokens
from tamis.pollution.order import Disorder, disorders_in, gains_of, shipped, words_of

ENGLISH = [
    "The old ferry left the harbour at six, and by the time the rain had stopped there was hardly "
    "anyone on deck who could say how long the crossing would take or why it was so late again.",
    "We sat in the small room behind the kitchen with a pot of tea, and the woman who ran the "
    "place told us about the winter when the lake had frozen and people walked to the island.",
    "When the council met on Monday it was clear that most of the members had not read the report, "
    "so the vote was put off until the end of the month and nobody seemed to be sorry about it.",
]
FRENCH = [
    "Le vieux bac a quitté le port à six heures, et quand la pluie a cessé il n'y avait presque "
    "plus personne sur le pont pour dire combien de temps la traversée allait encore durer.",
    "Nous étions assis dans la petite salle derrière la cuisine avec une tasse de thé, et la femme "
    "qui tenait la maison nous a parlé de l'hiver où le lac était pris par la glace.",
    "Quand le conseil est revenu le lundi, il était clair que la plupart des membres ne l'avaient "
    "pas lu, et le vote a été remis à la fin du mois sans que personne ne le regrette.",
]
SWEDISH = [
    "Den gamla färjan lämnade hamnen klockan sex, och när regnet hade slutat fanns det knappt "
    "någon kvar på däck som kunde säga hur lång tid det skulle ta att komma över till ön igen.",
    "Vi satt i det lilla rummet bakom köket med en kopp te, och kvinnan som hade huset berättade "
    "för oss om vintern då sjön hade frusit och man kunde gå hela vägen till ön och tillbaka.",
    "När rådet möttes på måndagen var det klart att de flesta av dem inte hade läst det som de "
    "skulle, så det fick vänta till slutet av månaden och det var ingen som var ledsen för det.",
]
NAMES = (
    "oak, ash, elm, beech, birch, rowan, hazel, alder, willow, poplar, maple, lime, holly, yew, "
    "pine, spruce, larch, fir, juniper, cherry, pear, apple, plum, quince, medlar, walnut, chestnut"
)
VERSE = """the river the road the rain on the stone
the gate and the garden the wind and the bone
a light in a window a hand on a door
the sea and the silence the salt and the shore"""
CODE = """for item in items: total += item.price if item.price else 0
while not done and count < limit: count += 1; done = check(count, limit)"""
# In Esperanto, of which the table has nothing.
ELSEWHERE = [
    "La malnova ŝipo forlasis la havenon je la sesa, kaj kiam la pluvo ĉesis estis preskaŭ neniu "
    "sur la ferdeko kiu povus diri kiom longe la vojaĝo daŭros kaj kial ĝi denove malfruas.",
    "Ni sidis en la malgranda ĉambro malantaŭ la kuirejo kun taso da teo, kaj la virino de la domo "
    "rakontis al ni pri la vintro kiam la lago estis frosta kaj oni iris piede al la insulo.",
]


def shuffled(line: str, seed: int = 1) -> str:
    words = line.split()
    random.Random(seed).shuffle(words)
    return " ".join(words)


def found_in(text: str) -> list[Disorder]:
    return disorders_in(read_tokens(text))


@pytest.mark.parametrize("lines", [ENGLISH, FRENCH, SWEDISH, ELSEWHERE])
@pytest.mark.parametrize("glue", ["\n", " "])
def test_running_text_is_in_order(lines: list[str], glue: str) -> None:
    assert not found_in(glue.join(lines))


@pytest.mark.parametrize("text", [NAMES, VERSE, CODE])
def test_lists_verse_and_code_are_in_order(text: str) -> None:
    assert not found_in("\n".join([ENGLISH[0], text, ENGLISH[1]]))


@pytest.mark.parametrize("lines", [ENGLISH, FRENCH, SWEDISH])
def test_a_shuffled_paragraph_is_found_where_it_stands(lines: list[str]) -> None:
    lines = [lines[0], shuffled(f"{lines[1]} {lines[2]}"), lines[1]]
    text = "\n".join(lines)
    reading = read_tokens(text)

    (disorder,) = disorders_in(reading)

    start, end = (reading.tokens.starts[disorder.first], reading.tokens.ends[disorder.last - 1])
    wanted = range(len(lines[0]) + 1, len(lines[0]) + 1 + len(lines[1]))
    assert len(set(wanted) & set(range(start, end))) > 0.8 * len(wanted)
    assert len(set(range(start, end)) - set(wanted)) < 0.1 * len(wanted)


def test_what_is_shuffled_becomes_garbage_and_the_rest_stays() -> None:
    salad = shuffled(f"{ENGLISH[1]} {ENGLISH[2]}")

    page = tamis.read("\n".join([ENGLISH[0], salad, ENGLISH[1]]), media_type="text/plain")

    (garbage,) = (span for span in page.spans if span.role is Role.GARBAGE)
    assert page.text[garbage.start : garbage.end].strip() == salad
    assert any("in an order near to chance" in reason for reason in garbage.reasons)
    assert ENGLISH[0] in page.article_text()
    assert ENGLISH[1] in page.article_text()


def test_of_a_language_that_is_not_in_the_table_nothing_is_said() -> None:
    assert not found_in("\n".join([ELSEWHERE[0], shuffled(ELSEWHERE[1]), ELSEWHERE[0]]))


def test_the_reason_counts_words_that_fit() -> None:
    assert Disorder(3, 40, 7, 30).reason == (
        "words in an order near to chance: 7 of 30 fit behind the ones before them"
    )


@given(st.text(max_size=600) | st.lists(st.sampled_from(ENGLISH[0].split())).map(" ".join))
@settings(max_examples=60, deadline=None)
def test_disorders_are_in_order_within_the_text_and_apart(text: str) -> None:
    reading = read_tokens(text)

    edges = [edge for each in disorders_in(reading) for edge in (each.first, each.last)]

    assert edges == sorted(edges)
    assert not edges or 0 <= edges[0] < edges[-1] <= len(reading.tokens)


@given(st.permutations(ENGLISH[0].split()))
@settings(max_examples=30, deadline=None)
def test_only_what_is_asked_gains_and_none_says_too_much(words: list[str]) -> None:
    reading = read_tokens(" ".join(words))
    seen = words_of(reading.tokens, reading.traits)

    gains = gains_of(shipped(), seen, shipped().numbers(seen))

    assert not gains[~seen.asked].any()
    assert gains.min() >= np.log(0.05) - 1e-6


def test_the_table_is_small() -> None:
    assert len(files("tamis.pollution").joinpath("weights", "order.npz").read_bytes()) < 300_000
