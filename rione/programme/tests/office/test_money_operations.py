"""Grants, savings, plans, payees, commitments, payments and years: what is refused, and where."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.utils.translation import override

from rione.core import clock
from rione.core.audit.models import Entry
from rione.core.design.formats import euro
from rione.core.identity.rules.roles import Role
from rione.core.identity.tests.factories import BASSO
from rione.core.ledger import queries as ledger
from rione.core.writes import Refused
from rione.programme import operations as do
from rione.programme.models import CostPlan, FinancingLine, LegalCommitment, Payment
from rione.programme.queries.books import accounts_of, owner_of
from rione.programme.queries.money import money_of
from rione.programme.rules import books

from .factories import acting_as, done, within
from .money_factories import COMPANY_CODE, DAY, PERSON_CODE, Office, an_office

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(db: None) -> Office:
    return an_office()


def held(office: Office, *names: str) -> list[int]:
    with within(office.operation.municipality):
        views = accounts_of(office.operation, names)
    return [views[name].balance if name in views else 0 for name in names]


def refused(verb: Any, **arguments: Any) -> Refused:
    with pytest.raises(Refused) as caught:
        done(verb, **arguments)
    return caught.value


def saving(office: Office, cents: int, **more: Any) -> dict[str, Any]:
    return {
        "actor": office.officer,
        "operation": office.operation.pk,
        "fund": "pon_metro",
        "amount_cents": cents,
        "day": DAY,
        "decision": "DD 2",
    } | more


def test_money__from_grant_to_payment__moves_from_account_to_account(office: Office) -> None:
    office.grant(1_000)
    office.grant(500, "comune")
    commitment = office.commit(900, number="I-1")
    payment = office.pay(commitment, 600, number="P-1")
    done(do.record_saving, **saving(office, 300))
    done(
        do.decommit,
        actor=office.officer,
        commitment=commitment,
        day=DAY,
        amount_cents=100,
        reason="ribasso",
    )
    done(
        do.recover_payment,
        actor=office.officer,
        payment=payment,
        day=DAY,
        amount_cents=50,
        reason="pagato due volte",
    )
    names = [
        "financing/pon_metro",
        "financing/comune",
        "available",
        "committed/I-1",
        "paid",
        "undeclared/P-1",
        "claimable",
    ]
    assert held(office, *names) == [700, 500, 400, 250, 550, 550, 550]
    with within():
        money = money_of(office.operation)
    assert (money.financing, money.committed, money.paid, money.available) == (1_200, 800, 550, 400)
    assert [(fund.fund, fund.granted, fund.saved) for fund in money.funds] == [
        ("comune", 500, 0),
        ("pon_metro", 1_000, 300),
    ]
    assert [(year.year, year.planned, year.paid) for year in money.years] == [(2021, None, 550)]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"fund": "private"}, "fund"),
        ({"fund": "unknown"}, "fund"),
        ({"amount_cents": 0}, "amount_cents"),
        ({"amount_cents": -5}, "amount_cents"),
        ({"amount_cents": 10**16}, "amount_cents"),
        ({"day": date(2013, 12, 31)}, "day"),
        ({"day": date(2098, 1, 1)}, "day"),
        ({"decision": "\x00 \n"}, "decision"),
        ({"decision": "x" * 201}, "decision"),
        ({"operation": UUID(int=7)}, "operation"),
    ],
    ids=str,
)
def test_grant__of_something_wrong__says_where(
    office: Office, changes: dict[str, Any], field: str
) -> None:
    assert refused(do.grant_financing, **saving(office, 100) | changes).field == field
    with within():
        assert not FinancingLine.objects.exists()


def test_saving__more_than_the_fund_gave_or_than_is_left__is_refused(office: Office) -> None:
    assert refused(do.record_saving, **saving(office, 1)).field == "fund"
    office.grant(1_000)
    office.grant(1_000, "comune")
    assert refused(do.record_saving, **saving(office, 1_001)).field == "amount_cents"
    office.commit(1_500)
    error = refused(do.record_saving, **saving(office, 600))
    assert (error.field, euro(500) in str(error)) == ("amount_cents", True)
    done(do.record_saving, **saving(office, 500))


def test_refusal__of_the_ledger__says_what_is_left_in_both_languages(office: Office) -> None:
    office.grant(12_345)
    for language, amount in (("it", "123,45"), ("en", "€123.45")):
        with override(language), pytest.raises(Refused) as caught:
            office.commit(20_000)
        assert amount in str(caught.value)
        assert caught.value.field == "amount_cents"
    commitment = office.commit(10_000)
    with pytest.raises(Refused, match="100,00"):
        office.pay(commitment, 10_001)
    payment = office.pay(commitment, 10_000)
    with pytest.raises(Refused, match="100,00") as caught:
        office.enter(payment, 10_001)
    assert caught.value.field == "declared_cents"


def test_undo__while_something_rests_on_it__is_refused_and_afterwards_done(
    office: Office,
) -> None:
    grant = UUID(office.grant(1_000))
    commitment = office.commit(800)
    payment = office.pay(commitment, 800)
    expense = office.enter(payment, 700)
    officer = office.officer
    why = {"actor": officer, "reason": "errore"}
    assert refused(do.reverse_financing, financing=grant, **why).field == "reason"
    assert refused(do.reverse_commitment, commitment=commitment, **why)
    assert refused(do.reverse_payment, payment=payment, **why)
    done(do.withdraw_expense, actor=office.beneficiary, expense=expense, reason="errore")
    done(do.reverse_payment, payment=payment, **why)
    assert refused(do.reverse_payment, payment=payment, **why)
    done(do.reverse_commitment, commitment=commitment, **why)
    done(do.reverse_financing, financing=grant, **why)
    assert held(office, "available", "paid", "claimable", "financing/pon_metro") == [0] * 4
    with within():
        row = Payment.objects.get(pk=payment)
    assert (row.undone_by, row.undone_why) == (UUID(officer.account), "errore")


def test_undone__number__may_be_used_again(office: Office) -> None:
    office.grant(1_000)
    payee = office.payee()
    first = office.commit(400, payee, number="I-1")
    with pytest.raises(Refused) as caught:
        office.commit(400, payee, number="I-1")
    assert caught.value.field == "number"
    done(do.reverse_commitment, actor=office.officer, commitment=first, reason="errore")
    second = office.commit(500, payee, number="I-1")
    office.pay(second, 500, number="P-1")
    with pytest.raises(Refused):
        office.pay(first, 1)
    assert held(office, "available", "committed/I-1", "paid") == [500, 0, 500]


@pytest.mark.parametrize(
    ("kind", "code", "good"),
    [
        ("company", COMPANY_CODE, True),
        ("body", "0 0000 000001", True),
        ("person", PERSON_CODE.lower(), True),
        ("company", PERSON_CODE, False),
        ("person", COMPANY_CODE, False),
        ("person", "١" * 16, False),
        ("company", "1234567890", False),
        ("company", "12345678901'; --", False),
        ("robot", COMPANY_CODE, False),
    ],
)
def test_payee__its_code__has_the_form_of_its_kind(
    office: Office, kind: str, code: str, good: bool
) -> None:
    if good:
        assert office.payee(code, kind)
        return
    with pytest.raises(Refused) as caught:
        office.payee(code, kind)
    assert caught.value.field == ("kind" if kind == "robot" else "tax_code")


def test_entry__of_another_operation__is_no_choice(office: Office) -> None:
    other = an_office()
    office.grant(100)
    with pytest.raises(Refused) as caught:
        office.commit(100, other.payee())
    assert caught.value.field == "payee"
    commitment = office.commit(100)
    with pytest.raises(Refused) as caught:
        office.pay(commitment, 100, payee=other.payee())
    assert caught.value.field == "payee"
    payment = office.pay(commitment, 100)
    with pytest.raises(Refused) as caught:
        office.enter(payment, 100, supplier=other.payee())
    assert caught.value.field == "supplier"


def test_payment__before_its_commitment__is_refused(office: Office) -> None:
    office.grant(100)
    commitment = office.commit(100)
    early = DAY - timedelta(days=1)
    with pytest.raises(Refused) as caught:
        office.pay(commitment, 100, day=early)
    assert caught.value.field == "day"
    payment = office.pay(commitment, 100)
    for verb, key in ((do.decommit, "commitment"), (do.recover_payment, "payment")):
        error = refused(
            verb,
            actor=office.officer,
            day=early,
            amount_cents=1,
            reason="x",
            **{key: commitment if key == "commitment" else payment},
        )
        assert error.field == "day"


def test_taking__from_what_was_itself_taken__is_refused(office: Office) -> None:
    office.grant(100)
    commitment = office.commit(100)
    taken = {"actor": office.officer, "day": DAY, "amount_cents": 10, "reason": "x"}
    part = UUID(done(do.decommit, commitment=commitment, **taken))
    assert refused(do.decommit, commitment=part, **taken)
    payment = office.pay(commitment, 50)
    back = UUID(done(do.recover_payment, payment=payment, **taken))
    assert refused(do.recover_payment, payment=back, **taken)
    with pytest.raises(Refused):
        office.pay(part, 1)
    with pytest.raises(Refused):
        office.enter(back, 1)
    with within():
        assert LegalCommitment.objects.count() == 2


def test_plan__revised__keeps_what_it_replaces(office: Office) -> None:
    plan = {"actor": office.officer, "operation": office.operation.pk, "year": 2021}
    done(do.plan_year, amount_cents=100, reason="", **plan)
    assert refused(do.plan_year, amount_cents=50, reason=" ", **plan).field == "reason"
    done(do.plan_year, amount_cents=50, reason="slittamento", **plan)
    for changes, field in (({"year": 1999}, "year"), ({"amount_cents": -1}, "amount_cents")):
        assert refused(
            do.plan_year, **plan | {"amount_cents": 1, "reason": "x"} | changes
        ).field == (field)
    with within():
        rows = CostPlan.objects.order_by("version").values_list(
            "version", "amount_cents", "is_current"
        )
        assert list(rows) == [(1, 100, False), (2, 50, True)]


VERBS: dict[str, frozenset[Role]] = {
    "grant_financing": frozenset({Role.PROGRAMME_OFFICER}),
    "commit": frozenset({Role.PROGRAMME_OFFICER}),
    "pay": frozenset({Role.PROGRAMME_OFFICER}),
    "enter_expense": frozenset({Role.PROGRAMME_OFFICER, Role.BENEFICIARY}),
    "open_certification": frozenset({Role.CERTIFIER}),
    "close_year": frozenset({Role.PROGRAMME_OFFICER}),
}


@pytest.mark.parametrize("role", list(Role))
def test_verbs__by_each_role__are_done_or_refused(office: Office, role: Role) -> None:
    office.grant(1_000)
    payee = office.payee()
    commitment = office.commit(500, payee)
    payment = office.pay(commitment, 400)
    actor = acting_as(role)
    acts = {
        "grant_financing": lambda: office.grant(1, actor=actor),
        "commit": lambda: office.commit(1, payee, actor=actor),
        "pay": lambda: office.pay(commitment, 1, actor=actor),
        "enter_expense": lambda: office.enter(payment, 1, actor=actor),
        "open_certification": lambda: office.claim(actor=actor),
        "close_year": lambda: done(do.close_year, actor=actor, year=2019, reason="x"),
    }
    for verb, act in acts.items():
        if role in VERBS[verb]:
            assert act(), verb
        else:
            with pytest.raises(Refused):
                act()


def test_verbs__of_another_municipality__find_nothing(office: Office) -> None:
    office.grant(1_000)
    commitment = office.commit(500)
    payment = office.pay(commitment, 400)
    stranger = acting_as(Role.PROGRAMME_OFFICER, BASSO)
    for act in (
        lambda: office.grant(1, actor=stranger),
        lambda: office.pay(commitment, 1, actor=stranger),
        lambda: office.enter(payment, 1, actor=stranger),
    ):
        with pytest.raises(Refused):
            act()


def test_audit__of_money__names_things_and_no_texts(office: Office) -> None:
    office.grant(1_000, decision="Determina segreta di Ugo Finto")
    commitment = office.commit(500, reason="Parcella di Ugo Finto")
    entry = Entry.objects.get(verb="commit")
    assert entry.subjects == [f"operation:{office.operation.pk}", f"commitment:{commitment}"]
    assert entry.details["cents"] == 500
    assert not Entry.objects.filter(details__icontains="Finto").exists()


def test_year__closed__refuses_its_days_until_it_is_reopened(office: Office) -> None:
    close = {"actor": office.officer, "reason": "approvato"}
    for year, field in ((clock.today().year, "year"), (1999, "year")):
        assert refused(do.close_year, year=year, **close).field == field
    assert refused(do.close_year, year=2021, **close | {"reason": " "}).field == "reason"
    done(do.close_year, year=2021, **close)
    assert refused(do.close_year, year=2021, **close).field == "year"
    with pytest.raises(Refused) as caught:
        office.grant(100)
    assert caught.value.field == "day"
    office.grant(100, day=date(2022, 1, 1))
    elsewhere = an_office(BASSO)
    elsewhere.grant(100)
    reopen = {"actor": office.certifier, "year": 2021, "reason": "mancava un atto"}
    assert refused(do.reopen_year, **reopen | {"year": 2020}).field == "year"
    done(do.reopen_year, **reopen)
    office.grant(100)
    events = ledger.closings(owner_of(office.operation.municipality))
    assert [(event.action, event.reason) for event in events] == [
        ("reopen", "mancava un atto"),
        ("close", "approvato"),
    ]


def test_step__in_a_year_that_is_closed_meanwhile__is_refused(office: Office) -> None:
    """A step is dated on the day on which it is taken."""
    expense = office.enter(office.paid(100), 100)
    next_year = datetime(clock.today().year + 1, 2, 1, 12, tzinfo=clock.now().tzinfo)
    with clock.frozen_at(next_year):
        done(do.close_year, actor=office.officer, year=next_year.year - 1, reason="approvato")
    with pytest.raises(Refused, match="anno chiuso"):
        office.verify(expense, 100)
    with clock.frozen_at(next_year):
        assert office.verify(expense, 100)


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("available", True),
        ("committed/I-1", True),
        ("financing/pon_metro", True),
        ("committed/", False),
        ("committed/a b", False),
        ("elsewhere/x", False),
        ("available/x", False),
        ("", False),
    ],
)
def test_account__by_its_name__is_one_or_none(name: str, known: bool) -> None:
    assert books.is_account(name) == known
