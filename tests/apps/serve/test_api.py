"""What scripts call: its answers, its formats, its refusals."""

from __future__ import annotations

import gzip
import json
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields
from typing import Any

import pytest
import zstandard
from starlette.testclient import TestClient

import tamis
from tamis.apps.serve import Settings, application
from tamis.options import Options
from tests.apps.conftest import Site
from tests.apps.test_cli import ARTICLE, SENTENCES

HTML = {"Content-Type": "text/html"}


def problem(response: Any, status: int) -> str:
    """The detail of a response that must be a problem with ``status``."""
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    members = response.json()
    assert members["status"] == status
    assert members["type"] == "about:blank"
    assert "\n" not in members["detail"]
    return str(members["detail"])


def test_bytes_come_back_as_the_object_of_the_contract(client: TestClient) -> None:
    url = "https://a.example/storm"
    response = client.post("/v1/extract", content=ARTICLE, headers=HTML, params={"url": url})
    assert response.status_code == 200
    assert response.headers["content-type"] == "application/json"
    assert response.json() == tamis.read(ARTICLE, url=url, media_type="text/html").to_dict()


def test_an_object_gives_the_same_as_its_bytes(client: TestClient) -> None:
    given = {
        "data": ARTICLE.decode(),
        "url": "https://a.example/",
        "media_type": "text/html",
        "options": {"favor": "recall", "keep": "title", "drop": ["table"]},
    }
    of_object = client.post("/v1/extract", json=given)
    of_bytes = client.post(
        "/v1/extract?url=https://a.example/&favor=recall&keep=title&drop=table",
        content=ARTICLE,
        headers=HTML,
    )
    assert of_object.status_code == 200
    assert of_object.json() == of_bytes.json()
    assert "Storm closes the harbour" in of_object.json()["article_text"]


@pytest.mark.parametrize("media_type", ["text/plain", "text/markdown", "application/ld+json"])
def test_the_accept_header_chooses_the_format(client: TestClient, media_type: str) -> None:
    response = client.post("/v1/extract", content=ARTICLE, headers={**HTML, "Accept": media_type})
    assert response.headers["content-type"].startswith(media_type)
    assert response.headers["vary"] == "Accept"
    page = tamis.read(ARTICLE, media_type="text/html")
    expected = {
        "text/plain": page.article_text(),
        "text/markdown": page.markdown(),
        "application/ld+json": tamis.extract(ARTICLE, output_format="jsonld", media_type="html"),
    }[media_type]
    assert response.text == expected


def test_a_capture_without_a_type_is_read_by_its_look(client: TestClient) -> None:
    for headers in ({}, {"Content-Type": "application/octet-stream"}):
        response = client.post("/v1/extract", content=ARTICLE, headers=headers)
        assert response.json()["media_type"] == "text/html"


def test_gzipped_captures_are_unpacked(client: TestClient) -> None:
    packed = gzip.compress(ARTICLE)
    for headers in (HTML, {**HTML, "Content-Encoding": "gzip"}):
        response = client.post("/v1/extract", content=packed, headers=headers)
        assert SENTENCES[0] in response.json()["article_text"]


def test_lone_surrogates_do_not_break_the_answer(client: TestClient) -> None:
    body = b'{"data": "<p>It blew \\ud83d all night long.</p>"}'
    response = client.post(
        "/v1/extract", content=body, headers={"Content-Type": "application/json"}
    )
    assert response.status_code == 400


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("{", "not JSON"),
        ("[]", 'string "data"'),
        ('{"data": 7}', 'string "data"'),
        ('{"data": "x", "fetch": true}', "'fetch' does not exist"),
        ('{"data": "x", "url": 7}', '"url" must be a string'),
        ('{"data": "x", "options": 7}', '"options" must be an object'),
        ('{"data": "x", "options": {"max_bytes": 9}}', "'max_bytes' does not exist"),
        ('{"data": "x", "options": {"favor": "speed"}}', "favor='speed'"),
        ('{"data": "x", "options": {"favor": ["recall"]}}', '"favor" must be a string'),
        ('{"data": "x", "options": {"keep": [7]}}', '"keep" must be'),
        ('{"data": "x", "options": {"keep": ["titel"]}}', "'titel' is neither"),
        ('{"data": "x", "options": {"captured": "today"}}', "captured='today'"),
    ],
)
def test_wrong_usage_is_told(client: TestClient, body: str, words: str) -> None:
    response = client.post(
        "/v1/extract", content=body, headers={"Content-Type": "application/json"}
    )
    assert words in problem(response, 400)


def test_an_unknown_parameter_is_told(client: TestClient) -> None:
    response = client.post("/v1/extract?fetch=http://localhost/", content=ARTICLE, headers=HTML)
    assert "'fetch' does not exist" in problem(response, 400)


def test_a_format_that_does_not_exist_is_refused(client: TestClient) -> None:
    response = client.post("/v1/extract", content=ARTICLE, headers={**HTML, "Accept": "image/png"})
    assert "text/markdown" in problem(response, 406)


def test_what_is_not_text_is_refused(client: TestClient) -> None:
    picture = b"\x89PNG\r\n\x1a\n" + bytes(200)
    problem(client.post("/v1/extract", content=picture), 415)


def test_other_methods_and_paths_are_refused(client: TestClient) -> None:
    problem(client.get("/v1/extract"), 405)
    problem(client.get("/v2/extract"), 404)


