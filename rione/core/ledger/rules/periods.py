"""Which days are closed, from the list of what was closed and reopened.

The last word about a day decides. The database's trigger says the same in SQL; a property
test holds the two together.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

_DAY = timedelta(days=1)


class PeriodAction(StrEnum):
    CLOSE = "close"
    REOPEN = "reopen"


@dataclass(frozen=True)
class PeriodData:
    """One closing or reopening of the days from `first_day` to `last_day`, both included."""

    action: PeriodAction
    first_day: date
    last_day: date

    def __post_init__(self) -> None:
        if self.last_day < self.first_day:
            raise ValueError("a period ends on its first day or later: check the dates")


def closed_ranges(events: Sequence[PeriodData]) -> list[tuple[date, date]]:
    """The closed days as sorted ranges that neither touch nor overlap; events oldest first."""
    ranges: list[tuple[date, date]] = []
    for event in events:
        ranges = _without(ranges, event.first_day, event.last_day)
        if event.action is PeriodAction.CLOSE:
            ranges.append((event.first_day, event.last_day))
    merged: list[tuple[date, date]] = []
    for first, last in sorted(ranges):
        if merged and _touches(merged[-1][1], first):
            merged[-1] = (merged[-1][0], max(merged[-1][1], last))
        else:
            merged.append((first, last))
    return merged


def _touches(last: date, first: date) -> bool:
    return last >= first or last + _DAY == first


def _without(
    ranges: list[tuple[date, date]], first_day: date, last_day: date
) -> list[tuple[date, date]]:
    kept = []
    for first, last in ranges:
        if last < first_day or first > last_day:
            kept.append((first, last))
            continue
        if first < first_day:
            kept.append((first, first_day - _DAY))
        if last > last_day:
            kept.append((last_day + _DAY, last))
    return kept


def any_closed(ranges: Sequence[tuple[date, date]], first_day: date, last_day: date) -> bool:
    """Whether a day from `first_day` to `last_day` lies in one of the ranges."""
    return any(first <= last_day and last >= first_day for first, last in ranges)
