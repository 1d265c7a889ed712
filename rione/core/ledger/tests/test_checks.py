"""The ledger's check of itself finds what no wall stopped."""

from collections.abc import Callable

import pytest
from django.db import connection

from rione.core import selfcheck
from rione.core.ledger import checks, operations
from rione.core.ledger.models import Account, Leg

from .factories import DAY, LINE, books, grant, spend

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _moved(db: None) -> None:
    books()
    grant(1000)
    spend(100)
    operations.reverse(key="undo", of="spend", at=DAY, memo="")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def break_in(table: str, change: Callable[[], object]) -> None:
    """Change a table with its triggers off, as only a hand on the database could."""
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    change()


def off() -> dict[str, str]:
    return {found.name: found.detail for found in checks.all_sums_agree() if not found.ok}


def test_all_sums_agree__untouched__finds_nothing() -> None:
    found = checks.all_sums_agree()
    assert [f.ok for f in found] == [True] * 4
    assert {f.detail for f in found} == {"all agree"}


def test_selfcheck__of_the_platform__asks_the_ledger() -> None:
    names = {found.name for found in selfcheck.run()}
    assert {found.name for found in checks.all_sums_agree()} <= names


def test_all_sums_agree__an_amount_changed__names_transaction_account_and_mirror() -> None:
    spent = Leg.objects.filter(transaction__key="spend", account__code=LINE)
    break_in("ledger_leg", lambda: spent.update(amount=-99))
    assert off() == {
        "ledger: every transaction sums to zero in each unit": "1 off: spend",
        "ledger: every balance is the sum of its legs": f"1 off: {LINE}",
        "ledger: every reversal mirrors its original": "1 off: undo",
    }


def test_all_sums_agree__a_balance_changed__names_the_account() -> None:
    line = Account.objects.filter(code=LINE)
    break_in("ledger_account", lambda: line.update(balance=7))
    assert off() == {"ledger: every balance is the sum of its legs": f"1 off: {LINE}"}


def test_all_sums_agree__legs_deleted__names_the_transaction() -> None:
    legs = Leg.objects.filter(transaction__key="grant")
    break_in("ledger_leg", lambda: legs._raw_delete("default"))
    assert off()["ledger: every transaction has all its legs, on its value date"] == "1 off: grant"
