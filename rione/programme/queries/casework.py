"""What happened to a procedure, a contract, a check, a finding, an irregularity or a recovery."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from ..models import CaseEvent, Irregularity, IrregularityEvent

_COLUMNS = ("verb", "at", "by__name", "role", "detail", "reason", "day", "cents")


@dataclass(frozen=True, slots=True)
class Event:
    """Who did what, when and why. `detail`: a code of what was done; `cents`: of money."""

    verb: str
    at: datetime
    by: str
    role: str
    detail: str
    reason: str
    day: date | None
    cents: int | None


def history_of(case: UUID) -> list[Event]:
    """The history of a case, newest first. The caller has seen that the case may be read.
    One SQL statement."""
    return _events(CaseEvent.objects.filter(case=case).order_by("-id").values_list(*_COLUMNS))


def irregularity_history(row: Irregularity) -> list[Event]:
    """The history of an irregularity, newest first. One SQL statement."""
    rows = IrregularityEvent.objects.filter(irregularity=row).order_by("-id")
    return _events(rows.values_list(*_COLUMNS))


def _events(rows: Iterable[tuple[Any, ...]]) -> list[Event]:
    return [Event(*row) for row in rows]
