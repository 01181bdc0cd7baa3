"""Errors in one line, for ``failures.jsonl``."""

from __future__ import annotations

import traceback
from pathlib import PurePath

from tamis.errors import TamisError


def in_words(error: Exception) -> str:
    """What went wrong with a record, for a person."""
    if isinstance(error, TamisError):
        return str(error)
    if isinstance(error, MemoryError):
        return "not enough memory for this page within the limit"
    if isinstance(error, OSError):
        return f"cannot be read: {error}"
    innermost = traceback.extract_tb(error.__traceback__)[-1]
    place = f"{PurePath(innermost.filename).name}:{innermost.lineno}"
    return f"a bug in tamis, {type(error).__name__} at {place} ({str(error)[:200]})"
