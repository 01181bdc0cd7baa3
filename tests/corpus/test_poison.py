"""Whatever a corpus is poisoned with, and however it is packed, every record is accounted for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from tamis.corpus import LocalEngine, run
from tests.corpus import poison
from tests.corpus.building import failures_of, rows_of
from tests.corpus.labels import Hanging

ENGINE = LocalEngine(workers=2)

KINDS = pytest.mark.parametrize(
    "build",
    [poison.warc, poison.wet, poison.jsonl, poison.table],
    ids=["WARC", "WET", "JSONL", "Parquet"],
)


@KINDS
def test_every_record_is_written_or_told_of_once(
    build: Callable[[Path], poison.Poisoned], tmp_path: Path
) -> None:
    folder = tmp_path / "corpus"
    folder.mkdir()
    poisoned = build(folder)
    output = tmp_path / "output"
    summary = run([str(folder)], output, engine=ENGINE, label=Hanging(poison.HANGS))

    assert Counter(row["id"] for row in rows_of(output)) == poisoned.written
    left = failures_of(output)
    for name, reason in poisoned.failed.elements():
        fitting = [f for f in left if f["id"] == name and reason in f["error"]]
        assert len(fitting) == 1, (name, reason, left)
        left.remove(fitting[0])
    assert left == []
    assert (summary.written, summary.failed, summary.noted) == (
        poisoned.written.total(),
        poisoned.failed.total(),
        poisoned.noted,
    )
