"""The life of an expense: what each step asks, refuses, moves and can be undone."""

import pytest
from django.db import connection

from rione.programme import operations as do
from rione.programme.models import ExpenseEvent
from rione.programme.queries.books import accounts_of
from rione.programme.rules import books

from .factories import done, within
from .money_factories import Office, an_office

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(db: None) -> Office:
    return an_office()


def settle() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def held(office: Office) -> dict[str, int]:
    """What the accounts of expenses hold, those with nothing left out."""
    views = accounts_of(office.operation, [*books.OF_EXPENSES, books.CLAIMABLE, books.REFUSED])
    return {name: view.balance for name, view in views.items() if view.balance}


def test_expense__whole_life__moves_its_money_from_account_to_account(office: Office) -> None:
    expense = office.enter(office.paid(1000), 900)
    assert held(office) == {"declared": 900, "claimable": 1000}
    office.verify(expense, 800, "Non ammissibile")
    assert held(office) == {"accepted": 800, "cut": 100, "claimable": 1000, "refused": 100}
    claim = office.claim()
    office.certify(claim, expense)
    assert held(office) == {"certified": 800, "cut": 100, "claimable": 1000, "refused": 100}
    done(do.send_certification, actor=office.certifier, certification=claim)
    for cents in (100, 50):
        done(
            do.correct_expense,
            actor=office.second,
            expense=expense,
            amount_cents=cents,
            reason="Irregolare",
        )
    done(do.recover_expense, actor=office.second, expense=expense, reason="Revocata")
    assert held(office) == {
        "cut": 100,
        "corrected": 150,
        "recovered": 650,
        "claimable": 1000,
        "refused": 900,
    }
    row = office.row(expense)
    assert (row.state, row.corrected_cents, row.recovered_cents) == ("recovered", 150, 650)
    with within():
        settle()
        assert ExpenseEvent.objects.filter(expense=row).count() == 6
