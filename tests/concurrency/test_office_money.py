"""Fifty people and the last euro of an operation: to commit, to pay, to declare, to certify.

Each race has a control with the ledger's lock and the floor taken down, which must go wrong.
All run in copies of the test database, each rival with a connection and a scope of its own.
"""

from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError

from rione.core.audit.acting import Actor as AuditActor
from rione.core.audit.acting import acting
from rione.core.identity.rules.actors import Actor
from rione.core.ledger.checks import all_sums_agree
from rione.core.ledger.tests.scratch import scratch
from rione.core.scope import scope
from rione.core.writes import Refused
from rione.programme import operations as do
from rione.programme.models import Certification, Expense, LegalCommitment, Payment
from rione.programme.queries.books import accounts_of
from rione.programme.queries.money_check import check_money
from rione.programme.tests.office.factories import within
from rione.programme.tests.office.money_factories import DAY, Office, an_office

from .test_ledger import RIVALS, no_lock, race, run_sql

__all__ = ["no_lock", "scratch"]

FLOOR = "ALTER TABLE ledger_account DROP CONSTRAINT ledger_account_not_below_floor"


@pytest.fixture
def office(scratch: None) -> Iterator[Office]:
    """An operation with 10.00 to commit, and a commitment of which 10.00 is not paid."""
    with acting(AuditActor("job", "tests")):
        office = an_office()
        office.grant(5_000)
        payee = office.payee()
        commitment = office.commit(4_000, payee, number="I-1")
        office.pay(commitment, 3_000, number="P-1")
        yield office


def rivals(actor: Actor, act: Callable[[int], Any]) -> list[Any]:
    """Fifty requests of one person at the same moment."""

    def one(number: int) -> Any:
        with acting(AuditActor("job", "tests")), scope(actor):
            return act(number)

    return race(RIVALS, one)


def commits(office: Office) -> list[Any]:
    with within():
        payee = LegalCommitment.objects.get(number="I-1").payee_id
    return rivals(
        office.officer,
        lambda number: do.commit(
            actor=office.officer,
            key=f"rival-{number:04d}",
            operation=office.operation.pk,
            number=f"R-{number}",
            day=DAY,
            payee=payee,
            amount_cents=1_000,
            reason="gara",
        ),
    )


def pays(office: Office) -> list[Any]:
    with within():
        commitment = LegalCommitment.objects.get(number="I-1").pk
    return rivals(
        office.officer,
        lambda number: do.pay(
            actor=office.officer,
            key=f"rival-{number:04d}",
            commitment=commitment,
            number=f"R-{number}",
            day=DAY,
            amount_cents=1_000,
        ),
    )


def won(outcomes: list[Any]) -> list[str]:
    return [outcome for outcome in outcomes if isinstance(outcome, str)]


def lost(outcomes: list[Any]) -> list[Exception]:
    return [outcome for outcome in outcomes if isinstance(outcome, Exception)]


def held(office: Office, name: str) -> int:
    with within():
        return accounts_of(office.operation, [name])[name].balance


RACES = [
    pytest.param(commits, LegalCommitment, "available", id="commit"),
    pytest.param(pays, Payment, "committed/I-1", id="pay"),
]


@pytest.mark.parametrize(("run", "model", "account"), RACES)
def test_last_euro__fifty_rivals__exactly_one_wins_and_the_others_are_told(
    office: Office, run: Callable[[Office], list[Any]], model: Any, account: str
) -> None:
    outcomes = run(office)
    assert len(outcomes) == RIVALS
    assert len(won(outcomes)) == 1
    assert {type(error) for error in lost(outcomes)} == {Refused}
    assert {error.field for error in lost(outcomes)} == {"amount_cents"}  # type: ignore[attr-defined]
    assert all("0,00" in str(error) for error in lost(outcomes))
    assert held(office, account) == 0
    with within():
        assert model.objects.count() == 2
    assert all(found.ok for found in [*all_sums_agree(), *check_money()])


@pytest.mark.parametrize(("run", "model", "account"), RACES)
def test_last_euro__without_the_lock__the_floor_lets_exactly_one_win(
    office: Office, no_lock: None, run: Callable[[Office], list[Any]], model: Any, account: str
) -> None:
    outcomes = run(office)
    assert len(won(outcomes)) == 1
    assert {type(error) for error in lost(outcomes)} == {IntegrityError}
    assert held(office, account) == 0


@pytest.mark.parametrize(("run", "model", "account"), RACES)
def test_last_euro__control_without_lock_and_floor__all_fifty_win(
    office: Office, no_lock: None, run: Callable[[Office], list[Any]], model: Any, account: str
) -> None:
    run_sql(FLOOR)
    outcomes = run(office)
    assert len(won(outcomes)) == RIVALS
    assert held(office, account) == 1_000 - RIVALS * 1_000


