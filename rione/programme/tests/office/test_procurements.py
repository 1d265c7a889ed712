"""Procedures and contracts: what is refused and where, what lists say of their states."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from rione.core import clock
from rione.core.scope import scope
from rione.core.writes import Refused
from rione.programme.models import AwardProcedure, Contract
from rione.programme.operations import contracts, procurement
from rione.programme.queries.procurement import contracts_of, phases_of, procedures_of
from rione.programme.rules import procurement as rules

from .check_factories import DIRECT, TERMS, World, by, days_ago, somebody_acts  # noqa: F401

pytestmark = pytest.mark.django_db


def refused(world: World, run: Any, /, **arguments: Any) -> str:
    """The field at which an operation is refused."""
    with pytest.raises(Refused) as found:
        by(world.officer, run, **arguments)
    assert str(found.value)
    return found.value.field


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"kind": "gift"}, "kind"),
        ({"method": "raffle"}, "method"),
        ({"criterion": "taste"}, "criterion"),
        ({"title": "  "}, "title"),
        ({"title": "x" * 301}, "title"),
        ({"title": "a\x00b"}, "title"),
        ({"no_cig": ""}, "cig"),
        ({"cig": "12"}, "cig"),
        ({"cig": "7654321ABC"}, "no_cig"),
        ({"no_cig": "other"}, "no_cig_note"),
        ({"base_cents": -1}, "base_cents"),
        ({"base_cents": 10**16}, "base_cents"),
        ({"criteria": (("Qualità", 70),)}, "criteria"),
        ({"criteria": (("Qualità", 50), ("qualità", 50))}, "criteria"),
        ({"criterion": "lowest_price"}, "criteria"),
        ({"furnishes": uuid4()}, "furnishes"),
        ({"kind": "furnishing", "furnishes": uuid4()}, "furnishes"),
    ],
)
def test_open__of_something_wrong__says_where(changes: dict[str, Any], field: str) -> None:
    world = World()
    terms = replace(TERMS, **changes)
    assert (
        refused(world, procurement.open_procedure, operation=world.operation.pk, terms=terms)
        == field
    )
    with scope(world.officer):
        assert not AwardProcedure.objects.exists()


def test_open__cig_that_is_taken__is_refused_here_and_free_elsewhere() -> None:
    world, terms = World(), replace(TERMS, cig=" 7654321abc ", no_cig="")
    world.procedure(terms)
    assert (
        refused(world, procurement.open_procedure, operation=world.operation.pk, terms=terms)
        == "cig"
    )
    assert World().procedure(terms)


def test_furnishing__of_works__is_a_procurement_of_its_own_with_a_delivery() -> None:
    world = World()
    works = world.procedure()
    furnishing = world.awarded(DIRECT, kind="furnishing", furnishes=works)
    terms = world.contract_terms(furnishing, delivery_due=None)
    assert refused(world, contracts.sign_contract, **terms) == "delivery_due"
    assert world.contract(furnishing)
    wrong = replace(DIRECT, kind="furnishing", furnishes=furnishing)
    assert (
        refused(world, procurement.open_procedure, operation=world.operation.pk, terms=wrong)
        == "furnishes"
    )


def phase(world: World, procedure: UUID, name: str, **changes: Any) -> dict[str, Any]:
    return {
        "operation": procurement.set_phase,
        "procedure": procedure,
        "phase": name,
        "planned": None,
        "actual": None,
        "reason": "",
    } | changes


def test_phases__out_of_order_or_still_to_come__are_refused() -> None:
    world = World()
    key = world.procedure()

    def at(name: str, **dates: Any) -> str:
        arguments = phase(world, key, name, **dates)
        return refused(world, arguments.pop("operation"), **arguments)

    assert at("award", actual=days_ago(3)) == "actual"
    world.phase(key, "notice", days_ago(5), planned=days_ago(6))
    assert at("award", actual=days_ago(6)) == "actual"
    assert at("award", planned=days_ago(7)) == "planned"
    assert at("award", actual=days_ago(-1)) == "actual"
    assert at("award", planned=days_ago(-40_000)) == "planned"
    assert at("feast", actual=days_ago(1)) == "phase"
    assert at("notice", actual=days_ago(4)) == "reason"
    world.phase(key, "notice", days_ago(4), reason="Data sbagliata")
    world.phase(key, "notice", reason="Mai pubblicato")
    with scope(world.officer):
        assert not AwardProcedure.objects.get(pk=key).phases.exists()


def test_states__of_all_phases__are_those_of_the_rules() -> None:
    world = World()
    for kind, method in (("works", "open"), ("supplies", "direct")):
        way = rules.phases_of(kind, method)
        for happened in range(len(way) + 1):
            criteria = () if method == "direct" else TERMS.criteria
            criterion = "none" if method == "direct" else "quality_price"
            key = world.procedure(kind=kind, method=method, criteria=criteria, criterion=criterion)
            for at, name in enumerate(way[:happened]):
                world.phase(key, name, days_ago(50 - at))
    with scope(world.officer):
        rows = list(procedures_of(world.officer))
        assert len(rows) == 11
        for row in rows:
            assert row.state == rules.state_of(phases_of(row.phases.all()))
        assert {row.state for row in rows} == set(rules.STATES) - {"withdrawn"}


def test_withdraw__with_a_contract__is_refused_and_without_one_ends_it() -> None:
    world = World()
    key = world.awarded()
    by(
        world.officer,
        procurement.withdraw_procedure,
        procedure=key,
        withdrawn_on=days_ago(1),
        reason="Deserta",
    )
    assert refused(world, contracts.sign_contract, **world.contract_terms(key)) == ""
    signed = world.awarded()
    world.contract(signed)
    again = {"procedure": signed, "withdrawn_on": days_ago(1), "reason": "x"}
    assert refused(world, procurement.withdraw_procedure, **again) == ""
    with scope(world.officer):
        assert set(procedures_of(world.officer).values_list("state", flat=True)) == {
            "withdrawn",
            "contracted",
        }


def test_change__after_a_contract__keeps_what_it_was_awarded_by() -> None:
    world = World()
    key = world.awarded()
    world.contract(key)
    change = {"procedure": key, "reason": "x"}
    other = replace(DIRECT, kind="services")
    assert refused(world, procurement.change_procedure, terms=other, **change) == "kind"
    renamed = replace(DIRECT, title="Altro titolo")
    assert by(world.officer, procurement.change_procedure, terms=renamed, **change)
    later = phase(world, key, "award", actual=days_ago(80), reason="x")
    assert refused(world, later.pop("operation"), **later) == "actual"


def test_change__of_method__with_a_notice_dated__is_refused() -> None:
    world = World()
    key = world.procedure()
    world.phase(key, "notice", days_ago(4))
    change = {"procedure": key, "terms": DIRECT, "reason": "x"}
    assert refused(world, procurement.change_procedure, **change) == "method"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"contractor_code": "123"}, "contractor_code"),
        ({"contractor": ""}, "contractor"),
        ({"amount_cents": 0}, "amount_cents"),
        ({"signed_on": days_ago(101)}, "signed_on"),
        ({"signed_on": days_ago(-1)}, "signed_on"),
        ({"delivery_due": days_ago(91)}, "delivery_due"),
        ({"document": "non un numero!"}, "document"),
    ],
)
def test_sign__of_something_wrong__says_where(changes: dict[str, Any], field: str) -> None:
    world = World()
    terms = world.contract_terms(world.awarded(), **changes)
    assert refused(world, contracts.sign_contract, **terms) == field
    with scope(world.officer):
        assert not Contract.objects.exists()


def test_sign__before_an_award__is_refused_and_after_it_dates_the_contract() -> None:
    world = World()
    bare = world.procedure(DIRECT)
    assert refused(world, contracts.sign_contract, **world.contract_terms(bare)) == ""
    key = world.awarded()
    world.contract(key)
    with scope(world.officer):
        dated = phases_of(AwardProcedure.objects.get(pk=key).phases.all())
    assert dated["contract"].actual == days_ago(90)


def test_vary__and_take_back__leave_the_sum() -> None:
    world = World()
    key = world.contract(amount_cents=1000)
    terms = {
        "contract": key,
        "ground": "unforeseen",
        "varied_on": days_ago(2),
        "reason": "x",
        "document": "",
    }
    assert refused(world, contracts.vary_contract, cents=-1001, **terms) == "cents"
    assert refused(world, contracts.vary_contract, cents=0, **terms) == "cents"
    more = world.vary(key, 500)
    world.vary(key, -1500)
    undo = {"contract": key, "variation": more, "undone_on": days_ago(1), "reason": "x"}
    assert refused(world, contracts.undo_variation, **undo) == ""
    world.vary(key, 700)
    by(world.officer, contracts.undo_variation, **undo)
    assert refused(world, contracts.undo_variation, **undo) == "variation"
    with scope(world.officer):
        row = contracts_of(world.officer).get()
        assert row.net_cents == 200
        assert row.varied_cents == -800
        assert list(row.variations.order_by("number").values_list("cents", flat=True)) == [
            500,
            -1500,
            700,
            -500,
        ]


def test_close__before_delivery__is_refused_and_afterwards_nothing_is_varied() -> None:
    world = World()
    key = world.contract()
    close = {"contract": key, "closed_on": days_ago(1), "reason": "x"}
    assert refused(world, contracts.close_contract, **close) == ""
    world.delivered(key)
    early = close | {"closed_on": days_ago(11)}
    assert refused(world, contracts.close_contract, **early) == "closed_on"
    by(world.officer, contracts.close_contract, **close)
    with pytest.raises(Refused):
        world.vary(key, 5)
    by(world.officer, contracts.reopen_contract, contract=key, reason="x")
    assert world.vary(key, 5)


def test_states__of_contracts__are_those_of_the_rules() -> None:
    world = World()
    late, delivered, closed, _running = (
        world.contract(delivery_due=days_ago(due)) for due in (1, 1, 1, 0)
    )
    for key in (delivered, closed):
        world.delivered(key)
    by(
        world.officer,
        contracts.close_contract,
        contract=closed,
        closed_on=days_ago(1),
        reason="x",
    )
    with scope(world.officer):
        rows = {row.pk: row for row in contracts_of(world.officer)}
    assert rows[late].state == "late"
    assert {row.state for row in rows.values()} == set(rules.CONTRACT_STATES)
    for row in rows.values():
        assert row.state == rules.contract_state(
            delivery_due=row.delivery_due,
            delivered_on=row.delivered_on,
            closed_on=row.closed_on,
            today=clock.today(),
        )
    assert clock.today() - timedelta(days=1) == days_ago(1)


def test_party__named_and_ended__is_kept_with_its_days() -> None:
    world = World()
    key = world.procedure()
    party = {"procedure": key, "role": "tester", "name": "Ugo Finto", "since": days_ago(5)}
    assert refused(world, procurement.add_party, **party, tax_code="12") == "tax_code"
    wrong = party | {"role": "king"}
    assert refused(world, procurement.add_party, **wrong, tax_code="") == "role"
    made = by(world.officer, procurement.add_party, **party, tax_code="00000010215")
    end = {"procedure": key, "party": made, "reason": "x"}
    assert refused(world, procurement.end_party, **end, until=days_ago(6)) == "until"
    by(world.officer, procurement.end_party, **end, until=days_ago(1))
    assert refused(world, procurement.end_party, **end, until=days_ago(1)) == "party"
