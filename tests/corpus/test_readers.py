"""Pages, lines of JSON and Parquet; which file goes to which reader."""

from __future__ import annotations

import datetime
import gzip
import io
import json
from collections.abc import Callable
from pathlib import Path

import pyarrow
import pytest
import zstandard
from pyarrow import parquet

from tamis.corpus import Capture, Failure, Source
from tamis.corpus.capture import Item
from tamis.corpus.digests import digest_of
from tamis.corpus.readers import reader_for
from tamis.errors import InputError, TooLargeError
from tests.corpus.building import (
    DATE,
    datatrove_document,
    dolma_document,
    page,
    plain,
)

MAX_BYTES = 1 << 20


def read(path: Path | str, data: bytes, max_bytes: int = MAX_BYTES) -> list[Item]:
    source = Source(path=str(path), size=len(data), named=True)
    reader = reader_for(source)
    assert reader is not None
    return list(reader(io.BytesIO(data), source, max_bytes))


def captures(path: Path | str, data: bytes) -> list[Capture]:
    items = read(path, data)
    assert all(isinstance(item, Capture) for item in items), items
    return [item for item in items if isinstance(item, Capture)]


def lines(*documents: object) -> bytes:
    return b"".join(json.dumps(document).encode() + b"\n" for document in documents)


def table(documents: list[dict[str, object]]) -> bytes:
    file = io.BytesIO()
    parquet.write_table(pyarrow.Table.from_pylist(documents), file)
    return file.getvalue()


@pytest.mark.parametrize(
    ("name", "media_type"),
    [
        ("a/page.html", "text/html"),
        ("page.HTM", "text/html"),
        ("page.html.gz", "text/html"),
        ("notes.txt.zst", "text/plain"),
        ("README.md", "text/plain"),
        ("no-ending", None),
    ],
)
def test_a_file_is_one_page_with_its_path_as_id(name: str, media_type: str | None) -> None:
    stored = page(1)
    if name.endswith(".gz"):
        stored = gzip.compress(stored)
    elif name.endswith(".zst"):
        stored = zstandard.compress(stored)
    (capture,) = captures(name, stored)
    assert capture == Capture(
        data=page(1),
        id=name,
        file=name,
        offset=0,
        length=len(stored),
        media_type=media_type,
        digest=digest_of(page(1)),
    )


def test_a_page_over_the_limit_is_refused_packed_or_not() -> None:
    with pytest.raises(TooLargeError):
        read("page.html", bytes(MAX_BYTES + 1))
    with pytest.raises(TooLargeError):
        read("page.html.gz", gzip.compress(bytes(100 * MAX_BYTES)))


def test_files_of_other_kinds_are_read_only_when_they_are_named() -> None:
    assert reader_for(Source(path="photo.jpg", size=1)) is None
    assert reader_for(Source(path="photo.jpg", size=1, named=True)) is not None
    assert reader_for(Source(path="CC-NEWS-1.warc.gz", size=1)) is not None


@pytest.mark.parametrize("name", ["IA-1.arc.gz", "1.arc"])
def test_an_arc_file_is_refused_with_what_to_do(name: str) -> None:
    with pytest.raises(InputError, match="warcio recompress"):
        read(name, b"filedesc://1.arc 0.0.0.0 20080101000000 text/plain 76")


def test_documents_of_datatrove_and_dolma() -> None:
    trove, dolma = captures("d.jsonl", lines(datatrove_document(1), dolma_document(2)))
    assert (trove.id, trove.data, trove.url) == ("trove/1", plain(1), "https://news.example/1")
    assert (trove.date, trove.metadata["dump"]) == (DATE, "TEST-1")
    assert (dolma.id, dolma.data, dolma.url) == ("dolma/2", plain(2), "https://news.example/2")
    assert (dolma.date, dolma.metadata["source"]) == (DATE, "test")


def test_html_goes_before_text_and_keeps_its_type() -> None:
    (capture,) = captures("d.jsonl", lines({"text": "old", "html": page(1).decode(), "url": "u"}))
    assert (capture.data, capture.media_type, capture.url) == (page(1).decode(), "text/html", "u")
    assert capture.metadata["text"] == "old"


