"""Who is named on a page: every mention of a name, with what the page says beside it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, replace
from itertools import islice

from tamis.attribution.doubts import has_word_too_many
from tamis.attribution.lore import GENERATIONS, is_title, lore, with_parents
from tamis.attribution.quotations import quotations

_PARTICLES = frozenset(
    """af al bin bint da das de del della den der di do dos du el ibn la le st ten ter van von
    zu zum y""".split()
)
_BODY_LINKS = frozenset("of for in on at and the".split())
_LONGEST_NAME = 7
PLACED = ("-based", "-owned", "-listed", "-backed", "-born")
"""How words end that have a capital and are no names: ``Leeds-based``."""
_INITIALS = re.compile(r"[A-Z]{3,6}")
_MOST_INITIALS = 20
"""So many short forms are spelled out, so that a page of nothing else takes linear time."""
_NEAR_BEGINNING = 40
_LONGEST_SENTENCE = 300
_LONGEST_UNKNOWN_NAME = 4
_LONGEST_IN_CAPITALS = 3
_WORD = re.compile(r"[^\W_]+(?:[-'’][^\W_]+){0,4}")
_POSSESSIVE = re.compile(r"['’]s?$")
_SENTENCE_END = re.compile(r"(?<=[^\W\d_]{3})[.!?…][”\"’»)]{0,2}\s|\n|:\s")
_SENTENCE_BEFORE = re.compile(r"(?:\A|[.!?:][\"'”’)]{0,2}\s)\Z")
_AGE = re.compile(r",?\s\(?(?:aged\s)?([1-9][0-9])\)?(?=[,.)\s]|$)")
_AGE_BEFORE = re.compile(
    r"([1-9][0-9])-year-old\s(?:(?!(?:of|by|who|said|to|with|and)\b)[\w'’-]{1,30}\s){0,3}$"
)
_APPOSITION = re.compile(
    r"(?:,\s[1-9][0-9])?(?:,\s(?:who\sis\s)?|\s\(|\s(?:is|was|ist|war|est|es)\s)"
    r"((?:the|a|an|his|her|its|their|der|die|ein|eine|le|la|un|une|el|una)\s)?"
    r"((?:[^\s,.;:()]{1,30}\s?){1,7})"
)
_APPOSITION_BEFORE = re.compile(
    r"(?:\b(?:the|a|an|his|her|its|their)|['’]s|s['’])\s((?:[\w'’-]{1,30}\s){0,5}[\w'’-]{1,30}),\s$",
    re.IGNORECASE,
)
_ARTICLES = frozenset("the der die das le la les el los il lo het de".split())
_DESCRIPTION_END = re.compile(
    r"(?<![-\w])(?:(of|for|at|from|in|with|who|on|and)|to|but|said|says|told|that|has|had|is|was|are|were|have|"
    r"will|would|can|could|may|might|must|should|did|does|do|not|him|them|it|me|us|you|like|wants?)\b"
)
"""What ends a description; where it is a verb, there was none, but a clause."""
_RELATIVE = re.compile(r",\s(?:who|whose|whom|which|where)\s")
"""Behind it a name is not that of the sentence's subject."""
_PREPOSITION = re.compile(r"\b(?:in|to|at|from|near|of|by|on)\s\Z")
_PLACING = re.compile(r"\b(?:in|at|from|near)\s\Z", re.IGNORECASE)
_WHO_DOES = re.compile(
    r",(?:\s[1-9][0-9],)?\swho\s(?:also\s|now\s|once\s|has\s)?([a-z]{4,10})\s"
    r"(?:the|a|an|its|his|her|their)\s((?:[\w'’-]{1,30}\s?){1,5})"
)
_NICKNAME = re.compile(r"\s[“\"‘'][A-Z][\w-]{1,15}[”\"’']\s(?=[A-Z])")
"""Between a given name and a surname: ``Robert “Bobby” Crane``."""
_BEFORE_NOUNS = re.compile(r"(?:\b(?:the|a|an)\s)?(?:[a-z][\w'’-]{1,30}\s){1,3}$")
_QUOTES = "“”\"‘’'"
_SILKS = frozenset({"QC", "KC"})
_COUNSEL = re.compile(
    r"(?:\s[QK]C)?,\s(?:prosecuting|defending|"
    r"for\s(?:the\s(?:defen[cs]e|prosecution|[Cc]rown|famil)|[A-Z][a-z]+[,.]))"
)
_ENGLISH = frozenset({"man", "son"})
"""Words for men that are other words elsewhere: "man sagt", "ellos son"."""
_EITHER = frozenset({"jean"})
"""A woman's name in English, a man's elsewhere."""
_ON_X = re.compile(r"\bon\sX\Z")
"""Where people post, at the end of a sentence."""
_MANY = frozenset("women's men's children's people's".split())
_SHORT_FORM = re.compile(r"\s\((?:the\s|or\s)?([A-Z][A-Za-z]{1,9})\)")


