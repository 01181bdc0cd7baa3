"""The labelled pages and lines that the weights are learnt from, read where they lie.

The folders, their origin and their licences are described in ``training/README.md``. Nothing
here reaches the network: registered domains come from the suffix list that tldextract ships.
"""

from __future__ import annotations

import gzip
import random
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import orjson
from tldextract import TLDExtract

from tamis.page import Role

_split_domain = TLDExtract(cache_dir=None, suffix_list_urls=())


@dataclass(frozen=True, slots=True)
class Sample:
    """A page with what people say is in it.

    ``group`` is what folds are kept apart by: the registered domain, or the publisher where a
    page has none. ``truth`` is the main content as plain text; empty where nobody wrote it down, so
    that nothing can be learnt from it. ``parts`` (fundus only) are texts of the page with their
    roles: title, deck, bylines, then headings and paragraphs in reading order, then each image's
    caption and credits. ``date`` is as the source gives it.
    """

    id: str
    url: str
    group: str
    html: bytes
    page_type: str
    truth: str
    title: str
    authors: tuple[str, ...]
    date: str | None
    parts: tuple[tuple[Role, str], ...] = ()

    def texts(self, role: Role) -> tuple[str, ...]:
        """The parts of one role, in order."""
        return tuple(text for part_role, text in self.parts if part_role is role)

    @property
    def summary(self) -> tuple[str, ...]:
        return self.texts(Role.DECK)

    @property
    def subheads(self) -> tuple[str, ...]:
        return self.texts(Role.HEADING)

    @property
    def paragraphs(self) -> tuple[str, ...]:
        return self.texts(Role.PARAGRAPH)

    @property
    def captions(self) -> tuple[str, ...]:
        return self.texts(Role.CAPTION)

    @property
    def credits(self) -> tuple[str, ...]:
        return self.texts(Role.CREDIT)


@dataclass(frozen=True, slots=True)
class LabelledLines:
    """A plain-text web document; ``labels[i]`` says whether ``lines[i]`` is clean."""

    id: str
    language: str
    split: str
    lines: tuple[str, ...]
    labels: tuple[bool, ...]


def wcxb(data_dir: Path) -> Iterator[Sample]:
    """The pages of WCXB's development split under ``data_dir``, ordered by id."""
    for path in sorted((data_dir / "ground-truth").glob("*.json")):
        record = orjson.loads(path.read_bytes())
        truth = record["ground_truth"]
        url = record.get("url", "")
        yield Sample(
            id=path.stem,
            url=url,
            group=registered_domain(url) or path.stem,
            html=_unzipped(data_dir / "html" / f"{path.stem}.html.gz"),
            page_type=record["_internal"]["page_type"]["primary"],
            truth=truth.get("main_content", ""),
            title=truth["title"],
            authors=_stripped([truth["author"]]),
            date=truth.get("publish_date"),
        )


def fundus(data_dir: Path) -> Iterator[Sample]:
    """The news pages of fundus under ``data_dir``, ordered by country, publisher and date.

    A publisher's answers are in the order of its pages' dates, the oldest ("V1") first.
    """
    for country in sorted(path for path in data_dir.iterdir() if path.is_dir()):
        crawls = orjson.loads((country / "meta.info").read_bytes())
        for answers_path in sorted(country.glob("*.json")):
            publisher = answers_path.stem
            answers = orjson.loads(answers_path.read_bytes())
            pages = sorted(country.glob(f"{publisher}_[0-9]*.html.gz"))
            for path, answer in zip(pages, answers.values(), strict=True):
                yield _news_sample(path, country.name, publisher, crawls[path.name]["url"], answer)


def turku(data_dir: Path) -> Iterator[LabelledLines]:
    """The documents of the TurkuNLP line annotations under ``data_dir``, by language."""
    for path in sorted(data_dir.glob("*/*.json")):
        for number, document in enumerate(orjson.loads(path.read_bytes())):
            yield LabelledLines(
                id=f"{path.parent.name}-{path.stem}-{number}",
                language=path.parent.name,
                split=path.stem,
                lines=tuple(document["text"]),
                labels=tuple(int(label) == 1 for label in document["labels"]),
            )


def registered_domain(url: str) -> str:
    """``example.co.uk`` for ``https://www.news.example.co.uk/a``; the host if it has no suffix."""
    return _split_domain(url).top_domain_under_public_suffix or urlsplit(url).hostname or ""


def folds(groups: Sequence[str], k: int = 5, *, seed: int) -> list[int]:
    """The fold, in ``range(k)``, of each page, given the page's group.

    A group is never divided. Folds are balanced by the number of pages: the largest group
    first, each into the smallest fold; ``seed`` decides between groups of one size.
    """
    pages_in = Counter(groups)
    order = sorted(pages_in)
    random.Random(seed).shuffle(order)
    order.sort(key=lambda group: -pages_in[group])
    sizes = [0] * k
    fold_of: dict[str, int] = {}
    for group in order:
        fold_of[group] = sizes.index(min(sizes))
        sizes[fold_of[group]] += pages_in[group]
    return [fold_of[group] for group in groups]


def _news_sample(
    path: Path, country: str, publisher: str, url: str, answer: Mapping[str, Any]
) -> Sample:
    title = answer["title"]
    authors = _stripped(answer.get("authors", ()))
    deck = _parts(Role.DECK, answer["body"]["summary"])
    body: list[tuple[Role, str]] = []
    for section in answer["body"]["sections"]:
        body += _parts(Role.HEADING, section["headline"])
        body += _parts(Role.PARAGRAPH, section["paragraphs"])
    images: list[tuple[Role, str]] = []
    for image in answer.get("images", ()):
        images += _parts(Role.CAPTION, [image["caption"]])
        images += _parts(Role.CREDIT, image["authors"])
    return Sample(
        id=f"{country}/{path.name.removesuffix('.html.gz')}",
        url=url,
        group=registered_domain(url) or publisher,
        html=_unzipped(path),
        page_type="article",
        truth="\n".join(text for _, text in (*deck, *body)),
        title=title,
        authors=authors,
        date=answer["publishing_date"],
        parts=(
            *_parts(Role.TITLE, [title]),
            *deck,
            *_parts(Role.BYLINE, authors),
            *body,
            *images,
        ),
    )


def _parts(role: Role, texts: Iterable[str | None]) -> list[tuple[Role, str]]:
    return [(role, text) for text in _stripped(texts)]


def _stripped(texts: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(text.strip() for text in texts if text and text.strip())


def _unzipped(path: Path) -> bytes:
    return gzip.decompress(path.read_bytes())
