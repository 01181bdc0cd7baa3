"""``python -m benchmarks.specimen ../shared/specimen``: the roles of the page that began it.

A span counts as found if at least 95 % of its characters that are not white space have the
expected role.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path

import tamis

ENOUGH = 0.95


def main(arguments: Sequence[str]) -> int:
    """Print how many spans have their role, and those that have not. Returns the exit status."""
    if len(arguments) != 1 or not (folder := Path(arguments[0])).is_dir():
        print("usage: python -m benchmarks.specimen FOLDER", file=sys.stderr)
        return 2
    expected = json.loads((folder / "expected.json").read_text("utf-8"))
    page = tamis.read((folder / expected["file"]).read_bytes(), media_type="text/plain")
    role_at = [span.role.value for span in page.spans for _ in range(span.start, span.end)]
    missed = []
    for span in expected["spans"]:
        places = [at for at in range(span["start"], span["end"]) if not page.text[at].isspace()]
        share = sum(role_at[at] == span["role"] for at in places) / len(places)
        if share < ENOUGH:
            missed.append(f"{span['role']} on {share:.0%} of: {span['text'][:60]}")
    total = len(expected["spans"])
    print(f"specimen: {total - len(missed)} of {total} spans have their role", *missed, sep="\n  ")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
