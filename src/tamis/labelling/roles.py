"""Which role a block has within its family, from what the page declares about it.

Each rule is evidence with a weight, a phrase and a condition over whole columns. The phrases
are the reasons that a role is given with. The weights decide only where no role was learned:
the role with the largest sum wins.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tamis.labelling.elements import LANDMARKS
from tamis.labelling.features import NAMES
from tamis.page import Family, Role

Mask = NDArray[np.bool_]
Floats = NDArray[np.float32]
_COLUMN = {name: index for index, name in enumerate(NAMES)}
_NEAR = slice(_COLUMN[f"near_{LANDMARKS[0]}"], _COLUMN[f"near_{LANDMARKS[-1]}"] + 1)


class Columns:
    """Named access to the columns of a feature matrix, (blocks, features)."""

    def __init__(self, matrix: Floats) -> None:
        self.columns = matrix.T
        near = self.columns[_NEAR]
        # The body does not count: its class names are about the whole page.
        is_there = (near >= 0) & (near < self["depth"] - 1)
        self.steps = np.where(is_there, near, np.inf)

    def __getitem__(self, name: str) -> Floats:
        column: Floats = self.columns[_COLUMN[name]]
        return column

    def near(self, group: str, steps: int) -> Mask:
        """Where an element of the group is the block's own or at most ``steps`` above it."""
        within: Mask = self.steps[_COLUMN[f"near_{group}"] - _NEAR.start] <= steps
        return within


class Evidence(NamedTuple):
    """A phrase that speaks for a role with a weight, and where it holds.

    What weighs nothing tells why a learned role was chosen and never chooses one.
    """

    role: Role
    weight: float
    phrase: str
    holds: Callable[[Columns], Mask]


# Longer ones are laid out in tables rather than tabulated.
_LONG_CELL = 30
_DIGITS_OF_A_DATE = 4


def _near(group: str, steps: int) -> Callable[[Columns], Mask]:
    return lambda columns: columns.near(group, steps)


def _above(name: str, least: float) -> Callable[[Columns], Mask]:
    return lambda columns: columns[name] >= least


