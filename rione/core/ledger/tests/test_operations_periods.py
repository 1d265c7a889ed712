"""Closing and reopening: recorded, per owner or for all, and closed means closed."""

from datetime import date

import pytest

from rione.core.ledger import operations, queries
from rione.core.ledger.models import PeriodEvent
from rione.core.ledger.rules import problems
from rione.core.ledger.rules.entries import credit, debit

from .factories import BANK, CITY, COOP, DAY, GIVEN, HOURS, LINE, books, grant

pytestmark = pytest.mark.django_db
FIRST, LAST = date(2024, 1, 1), date(2024, 3, 31)
APRIL = date(2024, 4, 1)


@pytest.fixture(autouse=True)
def _books(db: None) -> None:
    books()


def close(**changes: object) -> None:
    operations.close_period(
        **{"key": "q1", "first_day": FIRST, "last_day": LAST, "reason": "approved"} | changes  # type: ignore[arg-type]
    )


def test_close_period__for_all__accepts_nothing_on_its_days() -> None:
    close()
    for at in (FIRST, DAY, LAST):
        with pytest.raises(problems.ClosedPeriodError, match=r"closed for everybody: give it"):
            grant(1, at=at)
    grant(1, key="before", at=date(2023, 12, 31))
    grant(1, key="after", at=APRIL)


def test_close_period__for_one_owner__stops_every_transaction_on_its_accounts() -> None:
    close(owner=COOP)
    grant(100)
    operations.post(key="april", at=APRIL, legs=[debit(HOURS, 1), credit(GIVEN, 1)])
    with pytest.raises(problems.ClosedPeriodError, match="closed for body cooperative"):
        operations.post(key="both", at=DAY, legs=[debit(LINE, 1), credit(BANK, 1)])


def test_reverse__original_in_a_closed_period__takes_a_date_in_an_open_one() -> None:
    grant(100)
    close()
    with pytest.raises(problems.ClosedPeriodError):
        operations.reverse(key="undo", of="grant", at=DAY, memo="")
    operations.reverse(key="undo", of="grant", at=APRIL, memo="")


def test_reopen_period__a_day__is_an_event_and_opens_that_day_only() -> None:
    close()
    operations.reopen_period(key="r", first_day=DAY, last_day=DAY, reason="late invoice")
    grant(1)
    with pytest.raises(problems.ClosedPeriodError):
        grant(1, key="next", at=date(2024, 3, 16))
    assert queries.closed_ranges() == [(FIRST, date(2024, 3, 14)), (date(2024, 3, 16), LAST)]
    assert PeriodEvent.objects.count() == 2
    close(key="again", first_day=DAY, last_day=DAY)
    assert queries.closed_ranges() == [(FIRST, LAST)]


def test_reopen_period__of_one_owner__does_not_open_what_is_closed_for_all() -> None:
    close()
    close(key="coop", owner=COOP)
    operations.reopen_period(key="r", first_day=FIRST, last_day=LAST, reason="late", owner=COOP)
    with pytest.raises(problems.ClosedPeriodError, match="everybody"):
        operations.post(key="h", at=DAY, legs=[debit(HOURS, 1), credit(GIVEN, 1)])


def test_reopen_period__not_closed__is_refused() -> None:
    close(owner=COOP)
    with pytest.raises(problems.NotClosedError, match="check owner and dates"):
        operations.reopen_period(key="r", first_day=FIRST, last_day=LAST, reason="late", owner=CITY)


def test_close_period__repeated__is_recorded_once_and_another_content_is_refused() -> None:
    close()
    close()
    assert PeriodEvent.objects.count() == 1
    with pytest.raises(problems.KeyReusedError):
        close(last_day=DAY)
    with pytest.raises(problems.LedgerError, match="key and a reason"):
        close(key="k", reason=" ")
    with pytest.raises(ValueError, match="ends on its first day or later"):
        close(key="k", first_day=LAST, last_day=FIRST)
