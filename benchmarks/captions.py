"""``python -m benchmarks.captions --data ../shared/data``: captions, credits, and what they cost.

On fundus-dev: which of the captions and credits that people read from a page are found, and how
many words of its text are taken for something that stands beside it. On the texts of
pollution-dev that are named ``cap-*``: captions told from running text without any markup.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import tamis
from benchmarks.measure import FoldWeights
from benchmarks.metrics import word_overlap
from benchmarks.systems import tamis_for
from tamis.page import Page, Role
from training.alignment import align_roles
from training.data import Sample, fundus

ALIKE = 0.8
"""A caption is found where the F1 of its words and of what it is held against is as high."""

_BODY = frozenset({Role.DECK, Role.HEADING, Role.PARAGRAPH})
_BESIDE = frozenset({Role.CAPTION, Role.CREDIT, Role.RELATED, Role.PROMOTION})
_PICTURE = frozenset({Role.CAPTION, Role.CREDIT})
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Wanted:
    """A caption or credit of the truth: whether the page's text has it, and whether it was
    found in ``page.images`` and in spans of its role."""

    text: str
    is_on_page: bool
    in_images: bool
    in_spans: bool


@dataclass(frozen=True, slots=True)
class Scores:
    """One page. ``body_words``: how many words of the truth's body its text has; ``misplaced``:
    those of them with a role that stands beside the body."""

    captions: tuple[Wanted, ...]
    credits: tuple[Wanted, ...]
    body_words: int
    misplaced: tuple[tuple[Role, str], ...]


def scores(page: Page, sample: Sample) -> Scores:
    """What was found on a page of fundus-dev, and what of its body went astray."""
    captioned = [image.caption for image in page.images if image.caption]
    credited = [image.credit for image in page.images if image.credit]
    return Scores(
        _wanted(page, Role.CAPTION, sample.captions, captioned, _is_caption),
        _wanted(page, Role.CREDIT, sample.credits, credited, _is_credit),
        *_body(page, sample),
    )


def _wanted(
    page: Page,
    role: Role,
    texts: Iterable[str],
    of_images: Sequence[str],
    alike: Callable[[str, str], bool],
) -> tuple[Wanted, ...]:
    letters = _letters(page.text)
    of_spans = [page.text[span.start : span.end] for span in page.select(role=role)]
    return tuple(
        Wanted(
            text,
            _letters(text) in letters,
            any(alike(text, other) for other in of_images),
            any(alike(text, other) for other in of_spans),
        )
        for text in texts
    )


def _is_caption(wanted: str, found: str) -> bool:
    return _letters(wanted) == _letters(found) or word_overlap(found, wanted).f1 >= ALIKE


def _is_credit(wanted: str, found: str) -> bool:
    # The truth has several names apart that stand in one credit.
    return _letters(wanted) in _letters(found)


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text)).lower()


def _body(page: Page, sample: Sample) -> tuple[int, tuple[tuple[Role, str], ...]]:
    blocks = [(mark.start, mark.end) for mark in page.marks if mark.kind == "block"]
    beside = [span for span in page.spans if span.role in _BESIDE]
    words = 0
    misplaced = []
    for start, end, role in align_roles(page.text, blocks, sample.parts):
        if role in _BODY:
            words += _count(page.text[start:end])
            for span in beside:
                shared = page.text[max(start, span.start) : min(end, span.end)]
                if _count(shared):
                    misplaced.append((span.role, shared.strip()))
    return words, tuple(misplaced)


def _count(text: str) -> int:
    return len(_WORD.findall(text))


def character_overlap(page: Page, captions: Sequence[tuple[int, int]]) -> tuple[int, int, int]:
    """How many characters that are not white space captions and credits have in common with
    ``captions`` (half-open ranges), how many they have, and how many these have."""
    wanted = {at for start, end in captions for at in range(start, end)}
    found = {
        at for span in page.spans if span.role in _PICTURE for at in range(span.start, span.end)
    }
    blank = {at for at, character in enumerate(page.text) if character.isspace()}
    return len((wanted & found) - blank), len(found - blank), len(wanted - blank)


def main(arguments: Sequence[str]) -> int:
    """Print the two tables. Returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.captions", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the folder with the data sets")
    parser.add_argument(
        "--fold-weights", type=Path, help="folder with folds.json and html-fold0.npz, …"
    )
    parser.add_argument("--misses", action="store_true", help="print what was missed, too")
    options = parser.parse_args(arguments)
    weights = FoldWeights.read(options.fold_weights) if options.fold_weights else None
    by_page = {}
    for sample in fundus(options.data / "fundus-dev"):
        read = tamis_for(*(weights.unseen(sample.id, "html") if weights else (None, None)))
        by_page[sample.id] = scores(read(sample.html, url=sample.url), sample)
    print(fundus_report(by_page, with_misses=options.misses))
    print(f"\n{_plain_report(options.data / 'pollution-dev', with_misses=options.misses)}")
    return 0


