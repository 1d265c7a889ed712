"""Every constraint and trigger of the ledger: the bad write that it, and it alone, stops.

Each case makes its bad write twice: as things are, which the database must refuse by the wall's
name, and with the wall taken down, when the write must pass. A wall without a case fails here.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from pytest_django import DjangoDbBlocker

from rione.core import clock
from rione.core.ledger import operations
from rione.core.ledger.models import Account, Leg, PeriodEvent, Transaction, Unit

from .factories import BANK, DAY, LINE, SOURCE, SPENT, books, grant, spend
from .scratch import scratch_database

HELD_ELSEWHERE = {
    # A lock, not a refusal: tests/concurrency/test_ledger.py takes it down.
    "ledger_period_waits_for_posts",
}


@pytest.fixture(scope="module", autouse=True)
def _copy(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with django_db_blocker.unblock(), scratch_database("ledger_walls"):
        yield


@pytest.fixture(autouse=True)
def _written(_copy: None) -> Iterator[None]:
    with transaction.atomic():
        books()
        grant(1000)
        spend(100)
        settle()
        yield
        transaction.set_rollback(True)


def settle() -> None:
    """Let deferred checks speak now, and defer them again."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def run(sql: str, *values: object) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)  # type: ignore[arg-type]
        return cursor.fetchall() if cursor.description else []


def account_id(code: str) -> int:
    return Account.objects.get(code=code).pk


def write(key: str, legs: list[tuple[int, int]], **changes: object) -> None:
    """A transaction past all operations; legs as (account number, amount)."""
    fields: dict[str, object] = {
        "key": key,
        "fingerprint": "",
        "value_date": DAY,
        "booked_at": clock.now(),
        "leg_count": len(legs),
    }
    whole = Transaction.objects.create(**fields | changes)
    Leg.objects.bulk_create(
        Leg(
            transaction=whole,
            position=position,
            account_id=account,
            value_date=whole.value_date,
            amount=amount,
        )
        for position, (account, amount) in enumerate(legs, 1)
    )


def pair(amount: int, other: int | None = None) -> list[tuple[int, int]]:
    return [
        (account_id(SPENT), amount),
        (account_id(LINE), -(amount if other is None else other)),
    ]


def reversal(key: str, amount: int = 100, **changes: object) -> None:
    original = Transaction.objects.get(key="spend")
    write(key, pair(-amount), reverses_id=original.pk, **changes)


def add_leg(**changes: object) -> None:
    fields: dict[str, object] = {
        "transaction_id": Transaction.objects.get(key="grant").pk,
        "position": 3,
        "account_id": account_id(SPENT),
        "value_date": DAY,
        "amount": 5,
    }
    Leg.objects.bulk_create([Leg(**fields | changes)])


def add_account(**changes: object) -> None:
    fields: dict[str, object] = {
        "code": "new",
        "owner_kind": "body",
        "owner_key": "x",
        "unit_id": Unit.objects.get(code="EUR").pk,
        "nature": "asset",
        "opened_at": clock.now(),
    }
    Account.objects.create(**fields | changes)


def add_unit(**changes: object) -> None:
    fields: dict[str, object] = {"code": "CHF", "scale": 2, "title": "Franc"}
    Unit.objects.create(**fields | changes)


def add_event(**changes: object) -> None:
    fields: dict[str, object] = {
        "key": "event",
        "action": "close",
        "first_day": DAY,
        "last_day": DAY,
        "reason": "approved",
        "recorded_at": clock.now(),
    }
    PeriodEvent.objects.create(**fields | changes)


def twice(act: Callable[..., None], **changes: object) -> Callable[[], None]:
    def both() -> None:
        act(**changes)
        act(**changes)

    return both


def double_position() -> None:
    write("double", [], leg_count=2)
    whole = Transaction.objects.get(key="double").pk
    for code, amount in ((SPENT, 5), (BANK, -5)):
        add_leg(transaction_id=whole, position=1, account_id=account_id(code), amount=amount)


def post_into_a_closed_day() -> None:
    add_event()
    write("late", pair(5))


def two_reversals() -> None:
    reversal("first")
    reversal("second")


def two_with_one_key() -> None:
    write("same", pair(5))
    write("same", pair(5))


@dataclass(frozen=True)
class Wall:
    """`beside` are walls that would stop the same write and are taken down first."""

    name: str
    bad_write: Callable[[], object]
    beside: tuple[str, ...] = ()
    refused_by: str = ""


