"""The life of an expense: what each step asks, refuses, moves and can be undone."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection

from rione.core.identity.tests.factories import BASSO
from rione.core.writes import Refused
from rione.programme import operations as do
from rione.programme.models import Certification, Expense, ExpenseEvent
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


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"document_kind": "promise"}, "document_kind"),
        ({"document_number": " \x00"}, "document_number"),
        ({"document_number": "x" * 61}, "document_number"),
        ({"document_day": date(2013, 1, 1)}, "document_day"),
        ({"document_day": date(2098, 1, 1)}, "document_day"),
        ({"declared_cents": 0}, "declared_cents"),
        ({"declared_cents": 1_001}, "declared_cents"),
        ({"payment": UUID(int=7)}, "payment"),
        ({"supplier": UUID(int=7)}, "supplier"),
    ],
    ids=str,
)
def test_enter__of_something_wrong__says_where_and_stores_nothing(
    office: Office, changes: dict[str, Any], field: str
) -> None:
    payment = office.paid(1_000)
    with pytest.raises(Refused) as refused:
        office.enter(**{"payment": payment, "cents": 1_000} | changes)
    assert refused.value.field == field
    with within():
        assert not Expense.objects.exists()


def test_enter__the_same_document_twice__is_refused_until_it_is_rejected(office: Office) -> None:
    payment = office.paid(1_000)
    first = office.enter(payment, 400, document_number="F-1")
    with pytest.raises(Refused) as refused:
        office.enter(payment, 400, document_number="F-1")
    assert refused.value.field == "document_number"
    office.verify(first, 0, "Illeggibile")
    assert office.enter(payment, 400, document_number="F-1")
    with pytest.raises(Refused, match="nuovo"):
        done(do.send_back_expense, actor=office.officer, expense=first, reason="sbaglio")


@pytest.mark.parametrize(
    ("cents", "reason", "field"),
    [
        (901, "x", "accepted_cents"),
        (-1, "x", "accepted_cents"),
        (899, " ", "reason"),
        (0, "", "reason"),
    ],
)
def test_verify__too_much_or_without_a_reason__is_refused_at_its_field(
    office: Office, cents: int, reason: str, field: str
) -> None:
    expense = office.enter(office.paid(1_000), 900)
    with pytest.raises(Refused) as refused:
        office.verify(expense, cents, reason)
    assert refused.value.field == field


def test_four_eyes__at_each_step__are_asked_for(office: Office) -> None:
    payment = office.paid(1_000)
    own = office.enter(payment, 500, actor=office.officer)
    with pytest.raises(Refused, match="inserito"):
        office.verify(own, 500)
    office.verify(own, 500, actor=office.other)
    office.certify(office.claim(), own)
    for verb, more in (
        (do.correct_expense, {"amount_cents": 1}),
        (do.recover_expense, {}),
    ):
        with pytest.raises(Refused, match="certificato"):
            done(verb, actor=office.certifier, expense=own, reason="x", **more)
        assert done(verb, actor=office.second, expense=own, reason="x", **more)


def test_certify__by_whoever_verified_or_entered__is_refused(office: Office) -> None:
    """The same account may have both roles: what counts is the person."""
    expense = office.enter(office.paid(100), 100)
    office.verify(expense, 100)
    claim = office.claim()
    for somebody, word in ((office.officer, "verificato"), (office.beneficiary, "inserito")):
        both = replace(office.certifier, account=somebody.account)
        with pytest.raises(Refused, match=word):
            office.certify(claim, expense, actor=both)


def test_steps__out_of_their_order__are_refused(office: Office) -> None:
    expense = office.enter(office.paid(1_000), 900)
    claim = office.claim()
    late = {"expense": expense, "reason": "x"}
    for act in (
        lambda: office.certify(claim, expense),
        lambda: done(do.correct_expense, actor=office.second, amount_cents=1, **late),
        lambda: done(do.recover_expense, actor=office.second, **late),
        lambda: done(do.send_back_expense, actor=office.officer, **late),
        lambda: done(do.reverse_certification, actor=office.certifier, **late),
        lambda: done(do.reverse_correction, actor=office.second, **late),
    ):
        with pytest.raises(Refused):
            act()
    office.verify(expense, 900)
    with pytest.raises(Refused):
        office.verify(expense, 900)
    with pytest.raises(Refused):
        done(do.withdraw_expense, actor=office.beneficiary, **late)


def test_undo__step_by_step_to_the_beginning__gives_everything_back(office: Office) -> None:
    expense = office.certified(1_000)
    by = {"expense": expense, "reason": "ripensamento"}
    done(do.correct_expense, actor=office.second, expense=expense, amount_cents=100, reason="x")
    done(do.reverse_correction, actor=office.second, **by)
    assert office.row(expense).corrected_by is None
    done(do.reverse_certification, actor=office.certifier, **by)
    with within():
        assert Certification.objects.get().total_cents == 0
    done(do.send_back_expense, actor=office.certifier, **by)
    assert office.row(expense).verified_by is None
    done(do.withdraw_expense, actor=office.beneficiary, **by)
    assert held(office) == {"claimable": 1_000}
    with within():
        settle()
        undone = ExpenseEvent.objects.filter(undoes__isnull=False)
        assert list(undone.order_by("number").values_list("step", "undoes")) == [
            ("restore", 4),
            ("take_out", 3),
            ("send_back", 2),
            ("withdraw", 1),
        ]


def test_claim__sent__holds_its_expenses_and_lets_them_be_corrected(office: Office) -> None:
    expense = office.enter(office.paid(1_000), 1_000)
    office.verify(expense, 1_000)
    claim = office.claim(number="D-1")
    send = {"actor": office.certifier, "certification": claim}
    with pytest.raises(Refused, match="vuota"):
        done(do.send_certification, **send)
    office.certify(claim, expense)
    done(do.send_certification, **send)
    for act in (
        lambda: done(do.send_certification, **send),
        lambda: office.certify(claim, expense),
        lambda: done(do.reverse_certification, actor=office.certifier, expense=expense, reason="x"),
    ):
        with pytest.raises(Refused, match="inviata"):
            act()
    done(do.correct_expense, actor=office.second, expense=expense, amount_cents=400, reason="x")
    with within():
        settle()
        assert Certification.objects.get().total_cents == 1_000
    with pytest.raises(Refused) as refused:
        office.claim(number="D-1")
    assert refused.value.field == "number"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"number": "a b"}, "number"),
        ({"last_day": date(2020, 12, 31)}, "last_day"),
        ({"day": date(2021, 6, 29)}, "day"),
        ({"first_day": date(2013, 1, 1)}, "first_day"),
    ],
    ids=str,
)
def test_claim__of_something_wrong__says_where(
    office: Office, changes: dict[str, Any], field: str
) -> None:
    with pytest.raises(Refused) as refused:
        office.claim(**changes)
    assert refused.value.field == field


def test_certify__one_that_is_not_ours_among_others__certifies_none(office: Office) -> None:
    expense = office.enter(office.paid(100), 100)
    office.verify(expense, 100)
    abroad = an_office(BASSO)
    foreign = abroad.enter(abroad.paid(100), 100)
    abroad.verify(foreign, 100)
    claim = office.claim()
    for others in ([foreign], [uuid4()], [expense, foreign]):
        with pytest.raises(Refused) as refused:
            office.certify(claim, *others)
        assert refused.value.field == "expenses"
    for count in ((), tuple(uuid4() for _ in range(201))):
        with pytest.raises(Refused):
            office.certify(claim, *count)
    assert office.row(expense).state == "verified"


def test_beneficiary__of_another_operation__finds_no_expense(office: Office) -> None:
    expense = office.enter(office.paid(100), 100)
    stranger = replace(office.beneficiary, organisation=str(uuid4()))
    with pytest.raises(Refused):
        done(do.withdraw_expense, actor=stranger, expense=expense, reason="x")
    with within():
        payment = Expense.objects.get(pk=expense).payment_id
    with pytest.raises(Refused):
        office.enter(payment, 1, actor=stranger)


def test_key__repeated__steps_once(office: Office) -> None:
    expense = office.enter(office.paid(100), 100)
    for _ in range(3):
        office.verify(expense, 100, key="one-and-the-same")
    with within():
        assert ExpenseEvent.objects.filter(expense=expense).count() == 2
