"""Files of captures, told apart by their names. The door is :func:`reader_for`."""

from __future__ import annotations

from tamis.corpus.capture import Reader, Source
from tamis.corpus.readers.arc import read_arc
from tamis.corpus.readers.jsonl import read_jsonl
from tamis.corpus.readers.pages import read_page
from tamis.corpus.readers.parquet import read_parquet
from tamis.corpus.readers.wacz import read_wacz
from tamis.corpus.readers.warc import read_warc
from tamis.media_types import BY_SUFFIX
from tamis.packing import unpacked_name

__all__ = ["reader_for"]

_READERS: dict[str, Reader] = {
    **dict.fromkeys(BY_SUFFIX, read_page),
    **dict.fromkeys((".warc", ".wet"), read_warc),
    ".arc": read_arc,
    **dict.fromkeys((".jsonl", ".ndjson"), read_jsonl),
    ".wacz": read_wacz,
    ".parquet": read_parquet,
}


def reader_for(source: Source) -> Reader | None:
    """The reader of a file with such a name: ``page.html``, ``CC-NEWS-….warc.gz``.

    ``None`` for a file of another kind that was only found in a folder; one that the user
    named is taken for a page.
    """
    suffix = unpacked_name(source.path).suffix.lower()
    return _READERS.get(suffix) or (read_page if source.named else None)
