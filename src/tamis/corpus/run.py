"""A whole run: inputs in, a folder of rows out; what was begun can be gone on with."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

from tamis.attribution import check_model
from tamis.corpus.batches import batches
from tamis.corpus.capture import Source
from tamis.corpus.engines.local import LocalEngine
from tamis.corpus.rows import OUTPUT_VERSION, Label, Sieve
from tamis.corpus.shards import Format, Shards, plan_of, state_of, summary_in, tidy
from tamis.corpus.storage import sources
from tamis.corpus.summary import Summary
from tamis.corpus.work import Engine
from tamis.errors import InputError, UsageError
from tamis.options import Options


@dataclass(frozen=True, slots=True, kw_only=True)
class RunOptions:
    """Choices for :func:`run`. ``page``: those for each page. ``sediment``: write what was left
    out of each page to files of its own. ``shard_bytes``: rows of about so many bytes, unpacked,
    go into one file of the output."""

    output_format: Format = "jsonl"
    page: Options = field(default_factory=Options)
    sediment: bool = False
    shard_bytes: int = 256 * 1024 * 1024


class Progress(NamedTuple):
    """How far a run is. ``done`` and ``total`` are bytes of the input as stored."""

    summary: Summary
    done: int
    total: int


def run(
    inputs: Sequence[str],
    output: str | Path,
    *,
    options: RunOptions | None = None,
    engine: Engine | None = None,
    label: Label | None = None,
    resume: bool = False,
    checkpoint_seconds: float = 2.0,
    on_progress: Callable[[Progress], None] = lambda progress: None,
) -> Summary:
    """Label every record of ``inputs`` and write rows, failures and a summary to ``output``.

    The files depend on the input, the options and the version alone.

    ``label``: what is done with a capture, in place of :class:`Sieve`. ``resume``: go on with the
    unfinished run in ``output``, which must have had the same inputs and options; without one,
    begin. ``checkpoint_seconds``: so much of the work may have to be done again when the run is
    killed. ``on_progress`` is called after each batch.

    Raises :class:`~tamis.errors.UsageError` if ``output`` holds something else, and
    :class:`~tamis.errors.InputError` if an input does not exist. Records that cannot be read
    raise nothing: they stand in ``failures.jsonl``.
    """
    output, options = Path(output), options or RunOptions()
    engine = engine or LocalEngine()
    state = state_of(output)
    if state == "finished" and resume:
        tidy(output)
        return summary_in(output)
    if state == "finished":
        raise UsageError(f"{output} holds a finished run; give a new folder")
    if state == "unfinished" and not resume:
        raise UsageError(f"{output} holds an unfinished run; go on with --resume")
    if options.output_format == "parquet":
        from tamis.corpus.tables import check_installed

        check_installed()
    check_model(options.page.attribution_model)
    plan, total = _plan(inputs, output, options)
    if state == "unfinished":
        _check_same(plan, plan_of(output))
    shards = Shards(
        output, plan, output_format=options.output_format, shard_bytes=options.shard_bytes
    )
    try:
        work = batches(_sources(inputs, output), shards.at.position, options.page.max_bytes)
        sieve = label or Sieve(options.page, options.sediment)
        saved = time.monotonic()
        for result in engine(sieve, work):
            shards.add(result)
            if time.monotonic() - saved > checkpoint_seconds:
                shards.checkpoint()
                saved = time.monotonic()
            on_progress(Progress(shards.at.summary, shards.at.position.stored, total))
        summary = shards.at.summary
        shards.finish({**_versions(), "summary": summary.to_dict()})
    finally:
        shards.close()
    return summary


def _plan(inputs: Sequence[str], output: Path, options: RunOptions) -> tuple[dict[str, Any], int]:
    """What identifies a run, and the bytes of its input as stored."""
    names = hashlib.sha256()
    count = total = 0
    for source in _sources(inputs, output):
        names.update(f"{source.path}\0{source.size}\0".encode("utf-8", "surrogatepass"))
        count += 1
        total += source.size
    plan = {
        **_versions(),
        "options": asdict(options),
        "input": {"files": count, "bytes": total, "names_and_sizes": names.hexdigest()},
    }
    return plan, total


def _check_same(plan: dict[str, Any], earlier: dict[str, Any]) -> None:
    for name, value in plan.items():
        if earlier.get(name) != value:
            raise UsageError(
                f"the unfinished run had other {name.replace('_', ' ')}; resume it with the "
                "same, or begin anew in another folder"
            )


def _versions() -> dict[str, Any]:
    return {"tamis": version("tamis"), "output_version": OUTPUT_VERSION}


def _sources(inputs: Sequence[str], output: Path) -> Iterator[Source]:
    """The input without what the run itself writes, should its folder lie in there."""
    own = output.resolve()
    found = False
    for source in sources(inputs):
        if not Path(source.path).absolute().is_relative_to(own):
            found = True
            yield source
    if not found:
        raise InputError("no files in the input; give files, folders, patterns or URLs")
