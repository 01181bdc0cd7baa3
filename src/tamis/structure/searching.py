"""Looking for one of many phrases at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

# Letters by how often they occur in the languages of news, the most frequent first.
_RARITY = {letter: rank for rank, letter in enumerate(" eatonisrldhcug.mpbfvywkzj")}


def any_of(signs: Iterable[str]) -> Callable[[str], bool]:
    """A question to texts: is one of ``signs`` in it? Texts in ASCII are asked for fewer."""
    signs = tuple(signs)
    search = _pattern(signs).search
    search_plain = _pattern(sign for sign in signs if sign.isascii()).search
    return lambda text: (search_plain if text.isascii() else search)(text) is not None


def _pattern(signs: Iterable[str]) -> re.Pattern[str]:
    """A pattern anchored at the rarest character of each sign: the search passes over all
    others, and then looks at the next one first."""
    by_anchor: dict[str, dict[str, list[str]]] = {}
    for sign in signs:
        anchor = max(sign, key=lambda letter: _RARITY.get(letter, len(_RARITY)))
        before, _, after = sign.partition(anchor)
        following, rest = after[:1], after[1:]
        behind = f"(?<={re.escape(before + anchor + following)})" if before else ""
        endings = by_anchor.setdefault(anchor, {}).setdefault(following, [])
        endings.append(behind + re.escape(rest))
    branches = [
        re.escape(anchor) + _either(re.escape(one) + _either(ends) for one, ends in nexts.items())
        for anchor, nexts in by_anchor.items()
    ]
    return re.compile("|".join(branches) or "(?!)")


def _either(patterns: Iterable[str]) -> str:
    return f"(?:{'|'.join(patterns)})"
