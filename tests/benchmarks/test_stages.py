from __future__ import annotations

from importlib import import_module
from typing import Any

from benchmarks.stages import STAGES, seconds_by_stage

MILL = "<h1>The mill is open</h1>" + "<p>The mill by the river opened its doors again.</p>" * 3
PAGES = [(MILL.encode(), "https://example.org/mill")]


def test_the_stages_of_the_pipeline_add_up_to_no_more_than_the_whole() -> None:
    seconds = seconds_by_stage(PAGES, "text/html")
    stages = [seconds[stage] for stage in STAGES if not stage.startswith("–")]
    assert 0 < sum(stages) <= seconds["read"]


def test_every_part_of_a_text_is_timed() -> None:
    text = "A line about the old mill by the river, and who has bought it.\n" * 40
    seconds = seconds_by_stage([(text.encode(), None)], "text/plain")
    never = {stage for stage, spent in seconds.items() if spent == 0}
    assert never == {"– – tokens"}  # the labeller has read them before


def test_reading_is_as_before_when_the_clocks_are_gone() -> None:
    pipeline: Any = import_module("tamis.pipeline")
    before = pipeline.find_structure
    seconds_by_stage(PAGES, "text/html")
    assert pipeline.find_structure is before