WALLS = [
    Wall("ledger_unit_code_once", twice(add_unit)),
    Wall("ledger_unit_code_is_upper_case", lambda: add_unit(code="chf")),
    Wall("ledger_unit_scale_is_small", lambda: add_unit(scale=7)),
    Wall("ledger_unit_keeps_its_terms", lambda: Unit.objects.filter(code="EUR").update(scale=3)),
    Wall("ledger_account_code_once", lambda: add_account(code=LINE)),
    Wall("ledger_account_code_is_plain", lambda: add_account(code="a b")),
    Wall("ledger_account_has_an_owner", lambda: add_account(owner_key="")),
    Wall("ledger_account_nature_is_known", lambda: add_account(nature="budget")),
    Wall("ledger_account.unit_id", lambda: add_account(unit_id=10**9)),
    Wall("ledger_account_not_below_floor", lambda: write("over", pair(901))),
    Wall(
        "ledger_account_keeps_its_terms",
        lambda: Account.objects.filter(code=SPENT).update(nature="liability"),
    ),
    Wall("ledger_account_municipality_is_istat", lambda: add_account(municipality="Milan")),
    Wall(
        "ledger_account_stays_where_it_is",
        lambda: Account.objects.filter(code=SPENT).update(municipality="015146"),
    ),
    Wall("ledger_account_starts_at_zero", lambda: add_account(balance=5)),
    Wall(
        "ledger_account_balance_follows_legs",
        lambda: Account.objects.filter(code=LINE).update(balance=5),
    ),
    Wall("ledger_transaction_key_once", two_with_one_key),
    Wall("ledger_transaction_has_a_key", lambda: write("", pair(5))),
    Wall("ledger_transaction_about_is_whole", lambda: write("k", pair(5), about_kind="call")),
    Wall(
        "ledger_transaction.reverses_id",
        lambda: write("k", pair(5), reverses_id=10**9),
        beside=("ledger_transaction_mirrors_original",),
    ),
    Wall("ledger_transaction_reversed_once", two_reversals),
    Wall("ledger_transaction_mirrors_original", lambda: reversal("r", amount=99)),
    Wall("ledger_transaction_has_two_legs", lambda: write("k", [])),
    Wall("ledger_transaction_has_all_its_legs", lambda: write("k", pair(5), leg_count=3)),
    Wall("ledger_transaction_sums_to_zero", lambda: write("k", pair(5, 4))),
    Wall("ledger_transaction_append_only", lambda: Transaction.objects.update(memo="changed")),
    Wall(
        "ledger_transaction_never_emptied",
        lambda: run("TRUNCATE ledger_transaction, ledger_leg"),
        beside=("ledger_leg_never_emptied",),
    ),
    Wall("ledger_leg_pkey", double_position),
    Wall("ledger_leg.transaction_id", lambda: add_leg(transaction_id=10**9)),
    Wall(
        "ledger_leg.account_id",
        lambda: write("k", [*pair(5), (10**9, 5)]),
    ),
    Wall("ledger_leg_counts_from_one", lambda: add_leg(position=0)),
    Wall("ledger_leg_amount_is_sound", lambda: write("k", pair(0))),
    Wall("ledger_leg_fits_its_transaction", add_leg),
    Wall("ledger_leg_is_of_one_municipality", lambda: write("k", pair(5), municipality="015146")),
    Wall("ledger_leg_in_open_period", post_into_a_closed_day),
    Wall(
        "ledger_leg_moves_the_balance",
        lambda: write("over", pair(901)),
        refused_by="ledger_account_not_below_floor",
    ),
    Wall("ledger_leg_append_only", lambda: Leg.objects.update(amount=7)),
    Wall("ledger_leg_never_emptied", lambda: run("TRUNCATE ledger_leg")),
    Wall("ledger_period_key_once", twice(add_event)),
    Wall("ledger_period_owner_is_whole", lambda: add_event(owner_kind="body")),
    Wall("ledger_period_action_is_known", lambda: add_event(action="seal")),
    Wall("ledger_period_ends_after_it_begins", lambda: add_event(last_day=DAY - timedelta(days=1))),
    Wall("ledger_period_municipality_is_istat", lambda: add_event(municipality="Milan")),
    Wall("ledger_period_has_a_reason", lambda: add_event(reason="")),
    Wall(
        "ledger_period_append_only",
        lambda: (add_event(), PeriodEvent.objects.update(reason="changed")),
    ),
    Wall("ledger_period_never_emptied", lambda: run("TRUNCATE ledger_periodevent")),
]


