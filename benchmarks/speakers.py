"""``python -m benchmarks.speakers``: who a source is, how surely it speaks: labelled articles.

The articles in ``tests/fixtures/attribution`` are written for this, in the manner of agencies,
tabloids, interviews, court reports, company news, science, obituaries and more, in thirteen sets,
each labelled before anything was run on it: rules were made by ``first``; each of the others was
written after the rules had been mended on those before it.
Sources, cues and content are given; the names and the certainty are asked for. A speaker is right
if it is the labelled one but for articles, case and a last full stop ("Jr."); where the label is
``null`` (two persons could be meant, or nobody is named) only no answer is right.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tamis.attribution.certainty import certainty_of
from tamis.attribution.found import Found
from tamis.attribution.speakers import name_speakers

FOLDER = Path(__file__).parents[1] / "tests" / "fixtures" / "attribution"
SETS = (
    "first",
    "held_out",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
)

_MARK = re.compile(r"\{([sct])([0-9,]+) ([^{}]*)\}")
_ARTICLE = re.compile(r"\A(?:the|an?|der|die|das|le|la|les|el|los)\s")

Ranges = dict[str, list[tuple[int, int]]]


@dataclass(slots=True)
class Labelled:
    """One attribution of an article, with what an editor says of it."""

    passage: int
    parts: Ranges = field(default_factory=dict)
    speaker: str | None = None
    certainty: str = ""


@dataclass(frozen=True, slots=True)
class Article:
    """An article without its labels, by paragraph, and its attributions in order."""

    name: str
    language: str
    paragraphs: tuple[str, ...]
    labelled: tuple[Labelled, ...]


def read_article(path: Path) -> Article:
    """Parse one file: language, paragraphs with labels, ``----``, number | speaker | certainty."""
    head, _, rest = path.read_text("utf-8").partition("\n")
    body, _, table = rest.partition("\n----\n")
    labelled: dict[str, Labelled] = {}
    paragraphs = []
    for number, marked in enumerate(filter(None, map(str.strip, body.split("\n\n")))):
        plain, position = "", 0
        for mark in _MARK.finditer(marked):
            plain += marked[position : mark.start()]
            for name in mark[2].split(","):
                one = labelled.setdefault(name, Labelled(number))
                one.parts.setdefault(mark[1], []).append((len(plain), len(plain) + len(mark[3])))
            plain += mark[3]
            position = mark.end()
        paragraphs.append(plain + marked[position:])
    for line in table.strip().splitlines():
        name, speaker, certainty = (cell.strip() for cell in line.split("|"))
        labelled[name].speaker = None if speaker == "null" else speaker
        labelled[name].certainty = certainty
    return Article(path.stem, head.strip(), tuple(paragraphs), tuple(labelled.values()))


def articles(half: str) -> list[Article]:
    return [read_article(path) for path in sorted((FOLDER / half).glob("*.txt"))]


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered for one attribution; ``cue`` and ``source`` as they stand."""

    article: str
    source: str
    cue: str
    labelled: Labelled
    speaker: str | None
    certainty: str

    @property
    def outcome(self) -> str:
        if self.speaker is None:
            return "right" if self.labelled.speaker is None else "null"
        same = _normal(self.speaker) == _normal(self.labelled.speaker or "")
        return "right" if same else "wrong"


def answers(article: Article) -> Iterator[Answer]:
    """What the rules say of an article's attributions, given their parts."""
    found: list[list[Found]] = [[] for _ in article.paragraphs]
    order: list[list[Labelled]] = [[] for _ in article.paragraphs]
    for label in sorted(article.labelled, key=lambda label: (label.passage, label.parts["c"])):
        parts = label.parts
        source = parts["s"][0] if "s" in parts else None
        content = tuple(parts.get("t", ())) or ((0, parts["c"][0][0]),)
        found[label.passage].append(Found(source, parts["c"][0], content, 1.0))
        order[label.passage].append(label)
    speakers = name_speakers(article.paragraphs, found, article.language)
    for text, named, here, labels in zip(article.paragraphs, speakers, found, order, strict=True):
        for speaker, one, label in zip(named, here, labels, strict=True):
            source_text = "" if one.source is None else text[slice(*one.source)]
            cue = text[slice(*one.cue)]
            certainty = certainty_of(
                cue,
                source=source_text,
                content=text[slice(*one.content[0])],
                around="",
                language=article.language,
            )
            yield Answer(article.name, source_text, cue, label, speaker.name, certainty)


def _normal(name: str) -> str:
    return _ARTICLE.sub("", " ".join(name.casefold().split())).removesuffix(".")


def report(half: str, all_answers: Iterable[Answer]) -> Iterator[str]:
    """The lines of the table of one half, and what was answered wrongly."""
    listed = list(all_answers)
    outcomes = Counter(answer.outcome for answer in listed)
    sure = sum(answer.certainty == answer.labelled.certainty for answer in listed)
    shares = [outcomes[name] / len(listed) for name in ("right", "wrong", "null")]
    yield f"{half:10}{len(listed):>8}" + "".join(
        f"{share:>8.3f}" for share in [*shares, sure / len(listed)]
    )


def mistakes(all_answers: Iterable[Answer]) -> Iterator[str]:
    for answer in all_answers:
        label = answer.labelled
        if answer.outcome != "right":
            yield (
                f"{answer.article}: {answer.source!r} is {label.speaker!r}, not {answer.speaker!r}"
            )
        if answer.certainty != label.certainty:
            yield (f"{answer.article}: {answer.cue!r} is {label.certainty}, not {answer.certainty}")


def main(arguments: Sequence[str]) -> int:
    """Print the table; ``--mistakes`` lists what was answered wrongly. Returns the status."""
    if not set(arguments) <= {"--mistakes"}:
        print("usage: python -m benchmarks.speakers [--mistakes]", file=sys.stderr)
        return 2
    by_half = {
        half: [answer for article in articles(half) for answer in answers(article)] for half in SETS
    }
    print(f"{'half':10}{'number':>8}{'right':>8}{'wrong':>8}{'null':>8}{'certain':>8}")
    for half, listed in by_half.items():
        if listed:
            print(*report(half, listed), sep="\n")
    if arguments:
        for listed in by_half.values():
            print(*mistakes(listed), sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
