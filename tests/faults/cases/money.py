"""Money of the programme office."""

from collections.abc import Callable
from contextlib import suppress
from datetime import date
from itertools import count
from typing import Any
from uuid import UUID

from rione.core.documents.tests.factories import upload
from rione.core.writes import Refused
from rione.programme import operations as do
from rione.programme.tests.office.factories import done
from rione.programme.tests.office.money_factories import DAY, Office, an_office

from . import Situation, case

_number = count(1)


def made(verb: str) -> Callable[[Callable[[Office], Situation]], Callable[[], Situation]]:
    """Register the case of a verb that needs an office."""
    return lambda make: case(verb)(lambda: make(an_office()))


def decision(one: Office, **more: Any) -> dict[str, Any]:
    return {
        "operation": one.operation.pk,
        "fund": "pon_metro",
        "amount_cents": 500,
        "day": DAY,
        "decision": "DD 1",
    } | more


def saved(one: Office) -> UUID:
    one.grant(1_000)
    return UUID(done(do.record_saving, actor=one.officer, **decision(one)))


def entered(one: Office) -> UUID:
    return one.enter(one.paid(1_000), 900)


def verified(one: Office) -> UUID:
    expense = entered(one)
    one.verify(expense, 800, "taglio")
    return expense


def corrected(one: Office) -> UUID:
    expense = one.certified(1_000)
    done(do.correct_expense, actor=one.second, expense=expense, amount_cents=10, reason="x")
    return expense


@made("grant_financing")
def grant_financing(one: Office) -> Situation:
    return one.officer, decision(one)


@made("record_saving")
def record_saving(one: Office) -> Situation:
    one.grant(1_000)
    return one.officer, decision(one)


@made("reverse_financing")
def reverse_financing(one: Office) -> Situation:
    return one.officer, {"financing": UUID(one.grant(1_000)), "reason": "errore"}


@made("reverse_saving")
def reverse_saving(one: Office) -> Situation:
    return one.officer, {"saving": saved(one), "reason": "errore"}


@made("plan_year")
def plan_year(one: Office) -> Situation:
    year = {"operation": one.operation.pk, "year": 2021, "amount_cents": 5, "reason": "x"}
    done(do.plan_year, actor=one.officer, **year)
    return one.officer, year | {"amount_cents": 7}


@made("add_payee")
def add_payee(one: Office) -> Situation:
    return one.officer, {
        "operation": one.operation.pk,
        "name": "Ditta Finta",
        "kind": "company",
        "tax_code": "00000000017",
    }


@made("correct_payee")
def correct_payee(one: Office) -> Situation:
    return one.officer, {"payee": one.payee(), "name": "Ditta Immaginaria", "reason": "Refuso"}


@made("commit")
def commit(one: Office) -> Situation:
    one.grant(1_000)
    return one.officer, {
        "operation": one.operation.pk,
        "number": f"K-{next(_number)}",
        "day": DAY,
        "payee": one.payee(),
        "amount_cents": 1_000,
        "reason": "contratto",
    }


def bound(one: Office) -> UUID:
    one.grant(1_000)
    return one.commit(1_000, one.payee())


@made("decommit")
def decommit(one: Office) -> Situation:
    return one.officer, {
        "commitment": bound(one),
        "day": DAY,
        "amount_cents": 100,
        "reason": "meno",
    }


@made("reverse_commitment")
def reverse_commitment(one: Office) -> Situation:
    return one.officer, {"commitment": bound(one), "reason": "errore"}


@made("pay")
def pay(one: Office) -> Situation:
    return one.officer, {
        "commitment": bound(one),
        "number": f"K-{next(_number)}",
        "day": DAY,
        "amount_cents": 1_000,
    }


@made("recover_payment")
def recover_payment(one: Office) -> Situation:
    payment = one.pay(bound(one), 1_000)
    return one.officer, {"payment": payment, "day": DAY, "amount_cents": 100, "reason": "reso"}


@made("reverse_payment")
def reverse_payment(one: Office) -> Situation:
    return one.officer, {"payment": one.pay(bound(one), 1_000), "reason": "errore"}


@made("enter_expense")
def enter_expense(one: Office) -> Situation:
    return one.beneficiary, {
        "payment": one.pay(bound(one), 1_000),
        "supplier": None,
        "document_kind": "invoice",
        "document_number": f"K-{next(_number)}",
        "document_day": DAY,
        "declared_cents": 900,
        "file": upload(),
    }


@made("verify_expense")
def verify_expense(one: Office) -> Situation:
    return one.officer, {"expense": entered(one), "accepted_cents": 700, "reason": "taglio"}


@made("withdraw_expense")
def withdraw_expense(one: Office) -> Situation:
    return one.beneficiary, {"expense": entered(one), "reason": "errore"}


@made("send_back_expense")
def send_back_expense(one: Office) -> Situation:
    return one.certifier, {"expense": verified(one), "reason": "manca una carta"}


@made("open_certification")
def open_certification(one: Office) -> Situation:
    return one.certifier, {
        "number": f"K-{next(_number)}",
        "first_day": date(2021, 1, 1),
        "last_day": date(2021, 6, 30),
        "day": date(2021, 7, 1),
    }


@made("certify_expenses")
def certify_expenses(one: Office) -> Situation:
    expenses = tuple(verified(one) for _ in range(3))
    return one.certifier, {"certification": one.claim(), "expenses": expenses}


@made("reverse_certification")
def reverse_certification(one: Office) -> Situation:
    return one.certifier, {"expense": one.certified(1_000), "reason": "errore"}


@made("send_certification")
def send_certification(one: Office) -> Situation:
    claim = one.claim()
    one.certify(claim, verified(one))
    return one.certifier, {"certification": claim}


@made("correct_expense")
def correct_expense(one: Office) -> Situation:
    return one.second, {
        "expense": one.certified(1_000),
        "amount_cents": 100,
        "reason": "irregolare",
    }


@made("recover_expense")
def recover_expense(one: Office) -> Situation:
    return one.second, {"expense": one.certified(1_000), "reason": "revocata"}


@made("reverse_correction")
def reverse_correction(one: Office) -> Situation:
    return one.second, {"expense": corrected(one), "reason": "errore"}


@made("close_year")
def close_year(one: Office) -> Situation:
    open_again(one, 2014)
    return one.officer, {"year": 2014, "reason": "approvato"}


@made("reopen_year")
def reopen_year(one: Office) -> Situation:
    open_again(one, 2015)
    done(do.close_year, actor=one.officer, year=2015, reason="approvato")
    return one.certifier, {"year": 2015, "reason": "mancava un pagamento"}


def open_again(one: Office, year: int) -> None:
    """Reopen a year that an earlier trial has closed."""
    with suppress(Refused):
        done(do.reopen_year, actor=one.certifier, year=year, reason="prova")
