"""How a whole text holds together: what tells prose from words and sentences put together.

A text that is pollution from its first word to its last has no host to differ from. What it
lacks is measured instead: the order of its commonest words, which in every language is far from
chance; its topic, as a person who writes of something comes back to it; and what stands out
where nobody writes, one phrase in every sentence. Everything is compared with the same tokens in
an order without sense, so that no list of words and no language is needed.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tamis.labelling.tokens import KINDS, Reading
from tamis.labelling.words import Fingerprints

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]

_MEANS = (
    *("length", "title", "upper", "digit", "unspaced", "other_script", "stop_own", "stop_other"),
    *("campaign", "prompt", "address", "garbled", "coded", "spelling", "elsewhere"),
    *("before_newline", "before_comma", "before_bar", "before_colon", "before_quote"),
    *("pair_near_count", "triple_near_count"),
)
_TOP = (1, 5, 20, 60)
_TOPIC = (
    *("recurring", "near", "near_by_chance", "burst", "burst_soon", "burst_late"),
    *("linked", "linked_by_chance", "linked_gain", "linked_soon", "linked_soon_gain"),
)
_QUANTILES = (10, 50, 90)
NAMES: tuple[str, ...] = (
    *("tokens", "sentences", "lines", "sentence_length", "sentence_unevenness", "word_unevenness"),
    *(f"mean_{name}" for name in _MEANS),
    *(f"top_{count}" for count in _TOP),
    *("distinct", "once"),
    *("pairs", "pairs_by_chance", "triples", "triples_by_chance"),
    *("common_after_common", "common_two_after", "common_gaps"),
    *(f"{kind}_{name}" for kind in ("word", "stem") for name in _TOPIC),
    *(f"{name}_{part}" for name in ("pair", "run") for part in ("count", "sentences", "share")),
    *("run_before", "run_behind", "opening_again", "word_sentences"),
    *("dropped_3", "dropped_4", "dropped_5", "dropped_7", "dropped_sentences", "dropped_title"),
    *("bare", "bare_title", "bare_longest"),
    *("foreign_sentences", "foreign_switches", "stop_unevenness", "sentences_without_stop"),
    *("title_inside", "starts_title", "same_start"),
    *(f"kind_{kind}" for kind in KINDS),
    *(f"odds_{share}" for share in _QUANTILES),
    "odd_share",
)
_MOST_TOKENS = 12_000
FEWEST_TOKENS = 60
_COMMON = 20
_WITHIN = (60, 20, 300)
_SOON = 3
_STEM = 5
_STEM_FACTORS = np.array([1, 3**13, 3**17, 3**23, 3**29], dtype=np.uint64)
_LONG = 4
_RUN = 4
_DROPPED = (3, 4, 5, 7)
# So many tokens without a function word are a list; prose has them by chance.
_LIST = 12
_OPENINGS = (2, 3, 4)
_FULL_SENTENCE = 6


class _Words(NamedTuple):
    """Numbers of the words in place of these, the commonest is 0; how often each occurs; which
    tokens are long enough to mean something, and of these which may name a topic; the sentence of
    each token."""

    number: Ints
    counts: Ints
    long: Mask
    telling: Mask
    sentence: Ints


def measured(reading: Reading) -> Floats | None:
    """One row with a column for each of :data:`NAMES`; ``None`` if the text is too short to tell.

    Of a long text the first tokens are looked at.
    """
    count = min(len(reading.tokens), _MOST_TOKENS)
    if count < FEWEST_TOKENS:
        return None
    words = _words(reading, count)
    found = {
        **_shape(reading, words, count),
        **_commonest(words, count),
        **_order(words, count),
        **_topic(words, "word"),
        **_topic(_stems(reading, words, count), "stem"),
        **_phrases(words, count),
        **_dropped(reading, words, count),
        **_lists(reading, count),
        **_languages(reading, words, count),
        **_network(reading, count),
    }
    return np.array([found[name] for name in NAMES], dtype=np.float32)


def _words(reading: Reading, count: int) -> _Words:
    number, counts = _numbered(reading.tokens.fingerprints[:count])
    column = reading.traits.column
    long = (column("length")[:count] >= _LONG) | (column("unspaced")[:count] > 0)
    long &= column("digit")[:count] == 0
    sentence = np.cumsum(column("since_sentence")[:count] == 0)
    return _Words(number, counts, long, long & (number >= _COMMON), sentence - sentence[0])


def _numbered(prints: Fingerprints) -> tuple[Ints, Ints]:
    """A number for each different one, the commonest is 0, and how often each occurs."""
    _, inverse, counts = np.unique(prints, return_inverse=True, return_counts=True)
    order = np.argsort(-counts, kind="stable")
    rank = np.empty_like(order)
    rank[order] = np.arange(len(order))
    return rank[inverse], counts[order]


def _shape(reading: Reading, words: _Words, count: int) -> dict[str, float]:
    column = reading.traits.column
    lengths = np.bincount(words.sentence)
    begins = column("since_sentence")[:count] == 0
    title = column("title")[:count] > 0
    first = words.number[begins]
    found = {
        "tokens": np.log1p(count),
        "sentences": np.log1p(len(lengths)),
        "lines": np.log1p((column("since_line")[:count] == 0).sum()),
        "sentence_length": lengths.mean(),
        "sentence_unevenness": lengths.std() / lengths.mean(),
        "word_unevenness": column("length")[:count].std(),
        "title_inside": title[~begins].mean() if (~begins).any() else 0,
        "starts_title": title[begins].mean() if begins.any() else 0,
        "same_start": np.bincount(first).max() / len(first) if len(first) else 0,
    }
    return found | {f"mean_{name}": column(name)[:count].mean() for name in _MEANS}


def _commonest(words: _Words, count: int) -> dict[str, float]:
    found = {f"top_{most}": words.counts[:most].sum() / count for most in _TOP}
    return found | {
        "distinct": len(words.counts) / np.sqrt(count),
        "once": (words.counts == 1).sum() / count,
    }


def _order(words: _Words, count: int) -> dict[str, float]:
    """How often the same words follow each other, and what the commonest ones stand beside."""
    shuffled = words.number[_by_chance(count)]
    common = words.number < _COMMON
    share = common.mean()
    gaps = np.diff(np.flatnonzero(common))
    found: dict[str, float] = {}
    for name, length in (("pairs", 2), ("triples", 3)):
        found[name] = _repeated(words.number, length)
        found[f"{name}_by_chance"] = _repeated(shuffled, length)
    return found | {
        "common_after_common": (common[1:] & common[:-1]).mean() / max(share**2, 1e-4),
        "common_two_after": (common[2:] & common[:-2]).mean() / max(share**2, 1e-4),
        "common_gaps": gaps.std() / gaps.mean() if len(gaps) > 1 else 0,
    }


def _stems(reading: Reading, words: _Words, count: int) -> _Words:
    """The same with words that begin alike for one: in most languages a word of the topic comes
    back with another ending."""
    tokens = reading.tokens
    places = tokens.starts[:count, None] + np.arange(_STEM)
    letters = tokens.lowered[np.minimum(places, len(tokens.lowered) - 1)].astype(np.uint64)
    letters[places >= tokens.ends[:count, None]] = 0
    number, counts = _numbered(letters @ _STEM_FACTORS)
    return words._replace(number=number, counts=counts, telling=words.long & (number >= _COMMON))


def _topic(words: _Words, kind: str) -> dict[str, float]:
    """How often a word that may name a topic comes back, soon and at all."""
    places = np.flatnonzero(words.telling & (words.counts[words.number] > 1))
    telling = max(int(words.telling.sum()), 1)
    numbers = words.number[places]
    shuffled = numbers[_by_chance(len(places))]
    near, soon, late = (_soon_again(numbers, places, within) for within in _WITHIN)
    by_chance, by_chance_soon, by_chance_late = (
        _soon_again(shuffled, places, within) for within in _WITHIN
    )
    linked, unlinked = _linked(words, 1)
    linked_soon, unlinked_soon = _linked(words, _SOON)
    found = {
        "recurring": len(places) / telling,
        "near": near / telling,
        "near_by_chance": by_chance / telling,
        "burst": near / max(by_chance, 1),
        "burst_soon": soon / max(by_chance_soon, 1),
        "burst_late": late / max(by_chance_late, 1),
        "linked": linked,
        "linked_by_chance": unlinked,
        "linked_gain": linked - unlinked,
        "linked_soon": linked_soon,
        "linked_soon_gain": linked_soon - unlinked_soon,
    }
    return {f"{kind}_{name}": value for name, value in found.items()}


def _soon_again(numbers: Ints, places: Ints, within: int) -> int:
    """How many words stand again within so many places behind."""
    if len(numbers) < 2:
        return 0
    order = np.lexsort((places, numbers))
    same = numbers[order][1:] == numbers[order][:-1]
    return int((same & (np.diff(places[order]) <= within)).sum())


def _linked(words: _Words, within: int) -> tuple[float, float]:
    """The share of sentences that share a telling word with one of those before, so many at most:
    as they stand, and in an order without sense."""
    sentences = int(words.sentence[-1]) + 1
    if sentences < 3:
        return 0.0, 0.0
    chosen = words.telling
    pairs = np.unique(words.number[chosen] * sentences + words.sentence[chosen])
    number, sentence = pairs // sentences, pairs % sentences
    place = np.argsort(_by_chance(sentences))
    shares = []
    for where in (sentence, place[sentence]):
        order = np.lexsort((where, number))
        follows = number[order][1:] == number[order][:-1]
        follows &= np.diff(where[order]) <= within
        shares.append(len(np.unique(where[order][1:][follows])) / (sentences - 1))
    return shares[0], shares[1]


def _phrases(words: _Words, count: int) -> dict[str, float]:
    """The pair of long words that stands together most often, and the run of four words."""
    sentence = words.sentence
    pairs = words.long[1:] & words.long[:-1] & (sentence[1:] == sentence[:-1])
    within = np.zeros(0, dtype=np.bool_)
    if count >= _RUN:
        within = sentence[_RUN - 1 :] == sentence[: count - _RUN + 1]
        within &= words.long[: len(within)] | words.long[_RUN - 1 :]
    found: dict[str, float] = {}
    for name, chosen, length in (("pair", pairs, 2), ("run", within, _RUN)):
        places = np.flatnonzero(chosen)
        if not len(places):
            found |= {f"{name}_{part}": 0.0 for part in ("count", "sentences", "share")}
            found |= {"run_before": 0.0, "run_behind": 0.0}
            continue
        runs = _runs(words.number, length)[places]
        _, inverse, counts = np.unique(runs, return_inverse=True, return_counts=True)
        most = int(counts.argmax())
        its = len(np.unique(sentence[places[inverse == most]]))
        found |= {
            f"{name}_count": float(np.log1p(counts[most])),
            f"{name}_sentences": its / (int(sentence[-1]) + 1),
            f"{name}_share": float(counts[counts > 2].sum() / count),
        }
        if name == "run":
            found |= _neighbours(words.number, places[inverse == most])
    return found | {
        "opening_again": _opening_again(words.number),
        "word_sentences": _most_spread(words),
    }


def _dropped(reading: Reading, words: _Words, count: int) -> dict[str, float]:
    """The phrases that stand inside sentences between the most different neighbours, by their
    length; and, of the one that does so most for its length, in how many sentences it stands, and
    how much of it is written as names are."""
    longest = _DROPPED[-1]
    places = np.arange(1, max(count - longest, 1))
    longs = np.concatenate(([0], np.cumsum(words.long)))
    run = words.number[places]
    found = {f"dropped_{length}": 0.0 for length in _DROPPED}
    best, its, size = 0.0, places[:0], 0
    for length in range(2, longest + 1):
        _, run = np.unique(run * count + words.number[places + length - 1], return_inverse=True)
        if length not in _DROPPED:
            continue
        inside = words.sentence[places - 1] == words.sentence[places + length - 1]
        inside &= longs[places + length] > longs[places]
        here, mine = places[inside], run[inside]
        if not len(here):
            break
        fewest = np.full(int(mine.max()) + 1, count)
        for beside in (here - 1, here + length):
            pairs = np.unique(mine * count + words.number[beside])
            fewest = np.minimum(fewest, np.bincount(pairs // count, minlength=len(fewest)))
        most = int(fewest[mine].max())
        found[f"dropped_{length}"] = float(np.log(most))
        if np.log(most) * length > best:
            best, its, size = float(np.log(most) * length), here[fewest[mine] == most], length
            its = its[run[its - 1] == run[its[0] - 1]]
    if not size:
        return found | {"dropped_sentences": 0.0, "dropped_title": 0.0}
    sentences = len(np.unique(words.sentence[its])) / (int(words.sentence[-1]) + 1)
    title = reading.traits.column("title")[its[0] : its[0] + size] > 0
    return found | {"dropped_sentences": sentences, "dropped_title": float(title.mean())}


def _neighbours(numbers: Ints, places: Ints) -> dict[str, float]:
    """How many words stand before and behind a run of words, for each time that it occurs: a
    phrase that was dropped into sentences stands between others every time."""
    before = numbers[np.maximum(places - 1, 0)]
    behind = numbers[np.minimum(places + _RUN, len(numbers) - 1)]
    often = len(places) if len(places) > 2 else np.inf
    return {
        "run_before": len(np.unique(before)) / often,
        "run_behind": len(np.unique(behind)) / often,
    }


def _opening_again(numbers: Ints) -> float:
    """How often the text's first words come back, the more for the more of them."""
    again = 0.0
    for length in _OPENINGS:
        runs = _runs(numbers, length) if len(numbers) > length else numbers[:1]
        again += float(np.log1p((runs[1:] == runs[0]).sum()))
    return again


