"""Features of blocks: what a model may know when it labels them.

One row for each block, one column for each name in :data:`NAMES`; float32. Everything is
computed in arrays over the whole page: characters by a class table, words by number, ancestors'
facts by one pass for each level of depth, containers' sums from cumulative sums (the blocks of
a subtree are consecutive). Columns that need a DOM hold :data:`ABSENT` for plain text.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tamis.labelling.characters import (
    CHARACTER_CLASSES,
    SHARED_CLASSES,
    character_table,
    class_bit,
    codes_of,
    count_classes,
    kinds_of,
)
from tamis.labelling.elements import LANDMARKS, Surroundings, surroundings_of
from tamis.labelling.lexicon import WORD_GROUPS
from tamis.labelling.words import words_of
from tamis.parsing import Document

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

ABSENT = -1.0
_JSON_LD_READ = 100_000
_JSON_LD_KINDS_READ = 20_000
_QUOTED = 32
_FEW_WORDS = 5
_DESCRIPTION_READ = 1000
_DESCRIPTIONS = frozenset({"description", "og:description", "twitter:description"})
_WORD = re.compile(r"\w+")
_CLASS_ROW = {name: row for row, name in enumerate(CHARACTER_CLASSES)}
_SENTENCE_END, _CLOSING = class_bit("sentence_end"), class_bit("quote", "bracket")
_COLON, _UPPER, _DIGIT = class_bit("colon"), class_bit("upper"), class_bit("digit")


@dataclass(frozen=True, slots=True)
class Features:
    """The matrix, (blocks, len(NAMES)), and what later steps need again."""

    matrix: Floats
    words: Ints
    surroundings: Surroundings | None


def _group_columns(prefix: str, groups: Sequence[str]) -> list[str]:
    return [f"{prefix}_{group}" for group in groups]


_CONTAINER_LEVELS = (1, 2, 3, 4, 6)
_OFFSETS = (-2, -1, 1, 2)
_RADII = (2, 5, 12)

_OWN = [
    "characters",
    "words",
    "log_words",
    "word_length",
    *_group_columns("share", SHARED_CLASSES),
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
    *_group_columns("word", tuple(WORD_GROUPS)),
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
_NEIGHBOURS = [f"{name}_{offset:+d}" for offset in _OFFSETS for name in _NEIGHBOUR_BASE]
_WINDOW_BASE = ("log_words", "link_share", "stop_share", "is_p", "sentences")
_WINDOWS = [f"{name}_within_{radius}" for radius in _RADII for name in _WINDOW_BASE]
_SAME = ["same_container_-1", "same_container_+1", "same_kind_-1", "same_kind_+1"]
_ELEMENT = ["depth", "noscript_or_hidden"]
_NEAR = _group_columns("near", LANDMARKS)
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


def _columns(names: Sequence[str]) -> slice:
    """The columns of names that follow one another."""
    first = _COLUMN[names[0]]
    return slice(first, first + len(names))


_SHARES = _columns(_group_columns("share", SHARED_CLASSES))
_WORD_COUNTS = _columns(_group_columns("word", tuple(WORD_GROUPS)))
_NEAR_COLUMNS = _columns(_NEAR)
_NEIGHBOUR_COLUMNS = _columns(_NEIGHBOURS)
_WINDOW_COLUMNS = _columns(_WINDOWS)
_CONTAINER_COLUMNS = _columns(_CONTAINERS)
_PAGE_COLUMNS = _columns(_PAGE)

_DOM_GROUPS = ("links", "element", "ancestors", "containers", "titles")


def compute(document: Document) -> Features:
    """The features of all blocks of ``document``, in their order."""
    return _Computation(document).run()


class _Computation:
    def __init__(self, document: Document) -> None:
        self.document = document
        self.count = len(document.blocks)
        self.around = surroundings_of(document) if document.elements and document.blocks else None
        # What is asked of all blocks at once lies together.
        self.columns = np.zeros((len(NAMES), self.count), dtype=np.float32)
        self.starts = np.array([block[0] for block in document.blocks], dtype=np.int64)
        self.ends = np.array([block[1] for block in document.blocks], dtype=np.int64)
        self.index = np.arange(self.count)

    def run(self) -> Features:
        if self.count == 0:
            return Features(self.columns.T, np.zeros(0, dtype=np.int64), None)
        self.own_text()
        if self.around is not None:
            self.elements(self.around)
            self.links()
        else:
            self.is_paragraph = (self.words > 14).astype(np.float32)
            self.is_heading = (
                (self.words < 14) & (self.words > 0) & (self.column("ends_sentence") == 0)
            ).astype(np.float32)
            self.level = np.zeros(self.count, dtype=np.float32)
        self.positions()
        self.neighbours()
        if self.around is not None:
            self.containers(self.around)
            self.titles()
        self.page()
        if self.around is None:
            absent = [_COLUMN[name] for group in _DOM_GROUPS for name in GROUPS[group]]
            self.columns[absent] = ABSENT
        return Features(self.columns.T, self.words, self.around)

    def put(self, name: str, values: object) -> None:
        self.columns[_COLUMN[name]] = values  # type: ignore[call-overload]

    def column(self, name: str) -> Floats:
        column: Floats = self.columns[_COLUMN[name]]
        return column

    def own_text(self) -> None:
        text = self.document.text
        lowered = text.lower()
        codes = codes_of(text)
        kinds = kinds_of(codes)
        counts = count_classes(kinds, self.starts, self.ends)
        found = self.found = words_of(text, lowered, codes, kinds, self.starts)
        size = (self.ends - self.starts).astype(np.float32)
        solid = np.maximum(size - counts[_CLASS_ROW["space"]], 1)
        # Scripts written without spaces: about two characters make a word.
        words = np.maximum(np.maximum(found.total, 1), counts[_CLASS_ROW["unspaced"]] / 2)
        self.words = words.astype(np.int64)
        self.put("characters", size)
        self.put("words", words)
        self.put("log_words", np.log1p(words))
        self.put("word_length", solid / words)
        np.divide(counts[: len(SHARED_CLASSES)], solid, out=self.columns[_SHARES])
        self.put("sentences", counts[_CLASS_ROW["sentence_end"]])
        self.put("commas_per_word", counts[_CLASS_ROW["comma"]] / words)
        self.put("lines", counts[_CLASS_ROW["newline"]] + 1)
        edges = np.array((self.starts, self.ends - 1, np.maximum(self.ends - 2, self.starts)))
        first, last, before = character_table().bits[kinds[edges]]
        closed = ((last & _CLOSING) != 0) & ((before & _SENTENCE_END) != 0)
        self.put("ends_sentence", closed | ((last & _SENTENCE_END) != 0))
        self.put("ends_colon", (last & _COLON) != 0)
        self.put("starts_upper", (first & _UPPER) != 0)
        self.put("starts_digit", (first & _DIGIT) != 0)
        self.put("stop_share", found.stop / words)
        self.put("stop_count", found.stop)
        self.put("distinct_share", found.distinct / words)
        self.put("title_case", found.title / words)
        self.columns[_WORD_COUNTS] = found.groups
        blocks = self.document.blocks
        if len(lowered) == len(text):
            texts = [lowered[start:end] for start, end, _, _ in blocks]
        else:
            texts = [text[start:end].lower() for start, end, _, _ in blocks]
        seen = Counter(texts)
        if len(seen) < self.count:
            self.put("repeats", [seen[block] - 1 for block in texts])
        if "://" in lowered or "www." in lowered:
            self.put("has_url", ["://" in block or "www." in block for block in texts])

    def elements(self, around: Surroundings) -> None:
        home, near = around.home, around.near
        self.columns[_NEAR_COLUMNS] = near
        self.put("depth", around.depths[home])
        self.put("noscript_or_hidden", around.is_hidden)
        self.is_paragraph = (near[LANDMARKS.index("p")] <= 1).astype(np.float32)
        self.is_heading = (near[LANDMARKS.index("heading")] <= 1).astype(np.float32)
        level = np.zeros(self.count, dtype=np.float32)
        for row in np.flatnonzero(self.is_heading).tolist():
            for index in (home[row], around.parents[home[row]]):
                tag = around.tags[index]
                if len(tag) == 2 and tag[0] == "h" and tag[1].isdigit():
                    level[row] = int(tag[1])
                    break
        self.level = level
        for name, values in (
            ("same_container", around.parents[home]),
            ("same_kind", around.kinds[home]),
        ):
            is_same = values[1:] == values[:-1]
            self.column(f"{name}_-1")[1:] = is_same
            self.column(f"{name}_+1")[:-1] = is_same

    def links(self) -> None:
        marks = self.document.marks
        links = [(mark[0], mark[1]) for mark in marks if mark[2] == "link"]
        images = [mark[0] for mark in marks if mark[2] == "image"]
        share = np.zeros(self.count, dtype=np.float32)
        number = np.zeros(self.count, dtype=np.float32)
        if links:
            starts, ends = np.array(links, dtype=np.int64).T
            # A link in another one adds nothing: what it covers is covered.
            furthest = np.maximum.accumulate(ends)
            begins = starts.copy()
            np.maximum(begins[1:], furthest[:-1], out=begins[1:])
            covered = np.concatenate(([0], np.cumsum(np.maximum(ends - begins, 0))))
            places = np.array((self.starts, self.ends))
            passed = np.searchsorted(starts, places, side="left")
            # The last link that begins before a place may reach beyond it.
            beyond = np.maximum(furthest[np.maximum(passed - 1, 0)] - places, 0)
            inside = covered[passed] - np.where(passed > 0, beyond, 0)
            size = np.maximum(self.ends - self.starts, 1)
            share = ((inside[1] - inside[0]) / size).astype(np.float32)
            first = np.searchsorted(np.sort(ends), self.starts, side="right")
            number = np.maximum(passed[1] - first, 0).astype(np.float32)
        self.link_share = share
        self.put("link_share", share)
        self.put("links", number)
        self.put("words_per_link", self.words / (number + 1))
        if images:
            before = np.searchsorted(images, self.starts, side="left")
            self.put("images_before", np.minimum(np.diff(before, prepend=0), 5))
            self.put("images_inside", np.searchsorted(images, self.ends, side="right") - before)

    def positions(self) -> None:
        count, index = self.count, self.index
        total = max(int(self.words.sum()), 1)
        before = np.cumsum(self.words) - self.words
        self.put("position", index / max(count - 1, 1))
        self.put("position_words", before / total)
        self.put("blocks_after", np.minimum(count - 1 - index, 500))
        h1 = np.flatnonzero(self.level == 1)
        if h1.size:
            nearest = h1[np.abs(index[:, None] - h1[None, :8]).argmin(axis=1)]
            self.put("from_h1", np.clip(index - nearest, -60, 300))
            self.column("after_h1")[h1[0] :] = 1
        else:
            self.put("from_h1", -100)
        last = np.maximum.accumulate(np.where(self.is_heading > 0, index, -1))
        self.put("from_heading", np.where(last >= 0, np.minimum(index - last, 60), 99))
        self.put("heading_level", np.where(last >= 0, self.level[last], 0))
        self.put("words_since_heading", np.where(last >= 0, before - before[last], before))
        long = self.words >= 20
        if self.around is not None:
            long &= self.link_share < 0.4
        self.long = long
        behind = np.full(count, -60)
        behind[1:] = np.maximum.accumulate(np.where(long, index, -1))[:-1]
        self.put("from_long_before", np.minimum(index - behind, 60))
        ahead = np.full(count, count + 60)
        ahead[:-1] = np.minimum.accumulate(np.where(long, index, count + 60)[::-1])[::-1][1:]
        self.put("from_long_after", np.minimum(ahead - index, 60))

    def neighbours(self) -> None:
        count, index = self.count, self.index
        base = {
            "log_words": self.column("log_words"),
            "link_share": self.column("link_share"),
            "ends_sentence": self.column("ends_sentence"),
            "stop_share": self.column("stop_share"),
            "is_p": self.is_paragraph,
            "is_heading": self.is_heading,
            "sentences": np.minimum(self.column("sentences"), 20),
        }
        values = np.array([base[name] for name in _NEIGHBOUR_BASE])
        shifted = self.columns[_NEIGHBOUR_COLUMNS].reshape(len(_OFFSETS), len(values), count)
        shifted[...] = ABSENT
        for offset, rows in zip(_OFFSETS, shifted, strict=True):
            if offset < 0:
                rows[:, -offset:] = values[:, :offset]
            else:
                rows[:, :-offset] = values[:, offset:]
        sums = np.zeros((len(_WINDOW_BASE), count + 1))
        np.cumsum([base[name] for name in _WINDOW_BASE], axis=1, out=sums[:, 1:])
        means = self.columns[_WINDOW_COLUMNS].reshape(len(_RADII), len(_WINDOW_BASE), count)
        for radius, rows in zip(_RADII, means, strict=True):
            low = np.maximum(index - radius, 0)
            high = np.minimum(index + radius + 1, count)
            rows[...] = (sums[:, high] - sums[:, low]) / (high - low)

    def containers(self, around: Surroundings) -> None:
        home, parents, first = around.home, around.parents, around.first
        characters = (self.ends - self.starts).astype(np.float64)
        sums = np.zeros((5, self.count + 1))
        np.cumsum(
            (
                self.words,
                self.link_share * characters,
                self.found.stop,
                self.is_paragraph * (self.words > 6),
                characters,
            ),
            axis=1,
            out=sums[:, 1:],
        )
        total = max(float(sums[0, -1]), 1.0)
        above = np.where(parents >= 0, parents, np.arange(len(parents)))
        ancestors = []
        ancestor = home
        for level in range(1, _CONTAINER_LEVELS[-1] + 1):
            ancestor = above[ancestor]
            if level in _CONTAINER_LEVELS:
                ancestors.append(ancestor)
        at = np.array(ancestors)
        low, high = first[at], around.last[at] + 1
        words, linked, stop, paragraphs, size = sums[:, high] - sums[:, low]
        blocks = high - low
        containers = self.columns[_CONTAINER_COLUMNS].reshape(*at.shape[:1], -1, self.count)
        for column, values in enumerate(
            (
                np.log1p(words),
                words / total,
                np.minimum(blocks, 1000),
                linked / np.maximum(size, 1),
                stop / np.maximum(words, 1),
                np.minimum(paragraphs, 100),
                (self.index - low) / np.maximum(blocks, 1),
            )
        ):
            containers[:, column] = values
        kinds, parent_kinds = around.kinds[home], around.kinds[parents[home]]
        words_of_kind = np.bincount(kinds, weights=self.words)
        self.put("kind_count", np.minimum(np.bincount(kinds)[kinds], 300))
        self.put("kind_words", words_of_kind[kinds] / total)
        self.put("parent_kind_count", np.minimum(np.bincount(parent_kinds)[parent_kinds], 300))
        parent = np.maximum(parents[home], 0)
        siblings = around.children[parent]
        self.put("siblings", np.minimum(siblings, 300))
        self.put("sibling_place", (self.index - first[parent]) / np.maximum(siblings, 1))

    def titles(self) -> None:
        declared = self.document.declared
        found = self.found
        title = set(_WORD.findall(declared.title.lower()))
        description: set[str] = set()
        for name, content in declared.metas:
            if name in _DESCRIPTIONS:
                description.update(_WORD.findall(content[:_DESCRIPTION_READ].lower()))
        common = found.shared_with(title)
        distinct = np.maximum(found.distinct, 1)
        self.put("title_overlap", common / distinct)
        self.put("title_covered", common / max(len(title), 1))
        self.put("description_overlap", found.shared_with(description) / distinct)
        self.put("equals_title", (common > 0) & (common == distinct) & (self.level > 0))
        data = " ".join([script[:_JSON_LD_READ] for script in declared.json_ld])
        if data:
            text, column = self.document.text, self.column("in_json_ld")
            rows = np.flatnonzero(found.total > _FEW_WORDS)
            begins = self.starts[rows]
            stops = np.minimum(self.ends[rows], begins + _QUOTED)
            column[rows] = [
                text[begin:stop] in data
                for begin, stop in zip(begins.tolist(), stops.tolist(), strict=True)
            ]

    def page(self) -> None:
        words = self.words
        total = max(int(words.sum()), 1)
        facts: dict[str, float] = {
            "page_words": np.log1p(total),
            "page_blocks": np.log1p(self.count),
            "page_stop_share": float(self.found.stop.sum()) / total,
            "page_long_share": float(words[self.long].sum()) / total,
            "page_max_words": np.log1p(int(words.max())),
            "page_paragraph_words": float((words * self.is_paragraph).sum()) / total,
            "page_paragraphs": float(self.is_paragraph.sum()),
            "page_headings": float(self.is_heading.sum()),
            "page_commerce": float(np.minimum(self.column("word_commerce"), 3).sum()),
            "page_comments": float(self.column("word_comment").sum()),
        }
        if self.around is not None:
            facts |= self.facts_of_elements(self.around) | _facts_of_head(self.document)
        self.columns[_PAGE_COLUMNS] = np.array(
            [facts.get(name, 0.0) for name in _PAGE], dtype=np.float32
        )[:, None]

    def facts_of_elements(self, around: Surroundings) -> dict[str, float]:
        size = (self.ends - self.starts).astype(np.float64)
        near_forum = self.column("near_class_forum")
        count = Counter(around.tags)
        return {
            "page_link_share": float((self.link_share * size).sum() / max(size.sum(), 1)),
            "page_lists": count["li"],
            "page_tables": count["tr"],
            "page_code": count["pre"] + count["code"],
            "page_forms": count["form"],
            "page_articles": count["article"],
            "page_images": len(self.document.images),
            "page_h1": count["h1"],
            "page_forum": float((near_forum < 4).mean()),
        }


_JSON_LD_KINDS = {
    "ld_article": ('Article"', 'BlogPosting"'),
    "ld_product": ('"Product"',),
    "ld_forum": ("DiscussionForumPosting", "QAPage"),
    "ld_list": ("ItemList", "CollectionPage"),
    "ld_faq": ("FAQPage",),
    "ld_recipe": ('"Recipe"',),
}
_PATHS = {
    "url_forum": ("forum", "thread", "topic", "question", "discuss", "/t/"),
    "url_docs": ("docs", "documentation", "reference", "guide", "api", "manual"),
    "url_product": ("product", "/p/", "shop", "item", "/dp/"),
    "url_blog": ("blog", "news", "article", "post", "/20", "story"),
    "url_list": ("category", "tag", "collection", "search", "archive", "list"),
}


def _facts_of_head(document: Document) -> dict[str, float]:
    """What the head and the URL say about the kind of page."""
    declared = document.declared
    kind = next((value for name, value in declared.metas if name == "og:type"), "")
    data = " ".join([script[:_JSON_LD_KINDS_READ] for script in declared.json_ld])
    path = (document.url or "").partition("://")[2].partition("/")[2].lower()
    stripped = path.strip("/")
    return {
        "og_article": kind.startswith("article"),
        "og_website": kind.startswith("website"),
        "og_product": "product" in kind,
        **{name: _mentions(data, words) for name, words in _JSON_LD_KINDS.items()},
        "url_depth": stripped.count("/") + 1 if stripped else 0,
        "url_digits": sum(map(str.isdigit, path)),
        "url_words": path.count("-"),
        "url_root": not stripped,
        **{name: _mentions(path, words) for name, words in _PATHS.items()},
    }


def _mentions(text: str, words: tuple[str, ...]) -> bool:
    return bool(text) and any(word in text for word in words)
