"""Everything that tamis raises on purpose.

::

    TamisError
    ├── UsageError            the caller asked for something that does not exist
    ├── InputError            this input cannot be read; another may
    │   ├── TooLargeError     over the limit on size or on the number of elements
    │   ├── BinaryInputError  not text: an image, an archive, a PDF, machine code
    │   └── FetchError        the URL did not give a page within the limits
    ├── PartitionError        spans that do not cover the text exactly: a bug in tamis
    └── MissingExtraError     an optional part is not installed; the message says which

Messages are one line and say what is wrong, where, and what to do about it.
"""

from __future__ import annotations


class TamisError(Exception):
    """Base of all errors of this package."""


class UsageError(TamisError, ValueError):
    """An argument has a value that does not exist."""


class InputError(TamisError):
    """The input cannot be read as a page."""


class TooLargeError(InputError):
    """The input is over a limit on size or on the number of elements."""


class BinaryInputError(InputError):
    """The input is not text."""


class FetchError(InputError):
    """A URL did not give a page within the limits on time, size and redirects."""


class PartitionError(TamisError, AssertionError):
    """Spans that overlap, leave a gap or do not cover the text: always a bug in tamis."""


class MissingExtraError(TamisError, ImportError):
    """An optional dependency is missing."""

    def __init__(self, purpose: str, extra: str) -> None:
        super().__init__(f"{purpose} needs an optional part: pip install 'tamis[{extra}]'")
