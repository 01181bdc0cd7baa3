"""How well roles are told, held against what fundus wrote down; see ``training/roles.py``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tamis.labelling import label
from tamis.labelling.decoding import kept_blocks
from tamis.labelling.features import NAMES
from tamis.labelling.lines import features_of
from tamis.labelling.model import Model, load
from tamis.labelling.role_head import context
from tamis.labelling.roles import Columns, holding_evidence, roles_by_evidence
from tamis.options import Options
from tamis.page import Family, Role, Span
from tamis.parsing import Document, parse
from tamis.pollution import sift
from tamis.structure import find_structure
from training.blocks import wet_text
from training.data import Sample
from training.declarations import without_declarations
from training.role_truth import (
    ROLES,
    UNKIND,
    UNKNOWN,
    Codes,
    block_texts,
    codes_of_lines,
    role_codes,
)

Ints = NDArray[np.int64]
_BINS = 10
_IS_CONTENT = np.array([role.family is Family.CONTENT for role in ROLES])
_CODE = {role: code for code, role in enumerate(ROLES)}
_BODY = [
    _CODE[role]
    for role in (Role.PARAGRAPH, Role.LIST_ITEM, Role.QUOTE, Role.TABLE, Role.CODE, Role.EMBED)
]
_BOILERPLATE = _CODE[Role.OTHER]
_SHOWN = (
    Role.TITLE,
    Role.DECK,
    Role.BYLINE,
    Role.DATE,
    Role.HEADING,
    Role.PARAGRAPH,
    Role.CAPTION,
    Role.CREDIT,
    Role.OTHER,
)
_NAMES = {Role.PARAGRAPH: "body", Role.OTHER: "boilerplate"}


@dataclass(frozen=True, slots=True)
class _Told:
    """The blocks of all pages: what they are, what they were called, and how surely."""

    truth: Ints
    told: Ints
    confidence: NDArray[np.float64]


def report(name: str, samples: Sequence[Sample], fold_of: Mapping[str, int], work: Path) -> None:
    """Print the tables for the weights ``name``, ``html`` or ``text``."""
    results: dict[str, list[_Told]] = {}
    withheld: dict[str, list[bool]] = {}
    for sample in samples:
        if not sample.truth:
            continue
        fold = fold_of[sample.id]
        document, codes = _truth(name, sample)
        learned = load(work / f"{name}-fold{fold}.npz", work / f"{name}-fold{fold}-roles.npz")
        for how, model in (("rules", replace(learned, roles=None)), ("head", learned)):
            spans = label(document, Options(), model).spans
            results.setdefault(how, []).append(_told(document, spans, codes))
            withheld.setdefault(how, []).extend(_agreed_unseen(document, model, codes))
            spans = find_structure(document, sift(document, spans)).spans
            results.setdefault(f"{how} + structure", []).append(_told(document, spans, codes))
    for how, parts in results.items():
        told = _Told(
            np.concatenate([part.truth for part in parts]),
            np.concatenate([part.told for part in parts]),
            np.concatenate([part.confidence for part in parts]),
        )
        _print(f"{name} {how}", told)
    for how, agreed in withheld.items():
        print(f"{name} {how}: declared kinds agreed without sight of them {np.mean(agreed):.3f}")


def _agreed_unseen(document: Document, model: Model, codes: Codes) -> list[bool]:
    """Whether the kinds that boilerplate declares are found on a page that declares none."""
    features = features_of(document)
    judged = model.judge(features.matrix, features.words)
    kept = kept_blocks(judged.probabilities, features.words, judged.page_types, "balance")
    bare = without_declarations(features.matrix[:, : len(NAMES)])
    if model.roles is None:
        told = roles_by_evidence(holding_evidence(Columns(bare)), kept)
    else:
        columns = np.concatenate((bare.T, context(judged.probabilities, features.words)))
        choice = model.roles.choose(model.roles.probabilities(columns), kept)
        told = [model.roles.roles[number] for number in choice.roles.tolist()]
    return [
        ROLES[code] is role
        for code, role in zip(codes.tolist(), told, strict=True)
        if code >= 0 and not _IS_CONTENT[code]
    ]


def _truth(name: str, sample: Sample) -> tuple[Document, Codes]:
    document = parse(sample.html, url=sample.url, media_type="text/html")
    codes = role_codes(document, sample)
    if name == "html":
        return document, codes
    plain = parse(wet_text(sample), url=sample.url, media_type="text/plain")
    return plain, codes_of_lines(block_texts(plain), block_texts(document), codes)


def _told(document: Document, spans: Sequence[Span], codes: Codes) -> _Told:
    """Each block has the role of the span that holds most of it."""
    told = np.zeros(len(codes), dtype=np.int64)
    confidence = np.zeros(len(codes))
    first = 0
    for row, block in enumerate(document.blocks):
        most = 0
        while spans[first].end <= block.start:
            first += 1
        for span in spans[first:]:
            if span.start >= block.end:
                break
            held = min(span.end, block.end) - max(span.start, block.start)
            if held > most:
                most, told[row], confidence[row] = held, _CODE[span.role], span.confidence
    known = codes != UNKNOWN
    return _Told(codes[known].astype(np.int64), told[known], confidence[known])


def _print(name: str, result: _Told) -> None:
    truth, told = _lumped(result.truth), _lumped(result.told)
    measures = []
    line = []
    for role in _SHOWN:
        code = _CODE[role]
        hit = float(((truth == code) & (told == code)).sum())
        precision = hit / max(int((told == code).sum()), 1)
        recall = hit / max(int((truth == code).sum()), 1)
        f1 = 2 * precision * recall / max(precision + recall, 1e-9)
        measures.append(f1)
        line.append(
            f"  {_NAMES.get(role, role):12} {int((truth == code).sum()):6} blocks  "
            f"precision {precision:.3f}  recall {recall:.3f}  F1 {f1:.3f}"
        )
    declared = (result.truth >= 0) & ~_IS_CONTENT[result.truth]
    agreed = (result.told == result.truth)[declared]
    is_other = float((result.told == _BOILERPLATE).mean())
    print(
        f"{name}: accuracy {(truth == told).mean():.4f}  macro-F1 {np.mean(measures):.4f}  "
        f"declared kinds agreed {agreed.mean():.3f}  other {is_other:.3f}  "
        f"calibration error {_calibration_error(result):.4f}"
    )
    print("\n".join(line), flush=True)


def _lumped(codes: Ints) -> Ints:
    """Running text as one role, boilerplate and pollution as one."""
    lumped = codes.copy()
    lumped[np.isin(codes, _BODY)] = _CODE[Role.PARAGRAPH]
    lumped[(codes == UNKIND) | ((codes >= 0) & ~_IS_CONTENT[codes])] = _BOILERPLATE
    return lumped


def _calibration_error(result: _Told) -> float:
    """Expected calibration error, in ten bins, of the blocks of which it is known whether the
    role is right: not of boilerplate of an undeclared kind that is called boilerplate."""
    is_content = _IS_CONTENT[result.told]
    known = (result.truth != UNKIND) | is_content
    right = (result.told == result.truth)[known]
    confidence = result.confidence[known]
    bins = np.minimum((confidence * _BINS).astype(int), _BINS - 1)
    error = 0.0
    for number in np.unique(bins):
        rows = bins == number
        error += rows.mean() * abs(right[rows].mean() - confidence[rows].mean())
    return float(error)
