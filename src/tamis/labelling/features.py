"""Features of blocks: what a model may know when it labels them.

One row for each block, one column for each name in :data:`NAMES`; float32. Everything is
computed in arrays over the whole page: characters by a class table, ancestors' facts by one
pass for each level of depth, containers' sums from cumulative sums (the blocks of a subtree
are consecutive). Columns that need a DOM hold :data:`ABSENT` for plain text.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tamis.labelling.lexicon import (
    NAME_GROUPS,
    TAG_BITS,
    TAG_GROUPS,
    WORD_COLUMNS,
    WORD_GROUPS,
    all_stop_words,
    name_bits,
)
from tamis.parsing import Document

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

ABSENT = -1.0
_FAR = 40
_JSON_LD_READ = 100_000
_QUOTED = 32
_FEW_WORDS = 5
_DESCRIPTION_READ = 1000
_DESCRIPTIONS = frozenset({"description", "og:description", "twitter:description"})
_UNDERSCORE = ord("_")
_LETTER_BEYOND, _SIGN_BEYOND = 0x10000, 0x10001
_NAMING_ATTRIBUTES = frozenset({"id", "role", "itemprop", "data-testid", "data-component"})
_WORD = re.compile(r"\w+")

_CHARACTER_CLASSES = (
    "letter",
    "upper",
    "digit",
    "space",
    "punctuation",
    "symbol",
    "sentence_end",
    "comma",
    "quote",
    "bar",
    "bracket",
    "unspaced",
    "non_ascii",
    "mark_sign",
    "newline",
    "colon",
    "word",
)
_UNSHARED = frozenset({"space", "newline", "colon", "word"})
_MARKED = {
    "sentence_end": ".!?…。！？؟।։",
    "comma": ",،、，;；",
    "quote": "\"'“”„«»‘’‚「」『』",
    "bar": "|/\\•·»›>→▶–—",
    "bracket": "()[]{}（）",
    "mark_sign": "©®™@#$€£¥%&*+=_",
    "newline": "\n",
    "colon": ":：",
}


@dataclass(frozen=True, slots=True)
class Features:
    """The matrix, (blocks, len(NAMES)), and what later steps need again."""

    matrix: Floats
    words: Ints


class _CharacterTable(NamedTuple):
    """Characters alike in all of ``_CHARACTER_CLASSES`` are of one kind.

    ``kind_of``: the kind of each code point of the Basic Multilingual Plane, then those of a
    letter and of any other sign beyond it. ``bits``: each kind's classes.
    """

    kind_of: NDArray[np.uint8]
    bits: NDArray[np.uint32]


@cache
def _character_table() -> _CharacterTable:
    bit = {name: 1 << index for index, name in enumerate(_CHARACTER_CLASSES)}
    table = np.zeros(0x10002, dtype=np.uint32)
    for code in range(0x10000):
        category = unicodedata.category(chr(code))
        bits = bit["non_ascii"] if code > 0x7F else 0
        if category[0] in "LM":
            bits |= bit["letter"]
            if category == "Lu":
                bits |= bit["upper"]
            if 0x3040 <= code <= 0x30FF or 0x3400 <= code <= 0x9FFF or 0x0E00 <= code <= 0x0EFF:
                bits |= bit["unspaced"]
        elif category[0] == "N":
            bits |= bit["digit"]
        elif category[0] == "Z" or code in {9, 10, 11, 12, 13}:
            bits |= bit["space"]
        elif category[0] == "P":
            bits |= bit["punctuation"]
        elif category[0] == "S":
            bits |= bit["symbol"]
        if chr(code).isalnum() or code == _UNDERSCORE:
            bits |= bit["word"]
        table[code] = bits
    for name, characters in _MARKED.items():
        for character in characters:
            table[ord(character)] |= bit[name]
    table[_LETTER_BEYOND] = bit["letter"] | bit["word"] | bit["non_ascii"]
    table[_SIGN_BEYOND] = bit["symbol"] | bit["non_ascii"]
    patterns, kind_of = np.unique(table, return_inverse=True)
    return _CharacterTable(kind_of.astype(np.uint8), patterns)


def _group_columns(prefix: str, groups: Sequence[str]) -> list[str]:
    return [f"{prefix}_{group}" for group in groups]


_TAG_NAMES = tuple(TAG_GROUPS)
_NAME_NAMES = tuple(NAME_GROUPS)
_HIDDEN = "hidden_style"
_ELEMENT_GROUPS = (*_TAG_NAMES, *(f"class_{name}" for name in _NAME_NAMES), _HIDDEN)
_WORD_NAMES = tuple(WORD_GROUPS)
_HIDDEN_BIT = 1 << len(_NAME_NAMES)
_CONTAINER_LEVELS = (1, 2, 3, 4, 6)

_OWN = [
    "characters",
    "words",
    "log_words",
    "word_length",
    *(f"share_{name}" for name in _CHARACTER_CLASSES if name not in _UNSHARED),
    "sentences",
    "commas_per_word",
    "lines",
    "ends_sentence",
    "ends_colon",
    "starts_upper",
    "starts_digit",
    "stop_share",
    "stop_count",
    "title_case",
    "distinct_share",
    *(f"word_{name}" for name in _WORD_NAMES),
    "repeats",
    "has_url",
]
_LINK = ["link_share", "links", "words_per_link", "images_before", "images_inside"]
_POSITION = [
    "position",
    "position_words",
    "blocks_after",
    "from_h1",
    "after_h1",
    "from_heading",
    "heading_level",
    "words_since_heading",
    "from_long_before",
    "from_long_after",
]
_NEIGHBOUR_BASE = ("log_words", "link_share", "ends_sentence", "stop_share", "is_p", "is_heading")
_NEIGHBOURS = [f"{name}_{offset:+d}" for offset in (-2, -1, 1, 2) for name in _NEIGHBOUR_BASE]
_WINDOW_BASE = ("log_words", "link_share", "stop_share", "is_p", "sentences")
_WINDOWS = [f"{name}_within_{radius}" for radius in (2, 5, 12) for name in _WINDOW_BASE]
_SAME = ["same_container_-1", "same_container_+1", "same_kind_-1", "same_kind_+1"]
_ELEMENT = ["depth", "noscript_or_hidden"]
_NEAR = _group_columns("near", _ELEMENT_GROUPS)
_CONTAINER_BASE = ("words", "share", "blocks", "link_share", "stop_share", "paragraphs", "place")
_CONTAINERS = [f"up{level}_{name}" for level in _CONTAINER_LEVELS for name in _CONTAINER_BASE]
_REPETITION = ["kind_count", "kind_words", "parent_kind_count", "siblings", "sibling_place"]
_TITLES = ["title_overlap", "title_covered", "description_overlap", "equals_title", "in_json_ld"]
_PAGE = [
    "page_words",
    "page_blocks",
    "page_link_share",
    "page_stop_share",
    "page_paragraph_words",
    "page_paragraphs",
    "page_lists",
    "page_tables",
    "page_code",
    "page_forms",
    "page_articles",
    "page_headings",
    "page_images",
    "page_h1",
    "page_commerce",
    "page_comments",
    "page_forum",
    "page_long_share",
    "page_max_words",
    "og_article",
    "og_website",
    "og_product",
    "ld_article",
    "ld_product",
    "ld_forum",
    "ld_list",
    "ld_faq",
    "ld_recipe",
    "url_depth",
    "url_digits",
    "url_words",
    "url_root",
    "url_forum",
    "url_docs",
    "url_product",
    "url_blog",
    "url_list",
]

GROUPS: dict[str, list[str]] = {
    "own text": _OWN,
    "links": _LINK,
    "position": _POSITION,
    "neighbours": _NEIGHBOURS + _WINDOWS,
    "element": _ELEMENT + _SAME,
    "ancestors": _NEAR,
    "containers": _CONTAINERS,
    "repetition": _REPETITION,
    "titles": _TITLES,
    "page": _PAGE,
}
NAMES: tuple[str, ...] = tuple(name for names in GROUPS.values() for name in names)
_COLUMN = {name: index for index, name in enumerate(NAMES)}

_DOM_GROUPS = ("links", "element", "ancestors", "containers", "titles")


def compute(document: Document) -> Features:
    """The features of all blocks of ``document``, in their order."""
    return _Computation(document).run()


class _Computation:
    def __init__(self, document: Document) -> None:
        self.document = document
        self.count = len(document.blocks)
        self.has_dom = bool(document.elements)
        # Columns lie together: they are written, and later asked about, one at a time.
        self.matrix = np.zeros((self.count, len(NAMES)), dtype=np.float32, order="F")
        self.starts = np.array([start for start, _, _, _ in document.blocks], dtype=np.int64)
        self.ends = np.array([end for _, end, _, _ in document.blocks], dtype=np.int64)

    def run(self) -> Features:
        if self.count == 0:
            return Features(self.matrix, np.zeros(0, dtype=np.int64))
        self.own_text()
        if self.has_dom:
            self.elements()
            self.links()
        else:
            self.is_paragraph = (self.words > 14).astype(np.float32)
            self.is_heading = (
                (self.words < 14) & (self.words > 0) & (self.column("ends_sentence") == 0)
            ).astype(np.float32)
            self.level = np.zeros(self.count, dtype=np.float32)
        self.positions()
        self.neighbours()
        if self.has_dom:
            self.containers()
            self.titles()
        self.page()
        if not self.has_dom:
            absent = [_COLUMN[name] for group in _DOM_GROUPS for name in GROUPS[group]]
            self.matrix[:, absent] = ABSENT
        return Features(self.matrix, self.words)

    def put(self, name: str, values: object) -> None:
        self.matrix[:, _COLUMN[name]] = values  # type: ignore[call-overload]

    def column(self, name: str) -> Floats:
        return self.matrix[:, _COLUMN[name]]

    def own_text(self) -> None:
        text = self.document.text
        kinds = _kinds_of(text)
        bits = _character_table().bits
        classes = bits[kinds]
        counts = self.count_classes(kinds, bits)
        self.tokenise(text, classes)
        size = (self.ends - self.starts).astype(np.float32)
        solid = np.maximum(size - counts["space"], 1)
        # Scripts written without spaces: about two characters make a word.
        words = np.maximum(np.maximum(self.token_count, 1), counts["unspaced"] / 2)
        self.words = words.astype(np.int64)
        self.put("characters", size)
        self.put("words", words)
        self.put("log_words", np.log1p(words))
        self.put("word_length", solid / words)
        for name in _CHARACTER_CLASSES:
            if name not in _UNSHARED:
                self.put(f"share_{name}", counts[name] / solid)
        self.put("sentences", counts["sentence_end"])
        self.put("commas_per_word", counts["comma"] / words)
        self.put("lines", counts["newline"] + 1)
        ends = classes[self.ends - 1]
        before = classes[np.maximum(self.ends - 2, self.starts)]
        sentence, quote = _bit("sentence_end"), _bit("quote") | _bit("bracket")
        closed = (ends & sentence) | ((ends & quote != 0) & (before & sentence != 0))
        self.put("ends_sentence", closed != 0)
        self.put("ends_colon", (ends & _bit("colon")) != 0)
        first = classes[self.starts]
        self.put("starts_upper", (first & _bit("upper")) != 0)
        self.put("starts_digit", (first & _bit("digit")) != 0)
        self.put("stop_share", self.stop_count / words)
        self.put("stop_count", self.stop_count)
        self.put("distinct_share", self.distinct_count / words)
        self.put("title_case", self.title_count / words)
        self.texts = [text[start:end] for start, end, _, _ in self.document.blocks]
        lowered = [block.lower() for block in self.texts]
        seen = Counter(lowered)
        self.put("repeats", [seen[block] - 1 for block in lowered])
        self.put("has_url", ["://" in block or "www." in block for block in lowered])

    def count_classes(
        self, kinds: NDArray[np.uint8], bits: NDArray[np.uint32]
    ) -> dict[str, Floats]:
        """How many characters of each class every block has."""
        # What lies between blocks is counted for one more, which is then left out.
        edges = np.empty(2 * self.count + 2, dtype=np.int64)
        edges[0], edges[-1] = 0, len(kinds)
        edges[1:-1:2], edges[2:-1:2] = self.starts, self.ends
        owners = np.full(2 * self.count + 1, self.count, dtype=np.int64)
        owners[1::2] = np.arange(self.count)
        cells = np.repeat(owners * len(bits), np.diff(edges)) + kinds
        table = np.bincount(cells, minlength=(self.count + 1) * len(bits))
        table = table.reshape(-1, len(bits))[: self.count].astype(np.float32)
        is_of = (bits[:, None] >> np.arange(len(_CHARACTER_CLASSES), dtype=np.uint32)) & np.uint32(
            1
        )
        return dict(zip(_CHARACTER_CLASSES, (table @ is_of.astype(np.float32)).T, strict=True))

    def tokenise(self, text: str, classes: NDArray[np.uint32]) -> None:
        """Number the words of the whole page and count them by block.

        A word is what ``_WORD`` finds; the class table marks the same word
        characters, so the n-th start of a run is the n-th match.
        """
        is_word = (classes & _bit("word")) != 0
        begins = is_word.copy()
        begins[1:] &= ~is_word[:-1]
        starts = np.flatnonzero(begins)
        lowered = text.lower()
        if len(lowered) == len(text):
            tokens = _WORD.findall(lowered)
        else:
            tokens = [token.lower() for token in _WORD.findall(text)]
        distinct = dict.fromkeys(tokens)
        numbers = dict(zip(distinct, range(len(distinct)), strict=True))
        ids = np.fromiter(map(numbers.__getitem__, tokens), dtype=np.int64, count=len(tokens))
        # Words never cross blocks, as white space lies between these.
        block_of = np.searchsorted(self.starts, starts, side="right") - 1
        self.token_count = np.bincount(block_of, minlength=self.count).astype(np.float32)
        stops = all_stop_words()
        is_stop = np.array([token in stops for token in numbers], dtype=np.float32)
        self.stop_count = np.bincount(block_of, is_stop[ids], self.count).astype(np.float32)
        is_title = (classes[starts] & _bit("upper")) != 0
        self.title_count = np.bincount(block_of, is_title, self.count).astype(np.float32)
        self.vocabulary = numbers
        # Each word once for each block that it is in.
        pairs = np.sort(block_of * max(len(numbers), 1) + ids)
        pairs = pairs[np.diff(pairs, prepend=-1) > 0]
        self.pair_block, self.pair_word = np.divmod(pairs, max(len(numbers), 1))
        self.distinct_count = np.bincount(self.pair_block, minlength=self.count).astype(np.float32)
        hits = np.zeros((max(len(numbers), 1), len(_WORD_NAMES)), dtype=np.float32)
        for token in numbers.keys() & WORD_COLUMNS.keys():
            hits[numbers[token], WORD_COLUMNS[token]] = 1
        for column, name in enumerate(_WORD_NAMES):
            weights = hits[self.pair_word, column]
            self.put(f"word_{name}", np.bincount(self.pair_block, weights, self.count))

    def elements(self) -> None:
        elements = self.document.elements
        blocks = self.document.blocks
        homes = [element for _, _, element, _ in blocks]
        inners = [runs[0][2] for _, _, _, runs in blocks]
        parents = [element[0] for element in elements]
        tags = self.tags = [element[1] for element in elements]
        depths = [element[2] for element in elements]
        tag_bits = [TAG_BITS.get(tag, 0) for tag in tags]
        class_bits = [0] * len(elements)
        kind_numbers = [0] * len(elements)
        kind_of: dict[tuple[str, str], int] = {}
        # Many elements hold no text: icons, spacers, menus that scripts fill.
        for index in _with_ancestors({*homes, *inners}, parents):
            _, tag, _, hidden, attributes = elements[index]
            names = attributes.get("class") or ""
            bits = name_bits(names) if names else 0
            if not _NAMING_ATTRIBUTES.isdisjoint(attributes):
                for key in _NAMING_ATTRIBUTES.intersection(attributes):
                    bits |= name_bits(attributes[key] or "")
            if hidden and hidden != "noscript":
                bits |= _HIDDEN_BIT
            class_bits[index] = bits
            kind_numbers[index] = kind_of.setdefault((tag, names), len(kind_of))
        kinds = np.array(kind_numbers, dtype=np.int64)
        self.parents = np.array(parents, dtype=np.int64)
        self.depths = np.array(depths, dtype=np.int64)
        own_groups = np.concatenate(
            (_unpacked(tag_bits, len(_TAG_NAMES)), _unpacked(class_bits, len(_NAME_NAMES) + 1)),
            axis=1,
        )
        near = np.where(own_groups, np.uint8(0), np.uint8(_FAR))
        order = np.argsort(self.depths, kind="stable")
        levels = np.searchsorted(self.depths[order], np.arange(1, self.depths.max() + 2))
        for low, high in pairwise(levels.tolist()):
            rows = order[low:high]
            parent_near = np.minimum(near[self.parents[rows]] + np.uint8(1), np.uint8(_FAR))
            near[rows] = np.minimum(near[rows], parent_near)

        home, inner = np.array(homes, dtype=np.int64), np.array(inners, dtype=np.int64)
        self.home, self.inner = home, inner
        self.kinds = kinds[home]
        self.element_kinds = kinds
        block_near = np.minimum(near[home], near[inner])
        tag_column = {name: index for index, name in enumerate(_ELEMENT_GROUPS)}
        self.tag_column = tag_column
        first, width = _COLUMN[_NEAR[0]], len(_NEAR)
        self.matrix[:, first : first + width] = block_near
        self.put("depth", self.depths[home])
        self.put("noscript_or_hidden", [elements[index][3] != "" for index in inners])
        self.is_paragraph = (block_near[:, tag_column["p"]] <= 1).astype(np.float32)
        self.is_heading = (block_near[:, tag_column["heading"]] <= 1).astype(np.float32)
        level = np.zeros(self.count, dtype=np.float32)
        for row in np.flatnonzero(self.is_heading).tolist():
            for index in (homes[row], parents[homes[row]]):
                tag = tags[index]
                if len(tag) == 2 and tag[0] == "h" and tag[1].isdigit():
                    level[row] = int(tag[1])
                    break
        self.level = level
        for name, difference in (("-1", -1), ("+1", 1)):
            self.put(f"same_container_{name}", _same(self.parents[home], difference))
            self.put(f"same_kind_{name}", _same(self.kinds, difference))

    def links(self) -> None:
        links = [mark for mark in self.document.marks if mark.kind == "link"]
        images = [mark.start for mark in self.document.marks if mark.kind == "image"]
        share = np.zeros(self.count, dtype=np.float32)
        number = np.zeros(self.count, dtype=np.float32)
        if links:
            covered = np.zeros(len(self.document.text) + 1, dtype=np.int32)
            link_starts = np.array([mark.start for mark in links], dtype=np.int64)
            link_ends = np.array([mark.end for mark in links], dtype=np.int64)
            np.add.at(covered, link_starts, 1)
            np.add.at(covered, link_ends, -1)
            inside = np.concatenate(([0], np.cumsum(np.cumsum(covered) > 0)))
            size = np.maximum(self.ends - self.starts, 1)
            share = ((inside[self.ends] - inside[self.starts]) / size).astype(np.float32)
            first = np.searchsorted(np.sort(link_ends), self.starts, side="right")
            last = np.searchsorted(np.sort(link_starts), self.ends, side="left")
            number = np.maximum(last - first, 0).astype(np.float32)
        self.link_share = share
        self.put("link_share", share)
        self.put("links", number)
        self.put("words_per_link", self.words / (number + 1))
        places = np.array(images, dtype=np.int64)
        before = np.searchsorted(places, self.starts, side="left")
        previous = np.concatenate(([0], before[:-1]))
        self.put("images_before", np.minimum(before - previous, 5))
        self.put(
            "images_inside",
            np.searchsorted(places, self.ends, side="right") - before if images else 0,
        )

    def positions(self) -> None:
        count = self.count
        index = np.arange(count)
        total = max(int(self.words.sum()), 1)
        before = np.cumsum(self.words) - self.words
        self.put("position", index / max(count - 1, 1))
        self.put("position_words", before / total)
        self.put("blocks_after", np.minimum(count - 1 - index, 500))
        h1 = np.flatnonzero(self.level == 1)
        if h1.size:
            nearest = h1[np.abs(index[:, None] - h1[None, :8]).argmin(axis=1)]
            self.put("from_h1", np.clip(index - nearest, -60, 300))
            self.put("after_h1", index >= h1[0])
        else:
            self.put("from_h1", -100)
        headings = np.where(self.is_heading > 0, index, -1)
        last = np.maximum.accumulate(headings)
        self.put("from_heading", np.where(last >= 0, np.minimum(index - last, 60), 99))
        self.put("heading_level", np.where(last >= 0, self.level[last], 0))
        self.put("words_since_heading", np.where(last >= 0, before - before[last], before))
        long = self.words >= 20
        if self.has_dom:
            long &= self.link_share < 0.4
        self.long = long
        marks = np.where(long, index, -1)
        self.put(
            "from_long_before", np.minimum(index - _shift(np.maximum.accumulate(marks), 1, -60), 60)
        )
        ahead = np.minimum.accumulate(np.where(long, index, count + 60)[::-1])[::-1]
        self.put("from_long_after", np.minimum(_shift(ahead, -1, count + 60) - index, 60))

    def neighbours(self) -> None:
        base = {
            "log_words": self.column("log_words"),
            "link_share": self.column("link_share"),
            "ends_sentence": self.column("ends_sentence"),
            "stop_share": self.column("stop_share"),
            "is_p": self.is_paragraph,
            "is_heading": self.is_heading,
            "sentences": np.minimum(self.column("sentences"), 20),
        }
        for offset in (-2, -1, 1, 2):
            for name in _NEIGHBOUR_BASE:
                self.put(f"{name}_{offset:+d}", _shift(base[name], -offset, ABSENT))
        stacked = np.stack([base[name] for name in _WINDOW_BASE], axis=1).astype(np.float64)
        sums = np.concatenate((np.zeros((1, stacked.shape[1])), np.cumsum(stacked, axis=0)))
        index = np.arange(self.count)
        for radius in (2, 5, 12):
            low = np.maximum(index - radius, 0)
            high = np.minimum(index + radius + 1, self.count)
            means = (sums[high] - sums[low]) / (high - low)[:, None]
            for column, name in enumerate(_WINDOW_BASE):
                self.put(f"{name}_within_{radius}", means[:, column])

    def containers(self) -> None:
        elements, home = self.document.elements, self.home
        count = len(elements)
        first = np.full(count, self.count, dtype=np.int64)
        last = np.full(count, -1, dtype=np.int64)
        np.minimum.at(first, home, np.arange(self.count))
        np.maximum.at(last, home, np.arange(self.count))
        children = np.zeros(count, dtype=np.int64)
        order = np.argsort(self.depths, kind="stable")
        levels = np.searchsorted(self.depths[order], np.arange(0, self.depths.max() + 2))
        for low, high in zip(levels[-2:0:-1], levels[-1:1:-1], strict=True):
            rows = order[low:high]
            parents = self.parents[rows]
            np.minimum.at(first, parents, first[rows])
            np.maximum.at(last, parents, last[rows])
            np.add.at(children, parents, last[rows] >= 0)
        characters = (self.ends - self.starts).astype(np.float64)
        sums = np.zeros((self.count + 1, 5))
        np.cumsum(self.words, out=sums[1:, 0])
        np.cumsum(self.link_share * characters, out=sums[1:, 1])
        np.cumsum(self.stop_count, out=sums[1:, 2])
        np.cumsum(self.is_paragraph * (self.words > 6), out=sums[1:, 3])
        np.cumsum(characters, out=sums[1:, 4])
        total = max(float(sums[-1, 0]), 1.0)
        index = np.arange(self.count)
        ancestor = home
        for level in range(1, _CONTAINER_LEVELS[-1] + 1):
            ancestor = np.where(self.parents[ancestor] >= 0, self.parents[ancestor], ancestor)
            if level not in _CONTAINER_LEVELS:
                continue
            low, high = first[ancestor], last[ancestor] + 1
            inside = sums[high] - sums[low]
            prefix = f"up{level}_"
            self.put(prefix + "words", np.log1p(inside[:, 0]))
            self.put(prefix + "share", inside[:, 0] / total)
            self.put(prefix + "blocks", np.minimum(high - low, 1000))
            self.put(prefix + "link_share", inside[:, 1] / np.maximum(inside[:, 4], 1))
            self.put(prefix + "stop_share", inside[:, 2] / np.maximum(inside[:, 0], 1))
            self.put(prefix + "paragraphs", np.minimum(inside[:, 3], 100))
            self.put(prefix + "place", (index - low) / np.maximum(high - low, 1))
        kinds, parent_kinds = self.kinds, self.element_kinds[self.parents[home]]
        number = np.bincount(kinds)
        words_of = np.bincount(kinds, weights=self.words)
        self.put("kind_count", np.minimum(number[kinds], 300))
        self.put("kind_words", words_of[kinds] / total)
        self.put("parent_kind_count", np.minimum(np.bincount(parent_kinds)[parent_kinds], 300))
        parents = np.maximum(self.parents[home], 0)
        self.put("siblings", np.minimum(children[parents], 300))
        self.put("sibling_place", (index - first[parents]) / np.maximum(children[parents], 1))

    def titles(self) -> None:
        declared = self.document.declared
        title = set(_WORD.findall(declared.title.lower()))
        description: set[str] = set()
        for name, content in declared.metas:
            if name in _DESCRIPTIONS:
                description.update(_WORD.findall(content[:_DESCRIPTION_READ].lower()))
        common = self.shared_with(title)
        distinct = np.maximum(self.distinct_count, 1)
        self.put("title_overlap", common / distinct)
        self.put("title_covered", common / max(len(title), 1))
        self.put("description_overlap", self.shared_with(description) / distinct)
        self.put("equals_title", (common > 0) & (common == distinct) & (self.level > 0))
        data = " ".join(script[:_JSON_LD_READ] for script in declared.json_ld)
        if data:
            found = [
                count > _FEW_WORDS and text[:_QUOTED] in data
                for count, text in zip(self.token_count.tolist(), self.texts, strict=True)
            ]
            self.put("in_json_ld", found)

    def shared_with(self, words: set[str]) -> Floats:
        """How many of each block's distinct words are among ``words``."""
        among = np.zeros(max(len(self.vocabulary), 1), dtype=np.float32)
        among[[number for word in words if (number := self.vocabulary.get(word)) is not None]] = 1
        shared = np.bincount(self.pair_block, among[self.pair_word], self.count)
        return shared.astype(np.float32)

    def page(self) -> None:
        words = self.words
        total = max(int(words.sum()), 1)
        put = self.put
        put("page_words", np.log1p(total))
        put("page_blocks", np.log1p(self.count))
        put("page_stop_share", float(self.stop_count.sum()) / total)
        put("page_long_share", float(words[self.long].sum()) / total)
        put("page_max_words", np.log1p(int(words.max())))
        put("page_paragraph_words", float((words * self.is_paragraph).sum()) / total)
        put("page_paragraphs", float(self.is_paragraph.sum()))
        put("page_headings", float(self.is_heading.sum()))
        put("page_commerce", float(np.minimum(self.column("word_commerce"), 3).sum()))
        put("page_comments", float(self.column("word_comment").sum()))
        if not self.has_dom:
            return
        size = (self.ends - self.starts).astype(np.float64)
        put("page_link_share", float((self.link_share * size).sum() / max(size.sum(), 1)))
        tags = Counter(self.tags)
        put("page_lists", tags["li"])
        put("page_tables", tags["tr"])
        put("page_code", tags["pre"] + tags["code"])
        put("page_forms", tags["form"])
        put("page_articles", tags["article"])
        put("page_images", len(self.document.images))
        put("page_h1", tags["h1"])
        forum = self.tag_column["class_forum"]
        near = self.matrix[:, _COLUMN[_NEAR[0]] + forum]
        put("page_forum", float((near < 4).mean()))
        kind = next(
            (value for name, value in self.document.declared.metas if name == "og:type"), ""
        )
        put("og_article", kind.startswith("article"))
        put("og_website", kind.startswith("website"))
        put("og_product", "product" in kind)
        data = " ".join(script[:20000] for script in self.document.declared.json_ld)
        put("ld_article", 'Article"' in data or 'BlogPosting"' in data)
        put("ld_product", '"Product"' in data)
        put("ld_forum", "DiscussionForumPosting" in data or "QAPage" in data)
        put("ld_list", "ItemList" in data or "CollectionPage" in data)
        put("ld_faq", "FAQPage" in data)
        put("ld_recipe", '"Recipe"' in data)
        path = (self.document.url or "").partition("://")[2].partition("/")[2].lower()
        put("url_depth", path.strip("/").count("/") + (1 if path.strip("/") else 0))
        put("url_digits", sum(map(str.isdigit, path)))
        put("url_words", path.count("-"))
        put("url_root", path.strip("/") == "")
        put(
            "url_forum", _mentions(path, ("forum", "thread", "topic", "question", "discuss", "/t/"))
        )
        put(
            "url_docs",
            _mentions(path, ("docs", "documentation", "reference", "guide", "api", "manual")),
        )
        put("url_product", _mentions(path, ("product", "/p/", "shop", "item", "/dp/")))
        put("url_blog", _mentions(path, ("blog", "news", "article", "post", "/20", "story")))
        put(
            "url_list",
            _mentions(path, ("category", "tag", "collection", "search", "archive", "list")),
        )