def fundus_report(by_page: dict[str, Scores], *, with_misses: bool) -> str:
    """The table of fundus-dev as Markdown; ``with_misses``, and what it lacks of 1."""
    lines = [
        f"fundus-dev, {len(by_page)} pages\n",
        "| of the truth's | all | in images | in spans | on the page | in images | in spans |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for kind, every in (
        ("captions", [item for page in by_page.values() for item in page.captions]),
        ("credits", [item for page in by_page.values() for item in page.credits]),
    ):
        there = [item for item in every if item.is_on_page]
        cells = [f"{kind} | {len(every)} | {_shares(every)} | {len(there)} | {_shares(there)}"]
        lines += [f"| {cell} |" for cell in cells]
    words = sum(page.body_words for page in by_page.values())
    misplaced = [item for page in by_page.values() for item in page.misplaced]
    astray = {
        role: sum(_count(text) for other, text in misplaced if other is role)
        for role in sorted(_BESIDE)
    }
    shares = ", ".join(f"{role} {count / words:.2%}" for role, count in astray.items())
    lines.append(
        f"\nOf {words} words of bodies {sum(astray.values()) / words:.2%} are taken for "
        f"what stands beside them: {shares}."
    )
    if with_misses:
        for name, page in by_page.items():
            lines += [f"{name}: {line}" for line in _misses(page)]
    return "\n".join(lines)


def _shares(items: Sequence[Wanted]) -> str:
    of = max(len(items), 1)
    in_images = sum(item.in_images for item in items)
    in_spans = sum(item.in_spans for item in items)
    return f"{in_images / of:.3f} | {in_spans / of:.3f}"


def _misses(page: Scores) -> list[str]:
    found = [
        f"{kind} not in {'images' if item.in_spans else 'spans'}"
        f"{'' if item.is_on_page else ' (nor on the page)'}: {item.text[:100]!r}"
        for kind, items in (("caption", page.captions), ("credit", page.credits))
        for item in items
        if not (item.in_images and item.in_spans)
    ]
    return found + [f"body as {role}: {text[:100]!r}" for role, text in page.misplaced]


def _plain_report(folder: Path, *, with_misses: bool) -> str:
    lines, totals = [], [0, 0, 0]
    paths = sorted(folder.glob("cap-*.json"))
    for path in paths:
        entry = json.loads(path.read_text(encoding="utf-8"))
        page = tamis.read(entry["text"], media_type="text/plain")
        ranges = [(s["start"], s["end"]) for s in entry["spans"] if s["label"] == "caption"]
        counts = character_overlap(page, ranges)
        totals = [one + other for one, other in zip(totals, counts, strict=True)]
        lines.append(f"{path.stem}: {_precision_and_recall(counts)}")
    summary = f"pollution-dev, {len(paths)} texts: {_precision_and_recall(totals)}"
    return "\n".join([summary, *(lines if with_misses else ())])


def _precision_and_recall(counts: Sequence[int]) -> str:
    shared, found, wanted = counts
    return (
        f"captions and credits have precision {shared / max(found, 1):.3f} and recall "
        f"{shared / max(wanted, 1):.3f}, by characters"
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
