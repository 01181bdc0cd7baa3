"""A run in a process of its own, to be killed: ``python -m tests.corpus.killing INPUT OUTPUT``."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

from tamis.corpus import LocalEngine, RunOptions, run
from tamis.corpus.shards import UNFINISHED
from tests.corpus.labels import Copying

ROOT = Path(__file__).parents[2]
SHARD_BYTES = 20_000


def main(source: str, output: str) -> None:
    """Begin or go on with the run."""
    run(
        [source],
        output,
        options=RunOptions(shard_bytes=SHARD_BYTES),
        engine=LocalEngine(workers=2),
        label=Copying(0.004),
        resume=True,
        checkpoint_seconds=0.02,
    )


def begin(source: Path, output: Path) -> subprocess.Popen[bytes]:
    """The run in a new process."""
    command = [sys.executable, "-m", "tests.corpus.killing", str(source), str(output)]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    return subprocess.Popen(command, cwd=ROOT, env=environment)


def wait_for_work(process: subprocess.Popen[bytes], output: Path, known: bytes) -> bool:
    """Wait until a checkpoint is written that is not ``known``; ``False`` if the run ended."""
    while process.poll() is None:
        if (now := checkpoint_of(output)) and now != known:
            return True
        time.sleep(0.005)
    return False


def checkpoint_of(output: Path) -> bytes:
    try:
        return (output / UNFINISHED / "checkpoint.json").read_bytes()
    except FileNotFoundError:
        return b""


def kill_a_worker(process: subprocess.Popen[bytes], draw: random.Random) -> bool:
    """Kill one of the run's workers; ``False`` if there was none to be found."""
    workers = [worker for child in children(process.pid) for worker in children(child)]
    if not workers:
        return False
    try:
        os.kill(draw.choice(workers), signal.SIGKILL)
    except ProcessLookupError:
        return False
    return True


def children(process: int) -> list[int]:
    """The processes that ``process`` has begun (Linux)."""
    try:
        listed = Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii")
    except FileNotFoundError:
        return []
    return [int(child) for child in listed.split()]


if __name__ == "__main__":
    main(*sys.argv[1:])
