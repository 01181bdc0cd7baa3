from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tamis.structure.captions import credit_name, find_credit, find_inline_credit


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


@pytest.mark.parametrize("unit", ["Photo: ", "( ", "a/b ", "© ", "A. ", "Foto von "])
def test_hostile_repetition_takes_bounded_time(unit: str) -> None:
    text = unit * 20_000
    begin = time.perf_counter()
    find_credit(text)
    find_inline_credit(text)
    assert time.perf_counter() - begin < 0.5
