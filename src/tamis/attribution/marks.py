"""Direct quotations by their marks and the verbs of saying beside them, in many languages.

The finder for languages that none was trained for. It claims little: a quotation with a word of
``data/speech_verbs.toml`` beside it, and the name or noun that this word has for a subject.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import islice

from tamis.attribution.found import Found
from tamis.attribution.quotations import quotations

Range = tuple[int, int]

_LONGEST_CLAUSE = 240
_LONGEST_SOURCE = 90
_MOST_WORDS_TO_VERB = 9
_MOST_WORDS = 11
_MOST_DASHES = 40
# Letters with the vowel signs that scripts of India, Thailand, Arabia and Israel set on them.
_LETTERS = r"[\w\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0900-\u0dff\u0e00-\u0e7f]+"
_WORD = re.compile(rf"{_LETTERS}(?:[’'.\-]{_LETTERS}){{0,6}}")
_INVERTED = re.compile(r"-(?:t-)?(ils?|elles?|on)$")
_SENTENCE_END = re.compile(
    r"(?<=[^\W\d_]{3})[.!?…]{1,3}(?=\s|$)|(?<=[a-zß-ÿ]{2})\.(?=\s)|[。！？\n]|(?<=\d)\.(?=\s+[A-Z])|[;؛]"
)
_STOP = re.compile(
    r"[,:;()\[\]–—،、，：]|\s-\s|[!?…](?=\s|$)|(?<=[^\W\d_]{3})(?<!Prof)\.(?=\s|$)|(?<=[a-zß-ÿ]{2})(?<!rof)\.(?=\s)|\.$"
)
_RELATIVE = frozenset(
    """der die das dem den was qui que che quien quienes który która które který která które ktorý
    ktorá который которая som who which dat die wat al""".split()
)
"""Behind a comma these begin a clause about somebody named before it."""
_DASH_START = re.compile(r"[–—-]\s?(?=[^\W\d_¿¡„«\"“])")
_DASH_INSIDE = re.compile(r"(?:(?<=[.,!?…\w»”])\s?[–—]\s?|\s-\s|,\s)(?=\w)")
_REST_OF_SENTENCE = re.compile(r"[^.!?…]{0,90}[.!?…]?\s{0,3}")
_COMPOUND = re.compile(r"[-‑]\w")
"""Behind a quotation: it is a name's part, ``„Meet the Press“-Programm``."""
_UNSPACED = frozenset({"zh", "ja"})
_INVISIBLE = " \t\u00a0\u00ad\u200b\u202f"
_ALSO = frozenset(
    """auch também también anche aussi ook også också myös też także také rovněž også ugyanis is
    também тоже также sich si se sig seg zich się""".split()
)
"""These may stand between a verb and its subject: ``räumt auch Pfeiffer ein``, ``freut sich``."""
_AND = frozenset("und et y e og och en i a ja och".split())
_SUBJECT_OF_IDEOGRAPHS = re.compile(r"[^\s。！？，、：；,「」『』“”（）()]{1,24}$")
_IDEOGRAPHS_AROUND = re.compile(r"[的在也还還则則又曾表]{0,2}$")


@dataclass(frozen=True, slots=True)
class _Grammar:
    verbs: frozenset[str]
    phrases: tuple[str, ...]
    asides: frozenset[str]
    after: frozenset[str]
    marker: tuple[str, ...]
    particle: tuple[str, ...]
    is_verb_final: bool
    has_capital_nouns: bool


@cache
def _grammars() -> dict[str, _Grammar]:
    raw = files("tamis.attribution").joinpath("data/speech_verbs.toml").read_text("utf-8")
    return {
        language: _Grammar(
            verbs=frozenset(entry["verbs"].split()),
            phrases=tuple(phrase.replace("_", " ") for phrase in entry["phrases"].split()),
            asides=frozenset(entry["asides"].split()),
            after=frozenset(entry["after"].split()),
            marker=tuple(entry.get("marker", ())),
            particle=tuple(entry.get("particle", ())),
            is_verb_final="marker" in entry,
            has_capital_nouns=language == "de",
        )
        for language, entry in tomllib.loads(raw).items()
    }


_ALIASES = {"nb": "no", "nn": "no", "hr": "sr", "bs": "sr", "lb": "de", "gl": "es", "ca": "es"}


def languages() -> frozenset[str]:
    """The languages (ISO 639-1) whose verbs of saying are known."""
    return frozenset(_grammars())


