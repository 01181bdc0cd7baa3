"""``python -m benchmarks.attribution --data ../shared/data``: who said what, on PolNeAR's dev.

*token*: F1 by token of sources, cues and contents, and their mean. *chunk*: exact contiguous
stretches (the measure of Wang et al., "CofeNet", COLING 2022). *rel-J*: linked attributions; one
is found if the cues overlap and the sources and the contents have a Jaccard overlap of tokens of
at least a half. *speech*: the same among those whose cue is of speech or whose content is quoted;
with ``--speech-words FILE`` also by words that others chose, one a line.
"""

from __future__ import annotations

import argparse
import re
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from importlib.resources import files
from itertools import chain, islice, pairwise
from pathlib import Path

from benchmarks.report import markdown
from tamis.attribution.finding import find, finder_of
from tamis.attribution.found import Found
from tamis.attribution.speech import is_speech
from training.attribution.polnear import Article, Range, read
from training.attribution.relations import Relation, Saying, guessed_in, marked_in, matches

Finder = Callable[[Sequence[str]], list[list[Found]]]
TOGETHER = 8
_PASSES = 5
_KINDS = ("source", "cue", "content")


@dataclass
class Counts:
    """What was found of what there is."""

    right: int = 0
    found: int = 0
    true: int = 0

    def add(self, right: int, found: int, true: int) -> None:
        self.right += right
        self.found += found
        self.true += true

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        return 2 * self.right / max(self.found + self.true, 1)


