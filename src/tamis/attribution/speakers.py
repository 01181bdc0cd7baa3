"""Who a source is: "she", "the president" or "Psaki" under the fullest name on the page.

Rules, because nobody wrote the answers down for news: names by their words, nouns by what the
page says of a name ("lawmaker Semin Barekzai"), pronouns by who spoke or was named last and may
be meant by their gender. Where two persons could be meant the answer is ``None``.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from tamis.attribution import epithets
from tamis.attribution.bearers import Bearers, Speaker
from tamis.attribution.cast import PLACED, Mention, find_cast
from tamis.attribution.doubts import has_word_too_many
from tamis.attribution.found import Found
from tamis.attribution.lore import is_title, lore, with_parents

_ARTICLE = re.compile(
    r"\A(?:the|der|die|das|le|la|les|el|los|las|il|lo|gli|os|as|de|het|den|det)\s|\Al['’]",
    re.IGNORECASE,
)
_DEFINITE = re.compile(
    r"(?:the|this|that|der|die|das|le|la|les|el|los|las|il|lo|gli|o|os|as|de|het|den|det)\s|l['’]",
    re.IGNORECASE,
)
_POSSESSIVE = re.compile(
    r"(?:his|her|their|its|our|my|your|whose|sein|seine|ihr|ihre|son|sa|ses|su|sus)\s",
    re.IGNORECASE,
)
_POSSESSIVE_END = re.compile(r"^['’]s?")
_OWN_GENITIVE = re.compile(r"[^\W\d_][’']s?,?\Z")
"""``Corrigan’s``, as shops are called."""
_GIVEN_AS = re.compile(
    r",?\swho\s(?:gave|would\sgive|asked|wanted|identified)\s[^,.;]{0,40}?\sas\s([A-Z][\w’'-]+(?:\s[A-Z][\w’'-]+)*)"
)
_AGE_BEHIND = re.compile(r",\s[1-9][0-9]\Z")
_GENITIVE = re.compile(r"['’]s?\Z")
_HEAD_END = re.compile(
    r"[,(]|\s(?:of|for|at|from|in|with|who|whose|on|to|that|near|by|as|like|such\sas|while|when|von|vom|des|der|für|aus|in|du|"
    r"de|pour|à|para|en|di|della|do|da|van|voor|"
    r"representing|leaked|obtained|commissioned|released|written|sent|filed|sold|owning|running|using|living|close|familiar|seen|signed|published|conducted|led)\s"
)
_JOINED = re.compile(
    r"\s(?:and|und|et|y|e|en|och|og|a|i|и)\s"
    r"(?:(?:the|la|le|el|die|der)\s|(?:his|her|their)\s(?:[a-z-]{1,20}\s){1,3})?"
    r"(?:[^\W\d_a-z][^\s,]{0,30}\s){0,3}"
)
"""Between two names, the second perhaps with titles."""
_NATIONAL = re.compile(r"[A-Z][a-z]{1,9}(?:ish|ese|an|ch)")
_WORD = re.compile(r"[^\W_]+(?:[-'’][^\W_]+){0,4}")
_OFFICES = frozenset({"president", "chancellor", "minister", "secretary", "mayor", "governor"})
_NOUN_BEFORE = re.compile(
    r"\b((?i:an?|the|one|two|three|some|many)\s(?:[\w’'-]{1,20}\s){0,3}[\w’'-]{2,20}),?\s\Z"
)
_LONGEST_NOUN = 80
_LONGEST_CLAUSE = 160
_LONGEST_SENTENCES = 400
"""Letters of the two sentences in which "the latter" and those whom it tells apart stand."""
_SENTENCE_END = re.compile(r"[.!?][”\"’»)]{0,2}\s")
_BODY_FIRST = re.compile(r"([Tt]he\s(?:[\w’'-]{1,30}\s){0,2}?([a-z]{3,20}))\s(?!of\b|for\b|in\b)")
_COMPANY_WORDS = frozenset(
    """company corporation inc ltd plc llc corp group bank airlines airways railway railways service
    trust fund media street journal""".split()
)
"""Of the nouns for bodies those that a company may have in its name."""
_OFFICE_OF = re.compile(
    r"(?:[\w’'-]+['’]s\s|[Tt]he\s)?(?:Chief|Head|Director|Minister|Secretary|President|Commander|Chair|"
    r"Vice|Governor|Mayor|Leader|Chairman)\s(?:[A-Z]\w+\s){0,3}(?:of|for)\s"
)
_INSIDERS = frozenset({"source", "insider", "pal", "friend", "onlooker"})
_SOMEBODY = re.compile(r"an?\s", re.IGNORECASE)
_PAPERS = frozenset({"newspaper", "paper", "daily", "tabloid", "magazine"})
_UNKNOWN = ""
_BEHIND = 40
_MOST = 60
_MOST_BEFORE = 20
"""So many names that share a word, or stand before a pronoun, are looked at, so that a page of
nothing but names takes linear time."""
_NEAR = 3
_NEAR_ABROAD = 1
_NEAR_PLURAL = 1
_AHEAD = 3
"""So many paragraphs on somebody may be named who was called by a noun."""


@dataclass(slots=True)
class _Turn:
    """Somebody who spoke, or was named as the subject, at a place of the page."""

    passage: int
    start: int
    name: str
    is_person: bool
    is_plural: bool


def name_speakers(
    passages: Sequence[str], found: Sequence[Sequence[Found]], language: str
) -> list[list[Speaker]]:
    """The speaker of each attribution of each paragraph.

    ``passages``: all paragraphs of the page in order; ``found``: their attributions.
    """
    resolver = _Resolver(passages, language)
    return [
        [resolver.speaker(number, attribution.source) for attribution in attributions]
        for number, attributions in enumerate(found)
    ]


class _Resolver:
    """Goes through a page once and remembers who spoke."""

    def __init__(self, passages: Sequence[str], language: str) -> None:
        self._passages = passages
        self._language = language.replace("_", "-").split("-")[0].lower()
        cast = find_cast(passages, self._language)
        self._bearers = Bearers(cast)
        self._turns: list[_Turn] = []
        self._by_passage: dict[int, list[Mention]] = {}
        for mention in cast.mentions:
            self._by_passage.setdefault(mention.passage, []).append(mention)

    def speaker(self, passage: int, source: tuple[int, int] | None) -> Speaker:
        if source is None:
            return Speaker(None, "no source")
        speaker = _unless_doubtful(self._resolved(passage, source))
        if speaker.name is not None:
            is_plural = self._is_plural(self._passages[passage][slice(*source)])
            self._turns.append(
                _Turn(
                    passage,
                    source[0],
                    speaker.name,
                    self._bearers.is_person(speaker.name),
                    is_plural,
                )
            )
        elif self._named_in(passage, source) is not None or self._is_somebody(passage, source):
            # Whoever it is, a pronoun behind it is likely to be the same.
            self._turns.append(_Turn(passage, source[0], _UNKNOWN, True, False))
        return speaker

    def _is_somebody(self, passage: int, source: tuple[int, int]) -> bool:
        """Whether a source without a name is one person: ``its secretary``, ``his widow``."""
        noun = self._head(self._passages[passage][slice(*source)])
        return is_title(noun) or noun in lore().kin or epithets.kind_of([noun]) is not None

    def _resolved(self, passage: int, source: tuple[int, int]) -> Speaker:
        text = self._passages[passage][slice(*source)]
        lowered = text.lower().strip(" ,")
        pronouns = lore().pronouns.get(self._language, {})
        for kind, words in pronouns.items():
            if lowered in words:
                return self._by_pronoun(kind, lowered, passage, source)
        if self._names_two(passage, source):
            return Speaker(self._two_in_full(passage, source), "more than one")
        mention = self._named_in(passage, source)
        if mention is not None:
            fullest = self._bearers.fullest(mention, passage, source[0])
            if (
                fullest.name == mention.name
                and _OWN_GENITIVE.search(text)
                and mention.end < source[1]
            ):
                return Speaker(
                    self._passages[passage][mention.start : source[1]].strip(" ,"), "by name"
                )
            return fullest
        given = _GIVEN_AS.search(self._passages[passage], source[0], source[1] + _BEHIND)
        if given is not None and given.start() <= source[1]:
            return Speaker(given[1], "the name that is given")
        if not any(letter.isupper() or letter.islower() for letter in text):
            return Speaker(text.strip(" ,、，"), "as it stands")
        return self._by_noun(text, passage, source)

    def _named_in(self, passage: int, source: tuple[int, int]) -> Mention | None:
        """The name that is the head of a source, or stands in apposition to it."""
        text = self._passages[passage]
        phrase = text[slice(*source)]
        cut = _HEAD_END.search(phrase, 1)
        head_end = source[0] + (cut.start() if cut else len(phrase))
        here = self._by_passage.get(passage, [])
        first = max(bisect_left(here, source[0], key=_start) - 1, 0)
        near = here[first : bisect_left(here, source[1] + _BEHIND, key=_start)]
        inside = [
            mention for mention in near if mention.start < source[1] and mention.end > source[0]
        ]
        last = next((mention for mention in reversed(inside)), None)
        if (
            last is not None
            and last is not inside[0]
            and len(last.words) > 1
            and not last.is_body
            and (len(inside[0].words) == 1 or is_title(inside[0].words[-1]))
            and text[source[0] : last.start].endswith(", ")
            and not text[last.end : source[1]].strip(" ,")
        ):
            return last  # "MEC for Roads and Works, Ann Cole"
        apposed = here[first] if here[first:] and here[first].start < source[0] else None
        if (
            apposed is not None
            and text[apposed.end : source[0]] == ", "
            and (
                phrase.startswith(("a ", "an ")) and not apposed.is_body and len(apposed.words) > 1
            )
        ):
            return apposed  # "Chris Sununu, a Haley backer," of which only the end is the source
        if last is not None and _OFFICE_OF.match(phrase) and last.end >= source[1] - 1:
            between = text[source[0] : last.start].split()
            if len(last.words) > 1 and not last.is_body and is_title(between[-1]):
                return last  # "Chief of Army Staff General Asim Munir"
        for mention in inside:
            rest = text[mention.end : head_end]
            covers = mention.start < head_end <= mention.end or (
                mention.start < head_end and not _POSSESSIVE_END.sub("", rest).strip(" ,.'\"")
            )
            is_possessive = rest.startswith(("'", "’")) and rest[1:] not in {"", "s"}
            if covers and not (self._is_common(mention, phrase) or is_possessive):
                return mention
            # "Kovács Péter polgármester": the title behind the name.
            behind_names = lore().titles if self._language == "hu" else lore().suffixes
            if mention.start < head_end and rest.strip().lower() in behind_names:
                return mention
        behind = [
            mention
            for mention in near
            if mention.start > source[0] and text[head_end : mention.start].strip(" ") == ","
        ]
        # "Her niece, Verity" and "the other chain, Corrigan’s", but not "the mayor, Monday".
        introduces = self._head(phrase) in lore().kin | lore().company_nouns
        for mention in behind:
            if not mention.is_body and (len(mention.words) > 1 or introduces):
                return mention
        # "One of the buyers, retired surgeon Ann Cole": with words before the name.
        comma = source[0] + phrase.find(",")
        return next(
            (
                mention
                for mention in inside
                if (len(mention.words) > 1 or not lore().titles.isdisjoint(mention.described))
                and not mention.is_body
                and source[0] < comma < mention.start
                and _is_description(text[comma : mention.start])
            ),
            None,
        )

    def _names_two(self, passage: int, source: tuple[int, int]) -> bool:
        """Whether a source is ``Ann Cole and Bo Hill``."""
        text = self._passages[passage]
        here = self._by_passage.get(passage, [])
        first = bisect_left(here, source[0], key=_start)
        inside = here[first : bisect_left(here, source[1], key=_start)]
        return any(
            _JOINED.fullmatch(text, one.end, other.start) is not None
            and other.end >= source[1] - 1
            and not (_HEAD_END.search(text, source[0], one.start) and not one.is_body)
            for one, other in pairwise(inside)
        )

    def _two_in_full(self, passage: int, source: tuple[int, int]) -> str:
        """``Ann Cole and her colleague Bo Hill`` for ``Ms Cole and her colleague Hill``."""
        text = self._passages[passage]
        phrase = text[slice(*source)].strip(" ,")
        here = self._by_passage.get(passage, [])
        first = bisect_left(here, source[0], key=_start)
        inside = here[first : bisect_left(here, source[1], key=_start)]
        for mention in inside[:_MOST_BEFORE]:
            full = self._bearers.fullest(mention, passage, source[0]).name
            if full is not None and len(mention.words) == 1:
                short = rf"(?<!\w)(?:(?:Mr|Mrs|Ms|Dr)\.?\s)?{re.escape(mention.name)}(?!\w)"
                phrase = re.sub(short, full, phrase, count=1)
        return _ARTICLE.sub("", phrase, count=1)

    def _is_common(self, mention: Mention, phrase: str) -> bool:
        """Whether what looks like a name is a noun: capitalised as all nouns are, or because the
        sentence begins with it."""
        if _DEFINITE.match(phrase) and lore().parties.issuperset(map(str.lower, mention.words)):
            return True  # "The Liberal Democrat" has a name.
        if len(mention.words) > 1:
            # "The US President" has a name elsewhere.
            last = mention.words[-1].lower()
            return last in _OFFICES and bool(_DEFINITE.match(phrase))
        word = mention.words[0]
        if _DEFINITE.match(phrase) and (
            word.lower().endswith(("man", "woman", "men", "women"))
            or phrase.lower().startswith("the former ")
            or (self._language == "en" and word.lower() in lore().demonyms)
        ):
            return True  # "The Frenchman" is a noun.
        if word.lower() in lore().collectives or phrase.lower().startswith(("a ", "an ")):
            return True
        if mention.is_first and not mention.is_body and self._language == "en":
            return not self._bearers.is_a_name(mention)
        if self._language in {"de", "lb"} and not mention.is_body:
            return bool(_DEFINITE.match(phrase) or phrase.lower().startswith(("ein ", "eine ")))
        return False

    def _by_noun(self, text: str, passage: int, source: tuple[int, int]) -> Speaker:
        phrase = _AGE_BEHIND.sub("", _GENITIVE.sub("", text.strip(" ,")))
        joined = with_parents(phrase)
        cut = _HEAD_END.search(joined, 1)
        head = joined[: cut.start()] if cut else joined
        words = [word.lower() for word in _WORD.findall(head) if not word.endswith(PLACED)]
        if not words:
            return Speaker(None, "no name")
        noun = words[-1]
        if words in (["the", "latter"], ["the", "former"]):
            return self._one_of_two(noun, passage, source[0])
        if noun in lore().collectives or self._is_plural(head):
            return self._collective(phrase, noun)
        is_possessed = bool(_POSSESSIVE.match(phrase))
        is_definite = is_possessed or bool(_DEFINITE.match(phrase))
        if is_definite or self._has_no_articles():
            described = self._described_as(words, passage, source[0])
            if described is not None and self._is_of_it(phrase, noun, passage):
                return described
        if is_definite and not is_possessed:
            named = self._named_again(words, joined, passage, source[0])
            if named is not None:
                return named
            fuller = self._fuller_before(words, passage) or self._insider_before(noun, passage)
            if fuller is not None:
                return Speaker(fuller, "fuller description before")
        if noun in lore().documents and is_definite:
            return Speaker(_ARTICLE.sub("", phrase, count=1), "a document")
        if is_possessed:
            return Speaker(None, "no name for it on the page")
        if noun in lore().bodies and len(words) > 2:
            return Speaker(_ARTICLE.sub("", phrase, count=1), "a body without a fuller name")
        if noun.startswith("spokes"):
            return Speaker(_ARTICLE.sub("", phrase, count=1), "not named")
        if is_definite and not (cut is not None and self._names_something(passage, source)):
            return Speaker(None, "no name for it on the page")
        is_small = self._language != "en" and phrase[0].islower()
        if len(words) == 1 and (is_small or self._has_no_articles()):
            return Speaker(None, "no name for it on the page")
        if len(words) == 1 and noun in {"one", "another", "someone"}:
            return Speaker(None, "nobody named")
        return Speaker(_ARTICLE.sub("", phrase, count=1), "not named")

    def _one_of_two(self, which: str, passage: int, start: int) -> Speaker:
        """``The latter`` of the two who are named in the sentence before."""
        text = self._passages[passage]
        window = max(0, start - _LONGEST_SENTENCES)
        ends = [end.end() for end in _SENTENCE_END.finditer(text, window, start)]
        begin = ends[-2] if len(ends) > 1 else window
        here = self._by_passage.get(passage, [])
        first = bisect_left(here, begin, key=_start)
        near = here[first : bisect_left(here, start, key=_start)][:_MOST_BEFORE]
        names = dict.fromkeys(
            self._bearers.fullest(mention, passage, mention.start).name
            for mention in near
            if not text.endswith((" of ", " in ", " at ", " from "), window, mention.start)
        )
        if len(names) != 2 or None in names:
            return Speaker(None, f"the {which} may be anybody")
        return Speaker(list(names)[which == "latter"], f"the {which} of two")

    def _is_of_it(self, phrase: str, noun: str, passage: int) -> bool:
        """Whether ``its director`` may be the director that the page names: not one who is
        far away, and thus perhaps another's."""
        if not phrase.lower().startswith(("its ", "their ")) or noun in lore().kin:
            return True
        return any(passage - mention.passage in {0, 1} for mention in self._bearers.described(noun))

    def _named_again(
        self, words: Sequence[str], phrase: str, passage: int, start: int
    ) -> Speaker | None:
        """Who or what was named just before, and is called by a noun now: ``the 71-year-old``,
        ``the operator``, ``the newspaper``."""
        noun = words[-1]
        if self._language != "en":
            company = (
                self._bearers.only_company
                if noun in lore().company_nouns and len(words) < 3
                else None
            )
            return Speaker(company, "the page's only company") if company else None
        ends = lore().newspapers if noun in _PAPERS else lore().clubs if noun == "club" else None
        if ends is not None and (named := self._bearers.only_one_with(ends)) is not None:
            return named
        if noun in lore().company_nouns and (len(words) < 3 or " of " in phrase):
            company = self._company_here(passage, start) or self._bearers.only_company
            return Speaker(company, "the company named before") if company else None
        if "," in phrase or _HEAD_END.search(phrase, 1):
            return None
        kind = epithets.kind_of(words)
        return None if kind is None else self._by_epithet(noun, kind, passage, start)

    def _company_here(self, passage: int, start: int) -> str | None:
        """The body that spoke last in the paragraph, if it can be a company."""
        here = self._by_passage.get(passage, [])
        for mention in reversed(here[: bisect_left(here, start, key=_start)][-_MOST_BEFORE:]):
            if not mention.described.isdisjoint(lore().company_nouns):
                return self._bearers.fullest(mention, passage, start).name
        for turn in reversed(self._turns[-_MOST:]):
            if turn.passage != passage:
                break
            words = {word.lower() for word in _WORD.findall(turn.name)}
            is_named = turn.name[:1].isupper() and turn.name.split()[-1][:1].isupper()
            if is_named and not turn.is_person and not turn.is_plural:
                return None if words & (lore().bodies - _COMPANY_WORDS) else turn.name
        return None

    def _by_epithet(self, noun: str, kind: str, passage: int, start: int) -> Speaker | None:
        """The person who spoke or was named last, if nothing is said of him that does not fit."""
        gender = epithets.gender_of(noun)
        seen = [
            (number, name)
            for number, _, is_subject, name in sorted(self._people(passage, start), reverse=True)
            if is_subject and passage - number <= 1
        ]
        turn = self._turns[-1] if self._turns else None
        if turn and turn.passage == passage and turn.name.startswith(("a ", "A ", "an ", "An ")):
            return Speaker(turn.name, "nobody else spoke since")
        names = [name for _, name in seen]
        if not names or names[0] == _UNKNOWN:
            return None
        fitting = [
            (number, name)
            for number, name in seen
            if name != _UNKNOWN
            and epithets.fits(noun, kind, self._bearers.said_of(name))
            and (gender is None or self._bearers.genders.get(name, gender) == gender)
        ]
        if not fitting:
            return None
        here = {name for number, name in fitting if number == passage}
        last = fitting[0][1]
        if kind == "work" and len(here) > 1:
            return None
        if not here:
            protagonist = self._bearers.protagonist
            if last != protagonist and (kind == "work" or protagonist is not None):
                return None
        return Speaker(last, f"the {noun}: the last person named")

    def _collective(self, phrase: str, noun: str) -> Speaker:
        bare = _ARTICLE.sub("", phrase, count=1)
        if bare.lower() == noun:
            for turn in reversed(self._turns[-_MOST:]):
                if turn.is_plural and noun in turn.name.lower().split():
                    return Speaker(turn.name, "fuller description before")
        return Speaker(bare, "a group")

    def _fuller_before(self, words: Sequence[str], passage: int) -> str | None:
        """``Corvian embassy in Osterhelm`` for ``the embassy``, if no other embassy spoke."""
        own = {word for word in words if word not in lore().openers}
        fuller = {
            turn.name
            for turn in self._turns[-_MOST:]
            if not turn.is_person
            and not turn.is_plural
            and self._head(turn.name) == words[-1]
            and own <= {word.lower() for word in _WORD.findall(turn.name)}
        }
        return fuller.pop() if len(fuller) == 1 else None

    def _insider_before(self, noun: str, passage: int) -> str | None:
        """``A source close to the chef`` for ``the insider``, if nobody else spoke since."""
        last = self._turns[-1] if self._turns else None
        is_same = (
            last is not None
            and noun in _INSIDERS
            and passage - last.passage <= 1
            and not last.is_person
            and self._head(last.name) in _INSIDERS
        )
        return last.name if last is not None and is_same else None

    @staticmethod
    def _head(phrase: str) -> str:
        """The noun of a phrase, in lower case."""
        cut = _HEAD_END.search(phrase, 1)
        words = _WORD.findall(phrase[: cut.start()] if cut else phrase)
        return words[-1].lower() if words else ""

    def _described_as(self, words: Sequence[str], passage: int, start: int) -> Speaker | None:
        """The name of which the page says what the noun says: ``the embassy``, ``the mayor``."""
        noun = words[-1]
        empty = lore().openers | lore().other_openers
        # "The Republican governor" is the governor of a page with one.
        empty |= lore().parties
        qualifiers = [word for word in words[:-1] if word not in empty]
        fits: list[Mention] = []
        # "The pastor" is the Rev Ann Cole, where nobody is called a pastor.
        known = self._bearers.described(noun) or self._bearers.described(
            lore().same_as.get(noun, noun)
        )
        for mention in known:
            own = {word.lower() for word in mention.words}
            # "The Harris campaign" is not Harris.
            of_it = own | mention.described if mention.is_body else mention.described - own
            is_noun = own == {noun} or own <= lore().parties
            if not is_noun and all(word in of_it for word in qualifiers):
                fits.append(mention)
        if not fits:
            fits = self._bearers.described_like(noun)
        if not fits:
            return None
        names: dict[str, Mention] = {}
        for mention in fits:
            fullest = self._bearers.fullest(mention, passage, start).name
            # Where names are declined, a single word may be any case of one.
            if fullest is not None and (" " in fullest or not self._has_no_articles()):
                names.setdefault(fullest, mention)
        if len(names) == 1 and fits[0].passage <= passage + _AHEAD:
            return Speaker(next(iter(names)), f"the page's only {noun} with a name")
        before = [
            mention for mention in fits if (mention.passage, mention.start) < (passage, start)
        ]
        last = self._turns[-1] if self._turns else None
        if last is not None and last.passage == passage and last.name in names:
            return Speaker(last.name, f"the {noun} who spoke last")
        if before and passage - before[-1].passage <= _NEAR:
            recent = {
                self._bearers.fullest(mention, passage, start).name
                for mention in before
                if before[-1].passage - mention.passage <= 1
            }
            if len(recent) == 1:
                return Speaker(recent.pop(), f"the {noun} named last")
        return Speaker(None, f"more than one {noun}")

    def _by_pronoun(self, kind: str, word: str, passage: int, source: tuple[int, int]) -> Speaker:
        if word in {"who", "which", "that"}:
            return self._before_relative(passage, source[0])
        if kind in {"feminine", "masculine"}:
            return self._person(kind, passage, source[0])
        subject = self._subject_before(passage, source[0]) if kind == "thing" else None
        if subject is not None:
            return subject
        if kind in {"plural", "thing"}:
            for turn in reversed(self._turns[-_MOST:]):
                if passage - turn.passage > (_NEAR_PLURAL if kind == "plural" else _NEAR):
                    break
                if turn.is_plural is (kind == "plural") and not turn.is_person:
                    return Speaker(turn.name, f"“{word}” after it spoke")
        return Speaker(None, f"“{word}” may be anybody")

    def _subject_before(self, passage: int, start: int) -> Speaker | None:
        """The ministry, in "The ministry published what it said was the draft"."""
        text = self._passages[passage]
        near = max(0, start - _LONGEST_CLAUSE)
        begin = max((end.end() for end in _SENTENCE_END.finditer(text, near, start)), default=near)
        subject = _BODY_FIRST.match(text, begin, start)
        if subject is None or subject[2].lower() not in lore().bodies | lore().company_nouns:
            return None
        found = self._by_noun(subject[1], passage, subject.span(1))
        return found if found.name is not None else None

    def _before_relative(self, passage: int, start: int) -> Speaker:
        """The name, or the noun with its article, that "who" or "that" stands behind."""
        text = self._passages[passage]
        here = self._by_passage.get(passage, [])
        before = bisect_left(here, start, key=_start) - 1
        if before >= 0 and text[here[before].end : start].strip(" ,") == "":
            return self._bearers.fullest(here[before], passage, start)
        noun = _NOUN_BEFORE.search(text, max(0, start - _LONGEST_NOUN), start)
        if noun is None:
            return Speaker(None, "nobody named before it")
        return self._by_noun(noun[1], passage, noun.span(1))

    def _person(self, gender: str, passage: int, start: int) -> Speaker:
        """Who spoke or was the subject last, and may be a person of that gender."""
        candidates = self._people(passage, start)
        last = self._turns[-1] if self._turns else None
        if (
            last is not None
            and last.passage == passage
            and _SOMEBODY.match(last.name)
            and is_title(self._head(last.name))
            and max(candidates, default=(0,))[:2] < (passage, last.start)
        ):
            return Speaker(last.name, "nobody else was named since")
        genders = self._bearers.genders
        reach = _NEAR if self._language == "en" else _NEAR_ABROAD
        fitting = [
            candidate
            for candidate in candidates
            if passage - candidate[0] <= reach and genders.get(candidate[3], gender) == gender
        ]
        for is_subject in (1, 0):
            chosen = [candidate for candidate in fitting if candidate[2] >= is_subject]
            if chosen:
                named = max(chosen)
                if named[3] == _UNKNOWN:
                    break
                sure = genders.get(named[3]) == gender
                if not sure and self._language != "en":
                    break
                others = {c[3] for c in fitting if c[0] == named[0] and c[3] != named[3]}
                if not sure and any(genders.get(other) == gender for other in others):
                    continue
                here = {c[3] for c in fitting if c[0] == passage and c[2]} - {named[3], _UNKNOWN}
                if here and not (sure and self._spoke_last(passage, named[3])):
                    return Speaker(None, f"more than one {gender} person")
                return Speaker(named[3], f"the last {gender} person named")
        return Speaker(None, "nobody it could be")

    def _spoke_last(self, passage: int, name: str) -> bool:
        """Whether the last who spoke in a paragraph is this one."""
        last = self._turns[-1] if self._turns else None
        return last is not None and (last.passage, last.name) == (passage, name)

    def _people(self, passage: int, start: int) -> list[tuple[int, int, int, str]]:
        """Who spoke or was named in the paragraphs before: where, whether as the subject, who."""
        candidates: list[tuple[int, int, int, str]] = [
            (turn.passage, turn.start, 1, turn.name)
            for turn in self._turns[-_MOST_BEFORE:]
            if turn.is_person
        ]
        for number in range(max(0, passage - _NEAR), passage + 1):
            here = self._by_passage.get(number, [])
            before = bisect_left(here, start, key=_start) if number == passage else len(here)
            for mention in here[max(0, before - _MOST_BEFORE) : before]:
                if mention.is_body or mention.is_quoted:
                    continue
                name = self._bearers.fullest(mention, number, mention.start).name
                if (
                    name is not None
                    and self._bearers.is_person(name)
                    and self._bearers.seems_human(mention, name)
                ):
                    candidates.append((number, mention.start, int(mention.begins), name))
        return candidates

    def _is_plural(self, phrase: str) -> bool:
        """Whether an English noun phrase without a name means several."""
        cut = _HEAD_END.search(phrase.strip(), 1)
        head = phrase.strip()[: cut.start()] if cut else phrase.strip()
        words = [word.lower() for word in _WORD.findall(head)]
        if not words:
            return False
        last = words[-1]
        if last in lore().collectives or last in {"people", "women", "men", "children"}:
            return True
        return self._language == "en" and last.endswith("s") and not last.endswith(("ss", "us"))

    def _has_no_articles(self) -> bool:
        return self._language in {"ru", "uk", "pl", "cs", "sk", "lt", "tr", "fi", "hr", "sr", "hi"}

    def _names_something(self, passage: int, source: tuple[int, int]) -> bool:
        here = self._by_passage.get(passage, [])
        first = bisect_left(here, source[0], key=_start)
        return first < len(here) and here[first].start < source[1]


def _unless_doubtful(speaker: Speaker) -> Speaker:
    if speaker.name is None:
        return speaker
    if has_word_too_many(speaker.name):
        return Speaker(None, "a name that may begin too early")
    return speaker


def _start(mention: Mention) -> int:
    return mention.start


def _is_description(between: str) -> bool:
    words = _WORD.findall(between)
    return (
        between.startswith(",")
        and "," not in between[1:]
        and len(words) <= 4
        and (lore().openers - {"the", "a", "an"}).isdisjoint(words)
        and all(word[0].islower() or is_title(word) or _NATIONAL.fullmatch(word) for word in words)
    )
