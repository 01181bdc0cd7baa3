"""Where captures lie: local paths, and whatever fsspec opens."""

from __future__ import annotations

import glob
import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, BinaryIO, cast

from tamis.corpus.capture import Source
from tamis.errors import InputError, MissingExtraError

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{0,30}(?:::|://)")
_WILD = re.compile(r"[*?\[]")


def sources(inputs: Sequence[str]) -> Iterator[Source]:
    """All files that ``inputs`` name, in a fixed order: arguments as given, files by path.

    An input is a file, a folder (all below it), a pattern with ``*``, ``?``, ``[…]`` or ``**``,
    or a URL of one of these.

    Raises :class:`~tamis.errors.InputError` for an input that is nothing, and
    :class:`~tamis.errors.MissingExtraError` for a URL without fsspec.
    """
    for name in inputs:
        found = _remote(name) if _SCHEME.match(name) else _local(name)
        empty = True
        for source in found:
            empty = False
            yield source
        if empty:
            raise InputError(f"{name}: no such file; give files, folders, patterns or URLs")


def opened(path: str) -> BinaryIO:
    """The file as stored, open for reading."""
    if _SCHEME.match(path):
        return cast("BinaryIO", _fsspec().open(path, "rb").open())
    return Path(path).open("rb")


def _local(name: str) -> Iterator[Source]:
    if Path(name).is_dir():
        for folder, folders, files in os.walk(name, onerror=_refuse):
            folders.sort()
            for file in sorted(files):
                yield from _file(Path(folder, file), named=False)
    elif _WILD.search(name) and not Path(name).exists():
        for path in sorted(glob.glob(name, recursive=True)):  # noqa: PTH207 - strings with ** in
            yield from _file(Path(path), named=False)
    else:
        yield from _file(Path(name), named=True)


def _refuse(error: OSError) -> None:
    raise InputError(f"{error.filename}: cannot be read ({error.strerror}); check the folder")


def _file(path: Path, *, named: bool) -> Iterator[Source]:
    try:
        if path.is_file():
            yield Source(path=str(path), size=path.stat().st_size, named=named)
    except (OSError, ValueError) as error:
        raise InputError(f"{path}: cannot be read ({error}); check the path") from error


def _remote(name: str) -> Iterator[Source]:
    url_to_filesystem = _fsspec().core.url_to_fs
    try:
        system, path = url_to_filesystem(name)
        if _WILD.search(name):
            found = system.glob(path, detail=True)
        elif system.isdir(path):
            found = system.find(path, detail=True)
        else:
            info = system.info(path)
            yield Source(path=name, size=int(info.get("size") or 0), named=True)
            return
    except ImportError as error:  # fsspec says which package this kind of address needs
        raise InputError(f"{name}: {error}") from error
    except (OSError, ValueError) as error:
        raise InputError(f"{name}: cannot be read ({error}); check the address") from error
    for path, info in sorted(found.items()):
        if info["type"] == "file":
            yield Source(path=system.unstrip_protocol(path), size=int(info.get("size") or 0))


def _fsspec() -> Any:
    try:
        import fsspec
    except ImportError:
        raise MissingExtraError("reading from a URL", "corpus") from None
    return fsspec
