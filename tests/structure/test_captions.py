from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tamis.structure.captions import (
    credit_name,
    find_credit,
    find_inline_credit,
    find_leading_credit,
)


@pytest.mark.parametrize(
    ("text", "credit"),
    [
        ("Fishermen mend their nets on the quay. AP Photo/Ida Marlow", "AP Photo/Ida Marlow"),
        ("The bridge at dusk, March 3, 2020. EPA/IDA MARLOW", "EPA/IDA MARLOW"),
        ("The harbour. REUTERS/Ida Marlow-Cole", "REUTERS/Ida Marlow-Cole"),
        ("A goat on a roof. Ida Marlow/Getty Images", "Ida Marlow/Getty Images"),
        ("A goat on a roof. Ida Q. Marlow / AP", "Ida Q. Marlow / AP"),
        ("A goat | Ida Marlow/PA Images via Getty Images", "Ida Marlow/PA Images via Getty Images"),
        ("Una cabra en Lugo (EE.UU.). EFE/Centro de Aves", "EFE/Centro de Aves"),
        ("Eine Ziege auf dem Dach. (Foto: Ida Marlow/dpa)", "Ida Marlow/dpa"),
        ("Eine Ziege auf dem Dach. Foto: dpa", "dpa"),
        ("Eine Ziege auf dem Dach. Bild: Ida Marlow", "Ida Marlow"),
        ("Eine Ziege auf dem Dach. © Ida Marlow", "Ida Marlow"),
        ("Une chèvre sur le toit. (Ida Marlow/SIPA)", "Ida Marlow/SIPA"),
        ("Une chèvre sur le toit. Crédit photo : Ida Marlow", "Ida Marlow"),
        ("Коза на крыше. ФОТО: Ида Марлоу", "Ида Марлоу"),
        ("屋根の上のヤギ。写真:共同通信", "共同通信"),
        ("Con dê trên mái nhà. Ảnh: Báo Làng", "Báo Làng"),
        ("A goat on a roof (Photo by Ida Marlow)", "Ida Marlow"),
        ("A goat on a roof (Picture: Ida Marlow/AP)", "Ida Marlow/AP"),
        ("A goat's plan of the roof. Illustration: Ida Marlow", "Ida Marlow"),
        ("A goat on a roof. Ida Marlow AP Photo.", "Ida Marlow AP Photo"),
        ("Ožka ant stogo / I. Marlow / ELTA nuotr.", "I. Marlow / ELTA nuotr."),
        ("Geit på taket. Forsidebilde: Ida Marlow / NTB", "Ida Marlow / NTB"),
        ("Cabra no telhado. Foto: Divulgação/Prefeitura", "Divulgação/Prefeitura"),
    ],
)
def test_a_credit_at_the_end_is_told_from_the_caption(text: str, credit: str) -> None:
    found = find_credit(text)
    assert found is not None
    assert found.name == credit
    assert found.end == len(text)
    assert text[: found.start].strip()


@pytest.mark.parametrize(
    "text",
    [
        "The ships will leave on Monday, two officials told Reuters.",
        "The report was first carried by Agence France-Presse.",
        "He spoke of supply and/or demand.",
        "We set up a server for TCP/IP",
        "She bought the photo at a market in Lyon (France).",
        "They sell photo, video and sound equipment.",
        "Source: Ida Marlow",
        "Genre: Romance, Science Fiction/Fantasy",
        "Remove the Existing Paint/Stain",
        "Foto de familia de la segunda reunión del grupo",
        "Golden Pothos grows in every room (Golden Pothos / Devil’s Ivy)",
        "The minister said so (and meant it).",
        "Photo editing is an art that takes years to learn and longer to teach",
        "",
        " ",
    ],
)
def test_a_sentence_that_names_an_agency_or_a_picture_is_no_credit(text: str) -> None:
    assert find_credit(text) is None


