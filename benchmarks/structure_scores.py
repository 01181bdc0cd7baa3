"""What structure is held against, and when a field counts as right."""

from __future__ import annotations

import gzip
import json
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks import peers
from benchmarks.capture import Capture
from benchmarks.metrics import word_overlap, words

ENOUGH = 0.9
"""The word F1 from which a caption or a credit counts as found."""


@dataclass(frozen=True, slots=True)
class Fields:
    """A page's structure, as a truth has it or a system gives it; ``None`` or empty is absent.

    ``published``, ``modified``: ISO 8601. ``body``: the article. ``summary``: a part of it that
    may be left out. ``set_apart``: texts that a system calls caption, credit, related or
    promotion. ``titles``, ``days`` and ``changes``: all that the page offers for the title, and
    as ISO 8601 for the days of publication and of the last change; ``heading`` and ``social``: the
    title that the page shows and ``og:title``, without the site's name; ``text``: that of the page.
    """

    title: str | None = None
    authors: tuple[str, ...] = ()
    published: str | None = None
    body: str = ""
    summary: str = ""
    captions: tuple[str, ...] = ()
    credits: tuple[str, ...] = ()
    set_apart: tuple[str, ...] = ()
    modified: str | None = None
    titles: tuple[str, ...] = ()
    days: tuple[str, ...] = ()
    changes: tuple[str, ...] = ()
    heading: str | None = None
    social: str | None = None
    text: str = ""

    @classmethod
    def from_json(cls, text: str) -> Fields:
        fields: dict[str, Any] = json.loads(text)
        given: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value
            for name, value in fields.items()
        }
        return cls(**given)


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a data set. ``name`` is that of ``training/``."""

    name: str
    truth: Fields
    path: Path = field(repr=False)
    url: str | None = None

    def capture(self) -> Capture:
        data = gzip.decompress(self.path.read_bytes())
        return Capture(data, self.url, peers.declared_language(data))


class Count(NamedTuple):
    """How many of so many are right; both may be sums over a page."""

    right: float
    of: float


# reading the truths


def fundus_pages(data: Path) -> Iterator[Page]:
    for meta in sorted((data / "fundus-dev").glob("*/meta.info")):
        country, urls = meta.parent, json.loads(meta.read_text(encoding="utf-8"))
        for truths in sorted(country.glob("*.json")):
            versions: dict[str, Any] = json.loads(truths.read_text(encoding="utf-8"))
            pages = sorted(country.glob(f"{truths.stem}_[0-9]*.html.gz"))
            # Both go by date, the oldest first.
            for path, entry in zip(pages, versions.values(), strict=True):
                name = f"{country.name}/{path.name.removesuffix('.html.gz')}"
                yield Page(name, _fundus_fields(entry), path, urls[path.name]["url"])


def wcxb_pages(data: Path) -> Iterator[Page]:
    for path in sorted((data / "wcxb-dev" / "ground-truth").glob("*.json")):
        entry = json.loads(path.read_text(encoding="utf-8"))
        truth = entry["ground_truth"]
        fields = Fields(
            title=truth.get("title"),
            authors=tuple(_names_in(truth.get("author") or "")),
            published=truth.get("publish_date"),
        )
        page = path.parent.parent / "html" / f"{path.stem}.html.gz"
        yield Page(path.stem, fields, page, entry.get("url"))


def _fundus_fields(entry: dict[str, Any]) -> Fields:
    body = entry["body"]
    parts: list[str] = []
    for section in body["sections"]:
        parts += section["headline"] or ()
        parts += section["paragraphs"] or ()
    images = entry.get("images") or ()
    credited = [", ".join(image.get("authors") or ()) for image in images]
    return Fields(
        title=entry.get("title"),
        authors=tuple(entry.get("authors") or ()),
        published=entry.get("publishing_date"),
        body="\n".join(parts),
        summary="\n".join(body["summary"] or ()),
        captions=tuple(dict.fromkeys(filter(None, (i.get("caption") for i in images)))),
        credits=tuple(dict.fromkeys(filter(None, credited))),
    )


# deciding what is right


def plain(text: str) -> str:
    """``text`` without case, punctuation and differences of space."""
    folded = unicodedata.normalize("NFKC", text).casefold().replace("\xad", "")
    return " ".join(re.findall(r"\w+", folded.replace("_", " ")))


def score_title(given: Fields, truth: Fields) -> Count | None:
    if not truth.title:
        return None
    return Count(plain(given.title or "") == plain(truth.title), 1)


def score_authors(given: Fields, truth: Fields) -> Count | None:
    if not truth.authors:
        return None
    return Count(_set_of(given.authors) == _set_of(truth.authors), 1)


def score_day(given: Fields, truth: Fields) -> Count | None:
    """The day as written is the truth's, or both name the same minute."""
    wanted = moment(truth.published)
    if wanted is None:
        return None
    found = moment(given.published)
    if found is None:
        return Count(0, 1)
    return Count(found.date() == wanted.date() or _same_minute(found, wanted), 1)


