"""Blocks to roles: the second room of the house. Its door is :func:`label`."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tamis.labelling.decoding import kept_blocks
from tamis.labelling.features import compute
from tamis.labelling.model import Model, load, shipped
from tamis.labelling.reasons import phrases
from tamis.labelling.roles import BOILERPLATE_EVIDENCE, CONTENT_EVIDENCE, choose_roles
from tamis.labelling.spans import Label, spans_of_blocks
from tamis.options import Options
from tamis.page import Role, Span
from tamis.parsing import Document

__all__ = ["Labelled", "Model", "label", "load"]

_UNLABELLED: Label = (Role.OTHER, 0.0, ())


@dataclass(frozen=True, slots=True)
class Labelled:
    """The spans, and the version of the weights that labelled them."""

    spans: tuple[Span, ...]
    weights: str


def label(document: Document, options: Options, model: Model | None = None) -> Labelled:
    """A partition of ``document.text`` into spans with roles of content and of boilerplate.

    Whether a block is content is learned; which role it has within its family follows from
    what the page declares. ``model`` replaces the weights in the package.
    """
    if model is None:
        model = shipped("html" if document.elements else "text")
    features = compute(document)
    judgement = model.judge(features.matrix)
    kept = kept_blocks(judgement.probabilities, features.words, options.favor)
    likely = np.where(kept, judgement.probabilities, 1 - judgement.probabilities).tolist()
    why = phrases(judgement.theme_shares, kept)
    labels: list[Label] = [_UNLABELLED] * len(kept)
    for is_kept, evidence in ((True, CONTENT_EVIDENCE), (False, BOILERPLATE_EVIDENCE)):
        rows = np.flatnonzero(kept == is_kept)
        choices = choose_roles(features.matrix[rows], evidence)
        for row, (role, declared) in zip(rows.tolist(), choices, strict=True):
            labels[row] = (role, likely[row], declared + why[row])
    return Labelled(spans_of_blocks(document, labels), model.version)
