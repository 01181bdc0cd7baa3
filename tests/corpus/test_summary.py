from __future__ import annotations

import json
from functools import reduce
from operator import add

from hypothesis import given
from hypothesis import strategies as st

from tamis.corpus import Summary
from tamis.page import Family

NUMBERS = st.integers(0, 1000)
SUMMARIES = st.builds(
    Summary,
    written=NUMBERS,
    empty=NUMBERS,
    failed=NUMBERS,
    noted=NUMBERS,
    skipped=st.dictionaries(st.sampled_from(["revisit record", "status 404"]), NUMBERS),
    characters=st.dictionaries(st.sampled_from(["paragraph", "spam", "navigation"]), NUMBERS),
    page_types=st.dictionaries(st.sampled_from(["article", "forum"]), NUMBERS),
)


@given(st.lists(SUMMARIES))
def test_summaries_of_parts_add_up_in_any_order(parts: list[Summary]) -> None:
    total = reduce(add, parts, Summary())
    assert total == reduce(add, reversed(parts), Summary())
    assert total.records == sum(part.records for part in parts)


@given(SUMMARIES)
def test_a_summary_survives_being_written(summary: Summary) -> None:
    assert Summary.from_dict(json.loads(json.dumps(summary.to_dict()))) == summary


def test_shares_are_of_all_characters() -> None:
    summary = Summary(characters={"paragraph": 60, "navigation": 30, "spam": 10})
    assert [summary.share(family) for family in Family] == [0.6, 0.3, 0.1]
    assert Summary().share(Family.CONTENT) == 0.0
