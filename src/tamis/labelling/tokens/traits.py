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

_OF_WORD_GROUPS = np.array([_COLUMN[f"word_{name}"] for name in WORD_GROUPS])[:, None]
_MEANT = [_COLUMN[name] for name in ("stop_own", "stop_other", "campaign", "garbled", "unspaced")]
_PAGE_MEANS = [_COLUMN[f"page_{NAMES[column]}"] for column in _MEANT]

_NEAR = 40
_NEAR_CHARACTERS = 240
_MOST_COUNTED = 60
_NEVER = 10_000
_KEY_BITS = 62
_ADDRESS_WORDS = "http https www com net org info ru xyz top gmail whatsapp telegram".split()
_VOWELS = "aeiouyàáâãäåæèéêëìíîïòóôõöøùúûüýœаеёиоуыэюяіїєαεηιουωάέήίόύώ"
_CODE_SIGNS = "{}<>=;$\\`~^_[]|#@&%"
# What the first octets of UTF-8 look like where they were read as Latin-1 or Windows-1252,
# and what the octets after them look like.
_LEADING = "ÂÃÄÅÎÏÐÑØÙÚâãàáåæçèéìíïð"
_TRAILING = "€‚ƒ„…†‡ˆ‰Š‹Œ‘’“”•–—˜™š›œŸ"
# What marks of punctuation begin with.
_OF_MARKS, _LONGEST_MARK = "Ââ", 3


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
    places = np.arange(len(WORD_GROUPS))[:, None]
    columns[_OF_WORD_GROUPS, grouped] = groups[grouped] >> places & 1
    put("address", _addresses().groups_of(tokens.fingerprints) > 0)
    put("spelling", _spelling(tokens))

    distinct = _put_repetition(put, _alike(tokens.fingerprints))
    after_last = _put_gaps(put, tokens)
    new_line = known("before_newline") > 0
    new_sentence = new_line | (
        (known("before_sentence_end") > 0)
        & ((known("before_glued") == 0) | (known("unspaced") > 0))
    )
    # What ends a sentence stands before the next token.
    ends_sentence = np.append(known("before_sentence_end")[1:], after_last) > 0
    _put_places(put, known, new_line, new_sentence, ends_sentence)

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
    columns[_PAGE_MEANS] = columns[_MEANT].mean(axis=1)[:, None]
    put("page_sentence_length", count / (1 + new_sentence.sum()))
    put("page_distinct", distinct / np.sqrt(count))
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
    """Which characters only a wrong encoding leaves in a text; but for those that were a quote, a
    dash or a blank, without which it can be read."""
    # Most texts have few that are neither ASCII nor blanks.
    (places,) = np.nonzero((codes >= 0x80) | (codes < 0x20))
    here = codes[places]
    odd = (here == 0xFFFD) | ((here >= 0x80) & (here < 0xA0)) | (here < 0x20)
    odd &= (here != 9) & (here != 10) & (here != 13)
    found = np.zeros(len(codes), dtype=np.bool_)
    found[places[odd]] = True
    leading = places[_among(here, _LEADING)]
    after = codes[np.minimum(leading + 1, len(codes) - 1)]
    trailing = ((after >= 0x80) & (after <= 0xBF)) | _among(after, _TRAILING)
    trailing &= leading + 1 < len(codes)
    found[leading[trailing]] = True
    marks = leading[trailing & _among(codes[leading], _OF_MARKS)]
    for step in range(_LONGEST_MARK):
        found[np.minimum(marks + step, len(codes) - 1)] = False
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
    total, near = _alike(runs[places]).counts(_NEAR_CHARACTERS)
    of_character = np.zeros(len(runs) + 1)
    far = total - near
    of_character[places] = np.log1p(np.arange(far.max() + 1))[far]
    sums = np.concatenate(([0.0], np.cumsum(of_character)))
    mean: Floats = (sums[tokens.ends] - sums[tokens.starts]) / (tokens.ends - tokens.starts)
    return mean