def find_quotations(paragraphs: Sequence[str], language: str) -> list[list[Found]]:
    """The attributed quotations of each paragraph, in order of their cues.

    ``language``: a language tag; of one that is not known, nothing is found. Without a verb of
    saying beside it a quotation is nobody's, and is left out.
    """
    code = language.replace("_", "-").split("-")[0].lower()
    grammar = _grammars().get(_ALIASES.get(code, code))
    if grammar is None:
        return [[] for _ in paragraphs]
    if code in _UNSPACED:
        return [_find_unspaced(text, grammar, code) for text in paragraphs]
    return [_find(text, grammar) for text in paragraphs]


def _find(text: str, grammar: _Grammar) -> list[Found]:
    quotes = quotations(text)
    if not quotes:
        return _find_after_dash(text, grammar)
    found: list[Found] = []
    owner: dict[int, int] = {}  # the quotation's number to its place in ``found``
    for number, (start, end) in enumerate(quotes):
        previous_end = quotes[number - 1][1] if number else 0
        next_start = quotes[number + 1][0] if number + 1 < len(quotes) else len(text)
        if not _is_speech(text, start, end):
            continue
        after = (end, min(next_start, _clause_end(text, end)))
        before = (max(previous_end, _clause_start(text, start)), start)
        clause = _cue_after(text, after, before, grammar)
        joined = number - 1 in owner and _continues(text[previous_end:start])
        if joined or (number - 1 in owner and found[owner[number - 1]].cue[0] >= previous_end):
            # What follows a quotation and its verb is the same speaker's, unless it has its own.
            between = text[found[owner[number - 1]].cue[1] : start]
            if joined or (_is_resumed(between) and (clause is None or clause[0] is None)):
                owner[number] = owner[number - 1]
                whole = found[owner[number]]
                found[owner[number]] = Found(
                    whole.source, whole.cue, (*whole.content, (start, end)), whole.confidence
                )
                continue
        clause = clause or _cue_before(text, before, grammar)
        if clause is not None:
            source, cue, confidence = clause
            owner[number] = len(found)
            found.append(Found(source, cue, ((start, end),), confidence))
    return found


def _find_after_dash(text: str, grammar: _Grammar) -> list[Found]:
    """``– I do not know – said the mayor.``: speech behind a dash."""
    opening = _DASH_START.match(text.lstrip())
    if opening is None:
        return []
    start = len(text) - len(text.lstrip())
    for dash in islice(_DASH_INSIDE.finditer(text, start + opening.end()), _MOST_DASHES):
        after = (dash.end(), min(_clause_end(text, dash.end()), len(text)))
        first = _WORD.match(text, dash.end())
        if first is None or not {first[0].lower()} & grammar.verbs:
            continue
        clause = _cue_after(text, after, (start, start), grammar)
        if clause is not None:
            source, cue, confidence = clause
            content = (start + opening.end(), start + len(text[start : dash.start()].rstrip()))
            return [Found(source, cue, (content,), confidence)] if content[0] < content[1] else []
    return []


def _continues(between: str) -> bool:
    return len(between) < 24 and _WORD.search(between) is None


def _is_resumed(between: str) -> bool:
    """Whether only the rest of the sentence lies between a cue and the next quotation."""
    return _REST_OF_SENTENCE.fullmatch(between) is not None


def _is_speech(text: str, start: int, end: int) -> bool:
    """Whether a quotation is a sentence or a part of one, and not a name or a single word that
    the reporter sets apart."""
    inner = text[start + 1 : end - 1].strip()
    words = _WORD.findall(inner)
    return (
        len(words) >= 3
        or (len(words) >= 1 and inner[-1:] in ",.!?…")
        or (bool(words) and text[end : end + 1] == ",")
    )


def _clause_end(text: str, start: int) -> int:
    stop = min(len(text), start + _LONGEST_CLAUSE)
    # The end of the quoted sentence is not that of the clause that follows it.
    match = _SENTENCE_END.search(text, start + 2, stop)
    return match.start() if match else stop


def _clause_start(text: str, end: int) -> int:
    begin = max(0, end - _LONGEST_CLAUSE)
    last = begin
    for match in _SENTENCE_END.finditer(text, begin, max(begin, end - 1)):
        last = match.end()
    return last


def _words(text: str, where: Range) -> list[Range]:
    return [match.span() for match in _WORD.finditer(text, *where)]


