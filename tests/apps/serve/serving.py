"""A server in a process of its own: ``python -m tests.apps.serve.serving JSON-OF-SETTINGS``."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import uvicorn

from tamis.apps.serve import Settings, application, serve
from tamis.apps.serve.pages import BALANCE, keep
from tamis.apps.serve.views import opened
from tamis.page import Page, Role, Span

ROOT = Path(__file__).parents[3]


def main(settings: str) -> None:
    """Serve until killed, the address on standard output."""
    serve(
        Settings(port=0, **json.loads(settings)),
        on_listening=lambda address: print(address, flush=True),
    )


def main_with_a_long_page() -> None:
    """Serve ``/page/long``, a page of 5 MB that need not be read first."""
    app = application(Settings(workers=1))
    keep(app.state.services, "long", BALANCE, opened(long_page(5_000_000)))
    listener = socket.create_server(("127.0.0.1", 0))
    print(f"http://127.0.0.1:{listener.getsockname()[1]}", flush=True)
    uvicorn.Server(uvicorn.Config(app, log_level="warning")).run(sockets=[listener])


def long_page(size: int) -> Page:
    """Short paragraphs, menus, spam and one paragraph of 400,000 characters, over and over."""
    sentence = "The harbour was closed on Monday after a storm had broken two of its piers. "
    parts = [(Role.PARAGRAPH, sentence * 4), (Role.NAVIGATION, "News\n"), (Role.SPAM, sentence)]
    texts: list[str] = []
    spans: list[Span] = []
    start = 0
    while start < size:
        role, text = parts[len(spans) % len(parts)]
        if len(spans) % 5_000 == 4_999:
            text = sentence * 5_000
        texts.append(text + "\n")
        spans.append(Span(start, start + len(text) + 1, role, reasons=("made for a test",)))
        start += len(text) + 1
    return Page("".join(texts), tuple(spans))


@contextmanager
def serving(**settings: Any) -> Iterator[str]:
    """The address of a server that lives as long as the block."""
    with _process(json.dumps(settings)) as address:
        yield address


@contextmanager
def serving_a_long_page() -> Iterator[str]:
    """The address of a server that has a page of 5 MB open at ``/page/long``."""
    with _process() as address:
        yield address


@contextmanager
def _process(*arguments: str) -> Iterator[str]:
    command = [sys.executable, "-m", "tests.apps.serve.serving", *arguments]
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
    main(*sys.argv[1:]) if sys.argv[1:] else main_with_a_long_page()
