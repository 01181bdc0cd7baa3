"""``python -m benchmarks --data ../shared/data``: one table per task, and RESULTS.md."""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks import report
from benchmarks.measure import FoldWeights, OutputCache, Result, measure, weights_for
from benchmarks.systems import BARE_PARSE, TAMIS, TRAFILATURA, System, installed
from benchmarks.tasks import TASKS, Example, Task
from benchmarks.worker import Worker

HERE = Path(__file__).parent


def main(arguments: Sequence[str]) -> int:
    """Run the tasks that are asked for and print their tables. Returns the exit status."""
    parser = _parser()
    options = parser.parse_args(arguments)
    if not options.data.is_dir():
        parser.error(f"no folder {options.data}; --data names the one with wcxb-dev and the rest")
    if unknown := set(options.tasks) - {task.name for task in TASKS}:
        parser.error(f"no such task: {', '.join(sorted(unknown))}")
    if options.fold_weights and not (options.fold_weights / "folds.json").is_file():
        parser.error(f"no folds.json in {options.fold_weights}")
    tasks = [task for task in TASKS if task.name in options.tasks]
    compared = installed([*(s for task in tasks for s in task.systems), BARE_PARSE])
    if options.only is not None:
        if unknown := set(options.only) - {system.name for system in compared}:
            parser.error(f"no such system in these tasks: {', '.join(sorted(unknown))}")
        compared = [system for system in compared if system.name in options.only]

    weights = FoldWeights.read(options.fold_weights) if options.fold_weights else None
    cache = OutputCache(HERE / ".cache")
    sections = [report.preamble(compared, arguments)]
    print(sections[0], flush=True)
    for task in tasks:
        systems = [system for system in task.systems if system in compared]
        examples = _drawn(task.read(options.data), options.limit, options.seed)
        if not examples:
            parser.error(f"no pages for the task {task.name} in {options.data}")
        if not systems:
            continue
        section = _section(task, systems, examples, cache=cache, weights=weights, options=options)
        sections.append(section)
        print(f"\n{section}", flush=True)

    partial = options.limit or options.only or len(tasks) < len(TASKS)
    output = options.output or (None if partial else HERE / "RESULTS.md")
    if output:
        output.write_text("\n\n".join(sections) + "\n", encoding="utf-8")
        print(f"written to {output}", file=sys.stderr)
    return 0


def _section(
    task: Task,
    systems: Sequence[System],
    examples: Sequence[Example],
    *,
    cache: OutputCache,
    weights: FoldWeights | None,
    options: argparse.Namespace,
) -> str:
    name, weights = weights_for(task, examples, weights)
    names = {TAMIS.name: name}
    fresh = options.fresh
    if fresh and task.name == "wcxb":
        systems = [*systems, BARE_PARSE]
    with Worker(options.timeout) as worker:
        results = list(
            measure(task, examples, systems, worker, cache=cache, fresh=fresh, weights=weights)
        )
    shown = [result for result in results if result.system != BARE_PARSE]
    parts = [f"## {task.title}", f"{len(examples)} pages."]
    if task.name == "lines":
        parts.append(report.line_table(shown, names))
    elif task.name == "wcxb":
        timed, note = _timed(task, examples, results, cache=cache, weights=weights, options=options)
        parts += [report.text_table(shown, timed, names, by_group=True), note]
    else:
        parts.append(report.text_table(shown, [], names, by_group=task.name == "text"))
    parts += [report.NOTES[task.name], report.failures(shown)]
    return "\n\n".join(part for part in parts if part)


def _timed(
    task: Task,
    examples: Sequence[Example],
    results: list[Result],
    *,
    cache: OutputCache,
    weights: FoldWeights | None,
    options: argparse.Namespace,
) -> tuple[list[Result], str]:
    """Results whose times are from one run over the same pages, and a note on how."""
    if options.fresh:
        timed = results
    else:
        examples = _drawn(examples, options.speed_pages, options.seed)
        systems = installed([TAMIS, TRAFILATURA, BARE_PARSE])
        with Worker(options.timeout) as worker:
            timed = list(
                measure(task, examples, systems, worker, cache=cache, fresh=True, weights=weights)
            )
    note = (
        "Speed: pages per second relative to trafilatura; time: relative to the bare parse. Both "
        f"are of process CPU time (all threads) over {len(examples)} pages, the systems one after "
        "the other on each page in one process, each warm, garbage collected between them."
    )
    with Worker(options.timeout) as worker:
        read = [worker.run(TAMIS, example.capture()).output for example in examples]
        peak = worker.peak_memory() / 2**20
    if any(output is not None for output in read):
        note += f" Peak resident memory of a process of tamis alone on these pages: {peak:.0f} MiB."
    return timed, note


def _drawn(examples: Sequence[Example], limit: int | None, seed: int) -> list[Example]:
    """At most ``limit`` pages, drawn at random and kept in order."""
    if limit is None or limit >= len(examples):
        return list(examples)
    places = sorted(random.Random(seed).sample(range(len(examples)), limit))
    return [examples[place] for place in places]


def _parser() -> argparse.ArgumentParser:
    names = [task.name for task in TASKS]
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the folder with the data sets")
    parser.add_argument(
        "--tasks", type=_names, default=names, help=f"comma-separated; all of {','.join(names)}"
    )
    parser.add_argument("--only", type=_names, help="comma-separated systems; all")
    parser.add_argument("--limit", type=int, help="pages per task, drawn at random; all")
    parser.add_argument("--seed", type=int, default=0, help="of the random draw; 0")
    parser.add_argument("--timeout", type=float, default=20.0, help="seconds per page; 20")
    parser.add_argument(
        "--fresh", action="store_true", help="run and time every system, use no earlier output"
    )
    parser.add_argument(
        "--speed-pages", type=int, default=200, help="pages to time without --fresh; 200"
    )
    parser.add_argument(
        "--fold-weights", type=Path, help="folder with folds.json and fold0.npz, fold1.npz, …"
    )
    parser.add_argument(
        "--output", type=Path, help="Markdown file; RESULTS.md here if the run is complete"
    )
    return parser


def _names(value: str) -> list[str]:
    return [name.strip() for name in value.split(",") if name.strip()]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
