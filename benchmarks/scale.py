"""``python -m benchmarks.scale --data ../shared/data [PART...]``: what a corpus costs, and whether
a run that is killed loses anything. Each part writes its section of ``SCALE.md``; ``memory`` also
draws ``docs/memory.svg``.

Needs Linux and the extras ``corpus``, ``bench`` and ``train`` (which has matplotlib).
"""

from __future__ import annotations

import argparse
import gzip
import os
import random
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from benchmarks import report, scale_corpus, scale_memory
from benchmarks.processes import Measured, begun, watched, workers_of

HERE = Path(__file__).parent

# As Common Crawl announced its crawl of May 2024: 2.7 billion pages, 377 TiB unpacked.
SNAPSHOT_PAGES = 2.5e9
SNAPSHOT_PAGE_BYTES = 377 * 1024**4 / 2.7e9

SIZES = 4
Command = Callable[[Path, Path], list[str]]
"""What makes rows in the second folder of the WARC files in the first."""

TITLE = "Whole corpora: what they cost, and what is lost when a run is killed"
PACKAGES = ("datatrove", "fastwarc", "tamis", "trafilatura")


def main(arguments: Sequence[str]) -> int:
    """Do the parts that are asked for, and put what they find into the file that holds all.
    Returns the exit status."""
    options = _parser().parse_args(arguments)
    if unknown := set(options.parts) - PARTS.keys():
        raise SystemExit(f"no such part: {', '.join(sorted(unknown))}")
    for name in options.parts or PARTS:
        heading, measure = PARTS[name]
        lines = [
            *report.circumstances(arguments, PACKAGES, module="benchmarks.scale"),
            f"- Load of the machine before: {os.getloadavg()[0]:.1f}",
        ]
        with tempfile.TemporaryDirectory() as folder:
            lines += ["", measure(Path(folder), options)]
        print("\n".join(["", f"## {heading}", "", *lines]), flush=True)
        _put(options.output, heading, "\n".join(lines))
    return 0


def _put(path: Path, heading: str, section: str) -> None:
    """Write a section in the place of the one with its heading, which other parts stand beside."""
    text = path.read_text(encoding="utf-8") if path.exists() else f"# {TITLE}\n"
    start, *sections = text.split("\n## ")
    held = dict(entry.split("\n\n", 1) for entry in sections)
    held[heading] = section + "\n"
    written = [start, *(f"{name}\n\n{held[name]}" for name, _ in PARTS.values() if name in held)]
    path.write_text("\n## ".join(written), encoding="utf-8")


def speed(work: Path, options: argparse.Namespace) -> str:
    """Records per second of one worker, two workers, and trafilatura by datatrove."""
    corpus, size = _corpus(work, options)
    systems: dict[str, Command] = {
        "tamis run, one worker": lambda corpus, output: _run(corpus, output, 1),
        "tamis run, two workers": lambda corpus, output: _run(corpus, output, 2),
        "trafilatura by datatrove, two workers": _peer,
    }
    empty = _folder(work / "empty", [[], []])
    starts = [
        watched(command(empty, work / f"start-{number}"))
        for number, command in enumerate(systems.values())
    ]
    best: dict[str, Measured] = {}
    for turn in range(options.repeats):  # in turn, so that what else the machine does hits all
        for number, (name, command) in enumerate(systems.items()):
            measured = watched(command(corpus, work / f"{turn}-{number}"))
            best[name] = min(best.get(name, measured), measured, key=lambda found: found.seconds)
    one, two, peer = best.values()
    beside = min(_beside(work / f"beside-{turn}", corpus) for turn in range(options.repeats))
    same = _contents(work / "0-0") == _contents(work / "0-1")
    header = ["", "rows", "seconds", "records/s", *_PRICES]
    cells = [
        [
            name,
            f"{_written(work / f'0-{number}'):,}",
            f"{measured.seconds:.1f}",
            f"{options.records / measured.seconds:.1f}",
            f"{1000 * (measured.processor - start.processor) / options.records:.1f}",
            f"{1000 * (measured.alone - start.alone) / options.records:.1f}",
        ]
        for number, ((name, measured), start) in enumerate(zip(best.items(), starts, strict=True))
    ]
    return "\n".join(
        [
            f"{options.records:,} records of wcxb-dev, {size / 1e6:.0f} MB of HTML; of each the "
            f"quickest of {options.repeats} runs, taken in turn. Seconds and records/s include the "
            "start of all processes; from processor seconds, what a run over no records takes is "
            "taken off.",
            "",
            report.markdown(header, cells),
            "",
            f"Two workers are {one.seconds / two.seconds:.2f} × one; two runs of one worker beside "
            f"each other, which share nothing, do {2 * one.seconds / beside:.2f} × as much as one "
            "alone, which is what this machine gives. tamis is "
            f"{peer.seconds / two.seconds:.2f} × trafilatura by the clock, "
            f"{(peer.processor - starts[2].processor) / (two.processor - starts[1].processor):.2f}"
            " × in processor time. "
            f"The output of one worker and of two is {'the same' if same else 'NOT THE SAME'}.",
        ]
    )


