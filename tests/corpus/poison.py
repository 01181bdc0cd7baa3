"""The same poison in every kind of file: one corpus for each, with what must become of it.

Documents named ``good-…`` must be written and those named ``lost-…`` told of in failures.jsonl,
each once; of WARC records, those up to 899 and those from 900 on. Where a name cannot be read, the
failure has none, or that of the file.
"""

from __future__ import annotations

import gzip
import io
import json
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pyarrow
from pyarrow import parquet

from tests.corpus.building import (
    digest_of_nothing,
    http,
    packed,
    page,
    plain,
    record,
    record_id,
    write_warc,
)

BIG = 200 * 1024 * 1024
BIG_AS_TOLD = "209,71"
"""How an error begins to tell of so many bytes, and of some more."""

BOMB = b"<html><body>" + b"<div><p>deep " * 4_000 + b"</body></html>"
BINARY = b"\x7fELF\x02\x01\x01\x00" + bytes(range(256)) * 40
HANGS = "hangs"
"""A record with this in its URL never ends in the parser of these tests."""

Name = str | None


class Poisoned(NamedTuple):
    """A folder of files; the ids that must be written, and those that must fail, with a word of
    the reason. Rows with a note have something wrong that does not keep them from being read."""

    folder: Path
    written: Counter[Name]
    failed: Counter[tuple[Name, str]]
    noted: int


def warc(folder: Path) -> Poisoned:
    return _archive(folder, "a.warc.gz", "response", http)


def wet(folder: Path) -> Poisoned:
    def text(body: bytes) -> bytes:
        return body

    return _archive(folder, "a.warc.wet.gz", "conversion", text)


def _archive(folder: Path, name: str, kind: str, block: Callable[[bytes], bytes]) -> Poisoned:
    body = page if kind == "response" else lambda number: plain(number).encode()

    def of(number: int, data: bytes | None = None, *headers: str, **options: object) -> bytes:
        content = block(body(number) if data is None else data)
        return record(number, content, *headers, kind=kind, **options)  # type: ignore[arg-type]

    wrong_digest = f"WARC-Block-Digest: sha1:{digest_of_nothing()}"
    write_warc(
        folder / name,
        [
            of(1),
            of(901, BINARY),
            of(2, None, wrong_digest),
            of(902, length=len(block(body(902))) + 70),
            of(903, length=10),
            of(3, url=b"https://news.example/\xff\xfe"),
            of(904, bytes(BIG)),
            of(4),
            of(4),
            of(5, BOMB),
            of(905, url=f"https://news.example/{HANGS}".encode()),
            record(906, b"", kind="revisit"),
            of(6),
        ],
    )
    cut = folder / f"cut-{name}"
    cut.write_bytes(b"".join(packed(of(number)) for number in (7, 8, 907))[:-50])
    return Poisoned(
        folder,
        Counter(map(record_id, (1, 2, 3, 4, 4, 5, 6, 7, 8))),
        Counter(
            (record_id(number), reason)
            for number, reason in (
                (901, "program"),
                (902, "length"),
                (903, "length"),
                (904, BIG_AS_TOLD),
                (905, "seconds"),
                (907, "end is missing"),
            )
        ),
        noted=1,
    )


