"""Figures that are read when they are asked for; each context registers its own."""

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from django.db import DatabaseError, connection
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

log = logging.getLogger(__name__)

Values = Sequence[tuple[Sequence[str], float]]


@dataclass(frozen=True, slots=True)
class Gauge:
    """`name` begins with `rione_` and ends with its unit; `labels` are names of closed lists of
    codes, never of anybody. `read` gives the values of the labels and the figure, in one SQL
    statement. `table`: where it stands; while there is no such table there is no figure."""

    name: str
    text: str
    read: Callable[[], Values]
    labels: tuple[str, ...] = ()
    table: str = ""


_gauges: dict[str, Gauge] = {}


def register(*gauges: Gauge) -> None:
    """Add gauges; two different ones of the same name are an error."""
    for gauge in gauges:
        if _gauges.setdefault(gauge.name, gauge) != gauge:
            raise ValueError(f"two gauges are called {gauge.name}")


def registered() -> tuple[Gauge, ...]:
    """All gauges, in the order in which contexts registered them."""
    return tuple(_gauges.values())


class Registered(Collector):
    """Reads all gauges. One that fails is left out and told in `rione_unreadable`."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        unreadable = GaugeMetricFamily(
            "rione_unreadable", "1 for a figure that could not be read.", labels=["figure"]
        )
        try:
            there = tables()
        except DatabaseError:
            log.exception("no figure could be read")
            there = None
        for gauge in registered():
            if there is not None and gauge.table and gauge.table not in there:
                continue
            family = GaugeMetricFamily(gauge.name, gauge.text, labels=gauge.labels)
            try:
                values = gauge.read() if there is not None else None
            except DatabaseError:
                log.exception("a figure could not be read: %s", gauge.name)
                values = None
            if values is None:
                unreadable.add_metric([gauge.name], 1)
                continue
            for labels, value in values:
                family.add_metric(list(labels), value)
            yield family
        yield unreadable


def tables() -> frozenset[str]:
    """The tables and views that there are. One SQL statement."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relkind IN ('r', 'v')")
        return frozenset(row[0] for row in cursor.fetchall())