def _with_ancestors(indices: Iterable[int], parents: Sequence[int]) -> list[int]:
    """The elements and all that they are in, each once."""
    seen: set[int] = set()
    for start in indices:
        index = start
        while index >= 0 and index not in seen:
            seen.add(index)
            index = parents[index]
    return list(seen)


def _unpacked(bits: list[int], width: int) -> NDArray[np.bool_]:
    """(len(bits), width): whether each bit is set, the lowest first."""
    octets = np.array(bits, dtype="<u8").view(np.uint8).reshape(-1, 8)
    return np.unpackbits(octets, axis=1, count=width, bitorder="little").view(np.bool_)


def _kinds_of(text: str) -> NDArray[np.uint8]:
    """The kind of each character, see :class:`_CharacterTable`."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    beyond = np.flatnonzero(codes > 0xFFFF)
    if beyond.size:
        is_letter = [chr(code).isalnum() for code in codes[beyond].tolist()]
        codes = codes.copy()
        codes[beyond] = np.where(is_letter, _LETTER_BEYOND, _SIGN_BEYOND)
    return _character_table().kind_of[codes]


def _bit(name: str) -> np.uint32:
    return np.uint32(1 << _CHARACTER_CLASSES.index(name))


def _mentions(path: str, words: tuple[str, ...]) -> bool:
    return any(word in path for word in words)


def _same(values: Ints, difference: int) -> NDArray[np.bool_]:
    shifted = np.roll(values, -difference)
    same: NDArray[np.bool_] = shifted == values
    same[0 if difference < 0 else -1] = False
    return same


def _shift(values: NDArray[np.generic], by: int, fill: float) -> Floats:
    """``values`` moved ``by`` places to the right (left if negative), ``fill`` at the edge."""
    shifted = np.full(len(values), fill, dtype=np.float32)
    if abs(by) < len(values):
        if by > 0:
            shifted[by:] = values[:-by]
        else:
            shifted[:by] = values[-by:]
    return shifted
