"""``python -m benchmarks.scale --data ../shared/data``: what a corpus costs, and whether a run
that is killed loses anything. Prints tables.

Needs the extras ``corpus`` and ``bench``, and ``datatrove[processing]`` for the peer.
"""

from __future__ import annotations

import argparse
import gzip
import itertools
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

_SAMPLE_SECONDS = 0.2


class Measured(NamedTuple):
    """``seconds`` of wall time, ``processor`` seconds of the process and all below it, and
    ``memory``: (seconds, bytes of the process that runs it all, bytes of its largest worker)."""

    seconds: float
    processor: float
    memory: list[tuple[float, int, int]]


def main(arguments: Sequence[str]) -> int:
    """Do the parts that are asked for. Returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the folder with wcxb-dev")
    parser.add_argument("--records", type=int, default=1000, help="for speed and kills")
    parser.add_argument("--many", type=int, default=10_000, help="records for memory")
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=20260314)
    parser.add_argument("parts", nargs="*", help="speed, peer, memory, kills; all by default")
    options = parser.parse_args(arguments)
    parts = options.parts or ["speed", "peer", "memory", "kills"]
    load = os.getloadavg()[0]
    print(f"Load of the machine before: {load:.1f} on {os.cpu_count()} processors.")
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        corpus = work / "corpus"
        corpus.mkdir()
        # Two files, because datatrove gives each worker files of its own.
        halves = [options.records // 2, options.records - options.records // 2]
        pages = _pages(options.data, options.seed)
        size = sum(_write(corpus / f"{i}.warc.gz", pages, n) for i, n in enumerate(halves))
        print(f"{options.records:,} records of wcxb-dev, {size / 1e6:.0f} MB of HTML.")
        if "speed" in parts:
            _speed(corpus, work, options.records)
        if "peer" in parts:
            _peer(corpus, work, options.records)
        if "kills" in parts:
            _kills(corpus, work, options.kills, options.seed)
        if "memory" in parts:
            _write(work / "many.warc.gz", pages, options.many)
            _memory(work / "many.warc.gz", work, options.many)
    return 0


def _pages(data: Path, seed: int) -> Iterator[bytes]:
    """Pages in a drawn order, again and again."""
    paths = sorted((data / "wcxb-dev" / "html").glob("*.html.gz"))
    random.Random(seed).shuffle(paths)
    for path in itertools.cycle(paths):
        yield gzip.decompress(path.read_bytes())


def _write(path: Path, pages: Iterator[bytes], count: int) -> int:
    """A WARC file of ``count`` pages. Returns the bytes of HTML in it."""
    size = 0
    with path.open("wb") as file:
        for number, page in enumerate(itertools.islice(pages, count)):
            block = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + page
            identity = f"<urn:uuid:{path.name.partition('.')[0]}-{number}>"
            head = (
                "WARC/1.0\r\nWARC-Type: response\r\nWARC-Date: 2026-01-01T00:00:00Z\r\n"
                f"WARC-Record-ID: {identity}\r\nWARC-Target-URI: https://h.example/{number}\r\n"
                "Content-Type: application/http; msgtype=response\r\n"
                "WARC-Identified-Payload-Type: text/html\r\n"
                f"Content-Length: {len(block)}\r\n\r\n"
            )
            file.write(zlib.compress(head.encode() + block + b"\r\n\r\n", wbits=31))
            size += len(page)
    return size


def _speed(corpus: Path, work: Path, records: int) -> None:
    print(f"\n| tamis run | speed-up |{_COLUMNS}\n| --- | --- |{_RULE}")
    _run(corpus, work / "warm-up", 2)  # so that no run pays for a cold disk cache
    one, two = _run(corpus, work / "one", 1), _run(corpus, work / "two", 2)
    for name, measured in (("one worker", one), ("two workers", two)):
        print(f"| {name} | {one.seconds / measured.seconds:.2f} |{_cells(measured, records)}")
    same = _contents(work / "one") == _contents(work / "two")
    print(f"\nThe output of both is {'the same' if same else 'NOT THE SAME'}.", flush=True)


def _peer(corpus: Path, work: Path, records: int) -> None:
    print(f"\n| two workers | written |{_COLUMNS}\n| --- | --- |{_RULE}")
    ours, theirs = work / "peer-tamis", work / "peer"
    peer = [sys.executable, "-m", "benchmarks.scale_peer", str(corpus), str(theirs)]
    for name, command, output in (
        ("tamis run", _command(corpus, ours, 2), ours),
        ("trafilatura, by datatrove", peer, theirs),
    ):
        measured = _watched(command)
        written = sum(
            len(gzip.decompress(path.read_bytes()).splitlines())
            for path in output.glob("*.jsonl.gz")
        )
        print(f"| {name} | {written:,} |{_cells(measured, records)}", flush=True)


_COLUMNS = " seconds | records/s | processor seconds per 1,000 records |"
_RULE = " --- | --- | --- |"


def _cells(measured: Measured, records: int) -> str:
    rate, price = records / measured.seconds, 1000 * measured.processor / records
    return f" {measured.seconds:.1f} | {rate:.1f} | {price:.1f} |"


def _memory(corpus: Path, work: Path, records: int) -> None:
    measured = _run(corpus, work / "memory", 2)
    print(f"\n{records:,} records, two workers: the most memory in each tenth of the run, MB\n")
    print("| part of the run | main process | largest worker |\n| --- | --- | --- |")
    for tenth in range(10):
        times = (measured.seconds * tenth / 10, measured.seconds * (tenth + 1) / 10)
        part = [sample for sample in measured.memory if times[0] <= sample[0] < times[1]]
        main_process, worker = (max(sample[place] for sample in part) / 1e6 for place in (1, 2))
        print(f"| {tenth * 10}–{tenth * 10 + 10} % | {main_process:.0f} | {worker:.0f} |")
    print(f"\n{records / measured.seconds:.1f} records/s.", flush=True)


def _kills(corpus: Path, work: Path, kills: int, seed: int) -> None:
    """Kill the run, or one of its workers, at random moments; go on; compare the bytes."""
    draw = random.Random(seed)
    whole, output = work / "whole", work / "killed"
    length = _run(corpus, whole, 2).seconds
    runs = workers = 0
    while runs + workers < kills:
        with _begun([*_command(corpus, output, 2), "--resume"]) as process:
            # Far enough that some of the work is behind a checkpoint.
            moment = time.monotonic() + 3 + draw.uniform(0, length / kills * 2)
            while process.poll() is None and time.monotonic() < moment:
                time.sleep(0.01)
            if process.poll() is not None:
                break
            victims = _workers(process.pid)
            if victims and draw.random() < 0.5:
                os.kill(draw.choice(victims), signal.SIGKILL)
                workers += 1
                time.sleep(draw.uniform(0, 1))
            process.kill()
            runs += 1
    status = subprocess.run([*_command(corpus, output, 2), "--resume"], check=False).returncode
    same = _contents(whole) == _contents(output)
    print(
        f"\nKilled the run {runs} times and a worker {workers} times; went on each time: "
        f"exit status {status}, output {'the same' if same else 'NOT THE SAME'}, "
        f"{_rows(output):,} rows.",
        flush=True,
    )


def _command(corpus: Path, output: Path, workers: int) -> list[str]:
    arguments = ["run", str(corpus), "--output", str(output), "--workers", str(workers)]
    return [sys.executable, "-m", "tamis", *arguments]


def _run(corpus: Path, output: Path, workers: int) -> Measured:
    return _watched(_command(corpus, output, workers))


def _watched(command: list[str]) -> Measured:
    start = time.monotonic()
    memory = []
    processor: dict[int, float] = {}
    with _begun(command) as process:
        while process.poll() is None:
            for below in _all_below(process.pid):
                processor[below] = max(_processor_seconds(below), processor.get(below, 0.0))
            worker = max(map(_resident, _workers(process.pid)), default=0)
            memory.append((time.monotonic() - start, _resident(process.pid), worker))
            time.sleep(_SAMPLE_SECONDS)
    if process.returncode not in {0, 1}:
        raise SystemExit(f"exit status {process.returncode} of {' '.join(command)}")
    return Measured(time.monotonic() - start, sum(processor.values()), memory)


def _begun(command: list[str]) -> subprocess.Popen[bytes]:
    path = os.pathsep.join(filter(None, sys.path))
    return subprocess.Popen(
        command,
        env={**os.environ, "PYTHONPATH": path, "OPENBLAS_NUM_THREADS": "1"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def _workers(process: int) -> list[int]:
    return [worker for child in _children(process) for worker in _children(child)]


def _all_below(process: int) -> Iterator[int]:
    yield process
    for child in _children(process):
        yield from _all_below(child)


def _processor_seconds(process: int) -> float:
    try:
        stat = Path(f"/proc/{process}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return 0.0
    fields = stat.rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _children(process: int) -> list[int]:
    try:
        listed = Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii")
    except OSError:
        return []
    return [int(child) for child in listed.split()]


def _resident(process: int) -> int:
    try:
        fields = Path(f"/proc/{process}/statm").read_text(encoding="ascii").split()
    except OSError:
        return 0
    return int(fields[1]) * os.sysconf("SC_PAGE_SIZE")


def _contents(folder: Path) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def _rows(output: Path) -> int:
    return int(json.loads((output / "summary.json").read_bytes())["summary"]["written"])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
