"""Other sites cannot reach the server through a browser, and its answers protect themselves."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from tamis.apps.serve import Settings
from tests.apps.test_cli import ARTICLE


@pytest.mark.parametrize("path", ["/", "/healthz", "/nothing", "/static/tamis.css", "/sample"])
def test_every_answer_is_protected(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "style-src 'self'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert "base-uri 'none'" in policy
    assert "form-action 'self'" in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cross-origin-opener-policy"] == "same-origin"


@pytest.mark.parametrize(
    "host", ["localhost", "localhost:8642", "127.0.0.1:1", "[::1]", "[::1]:8642", "LOCALHOST"]
)
def test_its_own_names_are_answered(client: TestClient, host: str) -> None:
    assert client.get("/healthz", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "host",
    ["evil.example", "localhost.evil.example", "127.0.0.1.evil.example:8642", "localhost:x", ""],
)
def test_other_names_are_not_whatever_they_resolve_to(client: TestClient, host: str) -> None:
    """DNS rebinding: the name of the attacker's site points here, and stays in ``Host``."""
    for method, path in (("GET", "/"), ("POST", "/v1/extract"), ("GET", "/static/tamis.js")):
        response = client.request(method, path, headers={"Host": host})
        assert response.status_code == 421
        assert "content-security-policy" in response.headers


def test_names_can_be_allowed() -> None:
    settings = Settings(host="::", allowed_hosts=("Sieve.example",))
    assert {"sieve.example", "[::]", "localhost"} <= settings.names


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", "http://localhost:1", "http://localhost.example"]
)
@pytest.mark.parametrize("path", ["/pages", "/v1/extract"])
def test_other_sites_may_not_send_anything(client: TestClient, origin: str, path: str) -> None:
    response = client.post(path, content=ARTICLE, headers={"Origin": origin})
    assert response.status_code == 403


def test_our_own_pages_and_programs_may(client: TestClient) -> None:
    for headers in ({"Origin": "http://localhost"}, {"Origin": "https://localhost"}, {}):
        assert client.post("/pages", content=ARTICLE, headers=headers).status_code == 201


@pytest.mark.parametrize(
    "path",
    [
        "/static/../settings.py",
        "/static/%2e%2e/settings.py",
        "/static/..%2fsettings.py",
        "/static/..%5csettings.py",
        "/static//etc/passwd",
        "/static/%00",
        "/static/",
        "/static/tamis.css/..%2f..%2fsample.html",
        "/page/..%2f..%2fetc%2fpasswd",
        "/page/%2e%2e/as/markdown",
    ],
)
def test_no_path_leads_out_of_the_folder(client: TestClient, path: str) -> None:
    assert client.get(path).status_code in {404, 405}
