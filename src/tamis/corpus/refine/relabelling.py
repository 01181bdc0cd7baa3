"""A row whose spans are cut where something was found, and its article without that."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator, Sequence
from itertools import accumulate, chain
from typing import Any, Literal, NamedTuple

import numpy as np

from tamis.corpus.refine.article import (
    ARTICLE_ROLE_NAMES,
    Fingerprints,
    Ints,
    article_ranges,
    joined_article,
)
from tamis.corpus.refine.reading import Stored
from tamis.labelling.tokens.cutting import phrase_fingerprints, tokens_of
from tamis.page import Role

_NOTHING = re.compile(r"\s*(?:\d{1,9}\.)?\W*")
_KEY = 8
_MOST_TRIES = 100
_SIDES: tuple[Literal["left", "right"], ...] = ("left", "right")


class Change(NamedTuple):
    """What article there is in ``page_text[start:end]`` gets these ``reasons`` and, if it is
    none after all, another ``role``, with this ``confidence`` and ``more`` reasons."""

    start: int
    end: int
    reason: str
    role: Role | None = None
    confidence: float = 1.0
    more: tuple[str, ...] = ()


def relabelled(row: Stored, changes: Sequence[Change]) -> Stored:
    """``row`` with its article changed; ``changes`` are in order and do not overlap."""
    removed = [(change.start, change.end) for change in changes if change.role is not None]
    text = _without(row, removed) if removed else row["text"]
    return {**row, "text": text, "spans": list(_spans(row, changes))}


def _spans(row: Stored, changes: Sequence[Change]) -> Iterator[dict[str, Any]]:
    waiting = deque(changes)
    for span in row["spans"]:
        pieces: list[dict[str, Any]] = []
        at = span["start"]
        if span["role"] in ARTICLE_ROLE_NAMES:
            while waiting and waiting[0].end <= at:
                waiting.popleft()
            for change in waiting:
                if change.start >= span["end"]:
                    break
                if at < change.start:
                    pieces.append({**span, "start": at, "end": change.start})
                    at = change.start
                end = min(change.end, span["end"])
                pieces.append({**_changed(span, change), "start": at, "end": end})
                at = end
        if at < span["end"]:
            pieces.append({**span, "start": at})
        yield from _without_blank(pieces, row["page_text"])


def _changed(span: dict[str, Any], change: Change) -> dict[str, Any]:
    if change.role is None:
        return {**span, "reasons": [*span["reasons"], change.reason]}
    return {
        **span,
        "role": change.role.value,
        "family": change.role.family.value,
        "confidence": round(change.confidence, 4),
        "reasons": [change.reason, *change.more],
    }


def _without_blank(pieces: list[dict[str, Any]], text: str) -> list[dict[str, Any]]:
    """White space goes to the piece before it, or after it where there is none."""
    kept: list[dict[str, Any]] = []
    for piece in pieces:
        if kept and not text[piece["start"] : piece["end"]].strip():
            kept[-1]["end"] = piece["end"]
        elif kept and not text[kept[-1]["start"] : kept[-1]["end"]].strip():
            kept[-1] = {**piece, "start": kept[-1]["start"]}
        else:
            kept.append(piece)
    return kept


def _without(row: Stored, removed: Sequence[tuple[int, int]]) -> str:
    """The clean text without what stands in these ranges of the page's text.

    The clean text has no offsets into the page's, but the same words in the same order. So a
    piece is found by its words, as a whole or line by line where items have numbers in between.
    Of words that stand in the article several times, the second there is the second here.
    """
    clean, joined = _Words(row["text"]), joined_article(row)
    article = _Words(joined.text)
    starts = joined.on_page(article.tokens.starts)
    bounds = [0, *chain.from_iterable(removed), len(row["page_text"])]
    kept = list(zip(bounds[::2], bounds[1::2], strict=True))
    for start, end in article_ranges(row["spans"], kept):
        pieces = [(start, row["page_text"][start:end])]
        if not clean.places(pieces[0][1]):
            pieces = _lines(*pieces[0])
        for at, piece in pieces:
            which = sum(int(starts[place]) < at for place in article.places(piece))
            places = clean.places(piece)
            if which < len(places):
                clean.remove(places[which], piece)
    return clean.left()


def _lines(start: int, text: str) -> list[tuple[int, str]]:
    lines = text.splitlines(keepends=True)
    starts = accumulate(map(len, lines[:-1]), initial=start)
    return list(zip(starts, lines, strict=True))


class _Words:
    """A text in which runs of words can be found and removed."""

    def __init__(self, text: str) -> None:
        self._text = text
        self.tokens = tokens_of(text)
        self._is_gone = np.zeros(len(text), dtype=np.bool_)
        self._phrases: dict[int, tuple[Ints, Fingerprints]] = {}

    def places(self, piece: str) -> list[int]:
        """The words where all those of ``piece`` begin, in order."""
        words = tokens_of(piece).fingerprints
        length = min(len(words), _KEY)
        if not length:
            return []
        order, phrases = self._phrases_of(length)
        key = phrase_fingerprints(words[:length], length)[0]
        first, last = (int(np.searchsorted(phrases, key, side=side)) for side in _SIDES)
        return [
            place
            for place in order[first:last][:_MOST_TRIES].tolist()
            if np.array_equal(self.tokens.fingerprints[place : place + len(words)], words)
        ]

    def remove(self, place: int, piece: str) -> None:
        """Remove as many words as ``piece`` has, with the signs before and behind them."""
        words = tokens_of(piece)
        behind = place + len(words)
        start, end = int(self.tokens.starts[place]), int(self.tokens.ends[behind - 1])
        before = piece[: int(words.starts[0])].lstrip()
        if self._text.endswith(before, 0, start):
            start -= len(before)
        is_last = behind == len(self.tokens)
        following = len(self._text) if is_last else int(self.tokens.starts[behind])
        line, line_end, _ = self._text[end:following].partition("\n")
        # The quotation mark before the next sentence stays.
        rest = line if is_last or line_end else line[: line.rfind(" ") + 1]
        self._is_gone[start : end + len(rest)] = True

    def left(self) -> str:
        """The text without what was removed, and without lines of which nothing is left."""
        lines: list[str] = []
        at = 0
        is_after_gap = False
        for line in self._text.split("\n"):
            gone = self._is_gone[at : at + len(line)]
            at += len(line) + 1
            kept = line
            if gone.any():
                kept = "".join(c for c, is_gone in zip(line, gone, strict=True) if not is_gone)
                kept = kept.rstrip()
                if _NOTHING.fullmatch(kept):
                    is_after_gap = True
                    continue
            if is_after_gap and not kept and (not lines or not lines[-1]):
                continue
            is_after_gap = False
            lines.append(kept)
        return "\n".join(lines).rstrip("\n")

    def _phrases_of(self, length: int) -> tuple[Ints, Fingerprints]:
        """Where each run of so many words begins, and their fingerprints, which are in order."""
        if length not in self._phrases:
            phrases = phrase_fingerprints(self.tokens.fingerprints, length)
            order = np.argsort(phrases, kind="stable")
            self._phrases[length] = order, phrases[order]
        return self._phrases[length]
