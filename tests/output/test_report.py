"""The report of a page's pollution."""

from __future__ import annotations

import json

from tamis.output.report import MOST_REASONS
from tamis.page import Family, Page, Role, Span


def page_of(*spans: tuple[int, Role, tuple[str, ...], bool]) -> Page:
    made: list[Span] = []
    start = 0
    for size, role, reasons, visible in spans:
        made.append(Span(start, start + size, role, 0.9, reasons, visible))
        start += size
    return Page("x" * start, tuple(made))


POLLUTED = page_of(
    (60, Role.PARAGRAPH, ("a sentence",), True),
    (10, Role.SPAM, ("campaign: gambling", "no sentence"), True),
    (10, Role.SPAM, ("campaign: gambling", "no sentence"), True),
    (5, Role.INJECTION, ("speaks to a language model", "hidden: display:none"), False),
    (15, Role.OTHER, ("hidden: aria-hidden",), False),
)


def test_characters_are_counted_by_family_by_role_and_by_visibility() -> None:
    report = POLLUTED.pollution_report()
    assert report.characters == 100
    assert report.families == {
        Family.CONTENT: 60,
        Family.BOILERPLATE: 15,
        Family.POLLUTION: 25,
    }
    assert report.roles == {Role.SPAM: 20, Role.INJECTION: 5}
    assert report.hidden == 20


def test_reasons_and_campaigns_are_counted_apart_those_of_most_text_first() -> None:
    report = POLLUTED.pollution_report()
    assert list(report.reasons.items()) == [
        ("no sentence", 2),
        ("speaks to a language model", 1),
        ("hidden: display:none", 1),
    ]
    assert report.campaigns == {"gambling": 2}


def test_reasons_are_of_bounded_number() -> None:
    page = page_of(*((1, Role.SPAM, (f"reason {n}",), True) for n in range(50)))
    assert len(page.pollution_report().reasons) == MOST_REASONS


def test_one_line_says_it_all() -> None:
    assert str(POLLUTED.pollution_report()) == (
        "25 of 100 characters polluted (25.0%); spam 20, injection 5; 20 hidden;"
        " campaigns: gambling 2"
    )
    clean = page_of((60, Role.PARAGRAPH, (), True)).pollution_report()
    assert str(clean) == "no pollution in 60 characters"
    assert str(Page("", ()).pollution_report()) == "no pollution in 0 characters"


def test_the_report_as_json_has_names() -> None:
    written = json.loads(json.dumps(POLLUTED.pollution_report().to_dict()))
    assert written["families"] == {"content": 60, "boilerplate": 15, "pollution": 25}
    assert written["roles"] == {"spam": 20, "injection": 5}
    assert written["campaigns"] == {"gambling": 2}
