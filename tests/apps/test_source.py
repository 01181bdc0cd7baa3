from __future__ import annotations

import gzip
import io
import os
import sys
import tracemalloc
from pathlib import Path

import pytest
import zstandard

from tamis.apps.source import load
from tamis.errors import InputError, TooLargeError, UsageError
from tests.apps.conftest import Site

LIMIT = 1_000_000


class Stdin:
    def __init__(self, data: bytes) -> None:
        self.buffer = io.BytesIO(data)


@pytest.mark.parametrize(
    ("name", "media_type"),
    [
        ("page.html", "text/html"),
        ("page.HTM", "text/html"),
        ("page.xhtml", "text/html"),
        ("notes.txt", "text/plain"),
        ("notes.md", "text/plain"),
        ("page.html.gz", "text/html"),
        ("page", None),
        ("page.gz", None),
        (".html", None),
    ],
)
def test_the_extension_of_a_path_gives_the_media_type(
    tmp_path: Path, name: str, media_type: str | None
) -> None:
    (tmp_path / name).write_bytes(b"x")
    capture = load(str(tmp_path / name), max_bytes=LIMIT)
    assert (capture.data, capture.media_type, capture.url) == (b"x", media_type, None)


def test_gzip_is_known_by_its_bytes_whatever_the_name(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_bytes(gzip.compress(b"one ") + gzip.compress(b"two"))
    assert load(str(path), max_bytes=LIMIT).data == b"one two"


def test_zstandard_is_unpacked_too(tmp_path: Path) -> None:
    path = tmp_path / "page.html.zst"
    path.write_bytes(zstandard.compress(b"one page"))
    capture = load(str(path), max_bytes=LIMIT)
    assert (capture.data, capture.media_type) == (b"one page", "text/html")
    path.write_bytes(zstandard.compress(bytes(20 * LIMIT)))
    with pytest.raises(TooLargeError):
        load(str(path), max_bytes=LIMIT)


def test_a_gzip_bomb_is_refused_without_filling_the_memory(tmp_path: Path) -> None:
    path = tmp_path / "bomb.gz"
    with gzip.open(path, "wb", compresslevel=1) as bomb:
        for _ in range(50):
            bomb.write(bytes(1_000_000))
    tracemalloc.start()
    try:
        with pytest.raises(TooLargeError, match="larger than 1,000,000 bytes"):
            load(str(path), max_bytes=LIMIT)
        assert tracemalloc.get_traced_memory()[1] < 8 * LIMIT
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (gzip.compress(b"page" * 1000, mtime=0)[:-12], "ends too early"),
        (gzip.compress(b"page", mtime=0)[:10] + b"\xff" * 20, "damaged"),
        (b"\x1f\x8b\x08", "ends too early"),
        (gzip.compress(b"page", mtime=0) + b"and more", "damaged"),
    ],
)
def test_damaged_gzip_data_is_an_error(tmp_path: Path, data: bytes, problem: str) -> None:
    path = tmp_path / "page.gz"
    path.write_bytes(data)
    with pytest.raises(InputError, match=problem):
        load(str(path), max_bytes=LIMIT)


def test_a_file_over_the_limit_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "page.txt"
    path.write_bytes(b"x" * 101)
    assert len(load(str(path), max_bytes=101).data) == 101
    with pytest.raises(TooLargeError, match="larger than 100 bytes; give one page at a time"):
        load(str(path), max_bytes=100)


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="needs an endless device")
def test_an_endless_file_is_read_up_to_the_limit() -> None:
    with pytest.raises(TooLargeError):
        load("/dev/zero", max_bytes=LIMIT)


def test_a_missing_file_and_a_directory_are_named_as_such(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        load(str(tmp_path / "none.html"), max_bytes=LIMIT)
    with pytest.raises(InputError, match="is a directory"):
        load(str(tmp_path), max_bytes=LIMIT)


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_named_as_such(tmp_path: Path) -> None:
    path = tmp_path / "secret.html"
    path.touch(mode=0o000)
    with pytest.raises(InputError, match="may not be read"):
        load(str(path), max_bytes=LIMIT)


@pytest.mark.parametrize("path", ["a\x00b", "x" * 5000, "page.html/inside", ""])
def test_a_path_that_cannot_be_is_an_error(path: str) -> None:
    with pytest.raises(InputError):
        load(path, max_bytes=LIMIT)


def test_a_hyphen_reads_standard_input_packed_or_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", Stdin(gzip.compress(b"page")))
    capture = load("-", max_bytes=LIMIT)
    assert (capture.data, capture.media_type) == (b"page", None)


def test_standard_input_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", Stdin(b"x" * 101))
    with pytest.raises(TooLargeError):
        load("-", max_bytes=100)


def test_a_closed_standard_input_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    with pytest.raises(InputError, match="is closed"):
        load("-", max_bytes=LIMIT)


@pytest.mark.parametrize("url", ["ftp://example.org/x", "file:///etc/passwd", "gopher://a"])
def test_only_http_and_https_are_fetched(url: str) -> None:
    with pytest.raises(UsageError, match="only http and https"):
        load(url, max_bytes=LIMIT)


def test_a_packed_body_is_unpacked_within_the_limit(site: Site) -> None:
    headers = {"Content-Type": "text/html", "Content-Encoding": "gzip"}
    site.answer("/page", gzip.compress(b"<p>here</p>"), headers=headers)
    site.answer("/bomb", gzip.compress(bytes(10 * LIMIT)), headers=headers)
    capture = load(f"{site.address}/page", max_bytes=LIMIT)
    assert (capture.data, capture.media_type) == (b"<p>here</p>", "text/html")
    with pytest.raises(TooLargeError):
        load(f"{site.address}/bomb", max_bytes=LIMIT)


def test_the_scheme_of_a_url_may_be_in_capitals(site: Site) -> None:
    site.answer("/", b"x", headers={})
    assert load(site.address.replace("http", "HTTP") + "/", max_bytes=LIMIT).data == b"x"
