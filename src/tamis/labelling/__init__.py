"""Blocks to roles: the second room of the house. Its door is :func:`label`."""

from __future__ import annotations

from dataclasses import dataclass

from tamis.labelling.decoding import kept_blocks
from tamis.labelling.features import compute
from tamis.labelling.model import Model, load, shipped
from tamis.labelling.reasons import phrases
from tamis.labelling.roles import BOILERPLATE_EVIDENCE, CONTENT_EVIDENCE, choose_roles
from tamis.labelling.spans import spans_of_blocks
from tamis.options import Options
from tamis.page import Span
from tamis.parsing import Document

__all__ = ["Labelled", "Model", "label", "load"]


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
    likely = judgement.probabilities
    kept = kept_blocks(likely, features.words, options.favor)
    content = choose_roles(features, CONTENT_EVIDENCE)
    boilerplate = choose_roles(features, BOILERPLATE_EVIDENCE)
    labels = []
    for row, keep in enumerate(kept.tolist()):
        choice = content if keep else boilerplate
        why = phrases(judgement.theme_shares[row], content=keep)
        confidence = float(likely[row]) if keep else 1 - float(likely[row])
        labels.append((choice.roles[row], confidence, (*choice.phrases[row], *why)))
    return Labelled(spans_of_blocks(document, labels), model.version)
