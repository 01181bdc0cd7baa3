from __future__ import annotations

import pytest

from tamis.page import Image, Role, check_partition
from tamis.structure import Structure, find_structure
from tests.structure.building import Line, html, plain, told

ARTICLE = "html>body>main>article"
FIRST = (
    "A goat climbed onto the roof of the town hall on Monday and stayed there for most of the "
    "day, while the mayor of Harwick called the fire brigade and offered it apples."
)
SECOND = (
    "It came down by itself in the evening, when the square was empty and it had begun to rain, "
    "and walked home past the bakery, where it is said to have eaten a poster."
)
GOAT = Image("goat.jpg")


def _read(
    lines: list[Line], roles: list[Role], image: int | None = 2
) -> tuple[Structure, list[tuple[str, str]]]:
    """The article's title and two paragraphs with ``lines`` and their roles between them, and an
    image before the line of that index."""
    document, spans = html(
        [
            (f"{ARTICLE}>h1", "Goat climbs town hall"),
            (f"{ARTICLE}>p", FIRST),
            *lines,
            (f"{ARTICLE}>p", SECOND),
        ],
        roles=[Role.TITLE, Role.PARAGRAPH, *roles, Role.PARAGRAPH],
        images=() if image is None else ((image, GOAT),),
    )
    structure = find_structure(document, spans)
    check_partition(document.text, structure.spans)
    return structure, told(document, structure.spans)


def test_a_button_in_a_figure_is_no_caption() -> None:
    structure, found = _read(
        [
            (f"{ARTICLE}>figure>button>span", "Open in a gallery"),
            (f"{ARTICLE}>figure>figcaption", "The goat on the roof"),
        ],
        [Role.CONTROL, Role.OTHER],
    )
    assert ("control", "Open in a gallery") in found
    assert structure.images[0].caption == "The goat on the roof"


def test_a_caption_may_stand_in_a_button_with_its_picture() -> None:
    _, found = _read(
        [(f"{ARTICLE}>figure>button>figcaption", "The goat on the roof")], [Role.CONTROL]
    )
    assert ("caption", "The goat on the roof") in found


def test_a_footer_inside_a_figure_is_the_figure_s() -> None:
    _, found = _read([(f"{ARTICLE}>figure>footer", "Northern Pictures/Ida Marlow")], [Role.CONTROL])
    assert ("credit", "Northern Pictures/Ida Marlow") in found


def test_a_teaser_in_a_figure_is_no_caption() -> None:
    _, found = _read([(f"{ARTICLE}>figure>a>figcaption", "Cow found on a bridge")], [Role.RELATED])
    assert ("related", "Cow found on a bridge") in found


def test_a_date_in_a_figure_is_no_caption() -> None:
    _, found = _read([(f"{ARTICLE}>figure>figcaption", "03.05.2024 | 2:43 min")], [Role.OTHER])
    assert ("caption", "03.05.2024 | 2:43 min") not in found


def test_what_closes_in_a_credit_is_a_caption_though_nothing_names_it_one() -> None:
    line = "Firemen with a ladder wait below the roof on Monday. (AP Photo/Ida Marlow)"
    _, found = _read([(f"{ARTICLE}>div.carousel>p", line)], [Role.OTHER], image=None)
    assert ("caption", "Firemen with a ladder wait below the roof on Monday.") in found
    assert ("credit", "(AP Photo/Ida Marlow)") in found


def test_a_credit_after_a_caption_needs_no_label() -> None:
    _, found = _read(
        [
            (f"{ARTICLE}>figure>figcaption", "The goat on the roof"),
            (f"{ARTICLE}>div>div", "Imago"),
        ],
        [Role.CAPTION, Role.OTHER],
    )
    assert ("credit", "Imago") in found


