"""tamis: the fine sieve for web pages.

>>> import tamis
>>> page = tamis.read("<p>The council met on Monday.</p>", media_type="html")
>>> page.text
'The council met on Monday.'
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tamis.errors import (
        BinaryInputError,
        FetchError,
        InputError,
        MissingExtraError,
        PartitionError,
        TamisError,
        TooLargeError,
        UsageError,
    )
    from tamis.extraction import extract
    from tamis.options import Options
    from tamis.output import PollutionReport
    from tamis.page import (
        Attribution,
        Candidate,
        Family,
        Image,
        Mark,
        Metadata,
        Page,
        Part,
        Role,
        Span,
    )
    from tamis.pipeline import read

    __version__: str

__all__ = [
    "Attribution",
    "BinaryInputError",
    "Candidate",
    "Family",
    "FetchError",
    "Image",
    "InputError",
    "Mark",
    "Metadata",
    "MissingExtraError",
    "Options",
    "Page",
    "Part",
    "PartitionError",
    "PollutionReport",
    "Role",
    "Span",
    "TamisError",
    "TooLargeError",
    "UsageError",
    "__version__",
    "extract",
    "read",
]

_HOMES = {
    "extract": "extraction",
    "read": "pipeline",
    "Options": "options",
    "PollutionReport": "output",
}
_ON_THE_PAGE = frozenset(
    {
        "Attribution",
        "Candidate",
        "Family",
        "Image",
        "Mark",
        "Metadata",
        "Page",
        "Part",
        "Role",
        "Span",
    }
)


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used (PEP 562), so that the command line starts
    without the parser and NumPy where it does not need them."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    if name == "__version__":
        from importlib.metadata import version

        value: Any = version("tamis")
    else:
        home = "page" if name in _ON_THE_PAGE else _HOMES.get(name, "errors")
        value = getattr(import_module(f"tamis.{home}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
