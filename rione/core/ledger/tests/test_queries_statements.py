"""Statements, the trial balance, export rows."""

from datetime import date, timedelta
from types import GeneratorType

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rione.core.ledger import operations, queries
from rione.core.ledger.rules import problems
from rione.core.ledger.rules.entries import credit, debit

from .factories import BANK, CITY, COOP, DAY, GIVEN, HOURS, LINE, SOURCE, SPENT, books, grant, spend

pytestmark = pytest.mark.django_db
MARCH = (date(2024, 3, 1), date(2024, 3, 31))


@pytest.fixture(autouse=True)
def _moved(db: None) -> None:
    books()
    grant(10_000, key="january", at=date(2024, 1, 2))
    spend(300, key="s1", at=date(2024, 3, 20))
    spend(200, key="s2", at=date(2024, 3, 10))
    operations.reverse(key="undo", of="s2", at=date(2024, 3, 20), memo="wrong line")
    spend(50, key="april", at=date(2024, 4, 1))


def test_statement__of_a_month__opens_runs_and_closes() -> None:
    found = queries.statement(LINE, *MARCH)
    assert (found.opening, found.closing) == (10_000, 9_700)
    assert (found.debits, found.credits) == (200, 500)
    assert [(line.transaction, line.debit, line.credit, line.balance) for line in found.lines] == [
        ("s2", 0, 200, 9_800),
        ("s1", 0, 300, 9_500),
        ("undo", 200, 0, 9_700),
    ]
    assert [line.is_reversal for line in found.lines] == [False, False, True]
    assert found.lines[2].memo == "wrong line"


def test_statement__of_an_account_that_grows_by_credit__is_in_its_own_sense() -> None:
    found = queries.statement(SOURCE, date(2024, 1, 1), MARCH[1])
    assert (found.opening, found.closing, found.lines[0].balance) == (0, 10_000, 10_000)


def test_statement__in_pages__runs_on_and_costs_the_same() -> None:
    whole = queries.statement(LINE, *MARCH)
    paged = []
    for page in (1, 2, 3):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            found = queries.statement(LINE, *MARCH, page=page, size=1)
        assert len(asked) == 2
        assert (found.page_count, found.line_count, found.closing) == (3, 3, 9_700)
        paged += found.lines
    assert paged == whole.lines
    beyond = queries.statement(LINE, *MARCH, page=4, size=1)
    assert (beyond.lines, beyond.closing) == ([], 9_700)


def test_statement__nothing_moved__has_no_lines_and_one_page() -> None:
    found = queries.statement(LINE, date(2024, 2, 1), date(2024, 2, 29))
    assert (found.opening, found.closing, found.lines) == (10_000, 10_000, [])
    assert found.page_count == 1


def test_statement__unknown_account_or_impossible_span__is_refused() -> None:
    with pytest.raises(problems.UnknownAccountError):
        queries.statement("nowhere", *MARCH)
    with pytest.raises(ValueError, match="pages count from one"):
        queries.statement(LINE, *MARCH, page=0)
    with pytest.raises(ValueError, match="first day or later"):
        queries.statement(LINE, *reversed(MARCH))


def test_trial_balance__per_unit__sums_to_zero() -> None:
    operations.post(key="h", at=DAY, legs=[debit(HOURS, 45), credit(GIVEN, 45)])
    euro = queries.trial_balance("EUR")
    assert {line.account: line.balance for line in euro} == {
        LINE: 9_650,
        SPENT: 350,
        SOURCE: -10_000,
    }
    assert sum(line.balance for line in euro) == 0
    assert sum(line.balance for line in queries.trial_balance("MIN")) == 0
    until = queries.trial_balance("EUR", until=date(2024, 3, 15))
    assert {line.account: line.debits for line in until}[SPENT] == 200


def test_export_rows__of_a_span__are_legs_in_order_of_posting_read_by_one_cursor() -> None:
    with CaptureQueriesContext(connection) as asked:
        rows = queries.export_rows(*MARCH)
        assert isinstance(rows, GeneratorType)
        listed = list(rows)
    assert len(asked) <= 1
    assert [(row.key, row.position, row.account, row.amount) for row in listed] == [
        ("s1", 1, SPENT, 300),
        ("s1", 2, LINE, -300),
        ("s2", 1, SPENT, 200),
        ("s2", 2, LINE, -200),
        ("undo", 1, SPENT, -200),
        ("undo", 2, LINE, 200),
    ]
    assert listed[0].unit == "EUR"
    assert listed[4].reverses is not None


def test_export_rows__of_one_owner__are_its_legs_only() -> None:
    operations.post(key="pay", at=DAY, legs=[debit(SPENT, 5), credit(BANK, 5)])
    far = DAY + timedelta(days=365)
    assert [row.account for row in queries.export_rows(DAY, far, owner=COOP)] == [BANK]


def test_accounts__by_code__leaves_out_those_that_no_account_has() -> None:
    assert list(queries.accounts([LINE, SPENT, "nothing"])) == sorted([LINE, SPENT])


def test_trial_balance__of_an_owner_or_of_codes__holds_only_theirs() -> None:
    operations.post(key="coop", at=DAY, legs=[debit(SPENT, 5), credit(BANK, 5)])
    codes = [line.account for line in queries.trial_balance("EUR", owner=COOP)]
    assert codes == [BANK]
    codes = [line.account for line in queries.trial_balance("EUR", begins="city/s")]
    assert codes == sorted([SPENT, SOURCE])


def test_closings__of_an_owner__are_its_own_newest_first() -> None:
    for key, owner in (("a", CITY), ("b", CITY), ("c", COOP)):
        operations.close_period(key=key, first_day=DAY, last_day=DAY, reason=key, owner=owner)
    operations.reopen_period(key="d", first_day=DAY, last_day=DAY, reason="d", owner=CITY)
    found = [(event.action, event.reason) for event in queries.closings(CITY)]
    assert found == [("reopen", "d"), ("close", "b"), ("close", "a")]
