"""Imported by the process that all workers are copies of: they have the weights then, at once,
and share the memory."""

from __future__ import annotations

from tamis.pipeline import read

read("<p>Workers read pages.</p>", media_type="text/html")