def _beside(output: Path, corpus: Path) -> float:
    """The seconds until two runs of one worker that were begun together have both ended."""
    start = time.monotonic()
    runs = [begun(_run(corpus, output / str(number), 1)) for number in range(2)]
    if sum(run.wait() != 0 for run in runs):
        raise SystemExit("a run failed beside another; run it alone to see why")
    return time.monotonic() - start


_PRICES = ("processor seconds per 1,000 records", "of the process that reads and writes")


def sizes(work: Path, options: argparse.Namespace) -> str:
    """Processor time by the size of pages, and what follows for a snapshot of the web."""
    systems: dict[str, Command] = {
        "tamis run": lambda corpus, output: _run(corpus, output, 1),
        "trafilatura by datatrove": _peer,
    }
    groups = scale_corpus.pages_by_size(options.data, options.seed, SIZES, options.each)
    sizes = [sum(map(len, bodies)) / len(bodies) for bodies in groups]
    seconds: dict[str, list[float]] = {name: [] for name in systems}
    for number, bodies in enumerate([[], *groups]):
        corpus = _folder(work / f"corpus-{number}", [bodies[::2], bodies[1::2]])
        for name, command in systems.items():
            output = work / f"{number}-{len(name)}"
            seconds[name].append(watched(command(corpus, output)).processor)
    each = {
        name: [(total - start) / options.each for total in totals]
        for name, (start, *totals) in seconds.items()
    }
    rows = [
        [f"{size / 1e3:.0f}", *(f"{1000 * each[name][group]:.1f}" for name in systems)]
        for group, size in enumerate(sizes)
    ]
    return "\n".join(
        [
            f"Processor seconds per 1,000 pages, by their size: {options.each} pages of wcxb-dev "
            "each; what a run over no pages costs is taken off.",
            "",
            report.markdown(["kB of HTML in a page, mean", *systems], rows),
            "",
            "A line through these (least squares, in the logarithms of size and time), read at "
            f"{SNAPSHOT_PAGE_BYTES / 1e3:.0f} kB, times {SNAPSHOT_PAGES / 1e9:.1f} billion pages. "
            "This is an extrapolation, to other processors and other pages:",
            "",
            *(f"- {name}: {_extrapolated(sizes, each[name])}" for name in systems),
        ]
    )


def _extrapolated(sizes: Sequence[float], seconds: Sequence[float]) -> str:
    slope, offset = np.polyfit(np.log(sizes), np.log(seconds), 1)
    price = float(np.exp(offset + slope * np.log(SNAPSHOT_PAGE_BYTES)))
    hours = price * SNAPSHOT_PAGES / 3600
    return (
        f"{1000 * price:.1f} s per 1,000 pages, {hours:,.0f} core-hours; time grows with the size "
        f"to the power of {slope:.2f}"
    )


