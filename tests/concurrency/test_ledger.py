"""Fifty rivals for the last euro, clashing orders, closing while somebody posts.

Each race has a control with the lock or the constraint taken down, which must go wrong: a
race that passes without its guard proves nothing. All run in copies of the test database.
"""

import threading
import time
from collections.abc import Callable
from random import Random
from typing import TypeVar

import pytest
from django.db import IntegrityError, OperationalError, connection, transaction
from django.db.models import Sum

from rione.core import clock
from rione.core.ledger import checks, operations, queries
from rione.core.ledger.models import Account, Leg, PeriodEvent, Transaction
from rione.core.ledger.rules import problems
from rione.core.ledger.rules.entries import Nature, credit, debit
from rione.core.ledger.tests.factories import (
    CITY,
    DAY,
    LINE,
    SPENT,
    books,
    grant,
    spend,
    spending,
)
from rione.core.ledger.tests.scratch import scratch

__all__ = ["scratch"]

pytestmark = pytest.mark.usefixtures("scratch")
RIVALS = 50
PATIENCE = 60
Result = TypeVar("Result")


def race(count: int, act: Callable[[int], Result]) -> list[Result | Exception]:
    """Let `count` threads, each with a connection of its own, act at the same moment."""
    outcomes: list[Result | Exception | None] = [None] * count
    ready = threading.Barrier(count)

    def run(number: int) -> None:
        try:
            connection.ensure_connection()
            ready.wait(PATIENCE)
            outcomes[number] = act(number)
        except Exception as error:
            outcomes[number] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    assert not any(thread.is_alive() for thread in threads)
    return [outcome for outcome in outcomes if outcome is not None]


def won(outcomes: list[queries.Transaction | Exception]) -> list[queries.Transaction]:
    return [outcome for outcome in outcomes if isinstance(outcome, queries.Transaction)]


def lost(outcomes: list[queries.Transaction | Exception]) -> list[Exception]:
    return [outcome for outcome in outcomes if isinstance(outcome, Exception)]