def _verb_among(text: str, words: Sequence[Range], known: frozenset[str]) -> int | None:
    for index, (start, end) in enumerate(words):
        if _INVERTED.sub("", text[start:end].lower()) in known:
            return index
    return None


def _cue_after(
    text: str, after: Range, before: Range, grammar: _Grammar
) -> tuple[Range | None, Range, float] | None:
    """``…“, said the mayor`` and ``…”, the mayor said``."""
    rest = text[after[0] : after[1]].lstrip()
    if rest[:1] in {".", "!", "?"} or _COMPOUND.match(rest):
        return None
    words = _words(text, after)
    verb = _verb_among(text, words[:_MOST_WORDS_TO_VERB], grammar.verbs)
    if grammar.is_verb_final:
        return _verb_final(text, words, verb, before, grammar)
    if verb is None:
        phrase = _phrase_at(text, words, grammar)
        if phrase is None:
            return None
        source = _source_after(text, phrase[1], after[1], grammar)
        if source is None or (grammar.has_capital_nouns and text[slice(*source)].islower()):
            return None
        return source, phrase, 0.6
    cue = _compound(text, words, verb, grammar)
    inverted = _inverted(text, cue)
    if inverted is not None:
        behind = (inverted[1] + 1, cue[1])
        return inverted, behind if behind[0] < behind[1] else (cue[0], inverted[0] - 1), 0.75
    lead = [word for word in words if word[1] <= cue[0]]
    if not lead or (len(lead) == 1 and text[slice(*lead[0])].lower() in grammar.asides):
        following = _source_after(text, max(cue[1], words[verb][1]), after[1], grammar)
        return following, cue, 0.75 if following else 0.45
    if _STOP.search(text, lead[0][0], cue[0]) or _begins_relative_clause(text, lead[0]):
        # The verb is that of a later clause, or of one about what is quoted.
        return None
    if text[slice(*lead[-1])] in _AND:
        return None  # "… and says": whoever it is stands farther off.
    if grammar.has_capital_nouns and text[lead[0][0] : lead[-1][1]].islower():
        return None
    lead = _until_preposition(text, lead, grammar)
    subject = (lead[0][0], lead[-1][1])
    if not _may_be_source(text, subject, grammar):
        return None
    return subject, cue, 0.65


def _phrase_at(text: str, words: Sequence[Range], grammar: _Grammar) -> Range | None:
    """The phrase that the clause begins with."""
    if not words:
        return None
    start = words[0][0]
    ends = {end for _, end in words[:3]}
    for phrase in grammar.phrases:
        end = start + len(phrase)
        if end in ends and text[start:end].lower() == phrase:
            return start, end
    return None


def _cue_before(
    text: str, before: Range, grammar: _Grammar
) -> tuple[Range | None, Range, float] | None:
    """``The mayor said: “…`` and, with the verb first, ``Dijo el alcalde: “…``."""
    words = _words(text, before)
    if not words:
        return None
    tail = text[words[-1][1] : before[1]].strip()
    near = words[-_MOST_WORDS - 3 :]
    backwards = _verb_among(text, near[::-1], grammar.verbs)
    if backwards is None:
        return None
    verb = len(words) - 1 - backwards
    # A verb right before the quotation, or a colon or comma between: else it says something else.
    if not (tail[:1] in {":", ",", "："} or backwards <= 3):
        return None
    cue = _compound(text, words, verb, grammar)
    lead = [word for word in words if word[1] <= cue[0]]
    confidence = 0.7 if tail[:1] in {":", "："} else 0.55
    if grammar.has_capital_nouns and text[max(0, cue[0] - 3) : cue[0]].rstrip().endswith(","):
        # "The trams are old, said the driver: “…"
        following = _source_after(text, cue[1], before[1], grammar)
        if following:
            return following, cue, confidence
    lead = _last_clause(text, lead, cue[0])
    if lead and (_begins_relative_clause(text, lead[0]) or text[slice(*lead[-1])] in _AND):
        return None
    lead = _until_preposition(text, lead, grammar)
    if grammar.is_verb_final and lead and text[slice(*lead[0])].lower() in grammar.asides:
        # "Kaya, şunları söyledi: “…"
        clause = _last_clause(
            text, [word for word in words if word[1] < lead[0][0]], lead[0][0], ":"
        )
        marked = _marked(text, clause[0][0], lead[0][0], grammar) if clause else None
        found = marked is not None and _may_be_source(text, marked, grammar)
        return (marked, cue, confidence) if found else None
    subject = (lead[0][0], lead[-1][1]) if lead else None
    if subject is None or text[slice(*lead[0])].lower() in grammar.asides:
        following = _source_after(text, cue[1], before[1], grammar)
        return (following, cue, confidence) if following else None
    subject = (subject[0], _without_marker(text, subject, grammar))
    if not _may_be_source(text, subject, grammar):
        return None
    return subject, cue, confidence


