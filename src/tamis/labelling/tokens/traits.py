"""Traits of tokens: what a network may know when it looks for what does not belong.

One row for each token, one column for each name in :data:`NAMES`; float32. Everything is
computed in arrays over the whole text. Most traits compare a token with the page that it
stands on, as spam differs from its host: in language and script, in vocabulary, in spelling,
in the shape of its sentences, in how it repeats itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tamis.labelling.characters import Codes, class_bit
from tamis.labelling.lexicon import (
    WORD_COLUMNS,
    WORD_GROUPS,
    languages_of_stop_words,
    stop_words,
)
from tamis.labelling.tokens.cutting import (
    SCRIPTS,
    Fingerprints,
    Tokens,
    script_numbers,
)
from tamis.labelling.tokens.phrases import PhraseList, phrase_list

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]
Put = Callable[[str, object], None]
Known = Callable[[str], Floats]

_BETWEEN = ("newline", "sentence_end", "comma", "bar", "colon", "quote", "bracket", "mark_sign")
_GAP = ("space", "other", *_BETWEEN, "glued")
_RADII = (12, 40)
# Where words stand in no order, function words stand side by side and before stops, and small
# letters begin sentences, more often than anybody writes so.
_ORDER = ("stop_run", "stop_last", "small_start")
_AVERAGED = (
    "stop_own",
    "stop_other",
    "title",
    "digit",
    "other_script",
    "campaign",
    "prompt",
    "repeated",
    "elsewhere",
    "spelling",
    "sentence_end",
    "comma",
    "garbled",
    "coded",
    *_ORDER,
)
_OWN = (
    "length",
    "title",
    "upper",
    "inner_upper",
    "digit",
    "digits_and_letters",
    "unspaced",
    "non_ascii",
    "vowels",
    "other_script",
    "script_share",
    "stop_own",
    "stop_other",
    "stop_any",
    "campaign",
    "campaign_families",
    "prompt",
    "address",
    "garbled",
    "coded",
    "spelling",
    *_ORDER,
)
_REPETITION = (
    "count",
    "near_count",
    "elsewhere",
    "since_same",
    "until_same",
    "pair_count",
    "pair_near_count",
    "since_same_pair",
    "triple_count",
    "triple_near_count",
)
_PLACE = (
    "since_sentence",
    "until_sentence",
    "sentence_length",
    "since_line",
    "until_line",
    "line_length",
    "line_stop_own",
    "line_stop_other",
    "line_campaign",
    "line_commas",
    "sentence_stop_own",
    "sentence_stop_other",
    "sentence_campaign",
    "sentence_commas",
    "sentence_elsewhere",
    "line_elsewhere",
    "sentence_garbled",
    "line_garbled",
    "line_ends_sentence",
    "position",
    "from_end",
)
_PAGE = (
    "page_tokens",
    "page_lines",
    "page_stop_own",
    "page_stop_other",
    "page_campaign",
    "page_sentence_length",
    "page_distinct",
    "page_repeated_pairs",
    "page_main_script",
    "page_garbled",
    "page_unspaced",
)
NAMES: tuple[str, ...] = (
    *_OWN,
    *(f"before_{name}" for name in _GAP),
    *(f"word_{name}" for name in WORD_GROUPS),
    *(f"{name}_within_{radius}" for radius in _RADII for name in _AVERAGED),
    *_REPETITION,
    *_PLACE,
    *_PAGE,
)
_COLUMN = {name: column for column, name in enumerate(NAMES)}

_NEAR = 40
_NEAR_CHARACTERS = 240
_MOST_COUNTED = 60
_NEVER = 10_000
_KEY_BITS = 62
_ADDRESS_WORDS = "http https www com net org info ru xyz top gmail whatsapp telegram".split()
_SCRIPTS_WITH_CASE = [SCRIPTS.index(name) for name in ("latin", "greek", "cyrillic")]
_VOWELS = "aeiouyàáâãäåæèéêëìíîïòóôõöøùúûüýœаеёиоуыэюяіїєαεηιουωάέήίόύώ"
_SMALL = "abcdefghijklmnopqrstuvwxyz"
_CODE_SIGNS = "{}<>=;$\\`~^_[]|#@&%"
# What the first octets of UTF-8 look like where they were read as Latin-1 or Windows-1252,
# and what the octets after them look like.
_LEADING = "ÂÃÄÅÎÏÐÑØÙÚâãàáåæçèéìíïð"
_TRAILING = "€‚ƒ„…†‡ˆ‰Š‹Œ‘’“”•–—˜™š›œŸ"
# The same, read as Windows-1251; but for letters and marks that may stand behind a capital.
_LEADING_CYRILLIC = "РСГВДЕ"
_TRAILING_CYRILLIC = "°±µ¶·№¤¦§©¬®‚†‡€‰‹™›"


@dataclass(frozen=True, slots=True)
class Traits:
    """The matrix, (tokens, len(NAMES)), and what reasons are made from: the families of
    campaigns and the kinds of prompts that each token is part of, as bits."""

    matrix: Floats
    campaigns: Ints
    prompts: Ints

    def column(self, name: str) -> Floats:
        column: Floats = self.matrix[:, _COLUMN[name]]
        return column


def traits_of(tokens: Tokens, campaigns: PhraseList, prompts: PhraseList) -> Traits:
    """The traits of all tokens of one text; the lists are those of ``lexicon.py``."""
    count = len(tokens)
    columns = np.zeros((len(NAMES), count), dtype=np.float32)
    if not count:
        return Traits(columns.T, np.zeros(0, np.int64), np.zeros(0, np.int64))

    def put(name: str, values: object) -> None:
        columns[_COLUMN[name]] = values  # type: ignore[call-overload]

    def known(name: str) -> Floats:
        column: Floats = columns[_COLUMN[name]]
        return column

    in_campaign = campaigns.groups_of(tokens.fingerprints)
    in_prompt = prompts.groups_of(tokens.fingerprints)
    _put_own(put, tokens)
    words = _occurrences(tokens.fingerprints, _NEAR)
    scripts = script_numbers(tokens.codes[tokens.starts])
    letters = tokens.count("letter")
    by_script = np.bincount(scripts, weights=letters, minlength=len(SCRIPTS))
    by_script = by_script / max(by_script.sum(), 1)
    put("other_script", (scripts != by_script.argmax()) & (letters > 0))
    put("script_share", by_script[scripts])

    own, other = _stop_words(tokens.fingerprints)
    put("stop_own", own)
    put("stop_other", other & ~own)
    put("stop_any", own | other)
    put("campaign", in_campaign != 0)
    put("campaign_families", _bit_counts(in_campaign))
    put("prompt", in_prompt > 0)
    groups = _word_groups().groups_of(tokens.fingerprints)
    (grouped,) = np.nonzero(groups)
    for place, name in enumerate(WORD_GROUPS):
        known(f"word_{name}")[grouped] = groups[grouped] >> place & 1
    put("address", _addresses().groups_of(tokens.fingerprints) > 0)
    put("spelling", _spelling(tokens))

    _put_repetition(put, words)
    after_last = _put_gaps(put, tokens)
    new_line = known("before_newline") > 0
    new_sentence = new_line | (
        (known("before_sentence_end") > 0)
        & ((known("before_glued") == 0) | (known("unspaced") > 0))
    )
    # What ends a sentence stands before the next token.
    ends_sentence = np.append(known("before_sentence_end")[1:], after_last) > 0
    _put_places(put, known, new_line, new_sentence, ends_sentence)
    _put_order(put, known, own, new_line, ends_sentence)
    small = np.isin(scripts, _SCRIPTS_WITH_CASE) & (letters > 0) & ~_starts_upper(tokens)
    put("small_start", new_sentence & ~new_line & small)

    averaged = {
        "repeated": np.minimum(known("near_count"), 3),
        "sentence_end": new_sentence,
        "comma": known("before_comma") + known("before_bar"),
    }
    chosen = [averaged[name] if name in averaged else known(name) for name in _AVERAGED]
    for radius, means in zip(_RADII, _means_around(np.stack(chosen), _RADII), strict=True):
        first = _COLUMN[f"{_AVERAGED[0]}_within_{radius}"]
        columns[first : first + len(means)] = means

    put("page_tokens", np.log1p(count))
    put("page_lines", np.log1p(new_line.sum()))
    for name in ("stop_own", "stop_other", "campaign", "garbled", "unspaced"):
        put(f"page_{name}", known(name).mean())
    put("page_sentence_length", count / (1 + new_sentence.sum()))
    put("page_distinct", (words.number.max() + 1) / np.sqrt(count))
    put("page_repeated_pairs", (known("pair_count") > 0).mean())
    put("page_main_script", by_script.max())
    return Traits(columns.T, in_campaign, in_prompt)


def _bit_counts(bits: Ints) -> Ints:
    counts = np.zeros(len(bits), dtype=np.int64)
    (some,) = np.nonzero(bits)
    for place in range(int(bits.max()).bit_length() if len(some) else 0):
        counts[some] += bits[some] >> place & 1
    return counts


def _put_own(put: Put, tokens: Tokens) -> None:
    length = (tokens.ends - tokens.starts).astype(np.float32)
    upper, digit = tokens.count("upper"), tokens.count("digit")
    letter = tokens.count("letter")
    is_first_upper = _starts_upper(tokens)
    put("length", length)
    put("title", is_first_upper & (upper < 2))
    put("upper", (upper == letter) & (upper > 1))
    put("inner_upper", (upper > is_first_upper) & (upper < letter))
    put("digit", digit > 0)
    put("digits_and_letters", (digit > 0) & (letter > 0))
    put("unspaced", tokens.count("unspaced") > 0)
    put("non_ascii", tokens.count("non_ascii") / length)
    put("vowels", tokens.count_until_next(_among(tokens.lowered, _VOWELS)) / length)
    put("garbled", tokens.count_until_next(garbled(tokens.codes)))
    put("coded", tokens.count_until_next(_among(tokens.codes, _CODE_SIGNS)))


def _starts_upper(tokens: Tokens) -> Mask:
    starts_upper: Mask = tokens.codes[tokens.starts] != tokens.lowered[tokens.starts]
    return starts_upper


def _among(codes: Codes, characters: str) -> Mask:
    return _table_of(characters)[np.minimum(codes, 0xFFFF)]


@cache
def _table_of(characters: str) -> Mask:
    table = np.zeros(0x10000, dtype=np.bool_)
    table[[ord(character) for character in characters]] = True
    return table


def garbled(codes: Codes) -> Mask:
    """Which characters only a wrong encoding leaves in a text."""
    found = np.zeros(len(codes), dtype=np.bool_)
    # A letter that an encoding does not know is written as a question mark.
    (places,) = np.nonzero(codes[1:-1] == ord("?"))
    found[1 + places[_among(codes[places], _SMALL) & _among(codes[places + 2], _SMALL)]] = True
    # Most texts have few that are neither ASCII nor blanks.
    (places,) = np.nonzero((codes >= 0x80) | (codes < 0x20))
    here = codes[places]
    odd = (here == 0xFFFD) | ((here >= 0x80) & (here < 0xA0)) | (here < 0x20)
    odd &= (here != 9) & (here != 10) & (here != 13)
    found[places[odd]] = True
    leading = places[_among(here, _LEADING)]
    after = codes[np.minimum(leading + 1, len(codes) - 1)]
    trailing = ((after >= 0x80) & (after <= 0xBF)) | _among(after, _TRAILING)
    found[leading[trailing & (leading + 1 < len(codes))]] = True
    leading = places[_among(here, _LEADING_CYRILLIC)]
    trailing = _among(codes[np.minimum(leading + 1, len(codes) - 1)], _TRAILING_CYRILLIC)
    found[leading[trailing]] = True
    return found


def _stop_words(fingerprints: Fingerprints) -> tuple[Mask, Mask]:
    """Which tokens are function words of the text's main language, and which of another."""
    languages = _languages().groups_of(fingerprints)
    known = languages[languages != 0]
    totals = (known[:, None] >> np.arange(len(stop_words())) & 1).sum(axis=0)
    main = 1 << int(totals.argmax())
    return (languages & main) != 0, (languages & ~main) != 0


