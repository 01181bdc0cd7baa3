"""Texts that are pollution from their first word to their last.

``weights/whole.npz`` is a NumPy archive with the arrays of a
:class:`~tamis.labelling.forest.Forest` over the columns of ``coherence.py`` (outputs: ``CLASSES``),
``knots_x`` and ``knots_y`` (a monotone map from log-odds to the probability that a text is
pollution) and ``names``. Made by ``training/pollution/whole.py``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tamis.labelling.forest import Forest
from tamis.labelling.tokens import GARBAGE, SPAM, Reading
from tamis.labelling.tokens.cutting import SCRIPTS, script_numbers
from tamis.labelling.tokens.traits import Traits
from tamis.page import Family, Role, Span
from tamis.pollution.coherence import MOST_TOKENS, NAMES, measured

Floats = NDArray[np.float32]

CLEAN = "clean"
CLASSES = (CLEAN, SPAM, GARBAGE)
LEAST_CONFIDENCE = 0.7
# From which on a reason is given; what clean texts seldom have.
_MANY_CAMPAIGN, _MANY_ADDRESSES, _MANY_SENTENCES = 0.1, 0.02, 0.3
_ORDERED, _LINKED, _SOME_SENTENCES = 0.02, 0.05, 2.3
_HAN = SCRIPTS.index("han and kana")
_MOSTLY = 0.5
_ROLES = {SPAM: Role.SPAM, GARBAGE: Role.GARBAGE}
_FOREST = ("features", "thresholds", "splits", "leaves", "bias", "shares")


@dataclass(frozen=True, slots=True)
class Judge:
    """``knots_x``, ``knots_y``: (knots,)."""

    forest: Forest
    knots_x: Floats
    knots_y: Floats


def mark_whole(spans: Sequence[Span], reading: Reading) -> tuple[Span, ...]:
    """The spans of a text without markup; all that is content becomes pollution if the text is
    pollution from end to end. A long text is judged part by part, and the part that is most like
    an article decides."""
    if has_no_words(reading):
        return tuple(spans)
    confidence, role, reasons = 1.0, Role.OTHER, [""]
    for part in _parts(reading):
        row = measured(part)
        if row is None:
            return tuple(spans)
        judge = shipped()
        scores = judge.forest.scores(judge.forest.leaf_numbers(row[None]))
        sure = float(np.interp(pollution_odds(scores)[0], judge.knots_x, judge.knots_y))
        if sure < LEAST_CONFIDENCE:
            return tuple(spans)
        if sure <= confidence:
            role = _ROLES[CLASSES[1 + int(scores[0, 1:].argmax())]]
            confidence, reasons = sure, ["all of the text", *_reasons(row)]
    return content_as(role, spans, confidence, reasons)


def content_as(
    role: Role, spans: Sequence[Span], confidence: float, reasons: Sequence[str]
) -> tuple[Span, ...]:
    """The spans with all that is content given up for pollution of one role."""
    return tuple(
        replace(span, role=role, confidence=confidence, reasons=tuple(reasons))
        if span.family is Family.CONTENT
        else span
        for span in spans
    )


def _parts(reading: Reading) -> Iterator[Reading]:
    """A text in parts of like size that can be measured; one that is short is one part."""
    total = len(reading.tokens)
    count = max(1, -(-total // MOST_TOKENS))
    tokens, traits = reading.tokens, reading.traits
    for number in range(count):
        own = slice(total * number // count, total * (number + 1) // count)
        yield replace(
            reading,
            tokens=replace(
                tokens,
                starts=tokens.starts[own],
                ends=tokens.ends[own],
                fingerprints=tokens.fingerprints[own],
            ),
            traits=Traits(traits.matrix[own], traits.campaigns[own], traits.prompts[own]),
            scores=reading.scores[own],
        )


def has_no_words(reading: Reading) -> bool:
    """Whether a text is in a script without spaces whose characters are no words either, as Thai
    and Lao: their order says nothing here. Chinese and Japanese are read by character."""
    unspaced = reading.traits.column("unspaced") > 0
    scripts = script_numbers(reading.tokens.codes[reading.tokens.starts])
    return bool((unspaced & (scripts != _HAN)).mean() > _MOSTLY) if len(unspaced) else False


def _reasons(row: Floats) -> list[str]:
    """What of the text a person can see, too."""
    value = dict(zip(NAMES, row.tolist(), strict=True))
    found = []
    if value["mean_campaign"] > _MANY_CAMPAIGN:
        found.append("words of advertising campaigns throughout")
    most = max(value["pair_sentences"], value["run_sentences"])
    if most > _MANY_SENTENCES:
        found.append(f"one phrase in {most:.0%} of its sentences")
    if value["mean_address"] > _MANY_ADDRESSES:
        found.append("addresses throughout")
    if value["pairs"] - value["pairs_by_chance"] < _ORDERED:
        found.append("words in an order near to chance")
    if value["sentences"] > _SOME_SENTENCES and value["word_linked_gain"] < _LINKED:
        found.append("sentences that share no topic with the one before")
    return found


@cache
def shipped() -> Judge:
    """The weights in the package."""
    return load(files("tamis.pollution").joinpath("weights", "whole.npz"))


def pollution_odds(scores: Floats) -> Floats:
    """The log-odds of pollution of any kind, (rows,), of scores by class, (rows, classes)."""
    odds: Floats = np.logaddexp(scores[:, 1], scores[:, 2]) - scores[:, 0]
    return odds


def load(path: Traversable | Path) -> Judge:
    """Read a weights file.

    Raises :class:`ValueError` if it was trained on other columns than this version has.
    """
    with path.open("rb") as file, np.load(file, allow_pickle=False) as archive:
        if tuple(archive["names"].tolist()) != NAMES:
            raise ValueError(f"{path} was trained on other columns; run `make train` again")
        return Judge(
            Forest(*(archive[name] for name in _FOREST)),
            archive["knots_x"],
            archive["knots_y"],
        )


def save(path: Path, judge: Judge) -> None:
    """Write a weights file that :func:`load` reads."""
    np.savez_compressed(
        path,
        **{name: getattr(judge.forest, name) for name in _FOREST},
        knots_x=judge.knots_x,
        knots_y=judge.knots_y,
        names=np.array(NAMES),
    )