@dataclass(frozen=True, slots=True)
class Mention:
    """A name in a paragraph. ``start`` and ``end`` are those of the name without titles, half-open
    in the paragraph's text, ``words`` its words; ``described`` holds what is said of its bearer
    right beside it, in lower case; ``begins`` says that it stands near the beginning of its
    sentence, ``is_first`` that the sentence begins with it."""

    passage: int
    start: int
    end: int
    words: tuple[str, ...]
    described: frozenset[str]
    is_body: bool
    is_quoted: bool
    begins: bool
    is_first: bool

    @property
    def name(self) -> str:
        return " ".join(self.words)

    @property
    def plain(self) -> tuple[str, ...]:
        """The words without what tells a son from his father, a nickname without its marks."""
        words = self.words[:-1] if self.generation else self.words
        return tuple(word.strip(_QUOTES) for word in words)

    @property
    def generation(self) -> str | None:
        """``jr`` of Walter Haskell Jr."""
        last = self.words[-1].lower()
        return last if last in GENERATIONS and len(self.words) > 1 else None


@dataclass(frozen=True, slots=True)
class Cast:
    """All mentions on a page, in order, and which short forms stand for which names."""

    mentions: tuple[Mention, ...]
    short_forms: dict[str, str]
    genders: dict[str, str]
    """By name: ``feminine`` or ``masculine``, where the page or the given name says so."""


def find_cast(passages: Sequence[str], language: str) -> Cast:
    """The names in the paragraphs of a page whose script has capital letters."""
    openers = lore().openers if language == "en" else lore().openers | lore().other_openers
    found = [
        mention
        for number, text in enumerate(passages)
        for mention in _mentions(number, text, openers)
    ]
    found = _with_and(found, passages)
    names = {mention.words for mention in found}
    found = [_without_first(mention, names) for mention in found]
    surnames = {mention.plain[-1] for mention in found if len(mention.plain) > 1}
    # A title alone names nobody, but "Baker" may be Lee Baker.
    mentions = tuple(
        mention
        for mention in found
        if len(mention.words) > 1 or not is_title(mention.name) or mention.name in surnames
    )
    short_forms: dict[str, str] = {}
    for mention in mentions:
        match = _SHORT_FORM.match(passages[mention.passage], mention.end)
        if match is not None and len(mention.words) > 1:
            short_forms.setdefault(match[1], mention.name)
    for short, name in _spelled_out(mentions, passages).items():
        said = short_forms.setdefault(short, name)
        if name.endswith(f" {said}"):
            # The mention of "Transport and General Guild" (TGG) begins behind the "and".
            short_forms[short] = short_forms[said] = name
    return Cast(mentions, short_forms, _genders(mentions, passages, language))