def score_either_day(given: Fields, truth: Fields) -> Count | None:
    """The day is that of publication or of the last change: a truth that does not tell them
    apart is met by either."""
    counts = [score_day(Fields(published=day), truth) for day in (given.published, given.modified)]
    return max((count for count in counts if count is not None), default=None)


def score_minute(given: Fields, truth: Fields) -> Count | None:
    """Only where the truth gives a time. A time without offset is no moment: where the truth
    has an offset, so must the answer."""
    wanted = moment(truth.published)
    if wanted is None or (wanted.hour, wanted.minute, wanted.second) == (0, 0, 0):
        return None
    found = moment(given.published)
    return Count(found is not None and _same_minute(found, wanted), 1)


def score_body(given: Fields, truth: Fields) -> Count | None:
    if not truth.body:
        return None
    return Count(word_overlap(given.body, truth.body, truth.summary).f1, 1)


def score_captions(given: Fields, truth: Fields) -> Count | None:
    return _found(given.captions, truth.captions)


def score_credits(given: Fields, truth: Fields) -> Count | None:
    return _found(given.credits, truth.credits)


def score_set_apart(given: Fields, truth: Fields) -> Count | None:
    """The true body's words that are missing from the body given and stand in what was called
    caption, credit, related or promotion: fewer are better."""
    wanted = words(truth.body)
    if not wanted:
        return None
    missing = wanted - words(given.body)
    return Count((missing & words("\n".join(given.set_apart))).total(), wanted.total())


def moment(published: str | None) -> datetime | None:
    if not published:
        return None
    try:
        return datetime.fromisoformat(published)
    except ValueError:
        return None


def _same_minute(found: datetime, wanted: datetime) -> bool:
    if wanted.tzinfo is None:
        found = found.replace(tzinfo=None)
    elif found.tzinfo is None:
        return False
    return abs((found - wanted).total_seconds()) < 60


def _found(given: Iterable[str], wanted: Iterable[str]) -> Count | None:
    """How many of the texts wanted have a like one among those given."""
    texts, outputs = list(wanted), list(given)
    if not texts:
        return None
    hits = sum(any(word_overlap(o, text).f1 >= ENOUGH for o in outputs) for text in texts)
    return Count(hits, len(texts))


_DEGREE = re.compile(r"(?:[A-Z]\.?){2,6}®?|Ph\.?D\.?|Jr\.?|[A-Z]{2,6} \([^()]*\)")
_TITLE = re.compile(r"^(?:dr|prof|mr|mrs|ms)\b\.?\s+", re.IGNORECASE)
_BETWEEN_NAMES = re.compile(r"\s*(?:[;&,|]|\s/\s|\band\b|\bund\b|\bet\b|\by\b)\s*")


def _names_in(author: str) -> Iterator[str]:
    """The names in one string: parted at ``;``, ``,``, ``&``, "and"; degrees, titles and the
    word "by" left out."""
    author = re.sub(r"^(?:by|von|par|por)\s+", "", author.strip(), flags=re.IGNORECASE)
    for name in _BETWEEN_NAMES.split(author):
        if name and not _DEGREE.fullmatch(name):
            yield _TITLE.sub("", name)


def _set_of(names: Iterable[str]) -> frozenset[str]:
    """Names for comparison: those of one string parted as the truth's are."""
    return frozenset(plain(part) for name in names for part in _names_in(name) if plain(part))
