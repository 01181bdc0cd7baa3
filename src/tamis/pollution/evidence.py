"""What in a sentence speaks for, and what against, its being an instruction to a model."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from tamis.pollution.phrases import Find, find_phrases

# How chats with models are written down, and what tells a model's turn from a user's. All are
# in small letters.
_MARKER = re.compile(r"<\|[a-z_]{2,30}\|>|\[/?inst\]|<</?sys>>|</?(?:system|system_prompt)>")
_TURN = re.compile(
    r"</?(?:assistant|instructions?|important|admin)>"
    r"|(?:^|\n)\s{0,9}#{2,4} {0,2}(?:system|instructions?|assistant)\b"
    r"|(?:^|\n|[\[({\"'])\s{0,9}(?:system|assistant|developer) ?(?:\]|:)"
    r"|(?:begin|end|start) (?:of )?(?:system|hidden|new|ai) (?:prompt|instructions?)"
)
_QUOTES = re.compile('[“”„"«»「」『』‹›`]')
_QUOTED = re.compile(
    '“[^“”\n]{1,400}[”“]|”[^”\n]{1,400}”|„[^„“”\n]{1,400}[“”]|"[^"\n]{1,400}"|«[^«»\n]{1,400}»'
    "|»[^«»\n]{1,400}«|「[^「」\n]{1,400}」|『[^『』\n]{1,400}』|`[^`\n]{1,400}`"
    r"|(?<!\w)[‘'][^‘’'\n]{8,400}[’'](?!\w)"
)
_NEAR = 70
_AT_START = 24
_DIRECT = 24
_JUST_BY = 12
_ADDRESS_GAP = 14
_MOST_PAIRS = 8
_REACH = 3
"""How many sentences an address to a model reaches."""

NAMES = (
    "speaks to a model",
    "speaks to a machine",
    "addressed to a model or machine",
    "asks whether the reader is one",
    "sets orders aside",
    "sets earlier orders aside",
    "sets orders aside and asks for words",
    "asks for words",
    "asks for words in the answer",
    "asks to keep a secret",
    "gives another role",
    "from now on",
    "from now on and order",
    "asks for secrets",
    "asks to act",
    "asks to act with secrets",
    "must",
    "you",
    "begins with an order",
    "marker of a chat",
    "turn of a chat",
    "model and order",
    "model addressed and order",
    "machine and order",
    "hidden",
    "hidden and order",
    "hidden and model",
    "smuggled",
    "smuggled and order",
    "after blanks",
    "address shortly before",
    "address shortly before and order",
    "order set aside nearby",
    "reports",
    "reports more than once",
    "quoted",
    "quoted and order",
    "announced as a quotation",
    "page about models",
    "page about models and order",
    "code",
    "question",
    "you and model",
    "no verb of order",
)


class Sentence(NamedTuple):
    """A sentence, in offsets of plain letters, and what is known of it from outside.

    ``smuggled``: how it is kept from being seen, in words; ``blanks``: how many blanks stand
    before it.
    """

    start: int
    end: int
    hidden: bool = False
    code: bool = False
    smuggled: str = ""
    blanks: int = 0


@dataclass(slots=True)
class Evidence:
    """What was found in one sentence. ``signs`` maps names of ``NAMES`` to the phrase that shows
    it, or an empty one."""

    signs: dict[str, tuple[int, int]] = field(default_factory=dict)
    reports: int = 0
    ends_with_colon: bool = False

    def has(self, *names: str) -> bool:
        return any(name in self.signs for name in names)


_ORDERS = (
    *("sets orders aside", "asks for words in the answer", "asks to keep a secret"),
    *("gives another role", "asks for secrets", "asks to act", "begins with an order"),
)


_PROMISING = (
    *("addressed to a model or machine", "sets orders aside", "asks for words in the answer"),
    *("asks to keep a secret", "gives another role", "asks for secrets", "marker of a chat"),
    *("turn of a chat", "smuggled", "after blanks"),
)


def gather(
    text: str, sentences: Sequence[Sentence], suspects: Iterable[int], models_elsewhere: int
) -> Iterator[tuple[int, Evidence]]:
    """The evidence of those of the ``sentences``, which follow one another in ``text``, plain
    letters, that are worth it: the ``suspects``, and where one of them promises more than a word,
    those around it. With each its number. ``models_elsewhere``: how often the rest of the page
    names models."""
    found = {number: _own_evidence(text, sentences[number]) for number in suspects}
    for number in [number for number, own in found.items() if own.has(*_PROMISING)]:
        for near in range(max(0, number - _REACH), min(len(sentences), number + _REACH + 1)):
            if near not in found:
                found[near] = _own_evidence(text, sentences[near])
    for number in sorted(found):
        _look_around(found, number, models_elsewhere)
        yield number, found[number]


def _look_around(found: dict[int, Evidence], number: int, models_elsewhere: int) -> None:
    evidence = found[number]
    signs = evidence.signs
    before = [found[near] for near in range(number - _REACH, number) if near in found]
    after = [found[near] for near in range(number + 1, number + _REACH + 1) if near in found]
    is_order = evidence.has(*_ORDERS)
    if any(other.has(*_ADDRESSES) for other in before):
        signs["address shortly before"] = _NOWHERE
        if is_order or evidence.has("asks for words", "must"):
            signs["address shortly before and order"] = _NOWHERE
    if any(other.has("sets orders aside") for other in (*before, *after)):
        signs["order set aside nearby"] = _NOWHERE
    if before and number - 1 in found:
        last = found[number - 1]
        if last.ends_with_colon or last.reports > 1:
            signs["announced as a quotation"] = _NOWHERE
    if models_elsewhere > _FEW_MODELS:
        signs["page about models"] = _NOWHERE
        if is_order:
            signs["page about models and order"] = _NOWHERE


_ADDRESSES = ("addressed to a model or machine", "marker of a chat", "turn of a chat")
_FEW_MODELS = 3
_NOWHERE = (0, 0)


def _own_evidence(text: str, sentence: Sentence) -> Evidence:
    start, end = sentence.start, sentence.end
    finds = find_phrases(text, start, end)
    by: dict[str, list[Find]] = {}
    for found in finds:
        by.setdefault(found.category, []).append(found)
    evidence = Evidence(reports=len({found.start for found in by.get("report", ())}))
    signs = evidence.signs
    evidence.ends_with_colon = text[start:end].rstrip().endswith((":", "："))
    _put(signs, "speaks to a model", by.get("model"))
    _put(signs, "speaks to a machine", by.get("machine"))
    _address(signs, text, by, start)
    _pair(signs, "sets orders aside", by, "override", "orders")
    if "sets orders aside" in signs:
        _directly(signs, text, by)
        if "demand" in by:
            signs["sets orders aside and asks for words"] = _NOWHERE
    _put(signs, "asks for words", by.get("demand"))
    _pair(signs, "asks for words in the answer", by, "demand", "answer")
    _put(signs, "asks to keep a secret", by.get("secrecy"))
    _put(signs, "gives another role", by.get("persona"))
    _put(signs, "from now on", by.get("onward"))
    _put(signs, "asks to act", by.get("act"))
    _pair(signs, "asks to act with secrets", by, "act", "secret")
    _pair(signs, "asks for secrets", by, "demand", "secret")
    _put(signs, "must", by.get("must"))
    _put(signs, "you", by.get("you"))
    for category in ("override", "demand", "secrecy", "persona", "act"):
        first = by.get(category, [None])[0]
        if first is not None and first.start - start <= _AT_START:
            signs.setdefault("begins with an order", (first.start, first.end))
    for name, pattern in (("marker of a chat", _MARKER), ("turn of a chat", _TURN)):
        marker = pattern.search(text[start:end])
        if marker:
            signs[name] = (start + marker.start(), start + marker.end())
    _outside(signs, sentence)
    _quoted(signs, text, sentence)
    if evidence.reports:
        signs["reports"] = _NOWHERE
        if evidence.reports > 1:
            signs["reports more than once"] = _NOWHERE
    if text[start:end].rstrip()[-1:] in {"?", "？", "؟"}:
        signs["question"] = _NOWHERE
    _together(signs)
    return evidence


def _put(signs: dict[str, tuple[int, int]], name: str, finds: Sequence[Find] | None) -> None:
    if finds:
        signs[name] = (finds[0].start, finds[0].end)


def _pair(
    signs: dict[str, tuple[int, int]],
    name: str,
    by: dict[str, list[Find]],
    first: str,
    second: str,
) -> None:
    """A phrase of each of two categories near each other, and not the same words."""
    others = by.get(second)
    if not others:
        return
    starts = [other.start for other in others]
    for found in by.get(first, ()):
        place = bisect_left(starts, found.start - _NEAR)
        while place < len(others) and others[place].start <= found.end + _NEAR:
            other = others[place]
            if other.start >= found.end or other.end <= found.start:
                signs[name] = (min(found.start, other.start), max(found.end, other.end))
                return
            place += 1


def _directly(signs: dict[str, tuple[int, int]], text: str, by: dict[str, list[Find]]) -> None:
    """Whether the orders that are set aside are the object, and earlier ones. "Ignore our
    previous letter and the instructions in it" sets none aside."""
    for verb in by["override"][:_MOST_PAIRS]:
        for orders in by["orders"][:_MOST_PAIRS]:
            gap = max(orders.start - verb.end, verb.start - orders.end)
            widest = _DIRECT if text[verb.start] < "\u3000" else _DIRECT // 3
            first, last = min(verb.start, orders.start), max(verb.end, orders.end)
            if gap <= widest and any(
                first - _JUST_BY <= found.start <= last + _JUST_BY
                for found in by.get("earlier", ())
            ):
                signs["sets earlier orders aside"] = (first, last)
                return


