"""The HTTP API under load, beside ``tamis.read`` in-process: ``python -m benchmarks.load``.

Needs ``wrk`` (Debian's package). All traffic stays on the loopback. Both sides read the same page
with the same number of processes, in turns, so that whatever else the machine does meets both.
"""

from __future__ import annotations

import argparse
import multiprocessing
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import tamis

PAGE = Path(__file__).parents[1] / "tests" / "fixtures" / "news_en.html"
SCRIPT = """wrk.method = "POST"
wrk.headers["Content-Type"] = "text/html"
wrk.headers["Host"] = "localhost"
local file = io.open("{page}", "rb")
wrk.body = file:read("*a")
done = function(summary, latency, requests)
  io.write(string.format("p99 %f\\n", latency:percentile(99) / 1e6))
  io.write(string.format("failed %d\\n", summary.errors.status))
  io.write(string.format("requests %d\\n", summary.requests))
  io.write(string.format("seconds %f\\n", summary.duration / 1e6))
end
"""


class Load(NamedTuple):
    """What wrk saw: answers a second that were pages, their share, and seconds."""

    rate: float
    refused: float
    p99: float


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seconds", type=float, default=10.0, help="of each turn")
    parser.add_argument("--turns", type=int, default=3)
    parser.add_argument("--requests", type=int, default=20_000, help="for the memory")
    arguments = parser.parse_args()
    if shutil.which("wrk") is None:
        print("wrk is not installed; on Debian: apt-get install wrk", file=sys.stderr)
        return 1
    data = PAGE.read_bytes()
    here, served = [], []
    with _server(arguments.workers) as (address, process), tempfile.TemporaryDirectory() as folder:
        script = Path(folder, "post.lua")
        script.write_text(SCRIPT.replace("{page}", str(PAGE)))
        _wrk(address, script, 2.0, arguments.workers)  # warm
        for _ in range(arguments.turns):
            here.append(_in_process(data, arguments.workers, arguments.seconds))
            served.append(_wrk(address, script, arguments.seconds, 2 * arguments.workers).rate)
        overload = _wrk(address, script, arguments.seconds, 128)
        print(f"page: {PAGE.name}, {len(data):,} bytes; {arguments.workers} workers")
        print(f"tamis.read in-process: {statistics.median(here):.1f} pages a second")
        print(f"POST /v1/extract:      {statistics.median(served):.1f} pages a second")
        shares = [rate / base for rate, base in zip(served, here, strict=True)]
        print(f"share:                 {statistics.median(shares):.0%}")
        print(
            f"overload, 128 connections: {overload.rate:.1f} pages a second, "
            f"{overload.refused:.1%} of the requests refused, p99 {overload.p99:.2f} s"
        )
        _tell_memory(address, script, process, arguments)
    return 0


def _tell_memory(address: str, script: Path, process: int, arguments: argparse.Namespace) -> None:
    """Resident memory of the server and its workers while the requests go in."""
    done, step = 0, max(arguments.requests // 5, 1)
    while done < arguments.requests:
        begun = done
        while done < begun + step:
            load = _wrk(address, script, 10.0, 2 * arguments.workers)
            done += int(load.rate * 10)
        print(f"memory after {done:,} requests: {_resident(process) / 1024**2:.0f} MiB")


def _resident(process: int) -> int:
    """Bytes of a process and its descendants, shared ones counted once (PSS)."""
    children: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(stat.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
        children.setdefault(parent, []).append(int(stat.parent.name))
    total, waiting = 0, [process]
    while waiting:
        one = waiting.pop()
        waiting += children.get(one, [])
        rollup = Path(f"/proc/{one}/smaps_rollup").read_text()
        found = re.search(r"^Pss:\s+(\d+) kB", rollup, re.MULTILINE)
        total += int(found[1]) * 1024 if found else 0
    return total


def _wrk(address: str, script: Path, seconds: float, connections: int) -> Load:
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds:g}s", "--timeout", "30s"]
    result = subprocess.run(
        [*command, "-s", str(script), f"{address}/v1/extract"],
        capture_output=True,
        text=True,
        check=True,
    )
    figures = dict(
        re.findall(r"^(p99|failed|requests|seconds) ([\d.]+)$", result.stdout, re.MULTILINE)
    )
    failed, requests = float(figures["failed"]), float(figures["requests"])
    rate = (requests - failed) / float(figures["seconds"])
    return Load(rate, failed / requests if requests else 0.0, float(figures["p99"]))


def _in_process(data: bytes, workers: int, seconds: float) -> float:
    """Pages a second, read by as many processes."""
    with multiprocessing.get_context("forkserver").Pool(workers) as pool:
        pool.starmap(_read_for, [(data, 1.0)] * workers, chunksize=1)  # warm
        counts = pool.starmap(_read_for, [(data, seconds)] * workers, chunksize=1)
    return sum(counts) / seconds


def _read_for(data: bytes, seconds: float) -> int:
    count, end = 0, time.monotonic() + seconds
    while time.monotonic() < end:
        tamis.read(data, media_type="text/html")
        count += 1
    return count


@contextmanager
def _server(workers: int) -> Iterator[tuple[str, int]]:
    command = [sys.executable, "-m", "tamis", "serve", "--port", "0", "--workers", str(workers)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server:
        assert server.stderr is not None
        address = server.stderr.readline().split()[-1].rstrip("/")
        try:
            yield address, server.pid
        finally:
            server.terminate()


if __name__ == "__main__":
    sys.exit(main())
