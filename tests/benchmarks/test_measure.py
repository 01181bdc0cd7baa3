from __future__ import annotations

import json
from pathlib import Path

from benchmarks.capture import Capture
from benchmarks.measure import FoldWeights, OutputCache, Result, measure
from benchmarks.report import line_table, text_table
from benchmarks.systems import System
from benchmarks.tasks import TASKS, Example, Truth, score_lines
from benchmarks.worker import Worker


def _echoes(capture: Capture) -> str:
    if capture.text == "fail":
        raise ValueError("asked to")
    return capture.text


def _example(name: str, text: str, truth: Truth) -> Example:
    return Example(name, "article", truth, lambda: Capture(text.encode()))


ECHO = System("echo", "selectolax", "str", _echoes)
EXAMPLES = [
    _example("set/1", "mill opened", Truth(body="mill opened", wanted=("mill opened",))),
    _example("set/2", "fail", Truth(body="mill opened", wanted=("mill opened",))),
]


def _run(directory: Path, *, fresh: bool = False) -> list[Result]:
    with Worker(timeout=10) as worker:
        cache = OutputCache(directory)
        return list(measure(TASKS[0], EXAMPLES, [ECHO], worker, cache=cache, fresh=fresh))


def test_a_failure_scores_zero_and_says_why(tmp_path: Path) -> None:
    read, failed = _run(tmp_path)
    assert read.score.overlap.f1 == 1.0
    assert failed.score.overlap.f1 == 0.0
    assert failed.failure == "ValueError: asked to"


def test_earlier_outputs_give_the_same_scores_but_no_times(tmp_path: Path) -> None:
    first, again = _run(tmp_path), _run(tmp_path)
    assert [result.score for result in again] == [result.score for result in first]
    assert [result.seconds for result in again] == [None, None]
    assert all(result.seconds is not None for result in _run(tmp_path, fresh=True))


def test_the_table_has_means_over_all_pages_failed_ones_too(tmp_path: Path) -> None:
    header, _, row = text_table(_run(tmp_path), [], {}, by_group=True).splitlines()
    assert header == "| system | F1 | article (2) | P | R | with | failed |"
    assert row == "| echo | 0.500 ± 0.500 | 0.500 | 0.500 | 0.500 | 0.500 | 1 |"


def test_lines_are_ranked_over_all_documents_of_a_language() -> None:
    results = [
        Result(example, ECHO, score_lines(scores, example.truth), None, None)
        for example, scores in [
            (_example("set/1", "", Truth(labels=(True, False))), [0.9, 0.8]),
            (_example("set/2", "", Truth(labels=(True, False))), [0.2, 0.1]),
        ]
    ]
    assert line_table(results, {}).splitlines()[-1] == "| echo | 0.750 | 0.750 |"


def test_a_page_gets_the_weights_of_the_fold_that_has_not_seen_it(tmp_path: Path) -> None:
    (tmp_path / "folds.json").write_text(json.dumps({"set/1": 3}))
    (tmp_path / "token-folds.json").write_text(json.dumps({"set/1": 2}))
    weights = FoldWeights.read(tmp_path)
    assert weights.unseen("set/1", "text") == (
        tmp_path / "text-fold3.npz",
        tmp_path / "tokens-fold2.npz",
    )
    assert weights.covered(EXAMPLES) == 1
