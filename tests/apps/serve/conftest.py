from __future__ import annotations

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from tamis.apps.serve import Settings, application
from tests.apps.serve.serving import serving


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    """A client of a server with one worker, without a socket between them."""
    app = application(Settings(workers=1, max_bytes=200_000, at_once=2))
    with TestClient(app, base_url="http://localhost", raise_server_exceptions=False) as client:
        yield client


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    """The address of a server with the usual settings, in a process of its own."""
    with serving(workers=2) as address:
        yield address
