"""Samples to rows: the features of every block, and how much of it is main content."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from resiliparse.extract.html2text import extract_plain_text
from resiliparse.parse.encoding import detect_encoding
from resiliparse.parse.html import HTMLTree

from tamis.labelling.lines import features_of
from tamis.parsing import Document, parse
from training.alignment import align
from training.data import LabelledLines, Sample

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
_WORD = re.compile(r"\w+")

_PAGE_WEIGHT = 30.0
_STRETCH_WEIGHT = 3.0
_EDGE_WEIGHT = 2.0
_LEAST_EDGE = 6
_MOST_SLACK = 8


@dataclass(frozen=True, slots=True)
class PageRows:
    """The blocks of one page. ``features``: (blocks, features); ``share``: of each block's
    words, how many are main content; ``weights``: how much each block counts in the fit, 0 on
    pages whose content nobody wrote down; ``tokens``: each block's words, lower case."""

    id: str
    group: str
    page_type: str
    features: Floats
    share: Floats
    words: Ints
    weights: Floats
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
    return _rows_of(sample, wet_text(sample), "text/plain")


def rows_of_excerpts(sample: Sample, page: PageRows, *, seed: int) -> list[PageRows]:
    """Parts of the page with the rows of :func:`rows_of_wet_text`, as documents of their own.

    One is what lies between the first and the last block of content, a few lines more on each
    side: much like the text that another tool has cleaned. The other is what comes before or
    after it: a document that is worth nothing.
    """
    content = np.flatnonzero(page.share >= 0.5)
    if not page.truth or not len(content):
        return []
    rng = random.Random(f"{seed} {sample.id}")
    count, first, last = len(page.share), int(content[0]), int(content[-1]) + 1
    parts = [
        (
            max(0, first - rng.randrange(_MOST_SLACK)),
            min(count, last + rng.randrange(_MOST_SLACK)),
            _STRETCH_WEIGHT,
        )
    ]
    edges = [(low, high) for low, high in ((0, first), (last, count)) if high - low >= _LEAST_EDGE]
    if edges:
        parts.append((*rng.choice(edges), _EDGE_WEIGHT))
    text = wet_text(sample)
    blocks = parse(text, media_type="text/plain").blocks
    excerpts = []
    for low, high, weight in parts:
        document = parse(text[blocks[low].start : blocks[high - 1].end], media_type="text/plain")
        features = features_of(document)
        excerpts.append(
            replace(
                page,
                features=features.matrix,
                share=page.share[low:high],
                words=features.words,
                weights=_weights(features.words, weight),
                tokens=page.tokens[low:high],
            )
        )
    return excerpts


def rows_of_lines(labelled: LabelledLines) -> PageRows:
    """The rows of a document whose lines people have labelled; all lines weigh the same."""
    document = parse("\n".join(labelled.lines), media_type="text/plain")
    if len(document.blocks) != len(labelled.lines):
        raise ValueError(f"{labelled.id} has blank lines or line breaks within lines")
    features = features_of(document)
    tokens = _tokens(document)
    return PageRows(
        id=labelled.id,
        group=labelled.language,
        page_type="lines",
        features=features.matrix,
        share=np.array(labelled.labels, dtype=np.float32),
        words=features.words,
        weights=np.ones(len(labelled.lines), dtype=np.float32),
        tokens=tokens,
        truth=Counter(
            token
            for line, label in zip(tokens, labelled.labels, strict=True)
            if label
            for token in line
        ),
    )


def wet_text(sample: Sample) -> str:
    """The sample's text as resiliparse writes it: all of it, without links and bullets."""
    tree = HTMLTree.parse_from_bytes(sample.html, detect_encoding(sample.html) or "utf-8")
    text: str = extract_plain_text(
        tree, preserve_formatting=True, main_content=False, alt_texts=False, links=False
    )
    return text


KINDS: dict[str, Callable[[Sample], PageRows]] = {
    "html": page_rows,
    "own-text": rows_of_own_text,
    "wet-text": rows_of_wet_text,
}


def _rows_of(sample: Sample, data: bytes | str, media_type: str) -> PageRows:
    document = parse(data, url=sample.url, media_type=media_type)
    features = features_of(document)
    share = align(
        document.text, [(block.start, block.end) for block in document.blocks], sample.truth
    )
    return PageRows(
        id=sample.id,
        group=sample.group,
        page_type=sample.page_type,
        features=features.matrix,
        share=np.array(share, dtype=np.float32),
        words=features.words,
        weights=_weights(features.words, _PAGE_WEIGHT if sample.truth else 0.0),
        tokens=_tokens(document),
        truth=Counter(_WORD.findall(sample.truth.lower())),
    )


def _weights(words: Ints, of_page: float) -> Floats:
    """The weight of a page shared out among its blocks by the roots of their words."""
    roots = np.sqrt(words.astype(np.float32))
    shared: Floats = roots * np.float32(of_page / max(float(roots.sum()), 1.0))
    return shared


def _tokens(document: Document) -> tuple[tuple[str, ...], ...]:
    return tuple(
        tuple(_WORD.findall(document.text[block.start : block.end].lower()))
        for block in document.blocks
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
