"""The one place that reads the time, so that tests and replays can set it."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime

from django.utils import timezone

_frozen: ContextVar[datetime | None] = ContextVar("rione_clock", default=None)


def now() -> datetime:
    """The current instant, aware, in UTC."""
    return _frozen.get() or timezone.now()


def today() -> date:
    """The current date where the platform lives (settings.TIME_ZONE)."""
    return timezone.localdate(now())


@contextmanager
def frozen_at(instant: datetime) -> Iterator[None]:
    """Hold the clock of this thread at an aware instant."""
    if timezone.is_naive(instant):
        raise ValueError("the clock takes aware instants only")
    token = _frozen.set(instant)
    try:
        yield
    finally:
        _frozen.reset(token)