def _address(
    signs: dict[str, tuple[int, int]], text: str, by: dict[str, list[Find]], start: int
) -> None:
    """Whether the sentence speaks *to* a model and not of one: "note to", "if you are", or a
    colon or comma after its name."""
    # What a machine is called may be somebody's job: "if you are an agent", "as an assistant".
    notices = by.get("notice", [])
    identities = by.get("identity", [])
    for category, openings in (
        ("model", notices + identities + by.get("as", [])),
        ("machine", notices),
    ):
        for found in by.get(category, ())[:_MOST_PAIRS]:
            for opening in openings:
                if -1 <= found.start - opening.end <= _ADDRESS_GAP:
                    signs["addressed to a model or machine"] = (opening.start, found.end)
                    if opening in identities:
                        signs["asks whether the reader is one"] = (opening.start, found.end)
                    return
                if opening in notices and 0 <= opening.start - found.end <= _ADDRESS_GAP:
                    signs["addressed to a model or machine"] = (found.start, opening.end)
                    return
            after = text[found.end : found.end + 2]
            offset = found.start - start
            if (after[:1] in {":", "："} and after != ":/" and offset <= _AT_START) or (
                after[:1] in {",", "，", "、"} and offset <= 2
            ):
                signs["addressed to a model or machine"] = (found.start, found.end)
                return


