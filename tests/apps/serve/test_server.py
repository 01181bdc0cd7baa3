"""What only shows on a real socket: clients that are slow, and too many of them."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import httpx
import pytest

from tamis.apps.serve.server import listening
from tamis.apps.serve.settings import Settings
from tests.apps.serve.serving import serving
from tests.apps.test_cli import ARTICLE

SLOW = b"<p>A paragraph about the weather at sea, and about ships.</p>" * 100


@pytest.fixture(scope="module")
def hasty() -> Iterator[str]:
    """The address of a server that does not wait long."""
    with serving(workers=1, head_seconds=0.5, body_seconds=0.5) as address:
        yield address


def connected(address: str) -> socket.socket:
    place = urlsplit(address)
    return socket.create_connection((place.hostname, place.port), timeout=60)


def answer(connection: socket.socket) -> bytes:
    """All that comes until the other side closes."""
    received = b""
    while chunk := connection.recv(65536):
        received += chunk
    return received


def test_a_body_that_takes_too_long_is_given_up(hasty: str) -> None:
    with connected(hasty) as connection:
        connection.sendall(b"POST /v1/extract HTTP/1.1\r\nHost: localhost\r\n")
        connection.sendall(b"Content-Type: text/html\r\nContent-Length: 900\r\n\r\n<p>")
        begun = time.monotonic()
        received = answer(connection)
    assert received.startswith(b"HTTP/1.1 408 ")
    assert b"application/problem+json" in received
    assert time.monotonic() - begun < 9


@pytest.mark.parametrize("beginning", [b"", b"GET / HT", b"GET / HTTP/1.1\r\nHost: localhost\r\nA"])
def test_a_head_that_takes_too_long_is_given_up(hasty: str, beginning: bytes) -> None:
    with connected(hasty) as connection:
        connection.sendall(beginning)
        begun = time.monotonic()
        assert answer(connection) == b""
        assert time.monotonic() - begun < 9


def test_dribbling_does_not_buy_time(hasty: str) -> None:
    with connected(hasty) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\nX: ")
        begun = time.monotonic()
        with pytest.raises(OSError):
            while time.monotonic() - begun < 8:
                connection.sendall(b"x")
                time.sleep(0.1)
        assert time.monotonic() - begun < 4


def test_a_connection_can_be_used_again(hasty: str) -> None:
    with httpx.Client(base_url=hasty) as client:
        for _ in range(3):
            assert client.post("/v1/extract", content=ARTICLE).status_code == 200
            time.sleep(0.3)


def test_an_answer_does_not_wait_for_its_head_to_be_acknowledged() -> None:
    with listening(Settings(port=0)) as listener, socket.create_connection(listener.getsockname()):
        connection, _ = listener.accept()
        with connection:
            assert connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_overload_is_refused_and_nobody_waits_long() -> None:
    with serving(workers=1, at_once=3) as address:

        def post(_: int) -> tuple[int, float]:
            begun = time.monotonic()
            status = httpx.post(f"{address}/v1/extract", content=SLOW, timeout=60).status_code
            return status, time.monotonic() - begun

        alone = max(post(0)[1] for _ in range(3))
        with ThreadPoolExecutor(12) as threads:
            results = list(threads.map(post, range(48)))
    assert {status for status, _ in results} == {200, 429}
    # Three at once for one worker: at worst, two are served before. The rest is noise.
    assert max(seconds for _, seconds in results) < 3 * alone + 5


def failing(*command: str) -> tuple[int, str]:
    """The status of a command that must fail, and the one line that it says."""
    result = subprocess.run(
        [sys.executable, *command], capture_output=True, text=True, check=False, timeout=60
    )
    assert result.stdout == ""
    assert result.stderr.count("\n") == 1
    return result.returncode, result.stderr


def test_a_port_that_is_taken_is_told(hasty: str) -> None:
    port = str(urlsplit(hasty).port)
    status, told = failing("-m", "tamis", "serve", "--port", port)
    assert status == 2
    assert told.startswith(f"tamis: serve: cannot listen on 127.0.0.1 port {port} (")


def test_an_interrupt_ends_it_without_a_word() -> None:
    command = [sys.executable, "-m", "tamis", "serve", "--port", "0", "--workers", "1"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        address = process.stderr.readline().split()[-1]
        assert httpx.get(f"{address}healthz", timeout=60).text == "ok\n"
        process.send_signal(signal.SIGINT)
        assert process.stderr.read() == ""
    assert process.returncode == 130


def test_a_missing_extra_is_told() -> None:
    hidden = "import sys; sys.modules['starlette'] = None; from tamis.apps.cli import main; "
    status, told = failing("-c", hidden + "sys.exit(main(['serve']))")
    assert status == 1
    assert "pip install 'tamis[serve]'" in told