EVIDENCE = (
    Evidence(Role.PARAGRAPH, 1.0, "running text", lambda c: c["words"] >= 0),
    Evidence(Role.PARAGRAPH, 1.0, "ends like a sentence", _above("ends_sentence", 1)),
    Evidence(Role.PARAGRAPH, 1.5, "in a <p>", _near("p", 1)),
    Evidence(Role.HEADING, 5.0, "in a heading element", _near("heading", 1)),
    Evidence(
        Role.HEADING,
        2.4,
        "short, without an end, above a longer text",
        lambda c: (
            (c["words"] <= 12)
            & (c["ends_sentence"] < 1)
            & (c["depth"] < 0)
            & (c["log_words_+1"] > 2.8)
            & (c["starts_upper"] > 0)
            & (c["commas_per_word"] < 0.1)
        ),
    ),
    Evidence(Role.LIST_ITEM, 3.5, "in a list", _near("li", 1)),
    Evidence(Role.LIST_ITEM, 2.0, "deeper in a list", lambda c: c.near("li", 3) & ~c.near("li", 1)),
    Evidence(Role.LIST_ITEM, 2.5, "in a definition list", _near("dl", 1)),
    Evidence(
        Role.TABLE,
        4.0,
        "a short text in a table cell",
        lambda c: c.near("cell", 1) & (c["words"] <= _LONG_CELL),
    ),
    Evidence(Role.CODE, 6.0, "preformatted", _near("pre", 2)),
    Evidence(Role.QUOTE, 4.0, "in a block quotation", _near("blockquote", 2)),
    Evidence(Role.CAPTION, 5.0, "in a figure caption", _near("figcaption", 2)),
    Evidence(Role.CAPTION, 2.5, "class names say caption", _near("class_caption", 1)),
    Evidence(Role.TITLE, 0, "in a first-level heading", _near("h1", 1)),
    Evidence(Role.TITLE, 0, "has the words of the page's title", _above("title_covered", 0.7)),
    Evidence(Role.DECK, 0, "below the headline", lambda c: (c["from_h1"] > 0) & (c["from_h1"] < 5)),
    Evidence(
        Role.DECK, 0, "has the words of the page's description", _above("description_overlap", 0.7)
    ),
    Evidence(Role.BYLINE, 0, "class names say author", _near("class_byline", 1)),
    Evidence(Role.BYLINE, 0, "words of a byline", _above("word_byline", 1)),
    Evidence(Role.DATE, 0, "in a <time>", _near("time", 1)),
    Evidence(Role.DATE, 0, "class names say date", _near("class_date", 1)),
    Evidence(Role.DATE, 0, "words of a date", _above("word_month", 1)),
    Evidence(Role.CAPTION, 0, "in a figure", _near("figure", 3)),
    Evidence(Role.CREDIT, 0, "in a figure", _near("figure", 3)),
    Evidence(Role.CREDIT, 0, "class names say credit", _near("class_caption", 1)),
    Evidence(Role.OTHER, 1.0, "no sign of its kind", lambda c: c["words"] >= 0),
    Evidence(Role.NAVIGATION, 3.0, "inside <nav>", _near("nav", 5)),
    Evidence(Role.NAVIGATION, 2.0, "class names say navigation", _near("class_navigation", 3)),
    Evidence(Role.NAVIGATION, 1.2, "nearly all of it is links", _above("link_share", 0.8)),
    Evidence(Role.NAVIGATION, 0.8, "in the page's header", _near("header", 5)),
    Evidence(Role.NAVIGATION, 0.8, "words of navigation", _above("word_navigation", 1)),
    Evidence(Role.NAVIGATION, 1.5, "class names say pagination", _near("class_paging", 2)),
    Evidence(Role.RELATED, 2.4, "class names say related", _near("class_related", 4)),
    Evidence(Role.RELATED, 1.2, "words of a related link", _above("word_related", 1)),
    Evidence(
        Role.RELATED,
        1.6,
        "a link as long as a headline",
        lambda c: (c["link_share"] > 0.7) & (c["words"] >= 5),
    ),
    Evidence(Role.SHARING, 2.6, "class names say sharing", _near("class_sharing", 2)),
    Evidence(
        Role.SHARING,
        2.0,
        "words of sharing",
        lambda c: (c["word_sharing"] >= 1) & (c["words"] <= 6),
    ),
    Evidence(Role.PROMOTION, 2.4, "class names say promotion", _near("class_promotion", 3)),
    Evidence(Role.PROMOTION, 1.0, "words of promotion", _above("word_promotion", 1)),
    Evidence(Role.PROMOTION, 1.5, "words of promotion", _above("word_promotion", 2)),
    Evidence(Role.CONSENT, 3.2, "class names say consent", _near("class_consent", 5)),
    Evidence(Role.CONSENT, 2.0, "words of consent", _above("word_consent", 1)),
    Evidence(Role.CONSENT, 1.5, "words of consent", _above("word_consent", 2)),
    Evidence(Role.PAYWALL, 3.5, "class names say paywall", _near("class_paywall", 3)),
    Evidence(
        Role.ADVERTISEMENT, 2.6, "class names say advertisement", _near("class_advertisement", 3)
    ),
    Evidence(Role.COMMENT, 3.0, "class names say comments", _near("class_comment", 5)),
    Evidence(Role.LEGAL, 2.0, "class names say legal", _near("class_legal", 3)),
    Evidence(Role.LEGAL, 1.2, "legal words", _above("word_legal", 1)),
    Evidence(Role.LEGAL, 1.6, "legal words", _above("word_legal", 2)),
    Evidence(
        Role.LEGAL,
        1.2,
        "in the page's footer",
        lambda c: c.near("footer", 6) & (c["word_legal"] >= 1),
    ),
    Evidence(Role.CONTROL, 3.0, "a form control", _near("control", 1)),
    Evidence(Role.CONTROL, 1.2, "inside a form", _near("form", 4)),
    Evidence(Role.NAVIGATION, 0.9, "in the page's footer", _near("footer", 6)),
)