@cache
def _languages() -> PhraseList:
    words: dict[str, list[str]] = {language: [] for language in stop_words()}
    names = list(words)
    for word, places in languages_of_stop_words().items():
        for place in places:
            words[names[place]].append(word)
    return phrase_list(words)


@cache
def _word_groups() -> PhraseList:
    groups: dict[str, list[str]] = {name: [] for name in WORD_GROUPS}
    names = list(groups)
    for word, columns in WORD_COLUMNS.items():
        for column in columns:
            groups[names[column]].append(word)
    return phrase_list(groups)


@cache
def _addresses() -> PhraseList:
    return phrase_list({"address": _ADDRESS_WORDS})


def _spelling(tokens: Tokens) -> Floats:
    """How often the rest of the text, that is not near, has the token's runs of three letters.

    The mean over the token's characters of the logarithm of one more than that count.
    """
    letters = np.zeros(len(tokens.lowered) + 2, dtype=np.uint64)
    np.copyto(letters[1:-1], tokens.lowered, where=tokens.classes >= class_bit("word"))
    width = np.uint64(int(letters.max()).bit_length())
    runs = (((letters[:-2] << width) | letters[1:-1]) << width) | letters[2:]
    # Each run by its middle, which is a character of a token.
    (places,) = np.nonzero(tokens.inside)
    found = _occurrences(runs[places], _NEAR_CHARACTERS)
    of_character = np.zeros(len(runs) + 1)
    far = found.total - found.near
    of_character[places] = np.log1p(np.arange(far.max() + 1))[far]
    sums = np.concatenate(([0.0], np.cumsum(of_character)))
    mean: Floats = (sums[tokens.ends] - sums[tokens.starts]) / (tokens.ends - tokens.starts)
    return mean


