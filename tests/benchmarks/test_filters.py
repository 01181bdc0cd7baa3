from __future__ import annotations

import pytest

from benchmarks.capture import Capture

pytest.importorskip("datatrove")
pytest.importorskip("spacy")

from benchmarks import filters

SENTENCES = {
    "en": "The mill was closed for two years, and it has opened again in the spring of this year.",
    "de": "Die Mühle war zwei Jahre geschlossen, und in diesem Frühjahr hat sie wieder geöffnet.",
    "hi": "चक्की दो साल तक बंद रही और इस साल वसंत में फिर से खुल गई है।",
    "no": "Mølla var stengt i to år, og den har åpnet igjen på våren i år.",
    "ur": "چکی دو سال تک بند رہی اور اس سال بہار میں پھر سے کھل گئی ہے۔",
    "zh": "磨坊关闭了两年以后在今年春天重新开放让村民们都非常高兴。",
}


def _kept(text: str, scores: list[float]) -> str:
    assert len(scores) == len(text)
    return "".join(character for character, keep in zip(text, scores, strict=True) if keep)


@pytest.mark.parametrize("language", SENTENCES)
def test_every_filter_keeps_plain_prose_in_a_language_with_its_own_marks(language: str) -> None:
    lines = [f"{SENTENCES[language][:-1]} {number}{SENTENCES[language][-1]}" for number in range(9)]
    text = "\n".join(lines)
    capture = Capture(text.encode(), language=language)
    assert filters.c4_kept_lines(capture) == [1.0] * 9
    assert "".join(_kept(text, filters.c4_sentences(capture)).split()) == "".join(text.split())
    assert _kept(text, filters.gopher_quality(capture)) == text


@pytest.mark.parametrize("language", SENTENCES)
def test_a_text_that_says_one_thing_over_and_over_is_dropped_whole(language: str) -> None:
    capture = Capture("\n".join([SENTENCES[language]] * 9).encode(), language=language)
    assert set(filters.gopher_repetition(capture)) == {0.0}
    assert set(filters.fineweb_quality(capture)) == {0.0}


def test_lines_are_kept_one_by_one_and_sentences_within_them() -> None:
    text = "Die Mühle ist offen.\n\nDer Müller ist sehr froh. Jetzt kaufen"
    capture = Capture(text.encode(), language="de")
    assert _kept(text, filters.c4_lines(capture)) == "Die Mühle ist offen."
    kept = _kept(text, filters.c4_sentences(capture))
    assert kept.split("\n\n") == ["Die Mühle ist offen.", "Der Müller ist sehr froh."]


def test_chinese_words_are_counted_one_by_one() -> None:
    short = Capture("磨坊今年春天重新开放。".encode(), language="zh")
    assert set(filters.gopher_quality(short)) == {0.0}
    different = "".join(SENTENCES["zh"][:-1] + f"第{n}天。" for n in "一二三四五六七")
    assert set(filters.gopher_quality(Capture(different.encode(), language="zh"))) == {1.0}


def test_a_short_text_is_no_document_for_gopher() -> None:
    capture = Capture(b"Home About Contact", language="en")
    assert set(filters.gopher_quality(capture)) == {0.0}
