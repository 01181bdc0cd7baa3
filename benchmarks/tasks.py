"""The tasks: which pages, which systems, and how an output is scored against the truth."""

from __future__ import annotations

import gzip
import json
import math
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks import peers
from benchmarks.capture import Capture, Output
from benchmarks.metrics import Overlap, snippets_found, word_overlap
from benchmarks.systems import HTML_SYSTEMS, LINE_SYSTEMS, TEXT_SYSTEMS, System


@dataclass(frozen=True, slots=True)
class Truth:
    """What a page's output is held against. ``labels``: one per line, true for clean;
    ``optional``: text that may be left out or given, neither is held against a system."""

    body: str = ""
    optional: str = ""
    wanted: tuple[str, ...] = ()
    unwanted: tuple[str, ...] = ()
    labels: tuple[bool, ...] = ()


@dataclass(frozen=True, slots=True)
class Example:
    """One page of a data set. ``name`` is that of ``training/``, ``group`` a page type,
    country or language; ``capture`` reads the page from disk."""

    name: str
    group: str
    truth: Truth
    capture: Callable[[], Capture]


class Score(NamedTuple):
    """One output against its truth. For lines the overlap is not defined and ``scores`` are
    those of the lines."""

    overlap: Overlap
    without_optional: Overlap
    wanted_found: int = 0
    unwanted_found: int = 0
    scores: tuple[float, ...] = ()


_NOTHING = Overlap(0.0, 0.0, 0.0)
FAILED = Score(_NOTHING, _NOTHING)


def score_text(output: Output, truth: Truth) -> Score:
    """Words and snippets of an extracted text."""
    if not isinstance(output, str):
        raise TypeError("a text was expected")
    full = word_overlap(output, f"{truth.optional}\n{truth.body}")
    return Score(
        full,
        word_overlap(output, truth.body, truth.optional) if truth.optional else full,
        snippets_found(output, truth.wanted),
        snippets_found(output, truth.unwanted),
    )


def score_lines(output: Output, truth: Truth) -> Score:
    """One score per line, to be ranked later over a whole language."""
    if isinstance(output, str) or len(output) != len(truth.labels):
        raise TypeError("one score per line was expected")
    undefined = Overlap(math.nan, math.nan, math.nan)
    return Score(undefined, undefined, scores=tuple(output))


# reading the data sets


def wcxb_examples(data: Path) -> list[Example]:
    return [_wcxb_example(path, _html_capture) for path in _wcxb_truths(data)]


def wcxb_text_examples(data: Path) -> list[Example]:
    return [_wcxb_example(path, _plain_capture) for path in _wcxb_truths(data)]


def _wcxb_truths(data: Path) -> list[Path]:
    return sorted((data / "wcxb-dev" / "ground-truth").glob("*.json"))


def _wcxb_example(path: Path, capture: Callable[[Path, str | None], Capture]) -> Example:
    entry = json.loads(path.read_text(encoding="utf-8"))
    truth = entry["ground_truth"]
    page = path.parent.parent / "html" / f"{path.stem}.html.gz"
    return Example(
        path.stem,
        entry["_internal"]["page_type"]["primary"],
        Truth(
            body=truth.get("main_content") or "",
            wanted=tuple(truth["with"] or ()),
            unwanted=tuple(truth["without"] or ()),
        ),
        partial(capture, page, entry.get("url")),
    )


def fundus_examples(data: Path) -> list[Example]:
    examples = []
    for meta in sorted((data / "fundus-dev").glob("*/meta.info")):
        country, urls = meta.parent, json.loads(meta.read_text(encoding="utf-8"))
        for truths in sorted(country.glob("*.json")):
            versions: dict[str, Any] = json.loads(truths.read_text(encoding="utf-8"))
            pages = sorted(country.glob(f"{truths.stem}_[0-9]*.html.gz"))
            ordered = sorted(versions, key=_version_number)
            for page, version in zip(pages, ordered, strict=True):
                examples.append(
                    Example(
                        f"{country.name}/{page.name.removesuffix('.html.gz')}",
                        country.name,
                        _fundus_truth(versions[version]["body"]),
                        partial(_html_capture, page, urls[page.name]["url"]),
                    )
                )
    return examples


def _version_number(version: str) -> tuple[int, ...]:
    """``V1_1``, a page between ``V1`` and ``V2``, as (1, 1)."""
    return tuple(map(int, version.removeprefix("V").split("_")))


def _fundus_truth(body: dict[str, Any]) -> Truth:
    parts: list[str] = []
    for section in body["sections"]:
        parts += section["headline"] or ()
        parts += section["paragraphs"] or ()
    return Truth(body="\n".join(parts), optional="\n".join(body["summary"] or ()))


def line_examples(data: Path, split: str = "dev") -> list[Example]:
    """The documents of turku-lines; those for training, in four of its languages, with
    ``split="train"``."""
    examples = []
    for path in sorted((data / "turku-lines").glob(f"*/{split}.json")):
        language = path.parent.name
        for number, document in enumerate(json.loads(path.read_text(encoding="utf-8"))):
            text = "\n".join(document["text"]).encode("utf-8", "surrogatepass")
            examples.append(
                Example(
                    f"{language}-{split}-{number}",
                    language,
                    Truth(labels=tuple(label == "1" for label in document["labels"])),
                    partial(Capture, text, language=language),
                )
            )
    return examples


def _html_capture(path: Path, url: str | None) -> Capture:
    data = gzip.decompress(path.read_bytes())
    return Capture(data, url, peers.declared_language(data))


def _plain_capture(path: Path, url: str | None) -> Capture:
    capture = _html_capture(path, url)
    text = peers.plain_rendering(capture.data).encode("utf-8", "surrogatepass")
    return Capture(text, url, capture.language)


@dataclass(frozen=True, slots=True)
class Task:
    """One table: its pages, the systems in the order of its rows, and the score of an output.
    ``weights`` is the kind, ``html`` or ``text``, that tamis uses for it."""

    name: str
    title: str
    weights: str
    read: Callable[[Path], list[Example]] = field(repr=False)
    systems: tuple[System, ...] = field(repr=False)
    score: Callable[[Output, Truth], Score] = field(repr=False)


TASKS = (
    Task("wcxb", "wcxb-dev", "html", wcxb_examples, HTML_SYSTEMS, score_text),
    Task("fundus", "fundus-dev, article body", "html", fundus_examples, HTML_SYSTEMS, score_text),
    Task("text", "wcxb-dev as text", "text", wcxb_text_examples, TEXT_SYSTEMS, score_text),
    Task("lines", "turku-lines dev", "text", line_examples, LINE_SYSTEMS, score_lines),
)
