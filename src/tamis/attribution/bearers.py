"""Whom a name is short for: the bearers of the names on a page."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice, takewhile

from tamis.attribution.cast import Cast, Mention
from tamis.attribution.lore import is_title, lore

_MOST = 60
_MOST_COUNTED = 400
"""So many names that share a word, and so many of a page, are looked at, so that a page of nothing
but names takes linear time."""
_SPOUSES = frozenset({"wife", "husband", "widow", "widower", "bride", "groom"})
_REACH = 2
"""So many paragraphs back may stand who is called by a short name."""


@dataclass(frozen=True, slots=True)
class Speaker:
    """``name``: the fullest that the page has, or ``None``. ``reason``: how it was found."""

    name: str | None
    reason: str = ""


class Bearers:
    """The cast of a page, by the words of their names and by what is said of them."""

    def __init__(self, cast: Cast) -> None:
        self._cast = cast
        self.genders = cast.genders
        self._spelled = frozenset(cast.short_forms.values())
        names: dict[tuple[str, ...], Mention] = {}
        self._places: dict[tuple[str, ...], list[tuple[int, int]]] = {}
        said: dict[str, set[str]] = {}
        for mention in cast.mentions:
            self._places.setdefault(mention.words, []).append((mention.passage, mention.start))
            said.setdefault(mention.name, set()).update(mention.described)
            earlier = names.setdefault(mention.words, mention)
            # A name that also stands inside a sentence is one where it begins one.
            if earlier.is_first and not mention.is_first:
                names[mention.words] = mention
        self._said = {name: frozenset(words) for name, words in said.items()}
        self._relatives = [
            name
            for name, words in self._said.items()
            if " " not in name and not words.isdisjoint(_SPOUSES)
        ][:_MOST]
        titled = [
            mention for mention in cast.mentions if not mention.described.isdisjoint(lore().titles)
        ]
        self._titled = {mention.name for mention in titled}
        self._addressed = {mention.words[0] for mention in titled if len(mention.words) == 1}
        self._with_word = _index((name, name.plain) for name in names.values())
        # Of the chair of a trust "trust" is said, but the trust is somebody else.
        self._described = _index(
            (mention, mention.words if mention.is_body else mention.described - lore().bodies)
            for mention in cast.mentions
        )
        self._words_of_described = sorted(self._described)

    def said_of(self, name: str) -> frozenset[str]:
        """What the page says right beside a name, in lower case."""
        return self._said.get(name, frozenset())

    def described(self, noun: str) -> Sequence[Mention]:
        """Of whom the page says this noun, and the bodies that have it in their names."""
        return self._described.get(noun, ())

    def is_a_name(self, mention: Mention) -> bool:
        """Whether a word that begins a sentence is a name elsewhere, or part of one."""
        return any(
            mention.words[0] in other.plain and not (other.is_first and len(other.words) == 1)
            for other in self._with_word.get(mention.words[0].lower(), ())
        )

    def fullest(self, mention: Mention, passage: int, start: int) -> Speaker:
        words = mention.words
        expanded = self._cast.short_forms.get(mention.name)
        if expanded is not None:
            return Speaker(expanded, "short form")
        longer = [
            other
            for other in self._with_word.get(mention.plain[-1].lower(), ())
            if _extends(other, mention) and self._may_be_called(other, mention)
        ]
        if not longer:
            return Speaker(mention.name, "by name")
        gender = self._gender(mention)
        fitting = [
            other
            for other in longer
            if gender is None or self.genders.get(other.name, gender) == gender
        ]
        bearers = _distinct(fitting)
        if not bearers:
            return self._spouse(gender)
        titles = mention.described & lore().honorifics
        alike = [other for other in bearers if titles & self._said[other.name]]
        if gender is None and len(alike) == 1:
            return Speaker(alike[0].name, "with the same title on the page")
        if not titles:
            # Of a family the one that the page is about is called by the surname alone.
            others = [other for other in bearers if lore().kin.isdisjoint(other.described)]
            bearers = others or bearers
        here = [other for other in bearers if self._was_near(other.words, passage, start, 0)]
        if len(here) == 1:
            return Speaker(here[0].name, "fuller name in the paragraph")
        sure = [other for other in bearers if self.genders.get(other.name) == gender]
        if gender is not None and len(sure) == 1:
            bearers = sure
        if len(bearers) == 1:
            return Speaker(bearers[0].name, "fuller name on the page")
        near = [
            other for other in bearers if self._was_near(other.words, passage, start) and bearers
        ]
        if len(near) == 1:
            return Speaker(near[0].name, "fuller name just before")
        return Speaker(None if len(words) == 1 else mention.name, "more than one bears the name")

    def _spouse(self, gender: str | None) -> Speaker:
        """The wife without a surname, for Mrs Cole where only Bo Cole is known."""
        named = {name for name in self._relatives if self.genders.get(name) == gender}
        return Speaker(named.pop(), "of the family") if len(named) == 1 else Speaker(None, "unlike")

    def _may_be_called(self, other: Mention, mention: Mention) -> bool:
        """Whether ``mention`` may be short for ``other``: reports give the full name first, and a
        given name alone is a person's. "Strava" is not for Camp Strava, nor "Google" for Google
        Search."""
        if (
            other.is_body
            or other.words[-1].lower() in lore().company_ends
            or not other.described.isdisjoint(lore().company_nouns)
            or other.name in self.genders
            or mention.words[0] in self._addressed
            or mention.words[0] not in other.words  # a nickname
        ):
            return True
        if other.plain[-1] != mention.plain[-1]:
            return False
        # The title, which is the first paragraph, has the short one.
        short = next((place for place in self._places[mention.words] if place[0]), None)
        return short is None or self._places[other.words][0] < short

    def _gender(self, mention: Mention) -> str | None:
        known = lore()
        if not known.feminine.isdisjoint(mention.described):
            return "feminine"
        if not known.masculine.isdisjoint(mention.described):
            return "masculine"
        return None

    def _was_near(
        self, words: tuple[str, ...], passage: int, start: int, reach: int = _REACH
    ) -> bool:
        places = self._places[words]
        before = bisect_left(places, (passage, start)) - 1
        return before >= 0 and passage - places[before][0] <= reach

    def only_one_with(self, ends: frozenset[str]) -> Speaker | None:
        """The page's only name that ends in one of these words."""
        named = {
            mention.name
            for word in sorted(ends)
            for mention in self._with_word.get(word, ())
            if mention.plain[-1].lower() == word and len(mention.words) > 1
        }
        return Speaker(named.pop(), "the page's only one") if len(named) == 1 else None

    @cached_property
    def only_company(self) -> str | None:
        """The page's only name of a company, by its end."""
        ends = lore().company_ends
        named = {
            name.name
            for end in sorted(ends)
            for name in self._with_word.get(end, ())
            if name.words[-1].lower() == end and len(name.words) > 1
        }
        # "Halden Foods" is no other company than Halden Foods Inc.
        full = [name for name in named if not any(one.startswith(f"{name} ") for one in named)]
        return full[0] if len(full) == 1 else None

    @cached_property
    def protagonist(self) -> str | None:
        """The person who is named most on the page, if no other is named half as often."""
        counts = Counter(
            name
            for mention in self._cast.mentions[:_MOST_COUNTED]
            if not mention.is_body
            and (name := self.fullest(mention, mention.passage, mention.start).name)
            and self.is_person(name)
        ).most_common(2)
        if not counts or (len(counts) > 1 and 2 * counts[1][1] > counts[0][1]):
            return None
        return counts[0][0]

    def described_like(self, noun: str) -> list[Mention]:
        """Of whom "the farm’s owner" is said, for the farmer."""
        if len(noun) < 6 or not noun.endswith(("er", "ist")) or not is_title(noun):
            return []
        stem = noun[: max(4, len(noun) - 3)]
        first = bisect_left(self._words_of_described, stem)
        some = islice(self._words_of_described, first, first + _MOST)
        alike = takewhile(lambda word: word.startswith(stem), some)
        return [
            mention
            for word in alike
            for mention in self._described[word]
            if not mention.is_body and len(mention.words) > 1
        ]

    def seems_human(self, mention: Mention, name: str) -> bool:
        """Whether the page says more of a name than that it has two words: Los Angeles has, too."""
        return name in self.genders or name in self._titled or bool(mention.described)

    def is_person(self, name: str) -> bool:
        """Whether a name may be a person's: no body's, and named so that it can be one."""
        words = name.split()
        known = lore()
        if any(word.lower() in known.bodies for word in words) or not words[0][:1].isupper():
            return False
        if name in self._cast.short_forms or name in self._spelled or name.isupper():
            return False
        if len(words) > 1:
            return words[-1][:1].isupper()
        return name in self.genders or name in self._titled