def test_a_caption_that_the_page_says_twice_is_given_to_one_image() -> None:
    said = "The goat looks down on the square"
    document, spans = html(
        [
            (f"{ARTICLE}>h1", "Goat climbs town hall"),
            (f"{ARTICLE}>p", FIRST),
            (f"{ARTICLE}>figure>figcaption", said),
            (f"{ARTICLE}>div.slide>div", said),
            (f"{ARTICLE}>figure.b>figcaption", "The mayor below it"),
            (f"{ARTICLE}>p", SECOND),
        ],
        roles=[
            Role.TITLE,
            Role.PARAGRAPH,
            Role.CAPTION,
            Role.OTHER,
            Role.CAPTION,
            Role.PARAGRAPH,
        ],
        images=((2, GOAT), (4, Image("mayor.jpg"))),
    )
    structure = find_structure(document, spans)
    assert [image.caption for image in structure.images] == [said, "The mayor below it"]
    assert told(document, structure.spans).count(("caption", said)) == 2


def test_a_byline_beside_a_picture_is_no_credit() -> None:
    _, found = _read([(f"{ARTICLE}>address", "Von Ida Marlow und Ben Okri, dpa")], [Role.CONTROL])
    assert "credit" not in {role for role, _ in found}


def test_a_credit_closes_a_long_paragraph_and_leaves_it_one() -> None:
    long = " ".join([FIRST] * 6)
    document, spans = plain(f"{long} (Foto: Ida Marlow/AFP)\n\n{SECOND}")
    found = told(document, find_structure(document, spans).spans)
    assert ("paragraph", long) in found
    assert ("credit", "(Foto: Ida Marlow/AFP)") in found


def test_a_caption_inside_an_element_named_for_its_source_is_no_credit() -> None:
    _, found = _read(
        [
            (f"{ARTICLE}>figure>span.source>figcaption.caption", "The goat on the roof"),
            (f"{ARTICLE}>figure>span.source>span.credit", "Ida Marlow/Northern Pictures"),
        ],
        [Role.CAPTION, Role.OTHER],
    )
    assert ("caption", "The goat on the roof") in found
    assert ("credit", "Ida Marlow/Northern Pictures") in found


def test_the_headline_of_a_card_is_no_caption_of_its_picture() -> None:
    headline = "Ten ways to keep a goat off your roof"
    _, found = _read([(f"{ARTICLE}>a.card-image>div.card-content", headline)], [Role.PARAGRAPH])
    assert ("paragraph", headline) in found


def test_what_is_written_in_small_letters_all_over_a_page_is_no_caption() -> None:
    cards = [
        "Faster delivery to every village of the valley, even in winter, when the pass is closed",
        "Apples from four orchards, sorted by hand and weighed before your eyes on the market",
        "Opening hours that suit bakers and night nurses, and a bell for those who come later",
    ]
    _, found = _read(
        [(f"{ARTICLE}>div.card{number}>p.caption-m", card) for number, card in enumerate(cards)],
        [Role.PARAGRAPH] * len(cards),
    )
    assert [text for role, text in found if role == "paragraph"][1:-1] == cards


@pytest.mark.parametrize(
    "notice",
    [
        "Please enable JavaScript to view this video",
        "Bitte aktivieren Sie JavaScript, um dieses Video zu sehen",
        "Veuillez activer JavaScript pour voir cette vidéo",
        "Para ver este video active JavaScript",
        "Abilita JavaScript per vedere questo video",
    ],
)
def test_a_notice_in_place_of_a_film_is_no_caption(notice: str) -> None:
    _, found = _read([(f"{ARTICLE}>figure>figcaption", notice)], [Role.OTHER])
    assert ("consent", notice) in found


@pytest.mark.parametrize("time", ["21 Minutes to Read", "Lesezeit: 5 Minuten", "4 min de lecture"])
def test_how_long_a_text_takes_to_read_is_no_caption(time: str) -> None:
    _, found = _read([(f"{ARTICLE}>figure>figcaption", time)], [Role.PARAGRAPH])
    assert ("other", time) in found
