"""WARC, WET and WACZ files, whole and damaged."""

from __future__ import annotations

import gzip
import io
import zlib
from pathlib import Path

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from tamis.corpus import Capture, Failure, Skipped, Source
from tamis.corpus.capture import Item
from tamis.corpus.digests import digest_of
from tamis.corpus.readers.wacz import read_wacz
from tamis.corpus.readers.warc import read_warc
from tests.corpus.building import (
    DATE,
    http,
    packed,
    page,
    plain,
    record,
    record_id,
    response,
    write_wacz,
)

MAX_BYTES = 1 << 20


def read(data: bytes, max_bytes: int = MAX_BYTES) -> list[Item]:
    return list(read_warc(io.BytesIO(data), Source(path="t.warc", size=len(data)), max_bytes))


def only(data: bytes) -> Capture:
    (item,) = read(data)
    assert isinstance(item, Capture)
    return item


def numbers_of(items: list[Item]) -> list[int | None]:
    """The number of each record in ``items``, negative for a failure."""
    found: list[int | None] = []
    for item in items:
        assert not isinstance(item, Skipped)
        number = int(item.id[-13:-1]) if item.id else None
        found.append(-number if isinstance(item, Failure) and number else number)
    return found


def zst(data: bytes) -> bytes:
    return zstandard.compress(data)


PACKINGS = pytest.mark.parametrize("pack", [bytes, packed, zst])


@PACKINGS
def test_a_capture_keeps_what_its_record_says(pack: object) -> None:
    assert callable(pack)
    first, second = pack(response(1)), pack(response(2))
    items = read(first + second)
    assert numbers_of(items) == [1, 2]
    capture = items[1]
    assert isinstance(capture, Capture)
    assert capture.data == page(2)
    assert (capture.id, capture.url, capture.date) == (
        record_id(2),
        "https://news.example/2",
        DATE,
    )
    assert (capture.file, capture.offset, capture.length) == ("t.warc", len(first), len(second))
    assert capture.media_type == "text/html; charset=utf-8"
    assert capture.digest == digest_of(page(2))
    assert capture.notes == ()


def test_offset_and_length_find_the_record_again() -> None:
    data = b"".join(packed(response(number)) for number in range(5))
    for item in read(data):
        assert isinstance(item, Capture)
        assert item.offset is not None
        assert item.length is not None
        again = gzip.decompress(data[item.offset : item.offset + item.length])
        assert item.id.encode() in again


def test_conversions_are_text() -> None:
    block = plain(3).encode()
    capture = only(record(3, block, "Content-Type: text/plain", kind="conversion"))
    assert (capture.data, capture.media_type) == (block, "text/plain")


def test_records_that_are_no_pages_are_skipped_by_kind() -> None:
    data = b"".join(
        [
            record(1, b"software: test\r\n", kind="warcinfo"),
            record(2, b"GET / HTTP/1.1\r\n\r\n", kind="request"),
            record(3, http(b"", status="304 Not Modified"), kind="revisit"),
            record(4, b"fetchTimeMs: 4\r\n", kind="metadata"),
            record(5, http(b"gone", status="404 Not Found")),
            record(6, http(b"\xff\xd8\xff", "Content-Type: image/jpeg")),
            record(7, http(b"{}", "Content-Type: bad\xe9stuff/x")),
            record(8, b"20260314 127.0.0.1", "Content-Type: text/dns"),
        ]
    )
    assert [item.reason for item in read(data) if isinstance(item, Skipped)] == [
        *("warcinfo record", "request record", "revisit record", "metadata record"),
        *("status 404", "media type image", "media type other", "not http"),
    ]


def test_the_identified_type_goes_before_the_declared_one() -> None:
    declared_wrongly = http(page(1), "Content-Type: image/png; charset=koi8-r")
    capture = only(record(1, declared_wrongly, "WARC-Identified-Payload-Type: text/html"))
    assert capture.media_type == "text/html; charset=koi8-r"
    other_way_round = record(1, http(page(1)), "WARC-Identified-Payload-Type: application/pdf")
    assert read(other_way_round) == [Skipped("media type application")]


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (gzip.compress(page(1)), ("Content-Encoding: gzip",)),
        (zlib.compress(page(1)), ("Content-Encoding: deflate",)),
        (b"%x\r\n%b\r\n0\r\n\r\n" % (len(page(1)), page(1)), ("Transfer-Encoding: chunked",)),
        (page(1), ("Content-Encoding: gzip", "Transfer-Encoding: chunked")),
        (page(1), ("Content-Encoding: no-such-thing",)),
    ],
    ids=["gzip", "deflate", "chunked", "decoded by the crawler", "unknown"],
)
def test_bodies_are_decoded_if_they_are_encoded(body: bytes, headers: tuple[str, ...]) -> None:
    assert only(record(1, http(body, *headers))).data == page(1)


