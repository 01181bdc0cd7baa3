"""Make the list of prompts in the package: ``python -m training.pollution.prompts``.

The run-time list is what is fixed in the phrases that the generator fills: their beginnings
and ends, as far as they are more than one common word.
"""

from __future__ import annotations

import re
from pathlib import Path

from tamis.labelling.tokens.cutting import tokens_of
from training.pollution.ingredients import phrases

TARGET = Path(__file__).parent.parent.parent / "src/tamis/labelling/tokens/data/prompts.txt"
_SLOT = re.compile(r"\{\w+\}")
_MOST_TOKENS = 4
_LONG_WORD = 9
_HEADER = (
    "# What pages say beside their text: its kind (a role), a language, and a phrase.",
    "# Made from training/pollution/phrases by `python -m training.pollution.prompts`.",
)
# Parts between slots that prose has hundreds of times.
_ORDINARY = frozenset({"you have", "search for", "a month"})
# Kinds that have no role of their own.
_ROLES = {"widget": "other"}


def main() -> None:
    lines = {
        f"{_ROLES.get(group.kind, group.kind)}\t{group.language}\t{piece}"
        for group in phrases()
        for phrase in group.phrases
        for piece in _fixed(phrase)
    }
    TARGET.write_text("\n".join((*_HEADER, *sorted(lines))) + "\n", encoding="utf-8")
    print(f"{len(lines)} phrases written to {TARGET}")


def _fixed(phrase: str) -> list[str]:
    """The first words of each part of a phrase that has no slot, in lower case."""
    found = []
    for part in _SLOT.split(phrase):
        tokens = tokens_of(part)
        unspaced = bool(len(tokens)) and tokens.count("unspaced").all()
        count = min(len(tokens), _MOST_TOKENS)
        if not count or (unspaced and count < 3):
            continue
        end = int(tokens.ends[count - 1])
        start = int(tokens.starts[0])
        if count == 1 and end - start < _LONG_WORD:
            continue
        words = " ".join(part[start:end].lower().split())
        if words not in _ORDINARY:
            found.append(words)
    return found


if __name__ == "__main__":
    main()
