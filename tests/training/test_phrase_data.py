"""The phrases and clean texts that pollution's training data are made of."""

import re
import tomllib
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[2] / "training" / "pollution"
PHRASES = sorted((FOLDER / "phrases").glob("*"))
NEGATIVES = sorted((FOLDER / "negatives").glob("*"))
KINDS = {
    "advertisement",
    "comment",
    "consent",
    "control",
    "legal",
    "navigation",
    "paywall",
    "promotion",
    "related",
    "sharing",
    "widget",
}
SLOTS = {
    "title",
    "number",
    "date",
    "name",
    "words",
    "team",
    "city",
    "domain",
    "email",
}
# One character of these scripts says as much as several letters.
DENSE_LANGUAGES = {"ja", "ko", "zh"}


def read(path: Path) -> dict[str, list[str]]:
    """The phrases of one file by language."""
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    assert table.pop("kind") == path.stem
    for language, section in table.items():
        assert set(section) == {"phrases"}, language
    return {language: section["phrases"] for language, section in table.items()}


def language_of(path: Path) -> str:
    return path.name.split(".")[1]


def test_every_kind_of_phrase_has_its_file() -> None:
    assert {path.name for path in PHRASES} == {f"{kind}.toml" for kind in KINDS}


@pytest.mark.parametrize("path", PHRASES, ids=lambda path: path.stem)
def test_a_kind_has_a_dozen_phrases_in_sixteen_languages_and_some_in_others(path: Path) -> None:
    languages = read(path)
    assert sum(len(phrases) >= 12 for phrases in languages.values()) >= 16
    assert all(re.fullmatch("[a-z]{2}", language) for language in languages)
    assert {
        language: len(phrases) for language, phrases in languages.items() if len(phrases) < 4
    } == {}


@pytest.mark.parametrize("path", PHRASES, ids=lambda path: path.stem)
def test_a_phrase_is_one_clean_line_said_once(path: Path) -> None:
    for language, phrases in read(path).items():
        assert len(set(phrases)) == len(phrases), language
        for phrase in phrases:
            assert phrase == phrase.strip() != ""
            assert "\n" not in phrase
            assert len(phrase) <= 400


@pytest.mark.parametrize("path", PHRASES, ids=lambda path: path.stem)
def test_a_phrase_has_known_slots_only(path: Path) -> None:
    for phrases in read(path).values():
        for phrase in phrases:
            assert set(re.findall(r"\{([^{}]*)\}", phrase)) <= SLOTS, phrase
            assert not set("{}") & set(re.sub(r"\{[a-z]+\}", "", phrase)), phrase


def test_a_phrase_has_one_kind() -> None:
    kinds: dict[tuple[str, str], list[str]] = {}
    for path in PHRASES:
        for language, phrases in read(path).items():
            for phrase in phrases:
                kinds.setdefault((language, phrase.casefold()), []).append(path.stem)
    assert {phrase: found for phrase, found in kinds.items() if len(set(found)) > 1} == {}


def test_there_are_ninety_clean_texts_in_twenty_languages() -> None:
    assert len(NEGATIVES) >= 90
    assert len({language_of(path) for path in NEGATIVES}) >= 20


@pytest.mark.parametrize("path", NEGATIVES, ids=lambda path: path.name)
def test_a_clean_text_is_named_by_subject_and_language(path: Path) -> None:
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*\.[a-z]{2}\.txt", path.name)


@pytest.mark.parametrize("path", NEGATIVES, ids=lambda path: path.name)
def test_a_clean_text_is_neither_a_snippet_nor_a_book(path: Path) -> None:
    text = path.read_text(encoding="utf-8").strip()
    least = 100 if language_of(path) in DENSE_LANGUAGES else 250
    assert least <= len(text) <= 2500
    assert "\ufffd" not in text


def test_no_clean_text_is_there_twice() -> None:
    texts = [path.read_text(encoding="utf-8") for path in NEGATIVES]
    assert len(set(texts)) == len(texts)


def test_some_clean_texts_are_a_single_line_and_some_are_lists() -> None:
    lines = [len(path.read_text(encoding="utf-8").strip().splitlines()) for path in NEGATIVES]
    assert sum(count == 1 for count in lines) >= 10
    assert sum(count >= 15 for count in lines) >= 30