def _without_marker(text: str, source: Range, grammar: _Grammar) -> int:
    """Where a source ends, without the particle that makes it a subject."""
    name = text[slice(*source)]
    for marker in grammar.marker:
        if marker[0].isalpha() and name.endswith(" " + marker):
            return source[1] - len(marker) - 1
    return source[1]


def _verb_final(
    text: str, words: Sequence[Range], verb: int | None, before: Range, grammar: _Grammar
) -> tuple[Range | None, Range, float] | None:
    """``The mayor [particle] “…” said``: the source stands before the quotation."""
    cue = _phrase_at(text, words, grammar)
    is_first = cue is not None or verb == 0
    if cue is None:
        if verb is None:
            return None
        if verb > 1 and not text[slice(*words[0])].startswith(grammar.particle):
            return None
        cue = words[verb]
    lead = _last_clause(text, _words(text, before), before[1], at=":")
    if is_first and (source := _name_after(text, cue[1], words[-1][1], grammar)) is not None:
        return source, cue, 0.6
    if not lead:
        return None, cue, 0.5
    marked = _marked(text, lead[0][0], before[1], grammar)
    if marked is not None and _may_be_source(text, marked, grammar):
        return marked, cue, 0.65
    return None, cue, 0.4


def _marked(text: str, start: int, end: int, grammar: _Grammar) -> Range | None:
    """What stands before the marker of a subject, with which the stretch ends."""
    ending = text[start:end].rstrip()
    for marker in grammar.marker:
        if ending.endswith(marker) and len(ending) > len(marker):
            return start, start + len(ending.removesuffix(marker).rstrip())
    return None


def _name_after(text: str, start: int, end: int, grammar: _Grammar) -> Range | None:
    """``“…” dedi teknik direktör Şenol Tan``: a name behind a verb that has none before it."""
    source = _source_after(text, start, end, grammar)
    is_name = source is not None and any(map(str.isupper, text[slice(*source)]))
    return source if is_name else None


def _compound(text: str, words: Sequence[Range], verb: int, grammar: _Grammar) -> Range:
    """The verb with the auxiliary right before it: ``a déclaré``, ``ha dicho``."""
    start, end = words[verb]
    if verb:
        before = _INVERTED.sub("", text[slice(*words[verb - 1])].lower())
        if before in _AUXILIARIES:
            start = words[verb - 1][0]
    return start, end


def _inverted(text: str, cue: Range) -> Range | None:
    """The pronoun in ``a-t-il dit`` and ``dit-elle``, which is the source inside the cue."""
    for word in _words(text, cue):
        match = _INVERTED.search(text[slice(*word)])
        if match is not None:
            return word[0] + match.start(1), word[0] + match.end(1)
    return None


_AUXILIARIES = frozenset(
    """a ont avait avaient ha han había habían hanno aveva avevano heeft hebben had has have har
    hat haben hatte hatten je jsou est s'est se au fost tem tinha het""".split()
)


def _source_after(text: str, start: int, end: int, grammar: _Grammar) -> Range | None:
    """The noun phrase that begins at ``start``: up to a stop, or a word that cannot be in it."""
    stop = _STOP.search(text, start + 1, end)
    words = _words(text, (start, stop.start() if stop else end))
    if not words or text[start : words[0][0]].strip(_INVISIBLE) or words[0][0] == start:
        return None
    if len(words) > 1 and text[slice(*words[0])].lower() in _ALSO:
        del words[0]
    kept: list[Range] = []
    for place, word in enumerate(words[:_MOST_WORDS]):
        following = words[place + 1][0] if place + 1 < len(words) else None
        if text[slice(*word)].lower() in grammar.after and not (
            # "Müller und Meier", "der Arzt und Forscher Meier"
            kept
            and following is not None
            and text[slice(*word)] in _AND
            and text[following].isupper()
        ):
            break
        kept.append(word)
    if grammar.has_capital_nouns:
        kept = _to_last_capital(text, kept)
    if not kept:
        return None
    source = (kept[0][0], kept[-1][1])
    return source if _may_be_source(text, source, grammar) else None


