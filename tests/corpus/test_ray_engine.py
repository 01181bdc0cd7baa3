"""The Ray engine gives what the local one gives. Needs the extra ``ray``."""

from __future__ import annotations

import os
import signal
import threading
import time
from pathlib import Path

import pytest

from tamis.corpus import LocalEngine, RayEngine, run
from tamis.errors import TamisError
from tests.corpus.building import contents, response, write_warc
from tests.corpus.labels import Copying

pytest.importorskip("ray", reason="pip install 'tamis[ray]'")

LOCAL = LocalEngine(workers=2)


@pytest.mark.filterwarnings("ignore")
def test_ray_gives_the_bytes_of_the_local_engine_and_loses_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tamis.corpus.engines.ray.BATCHES_PER_TASK", 1)
    source = write_warc(tmp_path / "source.warc.gz", map(response, range(120)))
    label = Copying(0.03)
    run([str(source)], tmp_path / "local", engine=LOCAL, label=label)

    killed: list[int] = []
    stop = threading.Event()

    def kill_one() -> None:
        while not stop.is_set() and not killed:
            time.sleep(0.02)
            for worker in ray_workers():
                os.kill(worker, signal.SIGKILL)
                killed.append(worker)
                break

    killer = threading.Thread(target=kill_one)
    killer.start()
    try:
        run([str(source)], tmp_path / "ray", engine=RayEngine(LOCAL), label=label)
    finally:
        stop.set()
        killer.join()
    assert killed
    assert contents(tmp_path / "ray") == contents(tmp_path / "local")


@pytest.mark.filterwarnings("ignore")
def test_a_cluster_that_does_not_answer_is_one_clear_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(**options: object) -> None:
        raise ConnectionError("nobody there\nand much more")

    monkeypatch.setattr("ray.init", refuse)
    monkeypatch.setenv("RAY_ADDRESS", "192.0.2.9:6379")
    source = write_warc(tmp_path / "source.warc.gz", [response(1)])
    with pytest.raises(TamisError, match=r"192\.0\.2\.9:6379 \(nobody there\)$"):
        run([str(source)], tmp_path / "output", engine=RayEngine(LOCAL), label=Copying())


def ray_workers() -> list[int]:
    """The processes of this machine that are doing a task for Ray."""
    found = []
    for folder in Path("/proc").iterdir():
        try:
            command = (folder / "cmdline").read_bytes()
        except OSError:
            continue
        if command.startswith(b"ray::_done"):
            found.append(int(folder.name))
    return found