def _outside(signs: dict[str, tuple[int, int]], sentence: Sentence) -> None:
    if sentence.hidden:
        signs["hidden"] = _NOWHERE
    if sentence.code:
        signs["code"] = _NOWHERE
    if sentence.smuggled:
        signs["smuggled"] = _NOWHERE
    if sentence.blanks >= MANY_BLANKS:
        signs["after blanks"] = _NOWHERE


MANY_BLANKS = 40
"""Blanks in a row that push what follows out of sight."""


def _quoted(signs: dict[str, tuple[int, int]], text: str, sentence: Sentence) -> None:
    start, end = sentence.start, sentence.end
    if not _QUOTES.search(text, start, end) and "'" not in text[start:end]:
        return
    ranges = [match.span() for match in _QUOTED.finditer(text, start, end)]
    orders = [
        signs[name]
        for name in ("sets orders aside", "asks for words in the answer", "gives another role")
        if name in signs
    ]
    if any(a <= first and last <= b for a, b in ranges for first, last in orders):
        signs["quoted and order"] = _NOWHERE
    if ranges:
        signs["quoted"] = _NOWHERE


def _together(signs: dict[str, tuple[int, int]]) -> None:
    has_order = any(name in signs for name in _ORDERS)
    asks = has_order or "asks for words" in signs
    for name, one, other in (
        ("model and order", "speaks to a model", asks),
        ("model addressed and order", "addressed to a model or machine", asks),
        ("machine and order", "speaks to a machine", has_order),
        ("hidden and order", "hidden", has_order),
        ("smuggled and order", "smuggled", asks),
    ):
        if one in signs and other:
            signs[name] = _NOWHERE
    if "hidden" in signs and "speaks to a model" in signs:
        signs["hidden and model"] = _NOWHERE
    if "from now on" in signs and asks:
        signs["from now on and order"] = _NOWHERE
    if "you" in signs and "speaks to a model" in signs:
        signs["you and model"] = _NOWHERE
    if not asks:
        signs["no verb of order"] = _NOWHERE