class _Occurrences(NamedTuple):
    """Of each value: how often it occurs in all, and within some places of it (itself counts);
    how many places back and on the same one stands, ``_NEVER`` if it does not; and a number
    that it shares with its like."""

    total: Ints
    near: Ints
    since: Ints
    until: Ints
    number: Ints


def _occurrences(values: Ints | Fingerprints, radius: int) -> _Occurrences:
    count = len(values)
    bits = count.bit_length()
    if int(values.max()).bit_length() + bits > _KEY_BITS:
        values = _numbered(values)
    # Sorted by value and then by place.
    keys = np.sort((values.astype(np.int64) << bits) | np.arange(count))
    order, ordered = keys & ((1 << bits) - 1), keys >> bits
    is_new = np.ones(count + 1, dtype=np.bool_)
    np.not_equal(ordered[1:], ordered[:-1], out=is_new[1:-1])
    total, near = np.ones(count, np.int64), np.ones(count, np.int64)
    since, until = np.full(count, _NEVER), np.full(count, _NEVER)
    number = np.empty(count, np.int64)
    group = np.cumsum(is_new[:-1]) - 1
    number[order] = group
    # What occurs once is done.
    (repeated,) = np.nonzero(~(is_new[:-1] & is_new[1:]))
    if len(repeated):
        group, places = group[repeated], order[repeated]
        total[places] = np.bincount(group)[group]
        near[places] = _near(group * (count + radius) + places, radius)
        distance = np.where(is_new[repeated[1:]], _NEVER, places[1:] - places[:-1])
        since[places[1:]] = distance
        until[places[:-1]] = distance
    return _Occurrences(total, near, since, until, number)