def _with_and(mentions: Sequence[Mention], passages: Sequence[str]) -> list[Mention]:
    """``the Marland Fire and Rescue Service`` is one body; ``the White House and State Department``
    are two."""
    known = lore()
    joined: list[Mention] = []
    for mention in mentions:
        one = joined[-1] if joined else None
        text = passages[mention.passage]
        if (
            one is not None
            and one.passage == mention.passage
            and text[one.end : mention.start] == " and "
            and mention.words[-1].lower() in known.bodies
            and len(mention.words) > 1
            and text[max(0, one.start - 4) : one.start].lower() == "the "
            and known.bodies.isdisjoint(word.lower() for word in one.words)
        ):
            words = (*one.words, "and", *mention.words)[:_LONGEST_NAME]
            joined[-1] = replace(one, end=mention.end, words=words, is_body=True)
        else:
            joined.append(mention)
    return joined


def _spelled_out(mentions: Sequence[Mention], passages: Sequence[str]) -> dict[str, str]:
    """``HSE`` is the ``Health and Safety Executive`` if the page has one name of such words."""
    short = {
        mention.name
        for mention in mentions
        if _INITIALS.fullmatch(mention.name) and mention.name.lower() not in lore().suffixes
    }
    found: dict[str, str] = {}
    for initials in sorted(short)[:_MOST_INITIALS]:
        words = r"\s(?:(?:and|of|for|the|in|on)\s){0,2}".join(
            f"{sign}[a-z]{{2,20}}" for sign in initials
        )
        spelled = re.compile(rf"\b{words}\b")
        names = {match[0] for text in passages for match in spelled.finditer(text)}
        if len(names) == 1:
            found[initials] = names.pop()
    return found


def _without_first(mention: Mention, names: Set[tuple[str, ...]]) -> Mention:
    """``Brave Ann Cole`` at the beginning of a sentence is Ann Cole if that is a name too; inside
    one if Ann is known for a given name."""
    first, *rest = mention.words
    may_be_two = mention.is_first or has_word_too_many(mention.name)
    if not may_be_two or len(rest) < 2 or tuple(rest) not in names:
        return mention
    if rest[0].lower() in _PARTICLES or first.lower() in lore().given_and_rarer:  # Craig Le Clair
        return mention
    return replace(mention, start=mention.start + len(first) + 1, words=tuple(rest))


def _mentions(number: int, text: str, openers: frozenset[str]) -> Iterator[Mention]:
    words = [match.span() for match in _WORD.finditer(text)]
    quoted = quotations(text)
    sentence_starts = [0, *(match.end() for match in _SENTENCE_END.finditer(text))]
    starts = frozenset(sentence_starts)
    known = lore()
    same = known.same_as
    index, first_start = 0, -1
    while index < len(words):
        if not text[words[index][0]].isupper():
            index += 1
            continue
        run = [index]
        while (following := _next_of_name(text, words, run[-1])) is not None:
            run.append(following)
            if len(run) > 2 * _LONGEST_NAME:
                break
        index = run[-1] + 1
        bare = [_POSSESSIVE.sub("", text[slice(*words[place])]) for place in run]
        first = 0
        described: set[str] = set()
        while first < len(run) and _opens(bare[first].lower(), openers):
            first += 1
        opened = first
        begin = words[run[0]][0]
        opens = begin in starts or text[max(0, begin - 4) : begin].lower() == "the "
        first = _after_titles(bare, first, opens=opens)
        described.update(word.lower() for word in bare[opened:first])
        while len(run) - first > 1 and bare[-1].lower() in known.suffixes - GENERATIONS:
            if bare[-1] in _SILKS:
                described.add("barrister")
            bare.pop()
            run.pop()
        if first >= len(run):
            continue
        kept, places = bare[first:], run[first:]
        if len(kept) > _LONGEST_IN_CAPITALS and all(map(str.isupper, kept)):
            continue  # Somebody shouts.
        # "FBI on Chinese hackers" is no body.
        goes_on = kept[-1].lower() in known.bodies and not kept[-1].isupper()
        last = _last_of_body(text, words, places[-1]) if goes_on else None
        if last is not None:
            kept = [text[slice(*words[place])] for place in range(places[0], last + 1)]
            places = list(range(places[0], last + 1))
            index = last + 1
        start = words[places[0]][0]
        end = words[places[-1]][0] + len(kept[-1])
        left = words[run[opened]][0] if opened < len(run) else start
        # Persons have no article: "the Courier" is none.
        is_body = any(word.lower() in known.bodies for word in kept) or (
            not described and text[max(0, start - 4) : start].lower() == "the "
        )
        if not is_body:
            described |= _said_before(text, left, len(kept))
            # "She was born in Ashby, the daughter of a driver."
            if len(kept) > 1 or not _PLACING.search(text, max(0, start - 6), start):
                described |= _said_after(text, end)
        nearest = start - sentence_starts[bisect_right(sentence_starts, start) - 1]
        if nearest == 0 and (len(kept) > 1 or text.startswith(",", end)) and not is_body:
            first_start = start
        yield Mention(
            passage=number,
            start=start,
            end=end,
            words=tuple(text[start:end].split()[:_LONGEST_NAME]),
            described=frozenset(described | {same[word] for word in described if word in same}),
            is_body=is_body,
            is_quoted=_is_inside(start, quoted),
            begins=nearest <= _NEAR_BEGINNING
            and not (nearest and first_start == start - nearest)
            and not _RELATIVE.search(text, start - nearest, start),
            is_first=nearest == 0,
        )


