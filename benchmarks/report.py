"""Markdown from results. A failure counts as an output with nothing right in it."""

from __future__ import annotations

import math
import os
import platform
import shlex
import subprocess
import sys
from collections import Counter
from collections.abc import Container, Iterable, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from benchmarks.measure import Result
from benchmarks.metrics import mean, roc_auc, standard_error
from benchmarks.systems import BARE_PARSE, TRAFILATURA, System

_FAILURES_SHOWN = 8

NOTES = {
    "wcxb": """\
Word F1: the mean over pages of the F1 of two multisets of lower-cased `\\w+`, ± its standard
error over pages; by page type beside it. A page whose truth is empty scores 1 for an output
without words and 0 for any other. P and R are means over pages too. `with` and `without`: the
share of all snippets, white space normalised, that the output contains (high and low are good).
Failed: errors and pages over the time limit; they score 0.""",
    "fundus": """\
F1, P, R: as above, the truth being what Fundus calls the body: summary, headlines of sections,
paragraphs. Summary optional: F1 where the summary may be given or left out, since some readers
(tamis too) hold it apart as the deck: its words count neither for nor against. Japanese and
Chinese have no spaces, so that there a `\\w+` is a whole clause and F1 is harsh.""",
    "text": """\
The same pages and metric as wcxb-dev, each page turned into plain text by resiliparse (all text,
block structure kept as line breaks, no links, alternative texts or bullets). The markup is gone
for all; justext and trafilatura get each line as `<p>`, justext with the declared language.""",
    "lines": """\
ROC AUC of line scores against the labels (1 clean, 0 noise), over all lines of a language, and
the mean over languages. tamis reads each document as plain text; a line's score is the mean over
its characters of the probability of content. A rule that keeps or drops has two scores, so that
its AUC is the mean of sensitivity and specificity.""",
}


def text_table(
    results: Sequence[Result], timed: Sequence[Result], names: dict[str, str], *, by_group: bool
) -> str:
    """F1 overall and by page type, precision, recall; snippets and speed where there are any."""
    sizes = Counter(result.example.group for result in _first_system(results))
    speeds = _relative_speeds(timed)
    rows: dict[str, dict[str, str]] = {}
    for system, of_system in by_system(results):
        scores = [result.score for result in of_system]
        truths = [result.example.truth for result in of_system]
        row = rows[system] = {"F1": _with_error([score.overlap.f1 for score in scores])}
        if any(truth.optional for truth in truths):
            row["summary optional"] = _with_error([score.without_optional.f1 for score in scores])
        for group, size in sizes.most_common() if by_group else ():
            in_group = [r.score.overlap.f1 for r in of_system if r.example.group == group]
            row[f"{group} ({size})"] = number(mean(in_group))
        row["P"] = number(mean([score.overlap.precision for score in scores]))
        row["R"] = number(mean([score.overlap.recall for score in scores]))
        if wanted := sum(len(truth.wanted) for truth in truths):
            row["with"] = number(sum(score.wanted_found for score in scores) / wanted)
        if unwanted := sum(len(truth.unwanted) for truth in truths):
            row["without"] = number(sum(score.unwanted_found for score in scores) / unwanted)
        row["failed"] = str(sum(result.failure is not None for result in of_system))
    for system, (speed, duration) in speeds.items():
        rows.setdefault(system, {}).update({"speed": speed, "time": duration})
    columns = list(dict.fromkeys(column for row in rows.values() for column in row))
    cells = [[names.get(s, s), *(row.get(c, "–") for c in columns)] for s, row in rows.items()]
    return markdown(["system", *columns], cells)


def line_table(results: Sequence[Result], names: dict[str, str]) -> str:
    """ROC AUC of lines per language and on average."""
    languages = sorted({result.example.group for result in results})
    header, rows = ["system", "mean"], []
    lines = Counter[str]()
    for result in _first_system(results):
        lines[result.example.group] += len(result.example.truth.labels)
    header += [f"{language} ({lines[language]})" for language in languages]
    for system, of_system in by_system(results):
        areas = [roc_auc(*line_scores(of_system, {language})) for language in languages]
        rows.append([names.get(system, system), *(number(area) for area in (mean(areas), *areas))])
    return markdown(header, rows)