def contradicted(columns: Columns) -> tuple[tuple[Role, Mask], ...]:
    """Roles that blocks cannot have, whatever else speaks for them: (role, (blocks,))."""
    digits = columns["share_digit"] * columns["characters"]
    is_dated = (digits >= _DIGITS_OF_A_DATE) | ((digits >= 1) & (columns["word_month"] >= 1))
    # Dates of HTML are left to structure, which reads what time elements declare.
    is_dated &= columns["depth"] < 0
    is_named = (columns["words"] >= 2) | columns.near("class_byline", 1)
    # Without a DOM nothing parts a list's whole sentences from those of running text.
    is_running = (columns["depth"] < 0) & (columns["ends_sentence"] >= 1) & (columns["words"] >= 12)
    return (Role.DATE, ~is_dated), (Role.BYLINE, ~is_named), (Role.LIST_ITEM, is_running)


_ROLES = tuple(Role)
_NUMBER = {role: number for number, role in enumerate(_ROLES)}
_SPEAKS_FOR = np.array([_NUMBER[item.role] for item in EVIDENCE])
_WEIGHTS = np.zeros((len(_ROLES), len(EVIDENCE)), dtype=np.float32)
_WEIGHTS[_SPEAKS_FOR, np.arange(len(EVIDENCE))] = [item.weight for item in EVIDENCE]
_PATTERN = 1 << np.arange(len(EVIDENCE), dtype=np.int64)
_IS_CONTENT = np.array([role.family is Family.CONTENT for role in _ROLES])


def holding_evidence(columns: Columns) -> Mask:
    """Where each of ``EVIDENCE`` holds, (evidence, blocks), by the blocks' features."""
    holding = np.zeros((len(EVIDENCE), columns.columns.shape[1]), dtype=np.bool_)
    for number, item in enumerate(EVIDENCE):
        holding[number] = item.holds(columns)
    return holding


def roles_by_evidence(holding: Mask, kept: Mask) -> list[Role]:
    """The role that the evidence speaks for most, of content for the blocks that are kept."""
    sums = _WEIGHTS @ holding
    sums[_IS_CONTENT[:, None] != kept] = -1
    return [_ROLES[number] for number in sums.argmax(axis=0).tolist()]


def spoken_evidence(holding: Mask, roles: Sequence[Role]) -> list[tuple[str, ...]]:
    """The phrases that speak for the role of each block, (blocks,)."""
    patterns = (_PATTERN @ holding).tolist()
    return [_phrases(role, pattern) for role, pattern in zip(roles, patterns, strict=True)]


# The same few patterns of evidence come up again and again.
@lru_cache(maxsize=65536)
def _phrases(role: Role, pattern: int) -> tuple[str, ...]:
    """What speaks for ``role`` where the evidence holds whose bits are set in ``pattern``."""
    phrases = {
        item.phrase: None
        for number, item in enumerate(EVIDENCE)
        if item.role is role and pattern >> number & 1
    }
    return tuple(phrases) or (f"placed and worded like {_IN_WORDS.get(role, f'a {role}')}",)


_IN_WORDS = {
    Role.LIST_ITEM: "an item of a list",
    Role.NAVIGATION: "navigation",
    Role.RELATED: "a link to another page",
    Role.SHARING: "a link for sharing",
    Role.CONSENT: "a request for consent",
    Role.ADVERTISEMENT: "an advertisement",
    Role.LEGAL: "a legal notice",
    Role.CODE: "code",
}