def _opens(word: str, openers: frozenset[str]) -> bool:
    """Whether a word may begin a sentence, or a title, before a name: ``Ten-year-old Ann Cole``."""
    return word in openers or word.endswith(("-year-old", *PLACED))


def _after_titles(words: Sequence[str], first: int, *, opens: bool) -> int:
    """Where the name begins in ``Water Minister Idris Kallon``: behind the last title, or at a
    known given name. The name of a body keeps all of its words, but for a person's title in it:
    ``House Speaker Tim Moore``. ``opens``: the words begin a sentence, so that the first may be a
    noun, or follow "the": ``Deckhand Ross Ure``, ``the Dane Mads Thorsen``."""
    known = lore()
    given = known.given
    titled = [place for place in range(first, len(words)) if is_title(words[place])]
    behind = titled[-1] + 1 if titled else first
    is_body = any(word.lower() in known.bodies for word in words[behind:]) or (
        # "House Speaker Tim Moore" and "Bank Chief Executive", but "Police Chief Tim".
        any(word.lower() in known.bodies for word in words[first:behind])
        and not 1 < len(words) - behind < 4
    )
    begin = first
    for place in range(first, len(words) - 1):
        is_named = words[place + 1].lower() in given
        is_kin = opens and place == first and words[place].lower() in known.kin
        if (is_kin or is_title(words[place])) and (is_named or (not is_body and place < first + 4)):
            begin = place + 1
    if begin >= len(words):
        return begin
    if is_body:
        # "State House Leader Bo Hill": a person's name behind a body's.
        place = len(words) - 2
        is_person = place > begin + 1 and words[place].lower() in given
        return place if is_person and words[-1].lower() not in known.bodies else begin
    if words[begin].lower() in known.demonyms and len(words) - begin > 2:
        return begin + 1  # "the Briton Andy Hill"
    if words[begin].lower() in known.given_and_rarer:
        return begin
    for place in range(begin + 1, len(words) - 1):
        # "Brave Ann Cole" is Ann, "Dee Ann Cole" is not.
        is_word = len(words[begin]) > _LONGEST_UNKNOWN_NAME
        if words[place].lower() in given and ((opens and is_word) or place > begin + 1):
            return place
    # "Marketing Manager at Ocean Florida Abby Dunn".
    if len(words) - begin == 4 and words[begin + 2].lower() in known.given_and_rarer:
        return begin + 2
    return begin


def _is_inside(place: int, ranges: Sequence[tuple[int, int]]) -> bool:
    number = bisect_right(ranges, (place, place + 1_000_000_000)) - 1
    return number >= 0 and ranges[number][0] <= place < ranges[number][1]


