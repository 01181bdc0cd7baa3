"""PolNeAR as it lies: texts, and attributions in brat's standoff format.

Newell, Margolin and Ruths, "An Attribution Relations Corpus for Political News", LREC 2018.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

Range = tuple[int, int]
_PART = re.compile(r"(T\d+)\t(Source|Cue|Content) ([\d ;]+)\t")
_EVENT = re.compile(r"E\d+\tAttribution(?:-no-source)?:\S+(.*)")
_ROLE = re.compile(r"(Source|Cue|Content)\d*:(T\d+)")


@dataclass(frozen=True, slots=True)
class Attribution:
    """One attribution; each part is some half-open ranges of the article, in order."""

    source: tuple[Range, ...]
    cue: tuple[Range, ...]
    content: tuple[Range, ...]


@dataclass(frozen=True, slots=True)
class Article:
    """``publisher``: the first part of the file's name. ``paragraphs``: half-open ranges."""

    id: str
    publisher: str
    text: str
    paragraphs: tuple[Range, ...]
    attributions: tuple[Attribution, ...]


def read(directory: Path) -> list[Article]:
    """The articles of ``train`` or ``dev``, by name.

    Of an article that several people annotated, the annotation with the most attributions is
    taken: annotators miss more than they invent.
    """
    by_article: dict[str, list[Path]] = {}
    for path in sorted((directory / "attributions").glob("*.ann")):
        by_article.setdefault(path.stem.rpartition("_")[0], []).append(path)
    articles = []
    for path in sorted((directory / "text").glob("*.txt")):
        text = path.read_bytes().decode("utf-8")
        annotations = [_attributions(each) for each in by_article.get(path.stem, [])]
        if annotations:
            articles.append(
                Article(
                    path.stem,
                    path.stem.partition("_")[0],
                    text,
                    tuple(match.span() for match in re.finditer(r"[^\n]*\S[^\n]*", text)),
                    max(annotations, key=len),
                )
            )
    return articles


def _attributions(path: Path) -> tuple[Attribution, ...]:
    parts: dict[str, tuple[Range, ...]] = {}
    found = []
    for line in path.read_text("utf-8").splitlines():
        if part := _PART.match(line):
            numbers = [piece.split() for piece in part[3].split(";")]
            parts[part[1]] = tuple((int(start), int(end)) for start, end in numbers)
        elif event := _EVENT.match(line):
            of: dict[str, list[Range]] = {"Source": [], "Cue": [], "Content": []}
            for role, name in _ROLE.findall(event[1]):
                of[role] += parts.get(name, ())
            found.append(Attribution(*(tuple(sorted(ranges)) for ranges in of.values())))
    return tuple(found)
