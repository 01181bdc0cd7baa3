"""What all tests share: how hypothesis searches, and the pages in ``fixtures/``."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# The same examples on every machine: a red build can be made red again.
settings.register_profile(
    "tamis",
    deadline=None,
    derandomize=True,
    max_examples=100,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("tamis")


@pytest.fixture(scope="session")
def fixtures() -> Path:
    """The folder of pages written for these tests."""
    return Path(__file__).parent / "fixtures"
