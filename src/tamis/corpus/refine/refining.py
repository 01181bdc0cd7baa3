"""The steps of :func:`refine`, in order."""

from __future__ import annotations

import hashlib
import shutil
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from importlib.metadata import version
from pathlib import Path
from typing import Any

from tamis.corpus.batches import Position
from tamis.corpus.refine import copies, facts, sharing, templates
from tamis.corpus.refine.article import Article, Fingerprints, article_of, lines_of
from tamis.corpus.refine.database import Database, groups
from tamis.corpus.refine.findings import Findings
from tamis.corpus.refine.reading import Corpus, Stored, rows_in
from tamis.corpus.rows import OUTPUT_VERSION, line_of, sediment_of
from tamis.corpus.shards import FAILURES, UNFINISHED, Shards, plan_of, state_of
from tamis.corpus.summary import Summary
from tamis.corpus.work import Result, packed
from tamis.errors import InputError, UsageError

_FACTS = "facts"
_AT_ONCE = 1 << 20


def refine(source: str | Path, output: str | Path, *, memory: int = 1 << 30) -> Summary:
    """Look at the finished run in ``source`` as a whole, and write it again to ``output`` with
    what was found.

    Lines that stand on many pages of one host become ``other``; articles that are copies of
    each other are told in the new field ``copies``; text that one copy alone has amid text that
    others share is told, and gets another role if it is no content when it is read by itself.

    ``memory``: bytes that the database keeps in memory; what is more lies in ``output``
    meanwhile. What was begun and not finished is gone on with. The rows are those of
    ``source``, in its files and order; what is written of a row depends on what the rows are
    and not on where they stand.

    Raises :class:`~tamis.errors.InputError` if ``source`` is no finished run or is damaged,
    :class:`~tamis.errors.UsageError` if ``output`` holds something else, and
    :class:`~tamis.errors.MissingExtraError` without the extra ``corpus``.
    """
    corpus, output = Corpus(Path(source)), Path(output)
    plan = _plan(corpus)
    state = state_of(output)
    if state == "finished":
        raise UsageError(f"{output} holds a finished run; give a new folder")
    if state == "unfinished" and plan_of(output) != plan:
        raise UsageError(f"{output} holds an unfinished run of something else; give a new folder")
    shards = Shards(output, plan, output_format=corpus.output_format, shard_bytes=sys.maxsize)
    place = output / UNFINISHED / _FACTS
    with closing(shards):
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir()
        with Database(place, memory) as database:
            _find(corpus, database)
            _write(corpus, Findings(database), shards)
        summary = shards.at.summary
        shards.finish({**_versions(), "summary": summary.to_dict()})
    return summary


def _plan(corpus: Corpus) -> dict[str, Any]:
    """What identifies a refinement."""
    names = hashlib.sha256()
    for shard in corpus.shards:
        names.update(f"{shard.name}\0{shard.stat().st_size}\0".encode())
    return {**_versions(), "refined": names.hexdigest(), "summary": corpus.summary.to_dict()}


def _versions() -> dict[str, Any]:
    return {"tamis": version("tamis"), "output_version": OUTPUT_VERSION}


def _find(corpus: Corpus, database: Database) -> None:
    """Fill the database, in three looks at all rows."""
    for table in (facts.TABLE, templates.TABLE, *copies.TABLES, *sharing.TABLES):
        database.run(table)
    known = ((number, facts.facts_of(row), list(lines_of(row))) for number, row in corpus.rows())
    for group in groups(known):
        facts.add_facts(database, [(number, of_row) for number, of_row, _ in group])
        templates.add_lines(database, [(number, lines) for number, _, lines in group])
    templates.find_templates(database)

    for articles in groups(_articles(corpus, database)):
        copies.add_articles(database, articles)
    copies.find_copies(database)

    for shared in groups(_shared(corpus, database)):
        sharing.add_shared(database, shared)


def _articles(corpus: Corpus, database: Database) -> Iterator[tuple[int, Fingerprints]]:
    lines = templates.known_templates(database)
    for number, row in corpus.rows():
        yield number, _article(row, lines.of(number)).shingles()


def _article(row: Stored, lines: Iterable[tuple[int, int, int]]) -> Article:
    """The article of a row without these lines of its site."""
    found = templates.templates_of(row, lines)
    return article_of(row, without=[(line.start, line.end) for line in found])


def _shared(corpus: Corpus, database: Database) -> Iterator[tuple[int, sharing.Shared]]:
    known, lines = copies.shared_shingles(database), templates.known_templates(database)
    for number, row in corpus.rows():
        for shared, common in known.of(number):
            article = _article(row, lines.of(number))
            yield number, sharing.shared_text(row, article, shared, common)


def _write(corpus: Corpus, findings: Findings, shards: Shards) -> None:
    with_sediment = (corpus.folder / "sediment").is_dir()
    begun = shards.at.position.source
    if not begun:
        _copy_rest(corpus, shards)
    number = 0
    for place, shard in enumerate(corpus.shards):
        if place < begun:  # written before it was stopped
            number += sum(1 for _ in rows_in(shard))
            continue
        refined: list[tuple[Stored, Summary]] = []
        size = 0
        for row in rows_in(shard):
            refined.append(findings.refined(number, row))
            number += 1
            size += len(row["page_text"])
            if size >= _AT_ONCE:
                shards.add(_result(refined, place, with_sediment=with_sediment))
                refined, size = [], 0
        shards.add(_result(refined, place, with_sediment=with_sediment))
        shards.finish_shard()


def _result(
    refined: Sequence[tuple[Stored, Summary]], shard: int, *, with_sediment: bool
) -> Result:
    lines = b"".join(line_of(row) for row, _ in refined)
    sediment = b"".join(line_of(sediment_of(row)) for row, _ in refined) if with_sediment else b""
    return Result(
        number=shard,
        rows=packed(lines),
        size=len(lines),
        sediment=packed(sediment),
        failures=b"",
        summary=sum((counts for _, counts in refined), Summary()),
        end=Position(shard + 1),
    )


def _copy_rest(corpus: Corpus, shards: Shards) -> None:
    """What stays as it is: the failures of the run, and its counts of other things than rows."""
    try:
        with (corpus.folder / FAILURES).open("rb") as file:
            while data := file.read(_AT_ONCE):
                shards.add(Result(0, b"", 0, b"", data, Summary(), Position()))
    except OSError as error:
        raise InputError(f"{corpus.folder / FAILURES} cannot be read ({error})") from error
    before = corpus.summary
    kept = Summary(
        failed=before.failed,
        noted=before.noted,
        skipped=before.skipped,
        page_types=before.page_types,
    )
    shards.add(Result(0, b"", 0, b"", b"", kept, Position()))