def test_a_capture_over_the_limit_is_refused(client: TestClient) -> None:
    problem(client.post("/v1/extract", content=b"x" * 200_001, headers=HTML), 413)


def test_a_body_of_unknown_length_is_bounded_too(client: TestClient) -> None:
    chunks = (b"x" * 50_000 for _ in range(100))
    problem(client.post("/v1/extract", content=chunks, headers=HTML), 413)


@pytest.mark.parametrize("encoding", ["identity", "gzip"])
def test_a_bomb_is_refused_before_it_fills_the_memory(client: TestClient, encoding: str) -> None:
    bomb = gzip.compress(bytes(100_000_000))
    assert len(bomb) < 200_000
    headers = {**HTML, "Content-Encoding": encoding}
    problem(client.post("/v1/extract", content=bomb, headers=headers), 413)


def test_a_bomb_of_zstandard_is_refused_too(client: TestClient) -> None:
    bomb = zstandard.compress(bytes(100_000_000))
    assert len(bomb) < 200_000
    problem(client.post("/v1/extract", content=bomb, headers=HTML), 413)


@pytest.mark.parametrize("encoding", ["br", "zstd", "deflate", "gzip, gzip", "gzip,br"])
def test_encodings_that_are_not_taken_are_refused(client: TestClient, encoding: str) -> None:
    response = client.post(
        "/v1/extract", content=ARTICLE, headers={**HTML, "Content-Encoding": encoding}
    )
    assert "gzip alone" in problem(response, 415)
    assert response.headers["accept-encoding"] == "gzip, identity"


def test_a_body_that_is_said_to_be_gzipped_and_is_not(client: TestClient) -> None:
    headers = {**HTML, "Content-Encoding": "gzip"}
    assert "said to be" in problem(
        client.post("/v1/extract", content=ARTICLE, headers=headers), 400
    )
    broken = gzip.compress(ARTICLE)[:-20]
    problem(client.post("/v1/extract", content=broken, headers=headers), 422)


def test_a_page_that_takes_too_long_is_given_up() -> None:
    app = application(Settings(workers=1, seconds=0.1))
    with TestClient(app, base_url="http://localhost") as client:
        slow = b"<p>A paragraph about the weather at sea, and about ships.</p>" * 20_000
        begun = time.monotonic()
        assert "0.1 seconds" in problem(client.post("/v1/extract", content=slow, headers=HTML), 504)
        assert time.monotonic() - begun < 5
        page = "<p>Short.</p>"
        assert client.post("/v1/extract", content=page, headers=HTML).status_code == 200
        assert "tamis_workers_killed 1.0" in client.get("/metrics").text


def test_more_requests_than_there_is_room_for_are_refused_at_once(client: TestClient) -> None:
    slow = b"<p>A paragraph about the weather at sea.</p>" * 4_000

    def post(_: int) -> Any:
        return client.post("/v1/extract", content=slow, headers=HTML)

    with ThreadPoolExecutor(8) as threads:
        responses = list(threads.map(post, range(8)))
    refused = [response for response in responses if response.status_code != 200]
    assert 1 <= len(refused) < 8
    for response in refused:
        problem(response, 429)
        assert response.headers["retry-after"] == "1"


@pytest.mark.parametrize("path", ["/v1/extract", "/pages"])
def test_no_url_is_fetched(client: TestClient, site: Site, path: str) -> None:
    """SSRF: an address is what links are resolved by, whoever it leads to."""
    html = ARTICLE.decode().replace("<article>", f"<article><img src={site.address}/picture.png>")
    for url in (f"{site.address}/", "http://169.254.169.254/latest", "file:///etc/passwd"):
        given = {"data": html, "url": url}
        assert client.post(path, json=given).status_code in {200, 201}
        assert client.post(path, content=html, params={"url": url}).status_code in {200, 201}
    assert site.requests == []


def test_health_and_counts(client: TestClient) -> None:
    assert client.get("/healthz").text == "ok\n"
    client.post("/v1/extract", content=ARTICLE, headers=HTML)
    counts = client.get("/metrics").text
    assert 'tamis_requests_total{route="extract",status="200"}' in counts
    assert 'tamis_request_seconds_count{route="healthz"}' in counts


def test_the_openapi_document_describes_what_is_answered(client: TestClient) -> None:
    document = client.get("/openapi.json").json()
    assert document["openapi"] == "3.1.0"
    for path, methods in document["paths"].items():
        for method in methods:
            assert client.request(method, path).status_code not in {404, 405}, path
    page = client.post("/v1/extract?attributions=all", content=ARTICLE, headers=HTML).json()
    schemas = document["components"]["schemas"]
    assert list(schemas["Page"]["properties"]) == list(page)
    assert list(schemas["Page"]["properties"]["metadata"]["properties"]) == list(page["metadata"])
    span = schemas["Page"]["properties"]["spans"]["items"]
    assert list(span["properties"]) == list(page["spans"][0])
    attribution = schemas["Page"]["properties"]["attributions"]["items"]
    assert list(attribution["properties"]) == list(page["attributions"][0])
    options = {field.name for field in fields(Options)} - {"max_bytes"}
    assert set(schemas["Options"]["properties"]) == options | {"keep", "drop"}
    assert set(_references(document)) <= {f"#/components/schemas/{name}" for name in schemas}


def _references(value: Any) -> list[str]:
    found = json.dumps(value).split('"$ref": "')[1:]
    return [item.partition('"')[0] for item in found]