def _next_of_name(text: str, words: Sequence[tuple[int, int]], index: int) -> int | None:
    """The next word of the name that has the word ``index``, if it goes on."""
    if (
        _NICKNAME.match(text, words[index][1]) is not None
        and text[slice(*words[index])].lower() in lore().given_and_rarer
    ):
        return index + 2
    for step in (1, 2, 3):
        following = index + step
        if following >= len(words):
            return None
        gap = text[words[following - 1][1] : words[following][0]]
        before = text[slice(*words[following - 1])]
        # "Dr. Ann Cole", but not "the minister. He said".
        is_initial = len(before) == 1 and not _ON_X.search(
            text, max(0, words[following - 1][1] - 4), words[following - 1][1]
        )
        is_short = is_initial or (len(before) < 5 and before.lower() in lore().titles)
        is_joined = gap == " & " and text[words[following][0]].isupper()
        if _is_of_many(before + gap.strip(), text[slice(*words[following])]):
            return following
        if gap not in {" ", "\u00a0"} and not is_joined and not (gap == ". " and is_short):
            return None
        if _POSSESSIVE.search(before):
            return None
        if text[words[following][0]].isupper():
            return following
        if text[slice(*words[following])] not in _PARTICLES:
            return None
    return None


def _is_of_many(word: str, next_word: str) -> bool:
    """Whether a genitive belongs to the name of a body: ``Patients’ League``, ``Women's Aid``."""
    many = word.endswith(("s’", "s'")) or word.lower().replace("’", "'") in _MANY
    return many and next_word[0].isupper() and next_word.lower() in lore().bodies


def _last_of_body(text: str, words: Sequence[tuple[int, int]], index: int) -> int | None:
    """The last word of ``Ministry of Defence`` from its first: what follows "of" or "in"."""
    following = index + 1
    while following < len(words) and following - index <= 2:
        if text[words[following - 1][1] : words[following][0]] != " ":
            return None
        word = text[slice(*words[following])]
        if word[0].isupper() and following > index + 1:
            if word.lower() in lore().openers:  # "the FBI in February"
                return None
            while (further := _next_of_name(text, words, following)) is not None:
                following = further
            return following
        if word not in _BODY_LINKS:
            return None
        following += 1
    return None


def _said_before(text: str, start: int, words: int) -> set[str]:
    """``Afghan lawmaker`` before a name, and ``the mayor,`` before one. Before a single word that
    must be a title or begin the sentence, or "opposed to the alliance, Russia" would say who Russia
    is."""
    before = text[max(0, start - 80) : start]
    match = _APPOSITION_BEFORE.search(before)
    found: set[str] = set()
    if match is not None:
        is_sure = words > 1 or _SENTENCE_BEFORE.search(before[: match.start()]) is not None
        found |= _description(match[1], "the " if is_sure else None)
    elif before.endswith(" "):
        for word in reversed(before.split()[-3:]):
            if not word[0].islower() or not word[-1].isalpha() or word in lore().openers:
                break
            found.add(word)
        # "Her former husband, the painter Abel Quine".
        nouns = _BEFORE_NOUNS.search(before)
        chain = None if nouns is None else _APPOSITION_BEFORE.search(before[: nouns.start()])
        if (
            chain is not None
            and words > 1
            and not chain[0].lower().startswith(("the ", "a ", "an "))
        ):
            found |= _description(chain[1], "his ")
    age = _AGE_BEFORE.search(before)
    return found | ({f"{age[1]}-year-old"} if age else set())


def _said_after(text: str, end: int) -> set[str]:
    """``, a nurse from Leeds`` behind a name."""
    match = _APPOSITION.match(text, end)
    found = _description(match[2], match[1]) if match else set()
    does = _WHO_DOES.match(text, end)
    if does is not None and does[1] in lore().deeds:
        found |= {lore().deeds[does[1]]} | _description(does[2], "the ")
    age = _AGE.match(text, end)
    if _COUNSEL.match(text, end) is not None:
        found.add("barrister")
    return found | ({f"{age[1]}-year-old"} if age else set())


