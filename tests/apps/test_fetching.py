from __future__ import annotations

import gzip
import socket
import time
from http.server import BaseHTTPRequestHandler

import pytest

from tamis.apps import fetching
from tamis.apps.fetching import MAX_REDIRECTS, fetch
from tamis.errors import FetchError, TooLargeError
from tests.apps.conftest import Site

HTML = {"Content-Type": "text/html; charset=windows-1252"}
LIMIT = 1_000_000


def test_the_body_comes_with_its_url_and_content_type(site: Site) -> None:
    site.answer("/page", b"<p>caf\xe9</p>", headers=HTML)
    capture = fetch(f"{site.address}/page", max_bytes=LIMIT)
    assert capture.data == b"<p>caf\xe9</p>"
    assert capture.url == f"{site.address}/page"
    assert capture.media_type == "text/html; charset=windows-1252"


def test_the_user_agent_says_who_asks(site: Site) -> None:
    site.answer("/", b"x", headers=HTML)
    fetch(f"{site.address}/", max_bytes=LIMIT)
    (_, headers), *_ = site.requests
    assert headers["User-Agent"].startswith("tamis/")
    assert headers["User-Agent"].endswith(" (+https://pypi.org/project/tamis/)")


def test_the_url_is_the_one_after_redirects(site: Site) -> None:
    site.answer("/old", status=301, headers={"Location": "/new"})
    site.answer("/new", b"here", headers=HTML)
    capture = fetch(f"{site.address}/old", max_bytes=LIMIT)
    assert (capture.data, capture.url) == (b"here", f"{site.address}/new")


def test_a_password_in_the_address_is_not_in_the_url(site: Site) -> None:
    site.answer("/", b"x", headers=HTML)
    address = site.address.replace("http://", "http://me:secret@")
    assert fetch(f"{address}/", max_bytes=LIMIT).url == f"{site.address}/"


def test_five_redirects_are_followed_and_six_are_not(site: Site) -> None:
    for number in range(MAX_REDIRECTS + 1):
        site.answer(f"/{number}", status=302, headers={"Location": f"/{number + 1}"})
    site.answer(f"/{MAX_REDIRECTS + 1}", b"end", headers=HTML)
    assert fetch(f"{site.address}/1", max_bytes=LIMIT).data == b"end"
    with pytest.raises(FetchError, match="redirects more than 5 times"):
        fetch(f"{site.address}/0", max_bytes=LIMIT)


def test_a_redirect_loop_ends(site: Site) -> None:
    site.answer("/loop", status=307, headers={"Location": "/loop"})
    with pytest.raises(FetchError, match="redirects more than"):
        fetch(f"{site.address}/loop", max_bytes=LIMIT)
    assert len(site.requests) == MAX_REDIRECTS + 1


def test_the_body_of_a_redirect_is_not_read(site: Site) -> None:
    def endless(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(302)
        handler.send_header("Location", "/end")
        handler.end_headers()
        while not site.closing.is_set():
            handler.wfile.write(b"x" * 65536)

    site.answers["/endless"] = endless
    site.answer("/end", b"end", headers=HTML)
    assert fetch(f"{site.address}/endless", max_bytes=LIMIT, total_seconds=5).data == b"end"


@pytest.mark.parametrize("location", ["file:///etc/passwd", "ftp://127.0.0.1/x"])
def test_a_redirect_to_another_scheme_is_refused(site: Site, location: str) -> None:
    site.answer("/", status=302, headers={"Location": location})
    with pytest.raises(FetchError, match="http or https"):
        fetch(f"{site.address}/", max_bytes=LIMIT)


@pytest.mark.parametrize(
    ("status", "named"), [(404, "404 Not Found"), (503, "503 Service Unavailable"), (599, "599")]
)
def test_an_error_status_is_named(site: Site, status: int, named: str) -> None:
    site.answer("/", b"<p>sorry</p>", status=status, headers=HTML)
    with pytest.raises(FetchError, match=f"the server answered {named};"):
        fetch(f"{site.address}/", max_bytes=LIMIT)


def test_an_endless_body_is_cut_at_the_limit(site: Site) -> None:
    def endless(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        while not site.closing.is_set():
            handler.wfile.write(b"x" * 65536)

    site.answers["/"] = endless
    with pytest.raises(TooLargeError, match="larger than 1,000,000 bytes"):
        fetch(f"{site.address}/", max_bytes=LIMIT)


def test_a_gzipped_body_stays_gzipped(site: Site) -> None:
    packed = gzip.compress(b"<p>packed</p>")
    site.answer("/", packed, headers={**HTML, "Content-Encoding": "gzip"})
    assert fetch(f"{site.address}/", max_bytes=LIMIT).data == packed


def test_an_encoding_that_was_not_asked_for_is_refused(site: Site) -> None:
    site.answer("/", b"...", headers={**HTML, "Content-Encoding": "br"})
    with pytest.raises(FetchError, match="'br', which was not asked for"):
        fetch(f"{site.address}/", max_bytes=LIMIT)


def test_a_server_that_drips_its_body_is_left_in_time(site: Site) -> None:
    site.drip("/")
    started = time.monotonic()
    with pytest.raises(FetchError, match=r"did not arrive within 0\.4 seconds"):
        fetch(f"{site.address}/", max_bytes=LIMIT, total_seconds=0.4)
    assert time.monotonic() - started < 3


def test_a_server_that_drips_its_headers_is_left_in_time(site: Site) -> None:
    def drip(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Drip: ")
        while not site.closing.wait(0.02):
            handler.wfile.write(b"x")

    site.answers["/"] = drip
    with pytest.raises(FetchError, match=r"did not arrive within 0\.4 seconds"):
        fetch(f"{site.address}/", max_bytes=LIMIT, total_seconds=0.4)


def test_a_silent_server_is_left(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "SILENCE_SECONDS", 0.2)
    site.answers["/"] = lambda handler: site.closing.wait()
    with pytest.raises(FetchError, match=r"silent for 0\.2 seconds"):
        fetch(f"{site.address}/", max_bytes=LIMIT)


def test_a_closed_port_cannot_be_connected_to() -> None:
    with socket.create_server(("127.0.0.1", 0)) as unused:
        port = unused.getsockname()[1]
    with pytest.raises(FetchError, match="cannot connect"):
        fetch(f"http://127.0.0.1:{port}/", max_bytes=LIMIT)


def test_an_answer_that_is_not_http_is_an_error(site: Site) -> None:
    site.answers["/"] = lambda handler: handler.wfile.write(b"SSH-2.0-x\r\n\r\n")
    with pytest.raises(FetchError, match="cannot be fetched"):
        fetch(f"{site.address}/", max_bytes=LIMIT)


@pytest.mark.parametrize(
    "url",
    ["http://", "http://[", "http://:99999/", "http://a b/", "https://\x00/", "http://\ud800/"],
)
def test_a_url_that_is_none_is_an_error(url: str) -> None:
    with pytest.raises(FetchError, match=r"^[^\n]*$"):
        fetch(url, max_bytes=LIMIT, total_seconds=5)