def kills(work: Path, options: argparse.Namespace) -> str:
    """Kill the run, or one of its workers, at random moments; go on; compare the bytes."""
    corpus, _ = _corpus(work, options)
    draw = random.Random(options.seed)
    whole, output = work / "whole", work / "killed"
    length = watched(_run(corpus, whole, 2)).seconds
    runs = workers = ended = 0
    faults = 0
    while runs + workers < options.kills:
        with begun([*_run(corpus, output, 2), "--resume"]) as process:
            moment = time.monotonic() + draw.uniform(0.5, length / 3)
            victims: list[int] = []
            is_worker = draw.random() < 0.5
            while process.poll() is None and (
                time.monotonic() < moment or (is_worker and not victims)
            ):
                time.sleep(0.01)
                victims = workers_of(process.pid)
            if process.poll() is None and is_worker:
                os.kill(draw.choice(victims), signal.SIGKILL)
                workers += 1
                time.sleep(draw.uniform(0, 1))
            if process.poll() is None:
                process.kill()
                runs += 1
        if (output / "summary.json").exists():
            ended += 1
            faults += _contents(whole) != _contents(output)
            output = work / f"killed-{ended}"
    if not (output / "summary.json").exists():
        watched([*_run(corpus, output, 2), "--resume"])
        ended += 1
        faults += _contents(whole) != _contents(output)
    return "\n".join(
        [
            f"`kill -9` at moments drawn at random, of the run {runs} times and of a worker "
            f"{workers} times; `--resume` after each. {ended} runs over {options.records:,} "
            f"records came to their end that way, {ended - faults} of them with the bytes of a "
            f"run that nobody disturbed ({_written(output):,} rows).",
        ]
    )


def memory(work: Path, options: argparse.Namespace) -> str:
    """The memory of a run of many short records; draws it, too."""
    corpus = work / "short.warc.gz"
    scale_corpus.write(corpus, scale_corpus.short_pages(options.seed), options.many)
    output = work / "memory"
    done = scale_memory.records_done(output)
    measured = watched(_run(corpus, output, 2), done)
    scale_memory.draw(measured.samples, options.picture)
    return "\n".join(
        [
            f"{options.many:,} made pages of {corpus.stat().st_size / options.many / 1e3:.1f} kB "
            f"(packed), two workers, {options.many / measured.seconds:.0f} records/s: the most "
            "memory resident, MB, until so many records were written. "
            "Drawn in [docs/memory.svg](../docs/memory.svg).",
            "",
            scale_memory.table(measured.samples, options.many),
        ]
    )


PARTS = {
    "speed": ("Speed", speed),
    "sizes": ("Size of pages", sizes),
    "kills": ("Kills", kills),
    "memory": ("Memory", memory),
}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the folder with wcxb-dev")
    parser.add_argument("--records", type=int, default=600, help="for speed and kills")
    parser.add_argument("--repeats", type=int, default=3, help="of each run for speed")
    parser.add_argument("--each", type=int, default=200, help="pages of each size")
    parser.add_argument("--many", type=int, default=50_000, help="records for memory")
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=20260314)
    parser.add_argument("--output", type=Path, default=HERE / "SCALE.md")
    parser.add_argument("--picture", type=Path, default=HERE.parent / "docs" / "memory.svg")
    parser.add_argument("parts", nargs="*", help=f"{', '.join(PARTS)}; all by default")
    return parser


def _corpus(work: Path, options: argparse.Namespace) -> tuple[Path, int]:
    """A folder of WARC files, and how many bytes of HTML are in it."""
    corpus = work / "corpus"
    corpus.mkdir()
    bodies = scale_corpus.pages(options.data, options.seed)
    # Two files, because datatrove gives each worker files of its own.
    halves = [options.records // 2, options.records - options.records // 2]
    size = sum(
        scale_corpus.write(corpus / f"{part}.warc.gz", bodies, count)
        for part, count in enumerate(halves)
    )
    return corpus, size


def _folder(path: Path, files: Sequence[Sequence[bytes]]) -> Path:
    """WARC files of these pages."""
    path.mkdir()
    for number, bodies in enumerate(files):
        scale_corpus.write(path / f"{number}.warc.gz", bodies, len(bodies))
    return path


def _run(corpus: Path, output: Path, workers: int) -> list[str]:
    arguments = ["run", str(corpus), "--output", str(output), "--workers", str(workers)]
    return [sys.executable, "-m", "tamis", *arguments]


def _peer(corpus: Path, output: Path) -> list[str]:
    return [sys.executable, "-m", "benchmarks.scale_peer", str(corpus), str(output)]


def _contents(folder: Path) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def _written(output: Path) -> int:
    return sum(
        len(gzip.decompress(path.read_bytes()).splitlines()) for path in output.glob("*.jsonl.gz")
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
