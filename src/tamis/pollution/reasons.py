"""Why a stretch of text does not belong, in words that a person can check against the text."""

from __future__ import annotations

from collections import Counter

import numpy as np
from numpy.typing import NDArray

from tamis.labelling.lexicon import all_stop_words
from tamis.labelling.tokens import GARBAGE, KINDS, SPAM, Reading
from tamis.labelling.tokens.phrases import campaigns, prompts
from tamis.labelling.tokens.traits import Traits
from tamis.page import Span
from tamis.pollution.decoding import Stretch
from tamis.pollution.misread import as_written

Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]

_MOST_REASONS = 5
_FEWEST_REPEATS = 3
_LEAST_SHARE = 0.15
_LONG = 12
_SHOWN = 30
_TELLING = 3


def reasons_hidden(span: Span) -> tuple[str, ...]:
    """Those of the span's reasons that say how it is hidden: they hold whatever its role."""
    return tuple(reason for reason in span.reasons if reason.startswith("hidden"))


def reasons_for(stretch: Stretch, reading: Reading, misread: Mask) -> tuple[str, ...]:
    """The strongest first. ``misread``: the tokens of what was read in a wrong encoding."""
    part = slice(stretch.first, stretch.last)
    kind = KINDS[stretch.kind - 1]
    traits, tokens = reading.traits, reading.tokens
    places = zip(tokens.starts[part].tolist(), tokens.ends[part].tolist(), strict=True)
    words = [reading.text[start:end] for start, end in places]
    found = []
    if kind == SPAM:
        if campaign := campaigns().commonest(traits.campaigns[part]):
            found.append(f"campaign: {campaign}")
        found += _repeats(words)
    elif kind == GARBAGE:
        if misread[part].any():
            found.append(_misread(reading.text[tokens.starts[part][0] : tokens.ends[part][-1]]))
        else:
            found += _garbage(traits, part)
    elif prompt := prompts().commonest(traits.prompts[part]):
        found.append(f"what pages say beside their text: {prompt}")
    found += _against_the_page(traits, part, len(words))
    if kind == SPAM and traits.column("address")[part].any():
        found.append("gives an address to turn to")
    return tuple(found[:_MOST_REASONS]) or ("reads unlike the rest of the page",)


def _repeats(words: list[str]) -> list[str]:
    stop_words = all_stop_words()
    telling = Counter(
        word for word in map(str.lower, words) if len(word) >= _TELLING and word not in stop_words
    )
    if not telling:
        return []
    word, count = max(telling.items(), key=lambda item: (item[1], item[0]))
    if count < _FEWEST_REPEATS:
        return []
    return [f"{count} times '{word[:_SHOWN]}' in {len(words)} words"]


def _misread(text: str) -> str:
    """With the first word of which it is known what was written."""
    for word in text.split():
        written = as_written(word.strip("\"'.,;:!?()"))
        if written and len(word) <= _SHOWN:
            return f"read in a wrong encoding: '{word}' was '{written}'"
    return "letters of a wrong encoding"


def _garbage(traits: Traits, part: slice) -> list[str]:
    found = []
    if traits.column("garbled")[part].mean() > 0.02:
        found.append("letters of a wrong encoding")
    if traits.column("coded")[part].mean() > 0.25:
        found.append("signs of a template or a script")
    if not found:
        found.append("words in no order that makes sense")
    return found


def _against_the_page(traits: Traits, part: slice, count: int) -> list[str]:
    """In what the stretch differs from the text around it."""
    found = []
    if traits.column("other_script")[part].mean() > 0.5:
        found.append("another script than the page")
    own, other = traits.column("stop_own")[part], traits.column("stop_other")[part]
    if count >= _LONG and other.mean() > max(_LEAST_SHARE, 2 * own.mean()):
        found.append("another language than the page")
    if count >= _LONG and not (traits.column("before_sentence_end")[part][1:] > 0).any():
        found.append("no sentence")
    if (
        count >= _LONG
        and own.mean() + other.mean() < 0.08
        and not traits.column("unspaced")[part].any()
    ):
        found.append("hardly a function word")
    telling = (traits.column("stop_any")[part] == 0) & (traits.column("digit")[part] == 0)
    shared = traits.column("elsewhere")[part][telling] > 0
    if count >= _LONG // 2 and len(shared) and shared.mean() <= 0.1:
        found.append(f"shares {'hardly a' if shared.any() else 'no'} word with the page")
    return found
