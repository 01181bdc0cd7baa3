"""The names of the site that a page is on: those that it declares, and the one in its address."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

_NOT_WORD = re.compile(r"[\W_]+")
_MORE = 12
"""A name may have so many letters more beside it: ``Courier`` in ``The Courier online``."""
_SHORTEST = 4
_PART = 0.6
"""So much of a declared name is a name of the site, too."""
_COUNTRY_LENGTH = 3
"""Labels up to this length before the last one are of registries: ``co.uk``, ``com.au``."""


# A page's few headlines are compared with each other and with its headings many times.
@lru_cache(maxsize=256)
def normalised(text: str) -> str:
    """Letters and digits only, in lower case, one space between words: for comparison."""
    return _NOT_WORD.sub(" ", text.replace("\xad", "")).strip().lower()


class Site(NamedTuple):
    """``names``: as declared, normalised. ``labels``: of the address, letters and digits only;
    ``path``: what follows them there, normalised."""

    names: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    path: str = ""

    def is_named(self, text: str) -> bool:
        """Whether ``text`` is a name of the site, perhaps with a word or two beside it."""
        words = normalised(text)
        if any(name in words and len(words) <= len(name) + _MORE for name in self.names):
            return True
        if any(
            len(words) >= _PART * len(name) and _ends(f" {name} ", f" {words} ")
            for name in self.names
        ):
            return True
        letters = words.replace(" ", "")
        return letters in self.labels or any(
            len(label) >= _SHORTEST
            and _PART * len(label) <= len(letters) <= len(label) + _MORE
            and (_ends(letters, label) or _ends(label, letters))
            for label in self.labels
        )

    def has_in_path(self, text: str) -> bool:
        """Whether the address has the words of ``text``, but for short ones."""
        words = {word for word in normalised(text).split() if len(word) >= _SHORTEST}
        return bool(words) and words <= set(self.path.split())


def _ends(whole: str, part: str) -> bool:
    return whole.startswith(part) or whole.endswith(part)


NOWHERE = Site()
"""The site of a page that neither declares one nor has an address."""


def site_of(publisher: str | None, url: str | None) -> Site:
    """The site of a page with this address, whose ``publisher`` it declares."""
    name = normalised(publisher or "")
    try:
        address = urlsplit(url or "")
        host = address.hostname or ""
    except ValueError:
        return Site((name,) if name else ())
    return Site((name,) if name else (), _labels(host), normalised(unquote(address.path)))


def _labels(host: str) -> tuple[str, ...]:
    """The label that somebody registered, and all of them as one word."""
    parts = host.removeprefix("www.").split(".")
    if len(parts) < 2:
        return ()
    own = parts[-3] if len(parts) > 2 and len(parts[-2]) <= _COUNTRY_LENGTH else parts[-2]
    whole = "".join(parts)
    return tuple(dict.fromkeys(_NOT_WORD.sub("", label).lower() for label in (own, whole)))
