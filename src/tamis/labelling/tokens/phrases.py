"""What word lists know of tokens: campaigns of spam, and what pages say that is no article.

The lists are data files beside this module, in many languages. They are evidence among other
evidence: one or two such words are on every page, and an article may be about them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from tamis.labelling.tokens.cutting import Fingerprints, phrase_fingerprints, tokens_of

Ints = NDArray[np.int64]

_LONGEST = 4
_SIEVE_BITS = 16
_SIEVE_SHIFT = np.uint64(64 - _SIEVE_BITS)


@dataclass(frozen=True, slots=True)
class PhraseList:
    """Phrases of one to four tokens, each of one or more groups.

    ``groups``: their names. ``fingerprints``: by length, sorted. ``bits``: the groups of each
    phrase, by length. ``sieves``: by length, whether a phrase begins with these bits. Of a longer
    phrase the first four tokens are kept.
    """

    groups: tuple[str, ...]
    fingerprints: tuple[Fingerprints, ...]
    bits: tuple[Ints, ...]
    sieves: tuple[NDArray[np.bool_], ...]

    def groups_of(self, fingerprints: Fingerprints) -> Ints:
        """The groups whose phrases each token is part of, as bits."""
        found = np.zeros(len(fingerprints), dtype=np.int64)
        for length, (known, bits, sieve) in enumerate(
            zip(self.fingerprints, self.bits, self.sieves, strict=True), start=1
        ):
            if not len(known) or len(fingerprints) < length:
                continue
            phrases = phrase_fingerprints(fingerprints, length)
            # Few are in the list; most that are not fall through here.
            (likely,) = np.nonzero(sieve[(phrases >> _SIEVE_SHIFT).view(np.int64)])
            phrases = phrases[likely]
            places = np.minimum(np.searchsorted(known, phrases), len(known) - 1)
            (there,) = np.nonzero(known[places] == phrases)
            begins, groups = likely[there], bits[places[there]]
            for offset in range(length):
                found[begins + offset] |= groups
        return found

    def commonest(self, bits: Ints) -> str | None:
        """The group that most of the tokens with these bits are of, the first of several; none
        if no token is of any."""
        counts = [int((bits >> place & 1).sum()) for place in range(len(self.groups))]
        return self.groups[counts.index(max(counts))] if any(counts) else None


def phrase_list(phrases_of: Mapping[str, Iterable[str]]) -> PhraseList:
    """The list of these phrases, given by group."""
    groups = tuple(phrases_of)
    phrases = [
        (phrase, 1 << number)
        for number, of_group in enumerate(phrases_of.values())
        for phrase in of_group
    ]
    # All at once: a line each.
    tokens = tokens_of("\n".join(phrase for phrase, _ in phrases))
    (newlines,) = tokens.count_between(("newline",))
    lines = np.cumsum(newlines[:-1]).astype(np.int64)
    edges = np.searchsorted(lines, np.arange(len(phrases) + 1))
    known: list[dict[int, int]] = [{} for _ in range(_LONGEST)]
    for (_, bit), start, end in zip(phrases, edges[:-1].tolist(), edges[1:].tolist(), strict=True):
        length = min(end - start, _LONGEST)
        if length:
            fingerprints = tokens.fingerprints[start : start + length]
            key = int(phrase_fingerprints(fingerprints, length)[0])
            by_length = known[length - 1]
            by_length[key] = by_length.get(key, 0) | bit
    ordered = [sorted(by_length.items()) for by_length in known]
    keys = [np.array([key for key, _ in items], dtype=np.uint64) for items in ordered]
    return PhraseList(
        groups,
        tuple(keys),
        tuple(np.array([bits for _, bits in items], dtype=np.int64) for items in ordered),
        tuple(map(_sieve, keys)),
    )


def _sieve(keys: Fingerprints) -> NDArray[np.bool_]:
    sieve = np.zeros(1 << _SIEVE_BITS, dtype=np.bool_)
    sieve[keys >> _SIEVE_SHIFT] = True
    return sieve


@cache
def campaigns() -> PhraseList:
    """Telling words of spam by the family of the campaign: gambling, pharmacy, …"""
    return load_list("campaigns")


@cache
def prompts() -> PhraseList:
    """What pages say beside their text, by kind: "read more", "share", "leave a comment", …"""
    return load_list("prompts")


def load_list(
    name: str,
    *,
    without_groups: frozenset[str] = frozenset(),
    without_languages: frozenset[str] = frozenset(),
) -> PhraseList:
    """The list of a data file, whose lines have group, language and phrase.

    What is left out, to see how well one does without, still counts among the groups.
    """
    phrases_of: dict[str, list[str]] = {}
    text = files("tamis.labelling.tokens").joinpath("data", f"{name}.txt").read_text("utf-8")
    for line in text.splitlines():
        if line and not line.startswith("#"):
            group, language, phrase = line.split("\t")
            phrases = phrases_of.setdefault(group, [])
            if group not in without_groups and language not in without_languages:
                phrases.append(phrase)
    return phrase_list(phrases_of)