class _Alike(NamedTuple):
    """Values by which are the same. ``order``: the places of the values, those of the same value
    together and in order; ``group``: the number of the value at each of them; ``repeated``: which
    of them have a value that occurs more than once."""

    order: Ints
    group: Ints
    repeated: Ints

    def numbers(self) -> Ints:
        """A number for each value that it shares with its like."""
        numbers = np.empty_like(self.group)
        numbers[self.order] = self.group
        return numbers

    def counts(self, radius: int) -> tuple[Ints, Ints]:
        """How often each value occurs, in all and within some places of it; itself counts."""
        count = len(self.order)
        total, near = np.ones(count, np.int64), np.ones(count, np.int64)
        if len(self.repeated):
            group, places = self.group[self.repeated], self.order[self.repeated]
            total[places] = np.bincount(group)[group]
            near[places] = _near(group * (count + radius) + places, radius)
        return total, near

    def distances(self) -> tuple[Ints, Ints]:
        """How many places back and on the same value stands, ``_NEVER`` if it does not."""
        count = len(self.order)
        since, until = np.full(count, _NEVER), np.full(count, _NEVER)
        group, places = self.group[self.repeated], self.order[self.repeated]
        distance = np.where(group[1:] != group[:-1], _NEVER, places[1:] - places[:-1])
        since[places[1:]] = distance
        until[places[:-1]] = distance
        return since, until


def _alike(values: Ints | Fingerprints) -> _Alike:
    count = len(values)
    bits = count.bit_length()
    if int(values.max()).bit_length() + bits > _KEY_BITS:
        values = _numbered(values)
    # Sorted by value and then by place.
    keys = np.sort((values.astype(np.int64) << bits) | np.arange(count))
    order, ordered = keys & ((1 << bits) - 1), keys >> bits
    is_new = np.ones(count + 1, dtype=np.bool_)
    np.not_equal(ordered[1:], ordered[:-1], out=is_new[1:-1])
    (repeated,) = np.nonzero(~(is_new[:-1] & is_new[1:]))
    return _Alike(order, np.cumsum(is_new[:-1]) - 1, repeated)


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


def _put_repetition(put: Put, words: _Alike) -> int:
    """What is said again, of ``words``, pairs and triples of them; how many distinct words there
    are is given back."""
    most = _MOST_COUNTED
    numbers = words.numbers()
    size = int(numbers.max()) + 1
    total, near = words.counts(_NEAR)
    since, until = words.distances()
    put("count", np.minimum(total - 1, most))
    put("near_count", np.minimum(near - 1, most))
    put("elsewhere", np.log1p(total - near))
    put("since_same", since)
    put("until_same", until)
    padded = np.concatenate((numbers, [size, size]))
    pairs = _alike(padded[:-2] * (size + 1) + padded[1:-1])
    total, near = pairs.counts(_NEAR)
    put("pair_count", np.minimum(total - 1, most))
    put("pair_near_count", np.minimum(near - 1, most))
    put("since_same_pair", pairs.distances()[0])
    numbers = pairs.numbers()
    following = np.concatenate((numbers[1:], [-1]))
    triples = _alike(numbers * (len(following) + 1) + following + 1)
    total, near = triples.counts(_NEAR)
    put("triple_count", np.minimum(total - 1, most))
    put("triple_near_count", np.minimum(near - 1, most))
    return size


def _put_gaps(put: Put, tokens: Tokens) -> float:
    """What stands before each token. How many ends of sentences stand after the last is given
    back."""
    width = np.concatenate((tokens.starts, [len(tokens.codes)]))
    width = (width - np.concatenate(([0], tokens.ends))).astype(np.float32)
    (space,) = tokens.count_between(("space",))
    between = list(tokens.count_between(_BETWEEN))
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
        ):
            put(f"{name}_{short}", (np.add.reduceat(column, starts) / length)[of])
        if name == "line":
            put("line_ends_sentence", ends_sentence[ends - 1][of])


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
