"""``python -m benchmarks.stages --data ../shared/data``: what each stage takes of ``tamis.read``.

Processor time of this process, in one run: milliseconds per page, and the share of the whole. A
stage that is written further in is a part of the one above it. Pages are drawn evenly from each
data set; a few are read first, so that loading weights is not counted.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack
from importlib import import_module
from pathlib import Path
from typing import Any
from unittest import mock

import tamis
from benchmarks.report import markdown
from benchmarks.tasks import TASKS

STAGES: Mapping[str, tuple[str, ...]] = {
    "parse": ("tamis.pipeline.parse",),
    "label": ("tamis.pipeline.label",),
    "– features": ("tamis.labelling.features_of",),
    "– tokens": ("tamis.labelling.read_tokens",),
    "pollution": ("tamis.pipeline.sift",),
    "– injections": ("tamis.pollution.find_injections", "tamis.pollution.whole_notes"),
    "– marking": ("tamis.pollution.mark_pollution",),
    "– – tokens": ("tamis.pollution.marking.read_tokens",),
    "structure": ("tamis.pipeline.find_structure",),
    "– roles": ("tamis.structure.assign_roles",),
    "– metadata": ("tamis.structure.choose_metadata",),
    "– language": ("tamis.structure.page_language",),
}
"""By stage, the functions under the names by which their callers know them."""

_WARM_UP = 5
_NAMES = ("wcxb", "fundus", "text", "lines")


def main(arguments: Sequence[str]) -> int:
    """Print a table with a column for each data set. Returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.stages", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--data", type=Path, required=True, help="the folder with the data sets")
    parser.add_argument("--sets", nargs="+", choices=_NAMES, default=_NAMES[:3], help="not lines")
    parser.add_argument("--pages", type=int, default=150, help="pages of each set; 150")
    options = parser.parse_args(arguments)
    rows = {stage: [stage] for stage in ("read", *STAGES)}
    header = ["stage"]
    for task in TASKS:
        if task.name not in options.sets:
            continue
        examples = task.read(options.data)
        if not examples:
            parser.error(f"no pages of {task.name} in {options.data}")
        drawn = examples[:: -(-len(examples) // options.pages)]
        media_type = f"text/{'plain' if task.weights == 'text' else 'html'}"
        captures = [example.capture() for example in drawn]
        seconds = seconds_by_stage(((c.data, c.url) for c in captures), media_type)
        header.append(f"{task.title} ({len(drawn)})")
        for stage, spent in seconds.items():
            share = spent / seconds["read"]
            rows[stage].append(f"{1000 * spent / len(drawn):.2f} ms, {share:.1%}")
    print(markdown(header, rows.values()))
    return 0


def seconds_by_stage(
    captures: Iterable[tuple[bytes, str | None]], media_type: str
) -> dict[str, float]:
    """Processor seconds of ``read`` and of each of :data:`STAGES` over all captures."""
    pages = list(captures)
    for data, url in pages[:_WARM_UP]:
        # As text, too: what tells languages apart is loaded for pages that declare none.
        for kind in ("text/plain", media_type):
            tamis.read(data, url=url, media_type=kind)
    spent = dict.fromkeys(("read", *STAGES), 0.0)
    with ExitStack() as stack:
        for stage, places in STAGES.items():
            for place in places:
                module, _, name = place.rpartition(".")
                inner = getattr(import_module(module), name)
                stack.enter_context(mock.patch(place, _timed(inner, stage, spent)))
        read = _timed(tamis.read, "read", spent)
        for data, url in pages:
            read(data, url=url, media_type=media_type)
    return spent


def _timed(function: Callable[..., Any], stage: str, spent: dict[str, float]) -> Callable[..., Any]:
    def timed(*arguments: Any, **options: Any) -> Any:
        begun = time.process_time()
        try:
            return function(*arguments, **options)
        finally:
            spent[stage] += time.process_time() - begun

    return timed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
