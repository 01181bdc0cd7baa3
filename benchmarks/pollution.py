"""``python -m benchmarks.pollution --data ../shared/data``: tamis and its peers on polluted text.

Prints its tables and, if all of them were made, writes POLLUTION.md.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from benchmarks import filters, report
from benchmarks.capture import Capture
from benchmarks.characters import NO_CHARACTERS, CharacterScores, character_scores
from benchmarks.measure import FoldWeights, OutputCache, Result, measure, weights_for
from benchmarks.metrics import best_threshold, macro_f1, mean
from benchmarks.systems import LINE_SYSTEMS, TAMIS, System, installed, tamis_for
from benchmarks.tasks import TASKS, line_examples
from benchmarks.worker import Worker
from tamis import Family, Role

HERE = Path(__file__).parent

# The role that tamis should give to each kind of pollution-dev; boilerplate is a whole family.
KINDS: dict[str, frozenset[Role]] = {
    "seo_spam": frozenset({Role.SPAM}),
    "comment_spam": frozenset({Role.SPAM}),
    "boilerplate": frozenset(role for role in Role if role.family is Family.BOILERPLATE),
    "prompt_injection": frozenset({Role.INJECTION}),
    "gibberish": frozenset({Role.GARBAGE}),
}
CAPTION = "caption"
CAPTION_ROLES = frozenset({Role.CAPTION, Role.CREDIT})
ODD_BUT_CLEAN = "ok-"
WITH_CAPTIONS = "cap-"


@dataclass(frozen=True, slots=True)
class Sample:
    """A text of pollution-dev; ``spans`` are half-open ranges by label, a kind or ``CAPTION``."""

    name: str
    capture: Capture
    spans: dict[str, list[tuple[int, int]]]

    def labelled(self, *labels: str) -> list[tuple[int, int]]:
        """The ranges with one of the labels."""
        return [span for label in labels for span in self.spans.get(label, ())]


Masks = Sequence[Sequence[bool]]  # for each text, for each of its characters


def tamis_keeps(capture: Capture) -> list[float]:
    return [float(role.family is Family.CONTENT) for role in tamis_roles(capture)]


def tamis_roles(capture: Capture) -> list[Role]:
    """The role of each character."""
    page = tamis_for(capture.weights, capture.token_weights)(capture.text, media_type="text/plain")
    return [span.role for span in page.spans for _ in range(span.start, span.end)]


# Each gives 1 for a character that it keeps and 0 for one that it drops.
KEEPERS = (
    System("tamis", "tamis", "the text; kept is what has a role of content", tamis_keeps),
    System("C4, lines", "datatrove", "each line", filters.c4_lines),
    System("C4, sentences", "datatrove", "each sentence", filters.c4_sentences),
    System("Gopher quality", "datatrove", "the text, keep or drop", filters.gopher_quality),
    System("Gopher repetition", "datatrove", "the text, keep or drop", filters.gopher_repetition),
    System("FineWeb quality", "datatrove", "the text, keep or drop", filters.fineweb_quality),
    System("justext", "justext", "each line as <p>", filters.justext_characters),
    System("trafilatura", "trafilatura", "each line as <p>", filters.trafilatura_characters),
)
C4_FILTER = System("C4 filter", "datatrove", "line, keep or drop", filters.c4_kept_lines)
RANKERS = (*LINE_SYSTEMS, C4_FILTER)


def main(arguments: Sequence[str]) -> int:
    """Print the tables that are asked for. Returns the exit status."""
    parser = _parser()
    options = parser.parse_args(arguments)
    if not (options.data / "pollution-dev").is_dir():
        parser.error(f"no folder pollution-dev in {options.data}")
    if unknown := set(options.tables) - TABLES.keys():
        parser.error(f"no such table: {', '.join(sorted(unknown))}")
    if options.fold_weights and not (options.fold_weights / "folds.json").is_file():
        parser.error(f"no folds.json in {options.fold_weights}")

    tables = {name: table for name, table in TABLES.items() if name in options.tables}
    compared = installed(system for table in tables.values() for system in table.systems)
    sections = [
        report.preamble(
            compared,
            arguments,
            title="tamis and its peers on polluted text",
            module="benchmarks.pollution",
            given="What each system is given; the peers are told the language too",
        )
    ]
    print(sections[0], flush=True)
    for table in tables.values():
        systems = [system for system in table.systems if system in compared]
        sections.append(table.write(systems, options))
        print(f"\n{sections[-1]}", flush=True)
    output = options.output
    if output is None and len(tables) == len(TABLES):
        output = HERE / "POLLUTION.md"
    if output:
        output.write_text("\n\n".join(sections) + "\n", encoding="utf-8")
        print(f"written to {output}", file=sys.stderr)
    return 0


# pollution-dev, by characters


def read_samples(data: Path) -> list[Sample]:
    """The texts of pollution-dev, in the order of their names."""
    samples = []
    for path in sorted((data / "pollution-dev").glob("*.json")):
        entry = json.loads(path.read_text(encoding="utf-8"))
        spans: dict[str, list[tuple[int, int]]] = {}
        for span in entry["spans"]:
            spans.setdefault(span["label"], []).append((span["start"], span["end"]))
        if unknown := spans.keys() - {*KINDS, CAPTION}:
            raise ValueError(f"{path}: labels without a role: {', '.join(sorted(unknown))}")
        capture = Capture(entry["text"].encode("utf-8", "surrogatepass"), language=entry["lang"])
        samples.append(Sample(path.stem, capture, spans))
    return samples


def pooled(samples: Sequence[Sample], marked: Masks, *labels: str) -> CharacterScores:
    """The scores over all characters of the samples, where those so labelled should be marked."""
    return sum(
        (
            character_scores(sample.capture.text, mask, sample.labelled(*labels))
            for sample, mask in zip(samples, marked, strict=True)
        ),
        start=NO_CHARACTERS,
    )


def shares_caught(samples: Sequence[Sample], dropped: Masks) -> list[float]:
    """The share of each kind's characters that is dropped, in the order of ``KINDS``."""
    return [pooled(samples, dropped, kind).caught for kind in KINDS]


