"""What does not belong on the page: the third room of the house. Its door is :func:`sift`."""

from __future__ import annotations

from tamis.pollution.spam import sift

__all__ = ["sift"]
