"""The second look at the output of a run, for what only many pages together can tell.

The door is :func:`refine`. The rows are read four times, one after the other: for their lines,
for their articles without what is the site's, for what copies of an article share, and to be
written. What is found lies in a database in between.
"""

from __future__ import annotations

from tamis.corpus.refine.refining import refine

__all__ = ["refine"]