def shares_kept(samples: Sequence[Sample], dropped: Masks) -> list[float]:
    """What is kept: of all that is clean, captions too; of captions; of odd but clean texts."""
    odd = [
        (sample, mask)
        for sample, mask in zip(samples, dropped, strict=True)
        if sample.name.startswith(ODD_BUT_CLEAN)
    ]
    return [
        pooled(samples, dropped, *KINDS).kept,
        1.0 - pooled(samples, dropped, CAPTION).caught,
        pooled([sample for sample, _ in odd], [mask for _, mask in odd], *KINDS).kept,
    ]


def shares_named(samples: Sequence[Sample], roles: Sequence[Sequence[Role]]) -> list[float]:
    """The share of each kind's characters that has the right role, in the order of ``KINDS``."""
    return [
        pooled(samples, [[role in right for role in of_text] for of_text in roles], kind).caught
        for kind, right in KINDS.items()
    ]


def characters_section(systems: Sequence[System], options: argparse.Namespace) -> str:
    """What of each kind is caught, and what is kept of the rest."""
    samples = read_samples(options.data)
    rows = []
    for system in systems:
        dropped = [[not keep for keep in system.read(sample.capture)] for sample in samples]
        caught = shares_caught(samples, dropped)
        rows.append(_row(system.name, [*caught, mean(caught), *shares_kept(samples, dropped)]))
    named = shares_named(samples, [tamis_roles(sample.capture) for sample in samples])
    rows.insert(1, _row("tamis, right role", [*named, mean(named), *[math.nan] * 3]))

    nothing = [[False] * len(sample.capture.text) for sample in samples]
    sizes = [pooled(samples, nothing, kind).wanted for kind in KINDS]
    kinds = [f"{kind} ({size})" for kind, size in zip(KINDS, sizes, strict=True)]
    header = ["system", *kinds, "mean", "clean kept", "captions kept", "ok-* kept"]
    title = f"## pollution-dev\n\n{len(samples)} texts."
    return f"{title}\n\n{report.markdown(header, rows)}\n\n{CHARACTERS_NOTE}"


def captions_section(_systems: Sequence[System], options: argparse.Namespace) -> str:
    """How well tamis tells captions from the text around them."""
    samples = read_samples(options.data)
    rows = []
    for name, chosen in (
        ("cap-*", [sample for sample in samples if sample.name.startswith(WITH_CAPTIONS)]),
        ("all", samples),
    ):
        marked = [[role in CAPTION_ROLES for role in tamis_roles(s.capture)] for s in chosen]
        scores = pooled(chosen, marked, CAPTION)
        rows.append(_row(f"{name} ({scores.wanted})", [scores.precision, scores.caught, scores.f1]))
    table = report.markdown(["texts", "precision", "recall", "F1"], rows)
    return f"## Captions in pollution-dev\n\n{table}\n\n{CAPTIONS_NOTE}"


