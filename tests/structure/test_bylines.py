from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tamis.structure.bylines import Byline, has_prefix, parse_byline, without_title


@pytest.mark.parametrize(
    ("text", "byline"),
    [
        ("By Ida Marlow", Byline(("Ida Marlow",))),
        ("By IDA MARLOW and BEN OKRI-LANE", Byline(("IDA MARLOW", "BEN OKRI-LANE"))),
        (
            "By Ida Marlow and Bo van der Ek, Reuters | 3 May 2024",
            Byline(("Ida Marlow", "Bo van der Ek"), (), ("Reuters",)),
        ),
        (
            "Von Ida Marlow und Jörg Ölmann, dpa",
            Byline(("Ida Marlow", "Jörg Ölmann"), (), ("dpa",)),
        ),
        ("Von Ida Marlow, Redakteurin", Byline(("Ida Marlow",))),
        ("von Ida Marlow, NDR THÜRINGEN", Byline(("Ida Marlow",), ("NDR THÜRINGEN",))),
        ("Do 25.04.24 | 14:07 Uhr | Von Ida Marlow", Byline(("Ida Marlow",))),
        ("Von Ida Marlow mit AP", Byline(("Ida Marlow",), (), ("AP",))),
        ("Par Ida Marlow et Zoé Lac", Byline(("Ida Marlow", "Zoé Lac"))),
        ("Por Ida Marlow", Byline(("Ida Marlow",))),
        ("Texto: Ida R. Marlow", Byline(("Ida R. Marlow",))),
        ("di Ida Marlow", Byline(("Ida Marlow",))),
        ("Door Ida Marlow", Byline(("Ida Marlow",))),
        ("Av Ida Marlow", Byline(("Ida Marlow",))),
        ("Oleh Ida Marlow", Byline(("Ida Marlow",))),
        ("Yazan: Ida Marlow", Byline(("Ida Marlow",))),
        ("Автор: Ида Марлоу", Byline(("Ида Марлоу",))),
        ("文/张三", Byline(("张三",))),
        ("(责编：张三、李四)", Byline(("张三", "李四"))),
        ("김민수 기자 kim@paper.example", Byline(("김민수",))),
        ("By Harwick News Staff", Byline((), ("Harwick News Staff",))),
        ("AFP", Byline((), (), ("AFP",))),
        ("By Ida Marlow ⋅ Senior Gardener ⋅ Updated May 6, 2025", Byline(("Ida Marlow",))),
        ("Ida Marlow |", Byline(("Ida Marlow",))),
        ("3. Mai 2024 · Ida Marlow für den Harwick Boten", Byline(("Ida Marlow",))),
        ("By Ida Marlow 3 minutes", Byline(("Ida Marlow",))),
        ("By Ida Marlow December 8", Byline(("Ida Marlow",))),
        ("By Ida May", Byline(("Ida May",))),
        ("Words: Ida Marlow", Byline(("Ida Marlow",))),
        ("Image Credit: Harwick Pictures", Byline()),
        ("Category: Top Picks", Byline()),
        ("Guide by Ida Marlow Former Deputy Tech Editor", Byline(("Ida Marlow",))),
        ("By the Harwick team", Byline((), ("the Harwick team",))),
        ("By Ida and Bo", Byline((), (), (), ("Ida", "Bo"))),
        ("by mill_goat on Jan 22, 2025", Byline((), (), (), ("mill_goat",))),
        ("Posted by millgoat on Friday March 3, 2024", Byline((), (), (), ("millgoat",))),
        ("Thread starter millgoat", Byline((), (), (), ("millgoat",))),
        ("Erstellt von millgoat, 3. Mai 2024", Byline((), (), (), ("millgoat",))),
        ("Автор темы millgoat", Byline((), (), (), ("millgoat",))),
        (
            "Discussion in 'Goats' started by millgoat, May 26, 2024.",
            Byline((), (), (), ("millgoat",)),
        ),
        ("Discussion in 'Goats' started by millgoat,", Byline((), (), (), ("millgoat",))),
        ("Post by millgoat »", Byline((), (), (), ("millgoat",))),
        ("この記事", Byline()),
        ("The Roof Makers Forum", Byline((), ("The Roof Makers Forum",))),
        ("26/05/2024 por Ida Marlow", Byline(("Ida Marlow",))),
        ("By the way, this is the end", Byline()),
        ("", Byline()),
    ],
)
def test_names_are_told_apart_by_what_they_name(text: str, byline: Byline) -> None:
    assert parse_byline(text) == byline


def test_a_title_before_a_name_is_taken_off() -> None:
    assert without_title("Dr. Ida Marlow") == "Ida Marlow"


@given(st.text(max_size=400))
def test_every_name_is_made_of_the_bylines_own_words(text: str) -> None:
    byline = parse_byline(text)
    words = set(text.split())
    for name in (*byline.people, *byline.organisations, *byline.agencies):
        assert all(any(word in own for own in words) for word in name.split())


def test_a_button_for_the_size_of_the_text_names_nobody() -> None:
    assert not has_prefix("Text Size")
    assert has_prefix("Text Ida Marlow")
