"""A run over a corpus with poison in it: every record is accounted for, once."""

from __future__ import annotations

import gzip
import json
import sys
from collections import Counter
from pathlib import Path
from typing import Literal

import fsspec
import pyarrow
import pytest
from pyarrow import parquet

import tamis
from tamis.corpus import LocalEngine, RunOptions, Sieve, run
from tamis.corpus.capture import Capture
from tamis.errors import InputError, MissingExtraError, UsageError
from tests.corpus.building import (
    contents,
    datatrove_document,
    digest_of_nothing,
    dolma_document,
    failures_of,
    http,
    lines_of,
    packed,
    page,
    plain,
    record,
    record_id,
    response,
    rows_of,
    write_jsonl,
    write_wacz,
    write_warc,
    write_wet,
)
from tests.corpus.labels import Copying

ONE = LocalEngine(workers=1)
TWO = LocalEngine(workers=2)
MEBIBYTE = 1024 * 1024

HTML_BOMB = b"<html><body>" + b"<div><p>deep " * 4_000 + b"</body></html>"
BINARY = b"\x7fELF\x02\x01\x01\x00" + bytes(range(256)) * 40


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Files of every kind, whole ones and poisoned ones. The numbers say what is what: records
    up to 899 are good, those from 900 on cannot be read."""
    folder = tmp_path_factory.mktemp("corpus")
    write_warc(folder / "good.warc.gz", map(response, range(1, 20)))
    write_warc(folder / "plain.warc", map(response, range(20, 25)))
    write_wet(folder / "text.warc.wet.gz", range(30, 35))
    write_wacz(folder / "crawl.wacz", map(response, range(40, 43)))
    write_jsonl(folder / "trove.jsonl.gz", [datatrove_document(number) for number in range(3)])
    write_jsonl(folder / "dolma.jsonl", [dolma_document(number) for number in range(3)])
    table = pyarrow.Table.from_pylist([{"id": f"table/{n}", "text": plain(n)} for n in range(3)])
    parquet.write_table(table, folder / "table.parquet")
    (folder / "page.html").write_bytes(page(50))
    (folder / "page.txt.gz").write_bytes(gzip.compress(plain(51).encode()))
    (folder / "cut.html.gz").write_bytes(gzip.compress(page(52))[:-20])
    (folder / "photo.jpg").write_bytes(b"\xff\xd8\xff\xe0")
    write_warc(
        folder / "poison.warc.gz",
        [
            response(100),
            record(900, http(BINARY)),
            response(101, "WARC-Payload-Digest: sha1:" + digest_of_nothing()),
            response(901, length=len(http(page(901))) + 70),
            response(102, url=b"https://news.example/\xff\xfe"),
            record(902, http(bytes(200 * MEBIBYTE))),
            response(103),
            response(103),
            record(104, http(HTML_BOMB)),
            record(903, http(gzip.compress(bytes(64 * MEBIBYTE)), "Content-Encoding: gzip")),
            record(200, http(b"", status="304 Not Modified"), kind="revisit"),
            response(105),
        ],
    )
    whole = b"".join(packed(response(number)) for number in (110, 111, 904))
    (folder / "truncated.warc.gz").write_bytes(whole[:-50])
    return folder


@pytest.fixture(scope="module")
def output(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    output = tmp_path_factory.mktemp("run") / "output"
    run([str(corpus)], output, options=RunOptions(sediment=True), engine=TWO)
    return output


def test_every_record_is_written_or_told_of_once(corpus: Path, output: Path) -> None:
    good = [*range(1, 25), *range(30, 35), *range(40, 43), *range(100, 104), 103, 104, 105]
    expected = Counter(map(record_id, [*good, 110, 111]))
    expected.update(
        f"{kind}/{number}" for kind in ("trove", "dolma", "table") for number in range(3)
    )
    expected.update(str(corpus / name) for name in ("page.html", "page.txt.gz"))
    rows, failures = rows_of(output), failures_of(output)
    assert Counter(row["id"] for row in rows) == expected
    lost = [*map(record_id, (900, 901, 902, 903, 904)), str(corpus / "cut.html.gz")]
    assert Counter(failure["id"] for failure in failures) == Counter(lost)

    counts = json.loads((output / "summary.json").read_bytes())["summary"]
    assert (counts["written"], counts["failed"]) == (len(rows), len(failures))
    assert counts["skipped"] == {"file of another kind": 1, "revisit record": 1}
    assert counts["noted"] == 1


def test_failures_say_what_where_and_why(corpus: Path, output: Path) -> None:
    by_id = {failure["id"]: failure for failure in failures_of(output)}
    for number, reason in (
        (900, "program"),
        (901, "length"),
        (902, "209,715,"),
        (903, "when it is unpacked"),
        (904, "end is missing"),
    ):
        failure = by_id[record_id(number)]
        assert reason in failure["error"]
        data = Path(failure["file"]).read_bytes()[failure["offset"] :]
        assert data.startswith(b"\x1f\x8b")


def test_a_row_holds_the_article_and_every_label(output: Path) -> None:
    row = next(row for row in rows_of(output) if row["id"] == record_id(7))
    read = tamis.read(page(7), url="https://news.example/7", media_type="text/html")
    assert row["text"] == read.article_text()
    assert row["page_text"] == read.text
    assert [(span["start"], span["end"], span["role"]) for span in row["spans"]] == [
        (span.start, span.end, span.role.value) for span in read.spans
    ]
    metadata = row["metadata"]
    assert metadata["url"] == "https://news.example/7"
    assert metadata["title"] == read.metadata.title
    assert metadata["file"].endswith("good.warc.gz")


def test_what_the_input_says_besides_is_kept(output: Path) -> None:
    row = next(row for row in rows_of(output) if row["id"] == "trove/1")
    assert row["metadata"]["input"]["dump"] == "TEST-1"


def test_the_sediment_is_what_the_rows_leave_out(output: Path) -> None:
    path = output / "sediment" / "00000.jsonl.gz"
    sediment = [json.loads(line) for line in gzip.decompress(path.read_bytes()).splitlines()]
    rows = rows_of(output)
    assert [entry["id"] for entry in sediment] == [row["id"] for row in rows]
    for entry, row in zip(sediment, rows, strict=True):
        left_out = [span for span in row["spans"] if span["family"] != "content"]
        assert [(span["start"], span["text"]) for span in entry["spans"]] == [
            (span["start"], row["page_text"][span["start"] : span["end"]]) for span in left_out
        ]


def test_one_worker_gives_the_same_bytes_as_two(corpus: Path, output: Path, tmp_path: Path) -> None:
    run([str(corpus)], tmp_path / "one", options=RunOptions(sediment=True), engine=ONE)
    assert contents(tmp_path / "one") == contents(output)


def test_nothing_but_the_documented_files_is_left(output: Path) -> None:
    assert list(contents(output)) == [
        *("00000.jsonl.gz", "failures.jsonl", "sediment/00000.jsonl.gz", "summary.json"),
    ]


def test_shards_are_bounded_and_hold_the_same_rows(
    corpus: Path, output: Path, tmp_path: Path
) -> None:
    options = RunOptions(shard_bytes=40_000)
    run([str(corpus)], tmp_path / "many", options=options, engine=TWO)
    assert rows_of(tmp_path / "many") == rows_of(output)
    assert len(list((tmp_path / "many").glob("*.jsonl.gz"))) > 2


def test_parquet_holds_the_same_rows(corpus: Path, output: Path, tmp_path: Path) -> None:
    options = RunOptions(output_format="parquet", shard_bytes=40_000)
    run([str(corpus)], tmp_path / "tables", options=options, engine=TWO)
    paths = sorted((tmp_path / "tables").glob("*.parquet"))
    assert len(paths) > 2
    assert parquet.read_schema(paths[0]).metadata[b"tamis.output_version"] == b"1"
    found = [row for path in paths for row in parquet.read_table(path).to_pylist()]
    for row in found:
        row["metadata"]["input"] = json.loads(row["metadata"]["input"])
        for span in row["spans"]:
            span["confidence"] = round(span["confidence"], 4)
    assert found == rows_of(output)


def test_dolma_documents_and_attributes_are_the_same_rows(
    corpus: Path, output: Path, tmp_path: Path
) -> None:
    options = RunOptions(output_format="dolma", shard_bytes=40_000)
    run([str(corpus)], tmp_path / "dolma", options=options, engine=TWO)
    files = sorted((tmp_path / "dolma" / "documents").iterdir())
    assert len(files) > 2
    beside = [tmp_path / "dolma" / "attributes" / "tamis" / file.name for file in files]
    documents, attributes = map(lines_of, (files, beside))
    rows = rows_of(output)
    assert [document["text"] for document in documents] == [row["page_text"] for row in rows]
    assert [document["metadata"] for document in documents] == [row["metadata"] for row in rows]
    for row, document, beside_it in zip(rows, documents, attributes, strict=True):
        assert row["id"] == document["id"] == beside_it["id"]
        source = "test" if row["id"].startswith("dolma/") else "tamis"
        assert document["source"] == beside_it["source"] == source
        for kind in ("role", "family"):
            spans = [[s["start"], s["end"], s["confidence"], s[kind]] for s in row["spans"]]
            found = {span[3] for span in spans}
            assert sorted(
                [*span, name]
                for name in found
                for span in beside_it["attributes"][f"tamis__{name}"]
            ) == sorted(spans)


def test_rows_can_be_read_again(output: Path, tmp_path: Path) -> None:
    summary = run([str(output / "00000.jsonl.gz")], tmp_path / "again", label=Copying(), engine=ONE)
    assert summary.failed == 0
    assert [row["id"] for row in rows_of(tmp_path / "again")] == [r["id"] for r in rows_of(output)]


def test_the_run_does_not_read_its_own_output(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_bytes(page(1))
    for name in ("one", "two"):
        run([str(tmp_path)], tmp_path / "out" / name, engine=ONE, label=Copying())
    assert {row["id"] for row in rows_of(tmp_path / "out" / "one")} == {str(tmp_path / "a.html")}


def test_pages_and_lines_of_json_need_no_extra(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("duckdb", "fastwarc", "fsspec", "pyarrow", "zstandard"):
        monkeypatch.setitem(sys.modules, module, None)
    (tmp_path / "a.html.gz").write_bytes(gzip.compress(page(1)))
    write_jsonl(tmp_path / "b.jsonl.gz", [datatrove_document(1)])
    assert run([str(tmp_path)], tmp_path / "output", engine=ONE).written == 2


@pytest.mark.parametrize("name", ["a.warc.gz", "a.wacz", "a.parquet", "a.jsonl.zst"])
def test_a_missing_extra_is_named(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("fastwarc", "fastwarc.stream_io", "pyarrow", "zstandard"):
        monkeypatch.setitem(sys.modules, module, None)
    write_wacz(tmp_path / name, []) if name.endswith("wacz") else (
        (tmp_path / name).write_bytes(b"\x28\xb5\x2f\xfd")
    )
    with pytest.raises(MissingExtraError, match=r"tamis\[corpus\]"):
        run([str(tmp_path)], tmp_path / "output", engine=ONE)


def test_parquet_is_refused_before_the_work_if_it_cannot_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    options = RunOptions(output_format="parquet")
    with pytest.raises(MissingExtraError, match="writing Parquet"):
        run([str(tmp_path)], tmp_path / "output", options=options, engine=ONE)


def test_an_output_folder_with_other_things_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_bytes(page(1))
    with pytest.raises(UsageError, match="other files"):
        run([str(tmp_path)], tmp_path, engine=ONE)
    with pytest.raises(UsageError, match="no folder"):
        run([str(tmp_path)], tmp_path / "a.html", engine=ONE)
    run([str(tmp_path)], tmp_path / "output", engine=ONE, label=Copying())
    with pytest.raises(UsageError, match="finished"):
        run([str(tmp_path)], tmp_path / "output", engine=ONE)


def test_an_empty_input_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError, match="no such file"):
        run([str(tmp_path / "empty")], tmp_path / "output", engine=ONE)


def test_dates_are_reckoned_from_the_moment_of_the_capture() -> None:
    data = page(1).replace(b"</h1>", b"</h1><p class=date>Published 3 hours ago</p>")
    sieve = Sieve()
    for captured, expected in (
        ("2026-03-14T09:26:53Z", "2026-03-14"),
        ("yesterday", None),
        (None, None),
    ):
        capture = Capture(data=data, id="1", file="f", captured=captured)
        published = json.loads(sieve(capture).line)["metadata"]["date_published"]
        assert (published and published[:10]) == expected


def test_whatever_fsspec_opens_is_read(tmp_path: Path) -> None:
    memory = fsspec.filesystem("memory")
    folder = tmp_path / "local"
    folder.mkdir()
    write_warc(folder / "a.warc.gz", map(response, range(1, 4)))
    write_wet(folder / "b.warc.wet.gz", range(4, 6))
    write_wacz(folder / "c.wacz", [response(6)])
    write_jsonl(folder / "d.jsonl.gz", [datatrove_document(1)])
    parquet.write_table(
        pyarrow.Table.from_pylist([{"id": "t", "text": plain(8)}]), folder / "e.parquet"
    )
    (folder / "f.html").write_bytes(page(9))
    for path in folder.iterdir():
        memory.pipe(f"/crawl/{path.name}", path.read_bytes())
    try:
        run(["memory://crawl"], tmp_path / "one", label=Copying(), engine=ONE)
        run(["memory://crawl/*"], tmp_path / "two", label=Copying(), engine=TWO)
        run([str(folder)], tmp_path / "three", label=Copying(), engine=TWO)
    finally:
        memory.rm("/crawl", recursive=True)
    assert rows_of(tmp_path / "one") == rows_of(tmp_path / "two")
    assert [row["text"] for row in rows_of(tmp_path / "one")] == [
        row["text"] for row in rows_of(tmp_path / "three")
    ]
    assert len(rows_of(tmp_path / "one")) == 9
    assert rows_of(tmp_path / "one")[-1]["id"] == "memory:///crawl/f.html"


def test_surrogates_and_odd_metadata_can_be_written() -> None:
    capture = Capture(data="a \ud800 b", id="\udcff", file="f", metadata={"x": object})
    row = json.loads(Sieve()(capture).line)
    assert row["id"] == "\ufffd"
    assert row["page_text"] == "a \ufffd b"


@pytest.mark.parametrize("output_format", ["jsonl", "parquet"])
def test_who_said_what_is_a_column_where_it_was_asked_for(
    tmp_path: Path, output_format: Literal["jsonl", "parquet"]
) -> None:
    source = tmp_path / "page.txt"
    source.write_text(
        "Council opens the pool\n\nThe pool opens again in May after a long winter of works.\n\n"
        "„Wir sind froh, dass es endlich so weit ist“, sagte Bürgermeisterin Anna Kolb.\n\n"
        "„Das Wasser ist noch kalt, aber das ist gut so“, sagte sie am Montag im Rathaus.\n"
    )
    read = tamis.read(source.read_bytes(), options=tamis.Options(attributions="speech"))
    asked = {"with": tamis.Options(attributions="speech"), "without": tamis.Options()}
    for name, choice in asked.items():
        options = RunOptions(output_format=output_format, page=choice)
        run([str(source)], tmp_path / name, options=options, engine=TWO)
    rows = {
        name: rows_of(tmp_path / name)[0]
        if output_format == "jsonl"
        else parquet.read_table(tmp_path / name / "00000.parquet").to_pylist()[0]
        for name in ("with", "without")
    }
    assert rows["without"]["attributions"] is None
    assert len(read.attributions) > 0
    assert [
        (one["cue"]["start"], one["speaker"], [part["text"] for part in one["content"]])
        for one in rows["with"]["attributions"]
    ] == [
        (one.cue.start, one.speaker, [part.text for part in one.content])
        for one in read.attributions
    ]
