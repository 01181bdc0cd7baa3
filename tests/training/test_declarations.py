"""What elements declare about the text within them."""

from __future__ import annotations

import pytest

from tamis.page import Role
from tamis.parsing import parse
from training.declarations import declared_roles


def declared(html: str) -> list[Role]:
    document = parse(html, media_type="html")
    return list(declared_roles(document.blocks[0], document.elements))


@pytest.mark.parametrize(
    ("html", "roles"),
    [
        ("<nav><div>x</div></nav>", [Role.NAVIGATION]),
        ("<div role=navigation>x</div>", [Role.NAVIGATION]),
        ("<nav><div class=socialLinks>x</div></nav>", [Role.SHARING, Role.NAVIGATION]),
        ("<div class='btn share-btn'>x</div>", [Role.SHARING]),
        ("<div class='comments related'>x</div>", []),
        ("<body class=newsletter><div>x</div></body>", []),
        ("<div class=readable>x</div>", []),
    ],
)
def test_the_innermost_declaration_comes_first(html: str, roles: list[Role]) -> None:
    assert declared(html) == roles