def run_sql(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.fixture
def last_euro(scratch: None) -> None:
    books()
    grant(100)


@pytest.fixture
def no_lock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read balances without locking, and act only when every rival has read."""
    all_have_read = threading.Barrier(RIVALS)
    without = operations._LOCK_ACCOUNTS.replace("FOR NO KEY UPDATE", "")
    assert without != operations._LOCK_ACCOUNTS
    monkeypatch.setattr(operations, "_LOCK_ACCOUNTS", without)
    read = operations._lock

    def read_and_wait(codes: list[str]) -> object:
        found = read(codes)
        all_have_read.wait(PATIENCE)
        return found

    monkeypatch.setattr(operations, "_lock", read_and_wait)


@pytest.mark.usefixtures("last_euro")
def test_last_euro__fifty_rivals__exactly_one_wins_and_the_others_are_told() -> None:
    outcomes = race(RIVALS, lambda n: spend(100, key=f"rival-{n}"))
    assert len(outcomes) == RIVALS
    assert len(won(outcomes)) == 1
    assert {type(error) for error in lost(outcomes)} == {problems.NotEnoughError}
    assert {(e.asked, e.available) for e in lost(outcomes)} == {(100, 0)}  # type: ignore[attr-defined]
    assert Account.objects.get(code=LINE).balance == 0
    assert all(found.ok for found in checks.all_sums_agree())


@pytest.mark.usefixtures("last_euro", "no_lock")
def test_last_euro__without_the_lock__the_constraint_lets_exactly_one_win() -> None:
    outcomes = race(RIVALS, lambda n: spend(100, key=f"rival-{n}"))
    assert len(won(outcomes)) == 1
    assert {type(error) for error in lost(outcomes)} == {IntegrityError}
    assert all("ledger_account_not_below_floor" in str(error) for error in lost(outcomes))


@pytest.mark.usefixtures("last_euro")
def test_last_euro__without_the_constraint__the_lock_lets_exactly_one_win() -> None:
    run_sql("ALTER TABLE ledger_account DROP CONSTRAINT ledger_account_not_below_floor")
    outcomes = race(RIVALS, lambda n: spend(100, key=f"rival-{n}"))
    assert len(won(outcomes)) == 1


@pytest.mark.usefixtures("last_euro", "no_lock")
def test_last_euro__control_without_lock_and_constraint__all_fifty_win() -> None:
    run_sql("ALTER TABLE ledger_account DROP CONSTRAINT ledger_account_not_below_floor")
    outcomes = race(RIVALS, lambda n: spend(100, key=f"rival-{n}"))
    assert len(won(outcomes)) == RIVALS
    assert Account.objects.get(code=LINE).balance == 100 - RIVALS * 100


@pytest.mark.usefixtures("last_euro")
def test_floor__raised_while_fifty_spend__is_never_undercut() -> None:
    def act(number: int) -> object:
        if number % 10 == 0:
            return operations.set_floor(account=LINE, floor=number)
        return spend(5, key=f"rival-{number}")

    outcomes = race(RIVALS, act)
    assert {type(o) for o in outcomes if isinstance(o, Exception)} <= {
        problems.NotEnoughError,
        problems.FloorTooHighError,
    }
    line = queries.account(LINE)
    assert line.available is not None
    assert line.available >= 0


@pytest.mark.usefixtures("last_euro")
def test_key__fifty_times_at_once__is_one_transaction_for_all() -> None:
    outcomes = race(RIVALS, lambda n: spend(100, key="the one"))
    assert lost(outcomes) == []
    assert len({outcome.id for outcome in won(outcomes)}) == 1
    assert Transaction.objects.filter(key="the one").count() == 1


@pytest.mark.usefixtures("last_euro")
def test_key__with_fifty_contents_at_once__is_the_first_and_errors() -> None:
    outcomes = race(RIVALS, lambda n: spend(n + 1, key="the one"))
    assert len(won(outcomes)) == 1
    assert {type(error) for error in lost(outcomes)} == {problems.KeyReusedError}


@pytest.mark.usefixtures("last_euro")
def test_key__control_without_its_constraint__is_posted_more_than_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    run_sql("ALTER TABLE ledger_transaction DROP CONSTRAINT ledger_transaction_key_once")
    without = operations._INSERT.replace("ON CONFLICT (key) DO NOTHING", "")
    monkeypatch.setattr(operations, "_INSERT", without)
    outcomes = race(10, lambda n: spend(10, key="the one"))
    assert len({outcome.id for outcome in won(outcomes)}) == 10


@pytest.mark.usefixtures("last_euro")
def test_reverse__twenty_rivals__exactly_one_undoes_it() -> None:
    spend(100)
    outcomes = race(
        20, lambda n: operations.reverse(key=f"undo-{n}", of="spend", at=DAY, memo="twice")
    )
    assert len(won(outcomes)) == 1
    assert {type(error) for error in lost(outcomes)} == {problems.AlreadyReversedError}
    assert queries.account(LINE).balance == 100


@pytest.mark.usefixtures("last_euro")
def test_reverse__control_without_its_constraint__is_undone_twenty_times() -> None:
    spend(100)
    run_sql("ALTER TABLE ledger_transaction DROP CONSTRAINT ledger_transaction_reversed_once")
    outcomes = race(
        20, lambda n: operations.reverse(key=f"undo-{n}", of="spend", at=DAY, memo="twice")
    )
    assert len(won(outcomes)) == 20


def test_posting__in_clashing_order__never_deadlocks() -> None:
    books()
    codes = [f"pot-{n}" for n in range(6)]
    for code in codes:
        operations.open_account(code=code, title=code, owner=CITY, unit="EUR", nature=Nature.ASSET)

    def act(number: int) -> int:
        order = Random(number)  # noqa: S311 — an order that can be had again
        for turn in range(25):
            one, two, three = order.sample(codes, 3)
            operations.post(
                key=f"{number}-{turn}",
                at=DAY,
                legs=[debit(one, 3), credit(two, 1), credit(three, 2)],
            )
        return number

    outcomes = race(16, act)
    assert [outcome for outcome in outcomes if isinstance(outcome, Exception)] == []
    assert Transaction.objects.count() == 16 * 25
    assert Account.objects.aggregate(total=Sum("balance"))["total"] == 0
    assert all(found.ok for found in checks.all_sums_agree())


def test_posting__control_leg_by_leg_in_clashing_order__deadlocks() -> None:
    books()
    numbers = [Account.objects.get(code=code).pk for code in (SPENT, LINE)]
    Account.objects.update(floor=None)
    both_hold_one = threading.Barrier(2)

    def act(number: int) -> None:
        with transaction.atomic():
            whole = Transaction.objects.create(
                key=str(number), value_date=DAY, booked_at=clock.now(), leg_count=2
            )
            for position, account in enumerate(numbers if number else numbers[::-1], 1):
                leg = Leg(
                    transaction=whole,
                    position=position,
                    account_id=account,
                    value_date=DAY,
                    amount=(-1) ** position,
                )
                Leg.objects.bulk_create([leg])
                if position == 1:
                    both_hold_one.wait(PATIENCE)

    outcomes = race(2, act)
    (deadlock,) = [outcome for outcome in outcomes if isinstance(outcome, Exception)]
    assert isinstance(deadlock, OperationalError)
    assert "deadlock detected" in str(deadlock)


def test_posting__one_statement_in_clashing_order_past_the_operations__never_deadlocks() -> None:
    books()
    numbers = [Account.objects.get(code=code).pk for code in (SPENT, LINE)]
    Account.objects.update(floor=None)

    def act(number: int) -> None:
        for turn in range(25):
            with transaction.atomic():
                whole = Transaction.objects.create(
                    key=f"{number}-{turn}", value_date=DAY, booked_at=clock.now(), leg_count=2
                )
                Leg.objects.bulk_create(
                    Leg(
                        transaction=whole,
                        position=position,
                        account_id=account,
                        value_date=DAY,
                        amount=(-1) ** position,
                    )
                    for position, account in enumerate(numbers if number % 2 else numbers[::-1], 1)
                )

    assert [o for o in race(8, act) if isinstance(o, Exception)] == []


def somebody_waits_for_the_period() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
        return cursor.fetchone() is not None


def close_while_posting() -> tuple[bool, list[Exception]]:
    """Close the day of a transaction that is not committed yet.

    Returns whether the closing had to wait, and what went wrong.
    """
    problems_met: list[Exception] = []

    def close() -> None:
        try:
            operations.close_period(key="close", first_day=DAY, last_day=DAY, reason="approved")
        except Exception as error:
            problems_met.append(error)
        finally:
            connection.close()

    closing = threading.Thread(target=close)
    with transaction.atomic():
        spend(10)
        closing.start()
        end = time.monotonic() + PATIENCE
        waited = False
        while closing.is_alive() and not waited and time.monotonic() < end:
            waited = somebody_waits_for_the_period()
            time.sleep(0.01)
        assert PeriodEvent.objects.exists() is not waited
    closing.join(PATIENCE)
    return waited, problems_met


@pytest.mark.usefixtures("last_euro")
def test_close_period__while_somebody_posts__waits_and_then_nothing_gets_in() -> None:
    assert close_while_posting() == (True, [])
    posted = Transaction.objects.get(key="spend")
    assert posted.booked_at <= PeriodEvent.objects.get().recorded_at
    outcomes = race(20, lambda n: spend(1, key=f"late-{n}"))
    assert {type(error) for error in lost(outcomes)} == {problems.ClosedPeriodError}
    assert won(outcomes) == []


@pytest.mark.usefixtures("last_euro")
def test_close_period__control_without_the_lock__closes_over_an_open_transaction(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    run_sql("DROP TRIGGER ledger_period_waits_for_posts ON ledger_periodevent")
    monkeypatch.setattr(operations, "_LOCK_PERIODS", "SELECT 1")
    assert close_while_posting() == (False, [])


@pytest.mark.usefixtures("last_euro")
def test_close_period__past_the_operations__waits_by_its_trigger(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(operations, "_LOCK_PERIODS", "SELECT 1")
    assert close_while_posting() == (True, [])


@pytest.mark.usefixtures("last_euro")
def test_closing_and_posting__by_fifty_at_once__never_deadlock() -> None:
    def act(number: int) -> object:
        if number % 10 == 0:
            return operations.close_period(
                key=f"close-{number}", first_day=DAY, last_day=DAY, reason="approved", owner=CITY
            )
        return operations.post(key=f"late-{number}", at=DAY, legs=spending(1))

    outcomes = race(RIVALS, act)
    assert {type(o) for o in outcomes if isinstance(o, Exception)} <= {problems.ClosedPeriodError}
    assert all(found.ok for found in checks.all_sums_agree())


@pytest.mark.usefixtures("last_euro")
def test_lock__while_a_period_is_being_closed__waits_without_holding_any_account() -> None:
    locked = threading.Event()

    def lock() -> None:
        try:
            with transaction.atomic():
                operations._lock([LINE, SPENT])
                locked.set()
        finally:
            connection.close()

    posting = threading.Thread(target=lock)
    with transaction.atomic():
        run_sql(operations._LOCK_PERIODS)
        posting.start()
        end = time.monotonic() + PATIENCE
        while not somebody_waits_for_the_period() and time.monotonic() < end:
            time.sleep(0.01)
        assert not locked.is_set()
        free = Account.objects.select_for_update(nowait=True).filter(code__in=[LINE, SPENT])
        assert len(free) == 2
    posting.join(PATIENCE)
    assert locked.is_set()
