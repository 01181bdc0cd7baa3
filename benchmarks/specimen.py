"""``python -m benchmarks.specimen ../shared/specimen``: the page that began it.

Prints how many spans and attributions are found. A span counts if at least 95 % of its characters
that are not white space have the expected role. An attribution counts if its cue overlaps the
expected one, its source and its content share half of their characters with them (Jaccard), and
its speaker has the expected name.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import tamis
from tamis import Attribution, Part

ENOUGH = 0.95
ENOUGH_OF_PART = 0.5
ENOUGH_ATTRIBUTIONS = 9


def main(arguments: Sequence[str]) -> int:
    """Print how many spans have their role, and those that have not. Returns the exit status."""
    if len(arguments) != 1 or not (folder := Path(arguments[0])).is_dir():
        print("usage: python -m benchmarks.specimen FOLDER", file=sys.stderr)
        return 2
    expected = json.loads((folder / "expected.json").read_text("utf-8"))
    page = tamis.read(
        (folder / expected["file"]).read_bytes(),
        media_type="text/plain",
        options=tamis.Options(attributions="all"),
    )
    role_at = [span.role.value for span in page.spans for _ in range(span.start, span.end)]
    missed = []
    for span in expected["spans"]:
        places = [at for at in range(span["start"], span["end"]) if not page.text[at].isspace()]
        share = sum(role_at[at] == span["role"] for at in places) / len(places)
        if share < ENOUGH:
            missed.append(f"{span['role']} on {share:.0%} of: {span['text'][:60]}")
    total = len(expected["spans"])
    print(f"specimen: {total - len(missed)} of {total} spans have their role", *missed, sep="\n  ")
    unsaid = [
        f"{entry['source']['text']} {entry['cue']['text']}: {entry['content']['text'][:60]}"
        for entry in expected["attributions"]
        if not any(_is(entry, attribution) for attribution in page.attributions)
    ]
    number = len(expected["attributions"])
    found = number - len(unsaid)
    print(f"specimen: {found} of {number} attributions with speakers", *unsaid, sep="\n  ")
    return 1 if missed or found < ENOUGH_ATTRIBUTIONS else 0


def _is(entry: dict[str, Any], attribution: Attribution) -> bool:
    cue = _places([attribution.cue])
    return (
        attribution.source is not None
        and not cue.isdisjoint(_expected(entry["cue"]))
        and _shared(_places([attribution.source]), _expected(entry["source"])) >= ENOUGH_OF_PART
        and _shared(_places(attribution.content), _expected(entry["content"])) >= ENOUGH_OF_PART
        and attribution.speaker == entry["speaker"]
    )


def _places(parts: Sequence[Part]) -> set[int]:
    return {place for part in parts for place in range(part.start, part.end)}


def _expected(part: dict[str, int]) -> set[int]:
    return set(range(part["start"], part["end"]))


def _shared(one: set[int], other: set[int]) -> float:
    return len(one & other) / len(one | other)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
