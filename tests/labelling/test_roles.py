"""What a page declares of its blocks, and the phrases that say so."""

from __future__ import annotations

import numpy as np

from tamis.labelling.features import compute
from tamis.labelling.roles import Columns, holding_evidence, roles_by_evidence, spoken_evidence
from tamis.page import Role
from tamis.parsing import parse

PAGE = """<body><nav><a href=/a>Sport</a></nav><article><h2>Wheels</h2>
<p>The old mill was opened again.</p><ul><li>one wheel</li></ul>
<figure><figcaption>The mill.</figcaption></figure></article>"""


def evidence() -> np.ndarray:
    return holding_evidence(Columns(compute(parse(PAGE, media_type="html")).matrix))


def test_declared_roles_follow_from_elements_within_what_is_kept() -> None:
    kept = np.array([False, True, True, True, True])
    assert roles_by_evidence(evidence(), kept) == [
        Role.NAVIGATION,
        Role.HEADING,
        Role.PARAGRAPH,
        Role.LIST_ITEM,
        Role.CAPTION,
    ]


def test_only_what_speaks_for_the_chosen_role_is_said() -> None:
    roles = [Role.NAVIGATION, Role.PARAGRAPH, Role.PARAGRAPH, Role.LIST_ITEM, Role.CAPTION]
    said = spoken_evidence(evidence(), roles)
    assert "inside <nav>" in said[0]
    assert "in a heading element" not in said[1]
    assert said[3] == ("in a list",)


def test_a_role_without_declared_evidence_is_owned_to_be_judged_by_its_looks() -> None:
    said = spoken_evidence(evidence(), [Role.CONSENT, *[Role.PARAGRAPH] * 4])
    assert said[0] == ("placed and worded like a request for consent",)
