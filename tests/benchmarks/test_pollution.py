from __future__ import annotations

import json
import math
from pathlib import Path

import pytest

from benchmarks.capture import Capture
from benchmarks.measure import Result
from benchmarks.pollution import (
    KINDS,
    Sample,
    f1_table,
    main,
    pooled,
    read_samples,
    shares_caught,
    shares_kept,
    shares_named,
    tamis_keeps,
    tamis_roles,
)
from benchmarks.systems import System
from benchmarks.tasks import FAILED, Example, Truth, line_examples, score_lines
from tamis import Role

TEXT = "Hilo rojo. Casino gratis. Foto: Ana Ruiz"
SPAM, CAPTION = (11, 25), (26, 40)


def _sample(name: str, text: str, spans: dict[str, list[tuple[int, int]]]) -> Sample:
    return Sample(name, Capture(text.encode(), language="es"), spans)


SAMPLES = [
    _sample("seo-es", TEXT, {"seo_spam": [SPAM], "caption": [CAPTION]}),
    _sample("ok-es", "Hilo azul", {}),
]


def _dropped(*ranges: tuple[int, int]) -> list[list[bool]]:
    return [
        [any(start <= place < end for start, end in ranges) for place in range(len(TEXT))],
        [False] * 9,
    ]


def test_what_is_dropped_of_a_kind_is_caught_and_nothing_else() -> None:
    caught = dict(zip(KINDS, shares_caught(SAMPLES, _dropped((18, 40))), strict=True))
    assert caught["seo_spam"] == 7 / 13
    assert math.isnan(caught["gibberish"])


def test_captions_are_clean_and_have_a_share_of_their_own() -> None:
    clean, captions, odd = shares_kept(SAMPLES, _dropped((0, 4), (32, 40)))
    assert clean == (9 + 12 + 8 - 4 - 7) / (9 + 12 + 8)
    assert captions == pytest.approx(5 / 12)
    assert odd == 1.0


def test_a_right_role_is_the_one_of_the_kind() -> None:
    injection = [[Role.INJECTION] * len(TEXT), [Role.PARAGRAPH] * 9]
    spam = [[Role.SPAM] * len(TEXT), [Role.PARAGRAPH] * 9]
    kinds = list(KINDS)
    assert shares_named(SAMPLES, injection)[kinds.index("seo_spam")] == 0.0
    assert shares_named(SAMPLES, spam)[kinds.index("seo_spam")] == 1.0


def test_every_text_counts_by_its_characters() -> None:
    scores = pooled(SAMPLES, _dropped(), *KINDS)
    assert (scores.wanted, scores.unwanted) == (13, 9 + 12 + 8)


def test_tamis_says_of_each_character_what_it_is() -> None:
    capture = Capture("Die Mühle\n\nSie ist offen.".encode())
    assert len(tamis_roles(capture)) == len(tamis_keeps(capture)) == len(capture.text)


def test_texts_are_read_with_their_labels(tmp_path: Path) -> None:
    folder = tmp_path / "pollution-dev"
    folder.mkdir()
    entry = {"text": TEXT, "lang": "es", "spans": [{"start": 11, "end": 25, "label": "seo_spam"}]}
    (folder / "seo-es.json").write_text(json.dumps(entry))
    (sample,) = read_samples(tmp_path)
    assert sample.labelled("seo_spam", "caption") == [(11, 25)]
    assert sample.capture.language == "es"
    entry["spans"] = [{"start": 0, "end": 4, "label": "seo"}]
    (folder / "seo-es.json").write_text(json.dumps(entry))
    with pytest.raises(ValueError, match=r"seo-es\.json: labels without a role: seo"):
        read_samples(tmp_path)


def test_a_threshold_is_chosen_on_the_language_and_else_on_all_others() -> None:
    system = System("half", None, "line", lambda _: [0.0])

    def result(group: str, scores: list[float], labels: tuple[bool, ...]) -> Result:
        truth = Truth(labels=labels)
        example = Example(group, group, truth, lambda: Capture(b""))
        return Result(example, system, score_lines(scores, truth), None, None)

    chosen_on = [
        result("de", [0.1, 0.2], (False, True)),
        result("fi", [0.7, 0.8], (False, True)),
    ]
    measured = [
        result("de", [0.15, 0.2], (False, True)),
        result("fi", [0.75, 0.8], (False, True)),
        result("sv", [0.15, 0.9], (False, True)),
    ]
    row = f1_table(measured, chosen_on, {"half": "half-way"}).splitlines()[-1]
    assert row == "| half-way | 1.000 | 1.000 | 1.000 | 1.000 |"
    wrong = [result("sv", [0.1, 0.19], (False, True))]
    assert f1_table(wrong, chosen_on, {}).splitlines()[-1] == "| half | 0.333 | 0.333 |"


def test_a_document_that_failed_has_no_clean_line() -> None:
    system = System("none", None, "line", lambda _: [0.0])
    truth = Truth(labels=(True, True))
    example = Example("de", "de", truth, lambda: Capture(b""))
    failed = Result(example, system, FAILED, None, "died")
    read = Result(example, system, score_lines([1.0, 1.0], truth), None, None)
    assert f1_table([failed], [read], {}).splitlines()[-1] == "| none | 0.000 | 0.000 |"


def test_lines_are_read_from_the_split_that_is_asked_for(tmp_path: Path) -> None:
    for split, language in (("dev", "sv"), ("dev", "de"), ("train", "de")):
        folder = tmp_path / "turku-lines" / language
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{split}.json").write_text('[{"text": ["Hej"], "labels": ["1"]}]')
    assert [example.name for example in line_examples(tmp_path)] == ["de-dev-0", "sv-dev-0"]
    assert [example.name for example in line_examples(tmp_path, "train")] == ["de-train-0"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--tables", "characters"], "no folder pollution-dev in"),
        (["--tables", "letters"], "no such table: letters"),
    ],
)
def test_a_wrong_use_is_told_in_one_line(
    arguments: list[str], message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    if message.startswith("no such"):
        (tmp_path / "pollution-dev").mkdir()
    with pytest.raises(SystemExit) as exit_:
        main(["--data", str(tmp_path), *arguments])
    assert exit_.value.code == 2
    assert message in capsys.readouterr().err