def _near(keys: Ints, radius: int) -> Ints:
    """How many of the keys, which are sorted, lie within the radius of each."""
    behind = np.searchsorted(keys, keys + radius, side="right")
    # A key has behind it those whose own reach ends before it.
    before = np.cumsum(np.bincount(behind, minlength=len(keys) + 1))[:-1]
    near: Ints = behind - before
    return near


def _numbered(values: Ints | Fingerprints) -> Ints:
    """Small numbers in place of values, the same for the same."""
    order = np.argsort(values)
    ordered = values[order]
    number = np.empty(len(values), dtype=np.int64)
    number[order[0]] = 0
    number[order[1:]] = np.cumsum(ordered[1:] != ordered[:-1])
    return number


def _put_repetition(put: Put, words: _Occurrences) -> None:
    most = _MOST_COUNTED
    size = int(words.number.max()) + 1
    put("count", np.minimum(words.total - 1, most))
    put("near_count", np.minimum(words.near - 1, most))
    put("elsewhere", np.log1p(words.total - words.near))
    put("since_same", words.since)
    put("until_same", words.until)
    padded = np.concatenate((words.number, [size, size]))
    pairs = _occurrences(padded[:-2] * (size + 1) + padded[1:-1], _NEAR)
    put("pair_count", np.minimum(pairs.total - 1, most))
    put("pair_near_count", np.minimum(pairs.near - 1, most))
    put("since_same_pair", pairs.since)
    following = np.concatenate((pairs.number[1:], [-1]))
    triples = _occurrences(pairs.number * (len(following) + 1) + following + 1, _NEAR)
    put("triple_count", np.minimum(triples.total - 1, most))
    put("triple_near_count", np.minimum(triples.near - 1, most))


