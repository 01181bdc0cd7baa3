"""The files of a run, of which none is seen under its name before it is whole.

While a run is under way everything lies in ``.unfinished``: the shard that is being written,
the failures so far, ``plan.json`` (what the run was asked to do) and ``checkpoint.json`` (how
far it is, and how long each file was by then). Files only grow, and what is behind the
checkpoint is cut off when a run goes on; so nothing has to be undone, whenever it was killed.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, BinaryIO, Literal

from tamis.corpus.batches import Position
from tamis.corpus.summary import Summary
from tamis.corpus.work import Result
from tamis.errors import InputError, UsageError

Format = Literal["jsonl", "parquet", "dolma"]

UNFINISHED = ".unfinished"
SUMMARY = "summary.json"
_PLAN = "plan.json"
_CHECKPOINT = "checkpoint.json"
_LOCK = "lock"
FAILURES = "failures.jsonl"


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """How far a run is. ``shard``: the number of the one that is being written, with ``size``
    bytes of rows in it when unpacked; ``lengths``: of the unfinished files, by name."""

    shard: int = 0
    size: int = 0
    lengths: Mapping[str, int] = field(default_factory=dict)
    position: Position = field(default_factory=Position)
    summary: Summary = field(default_factory=Summary)


class Shards:
    """Writes results to a folder, in their order, and can stop and go on anywhere.

    A new shard is begun once one has ``shard_bytes`` bytes of rows, unpacked.
    """

    def __init__(
        self, output: Path, plan: Mapping[str, Any], *, output_format: Format, shard_bytes: int
    ) -> None:
        self._output, self._unfinished = output, output / UNFINISHED
        self._format, self._shard_bytes = output_format, shard_bytes
        self._unfinished.mkdir(parents=True, exist_ok=True)
        self.at = Checkpoint()
        self._files: dict[str, BinaryIO] = {}
        self._lock = (self._unfinished / _LOCK).open("wb")
        try:
            self._begin(plan)
        except BaseException:
            self.close()
            raise

    def add(self, result: Result) -> None:
        """Append what came of the next batch."""
        self._append(self._rows, result.rows)
        self._append(self._sediment, result.sediment)
        self._append(FAILURES, result.failures)
        self.at = replace(
            self.at,
            size=self.at.size + result.size,
            position=result.end,
            summary=self.at.summary + result.summary,
        )
        if self.at.size >= self._shard_bytes:
            self.finish_shard()

    def checkpoint(self) -> None:
        """Make sure that all that was added so far survives."""
        lengths = {}
        for name, file in self._files.items():
            file.flush()
            os.fsync(file.fileno())
            lengths[name] = file.tell()
        self.at = replace(self.at, lengths=lengths)
        written = {**asdict(self.at), "summary": self.at.summary.to_dict()}
        _write_whole(self._unfinished / _CHECKPOINT, written)

    def finish(self, summary: Mapping[str, Any]) -> None:
        """Give the last files their names; ``summary`` comes last, as the sign that all is done."""
        if self.at.size:
            self.finish_shard()
        self.checkpoint()
        self.close()
        self._publish(FAILURES, self._output / FAILURES)
        _write_whole(self._output / SUMMARY, summary)
        tidy(self._output)

    def close(self) -> None:
        """Close the files as they are."""
        for file in self._files.values():
            with suppress(OSError):
                file.close()
        self._files.clear()
        self._lock.close()

    def _begin(self, plan: Mapping[str, Any]) -> None:
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise UsageError(
                f"{self._output} is being written to by another run; wait for it"
            ) from None
        _write_whole(self._unfinished / _PLAN, plan)
        self.at = self._last_checkpoint()
        self._recover()
        if FAILURES not in self._files:
            self._open(FAILURES)  # there is one, also when nothing fails

    @property
    def _rows(self) -> str:
        return f"{self.at.shard:05}.jsonl.gz"

    @property
    def _sediment(self) -> str:
        return f"sediment-{self._rows}"

    def _append(self, name: str, data: bytes) -> None:
        if not data:
            return
        if name not in self._files:
            self._open(name)
        self._files[name].write(data)

    def finish_shard(self) -> None:
        """Give the shard that is being written its name, and begin the next."""
        rows, sediment = self._rows, self._sediment
        for name in {rows, sediment} & self._files.keys():
            file = self._files.pop(name)
            file.flush()
            os.fsync(file.fileno())
            file.close()
        if (self._unfinished / sediment).exists():
            self._publish(sediment, self._output / "sediment" / rows)
        self._publish_rows(rows)
        self.at = replace(self.at, shard=self.at.shard + 1, size=0)
        self.checkpoint()
        (self._unfinished / rows).unlink(missing_ok=True)

    def _publish_rows(self, rows: str) -> None:
        """Give the rows of a shard to the world, as what was asked for."""
        if self._format == "parquet":
            from tamis.corpus.tables import to_parquet

            table = rows.replace(".jsonl.gz", ".parquet")
            to_parquet(self._unfinished / rows, self._unfinished / table)
            self._publish(table, self._output / table)
        elif self._format == "dolma":
            from tamis.corpus.dolma import NAME, to_dolma

            documents, attributes = f"documents-{rows}", f"attributes-{rows}"
            to_dolma(*(self._unfinished / name for name in (rows, documents, attributes)))
            self._publish(documents, self._output / "documents" / rows)
            self._publish(attributes, self._output / "attributes" / NAME / rows)
        else:
            self._publish(rows, self._output / rows)

    def _publish(self, name: str, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        (self._unfinished / name).replace(path)
        _sync_folder(path.parent)
        _sync_folder(self._unfinished)

    def _last_checkpoint(self) -> Checkpoint:
        try:
            written = json.loads((self._unfinished / _CHECKPOINT).read_bytes())
        except FileNotFoundError:
            return Checkpoint()
        return Checkpoint(
            shard=written["shard"],
            size=written["size"],
            lengths=written["lengths"],
            position=Position(*written["position"]),
            summary=Summary.from_dict(written["summary"]),
        )

    def _recover(self) -> None:
        """Bring the files back to what they were at the checkpoint."""
        # It may have been killed after a file got its name and before the next checkpoint.
        for name, path in (
            (self._rows, self._output / self._rows),
            (self._sediment, self._output / "sediment" / self._rows),
            (FAILURES, self._output / FAILURES),
        ):
            if path.exists():
                path.replace(self._unfinished / name)
        for path in self._unfinished.iterdir():
            if path.name in self.at.lengths:
                os.truncate(path, self.at.lengths[path.name])
                self._open(path.name)
            elif path.is_file() and path.name not in {_PLAN, _CHECKPOINT, _LOCK}:
                path.unlink()

    def _open(self, name: str) -> None:
        self._files[name] = (self._unfinished / name).open("ab")


def state_of(output: Path) -> Literal["new", "unfinished", "finished"]:
    """What the folder of a run holds.

    Raises :class:`~tamis.errors.UsageError` if it is something else.
    """
    if (output / SUMMARY).is_file():
        return "finished"
    if (output / UNFINISHED / _PLAN).is_file():
        return "unfinished"
    try:
        if output.exists() and any(path.name != UNFINISHED for path in output.iterdir()):
            raise UsageError(f"{output} holds other files; give a new folder for the output")
    except NotADirectoryError:
        raise UsageError(f"{output} is no folder; give a new folder for the output") from None
    return "new"


def tidy(output: Path) -> None:
    """Remove what a finished run no longer needs."""
    shutil.rmtree(output / UNFINISHED, ignore_errors=True)


def plan_of(output: Path) -> dict[str, Any]:
    """What the unfinished run in ``output`` was asked to do."""
    plan: dict[str, Any] = json.loads((output / UNFINISHED / _PLAN).read_bytes())
    return plan


def summary_in(output: Path) -> Summary:
    """The summary of the finished run in ``output``."""
    try:
        written = json.loads((output / SUMMARY).read_bytes())
        return Summary.from_dict(written["summary"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError(f"{output / SUMMARY} is no summary of a run ({error})") from error


def _write_whole(path: Path, value: Mapping[str, Any]) -> None:
    temporary = path.with_name(path.name + ".new")
    with temporary.open("wb") as file:
        file.write(json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True).encode() + b"\n")
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
    _sync_folder(path.parent)


def _sync_folder(path: Path) -> None:
    folder = os.open(path, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