def _to_last_capital(text: str, words: Sequence[Range]) -> list[Range]:
    """Without the small words behind the last noun or name: ``räumt Aberle ein``."""
    capital = [place for place, word in enumerate(words) if not text[slice(*word)][0].islower()]
    return list(words[: capital[-1] + 1] if capital else words)


def _begins_relative_clause(text: str, word: Range) -> bool:
    is_relative = text[slice(*word)].lower() in _RELATIVE
    return is_relative and text[max(0, word[0] - 3) : word[0]].rstrip().endswith(",")


def _until_preposition(text: str, words: list[Range], grammar: _Grammar) -> list[Range]:
    """The words up to the first, but for the very first, that cannot be in a source's name."""
    for index, word in enumerate(words):
        if index and text[slice(*word)].lower() in grammar.after:
            return words[:index]
    return words


def _last_clause(
    text: str, words: Sequence[Range], end: int, at: str = '“„«"–—:;,،؛'
) -> list[Range]:
    """The words behind the last stop, unless that is an apposition's second comma."""
    kept: list[Range] = []
    following = end
    for word in reversed(words):
        if kept and any(mark in text[word[1] : following] for mark in at):
            break
        kept.append(word)
        following = word[0]
    return kept[::-1]


def _may_be_source(text: str, source: Range, grammar: _Grammar) -> bool:
    words = _words(text, source)
    name = text[slice(*source)]
    if text[max(0, source[0] - 1) : source[0]] in {"-", "‑"}:
        return False
    if not 1 <= len(words) <= _MOST_WORDS or len(name) > _LONGEST_SOURCE:
        return False
    lowered = [text[slice(*word)].lower() for word in words]
    if lowered[0] in grammar.asides or not grammar.verbs.isdisjoint(lowered):
        return False
    # A long stretch that ends in a small letter is a clause, where nouns or names have capitals.
    if len(words) > 5 and text[words[-1][0]].islower():
        return False
    return not name.isdigit()


def _find_unspaced(text: str, grammar: _Grammar, code: str) -> list[Found]:
    """Chinese and Japanese have no spaces: verbs are looked for at the quotation's edges."""
    found = []
    by_length = sorted(grammar.verbs, key=len, reverse=True)
    for start, end in quotations(text):
        if end - start < 6:
            continue
        before = text[max(0, start - 40) : start]
        clause = (
            _cue_of_chinese(text, start, end, before, by_length)
            if code == "zh"
            else _cue_of_japanese(text, start, end, before, grammar, by_length)
        )
        if clause is not None:
            source, cue = clause
            found.append(Found(source, cue, ((start, end),), 0.6 if source else 0.45))
    return found


def _cue_of_chinese(
    text: str, start: int, end: int, before: str, verbs: Sequence[str]
) -> tuple[Range | None, Range] | None:
    """``某人说：“…”`` and ``“…”某人说。``"""
    lead = before.rstrip("：:，, ")
    if lead != before:
        for verb in verbs:
            if lead.endswith(verb):
                cue = (start - len(before) + len(lead) - len(verb), start - len(before) + len(lead))
                return _subject(text, cue[0]), cue
    clause = re.compile(r"[^\s。！？，；：“「]{0,20}").match(text, end)
    if clause is not None:
        for verb in verbs:
            if clause[0].endswith(verb) and len(clause[0]) > len(verb):
                cue = (clause.end() - len(verb), clause.end())
                return (end, cue[0]), cue
    return None


def _cue_of_japanese(
    text: str, start: int, end: int, before: str, grammar: _Grammar, verbs: Sequence[str]
) -> tuple[Range | None, Range] | None:
    """``某氏は「…」と述べた。``"""
    particle = next((p for p in ("などと", "と") if text.startswith(p, end)), None)
    if particle is None:
        return None
    position = end + len(particle)
    for offset in range(min(14, len(text) - position)):
        for verb in verbs:
            if text.startswith(verb, position + offset):
                cue = (position + offset, position + offset + len(verb))
                lead = before.rstrip("、 ")
                for marker in grammar.marker:
                    if lead.endswith(marker):
                        return _subject(text, start - len(before) + len(lead) - len(marker)), cue
                return None, cue
        if text[position + offset] in "。「":
            break
    return None


def _subject(text: str, end: int) -> Range | None:
    match = _SUBJECT_OF_IDEOGRAPHS.search(text[max(0, end - 25) : end])
    return None if match is None else (end - len(match[0]), end)
