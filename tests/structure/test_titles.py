from __future__ import annotations

import pytest

from tamis.structure.sites import site_of
from tamis.structure.titles import similarity, without_site


@pytest.mark.parametrize(
    ("title", "headlines", "site", "bare"),
    [
        ("Goat on roof - Harwick Courier", ["Goat on roof"], None, "Goat on roof"),
        ("Goat on roof – and a cow | Courier", [], "Courier", "Goat on roof – and a cow"),
        ("Harwick Courier | Goat on roof", [], "Harwick Courier", "Goat on roof"),
        ("Goat on roof | Harwick | Courier", ["Goat on roof"], "Courier", "Goat on roof"),
        ("Courier.example: Goat on roof", [], "Courier", "Courier.example: Goat on roof"),
        ("Harwick: Goat on roof", ["Goat on roof"], None, "Harwick: Goat on roof"),
        ("Goat on roof - why it climbs", [], "Courier", "Goat on roof - why it climbs"),
        ("Goat", [], "Goat", "Goat"),
        ("Goat on roof - Harwick Courier", [], "The Harwick Courier", "Goat on roof"),
        ("Ziege | Harwick Bote", [], "Harwick Bote Verlag", "Ziege"),
        ("Goat on roof - Harwick", [], "The Harwick Courier", "Goat on roof - Harwick"),
    ],
)
def test_only_the_sites_name_is_taken_off(
    title: str, headlines: list[str], site: str | None, bare: str
) -> None:
    assert without_site(title, headlines, site_of(site, None)) == bare


@pytest.mark.parametrize(
    ("title", "url", "bare"),
    [
        (
            "Ziege auf dem Dach | Harwick Bote",
            "https://www.harwickbote.example/d",
            "Ziege auf dem Dach",
        ),
        ("Коза на крыше – Harwick", "https://harwick.example/koza", "Коза на крыше"),
        (
            "Une chèvre sur le toit - Harwick Forum",
            "https://forum.harwick.co.uk/t/1",
            "Une chèvre sur le toit",
        ),
        (
            "Goat on roof - why it climbs",
            "https://harwick.example/goat",
            "Goat on roof - why it climbs",
        ),
        (
            "Tips | A goat on the roof of Harwick",
            "https://harwick.example/",
            "Tips | A goat on the roof of Harwick",
        ),
        ("Goat on roof | HarwickHR", "https://getharwickhr.example/a", "Goat on roof"),
        ("Goat on roof | Get", "https://getharwick.example/a", "Goat on roof | Get"),
        ("Goat on roof | Mill", "https://[", "Goat on roof | Mill"),
    ],
)
def test_the_sites_name_is_known_from_its_address(title: str, url: str, bare: str) -> None:
    assert without_site(title, [], site_of(None, url)) == bare


def test_similarity_disregards_case_space_and_punctuation() -> None:
    assert similarity("Goat  on “Roof”!", "goat on roof") == 1.0
    assert 0.5 < similarity("A goat on the roof", "A goat on the roof again today") < 1.0
    assert similarity("A goat", "The weather on Monday") == 0.0
    assert similarity("", "") == 0.0
