"""Pollution that is put in is asked of networks that have not seen it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

pytest.importorskip("catboost", reason="needs the extra 'train'")
pytest.importorskip("resiliparse", reason="needs the extra 'train'")
pytest.importorskip("torch", reason="needs the extra 'train'")

from benchmarks import injected
from training.pollution.body import CleanText, PollutedText
from training.pollution.splits import fold_numbers, held_out

LINE = "The ferry to the island leaves at nine, and the last one comes back before dark."
TEXTS = [CleanText(f"text-{n}", f"group-{n}", "en", (LINE, LINE)) for n in range(60)]
PAGES = [PollutedText(f"page-{n}", f"group-{n}", "en", LINE, ()) for n in range(60)]


@pytest.fixture
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(injected, "read_texts", lambda data, work: (TEXTS, PAGES))
    return tmp_path


def test_networks_of_the_same_folds_are_asked(work: Path) -> None:
    folds = held_out([*TEXTS, *PAGES])
    (work / "token-folds.json").write_text(json.dumps(fold_numbers(PAGES, folds)))
    cases = list(injected.cases(work, work))
    assert cases
    assert all(case.text.group in folds[case.fold].groups for case in cases)


def test_networks_of_other_texts_are_refused(work: Path) -> None:
    folds = held_out([*TEXTS[:30], *PAGES[:30]])
    (work / "token-folds.json").write_text(json.dumps(fold_numbers(PAGES[:30], folds)))
    with pytest.raises(SystemExit, match="other texts"):
        next(injected.cases(work, work))