def line_scores(
    results: Iterable[Result], languages: Container[str]
) -> tuple[list[float], list[bool]]:
    """The scores and labels of all lines in these languages; a document that failed has 0s."""
    scores: list[float] = []
    labels: list[bool] = []
    for result in results:
        if result.example.group in languages:
            truth = result.example.truth.labels
            scores.extend(result.score.scores or [0.0] * len(truth))
            labels.extend(truth)
    return scores, labels


def failures(results: Iterable[Result]) -> str:
    """Which pages failed, by system, and why."""
    lines = []
    for system, of_system in by_system(results):
        failed = [result for result in of_system if result.failure is not None]
        shown = "; ".join(
            f"{result.example.name} ({result.failure})" for result in failed[:_FAILURES_SHOWN]
        )
        more = len(failed) - _FAILURES_SHOWN
        if failed:
            lines.append(f"- {system}: {shown}" + (f"; and {more} more" if more > 0 else ""))
    return "\n".join(["Failed:", *lines]) if lines else ""


def preamble(
    compared: Sequence[System],
    arguments: Sequence[str],
    *,
    title: str = "tamis and its peers",
    module: str = "benchmarks",
    given: str = "What each system is given (str: decoded by resiliparse's detection)",
) -> str:
    """When, where, with what and by which command; and what each system is given."""
    packages = {system.package for system in compared if system.package}
    return "\n".join(
        [
            f"# {title}",
            "",
            *circumstances(arguments, packages, module=module),
            "",
            f"{given}:",
            "",
            *(f"- {name}: {takes}" for name, takes in _called(compared)),
        ]
    )


def circumstances(arguments: Sequence[str], packages: Iterable[str], *, module: str) -> list[str]:
    """When, where, with what and by which command, as lines."""
    versions = ", ".join(f"{package} {version(package)}" for package in sorted(packages))
    command = shlex.join(["python", "-m", module, *arguments])
    return [
        f"- Date: {datetime.now(UTC):%Y-%m-%d %H:%M} UTC",
        f"- Command: `{command}`",
        f"- Source: {_commit()}",
        f"- Machine: {_processor()}, {os.cpu_count()} cores",
        f"- Python {platform.python_version()}; {versions}",
    ]


def _called(compared: Iterable[System]) -> list[tuple[str, str]]:
    return list(dict.fromkeys((system.name, system.takes) for system in compared))


def by_system(results: Iterable[Result]) -> list[tuple[str, list[Result]]]:
    grouped: dict[str, list[Result]] = {}
    for result in results:
        grouped.setdefault(result.system.name, []).append(result)
    return list(grouped.items())


def _first_system(results: Sequence[Result]) -> list[Result]:
    return by_system(results)[0][1]


def _relative_speeds(timed: Iterable[Result]) -> dict[str, tuple[str, str]]:
    """By system: pages/s over trafilatura's, and time over that of the bare parse. Each ratio is
    of total process time on the pages on which neither of the two failed."""
    seconds: dict[str, dict[str, float]] = {}
    for result in timed:
        of_system = seconds.setdefault(result.system.name, {})
        if result.seconds is not None and result.failure is None:
            of_system[result.example.name] = result.seconds

    def ratio(above: str, below: str) -> float:
        of_above, of_below = seconds.get(above, {}), seconds.get(below, {})
        both = of_above.keys() & of_below.keys()
        total = math.fsum(of_below[page] for page in both)
        return math.fsum(of_above[page] for page in both) / total if total else math.nan

    return {
        name: (
            f"{ratio(TRAFILATURA.name, name):.2f} ×",
            f"{ratio(name, BARE_PARSE.name):.1f} ×",
        )
        for name, of_system in seconds.items()
        if of_system
    }


def markdown(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [header, ["---", *["---:"] * (len(header) - 1)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def number(value: float) -> str:
    return "–" if math.isnan(value) else f"{value:.3f}"


def _with_error(values: Sequence[float]) -> str:
    return f"{mean(values):.3f} ± {standard_error(values):.3f}"


def _processor() -> str:
    try:
        described = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    except OSError:
        return platform.processor() or platform.machine()
    for line in described.splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def _commit() -> str:
    try:
        found = subprocess.run(
            ["git", "describe", "--always", "--dirty"],
            capture_output=True, text=True, check=True, cwd=Path(__file__).parent,
        )  # fmt: skip
    except (OSError, subprocess.CalledProcessError):
        print("benchmarks: no git commit to name", file=sys.stderr)
        return "not a git checkout"
    return found.stdout.strip()
