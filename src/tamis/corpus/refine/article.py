"""The article of a row by tokens, and the lines of its running text, with their places."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from tamis.corpus.refine.reading import Stored
from tamis.labelling.tokens.cutting import phrase_fingerprints, tokens_of
from tamis.page import ARTICLE_ROLES, Family, Role

Ints = NDArray[np.int64]
Fingerprints = NDArray[np.uint64]

SHINGLE = 5
"""Tokens in a shingle: what two texts are compared by."""

MOST_CHARACTERS = 400_000
"""Of a page's article; what is behind is not compared."""

FEWEST_COLUMNS = 25
"""Of a line. Shorter ones recur by chance, as "Salt and pepper to taste" does."""

# Headings, cells of tables and lines of code recur where a site's pages are alike in kind.
_TEXT_ROLES = frozenset(
    role.value for role in (Role.DECK, Role.PARAGRAPH, Role.LIST_ITEM, Role.QUOTE)
)
_BOILERPLATE_ROLES = frozenset(role.value for role in Role if role.family is Family.BOILERPLATE)
ARTICLE_ROLE_NAMES = frozenset(role.value for role in ARTICLE_ROLES)
_WIDE = re.compile("[\u1100-\uffff]")


class Line(NamedTuple):
    """``page_text[start:end]``: a block, or one line of several in it. ``columns``: its width,
    wide characters counting twice. ``is_text``: it is running text, as far as is known."""

    start: int
    end: int
    fingerprint: int
    columns: int
    is_text: bool


def lines_of(row: Stored) -> Iterator[Line]:
    """The lines of a page that have running text or boilerplate in them, and the spans of such
    that are several lines; all within the first :data:`MOST_CHARACTERS`, by their beginning.
    What a line is does not depend on where spans were cut inside it."""
    text: str = row["page_text"][:MOST_CHARACTERS]
    spans = deque(row["spans"])
    position = 0
    for line in text.splitlines(keepends=True):
        start, position = position, position + len(line)
        roles = set()
        while spans and spans[0]["start"] < position:
            span = spans[0]
            roles.add(span["role"])
            if start <= span["start"] and span["end"] > position:
                yield from _line(text, span["start"], span["end"], {span["role"]})
            if span["end"] > position:
                break
            spans.popleft()
        yield from _line(text, start, position, roles)


def _line(text: str, start: int, end: int, roles: set[str]) -> Iterator[Line]:
    is_text = not roles.isdisjoint(_TEXT_ROLES)
    if not is_text and roles.isdisjoint(_BOILERPLATE_ROLES):
        return
    words = " ".join(text[start:end].split())
    if len(words) >= FEWEST_COLUMNS // 2:
        columns = len(words) if words.isascii() else len(words) + len(_WIDE.findall(words))
        if columns >= FEWEST_COLUMNS:
            fingerprint = fingerprint_of(words.casefold())
            yield Line(start, min(end, len(text)), fingerprint, columns, is_text)


def fingerprint_of(text: str) -> int:
    """64 bits that tell texts apart, the same on every machine."""
    data = text.encode("utf-8", "surrogatepass")
    return int.from_bytes(blake2b(data, digest_size=8).digest(), "big")


@dataclass(frozen=True, slots=True)
class Article:
    """The tokens of a row's article: where they are in ``page_text``, in which run of article
    without anything else in between, and their fingerprints; (tokens,)."""

    starts: Ints
    ends: Ints
    runs: Ints
    fingerprints: Fingerprints

    def shingles(self) -> Fingerprints:
        """Of each :data:`SHINGLE` tokens in a row, by the first one."""
        return shingles_of(self.fingerprints)


def article_of(row: Stored, *, without: Iterable[tuple[int, int]] = ()) -> Article:
    """The article of ``row`` but for the ranges ``without``, which are in order."""
    joined = joined_article(row, without)
    tokens = tokens_of(joined.text)
    starts = joined.on_page(tokens.starts)
    lengths = tokens.ends - tokens.starts
    return Article(starts, starts + lengths, joined.runs(tokens.starts), tokens.fingerprints)


@dataclass(frozen=True, slots=True)
class Joined:
    """The runs of an article in one ``text``. ``begins``: where each run begins there;
    ``starts``: where in ``page_text``."""

    text: str
    begins: Ints
    starts: Ints

    def runs(self, offsets: Ints) -> Ints:
        """The run that each offset of ``text`` is in."""
        return np.searchsorted(self.begins, offsets, side="right") - 1

    def on_page(self, offsets: Ints) -> Ints:
        """Offsets of ``text`` as offsets of ``page_text``."""
        runs = self.runs(offsets)
        return offsets + self.starts[runs] - self.begins[runs]


def joined_article(row: Stored, without: Iterable[tuple[int, int]] = ()) -> Joined:
    """The first :data:`MOST_CHARACTERS` of the article of ``row``, a line break between runs."""
    text: str = row["page_text"]
    kept = list(article_ranges(row["spans"], without))
    starts = np.array([start for start, _ in kept], dtype=np.int64)
    lengths = np.array([end - start + 1 for start, end in kept], dtype=np.int64)
    joined = "\n".join(text[start:end] for start, end in kept)[:MOST_CHARACTERS]
    return Joined(joined, np.cumsum(lengths) - lengths, starts)


def shingles_of(fingerprints: Fingerprints) -> Fingerprints:
    """The fingerprints of all :data:`SHINGLE` tokens in a row. Unlike those of phrases all bits
    are equally good, as MinHash needs them (the last steps of splitmix64)."""
    values = phrase_fingerprints(fingerprints, SHINGLE)
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    mixed: Fingerprints = values ^ (values >> np.uint64(31))
    return mixed


def article_ranges(
    spans: Iterable[Mapping[str, Any]],
    without: Iterable[tuple[int, int]] = (),
    start: int = 0,
    end: int | None = None,
) -> Iterator[tuple[int, int]]:
    """Where the article is from ``start`` to ``end``, as ranges that do not touch, but for the
    ranges ``without``. All are in order."""
    gaps = deque(without)
    begin = at = start
    for span in spans:
        if span["role"] not in ARTICLE_ROLE_NAMES:
            continue
        first, last = (
            max(span["start"], start),
            span["end"] if end is None else min(span["end"], end),
        )
        for piece in _pieces(first, last, gaps):
            if piece[0] != at:
                if begin < at:
                    yield begin, at
                begin = piece[0]
            at = piece[1]
    if begin < at:
        yield begin, at


def _pieces(first: int, last: int, gaps: deque[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """What of a range is in no gap; gaps that end before are no longer needed."""
    while first < last:
        while gaps and gaps[0][1] <= first:
            gaps.popleft()
        stop = min(last, gaps[0][0]) if gaps else last
        if first < stop:
            yield first, stop
        first = max(stop, gaps[0][1]) if gaps and gaps[0][0] < last else last
