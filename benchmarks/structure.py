"""``python -m benchmarks.structure --data ../shared/data``: metadata, captions and credits, tamis
and its peers in one run.

Title: equal after normalising case, space and punctuation. Authors: equal as sets of names so
normalised; a truth of one string is parted at ``;``, ``,``, ``&`` and "and", and degrees are left
out, on both sides. Day: that of the date as written, or of the same minute; either day: that of
publication or of the last change, for truths that do not tell the two apart. Minute: the moment,
with its offset where the truth has one, on pages whose truth has a time. Body: word F1, what the
truth calls summary being optional. Captions and credits: those of the truth for which one with a
word F1 of 0.9 was given. Set apart: the true body's words that the body lacks and that are called
caption, credit, related or promotion.

Each figure is the share of what the truth gives. ``benchmarks/structure_truth.md`` says where the
truth is wrong; ``--reach`` counts the truths that the page does not offer, or does not have.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks import structure_reach
from benchmarks import structure_scores as scores
from benchmarks.measure import FoldWeights, OutputCache
from benchmarks.report import markdown
from benchmarks.structure_scores import Count, Fields, Page
from benchmarks.structure_systems import SYSTEMS, TAMIS
from benchmarks.systems import System
from benchmarks.worker import Worker

Scorer = Callable[[Fields, Fields], Count | None]


@dataclass(frozen=True, slots=True)
class Field:
    """A column: how it is scored, what a miss shows, and the systems that do not give it."""

    score: Scorer
    shown: Callable[[Fields], object]
    not_from: frozenset[str] = frozenset({"htmldate"})


_PEERS = frozenset({"trafilatura", "newspaper4k", "htmldate"})
FIELDS: Mapping[str, Field] = {
    "title": Field(scores.score_title, lambda fields: fields.title),
    "authors": Field(scores.score_authors, lambda fields: fields.authors),
    "day": Field(scores.score_day, lambda fields: fields.published, frozenset()),
    "either day": Field(
        scores.score_either_day,
        lambda fields: (fields.published, fields.modified),
        _PEERS,
    ),
    "minute": Field(scores.score_minute, lambda fields: fields.published, frozenset()),
    "body": Field(scores.score_body, lambda fields: f"{len(fields.body)} characters"),
    "captions": Field(scores.score_captions, lambda fields: fields.captions),
    "credits": Field(scores.score_credits, lambda fields: fields.credits),
    "set apart": Field(scores.score_set_apart, lambda fields: fields.set_apart, _PEERS),
}
SETS = {
    "fundus-dev": (
        scores.fundus_pages,
        tuple(column for column in FIELDS if column != "either day"),
    ),
    "wcxb-dev": (scores.wcxb_pages, ("title", "authors", "day", "either day")),
}

Answers = list[tuple[Page, dict[str, Fields]]]


def main(arguments: Sequence[str]) -> int:
    """Print a table for each data set, or what was missed. Returns the exit status."""
    parser = _parser()
    options = parser.parse_args(arguments)
    weights = FoldWeights.read(options.fold_weights) if options.fold_weights else None
    systems = [system for system in SYSTEMS if system.version is not None]
    if options.only:
        systems = [system for system in systems if system.name in options.only]
    for name in options.sets:
        read, columns = SETS[name]
        pages = list(read(options.data))
        if not pages:
            parser.error(f"no pages of {name} in {options.data}")
        with Worker(options.timeout) as worker:
            answers = _answers(pages, systems, worker, weights)
        print(f"\n## {name}\n\n{len(pages)} pages.\n\n{_summary(answers, systems, columns)}")
        if options.reach:
            first = systems[0].name
            of_first = [(page, given[first]) for page, given in answers]
            print(f"\n{first}:\n\n{structure_reach.summary(of_first)}")
            print(f"\n{structure_reach.disagreement(of_first)}")
        for field in options.misses:
            if field in columns:
                print("\n".join(["", *_misses(answers, field)]))
    return 0


def _answers(
    pages: Sequence[Page],
    systems: Sequence[System],
    worker: Worker,
    weights: FoldWeights | None,
) -> Answers:
    cache = OutputCache(Path(__file__).parent / ".cache")
    answers: Answers = []
    for page in pages:
        capture = page.capture()
        given: dict[str, Fields] = {}
        for system in systems:
            asked = capture
            if system == TAMIS and weights is not None:
                # All folds know their pages by the names of training/.
                of_labels, of_tokens = weights.unseen(page.name, "html")
                asked = replace(capture, weights=of_labels, token_weights=of_tokens)
            key = cache.key(system, asked)
            outcome = None if system == TAMIS else cache.get(key)
            if outcome is None:
                outcome = worker.run(system, asked)
                if system != TAMIS:
                    cache.put(key, outcome)
            if outcome.failure:
                print(f"{system.name} on {page.name}: {outcome.failure}", file=sys.stderr)
            failed = not isinstance(outcome.output, str)
            given[system.name] = Fields() if failed else Fields.from_json(str(outcome.output))
        answers.append((page, given))
    return answers


def _summary(answers: Answers, systems: Sequence[System], columns: Sequence[str]) -> str:
    counts = {column: _counts(answers, FIELDS[column], systems[0].name) for column in columns}
    header = ["system", *(f"{column} ({total.of:.0f})" for column, total in counts.items())]
    rows = []
    for system in systems:
        row = [f"{system.name} {system.version}"]
        for column in columns:
            field = FIELDS[column]
            total = _counts(answers, field, system.name)
            absent = system.name in field.not_from
            row.append("–" if absent else f"{total.right / total.of:.3f}")
        rows.append(row)
    return markdown(header, rows)


def _counts(answers: Answers, field: Field, system: str) -> Count:
    found = [field.score(given[system], page.truth) for page, given in answers]
    counted = [count for count in found if count is not None]
    return Count(sum(count.right for count in counted), sum(count.of for count in counted))


def _misses(answers: Answers, name: str) -> list[str]:
    """The pages on which the first system is wrong, with what the truth has and who gave what."""
    field = FIELDS[name]
    lines = []
    for page, given in answers:
        first = next(iter(given.values()))
        count = field.score(first, page.truth)
        if count is None or count.right == count.of or (name == "body" and count.right >= 0.9):
            continue
        lines.append(f"{page.name}  {page.url}")
        lines.append(f"    truth: {field.shown(page.truth)!r:.400}")
        for system, fields in given.items():
            if system not in field.not_from:
                lines.append(f"    {system}: {field.shown(fields)!r:.400}")
    return lines


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.structure", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--data", type=Path, required=True, help="the folder with the data sets")
    parser.add_argument("--sets", nargs="+", choices=SETS, default=list(SETS), help="all")
    parser.add_argument(
        "--misses", nargs="+", choices=FIELDS, default=[], help="list what the first system missed"
    )
    parser.add_argument(
        "--reach", action="store_true", help="where the truths stand that the first system missed"
    )
    parser.add_argument("--only", nargs="+", help="systems; all that are installed")
    parser.add_argument("--timeout", type=float, default=20.0, help="seconds per page; 20")
    parser.add_argument(
        "--fold-weights", type=Path, help="folder with folds.json and html-fold0.npz, …"
    )
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