def test_expense__decided_by_fifty_at_once__is_decided_once(office: Office) -> None:
    with within():
        payment = Payment.objects.get(number="P-1").pk
    expense = office.enter(payment, 1_000)
    outcomes = rivals(
        office.officer,
        lambda number: do.verify_expense(
            actor=office.officer,
            key=f"rival-{number:04d}",
            expense=expense,
            accepted_cents=1_000 if number % 2 else 0,
            reason="gara",
        ),
    )
    assert won(outcomes) == [str(expense)]
    assert {type(error) for error in lost(outcomes)} == {Refused}
    assert all(found.ok for found in [*all_sums_agree(), *check_money()])


def test_expenses__certified_by_fifty_in_clashing_orders__are_in_one_claim_each(
    office: Office,
) -> None:
    """Half want all of them in one claim, half in another, each naming them in another order."""
    with within():
        payment = Payment.objects.get(number="P-1").pk
    expenses = [office.enter(payment, 100) for _ in range(6)]
    for expense in expenses:
        office.verify(expense, 100)
    claims = [office.claim(), office.claim()]

    def act(number: int) -> int:
        turned = tuple(expenses[number % 6 :] + expenses[: number % 6])
        return do.certify_expenses(
            actor=office.certifier,
            key=f"rival-{number:04d}",
            certification=claims[number % 2],
            expenses=turned,
        )

    outcomes = rivals(office.certifier, act)
    assert [outcome for outcome in outcomes if isinstance(outcome, int)] == [6]
    assert {type(error) for error in lost(outcomes)} == {Refused}
    with within():
        assert Expense.objects.filter(state="certified").count() == 6
        totals = sorted(Certification.objects.values_list("total_cents", flat=True))
    assert totals == [0, 600]
    assert all(found.ok for found in [*all_sums_agree(), *check_money()])


def test_claim__sent_while_fifty_add_to_it__is_the_sum_of_what_it_holds(office: Office) -> None:
    with within():
        payment = Payment.objects.get(number="P-1").pk
    expenses = [office.enter(payment, 10) for _ in range(RIVALS)]
    for expense in expenses:
        office.verify(expense, 10)
    claim = office.claim()
    office.certify(claim, expenses[0])

    def act(number: int) -> Any:
        if number == 0:
            return do.send_certification(
                actor=office.certifier, key=str(uuid4()), certification=claim
            )
        return do.certify_expenses(
            actor=office.certifier,
            key=f"rival-{number:04d}",
            certification=claim,
            expenses=(expenses[number],),
        )

    outcomes = rivals(office.certifier, act)
    assert {type(error) for error in lost(outcomes)} <= {Refused}
    with within():
        row = Certification.objects.get(pk=claim)
        inside = Expense.objects.filter(certification=claim).count()
    added = sum(outcome == 1 for outcome in outcomes)
    assert (row.state, row.total_cents, inside) == ("sent", 10 * inside, added + 1)
    assert all(found.ok for found in check_money())


def test_payment__declared_by_some_and_undone_by_others__is_one_or_the_other(
    office: Office,
) -> None:
    with within():
        payment = Payment.objects.get(number="P-1").pk

    def act(number: int) -> Any:
        if number % 2:
            return do.reverse_payment(
                actor=office.officer, key=f"rival-{number:04d}", payment=payment, reason="gara"
            )
        return do.enter_expense(
            actor=office.officer,
            key=f"rival-{number:04d}",
            payment=payment,
            supplier=None,
            document_kind="invoice",
            document_number=f"F-{number}",
            document_day=DAY,
            declared_cents=10,
        )

    outcomes = rivals(office.officer, act)
    assert {type(error) for error in lost(outcomes)} == {Refused}
    with within():
        undone = Payment.objects.get(pk=payment).undone_at is not None
        entered = Expense.objects.count()
    assert undone != bool(entered)
    assert len(won(outcomes)) == (1 if undone else entered)
    assert all(found.ok for found in [*all_sums_agree(), *check_money()])


def test_rival__keeps_its_key__and_is_answered_as_the_first_time(office: Office) -> None:
    with within():
        commitment = LegalCommitment.objects.get(number="I-1").pk
    outcomes = rivals(
        office.officer,
        lambda number: do.pay(
            actor=office.officer,
            key="the-same-form",
            commitment=commitment,
            number="R-1",
            day=DAY,
            amount_cents=1_000,
        ),
    )
    assert len({UUID(outcome) for outcome in won(outcomes)}) == 1
    assert len(won(outcomes)) == RIVALS
    assert held(office, "paid") == 4_000


@pytest.mark.django_db
def test_check__of_empty_books__finds_nothing_off() -> None:
    """Its mark has the test database made also when this file is run alone."""
    assert all(found.ok for found in check_money())
