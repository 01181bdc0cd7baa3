"""The campaigns of spam that pollution's training data are made of."""

import re
import tomllib
from collections import Counter
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[2] / "training" / "pollution" / "campaigns"
FAMILIES = (
    "crypto",
    "dating",
    "diet",
    "escorts",
    "essays",
    "gambling",
    "industrial",
    "loans",
    "pharmacy",
    "realestate",
    "recovery",
    "replicas",
    "seafood",
    "seo",
    "spells",
    "streaming",
    "trades",
    "travel",
)
# Written later, in fewer words.
SHORT = (
    *("carbuyers", "cosmetics", "cracks", "dental", "documents", "furniture", "gamehacks"),
    *("jerseys", "jobs", "lawyers", "moving", "pets", "repairs", "solar", "spying", "steroids"),
    *("support", "transfers", "vape", "visas", "webdesign"),
)
ALL = (*FAMILIES, *SHORT)
LANGUAGES = frozenset(
    "ar cs de el en es fa fi fr hi hu id it ja ko nl pl pt ro ru sv th tr uk ur vi zh".split()
)
LEAST = {"keywords": 25, "heads": 6, "sentences": 8}
LEAST_SHORT = {"keywords": 12, "heads": 4, "sentences": 4}
SLOTS = {"brand", "domain", "phone", "email", "place", "keyword", "number", "name"}


def read(name: str) -> dict[str, dict[str, list[str]]]:
    """The lists of one file, by language."""
    table = tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
    if name != "places":
        assert table.pop("family") == name
    return table


def slots(text: str) -> set[str]:
    return set(re.findall(r"\{([^{}]*)\}", text))


def items(name: str) -> list[str]:
    return [item for lists in read(name).values() for found in lists.values() for item in found]


@pytest.mark.parametrize("family", FAMILIES)
def test_a_family_has_english_and_at_least_seven_other_languages(family: str) -> None:
    languages = set(read(family))
    assert "en" in languages
    assert 8 <= len(languages) <= 14
    assert languages <= LANGUAGES


def test_every_language_has_at_least_six_families() -> None:
    counts = Counter(language for family in FAMILIES for language in read(family))
    assert {language for language in LANGUAGES if counts[language] < 6} == set()


@pytest.mark.parametrize("family", ALL)
def test_a_family_has_enough_phrases_heads_and_sentences(family: str) -> None:
    least = LEAST_SHORT if family in SHORT else LEAST
    for language, lists in read(family).items():
        assert set(lists) == set(least), language
        for kind, found in lists.items():
            assert len(found) >= least[kind], (language, kind)
            assert len(set(found)) == len(found), (language, kind)


@pytest.mark.parametrize("family", SHORT)
def test_a_short_family_has_english_and_at_least_three_other_languages(family: str) -> None:
    assert "en" in read(family)
    assert len(read(family)) >= 4


@pytest.mark.parametrize("family", ALL)
def test_search_phrases_are_about_places_and_brands_at_most(family: str) -> None:
    for language, lists in read(family).items():
        for keyword in lists["keywords"]:
            assert slots(keyword) <= {"place", "brand", "number"}, (language, keyword)
        for head in lists["heads"]:
            assert not slots(head), (language, head)


@pytest.mark.parametrize("family", FAMILIES)
def test_the_sentences_name_someone_to_turn_to_in_every_language(family: str) -> None:
    for language, lists in read(family).items():
        found = set().union(*map(slots, lists["sentences"]))
        assert found >= {"brand", "domain", "keyword"}, language


@pytest.mark.parametrize("family", SHORT)
def test_the_sentences_of_a_short_family_praise_a_brand_and_its_goods(family: str) -> None:
    for language, lists in read(family).items():
        found = set().union(*map(slots, lists["sentences"]))
        assert found >= {"brand", "keyword"}, language


@pytest.mark.parametrize("name", [*ALL, "flattery", "places"])
def test_an_ingredient_is_one_clean_line_with_known_slots(name: str) -> None:
    for item in items(name):
        assert item == item.strip() != ""
        assert "\n" not in item
        assert slots(item) <= SLOTS, item
        assert not set("{}") & set(re.sub(r"\{[a-z]+\}", "", item)), item


@pytest.mark.parametrize("name", [*ALL, "flattery"])
def test_addresses_and_telephone_numbers_are_always_slots(name: str) -> None:
    for item in items(name):
        assert not re.search(r"@|https?:|www\.|\d{6}|\w\.(com|net|org|info)\b", item), item


def test_flattery_is_sentences_only_in_at_least_ten_languages() -> None:
    flattery = read("flattery")
    assert len(flattery) >= 10
    for language, lists in flattery.items():
        assert set(lists) == {"sentences"}, language
        assert len(set(lists["sentences"])) == len(lists["sentences"]) >= 12, language


def test_there_are_thirty_different_towns_for_every_language() -> None:
    places = read("places")
    assert set(places) >= LANGUAGES
    for language, lists in places.items():
        assert set(lists) == {"places"}, language
        assert len(set(lists["places"])) >= 30, language
