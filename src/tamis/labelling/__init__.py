"""Blocks to roles: the second room of the house. Its door is :func:`label`."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tamis.labelling.decoding import copies, kept_blocks
from tamis.labelling.features import NAMES, Features
from tamis.labelling.lines import features_of
from tamis.labelling.model import Model, load, shipped
from tamis.labelling.network import PAGE_TYPES
from tamis.labelling.reasons import phrases
from tamis.labelling.role_head import RoleHead, context
from tamis.labelling.roles import (
    Columns,
    contradicted,
    holding_evidence,
    roles_by_evidence,
    spoken_evidence,
)
from tamis.labelling.spans import Label, spans_of_blocks
from tamis.labelling.tokens import Reading, read_tokens
from tamis.options import Options
from tamis.page import Role, Span
from tamis.parsing import Document

Floats = NDArray[np.float32]

_SURE_TYPE = 0.5
_COPY: Label = (Role.OTHER, 0.8, ("says again, word for word, what a text above says",))

__all__ = ["Labelled", "Model", "label", "load"]


@dataclass(frozen=True, slots=True)
class Labelled:
    """The spans, the version of the weights that labelled them, and the page's type with its
    probability, if one is likelier than all others together. ``reading``: the text by token, if
    it was read."""

    spans: tuple[Span, ...]
    weights: str
    page_type: str | None
    page_type_confidence: float | None
    reading: Reading | None = None


def label(document: Document, options: Options, model: Model | None = None) -> Labelled:
    """A partition of ``document.text`` into spans with roles of content and of boilerplate.

    First it is decided which blocks are main content, then which role each has. A span's
    confidence is the probability that its role is right. ``model`` replaces the weights in the
    package.
    """
    if model is None:
        model = shipped("html" if document.elements else "text")
    features = features_of(document)
    reading = None if document.elements else read_tokens(document.text)
    judgement = model.judge(features.matrix, features.words, opinion(document, reading))
    kept = kept_blocks(
        judgement.probabilities,
        features.words,
        judgement.page_types,
        options.favor,
        judgement.excerpt,
    )
    named = Columns(features.matrix)
    holding = holding_evidence(named)
    if model.roles is None:
        roles = roles_by_evidence(holding, kept)
        confidences = np.where(kept, judgement.probabilities, 1 - judgement.probabilities)
    else:
        roles, confidences = _learned(model.roles, features, named, judgement.probabilities, kept)
    labels: list[Label] = [
        (role, confidence, declared + why)
        for role, confidence, declared, why in zip(
            roles,
            confidences.tolist(),
            spoken_evidence(holding, roles),
            phrases(judgement.theme_shares, kept),
            strict=True,
        )
    ]
    for row in np.flatnonzero(copies(document, kept, features.words)).tolist():
        labels[row] = _COPY
    spans = spans_of_blocks(document, labels, features.surroundings)
    page_type, confidence = _likeliest(judgement.page_types)
    return Labelled(spans, model.version, page_type, confidence, reading)


def opinion(document: Document, reading: Reading | None) -> Floats:
    """What the tokens of each block say for its being content: log-odds; 0 if nobody read them."""
    if reading is None:
        return np.zeros(len(document.blocks), dtype=np.float32)
    starts = np.array([block.start for block in document.blocks], dtype=np.int64)
    return reading.clean_odds(starts)


def _likeliest(page_types: Floats) -> tuple[str, float] | tuple[None, None]:
    best = int(page_types.argmax())
    probability = float(page_types[best])
    return (PAGE_TYPES[best], probability) if probability > _SURE_TYPE else (None, None)


def _learned(
    head: RoleHead, features: Features, named: Columns, likely: Floats, kept: NDArray[np.bool_]
) -> tuple[list[Role], Floats]:
    columns = np.concatenate((features.matrix.T[: len(NAMES)], context(likely, features.words)))
    probabilities = head.probabilities(columns)
    for role, blocks in contradicted(named):
        probabilities[head.roles.index(role), blocks] = 0
    choice = head.choose(probabilities, kept)
    return [head.roles[number] for number in choice.roles.tolist()], choice.confidence