def _most_spread(words: _Words) -> float:
    """The share of sentences that have the long word which most of them have."""
    sentences = int(words.sentence[-1]) + 1
    pairs = np.unique(words.number[words.long] * sentences + words.sentence[words.long])
    return float(np.bincount(pairs // sentences).max() / sentences) if len(pairs) else 0.0


def _lists(reading: Reading, count: int) -> dict[str, float]:
    """How much stands in long runs without a function word, and how much of that is names."""
    column = reading.traits.column
    stops = np.flatnonzero(column("stop_own")[:count] > 0)
    edges = np.concatenate(([-1], stops, [count]))
    lengths = np.diff(edges) - 1
    is_list = np.repeat(lengths >= _LIST, lengths)
    inside = np.ones(count, dtype=np.bool_)
    inside[stops] = False
    bare = np.zeros(count, dtype=np.bool_)
    bare[inside] = is_list
    return {
        "bare": bare.mean(),
        "bare_title": (column("title")[:count][bare] > 0).sum() / count,
        "bare_longest": np.log1p(lengths.max()),
    }


def _languages(reading: Reading, words: _Words, count: int) -> dict[str, float]:
    """How many sentences are in another language than most, how often one follows the other, and
    how unevenly function words lie."""
    column = reading.traits.column
    sizes = np.bincount(words.sentence)
    own = np.bincount(words.sentence, weights=column("stop_own")[:count])
    other = np.bincount(words.sentence, weights=column("stop_other")[:count])
    full = sizes >= _FULL_SENTENCE
    if not full.any():
        names = ("foreign_sentences", "foreign_switches", "stop_unevenness")
        return dict.fromkeys((*names, "sentences_without_stop"), 0.0)
    is_foreign = ((other > own) & (other > 1))[full]
    return {
        "foreign_sentences": is_foreign.mean(),
        "foreign_switches": np.log1p((is_foreign[1:] != is_foreign[:-1]).sum()),
        "stop_unevenness": (own[full] / sizes[full]).std(),
        "sentences_without_stop": (own[full] == 0).mean(),
    }


def _network(reading: Reading, count: int) -> dict[str, float]:
    """What the network over tokens says of them."""
    scores = reading.scores[:count]
    against = scores[:, 1:].max(axis=1)
    odds = scores[:, 0] - against
    found = {
        f"kind_{kind}": float((scores[:, 1 + number] > scores[:, 0]).mean())
        for number, kind in enumerate(KINDS)
    }
    quantiles = np.percentile(odds, _QUANTILES)
    found |= {f"odds_{share}": value for share, value in zip(_QUANTILES, quantiles, strict=True)}
    return found | {"odd_share": float((odds < 0).mean())}


def _repeated(numbers: Ints, length: int) -> float:
    """The share of runs of words that occur more than once."""
    runs = _runs(numbers, length)
    _, counts = np.unique(runs, return_counts=True)
    return float(counts[counts > 1].sum() / max(len(runs), 1))


def _runs(numbers: Ints, length: int) -> Ints:
    """A number for each run of words, the same for the same; up to four words."""
    size = int(numbers.max()) + 1
    runs = numbers[: len(numbers) - length + 1].copy()
    for place in range(1, length):
        runs = runs * size + numbers[place : len(numbers) - length + 1 + place]
    return runs


def _by_chance(count: int) -> Ints:
    """An order without sense, the same for the same count on every machine."""
    multiplied = (np.arange(count, dtype=np.uint64) + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15)
    mixed = (multiplied ^ (multiplied >> np.uint64(29))) * np.uint64(0xBF58476D1CE4E5B9)
    return np.argsort(mixed, kind="stable")