def _row(name: str, shares: Iterable[float]) -> list[str]:
    return [name, *(report.number(share) for share in shares)]


# turku-lines, by lines


def lines_section(systems: Sequence[System], options: argparse.Namespace) -> str:
    """How well clean lines are told from noise."""
    weights = FoldWeights.read(options.fold_weights) if options.fold_weights else None
    task = next(task for task in TASKS if task.name == "lines")
    chosen = line_examples(options.data, "train")
    examples = line_examples(options.data)
    name, weights = weights_for(task, [*chosen, *examples], weights)
    cache = OutputCache(HERE / ".cache")
    with Worker(options.timeout) as worker:
        results, chosen_on = (
            list(measure(task, part, systems, worker, cache=cache, fresh=False, weights=weights))
            for part in (examples, chosen)
        )
    names = {TAMIS.name: name}
    parts = [
        f"## turku-lines\n\n{len(examples)} documents of dev. ROC AUC:",
        report.line_table(results, names),
        "Macro F1:",
        f1_table(results, chosen_on, names),
        LINES_NOTE,
        report.failures([*results, *chosen_on]),
    ]
    return "\n\n".join(part for part in parts if part)


def f1_table(results: Sequence[Result], chosen_on: Sequence[Result], names: dict[str, str]) -> str:
    """Macro F1 by language. A threshold is the best of the language's lines in ``chosen_on``,
    or of all lines there if it has none."""
    languages = sorted({result.example.group for result in results})
    known = {result.example.group for result in chosen_on}
    rows = []
    for system, of_system in report.by_system(results):
        before = [result for result in chosen_on if result.system.name == system]
        shares = []
        for language in languages:
            threshold = best_threshold(
                *report.line_scores(before, {language} if language in known else known)
            )
            scores, labels = report.line_scores(of_system, {language})
            shares.append(macro_f1([score >= threshold for score in scores], labels))
        rows.append(_row(names.get(system, system), [mean(shares), *shares]))
    return report.markdown(["system", "mean", *languages], rows)


# pollution that was put in


def injected_section(systems: Sequence[System], options: argparse.Namespace) -> str:
    """F1 by character of what was put into clean texts, by what of it is new to the network."""
    title = "## Pollution put into clean texts"
    if not options.fold_weights:
        return f"{title}\n\nNot measured: it needs --fold-weights."
    from benchmarks.injected import SHAPES, cases, scores
    from training.pollution.splits import HOLDINGS

    chosen = list(cases(options.data, options.fold_weights))
    columns = [(holding, shape) for shape in SHAPES for holding in HOLDINGS]
    rows = []
    for system in systems:
        pooled = scores(system, chosen, options.fold_weights)
        found = [pooled.get(column, NO_CHARACTERS) for column in columns]
        kept = sum(found, start=NO_CHARACTERS).kept
        rows.append(_row(system.name, [*(each.f1 for each in found), kept]))
    counts = Counter((case.holding, case.shape) for case in chosen)
    names = [f"{shape}, {holding} ({counts[holding, shape]})" for holding, shape in columns]
    table = report.markdown(["system", *names, "clean kept"], rows)
    return f"{title}\n\n{len(chosen)} texts.\n\n{table}\n\n{INJECTED_NOTE}"


def documents_section(systems: Sequence[System], options: argparse.Namespace) -> str:
    """Which documents are given up that are pollution from end to end, and which that are not."""
    title = "## Whole documents"
    if not options.fold_weights:
        return f"{title}\n\nNot measured: it needs --fold-weights."
    from benchmarks.documents import EACH, cases, given_up

    chosen = list(cases(options.data, options.fold_weights))
    rows = []
    for system in systems:
        found = given_up(system, chosen)
        shares = [found.get(form, (0, 0)) for form in EACH]
        rows.append(_row(system.name, [up / of if of else math.nan for up, of in shares]))
    counts = Counter(case.form for case in chosen)
    table = report.markdown(["system", *(f"{form} ({counts[form]})" for form in EACH)], rows)
    return f"{title}\n\n{len(chosen)} documents.\n\n{table}\n\n{DOCUMENTS_NOTE}"