def _index(entries: Iterable[tuple[Mention, Iterable[str]]]) -> dict[str, list[Mention]]:
    """The mentions by each of their words in lower case, the first ``_MOST`` of each."""
    found: dict[str, list[Mention]] = {}
    for mention, words in entries:
        for word in dict.fromkeys(word.lower() for word in words):
            here = found.setdefault(word, [])
            if len(here) < _MOST:
                here.append(mention)
    return found


def _extends(other: Mention, mention: Mention) -> bool:
    """Whether ``other`` is a fuller form of the name ``mention``."""
    longer, words = other.plain, mention.plain
    if len(longer) <= len(words):
        return False
    if mention.generation not in {None, other.generation}:
        return False
    is_company = longer[-1].lower() in lore().company_ends or not other.described.isdisjoint(
        lore().company_nouns
    )
    if is_company and longer[: len(words)] == words:
        return True
    if other.is_body is not mention.is_body:
        return False
    if mention.is_body:
        lowered = [word.lower() for word in longer]
        return words[-1].lower() in lore().bodies and all(word.lower() in lowered for word in words)
    if longer[-1] == words[-1]:
        known = {word.lower() for word in longer}
        return all(word.lower() in known for word in words)
    if len(words) > 1:
        return False
    return words[0] == longer[0] or words[0] in set(longer) - set(other.words)  # a nickname


def _distinct(mentions: Sequence[Mention]) -> list[Mention]:
    """The fullest of names that extend each other."""
    by_name = {mention.words: mention for mention in mentions}
    kept = list(by_name.values())
    return [mention for mention in kept if not any(_extends(other, mention) for other in kept)]