def main(arguments: Sequence[str]) -> int:
    """Print the table. Returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.attribution", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--data", type=Path, required=True, help="the folder shared/data")
    parser.add_argument("--speech-words", type=Path, action="append", default=[], metavar="FILE")
    options = parser.parse_args(arguments)
    articles = read(options.data / "polnear/data/dev")
    if not articles:
        parser.error(f"no articles in {options.data / 'polnear/data/dev'}")
    sayings = {"speech": is_speech} | {
        f"speech, {path.stem}": saying_by(path.read_text("utf-8").split())
        for path in options.speech_words
    }
    rows = [
        [*row_of(name, finder, articles, sayings), _size_of(WEIGHTS.get(name, ()))]
        for name, finder in SYSTEMS.items()
    ]
    header = [
        "system",
        "token s / c / c",
        "mean",
        "chunk s / c / c",
        "rel-J",
        *sayings,
        "articles/s",
        f"{TOGETHER} at once",
        "size",
    ]
    print(
        f"{len(articles)} articles, {sum(len(each.attributions) for each in articles)} attributions"
    )
    for name, saying in sayings.items():
        said = sum(each.is_speech for article in articles for each in marked_in(article, saying))
        print(f"{name}: {said}")
    print()
    print(markdown(header, rows))
    return 0


def _size_of(weights: Sequence[str]) -> str:
    folder = files("tamis.attribution.finding")
    size = sum(len(folder.joinpath(path).read_bytes()) for path in weights)
    return f"{size / 1e6:.1f} MB" if size else "0"


def saying_by(words: Sequence[str]) -> Saying:
    """What is of speech by these words."""
    return partial(is_speech, words=frozenset(words))


def row_of(
    name: str, finder: Finder, articles: Sequence[Article], sayings: Mapping[str, Saying]
) -> list[str]:
    """One line of the table."""
    tokens, chunks = ({kind: Counts() for kind in _KINDS} for _ in range(2))
    relations = Counts()
    speech = {of: Counts() for of in sayings}
    finder([articles[0].text[:1000]])
    alone, seconds = found_in(articles, finder, 1)
    at_once = "–"
    if name not in IN_CONTEXT:
        together, less = found_in(articles, finder, TOGETHER)
        if alone != together:
            raise ValueError(f"{name} does not read each paragraph by itself")
        at_once = f"{len(articles) / max(less, 1e-9):.0f}"
    for article, found in zip(articles, alone, strict=True):
        guessed = [relation for relation, _ in guessed_in(article, found)]
        truth = marked_in(article)
        for kind in _KINDS:
            mine = _tokens(guessed, kind)
            theirs = _tokens(truth, kind)
            tokens[kind].add(len(mine & theirs), len(mine), len(theirs))
            own, gold = _chunks(guessed, kind), _chunks(truth, kind)
            chunks[kind].add(len(own & gold), len(own), len(gold))
        relations.add(matches(guessed, truth), len(guessed), len(truth))
        for of, saying in sayings.items():
            guessed = [each for each, _ in guessed_in(article, found, saying) if each.is_speech]
            truth = [each for each in marked_in(article, saying) if each.is_speech]
            speech[of].add(matches(guessed, truth), len(guessed), len(truth))
    mean = sum(each.f1 for each in tokens.values()) / len(tokens)
    return [
        name,
        " / ".join(f"{tokens[kind].f1:.3f}" for kind in _KINDS),
        f"{mean:.3f}",
        " / ".join(f"{chunks[kind].f1:.3f}" for kind in _KINDS),
        f"{relations.f1:.3f}",
        *(f"{each.f1:.3f}" for each in speech.values()),
        f"{len(articles) / max(seconds, 1e-9):.0f}",
        at_once,
    ]


def found_in(
    articles: Sequence[Article], finder: Finder, together: int
) -> tuple[list[list[list[Found]]], float]:
    """What is found in each paragraph of each article, and in how many seconds of one core, with
    so many articles given at once. The fastest of some passes counts, since what else runs on a
    machine only slows it down."""
    found: list[list[list[Found]]] = []
    seconds = 0.0
    for at in range(0, len(articles), together):
        some = [
            [article.text[start:end] for start, end in article.paragraphs]
            for article in articles[at : at + together]
        ]
        paragraphs = list(chain.from_iterable(some))
        times = []
        for _ in range(_PASSES):
            begun = time.process_time()
            of_all = iter(finder(paragraphs))
            times.append(time.process_time() - begun)
        seconds += min(times)
        found += [list(islice(of_all, len(own))) for own in some]
    return found, seconds


def _tokens(relations: Sequence[Relation], kind: str) -> set[int]:
    return {number for each in relations for number in getattr(each, kind)}


def _chunks(relations: Sequence[Relation], kind: str) -> set[Range]:
    found = set()
    for each in relations:
        numbers = sorted(getattr(each, kind))
        if numbers:
            edges = [0, *(i + 1 for i, (a, b) in enumerate(pairwise(numbers)) if b != a + 1)]
            stops = [*edges[1:], len(numbers)]
            found |= {(numbers[a], numbers[b - 1]) for a, b in zip(edges, stops, strict=True)}
    return found


_QUOTE = re.compile(r"[“\"]([^”\"]{3,600})[”\"]")
_CUE = re.compile(
    r"\b(?:said|says|told|tweeted|wrote|added|asked|replied|argued|claimed|announced)\b"
)
_NAME = re.compile(r"\b(?:[A-Z][\w.’'-]+(?: [A-Z][\w.’'-]+){0,3}|[Hh]e|[Ss]he|[Tt]hey|I)\b")


def by_rules(paragraphs: Sequence[str]) -> list[list[Found]]:
    """Where to begin: quoted text, the nearest verb of speech, the nearest name to that."""
    found = []
    for paragraph in paragraphs:
        cues = [match.span() for match in _CUE.finditer(paragraph)]
        quotes = [match.span() for match in _QUOTE.finditer(paragraph)]
        cues = [cue for cue in cues if not any(a < cue[0] < b for a, b in quotes)]
        of: dict[Range, list[Range]] = {}
        for quote in quotes:
            if cues:
                nearest = min(cues, key=lambda cue: max(cue[0] - quote[1], quote[0] - cue[1]))
                of.setdefault(nearest, []).append(quote)
        names = [
            match.span()
            for match in _NAME.finditer(paragraph)
            if not any(a < match.start() < b for a, b in quotes)
        ]
        found.append(
            [
                Found(
                    min(
                        names,
                        key=lambda name: max(name[0] - cue[1], cue[0] - name[1]),
                        default=None,
                    ),
                    cue,
                    tuple(contents),
                    0.5,
                )
                for cue, contents in of.items()
            ]
        )
    return found


def by_the_fine_model(paragraphs: Sequence[str]) -> list[list[Found]]:
    """What ``Options(attribution_model="fine")`` chooses."""
    return find(paragraphs, finder_of("fine"))


SYSTEMS: dict[str, Finder] = {
    "tamis, core": find,
    "tamis, fine": by_the_fine_model,
    "rules: quote, verb, name": by_rules,
}
# Reads paragraphs in the light of those around, so that several articles may not be given at once.
IN_CONTEXT = frozenset({"tamis, fine"})
# Below the folder of the finding; a system without any has no weights.
WEIGHTS = {
    "tamis, core": ("weights/finding.npz",),
    "tamis, fine": ("fine/weights/encoder.onnx", "fine/weights/fine.npz"),
}

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
