"""The language of a page: what its HTML declares; for plain text, what the text shows."""

from __future__ import annotations

import re

_CODE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8}){0,3}")
_SAMPLE = 2000
_FEWEST_LETTERS = 40


def declared_language(declared: str) -> str | None:
    """The ``lang`` of a page as a language tag (BCP 47), or ``None`` if it is not one."""
    return declared.replace("_", "-") if _CODE.fullmatch(declared) else None


def detected_language(article: str) -> str | None:
    """The ISO 639-1 code of a text's language, or ``None`` if it is too short to tell.

    By py3langid, after Lui and Baldwin, "langid.py: An Off-the-shelf Language Identification
    Tool", ACL 2012.
    """
    sample = article[:_SAMPLE]
    if sum(map(str.isalpha, sample)) < _FEWEST_LETTERS:
        return None
    # Its tables take half a second to load, and only plain text needs them.
    import py3langid

    code, _ = py3langid.classify(sample)
    return str(code)
