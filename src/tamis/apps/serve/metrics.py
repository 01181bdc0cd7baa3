"""Counts for Prometheus."""

from __future__ import annotations

from collections.abc import Callable

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)


class Metrics:
    """Of one server; ``under_way`` and ``killed`` are asked when the counts are."""

    def __init__(self, under_way: Callable[[], float], killed: Callable[[], float]) -> None:
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "tamis_requests",
            "Requests, by route and status.",
            ("route", "status"),
            registry=self._registry,
        )
        self._seconds = Histogram(
            "tamis_request_seconds",
            "From the head of the request to the end of the answer.",
            ("route",),
            buckets=_SECONDS,
            registry=self._registry,
        )
        Gauge(
            "tamis_requests_under_way",
            "Requests with work for the workers.",
            registry=self._registry,
        ).set_function(under_way)
        Gauge(
            "tamis_workers_killed",
            "Workers that were replaced since the start.",
            registry=self._registry,
        ).set_function(killed)

    def count(self, route: str, status: int, seconds: float) -> None:
        self._requests.labels(route, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def exposition(self) -> bytes:
        """The counts in Prometheus's text format, version 0.0.4."""
        return generate_latest(self._registry)
