"""Pages made for a search phrase: what belongs to spam that has been found.

Such a page says its phrase in other words and with other places, lists the places, and has some
prose that says the phrase again and again (what Gyöngyi and Garcia-Molina, "Web Spam Taxonomy",
AIRWeb 2005, call repetition, weaving and stitching). Neither towns in a row nor prose about seed
is spam in itself: the stretch that shares its names or its phrase with them makes them so.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tamis.labelling.tokens import Reading
from tamis.labelling.tokens.phrases import campaigns
from tamis.page import Role, Span
from tamis.pollution.sentences import Sentences, sentences_of
from tamis.pollution.whole import content_as

Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]

# A list of names: how long, and how much of it must be names; how many letters those have that
# tell, how many of these the spam must have, and how many words may stand between.
_FEWEST_NAMES, _LEAST_NAMED = 20, 0.6
_LETTERS, _SHARED, _BESIDE = 4, 3, 16
# Of a campaign: how much of a text must be its spam, and how much of that its words.
_MUCH_OF_A_TEXT, _MANY_CAMPAIGN = 1 / 3, 0.15
# A line in the words of spam: how long, and how many of its words must be. What it brings along
# may make another line so.
_FEWEST_WORDS, _LEAST_SHARED, _ROUNDS = 5, 0.4, 4
_MOST_UNSPACED = 0.5
# A page made for a phrase: of how many words, and how often both the spam and the rest say it.
_MOST_OF_A_TEXT, _WORDS, _OFTEN = 0.5, 3, 3
_CONFIDENCE = 0.8


class Part(NamedTuple):
    """Tokens ``first`` to ``last``, the latter excluded, belong to spam."""

    first: int
    last: int
    reasons: tuple[str, ...]


def parts_of_spam(reading: Reading, spam: Sequence[tuple[int, int]]) -> list[Part]:
    """What belongs to stretches of spam, in order; parts may overlap each other and the spam.
    ``spam``: tokens first to last, in order and apart."""
    is_spam = np.zeros(len(reading.tokens), dtype=np.bool_)
    for first, last in spam:
        is_spam[first:last] = True
    if not is_spam.any():
        return []
    sentences = sentences_of(reading)
    return sorted(
        [
            *_names_beside(reading, is_spam),
            *_of_its_campaign(reading, sentences, is_spam),
            *_in_its_words(reading, sentences, is_spam),
        ]
    )


def _names_beside(reading: Reading, is_spam: Mask) -> Iterator[Part]:
    """The lists of names next to spam that hold several of its names, with what little stands
    between."""
    prints = reading.tokens.fingerprints
    is_name = _is_name(reading)
    telling = is_name & (reading.traits.column("length") >= _LETTERS)
    is_known = telling & np.isin(prints, prints[telling & is_spam])
    since, until = _distances(is_spam)
    for first, last in _lists(reading, is_name, is_spam):
        shared = len(np.unique(prints[first:last][is_known[first:last]]))
        before, after = int(since[first]), int(until[last - 1])
        if shared >= _SHARED and min(before, after) <= _BESIDE:
            begins = first - before if before <= _BESIDE else first
            ends = last + after if after <= _BESIDE else last
            reason = f"a list with {shared} names of the spam beside it"
            yield Part(begins, ends, (reason, "no sentence"))


def _of_its_campaign(reading: Reading, sentences: Sentences, is_spam: Mask) -> Iterator[Part]:
    """Where much of a text is spam of one campaign, the other sentences with words of it."""
    of_spam = reading.traits.campaigns[is_spam]
    campaign = campaigns().commonest(of_spam)
    if campaign is None or is_spam.mean() < _MUCH_OF_A_TEXT:
        return
    bit = 1 << campaigns().groups.index(campaign)
    # An article about the subject has its words, too, if it is taken for spam by mistake.
    if ((of_spam & bit) != 0).mean() < _MANY_CAMPAIGN:
        return
    chosen = sentences.counts((reading.traits.campaigns & bit) != 0) > 0
    chosen &= sentences.counts(is_spam) == 0
    reasons = (f"campaign: {campaign}, as in much of the text",)
    for first, last in sentences.edges(chosen):
        yield Part(first, last, reasons)


def _in_its_words(reading: Reading, sentences: Sentences, is_spam: Mask) -> Iterator[Part]:
    """Sentences without a function word that repeat themselves, many of whose words are those of
    spam and in no prose: the same spam in several places."""
    traits = reading.traits
    if traits.column("unspaced").mean() > _MOST_UNSPACED:
        return
    prints, words = np.unique(reading.tokens.fingerprints, return_inverse=True)
    sizes = sentences.sizes
    listed = (sizes >= _FEWEST_WORDS) & (sentences.counts(traits.column("stop_any") > 0) == 0)
    # Prose in a language without many function words seldom says a word twice in a sentence.
    pairs, often = np.unique(sentences.number * len(prints) + words, return_counts=True)
    repeats = np.zeros(len(sizes), dtype=np.bool_)
    repeats[pairs[often > 1] // len(prints)] = True
    listed &= repeats
    of_prose = np.bincount(words, ~is_spam & ~listed[sentences.number])[words]
    taken = is_spam.copy()
    for _ in range(_ROUNDS):
        of_spam = np.bincount(words, taken)[words]
        shared = sentences.counts((of_spam > 0) & (of_prose == 0))
        chosen = listed & (shared >= _LEAST_SHARED * sizes) & (sentences.counts(taken) == 0)
        if not chosen.any():
            return
        for first, last in sentences.edges(chosen):
            yield Part(first, last, ("words of the spam elsewhere in the text", "no sentence"))
        taken |= chosen[sentences.number]


def mark_doorway(spans: Sequence[Span], reading: Reading) -> tuple[Span, ...]:
    """The spans of a text without markup; where most of it is spam, what is left of it as content
    is spam too if it says the same phrase again and again."""
    tokens = reading.tokens
    is_spam = np.zeros(len(tokens), dtype=np.bool_)
    for span in spans:
        if span.role is Role.SPAM:
            low, high = np.searchsorted(tokens.starts, (span.start, span.end)).tolist()
            is_spam[low:high] = True
    if not len(tokens) or is_spam.mean() < _MOST_OF_A_TEXT:
        return tuple(spans)
    phrase = _phrase_of_both(reading, is_spam)
    if phrase is None:
        return tuple(spans)
    reasons = (f"most of the text is spam, and the rest says '{phrase}' again and again",)
    return content_as(Role.SPAM, spans, _CONFIDENCE, reasons)


def _is_name(reading: Reading) -> Mask:
    traits = reading.traits
    is_name: Mask = (traits.column("title") > 0) | (traits.column("upper") > 0)
    return is_name


def _lists(reading: Reading, is_name: Mask, is_spam: Mask) -> Iterator[tuple[int, int]]:
    """Runs of names outside of spam: no sentence ends in them, and no two words in a row are
    written small."""
    small = ~is_name
    parted = is_spam | (reading.traits.column("before_sentence_end") > 0)
    parted[1:] |= (small[1:] & small[:-1]) | is_spam[:-1]
    edges = np.flatnonzero(np.append(parted, True))
    first = 0
    for edge in edges.tolist():
        if edge - first >= _FEWEST_NAMES and is_name[first:edge].mean() >= _LEAST_NAMED:
            yield first, edge
        first = edge


def _distances(is_spam: Mask) -> tuple[Ints, Ints]:
    """How many tokens lie between each token and the spam before it, and behind it."""
    count = len(is_spam)
    places = np.arange(count)
    last = np.maximum.accumulate(np.where(is_spam, places, -2 * count))
    following = np.where(is_spam, places, 3 * count)[::-1]
    next_one = np.minimum.accumulate(following)[::-1]
    return places - last - 1, next_one - places - 1


def _phrase_of_both(reading: Reading, is_spam: Mask) -> str | None:
    """The three words, most of them long, that spam says most often, if the rest does so too."""
    tokens, traits = reading.tokens, reading.traits
    _, words = np.unique(tokens.fingerprints, return_inverse=True)
    long = (traits.column("length") >= _LETTERS) & (traits.column("stop_any") == 0)
    long &= (traits.column("unspaced") == 0) & (traits.column("digit") == 0)
    count = len(words) - _WORDS + 1
    if count <= 0:
        return None
    runs = np.zeros(count, dtype=np.int64)
    telling, inside = np.zeros(count, dtype=np.int64), np.zeros(count, dtype=np.int64)
    for step in range(_WORDS):
        own = slice(step, step + count)
        # More than two million different words would mix up some runs, and no more than that.
        runs = (runs << 21) | words[own]
        telling += long[own]
        inside += is_spam[own]
    chosen = np.flatnonzero(telling > _WORDS // 2)
    numbers, at, of = np.unique(runs[chosen], return_index=True, return_inverse=True)
    in_spam = np.bincount(of, weights=inside[chosen] == _WORDS, minlength=len(numbers))
    beside = np.bincount(of, weights=inside[chosen] == 0, minlength=len(numbers))
    both = np.where((in_spam >= _OFTEN) & (beside >= _OFTEN), in_spam, 0)
    if not both.any():
        return None
    place = int(chosen[at[both.argmax()]])
    return reading.text[tokens.starts[place] : tokens.ends[place + _WORDS - 1]]
