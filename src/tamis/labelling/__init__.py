"""Blocks to roles: the second room of the house. Its door is :func:`label`."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tamis.labelling.decoding import kept_blocks
from tamis.labelling.features import Features, compute
from tamis.labelling.model import Model, load, shipped
from tamis.labelling.reasons import phrases
from tamis.labelling.role_head import RoleHead, context
from tamis.labelling.roles import contradicted, holding_evidence, roles_by_evidence, spoken_evidence
from tamis.labelling.spans import spans_of_blocks
from tamis.options import Options
from tamis.page import Role, Span
from tamis.parsing import Document

Floats = NDArray[np.float32]

__all__ = ["Labelled", "Model", "label", "load"]


@dataclass(frozen=True, slots=True)
class Labelled:
    """The spans, and the version of the weights that labelled them."""

    spans: tuple[Span, ...]
    weights: str


def label(document: Document, options: Options, model: Model | None = None) -> Labelled:
    """A partition of ``document.text`` into spans with roles of content and of boilerplate.

    First it is decided which blocks are main content, then which role each has. A span's
    confidence is the probability that its role is right. ``model`` replaces the weights in the
    package.
    """
    if model is None:
        model = shipped("html" if document.elements else "text")
    features = compute(document)
    judgement = model.judge(features.matrix)
    kept = kept_blocks(judgement.probabilities, features.words, options.favor)
    holding = holding_evidence(features.matrix)
    if model.roles is None:
        roles = roles_by_evidence(holding, kept)
        confidences = np.where(kept, judgement.probabilities, 1 - judgement.probabilities)
    else:
        roles, confidences = _learned(model.roles, features, judgement.probabilities, kept)
    labels = [
        (role, confidence, declared + why)
        for role, confidence, declared, why in zip(
            roles,
            confidences.tolist(),
            spoken_evidence(holding, roles),
            phrases(judgement.theme_shares, kept),
            strict=True,
        )
    ]
    return Labelled(spans_of_blocks(document, labels), model.version)


def _learned(
    head: RoleHead, features: Features, likely: Floats, kept: NDArray[np.bool_]
) -> tuple[list[Role], Floats]:
    columns = np.concatenate((features.matrix.T, context(likely, features.words)))
    probabilities = head.probabilities(columns)
    for role, blocks in contradicted(features.matrix):
        probabilities[head.roles.index(role), blocks] = 0
    choice = head.choose(probabilities, kept)
    return [head.roles[number] for number in choice.roles.tolist()], choice.confidence
