"""Features of the lines of plain text, beyond those that blocks of any page have.

Text comes raw, with the menus and footers of its page, or already cleaned by another tool, and
in any language. So a line is seen against the others of its document: how long it is among
them, whether it has their shape, their first word, their language. One row for each block, one
column for each name in :data:`LINE_NAMES`; float32.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Hashable, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from tamis.labelling.features import NAMES, Features, compute
from tamis.labelling.lexicon import languages_of_stop_words, stop_words
from tamis.parsing import Document

Floats = NDArray[np.float32]

_QUANTILES = (0.1, 0.25, 0.5, 0.75, 0.9)
_AVERAGED = (
    "ends_sentence",
    "starts_upper",
    "share_upper",
    "share_digit",
    "share_punctuation",
    "share_symbol",
    "share_bar",
    "title_case",
    "sentences",
    "word_length",
)
_EDGE = 5
_OWN = (
    "starts_lower",
    "starts_sign",
    "ends_cut",
    "ends_bar",
    "has_address",
    "share_longest_word",
    "numbers",
    "stop_share_of_language",
    "stop_share_of_others",
)
_RELATIVE = (
    "words_rank",
    "log_words_from_median",
    "stop_share_from_page",
    "title_case_from_page",
    "kind_count_of_shape",
    "kind_count_of_shape_start",
    "kind_count_of_first_word",
    "kind_count_of_last_word",
    "same_shape_-1",
    "same_shape_+1",
)
_PAGE = (
    *(f"page_of_log_words_{int(100 * share)}" for share in _QUANTILES),
    *(f"page_of_{name}" for name in _AVERAGED),
    "page_of_first_log_words",
    "page_of_last_log_words",
    "page_of_short_share",
    "page_of_repeated_share",
    "page_of_same_shape_share",
    "page_of_distinct_share",
    "page_of_stop_share_of_language",
    "page_of_ending_sentence_share",
)
LINE_NAMES: tuple[str, ...] = (*_OWN, *_RELATIVE, *_PAGE)
TEXT_NAMES: tuple[str, ...] = (*NAMES, *LINE_NAMES)
_COLUMN = {name: index for index, name in enumerate(LINE_NAMES)}
_FEATURE = {name: index for index, name in enumerate(NAMES)}

_WORD = re.compile(r"\w+")
_NUMBER = re.compile(r"\d+")
_SHAPE_READ = 60
_SHAPE_START = 6
# Bounds what is remembered between pages: the Basic Multilingual Plane.
_LAST_KEPT = 0xFFFF
_SIGNS_AT_START = frozenset("-–—*•·|»›>►▪→#+●■✓")
_CUT = ("...", "…", "»", "›", "→", "[…]", "[...]")


def features_of(document: Document) -> Features:
    """The features of all blocks: ``NAMES``, or without a DOM ``TEXT_NAMES``."""
    return compute(document) if document.elements else compute_text(document)


def compute_text(document: Document) -> Features:
    """The features of all blocks of a plain-text document, (blocks, len(TEXT_NAMES))."""
    features = compute(document)
    matrix = np.empty((len(document.blocks), len(TEXT_NAMES)), dtype=np.float32, order="F")
    matrix[:, : len(NAMES)] = features.matrix
    matrix[:, len(NAMES) :] = line_features(document, features)
    return Features(matrix, features.words, features.surroundings)


def line_features(document: Document, features: Features) -> Floats:
    """The columns of ``LINE_NAMES``, (blocks, len(LINE_NAMES))."""
    count = len(document.blocks)
    matrix = np.zeros((count, len(LINE_NAMES)), dtype=np.float32, order="F")
    if not count:
        return matrix

    def put(name: str, values: object) -> None:
        matrix[:, _COLUMN[name]] = values  # type: ignore[call-overload]

    def known(name: str) -> Floats:
        return features.matrix[:, _FEATURE[name]]

    lines = [document.text[start:end] for start, end, _, _ in document.blocks]
    log_words = known("log_words")
    words = np.maximum(features.words, 1)

    put("starts_lower", [line[0].islower() for line in lines])
    put("starts_sign", [line[0] in _SIGNS_AT_START for line in lines])
    put("ends_cut", [line.endswith(_CUT) for line in lines])
    put("ends_bar", [line[-1] == "|" for line in lines])
    put("has_address", ["@" in line for line in lines])
    places = [number.start() for number in _NUMBER.finditer(document.text)]
    starts = [start for start, _, _, _ in document.blocks]
    of_line = np.searchsorted(starts, np.array(places, dtype=np.int64), side="right") - 1
    put("numbers", np.bincount(of_line, minlength=count) / words)
    pieces = [line.split() for line in lines]
    longest = [max(map(len, piece)) for piece in pieces]
    put("share_longest_word", np.array(longest) / np.maximum(known("characters"), 1))

    tokens = [_WORD.findall(line.lower()) for line in lines]
    by_language = _stop_words_by_language(tokens)
    totals = by_language.sum(axis=0)
    main = int(totals.argmax())
    own = by_language[:, main]
    put("stop_share_of_language", own / words)
    put("stop_share_of_others", (by_language.max(axis=1) - own) / words)
    put("page_of_stop_share_of_language", totals[main] / words.sum())

    order = np.argsort(np.argsort(log_words, kind="stable"), kind="stable")
    put("words_rank", order / count)
    put("log_words_from_median", log_words - np.median(log_words))
    put("stop_share_from_page", known("stop_share") - known("page_stop_share"))
    put("title_case_from_page", known("title_case") - known("title_case").mean())
    shapes = _shapes(lines)
    put("kind_count_of_shape", _others(shapes))
    put("kind_count_of_shape_start", _others([shape[:_SHAPE_START] for shape in shapes]))
    put("kind_count_of_first_word", _others([piece[0] for piece in pieces]))
    put("kind_count_of_last_word", _others([piece[-1] for piece in pieces]))
    same = np.array([one == two for one, two in pairwise(shapes)], dtype=np.bool_)
    put("same_shape_-1", np.concatenate(([False], same)))
    put("same_shape_+1", np.concatenate((same, [False])))

    for share, value in zip(_QUANTILES, np.quantile(log_words, _QUANTILES), strict=True):
        put(f"page_of_log_words_{int(100 * share)}", value)
    for name in _AVERAGED:
        put(f"page_of_{name}", known(name).mean())
    put("page_of_first_log_words", log_words[:_EDGE].mean())
    put("page_of_last_log_words", log_words[-_EDGE:].mean())
    put("page_of_short_share", (features.words < 4).mean())
    put("page_of_repeated_share", (known("repeats") > 0).mean())
    put("page_of_same_shape_share", same.mean() if count > 1 else 0)
    distinct = {token for line in tokens for token in line}
    put("page_of_distinct_share", len(distinct) / np.sqrt(words.sum()))
    put("page_of_ending_sentence_share", (words * known("ends_sentence")).sum() / words.sum())
    return matrix


def _stop_words_by_language(tokens: Sequence[Sequence[str]]) -> Floats:
    """How many function words of each language every line has, (lines, languages)."""
    languages = languages_of_stop_words()
    rows: list[int] = []
    columns: list[int] = []
    for row, line in enumerate(tokens):
        for token in line:
            if token in languages:
                places = languages[token]
                rows.extend([row] * len(places))
                columns.extend(places)
    width = len(stop_words())
    cells = np.array(rows, dtype=np.int64) * width + np.array(columns, dtype=np.int64)
    counts = np.bincount(cells, minlength=len(tokens) * width)
    return counts.reshape(-1, width).astype(np.float32)


class _Shape(dict[int, str]):
    """For :meth:`str.translate`: letters to ``a``, digits to ``0``."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        sign = "a" if character.isalnum() else character
        if character.isdecimal():
            sign = "0"
        if code <= _LAST_KEPT:
            self[code] = sign
        return sign


_SHAPE = _Shape()


def _shapes(lines: Sequence[str]) -> list[str]:
    """Each line's beginning with every run of letters, of digits and of spaces as one sign."""
    beginnings = "\n".join([line[:_SHAPE_READ] for line in lines])
    codes = np.frombuffer(
        beginnings.translate(_SHAPE).encode("utf-32-le", "surrogatepass"), dtype=np.uint32
    )
    kept = np.concatenate(([True], codes[1:] != codes[:-1]))
    return codes[kept].tobytes().decode("utf-32-le", "surrogatepass").split("\n")


def _others(values: Sequence[Hashable]) -> list[int]:
    """For each value how many others are the same, at most 50."""
    seen = Counter(values)
    return [min(seen[value] - 1, 50) for value in values]
