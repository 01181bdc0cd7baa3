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
_QUANTILES = (10, 50, 90)
NAMES: tuple[str, ...] = (
    *("tokens", "sentences", "lines", "sentence_length", "sentence_unevenness", "word_unevenness"),
    *(f"mean_{name}" for name in _MEANS),
    *(f"top_{count}" for count in _TOP),
    *("distinct", "once"),
    *("pairs", "pairs_by_chance", "triples", "triples_by_chance"),
    *("common_after_common", "common_two_after", "common_gaps"),
    *("recurring", "recurring_near", "near_by_chance", "burst"),
    *("linked_sentences", "linked_by_chance", "linked_gain"),
    *(f"{name}_{part}" for name in ("pair", "run") for part in ("count", "sentences", "share")),
    *("title_inside", "starts_title", "same_start"),
    *(f"kind_{kind}" for kind in KINDS),
    *(f"odds_{share}" for share in _QUANTILES),
    "odd_share",
)
_MOST_TOKENS = 12_000
FEWEST_TOKENS = 60
_COMMON = 20
_NEAR = 60
_LONG = 4
_RUN = 4


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
        **_topic(words, count),
        **_phrases(words, count),
        **_network(reading, count),
    }
    return np.array([found[name] for name in NAMES], dtype=np.float32)


def _words(reading: Reading, count: int) -> _Words:
    prints = reading.tokens.fingerprints[:count]
    _, inverse, counts = np.unique(prints, return_inverse=True, return_counts=True)
    order = np.argsort(-counts, kind="stable")
    rank = np.empty_like(order)
    rank[order] = np.arange(len(order))
    number = rank[inverse]
    column = reading.traits.column
    long = (column("length")[:count] >= _LONG) | (column("unspaced")[:count] > 0)
    long &= column("digit")[:count] == 0
    sentence = np.cumsum(column("since_sentence")[:count] == 0)
    return _Words(number, counts[order], long, long & (number >= _COMMON), sentence - sentence[0])


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


def _topic(words: _Words, count: int) -> dict[str, float]:
    """How often a word that may name a topic comes back, soon and at all."""
    places = np.flatnonzero(words.telling & (words.counts[words.number] > 1))
    telling = max(int(words.telling.sum()), 1)
    near = _soon_again(words.number[places], places)
    by_chance = _soon_again(words.number[places][_by_chance(len(places))], places)
    linked, unlinked = _linked(words)
    return {
        "recurring": len(places) / telling,
        "recurring_near": near / telling,
        "near_by_chance": by_chance / telling,
        "burst": near / max(by_chance, 1),
        "linked_sentences": linked,
        "linked_by_chance": unlinked,
        "linked_gain": linked - unlinked,
    }


def _soon_again(numbers: Ints, places: Ints) -> int:
    """How many words stand again within some places behind."""
    if len(numbers) < 2:
        return 0
    order = np.lexsort((places, numbers))
    same = numbers[order][1:] == numbers[order][:-1]
    return int((same & (np.diff(places[order]) <= _NEAR)).sum())


def _linked(words: _Words) -> tuple[float, float]:
    """The share of sentences that share a telling word with the one before: as they stand, and
    in an order without sense."""
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
        follows = (number[order][1:] == number[order][:-1]) & (np.diff(where[order]) == 1)
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
    return found


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