def test_a_line_that_is_a_credit_is_one_from_its_start() -> None:
    found = find_credit("Photo: Ida Marlow/Reuters")
    assert found is not None
    assert (found.start, found.name) == (0, "Ida Marlow/Reuters")


def test_in_a_figure_weaker_signs_are_enough() -> None:
    text = "A goat on a roof. Supplied"
    assert find_credit(text) is None
    found = find_credit(text, in_figure=True)
    assert found is not None
    assert found.name == "Supplied"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("A goat on a roof. Ida Marlow (Reuters)", "Ida Marlow (Reuters)"),
        ("A goat on a roof. (District Court, Eastern District of Tarn)", None),
        ("A goat on a roof.dpa", "dpa"),
        ("A goat on a roof. Harwick Lodge: Ida Marlow, ida@lodge.example", None),
        ("(The Harwick Courier)", "The Harwick Courier"),
    ],
)
def test_in_a_figure_names_alone_are_a_credit(text: str, name: str | None) -> None:
    found = find_credit(text, in_figure=True)
    assert found is not None
    assert text[: found.start].strip() in ("A goat on a roof.", "")
    if name is not None:
        assert found.name == name
    assert find_credit(text) is None or "Reuters" in text


@pytest.mark.parametrize(
    "text",
    [
        "Ida Marlow (left) and Ben Okri (right)",
        "Ida Marlow and the goat. (Archive, 2019)",
        "The mayor waits below. (Centre, top)",
    ],
)
def test_brackets_that_say_who_is_where_are_no_credit(text: str) -> None:
    assert find_credit(text, in_figure=True) is None


def test_who_is_shown_and_who_took_it_stand_in_brackets() -> None:
    text = "Le maire attend (en photo Ida Marlow/AFP) et la chèvre reste sur le toit."
    found = find_inline_credit(text)
    assert found is not None
    assert text[found.start : found.end] == "(en photo Ida Marlow/AFP)"
    assert find_inline_credit("The mayor (photo in hand) waited for the goat.") is None


def test_what_a_picture_box_leaves_in_plain_text_is_parted() -> None:
    text = "Image copyright Northern Pictures Image caption The goat looks down on the square"
    found = find_leading_credit(text)
    assert found is not None
    assert text[: found[0]] == "Image copyright Northern Pictures"
    assert text[found[1] :] == "The goat looks down on the square"
    assert find_leading_credit("Image copyright Northern Pictures") == (33, -1)
    assert find_leading_credit("Image editing is an art") is None


def test_a_labelled_credit_inside_a_flattened_text_is_found() -> None:
    text = "Ida Marlow of the rovers (Image: Ben Okri/Getty Images) She will not play on Sunday."
    found = find_inline_credit(text)
    assert found is not None
    assert text[: found.start] == "Ida Marlow of the rovers "
    assert found.name == "Ben Okri/Getty Images"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("(Foto: Ida Marlow)", "Ida Marlow"),
        ("© 2024 Ida Marlow", "Ida Marlow"),
        ("Image credit: Ida Marlow.", "Ida Marlow"),
        ("[사진 출처 = 마을 신문]", "마을 신문"),
        ("Quelle: dpa", "dpa"),
    ],
)
def test_a_credits_name_has_no_label_and_no_brackets(text: str, name: str) -> None:
    assert credit_name(text) == name


@given(st.text(max_size=600), st.booleans())
def test_a_credit_always_lies_within_its_text(text: str, in_figure: bool) -> None:
    found = find_credit(text, in_figure=in_figure)
    if found is not None:
        assert 0 <= found.start < found.end <= len(text)


@pytest.mark.parametrize(
    "unit", ["Image caption ", "Photo: ", "( ", "a/b ", "© ", "A. ", "Foto von "]
)
def test_hostile_repetition_takes_bounded_time(unit: str) -> None:
    text = unit * 20_000
    begin = time.perf_counter()
    find_credit(text)
    find_inline_credit(text)
    find_leading_credit("Image copyright " + text)
    assert time.perf_counter() - begin < 0.5
