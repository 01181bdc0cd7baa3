"""WACZ: a zip file with WARC files in it (Webrecorder's format, version 1.1.1)."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import replace
from typing import BinaryIO, cast

from tamis.corpus.capture import Item, Source
from tamis.corpus.readers.warc import read_warc
from tamis.errors import InputError


def read_wacz(file: BinaryIO, source: Source, max_bytes: int) -> Iterator[Item]:
    """The records of all WARC files under ``archive/``, in the order of their names.

    ``file`` of a capture is ``PATH!archive/NAME``, and ``offset`` counts in that.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            for name in sorted(archive.namelist()):
                if name.startswith("archive/") and not name.endswith("/"):
                    size = archive.getinfo(name).file_size
                    inner = replace(source, path=f"{source.path}!{name}", size=size)
                    with archive.open(name) as member:
                        yield from read_warc(cast("BinaryIO", member), inner, max_bytes)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
        raise InputError(f"the WACZ file is damaged ({error})") from error
