"""Files for agents: only those below the folders that the user named."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tamis.apps.capture import Capture
from tamis.apps.source import load
from tamis.errors import InputError, UsageError


def roots_of(folders: Sequence[str]) -> tuple[Path, ...]:
    """The folders that files may be read from, links resolved; the working folder by default.

    Raises :class:`~tamis.errors.UsageError` for one that is no folder.
    """
    roots = []
    for folder in folders or ["."]:
        try:
            root = Path(folder).resolve(strict=True)
        except (OSError, RuntimeError, ValueError):
            root = None
        if root is None or not root.is_dir():
            raise UsageError(f"--root {folder}: no such folder; name one that exists")
        roots.append(root)
    return tuple(roots)


def load_below(path: str, roots: Sequence[Path], *, max_bytes: int) -> Capture:
    """The file that ``path`` names, absolute or below one of ``roots``, unpacked if gzipped.

    Raises :class:`~tamis.errors.InputError` if the file, once ``..`` and links are resolved, does
    not lie below a root, whether there is such a file or not; if it is missing, or no regular
    file; and as :func:`tamis.apps.source.load` does.
    """
    places = [place for root in roots if (place := _place(root, path)) is not None]
    if not places:
        raise InputError("lies outside of the folders that may be read; name a file inside")
    for place in places:
        # A pipe would never end, a device might not either.
        if place.is_file():
            return load(str(place), max_bytes=max_bytes)
    raise InputError("no such file; check the path")


def _place(root: Path, path: str) -> Path | None:
    try:
        place = (root / path).resolve()
    except (OSError, RuntimeError, ValueError):
        return None
    return place if place.is_relative_to(root) else None