def test_a_body_that_unpacks_to_too_much_is_a_failure() -> None:
    bomb = gzip.compress(bytes(50 * MAX_BYTES))
    (item,) = read(record(1, http(bomb, "Content-Encoding: gzip")))
    assert isinstance(item, Failure)
    assert "more than" in item.error


def test_a_digest_that_does_not_fit_is_noted_and_the_page_kept() -> None:
    wrong = digest_of(b"something else")
    bad = record(1, http(page(1)), f"WARC-Payload-Digest: {wrong}", f"WARC-Block-Digest: {wrong}")
    capture = only(bad)
    assert capture.data == page(1)
    assert capture.digest == wrong
    assert [note.split()[1] for note in capture.notes] == ["payload", "block"]
    good = record(1, http(page(1)), f"WARC-Payload-Digest: {digest_of(page(1))}")
    assert only(good).notes == ()
    unknown = record(1, http(page(1)), "WARC-Payload-Digest: crc9:12", "WARC-Truncated: length")
    assert only(unknown).notes == ("truncated by the crawler (length)",)


@pytest.mark.parametrize(
    "head",
    [
        b"HTTP/1.1 " + b"2" * 5000 + b" OK",
        b"HTTP/1.1",
        b"HTTP/1.1 \xb2\xb2\xb2",
        b"HTTP/1.1 200\r\n: :\r\nno colon\r\n\xff\x00: \x00",
        b"HTTP/1.1 200\r\nContent-Encoding: gzip, br, deflate, zstd, gzip, gzip",
        b"HTTP/1.1 200\r\nTransfer-Encoding: chunked",
    ],
)
def test_odd_http_headers_keep_no_page_from_being_read(head: bytes) -> None:
    assert only(record(1, head + b"\r\n\r\n" + page(1))).data == page(1)


def test_bare_line_feeds_end_a_header_too() -> None:
    block = b"HTTP/1.0 200 OK\nContent-Type: text/html\n\n" + page(1)
    assert only(record(1, block)).data == page(1)


def test_a_bug_costs_one_record(monkeypatch: pytest.MonkeyPatch) -> None:
    def faulty(answer: object, max_bytes: int) -> object:
        raise KeyError("oops")

    monkeypatch.setattr("tamis.corpus.readers.warc.decoded_body", faulty)
    data = response(1) + record(2, b"", kind="request") + response(3)
    failures = [item for item in read(data) if isinstance(item, Failure)]
    assert [failure.id for failure in failures] == [record_id(1), record_id(3)]
    assert "a bug in tamis, KeyError" in failures[0].error


def test_a_url_that_is_not_utf8_loses_no_byte() -> None:
    capture = only(response(1, url=b"https://news.example/caf\xe9?q=\xff"))
    assert capture.url == "https://news.example/caf%E9?q=%FF"


def test_a_record_over_the_limit_is_refused_by_its_length() -> None:
    big = packed(record(2, http(b"x" * 3 * MAX_BYTES)))
    items = read(packed(response(1)) + big + packed(response(3)))
    assert numbers_of(items) == [1, -2, 3]
    assert numbers_of(read(packed(response(1)) + big)) == [1, -2]


@PACKINGS
@pytest.mark.parametrize("error", [-40, -5, 5, 60, 100_000, 10 * MAX_BYTES])
def test_a_wrong_length_costs_that_record_only(pack: object, error: int) -> None:
    assert callable(pack)
    wrong = response(2, length=len(http(page(2))) + error)
    data = [response(1), wrong, response(3), response(4)]
    assert numbers_of(read(b"".join(map(pack, data)))) == [1, -2, 3, 4]


@PACKINGS
@pytest.mark.parametrize("error", [-5, 60, 100_000])
def test_the_wrong_length_of_a_record_that_is_skipped_swallows_no_page(
    pack: object, error: int
) -> None:
    assert callable(pack)
    request = b"GET / HTTP/1.1\r\nHost: news.example\r\n\r\n"
    wrong = record(2, request, kind="request", length=len(request) + error)
    assert numbers_of(read(b"".join(map(pack, [response(1), wrong, response(3)])))) == [1, -2, 3]


def test_a_file_packed_as_a_whole_is_read() -> None:
    request = record(3, b"GET / HTTP/1.1\r\n\r\n", kind="request")
    whole = packed(response(1) + response(2) + request)
    assert numbers_of([item for item in read(whole) if isinstance(item, Capture)]) == [1, 2]
    assert not any(isinstance(item, Failure) for item in read(whole))


