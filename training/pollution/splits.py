"""What each fold holds out: texts, campaigns, languages and ways to pollute, all at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from training.data import folds
from training.pollution.body import PAGE, CleanText, PollutedText
from training.pollution.generator import FORMS, Generator
from training.pollution.ingredients import campaigns, phrases

SEED = 20
# One language of turku-lines for each fold.
LINE_LANGUAGES = ("de", "en", "es", "fi", "fr", "sv")
FOLDS = len(LINE_LANGUAGES)
# Those that had campaigns or prompts when the folds were drawn. What has come since is never held
# out, so that the folds' networks stay what they are.
LANGUAGES = (
    *("ar", "ca", "cs", "da", "de", "el", "en", "es", "fa", "fi", "fr", "hi", "hu", "id", "it"),
    *("ja", "ko", "nl", "no", "pl", "pt", "ro", "ru", "sv", "th", "tr", "uk", "ur", "vi", "zh"),
)
# Without prompts nothing would say what boilerplate inside text is, so they are never held out.
_ALWAYS = ("prompt", "prompts")


@dataclass(frozen=True, slots=True)
class Held:
    """What one fold's network has never seen. ``texts``: groups of texts; ``families``,
    ``languages``, ``forms``: of pollution; ``line_language``: that of the lines which are held
    out whole."""

    groups: frozenset[str]
    families: frozenset[str]
    languages: frozenset[str]
    forms: frozenset[str]
    line_language: str

    def sees(self, text: CleanText | PollutedText) -> bool:
        if text.group in self.groups or text.language in self.languages:
            return False
        is_line = text.id.removeprefix("clean-").startswith(f"{self.line_language}-")
        return not is_line


def held_out(texts: Iterable[CleanText | PollutedText]) -> list[Held]:
    """The folds. English is never left out as a whole: most of all texts would go."""
    groups = sorted({text.group for text in texts})
    fold_of = dict(zip(groups, folds(groups, FOLDS, seed=SEED), strict=True))
    families = sorted({campaign.family for campaign in campaigns()})
    forms = [form for form in FORMS if form not in _ALWAYS]
    return [
        Held(
            groups=frozenset(group for group in groups if fold_of[group] == fold),
            families=frozenset(families[fold::FOLDS]),
            languages=frozenset({*LANGUAGES[fold::FOLDS], own} - {"en"}),
            forms=frozenset(forms[fold::FOLDS]),
            line_language=own,
        )
        for fold, own in enumerate(LINE_LANGUAGES)
    ]


def fold_without(text: CleanText | PollutedText, folds: Sequence[Held]) -> int:
    """The fold that has not seen a text: of a line's document the one without its language."""
    for number, held in enumerate(folds):
        if text.id.startswith(f"{held.line_language}-"):
            return number
    return next(number for number, held in enumerate(folds) if text.group in held.groups)


def fold_numbers(labelled: Iterable[PollutedText], folds: Sequence[Held]) -> dict[str, int]:
    """The fold that has not seen each page and each document of labelled lines, by its name."""
    return {text.id.removeprefix(PAGE): fold_without(text, folds) for text in labelled}


def generator_for_training(texts: Sequence[CleanText], held: Held | None) -> Generator:
    """Puts in all that is known, but for what is held out."""
    if held is None:
        return Generator(campaigns(), phrases(), texts)
    return Generator(
        [
            each
            for each in campaigns()
            if each.family not in held.families and each.language not in held.languages
        ],
        [each for each in phrases() if each.language not in held.languages],
        texts,
        [form for form in FORMS if form not in held.forms],
    )


HOLDINGS = ("texts", "campaigns", "languages", "forms", "all")
"""What is new to a fold's network in its tests: the texts alone, or also the campaigns, the
languages, the ways to pollute, or all of these at once."""


def generator_for_test(texts: Sequence[CleanText], held: Held, holding: str) -> Generator | None:
    """Puts in what is held out in one respect, and what is known in the others.

    None where nothing of the kind is held out.
    """
    by = {name: holding in {name, "all"} for name in HOLDINGS}
    made = Generator(
        [
            each
            for each in campaigns()
            if (each.family in held.families) == by["campaigns"]
            and (each.language in held.languages) == by["languages"]
        ],
        [each for each in phrases() if (each.language in held.languages) == by["languages"]],
        texts,
        [form for form in FORMS if (form in held.forms) == by["forms"]],
        # As they have always been, so that figures of one day can be held against another's.
        foreign=0.45,
        clean=0.0,
        quoting=0.0,
        scattered=0.0,
        threads=0.0,
    )
    return made if made.campaigns and made.forms else None
