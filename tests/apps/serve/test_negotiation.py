from __future__ import annotations

import pytest

from tamis.apps.serve.negotiation import negotiated

OFFERS = ["application/json", "text/plain", "text/markdown"]


@pytest.mark.parametrize(
    ("accept", "chosen"),
    [
        (None, "application/json"),
        ("", "application/json"),
        ("*/*", "application/json"),
        ("text/markdown", "text/markdown"),
        ("TEXT/Markdown; q=0.5", "text/markdown"),
        ("text/*", "text/plain"),
        ("text/*, text/plain;q=0", "text/markdown"),
        ("text/plain;q=0.2, text/markdown;q=0.7, */*;q=0.1", "text/markdown"),
        ("image/png, */*;q=0.1", "application/json"),
        ("image/png", None),
        ("*/*;q=0", None),
        ("text/plain;q=much", None),
        (",;,;q=1,", None),
    ],
)
def test_the_client_gets_what_it_likes_best(accept: str | None, chosen: str | None) -> None:
    assert negotiated(accept, OFFERS) == chosen