def jsonl(folder: Path) -> Poisoned:
    whole, cut = folder / "a.jsonl.gz", folder / "cut.jsonl.gz"
    with gzip.open(whole, "wb", compresslevel=1) as file:
        # Bytes that somebody took for text are garbage; that they are no page shows no more.
        garbage = {"id": "good-garbage", "html": BINARY.decode("latin-1")}
        for document in (garbage, *_documents()):
            file.write(json.dumps(document).encode() + b"\n")
        file.write(b'{"id": "lost-url", "url": "https://news.example/\xff", "text": "x"}\n')
        file.write(b'{"id": "lost-big", "text": "' + b"x" * BIG + b'"}\n')
        file.write(b'{"id": "lost-length", "text": "x\n')
        file.write(json.dumps(_document("good-last", 6)).encode() + b"\n")
    lines = b"".join(
        json.dumps({"id": f"good-cut-{number}", "text": plain(number)}).encode() + b"\n"
        for number in range(2)
    )
    # Both lines, a third without its end, and no end of the gzip data.
    stream = io.BytesIO()
    with gzip.GzipFile(fileobj=stream, mode="wb", mtime=0) as member:
        member.write(lines + b'{"id": "lost-cut", "text": "')
        member.flush()
        cut.write_bytes(stream.getvalue())
    return Poisoned(
        folder,
        Counter([*_GOOD, "good-garbage", "good-last", "good-cut-0", "good-cut-1"]),
        Counter(
            [
                *_LOST,
                (None, "utf-8"),
                (None, BIG_AS_TOLD),
                (None, "no JSON"),
                (str(cut), "damaged after byte"),
            ]
        ),
        noted=0,
    )


def table(folder: Path) -> Poisoned:
    whole, cut, damaged = (folder / f"{name}.parquet" for name in ("a", "cut", "damaged"))
    documents: list[dict[str, object]] = [
        {"id": "lost-binary", "html": BINARY},
        *_documents(),
        {"id": "lost-big", "text": "x" * BIG},
        _document("good-last", 6),
    ]
    urls = [str(document.get("url", "")).encode() for document in documents]
    urls.append(b"https://news.example/\xff")
    documents.append({"id": "lost-url", "text": "x"})
    kinds = {"id": pyarrow.string(), "html": pyarrow.binary(), "text": pyarrow.string()}
    columns = {
        name: pyarrow.array([document.get(name) for document in documents], kind)
        for name, kind in kinds.items()
    }
    # pyarrow itself checks no string that comes as bytes.
    columns["url"] = pyarrow.array(urls, pyarrow.binary()).cast(pyarrow.string(), safe=False)
    parquet.write_table(pyarrow.table(columns), whole)
    rows = [{"id": f"good-{number}", "text": plain(number) * 20} for number in range(10, 34)]
    parquet.write_table(pyarrow.Table.from_pylist(rows), damaged, row_group_size=8)
    cut.write_bytes(damaged.read_bytes()[:-50])
    with damaged.open("r+b") as file:
        chunk = parquet.ParquetFile(damaged).metadata.row_group(1).column(1)
        file.seek(chunk.dictionary_page_offset or chunk.data_page_offset)
        file.write(bytes(200))
    return Poisoned(
        folder,
        Counter(
            [
                *_GOOD,
                "good-last",
                *(f"good-{number}" for number in (*range(10, 18), *range(26, 34))),
            ]
        ),
        Counter(
            [
                *_LOST,
                ("lost-binary", "program"),
                ("lost-big", BIG_AS_TOLD),
                ("lost-url", "UTF-8"),
                (str(cut), "damaged"),
                (None, "rows 8 to 15"),
            ]
        ),
        noted=0,
    )


def _document(name: str, number: int) -> dict[str, object]:
    return {"id": name, "url": f"https://news.example/{name}", "html": page(number).decode()}


def _documents() -> Iterator[dict[str, object]]:
    yield _document("good-1", 1)
    yield {**_document("good-2", 2), "digest": f"sha1:{digest_of_nothing()}"}
    yield _document("good-twice", 3)
    yield _document("good-twice", 3)
    yield {"id": "good-bomb", "url": "u", "html": BOMB.decode()}
    yield {**_document("lost-slow", 4), "url": f"https://news.example/{HANGS}"}
    yield {"id": "lost-empty", "url": "u"}


_GOOD: tuple[Name, ...] = ("good-1", "good-2", "good-twice", "good-twice", "good-bomb")
_LOST: tuple[tuple[Name, str], ...] = (
    ("lost-slow", "seconds"),
    ("lost-empty", "no page in it"),
)
