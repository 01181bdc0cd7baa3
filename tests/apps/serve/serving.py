"""A server in a process of its own: ``python -m tests.apps.serve.serving JSON-OF-SETTINGS``."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tamis.apps.serve import Settings, serve

ROOT = Path(__file__).parents[3]


def main(settings: str) -> None:
    """Serve until killed, the address on standard output."""
    serve(
        Settings(port=0, **json.loads(settings)),
        on_listening=lambda address: print(address, flush=True),
    )


@contextmanager
def serving(**settings: Any) -> Iterator[str]:
    """The address of a server that lives as long as the block."""
    command = [sys.executable, "-m", "tests.apps.serve.serving", json.dumps(settings)]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().strip().rstrip("/")
        finally:
            process.terminate()


if __name__ == "__main__":
    main(*sys.argv[1:])