def _put_gaps(put: Put, tokens: Tokens) -> float:
    """What stands before each token. How many ends of sentences stand after the last is given
    back."""
    width = np.concatenate((tokens.starts, [len(tokens.codes)]))
    width = (width - np.concatenate(([0], tokens.ends))).astype(np.float32)
    space, *between = tokens.count_between(("space", *_BETWEEN))
    named = dict(zip(_BETWEEN, between, strict=True))
    columns = {
        "space": space,
        "other": np.maximum(width - space - sum(between[1:], np.zeros(len(width))), 0),
        "glued": (width > 0) & (space == 0),
        **named,
    }
    # A text begins and ends as a line does.
    named["newline"][[0, -1]] += 1
    for name, column in columns.items():
        put(f"before_{name}", column[:-1])
    return float(named["sentence_end"][-1])


def _put_places(
    put: Put, known: Known, new_line: Mask, new_sentence: Mask, ends_sentence: Mask
) -> None:
    count = len(new_line)
    places = np.arange(count)
    put("position", places / count)
    put("from_end", count - places)
    for name, begins in (("line", new_line), ("sentence", new_sentence)):
        of = np.cumsum(begins) - begins[0]
        starts = np.flatnonzero(np.concatenate(([True], of[1:] != of[:-1])))
        ends = np.append(starts[1:], count)
        length = ends - starts
        put(f"since_{name}", (places - starts[of]).astype(np.float32))
        put(f"until_{name}", (ends[of] - places).astype(np.float32))
        put(f"{name}_length", length[of])
        for short, column in (
            ("stop_own", known("stop_own")),
            ("stop_other", known("stop_other")),
            ("campaign", known("campaign")),
            ("commas", known("before_comma") + known("before_bar")),
            ("elsewhere", known("elsewhere")),
            ("garbled", known("garbled")),
        ):
            put(f"{name}_{short}", (np.add.reduceat(column, starts) / length)[of])
        if name == "line":
            put("line_ends_sentence", ends_sentence[ends - 1][of])


def _put_order(put: Put, known: Known, own: Mask, new_line: Mask, ends_sentence: Mask) -> None:
    """Function words of the text's language that follow one another, and that end something."""
    parted = new_line | (known("before_sentence_end") + known("before_comma") > 0)
    put("stop_run", own & np.append(False, own[:-1]) & ~parted)
    put("stop_last", own & (ends_sentence | np.append(parted[1:], True)))


def _means_around(columns: Floats, radii: Sequence[int]) -> Iterator[Floats]:
    """The means of (columns, rows) within some places of each row, by radius."""
    count = columns.shape[1]
    widest = max(radii)
    # Before the first row and behind the last one nothing is added.
    sums = np.zeros((len(columns), widest + count + 1 + widest))
    np.cumsum(columns, axis=1, dtype=np.float64, out=sums[:, widest + 1 : widest + 1 + count])
    sums[:, widest + 1 + count :] = sums[:, [widest + count]]
    places = np.arange(count)
    for radius in radii:
        rows = np.minimum(places + radius + 1, count) - np.maximum(places - radius, 0)
        first = widest - radius
        behind = sums[:, first + 2 * radius + 1 :][:, :count]
        yield (behind - sums[:, first : first + count]) / rows
