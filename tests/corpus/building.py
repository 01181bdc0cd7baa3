"""Corpora made for the tests: pages of our own, in the files that crawls come in."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import zipfile
import zlib
from collections.abc import Iterable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

DATE = "2026-03-14T09:26:53Z"

_TOWNS = ("Mira", "Oldenbrook", "Saltholm", "Karvia", "Belmonte", "Ульяново", "Ağaçlı", "青石镇")
_SENTENCES = (
    "The bridge of {town} was opened to carts again on Monday, after a winter of repairs.",
    "Die Gemeinde {town} hat am Abend beschlossen, die alte Mühle nicht zu verkaufen.",
    "El mercado de {town} volverá a la plaza mayor, dijo la alcaldesa, en cuanto acaben las obras.",
    "Жители {town} говорят, что паром ходит теперь только два раза в неделю.",
    "The council will meet again in May; until then the {number} stalls stay where they are.",
)


def page(number: int) -> bytes:
    """An HTML page like no other, with an article and what stands around one."""
    town = _TOWNS[number % len(_TOWNS)]
    sentences = [sentence.format(town=town, number=number) for sentence in _SENTENCES]
    paragraphs = "".join(f"<p>{a} {b}</p>" for a, b in pairwise(sentences))
    return (
        f"<!doctype html><html lang=en><head><title>News {number} of {town}</title></head><body>"
        "<nav><a href=/>Home</a> <a href=/news>News</a> <a href=/about>About us</a></nav>"
        f"<article><h1>News {number} of {town}</h1>{paragraphs}</article>"
        "<footer>All rights reserved</footer></body></html>"
    ).encode()


def plain(number: int) -> str:
    """The text of such a page, as a WET file has it."""
    town = _TOWNS[number % len(_TOWNS)]
    return "\n".join(sentence.format(town=town, number=number) for sentence in _SENTENCES)


def record_id(number: int) -> str:
    return f"<urn:uuid:00000000-0000-4000-8000-{number:012}>"


def http(body: bytes, *headers: str, status: str = "200 OK") -> bytes:
    """An HTTP answer. HTML, unless ``headers`` say otherwise."""
    if not any(header.lower().startswith("content-type") for header in headers):
        headers = ("Content-Type: text/html; charset=utf-8", *headers)
    return "\r\n".join([f"HTTP/1.1 {status}", *headers, "", ""]).encode("latin-1") + body


def record(
    number: int,
    block: bytes,
    *headers: str,
    kind: str = "response",
    length: int | None = None,
    url: bytes | None = None,
) -> bytes:
    """One WARC record, as it stands in a file that is not packed."""
    head = [
        "WARC/1.0",
        f"WARC-Type: {kind}",
        f"WARC-Record-ID: {record_id(number)}",
        f"WARC-Date: {DATE}",
        f"Content-Length: {len(block) if length is None else length}",
        *headers,
    ]
    address = b"WARC-Target-URI: " + (url or b"https://news.example/%d" % number)
    return "\r\n".join(head).encode() + b"\r\n" + address + b"\r\n\r\n" + block + b"\r\n\r\n"


def response(number: int, *headers: str, **options: Any) -> bytes:
    """The record of page ``number``."""
    return record(number, http(page(number)), *headers, **options)


def packed(data: bytes) -> bytes:
    """``data`` as one gzip member."""
    return zlib.compress(data, wbits=31)


def write_warc(path: Path, records: Iterable[bytes]) -> Path:
    """A WARC file, each record a gzip member of its own if the name says so."""
    pack = packed if path.suffix == ".gz" else bytes
    path.write_bytes(b"".join(map(pack, records)))
    return path


def write_wet(path: Path, numbers: Iterable[int]) -> Path:
    conversions = (
        record(number, plain(number).encode(), "Content-Type: text/plain", kind="conversion")
        for number in numbers
    )
    return write_warc(path, conversions)


def write_jsonl(path: Path, documents: Sequence[object]) -> Path:
    lines = "".join(json.dumps(document, ensure_ascii=False) + "\n" for document in documents)
    data = lines.encode("utf-8", "surrogatepass")
    path.write_bytes(gzip.compress(data) if path.suffix == ".gz" else data)
    return path


def write_wacz(path: Path, records: Iterable[bytes]) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("datapackage.json", "{}")
        archive.writestr("archive/data.warc.gz", b"".join(map(packed, records)))
    return path


def datatrove_document(number: int) -> dict[str, Any]:
    return {
        "text": plain(number),
        "id": f"trove/{number}",
        "metadata": {"url": f"https://news.example/{number}", "date": DATE, "dump": "TEST-1"},
    }


def dolma_document(number: int) -> dict[str, Any]:
    return {
        "id": f"dolma/{number}",
        "text": plain(number),
        "source": "test",
        "added": "2026-05-01",
        "created": DATE,
        "metadata": {"url": f"https://news.example/{number}"},
    }


def digest_of_nothing() -> str:
    """A digest that fits no page."""
    return base64.b32encode(hashlib.sha1(b"").digest()).decode()


def rows_of(output: Path) -> list[dict[str, Any]]:
    """All rows of a finished run, in order."""
    return lines_of(sorted(output.glob("*.jsonl.gz")))


def lines_of(paths: Iterable[Path]) -> list[dict[str, Any]]:
    """What stands in packed files of lines of JSON."""
    lines: list[dict[str, Any]] = []
    for path in paths:
        lines += map(json.loads, gzip.decompress(path.read_bytes()).splitlines())
    return lines


def failures_of(output: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (output / "failures.jsonl").read_bytes().splitlines()]


def contents(folder: Path) -> dict[str, bytes]:
    """All files below ``folder``, for comparing byte by byte."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
