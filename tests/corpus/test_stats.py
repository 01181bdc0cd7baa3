"""The tables about a corpus."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any, Literal

import pytest

from tamis.apps.cli import main
from tamis.apps.stats import as_json, as_text
from tamis.corpus import LocalEngine, RunOptions, run
from tamis.corpus.stats import Table, stats
from tamis.errors import InputError, MissingExtraError
from tests.corpus.building import datatrove_document, write_jsonl
from tests.corpus.labels import Verbatim

ONE = LocalEngine(workers=1)


def row(
    number: int,
    *,
    host: str | None = "mira.example",
    navigation: int = 0,
    spam: int = 0,
    language: str | None = "en",
    day: str = "2026-03-01",
) -> dict[str, Any]:
    """A row with 60 characters of article and as many of the others as is said."""
    spans, position = [], 0
    for role, family, length, reasons in (
        ("paragraph", "content", 60, ["prose"]),
        ("navigation", "boilerplate", navigation, ["links"]),
        ("spam", "pollution", spam, ["shouts", "sells"]),
    ):
        if length:
            span = {"start": position, "end": position + length, "role": role, "family": family}
            rest = {"confidence": 0.5, "reasons": reasons, "visible": True, "path": ""}
            spans.append({**span, **rest})
            position += length
    url = None if host is None else f"https://reader@{host}:8080/{number}"
    metadata: dict[str, Any] = {
        "url": url,
        "date": day,
        "language": language,
        "page_type": "article",
        "input": {},
    }
    return {
        "text": "a" * 60,
        "id": str(number),
        "metadata": metadata,
        "page_text": "a" * position,
        "spans": spans,
    }


def made(
    folder: Path, rows: list[dict[str, Any]], output_format: Literal["jsonl", "parquet"] = "jsonl"
) -> Path:
    """A finished run with these rows, and one failure."""
    documents = [{"text": json.dumps(row)} for row in rows]
    source = write_jsonl(folder / "source.jsonl", [*documents, {"id": "no text 1"}])
    output = folder / "it's the output"
    options = RunOptions(output_format=output_format, shard_bytes=20_000)
    run([str(source)], output, options=options, engine=ONE, label=Verbatim())
    return output


def table(tables: list[Table], title: str) -> list[tuple[Any, ...]]:
    return list(next(table for table in tables if table.title == title).rows)


@pytest.fixture(params=["jsonl", "parquet"])
def tables(request: pytest.FixtureRequest, tmp_path: Path) -> list[Table]:
    rows = [
        *(row(number, navigation=40) for number in range(30)),
        *(row(number, navigation=20, spam=20, host="spam.example") for number in range(10)),
        row(50, host=None, language=None),
    ]
    return stats(made(tmp_path, rows, request.param))


def test_characters_are_counted_by_role(tables: list[Table]) -> None:
    assert table(tables, "Roles") == [
        ("content", "paragraph", 41 * 60, round(2460 / 4060, 4)),
        ("boilerplate", "navigation", 30 * 40 + 10 * 20, round(1400 / 4060, 4)),
        ("pollution", "spam", 200, round(200 / 4060, 4)),
    ]


def test_shares_by_host_and_language(tables: list[Table]) -> None:
    assert table(tables, "Hosts") == [
        ("mira.example", 30, 0.4, 0.0),
        ("spam.example", 10, 0.2, 0.2),
        ("unknown", 1, 0.0, 0.0),
    ]
    assert [cells[:2] for cells in table(tables, "Languages")] == [("en", 40), ("unknown", 1)]
    assert table(tables, "Page types")[0][:2] == ("article", 41)


def test_pollution_by_host_and_reason(tables: list[Table]) -> None:
    assert table(tables, "Most polluted hosts") == [("spam.example", 10, 0.2, 0.2)]
    assert table(tables, "Reasons for pollution") == [
        ("spam", "sells", 10, 200),
        ("spam", "shouts", 10, 200),
    ]


def test_records_and_failures(tables: list[Table]) -> None:
    assert dict(table(tables, "Records")) == {
        "written": 41,
        "of them without an article": 0,
        "of them with a note": 0,
        "failed": 1,
    }
    ((error, count),) = table(tables, "Failures")
    assert "no page in it" in error
    assert count == 1


def test_a_host_whose_pages_changed_is_told(tmp_path: Path) -> None:
    rows = [
        row(number, host=host, navigation=navigation, day=f"2026-03-{number + 1:02}")
        for number in range(24)
        for host, navigation in (
            ("changed.example", 60 if number >= 12 else 0),
            ("same.example", 30),
        )
    ]
    changed = table(stats(made(tmp_path, rows)), "Hosts that changed")
    assert changed == [("changed.example", 24, 0.0, 0.5)]


def test_a_corpus_without_rows_has_its_failures(tmp_path: Path) -> None:
    tables = stats(made(tmp_path, []))
    assert [table.title for table in tables] == ["Records", "Failures"]


def test_what_has_no_rows_is_told(tmp_path: Path) -> None:
    source = write_jsonl(tmp_path / "source.jsonl", [datatrove_document(1)])
    options = RunOptions(output_format="dolma")
    run([str(source)], tmp_path / "output", options=options, engine=ONE)
    with pytest.raises(InputError, match="no rows"):
        stats(tmp_path / "output")


def test_one_enormous_row_does_not_hide_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tamis.corpus.stats.ROW_SIZES", (1 << 15, 1 << 22))
    enormous = {**row(2), "text": "a" * (1 << 20)}
    tables = stats(made(tmp_path, [row(1), enormous]))
    assert table(tables, "Hosts")[0][:2] == ("mira.example", 2)


def test_what_is_no_output_of_a_run_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="summary"):
        stats(tmp_path)


def test_without_duckdb_the_error_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    output = made(tmp_path, [row(1)])
    monkeypatch.setitem(sys.modules, "duckdb", None)
    with pytest.raises(MissingExtraError, match=r"tamis\[corpus\]"):
        stats(output)


def test_tables_as_text_and_as_json() -> None:
    tables = [
        Table(
            "Hosts", ("host", "pages", "spam share"), (("a\x1b[1m", 1200, 0.25), ("長い", 3, None))
        ),
        Table("None", ("x",), ()),
    ]
    assert "".join(as_text(tables)) == (
        "Hosts\n"
        "  host      pages  spam share\n"
        "  a\\x1b[1m  1,200       25.0%\n"
        "  長い          3        None\n"
        "\n"
    )
    assert json.loads(as_json(tables))["Hosts"][1] == {
        "host": "長い",
        "pages": 3,
        "spam share": None,
    }


def test_the_command_prints_the_tables(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    write_jsonl(tmp_path / "source.jsonl", [datatrove_document(1)])
    run([str(tmp_path / "source.jsonl")], tmp_path / "output", engine=ONE)
    assert main(["stats", str(tmp_path / "output")]) == 0
    assert b"paragraph" in capfdbinary.readouterr().out
    assert main(["stats", str(tmp_path / "output"), "--format", "json"]) == 0
    assert json.loads(capfdbinary.readouterr().out)["Records"][0]["count"] == 1
    assert main(["stats", str(tmp_path)]) == 1
