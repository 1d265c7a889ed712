"""Years of the books of a municipality's operations: closed, and reopened with a reason."""

from datetime import date

from django.utils.translation import gettext as _

from rione.core import clock
from rione.core.audit.operations import record
from rione.core.audit.rules import Subject
from rione.core.identity.rules.actors import Actor
from rione.core.ledger import operations as ledger
from rione.core.ledger.queries import closed_ranges
from rione.core.ledger.rules.periods import any_closed
from rione.core.writes import Refused, operation

from ..access.money import refuse_unless_here
from ..queries.books import owner_of
from . import given


@operation("close_year")
def close_year(*, actor: Actor, key: str, year: int, reason: str) -> int:
    """Close a year that is over: nothing more is dated in it. The year.

    Refused at `year` (not over, closed already) and `reason`.
    """
    refuse_unless_here(actor, "close_year")
    first, last = _days(year)
    if last >= clock.today():
        raise Refused(_("Only a year that is over can be closed."), field="year")
    if _is_closed(actor, first, last):
        raise Refused(_("This year is closed already."), field="year")
    ledger.close_period(
        key=f"year/{actor.municipality}/{key}",
        first_day=first,
        last_day=last,
        reason=given.text(reason, "reason"),
        owner=owner_of(actor.municipality),
    )
    _record(actor, "close_year", year)
    return year


@operation("reopen_year")
def reopen_year(*, actor: Actor, key: str, year: int, reason: str) -> int:
    """Reopen a closed year; the year. Refused at `year` (not closed) and `reason`."""
    refuse_unless_here(actor, "reopen_year")
    first, last = _days(year)
    if not _is_closed(actor, first, last):
        raise Refused(_("This year is open."), field="year")
    ledger.reopen_period(
        key=f"year/{actor.municipality}/{key}",
        first_day=first,
        last_day=last,
        reason=given.text(reason, "reason"),
        owner=owner_of(actor.municipality),
    )
    _record(actor, "reopen_year", year)
    return year


def _days(year: int) -> tuple[date, date]:
    if not 2014 <= year <= 2099:
        raise Refused(_("Give a year from 2014 to 2099."), field="year")
    return date(year, 1, 1), date(year, 12, 31)


def _is_closed(actor: Actor, first: date, last: date) -> bool:
    return any_closed(closed_ranges(owner_of(actor.municipality)), first, last)


def _record(actor: Actor, verb: str, year: int) -> None:
    record(verb=verb, subjects=[Subject("year", str(year))], municipality=actor.municipality)
