"""Many captures: read from wherever they lie, labelled by many workers, written as rows.

The door is :func:`run`. The way of a record: a reader gives a
:class:`~tamis.corpus.capture.Capture`, batches go to an engine, workers label them, and
:class:`~tamis.corpus.shards.Shards` writes the results in the order of the input.
"""

from __future__ import annotations

from tamis.corpus.capture import Capture, Failure, Skipped, Source
from tamis.corpus.engines.local import LocalEngine, processors
from tamis.corpus.engines.ray import RayEngine
from tamis.corpus.rows import Label, Row, Sieve
from tamis.corpus.run import Progress, RunOptions, run
from tamis.corpus.summary import Summary

__all__ = [
    "Capture",
    "Failure",
    "Label",
    "LocalEngine",
    "Progress",
    "RayEngine",
    "Row",
    "RunOptions",
    "Sieve",
    "Skipped",
    "Source",
    "Summary",
    "processors",
    "run",
]
