"""Whole documents, made to be pollution from end to end or clean: which are given up?

They are those of ``training/pollution/documents.py``; every fold is tested with texts and
campaigns that it has not seen.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple
from unittest import mock

from py3langid import classify

from benchmarks.capture import Capture
from benchmarks.systems import System
from training.pollution.calibration import lists_without
from training.pollution.documents import FORMS
from training.pollution.splits import Held
from training.pollution.whole import folds_of_documents

CLEAN_FORMS = tuple(
    f"clean-{form}" for form in ("whole", "part", "briefs", "directory", "bilingual")
)
EACH = {**dict.fromkeys(FORMS, 8), **dict.fromkeys(CLEAN_FORMS, 16)}
"""How many documents of a form each fold is tested with."""
LEAST_KEPT = 0.2
"""Of a document that is not given up at least so much is kept."""


class Case(NamedTuple):
    fold: int
    held: Held
    form: str
    capture: Capture


def cases(data: Path, work: Path) -> Iterator[Case]:
    """The same documents at every call."""
    for fold, held, documents in folds_of_documents(data, work):
        taken: Counter[str] = Counter()
        for form, _, text in documents:
            if taken[form] < EACH.get(form, 0) and len(text.split()) > 60:
                taken[form] += 1
                capture = Capture(
                    text.encode("utf-8", "surrogatepass"),
                    language=classify(text[:2000])[0],
                    token_weights=work / f"tokens-fold{fold}.npz",
                )
                yield Case(fold, held, form, capture)


def given_up(system: System, chosen: Sequence[Case]) -> dict[str, tuple[int, int]]:
    """By form, how many documents are given up, and of how many."""
    found: dict[str, list[bool]] = defaultdict(list)
    for case in chosen:
        campaigns, prompts = lists_without(case.held)
        with (
            mock.patch("tamis.labelling.tokens.campaigns", lambda known=campaigns: known),
            mock.patch("tamis.labelling.tokens.prompts", lambda known=prompts: known),
        ):
            try:
                kept = [bool(keep) for keep in system.read(case.capture)]
            except (ImportError, ValueError):
                # It needs a further package for the language, or has nothing for it; the text
                # does not count for it.
                continue
        found[case.form].append(sum(kept) < LEAST_KEPT * len(kept))
    return {form: (sum(each), len(each)) for form, each in found.items()}
