"""Why a block was called content or not, in words that a person understands.

Each feature belongs to one theme; each theme has a phrase for content and one against it. A
tree's part in the score is shared out among the questions that led to the leaf: each gets
the difference that its answer made to the mean of the leaves still in reach (Saabas,
"Interpreting random forests", 2014). The table of these shares is made in training.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tamis.labelling.lines import TEXT_NAMES

Floats = NDArray[np.float32]

_LEAST_SHARE = 0.12
_MOST_REASONS = 3


class Theme(NamedTuple):
    """A kind of evidence. ``prefixes``: how the names of its features begin."""

    speaks_for: str
    speaks_against: str
    prefixes: tuple[str, ...]


THEMES = (
    Theme(
        "has the length of running text",
        "too short for running text",
        ("characters", "words", "log_words", "lines", "longest_word", "word_length", "words_rank"),
    ),
    Theme(
        "reads like sentences",
        "does not read like sentences",
        (
            "share_",
            "sentences",
            "commas_per_word",
            "ends_",
            "starts_",
            "stop_",
            "title_case",
            "distinct_share",
            "numbers",
        ),
    ),
    Theme("its words are those of articles", "its words are those of menus", ("word_",)),
    Theme(
        "few links in it",
        "much of it is links",
        ("link_share", "links", "words_per_link", "has_url", "has_address"),
    ),
    Theme("its pictures fit an article", "its pictures do not fit an article", ("images_",)),
    Theme(
        "where articles stand on a page",
        "at the edge of the page",
        ("position", "blocks_after", "same_"),
    ),
    Theme(
        "follows a headline",
        "no headline leads to it",
        ("from_h1", "after_h1", "from_heading", "heading_level", "words_since_heading"),
    ),
    Theme(
        "stands among running text",
        "stands among short lines and links",
        (
            "from_long",
            *(
                f"{name}_{place}"
                for name in (
                    "log_words",
                    "link_share",
                    "ends_sentence",
                    "stop_share",
                    "is_p",
                    "is_heading",
                    "sentences",
                )
                for place in ("-", "+", "within")
            ),
        ),
    ),
    Theme(
        "outside menus, headers and footers",
        "inside a menu, header, footer or form",
        (
            "near_nav",
            "near_header",
            "near_footer",
            "near_aside",
            "near_form",
            "near_control",
            "near_dialog",
            "near_class_navigation",
            "near_class_header",
            "near_class_footer",
            "near_class_sidebar",
            "near_class_form",
            "near_class_paging",
            "near_class_overlay",
            "near_class_consent",
        ),
    ),
    Theme(
        "its element or class names say article",
        "its element and class names do not say article",
        (
            "near_main",
            "near_article",
            "near_section",
            "near_p",
            "near_div",
            "near_class_body",
            "near_class_article",
            "near_class_content",
        ),
    ),
    Theme(
        "no class name says related, comment, promotion or the like",
        "class names say related, comment, promotion or the like",
        ("near_class_",),
    ),
    Theme("its elements are those of articles", "its elements are those of menus", ("near_",)),
    Theme("hidden text that articles have", "hidden", ("near_hidden", "near_noscript", "noscript")),
    Theme(
        "its container holds much text",
        "its container holds little text",
        ("up", "depth"),
    ),
    Theme(
        "not one of many alike",
        "one of many alike",
        ("kind_", "parent_kind", "siblings", "sibling_", "repeats", "same_shape"),
    ),
    Theme(
        "the page declares it as its text",
        "the page's title and description do not lead to it",
        ("title_overlap", "title_covered", "description_", "equals_title", "in_json_ld"),
    ),
    Theme(
        "the page as a whole is one with such content",
        "the page as a whole has little such content",
        ("page_", "og_", "ld_", "url_"),
    ),
)


def theme_of_features() -> tuple[int, ...]:
    """For each feature the theme whose prefix fits it best (the longest)."""
    chosen = []
    for name in TEXT_NAMES:
        fitting = [
            (len(prefix), number)
            for number, theme in enumerate(THEMES)
            for prefix in theme.prefixes
            if name.startswith(prefix)
        ]
        chosen.append(max(fitting)[1])
    return tuple(chosen)


def phrases(shares: Floats, is_content: NDArray[np.bool_]) -> list[tuple[str, ...]]:
    """The strongest reasons for each block.

    ``shares``: each theme's part in the raw score, (blocks, themes); ``is_content``: (blocks,).
    """
    least = _LEAST_SHARE * np.abs(shares).sum(axis=1)
    signed = np.where(is_content, shares.T, -shares.T)
    blocks = np.arange(len(shares))
    # One number for the side and the themes, nought standing for none; pages have few of them.
    codes = is_content.astype(np.intp)
    for _ in range(_MOST_REASONS):
        strongest = signed.argmax(axis=0)
        is_strong = signed[strongest, blocks] > least
        codes = codes * _DIGITS + (strongest + 1) * is_strong
        signed[strongest, blocks] = -np.inf
    return list(map(_spoken, codes.tolist()))


_DIGITS = len(THEMES) + 1


@cache
def _spoken(code: int) -> tuple[str, ...]:
    """The phrases that a code of :func:`phrases` stands for: there are few thousands at most."""
    numbers = []
    for _ in range(_MOST_REASONS):
        code, number = divmod(code, _DIGITS)
        numbers.append(number)
    themes = [THEMES[number - 1] for number in reversed(numbers) if number]
    return tuple(theme.speaks_for if code else theme.speaks_against for theme in themes)