@PACKINGS
def test_without_a_length_a_record_is_a_failure(pack: object) -> None:
    assert callable(pack)
    without = response(2).replace(b"Content-Length", b"Content-Strength")
    assert numbers_of(read(pack(response(1)) + pack(without) + pack(response(3)))) == [1, -2, 3]


def test_a_damaged_member_costs_that_record_only() -> None:
    first, second, third = (packed(response(number)) for number in (1, 2, 3))
    half = len(second) // 2
    for damaged in (
        second[:half],
        second[:half] + b"\x00\xff\x00\xff" + second[half + 4 :],
        second[: len(second) - 1],
    ):
        assert numbers_of(read(first + damaged + third)) == [1, -2, 3]
    assert numbers_of(read(first + b"no record at all" + third)) == [1, None, 3]


def test_a_file_that_ends_too_early_gives_what_is_whole() -> None:
    data = b"".join(packed(response(number)) for number in (1, 2, 3))
    assert numbers_of(read(data[:-40])) == [1, 2, -3]
    plainly = b"".join(response(number) for number in (1, 2, 3))
    assert numbers_of(read(plainly[:-40])) == [1, 2, -3]


@pytest.mark.parametrize("data", [b"<html>", b"\x1f\x8b\x08garbage", b"filedesc://a.arc 0.0.0.0"])
def test_a_file_of_something_else_is_one_failure(data: bytes) -> None:
    assert [type(item) for item in read(data)] == [Failure]


def test_a_file_of_cc_news_is_read_as_it_lies() -> None:
    """StormCrawler's records: the type is not first, each answer's headers are kept by another
    name where the body is stored decoded, and there are feeds among the pages."""

    def stormcrawler(number: int, media_type: str, body: bytes) -> bytes:
        answer = http(
            body,
            f"Content-Type: {media_type}",
            "X-Crawler-Transfer-Encoding: chunked",
            "X-Crawler-Content-Encoding: gzip",
            f"Content-Length: {len(body)}",
        )
        head = (
            f"WARC/1.0\r\nWARC-Record-ID: {record_id(number)}\r\nContent-Length: {len(answer)}\r\n"
            f"WARC-Date: {DATE}\r\nWARC-Type: response\r\nWARC-IP-Address: 192.0.2.7\r\n"
            f"WARC-Target-URI: https://news.example/{number}\r\n"
            f"WARC-Payload-Digest: {digest_of(body)}\r\nWARC-Block-Digest: {digest_of(answer)}\r\n"
            "Content-Type: application/http; msgtype=response\r\n\r\n"
        )
        return head.encode() + answer + b"\r\n\r\n"

    items = read(
        b"".join(
            map(
                packed,
                (
                    record(1, b"robots: checked via crawler-commons\r\n", kind="warcinfo"),
                    record(2, b"GET / HTTP/1.1\r\n\r\n", kind="request"),
                    stormcrawler(3, "text/html;charset=UTF-8", page(3)),
                    stormcrawler(4, "application/rss+xml", b"<rss/>"),
                    stormcrawler(5, "text/html", page(5)),
                ),
            )
        )
    )
    captures = [item for item in items if isinstance(item, Capture)]
    assert [(capture.id, capture.data, capture.notes) for capture in captures] == [
        (record_id(number), page(number), ()) for number in (3, 5)
    ]
    assert [item.reason for item in items if isinstance(item, Skipped)] == [
        *("warcinfo record", "request record", "media type application"),
    ]


def test_an_empty_file_has_no_records() -> None:
    assert read(b"") == []


@given(st.data())
def test_whatever_is_damaged_no_other_record_is_lost(data: st.DataObject) -> None:
    members = [packed(response(number)) for number in range(1, 6)]
    victim = data.draw(st.integers(0, 4), label="victim")
    place = data.draw(st.integers(0, len(members[victim]) - 1), label="place")
    change = data.draw(st.integers(1, 255), label="change")
    damaged = bytearray(members[victim])
    damaged[place] ^= change
    members[victim] = bytes(damaged)
    found = [number for number in numbers_of(read(b"".join(members))) if number]
    others = [number for number in range(1, 6) if number != victim + 1]
    assert [number for number in found if abs(number) != victim + 1] == others
    assert found.count(victim + 1) + found.count(-victim - 1) <= 1


def test_wacz_gives_the_records_of_its_archives(tmp_path: Path) -> None:
    path = write_wacz(tmp_path / "crawl.wacz", [response(1), response(2)])
    with path.open("rb") as file:
        source = Source(path=str(path), size=path.stat().st_size)
        items = list(read_wacz(file, source, MAX_BYTES))
    assert numbers_of(items) == [1, 2]
    assert isinstance(items[0], Capture)
    assert items[0].file == f"{path}!archive/data.warc.gz"
