"""The language of a page: what it declares or, where it declares none, what its text shows."""

from __future__ import annotations

import re

_CODE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8}){0,3}")
_SAMPLE = 2000
_FEWEST_LETTERS = 40


def find_language(declared: str, article: str) -> str | None:
    """A language tag (BCP 47), or ``None`` where nothing is declared and the text is short.

    ``declared``: the ``lang`` of the page. ``article``: its main content. What is not declared
    is detected (py3langid, after Lui and Baldwin, "langid.py", ACL 2012), as a bare code.
    """
    if _CODE.fullmatch(declared):
        return declared.replace("_", "-")
    sample = article[:_SAMPLE]
    if sum(map(str.isalpha, sample)) < _FEWEST_LETTERS:
        return None
    # Its tables take a moment to load, and most pages declare their language.
    import py3langid

    code, _ = py3langid.classify(sample)
    return str(code)
