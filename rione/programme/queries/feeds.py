"""Queries by which other parts of the platform give achieved values of indicators."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any


@dataclass(frozen=True, slots=True)
class IndicatorQuery:
    """`run(day)` counts what was achieved up to and including a day, None while it cannot tell.

    `indicator` is the code of the indicator that it feeds; `label` says what it counts; `code` is
    a short name of a-z, 0-9 and hyphens, which also names its place among the sources.
    """

    code: str
    indicator: str
    label: Any
    run: Callable[[date], Decimal | int | None]


_queries: dict[str, IndicatorQuery] = {}


def register(query: IndicatorQuery) -> None:
    """Add a query; two of one code are an error."""
    if _queries.setdefault(query.code, query) != query:
        raise ValueError(f"two indicator queries are called {query.code}")


def query_of(code: str) -> IndicatorQuery | None:
    return _queries.get(code)


def queries_for(indicator: str) -> tuple[IndicatorQuery, ...]:
    """The queries that feed an indicator."""
    return tuple(query for query in _queries.values() if query.indicator == indicator)