def standing() -> dict[str, str]:
    """The statement that takes down each wall of the ledger's tables, by the wall's name."""
    found: dict[str, str] = {}
    for table, name, kind, column in run(
        """SELECT conrelid::regclass::text, conname, contype::text,
                  (SELECT attname FROM pg_attribute
                    WHERE attrelid = conrelid AND attnum = conkey[1])
             FROM pg_constraint
            WHERE conrelid::regclass::text LIKE 'ledger\\_%%' AND contype IN ('c', 'u', 'f', 'p')"""
    ):
        if kind == "p" and column == "id":
            continue
        found[f"{table}.{column}" if kind == "f" else str(name)] = (
            f'ALTER TABLE {table} DROP CONSTRAINT "{name}"'
        )
    for table, name in run(
        """SELECT tgrelid::regclass::text, tgname FROM pg_trigger
            WHERE tgrelid::regclass::text LIKE 'ledger\\_%%' AND NOT tgisinternal"""
    ):
        found[str(name)] = f"DROP TRIGGER {name} ON {table}"
    return found


def refusal(bad_write: Callable[[], object]) -> str:
    """The name of the wall that refused the write."""

    @transaction.atomic
    def attempt() -> None:
        bad_write()
        settle()

    with pytest.raises(IntegrityError) as refused:
        attempt()
    return str(refused.value.__cause__.diag.constraint_name)  # type: ignore[union-attr]


@pytest.mark.parametrize("wall", WALLS, ids=lambda wall: wall.name)
def test_wall__its_bad_write__is_stopped_by_it_alone(wall: Wall) -> None:
    down = standing()
    for other in wall.beside:
        run(down[other])
    refused_by = refusal(wall.bad_write)
    expected = wall.refused_by or wall.name
    assert refused_by == expected or f'"{refused_by}"' in down[expected]
    run(down[wall.name])
    wall.bad_write()
    settle()


def test_walls__all_that_stand__have_a_case() -> None:
    assert set(standing()) == {wall.name for wall in WALLS} | HELD_ELSEWHERE


@pytest.mark.parametrize("table", ["ledger_transaction", "ledger_leg", "ledger_periodevent"])
@pytest.mark.parametrize("verb", ["UPDATE {0} SET value_date = value_date", "DELETE FROM {0}"])
def test_appended_rows__changed_by_the_owner_of_the_table__are_refused(
    table: str, verb: str
) -> None:
    ((owner, me),) = run(
        "SELECT tableowner, current_user FROM pg_tables WHERE tablename = %s", table
    )
    assert owner == me
    sql = verb.format(table)
    if table == "ledger_periodevent":
        add_event()
        sql = sql.replace("value_date", "first_day")
    assert refusal(lambda: run(sql)).endswith("_append_only")


@pytest.mark.parametrize(
    "changes",
    [{"value_date": DAY - timedelta(days=1)}, {"legs": "other account"}, {"of": "a reversal"}],
    ids=str,
)
def test_reversal__that_differs_in_anything__is_no_mirror(changes: dict[str, object]) -> None:
    def bad_write() -> None:
        if "of" in changes:
            operations.reverse(key="undo", of="spend", at=DAY, memo="")
            undone = Transaction.objects.get(key="undo").pk
            write("redo", pair(100), reverses_id=undone)
        elif "legs" in changes:
            original = Transaction.objects.get(key="spend").pk
            legs = [(account_id(SOURCE), -100), (account_id(LINE), 100)]
            write("undo", legs, reverses_id=original)
        else:
            reversal("undo", **changes)

    assert refusal(bad_write) == "ledger_transaction_mirrors_original"


def test_leg__on_another_day_than_its_transaction__is_refused() -> None:
    write("empty", [], leg_count=2)
    whole = Transaction.objects.get(key="empty").pk

    def bad_write() -> None:
        add_leg(transaction_id=whole, position=1, value_date=DAY + timedelta(days=1))

    assert refusal(bad_write) == "ledger_leg_fits_its_transaction"
    settle_is_refused = refusal(lambda: None)
    assert settle_is_refused == "ledger_transaction_has_all_its_legs"
