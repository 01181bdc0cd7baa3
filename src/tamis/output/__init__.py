"""A page in the formats that people and programs read; one function each."""

from __future__ import annotations

from tamis.output.appendix import to_appendix
from tamis.output.choice import Names, chosen_roles
from tamis.output.html import html_blocks, to_html
from tamis.output.json import attribution_dict, serialised, to_dict, to_json
from tamis.output.jsonld import to_jsonld
from tamis.output.markdown import to_markdown
from tamis.output.report import PollutionReport, pollution_report
from tamis.output.styles import in_style
from tamis.output.text import to_text

__all__ = [
    "Names",
    "PollutionReport",
    "attribution_dict",
    "chosen_roles",
    "html_blocks",
    "in_style",
    "pollution_report",
    "serialised",
    "to_appendix",
    "to_dict",
    "to_html",
    "to_json",
    "to_jsonld",
    "to_markdown",
    "to_text",
]
