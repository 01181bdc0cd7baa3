"""Captures from where a user points: a file, standard input or a URL."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import BinaryIO

from tamis.apps.capture import Capture, inflated, too_large
from tamis.errors import InputError, UsageError
from tamis.media_types import BY_SUFFIX
from tamis.packing import unpacked_name

STANDARD_INPUT = "-"

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]{0,30})://")


def load(source: str, *, max_bytes: int) -> Capture:
    """The capture that ``source`` names: a path, an http or https URL, or ``-``.

    What is packed (gzip, zstandard) is unpacked. A path's extension gives the media type where it
    is known (``page.html.gz`` is HTML); it is ``None`` for standard input.

    Raises :class:`~tamis.errors.InputError` if it cannot be read,
    :class:`~tamis.errors.TooLargeError` if it is larger than ``max_bytes``, packed or not, and
    :class:`~tamis.errors.UsageError` for a URL that is neither http nor https.
    """
    capture = _raw(source, max_bytes)
    data = inflated(capture.data, max_bytes=max_bytes)
    return Capture(data, url=capture.url, media_type=capture.media_type)


def _raw(source: str, max_bytes: int) -> Capture:
    if source == STANDARD_INPUT:
        return Capture(_standard_input(max_bytes))
    scheme = _SCHEME.match(source)
    if scheme is None:
        return Capture(_file(source, max_bytes), media_type=_media_type(source))
    if scheme[1].lower() not in {"http", "https"}:
        raise UsageError("only http and https addresses are fetched; save the page, give its path")
    # httpx takes longer to import than a small page takes to read.
    from tamis.apps.fetching import fetch

    return fetch(source, max_bytes=max_bytes)


def _standard_input(max_bytes: int) -> bytes:
    if sys.stdin is None:
        raise InputError("is closed; give a path or a URL")
    try:
        return _bounded(sys.stdin.buffer, max_bytes)
    except OSError as error:
        raise InputError(f"cannot be read ({error.strerror}); give a path or a URL") from error


def _file(path: str, max_bytes: int) -> bytes:
    try:
        with Path(path).open("rb") as file:
            return _bounded(file, max_bytes)
    except FileNotFoundError:
        raise InputError("no such file; give a path, an http(s) URL, or - for stdin") from None
    except IsADirectoryError:
        raise InputError("is a directory; give one file") from None
    except PermissionError:
        raise InputError("may not be read; check its permissions") from None
    except (OSError, ValueError) as error:
        problem = getattr(error, "strerror", None) or error
        raise InputError(f"cannot be read ({problem}); check the path") from error


def _bounded(file: BinaryIO, max_bytes: int) -> bytes:
    data = file.read(max_bytes + 1)
    if len(data) > max_bytes:
        raise too_large(max_bytes)
    return data


def _media_type(path: str) -> str | None:
    return BY_SUFFIX.get(unpacked_name(path).suffix.lower())