def test_offsets_count_in_the_unpacked_file() -> None:
    data = lines(datatrove_document(1)) + b"\n" + lines(datatrove_document(2))
    for pack in (bytes, gzip.compress, zstandard.compress):
        for capture in captures("d.jsonl.gz", pack(data)):
            assert capture.offset is not None
            assert capture.length is not None
            line = data[capture.offset : capture.offset + capture.length]
            assert json.loads(line)["id"] == capture.id


def test_a_document_without_an_id_is_named_by_its_place() -> None:
    found = captures("d.jsonl", lines({"text": "a"}, {"text": "b"}, {"text": "c", "id": 7}))
    assert [capture.id for capture in found] == ["d.jsonl#0", "d.jsonl#1", "7"]


def test_bad_lines_are_failures_and_the_others_are_read() -> None:
    data = lines({"text": "a", "id": "a"}) + b'{"text": \n[1]\n' + lines({"id": "no text"})
    data += b'{"text": "' + b"x" * 3 * MAX_BYTES + b'"}\n' + lines({"text": "b", "id": "b"})
    items = read("d.jsonl", data)
    assert [type(item) for item in items] == [Capture, *[Failure] * 4, Capture]
    failures = [item for item in items if isinstance(item, Failure)]
    assert [failure.id for failure in failures] == [None, None, "no text", None]
    for failure, start in zip(
        failures, (b'{"text": \n', b"[1]", b'{"id"', b'{"text": "xx'), strict=True
    ):
        assert failure.offset is not None
        assert data[failure.offset :].startswith(start)


def test_what_pythons_own_writer_lets_by_is_read() -> None:
    odd = b'{"id": "a", "text": "x \\ud800 y", "score": NaN}\n' + lines({"text": "b", "id": "b"})
    first, second = captures("d.jsonl", odd)
    assert (first.data, first.metadata["score"]) == ("x \ud800 y", None)
    assert second.id == "b"


def test_a_line_of_nothing_but_brackets_costs_itself() -> None:
    items = read("d.jsonl", b"[" * 200_000 + b"\n" + lines({"text": "b", "id": "b"}))
    assert [type(item) for item in items] == [Failure, Capture]


@pytest.mark.parametrize("pack", [gzip.compress, zstandard.compress])
def test_a_packed_file_that_ends_too_early_gives_what_came_before(
    pack: Callable[[bytes], bytes],
) -> None:
    data = pack(lines(*(datatrove_document(number) for number in range(5000))))
    source = Source(path="d.jsonl.gz", size=len(data))
    reader = reader_for(source)
    assert reader is not None
    found: list[Item] = []
    with pytest.raises(InputError, match="damaged after byte"):
        for item in reader(io.BytesIO(data[: len(data) // 2]), source, MAX_BYTES):
            found.append(item)  # noqa: PERF402 - what came before the error counts
    assert len(found) > 100
    assert all(isinstance(item, Capture) for item in found)


def test_parquet_rows_are_documents() -> None:
    day = datetime.datetime(2026, 3, 14, tzinfo=datetime.UTC)
    data = table(
        [
            {"text": plain(1), "id": "1", "url": "u", "date": day, "score": 0.5},
            {"text": None, "id": "2", "url": "u", "date": None, "score": None},
            {"text": "x" * 2 * MAX_BYTES, "id": "3", "url": "u", "date": None, "score": None},
            {"text": plain(4), "id": "4", "url": "u", "date": None, "score": None},
        ]
    )
    first, empty, large, last = read("t.parquet", data)
    assert isinstance(first, Capture)
    assert (first.id, first.data, first.url, first.offset) == ("1", plain(1), "u", 0)
    assert (first.date, first.metadata["score"]) == ("2026-03-14T00:00:00+00:00", 0.5)
    assert isinstance(empty, Failure)
    assert isinstance(large, Failure)
    assert isinstance(last, Capture)
    assert (last.id, last.offset) == ("4", 3)


def test_a_damaged_parquet_file_is_told() -> None:
    with pytest.raises(InputError, match="Parquet"):
        read("t.parquet", b"PAR1 and nothing else")
