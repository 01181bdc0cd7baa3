"""Samples to rows: the features of every block, and how much of it is main content."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from resiliparse.extract.html2text import extract_plain_text
from resiliparse.parse.encoding import detect_encoding
from resiliparse.parse.html import HTMLTree

from tamis.labelling.features import compute
from tamis.parsing import parse
from training.alignment import align
from training.data import Sample

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class PageRows:
    """The blocks of one page. ``features``: (blocks, features); ``share``: of each block's
    words, how many are main content; ``tokens``: each block's words, lower case."""

    id: str
    group: str
    page_type: str
    features: Floats
    share: Floats
    words: Ints
    tokens: tuple[tuple[str, ...], ...]
    truth: Counter[str]


def rows(samples: Iterable[Sample], kind: str, *, jobs: int = 2) -> list[PageRows]:
    """The rows of all samples, in their order. ``kind`` is one of ``KINDS``."""
    with ProcessPoolExecutor(jobs) as pool:
        return list(pool.map(KINDS[kind], samples, chunksize=8))


def page_rows(sample: Sample) -> PageRows:
    """The rows of one sample, read as HTML."""
    return _rows_of(sample, sample.html, "text/html")


def rows_of_own_text(sample: Sample) -> PageRows:
    """The rows of one sample's text as tamis sees it: one block a line, nothing left out."""
    return _rows_of(sample, parse(sample.html, media_type="text/html").text, "text/plain")


def rows_of_wet_text(sample: Sample) -> PageRows:
    """The rows of one sample's text as resiliparse writes it, much like a WET record."""
    tree = HTMLTree.parse_from_bytes(sample.html, detect_encoding(sample.html) or "utf-8")
    text = extract_plain_text(
        tree, preserve_formatting=True, main_content=False, alt_texts=False, links=False
    )
    return _rows_of(sample, text, "text/plain")


KINDS: dict[str, Callable[[Sample], PageRows]] = {
    "html": page_rows,
    "own-text": rows_of_own_text,
    "wet-text": rows_of_wet_text,
}


def _rows_of(sample: Sample, data: bytes | str, media_type: str) -> PageRows:
    document = parse(data, url=sample.url, media_type=media_type)
    features = compute(document)
    share = align(
        document.text, [(block.start, block.end) for block in document.blocks], sample.truth
    )
    tokens = tuple(
        tuple(_WORD.findall(document.text[block.start : block.end].lower()))
        for block in document.blocks
    )
    return PageRows(
        id=sample.id,
        group=sample.group,
        page_type=sample.page_type,
        features=features.matrix,
        share=np.array(share, dtype=np.float32),
        words=features.words,
        tokens=tokens,
        truth=Counter(_WORD.findall(sample.truth.lower())),
    )


def word_f1(page: PageRows, kept: NDArray[np.bool_]) -> tuple[float, float, float]:
    """Word F1, precision and recall of the kept blocks against the page's truth."""
    output: Counter[str] = Counter()
    for row in np.flatnonzero(kept):
        output.update(page.tokens[row])
    found, true = sum(output.values()), sum(page.truth.values())
    if not found or not true:
        same = float(found == true)
        return same, same, same
    common = sum((output & page.truth).values())
    precision, recall = common / found, common / true
    if not common:
        return 0.0, 0.0, 0.0
    return 2 * precision * recall / (precision + recall), precision, recall