class Table(NamedTuple):
    """One table with its heading and notes, and the systems that are its rows."""

    systems: Sequence[System]
    write: Callable[[Sequence[System], argparse.Namespace], str]


TABLES = {
    "characters": Table(KEEPERS, characters_section),
    "captions": Table(KEEPERS[:1], captions_section),
    "injected": Table(KEEPERS, injected_section),
    "documents": Table(KEEPERS, documents_section),
    "lines": Table(RANKERS, lines_section),
}

CHARACTERS_NOTE = """\
By kind: the share of its characters that is not kept, over all texts together, white space never
counted; their number is in brackets. Mean: of the five. Clean kept: the share kept of all that is
not labelled as pollution, captions too. ok-*: texts that look odd and are clean. Right role: the
share that tamis calls spam, a role of boilerplate, injection or garbage, as the kind is; it drops
more under other names. What a system writes is mapped back to the text line by line, and word by
word where a line has changed.

Lines and documents: C4's rules for lines are asked about each line, and about each sentence,
since many texts here are one line; its rules for whole documents are off. Gopher's and FineWeb's
measure whole documents (their words, and shares of their lines), so that a line alone fails or
passes for its length: they keep or drop the text. All filters have datatrove's defaults and its
tokeniser for the language, except that Gopher's stop words are asked of English only, as they
are English; that in Hindi, Urdu and Chinese, which have marks of their own and words of few
letters, neither C4's closing marks nor Gopher's shortest mean word are asked for, nor in Chinese
C4's words in a line, which it counts by spaces; that C4 leaves citations in; and that Hindi and
Urdu words and sentences are found by datatrove's fallback, since its choice needs Sphinx and
tensorflow. justext has its stop list of the language, or its settings for languages without one;
trafilatura leaves comments out, and favouring precision or recall changes nothing in these
texts."""

CAPTIONS_NOTE = """\
Characters with the role caption or credit against those labelled as captions, credits being part
of a caption there; in brackets their number. No peer tells captions in plain text."""

INJECTED_NOTE = """\
F1 by character of what is dropped against what was put in, over all texts of a column; their
number is in brackets. Block: a stretch of its own; inline: within a line. Texts: a fold's network
has not seen the text; campaigns, languages, forms: it has not seen these either, nor words of
theirs in its lists; all: none of them. Languages are never English. The labeller's own weights
are the shipped ones. Clean kept: over all columns together. Texts in languages for which
datatrove wants a package that is not installed (Japanese, Korean, …) do not count for it."""

DOCUMENTS_NOTE = """\
The share of documents of which less than a fifth is kept. They are made by
training/pollution/documents.py from texts and campaigns that the fold's weights have not seen.
Collage: sentences of many texts; gathered: passages of texts on one subject, with a search phrase
dropped into sentences; drawn: words in no order; chained: words that followed each
other somewhere; mixed: words of several languages; stuffed: prose with one phrase in most
sentences; doorway: some prose with a search phrase, the phrase in other words with many places,
lists of places; comments: comments that advertise; campaign: one campaign's sentences. Clean:
texts, parts of them, beginnings of several in a row, parts with a list of names, and texts in two
languages: fewer is better. Languages are many, as py3langid tells them; those for which datatrove
wants a package do not count for it."""

LINES_NOTE = """\
ROC AUC as in RESULTS.md: of line scores against the labels (1 clean, 0 noise), over all lines of a
language. Macro F1: the mean of the F1 of clean and of noise lines; the threshold is the one with
the best macro F1 on the language's lines in train, or, for fr and sv, which have no train, on the
train lines of all the others together. tamis (cross-validated) has weights that have seen no line
of the language, neither in dev nor in train. C4 rule: five words and a closing mark, as in the
paper; C4 filter: datatrove's version, with its further rules for lines. The other filters of
datatrove measure whole documents."""


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.pollution", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the folder with the data sets")
    parser.add_argument(
        "--tables",
        type=lambda value: [name.strip() for name in value.split(",")],
        default=list(TABLES),
        help=f"comma-separated; all of {','.join(TABLES)}",
    )
    parser.add_argument(
        "--fold-weights", type=Path, help="folder with folds.json and text-fold5.npz, …, for lines"
    )
    parser.add_argument("--timeout", type=float, default=20.0, help="seconds per document; 20")
    parser.add_argument(
        "--output", type=Path, help="Markdown file; POLLUTION.md here if all tables are made"
    )
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
