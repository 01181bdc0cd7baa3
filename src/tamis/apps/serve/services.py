"""What all routes of one server share."""

from __future__ import annotations

from dataclasses import dataclass

from tamis.apps.serve.metrics import Metrics
from tamis.apps.serve.settings import Settings
from tamis.apps.serve.slots import Slots
from tamis.apps.serve.store import Store
from tamis.apps.serve.workers import Workers


@dataclass(frozen=True, slots=True)
class Services:
    """``workers`` do what takes long, ``slots`` bound how many requests ask them at once, and
    ``store`` holds what the workbench has read."""

    settings: Settings
    workers: Workers
    slots: Slots
    store: Store
    metrics: Metrics
