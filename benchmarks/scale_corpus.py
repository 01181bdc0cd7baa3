"""WARC files for ``benchmarks.scale``: real pages in a drawn order, or short made ones."""

from __future__ import annotations

import gzip
import itertools
import random
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path

_WORDS = (
    "the council harbour said that would open again after winter of repairs and new bridge is "
    "not to be sold market will return square when works are done ferry goes twice week people "
    "of town have waited since autumn for road across river mayor school library children "
    "meeting evening letter paper field north station old mill stone water bread garden"
).split()


def pages(data: Path, seed: int) -> Iterator[bytes]:
    """The pages of wcxb-dev in a drawn order, again and again."""
    paths = sorted((data / "wcxb-dev" / "html").glob("*.html.gz"))
    random.Random(seed).shuffle(paths)
    for path in itertools.cycle(paths):
        yield gzip.decompress(path.read_bytes())


def pages_by_size(data: Path, seed: int, parts: int, each: int) -> list[list[bytes]]:
    """``each`` drawn pages of the smallest that there are, of the next larger, and so on."""
    paths = sorted((data / "wcxb-dev" / "html").glob("*.html.gz"))
    by_size = sorted((gzip.decompress(path.read_bytes()) for path in paths), key=len)
    draw = random.Random(seed)
    bounds = [len(by_size) * part // parts for part in range(parts + 1)]
    return [draw.sample(by_size[start:end], each) for start, end in itertools.pairwise(bounds)]


def short_pages(seed: int) -> Iterator[bytes]:
    """Made pages without end, no two alike: a title, a menu, three to twelve short paragraphs."""
    draw = random.Random(seed)
    for number in itertools.count():
        paragraphs = "".join(
            f"<p>{_sentence(draw)} {_sentence(draw)}</p>" for _ in range(draw.randint(3, 12))
        )
        yield (
            f"<!doctype html><html lang=en><title>News {number}</title>"
            "<nav><a href=/>Home</a> <a href=/news>News</a> <a href=/about>About us</a></nav>"
            f"<article><h1>News {number} of the town</h1>{paragraphs}</article>"
            "<footer>All rights reserved</footer></html>"
        ).encode()


def _sentence(draw: random.Random) -> str:
    return " ".join(draw.choices(_WORDS, k=draw.randint(8, 24))).capitalize() + "."


def write(path: Path, bodies: Iterator[bytes] | Sequence[bytes], count: int) -> int:
    """A WARC file of the first ``count`` of ``bodies``. Returns their bytes."""
    size = 0
    with path.open("wb") as file:
        for number, body in enumerate(itertools.islice(bodies, count)):
            block = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + body
            identity = f"<urn:uuid:{path.name.partition('.')[0]}-{number}>"
            head = (
                "WARC/1.0\r\nWARC-Type: response\r\nWARC-Date: 2026-01-01T00:00:00Z\r\n"
                f"WARC-Record-ID: {identity}\r\nWARC-Target-URI: https://h.example/{number}\r\n"
                "Content-Type: application/http; msgtype=response\r\n"
                "WARC-Identified-Payload-Type: text/html\r\n"
                f"Content-Length: {len(block)}\r\n\r\n"
            )
            file.write(zlib.compress(head.encode() + block + b"\r\n\r\n", wbits=31))
            size += len(body)
    return size
