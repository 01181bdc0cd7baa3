"""The steps in a pipeline of the real datatrove."""

from __future__ import annotations

import gzip
import json
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from datatrove.data import Document
from datatrove.executor import LocalPipelineExecutor
from datatrove.pipeline.readers import JsonlReader
from datatrove.pipeline.writers.jsonl import JsonlWriter

import tamis
from tamis.corpus import LocalEngine, run
from tamis.integrations.datatrove import PollutionFilter, TamisExtractor
from tests.corpus.building import page, plain


@pytest.fixture
def polluted(fixtures: Path) -> str:
    return (fixtures / "polluted_news_id.txt").read_text(encoding="utf-8")


def documents(path: Path) -> list[dict[str, Any]]:
    return [
        json.loads(line)
        for file in sorted(path.glob("*.jsonl.gz"))
        for line in gzip.decompress(file.read_bytes()).splitlines()
    ]


def piped(tmp_path: Path, texts: dict[str, str], *steps: object) -> list[dict[str, Any]]:
    """What comes out of a pipeline of ``steps`` for these documents."""
    source = tmp_path / "source"
    source.mkdir()
    lines = (json.dumps({"id": name, "text": text}) + "\n" for name, text in texts.items())
    (source / "0.jsonl").write_text("".join(lines), encoding="utf-8")
    output = tmp_path / "output"
    LocalPipelineExecutor(
        pipeline=[JsonlReader(str(source)), *steps, JsonlWriter(str(output))],
        logging_dir=str(tmp_path / "logs"),
        start_method="spawn",
    ).run()
    return documents(output)


def test_the_extractor_gives_articles(tmp_path: Path) -> None:
    texts = {"one": page(1).decode(), "empty": "", "two": page(2).decode()}
    found = piped(tmp_path, texts, TamisExtractor())
    assert {document["id"]: document["text"] for document in found} == {
        "one": tamis.extract(texts["one"]),
        "two": tamis.extract(texts["two"]),
    }


def test_the_filter_drops_polluted_documents_and_says_why(tmp_path: Path, polluted: str) -> None:
    excluded = JsonlWriter(str(tmp_path / "excluded"))
    texts = {"good": plain(1), "spam": polluted}
    found = piped(tmp_path, texts, PollutionFilter(most=0.1, exclusion_writer=excluded))
    assert [(d["id"], d["metadata"]["pollution"]) for d in found] == [("good", 0.0)]
    (dropped,) = documents(tmp_path / "excluded")
    assert (dropped["id"], dropped["metadata"]["filter_reason"]) == ("spam", "spam")
    assert dropped["metadata"]["pollution"] > 0.1


def test_how_much_pollution_may_be_is_a_choice(polluted: str) -> None:
    assert PollutionFilter(most=1.0).filter(Document(text=polluted, id="spam")) is True
    assert PollutionFilter(most=0.0).filter(Document(text=polluted, id="spam")) == (False, "spam")
    assert PollutionFilter(most=0.0).filter(Document(text="", id="empty")) is True


def test_datatrove_reads_the_rows_of_a_run(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_bytes(page(1))
    run([str(tmp_path / "a.html")], tmp_path / "output", engine=LocalEngine(workers=1))
    reader = JsonlReader(str(tmp_path / "output"), glob_pattern="*.jsonl.gz")
    read: Iterator[Document] = reader.run()
    (document,) = read
    assert document.text == tamis.extract(page(1))
    assert document.metadata["title"].startswith("News 1")


def test_without_datatrove_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "tamis.integrations.datatrove")
    monkeypatch.setitem(sys.modules, "datatrove.pipeline.extractors.base", None)
    with pytest.raises(tamis.MissingExtraError, match=r"tamis\[datatrove\]"):
        import_module("tamis.integrations.datatrove")
