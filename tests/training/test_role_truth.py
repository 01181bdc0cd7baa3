"""The roles of blocks, as far as people or the page say them."""

from __future__ import annotations

import pytest

pytest.importorskip("tldextract", reason="needs the extra 'train'")

from tamis.page import Role
from tamis.parsing import parse
from training.data import Sample
from training.role_truth import (
    ROLES,
    UNKIND,
    UNKNOWN,
    codes_of_lines,
    role_codes,
)

BODY = "The mill was closed for two years, and it opened again in the spring of this year."
HTML = f"""<body><nav><a href=/>Home</a></nav><div class="share-bar">Post</div><div>Odd words</div>
<h1>Mill opens again</h1><div>After two years it runs.</div><div>By Ann Lee</div>
<div>5 March 2024</div><h2>Wheels</h2><ul><li>{BODY}</li></ul>
<figure><img src=a><figcaption>The wheel at work</figcaption></figure>
<div class="related"><a href=/b>Other news of the day</a></div></body>"""


def sample(parts: tuple[tuple[Role, str], ...]) -> Sample:
    return Sample(
        "a", "", "a", HTML.encode(), "article", BODY, "Mill opens again", ("Ann Lee",),
        "2024-03-05", parts,
    )  # fmt: skip


PARTS = (
    (Role.TITLE, "Mill opens again"),
    (Role.DECK, "After two years it runs."),
    (Role.BYLINE, "Ann Lee"),
    (Role.HEADING, "Wheels"),
    (Role.PARAGRAPH, BODY),
    (Role.CAPTION, "The wheel at work"),
)


def told(parts: tuple[tuple[Role, str], ...]) -> dict[str, Role | int]:
    document = parse(HTML, media_type="html")
    codes = role_codes(document, sample(parts)).tolist()
    return {
        document.text[block.start : block.end]: ROLES[code] if code >= 0 else code
        for block, code in zip(document.blocks, codes, strict=True)
    }


def test_written_parts_come_first_then_lists_then_what_the_page_declares() -> None:
    assert told(PARTS) == {
        "Home": Role.NAVIGATION,
        "Post": Role.SHARING,
        "Odd words": UNKIND,
        "Mill opens again": Role.TITLE,
        "After two years it runs.": Role.DECK,
        "By Ann Lee": Role.BYLINE,
        "5 March 2024": Role.DATE,
        "Wheels": Role.HEADING,
        BODY: Role.LIST_ITEM,
        "The wheel at work": Role.CAPTION,
        "Other news of the day": Role.RELATED,
    }


def test_without_parts_the_title_and_the_author_are_known_by_their_words() -> None:
    found = told(())
    assert found["Mill opens again"] is Role.TITLE
    assert found["By Ann Lee"] is Role.BYLINE
    assert found[BODY] is Role.LIST_ITEM


def test_a_line_has_the_role_of_the_block_with_its_words() -> None:
    document = parse(HTML, media_type="html")
    codes = role_codes(document, sample(PARTS))
    blocks = [document.text[block.start : block.end] for block in document.blocks]
    lines = codes_of_lines(["• " + BODY, "nowhere on the page", "HOME"], blocks, codes).tolist()
    assert lines == [ROLES.index(Role.LIST_ITEM), UNKNOWN, ROLES.index(Role.NAVIGATION)]