def _description(text: str, article: str | None) -> set[str]:
    """The words of a noun phrase that says who somebody is; without an article before it, it must
    end in a title and have none inside, or it may be anything: ``, says the mayor``."""
    text = with_parents(text)
    end = _DESCRIPTION_END.search(text)
    if end is not None and end[1] is None:
        return set()
    words = [word.lower() for word in _WORD.findall(text[: end.start()] if end else text)]
    if not words or (
        article is None and (words[-1] not in lore().titles or not _ARTICLES.isdisjoint(words))
    ):
        return set()
    return set(words) - lore().openers


def _vote_of_next_sentence(mentions: Sequence[Mention], number: int, text: str) -> int:
    """What "He" or "She" behind the sentence says of its subject, if no other person is in it."""
    mention = mentions[number]
    stop = text.find(". ", mention.end, mention.end + _LONGEST_SENTENCE)
    if not mention.begins or stop < 0:
        return 0
    for other in islice(mentions, number + 1, None):
        if other.passage != mention.passage or other.start > stop:
            break
        if len(other.words) > 1 and not other.is_body:
            return 0
    return text.startswith("She ", stop + 2) - text.startswith("He ", stop + 2)


def _genders(mentions: Sequence[Mention], passages: Sequence[str], language: str) -> dict[str, str]:
    known = lore()
    abroad = language != "en"
    masculine = known.masculine - _ENGLISH if abroad else known.masculine
    # "In Florence" stands beside a woman of that name seldom.
    places = {
        mention.name
        for mention in mentions
        if len(mention.words) == 1
        and _PLACING.search(passages[mention.passage], max(0, mention.start - 6), mention.start)
    }
    votes: dict[str, int] = {}
    for mention in mentions:
        is_feminine = not known.feminine.isdisjoint(mention.described) or any(
            word.endswith("in") and is_title(word) and is_title(word[:-2])
            for word in mention.described
        )
        vote = 6 * is_feminine
        vote -= 6 * (not masculine.isdisjoint(mention.described))
        given = mention.words[0].lower()
        if not mention.is_body and (abroad or given not in _EITHER):
            vote += 2 * (given in known.given_feminine) - 2 * (given in known.given_masculine)
        is_alone = len(mention.words) == 1
        if not (vote or mention.is_body or (is_alone and (abroad or mention.name in places))):
            vote += (given in known.rarer_feminine) - (given in known.rarer_masculine)
        votes[mention.name] = votes.get(mention.name, 0) + vote
    # What is said of "Mrs Cole" holds for the only Ann Cole, too.
    bearers: dict[str, list[str]] = {}
    for name in votes:
        if " " in name:
            bearers.setdefault(name.rsplit(" ", 1)[1], []).append(name)
    for surname, named in bearers.items():
        # Mrs Hoskins is not Trevor Hoskins.
        if len(named) == 1 and votes[named[0]] * votes.get(surname, 0) >= 0:
            votes[named[0]] += votes.get(surname, 0)
    # "Ann Cole left early because she …": a pronoun behind the only name of a paragraph.
    for number, mention in enumerate(mentions):
        if mention.is_body or mention.is_quoted or len(mention.words) == 1:
            continue
        after = mentions[number + 1] if number + 1 < len(mentions) else None
        text = passages[mention.passage]
        if _PREPOSITION.search(text, max(0, mention.start - 6), mention.start):
            continue  # "On a visit to Los Angeles he …"
        end = after.start if after and after.passage == mention.passage else len(text)
        sentence = text[mention.end : min(end, mention.end + 120)].split(". ")[0]
        tokens = {word.lower() for word in _WORD.findall(sentence)}
        if "him" in tokens:  # "Ann Cole accused him of keeping his eyes shut."
            tokens.discard("his")
        vote = bool(tokens & {"she", "her", "herself"}) - bool(tokens & {"he", "his", "himself"})
        votes[mention.name] += vote + 2 * _vote_of_next_sentence(mentions, number, text)
    return {name: "feminine" if vote > 0 else "masculine" for name, vote in votes.items() if vote}
