"""Requests by route, method and status, and how long they took; counted in memory.

One registry of our own: what the library would add of the process by itself stays out. Where
PROMETHEUS_MULTIPROC_DIR was set before this process started, the processes count in files there
and whoever is asked answers for all of them.
"""

import os

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

from .gauges import Registered

COUNTED_IN = "PROMETHEUS_MULTIPROC_DIR"
BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)

_own = CollectorRegistry()
_ANSWERED = Counter(
    "rione_requests",
    "Requests answered, by route, method and class of status.",
    ["route", "method", "status"],
    registry=_own,
)
_SECONDS = Histogram(
    "rione_request_seconds",
    "Time from the request to its answer.",
    ["route"],
    buckets=BUCKETS,
    registry=_own,
)


def observe(*, route: str, method: str, status: int, seconds: float) -> None:
    """Count a request that was answered; `route` is the name of an address, never a path."""
    _ANSWERED.labels(route, method, f"{status // 100}xx").inc()
    _SECONDS.labels(route).observe(seconds)


def exposition() -> bytes:
    """All figures in the text form that Prometheus reads."""
    counted = _own
    if os.environ.get(COUNTED_IN):
        counted = CollectorRegistry()
        MultiProcessCollector(counted)
    asked = CollectorRegistry(auto_describe=False)
    asked.register(Registered())
    return generate_latest(counted) + generate_latest(asked)
