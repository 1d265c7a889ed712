"""Procurements, checks and what follows: each situation stands in a municipality of its own."""

from rione.programme.operations.checking import Answer
from rione.programme.operations.contracts import close_contract
from rione.programme.tests.office.check_factories import (
    DIRECT,
    ITEMS,
    NATURE,
    TERMS,
    World,
    by,
    days_ago,
)

from . import Situation, case

WHY = {"reason": "Motivo inventato"}


@case("open_procedure")
def open_procedure() -> Situation:
    world = World()
    return world.officer, {"operation": world.operation.pk, "terms": TERMS}


@case("change_procedure")
def change_procedure() -> Situation:
    world = World()
    return world.officer, {"procedure": world.procedure(), "terms": DIRECT, **WHY}


@case("set_phase")
def set_phase() -> Situation:
    world = World()
    return world.officer, {
        "procedure": world.procedure(),
        "phase": "notice",
        "planned": None,
        "actual": days_ago(5),
        "reason": "",
    }


@case("withdraw_procedure")
def withdraw_procedure() -> Situation:
    world = World()
    return world.officer, {"procedure": world.procedure(), "withdrawn_on": days_ago(1), **WHY}


@case("add_party")
def add_party(world: World | None = None) -> Situation:
    world = world or World()
    return world.officer, {
        "procedure": world.procedure(),
        "role": "tester",
        "name": "Ugo Finto",
        "tax_code": "",
        "since": days_ago(5),
    }


@case("end_party")
def end_party() -> Situation:
    from rione.programme.operations.procurement import add_party as add

    actor, arguments = add_party(World())
    party = by(actor, add, **arguments)
    return actor, {
        "procedure": arguments["procedure"],
        "party": party,
        "until": days_ago(1),
        **WHY,
    }


@case("sign_contract")
def sign_contract() -> Situation:
    world = World()
    return world.officer, world.contract_terms(world.awarded())


@case("vary_contract")
def vary_contract() -> Situation:
    world = World()
    return world.officer, {
        "contract": world.contract(),
        "ground": "unforeseen",
        "cents": -100,
        "varied_on": days_ago(3),
        "document": "",
        **WHY,
    }


@case("undo_variation")
def undo_variation() -> Situation:
    world = World()
    contract = world.contract()
    variation = world.vary(contract, 500)
    return world.officer, {
        "contract": contract,
        "variation": variation,
        "undone_on": days_ago(1),
        **WHY,
    }


@case("record_delivery")
def record_delivery() -> Situation:
    world = World()
    return world.officer, {
        "contract": world.contract(),
        "delivered_on": days_ago(3),
        "reason": "",
    }


@case("close_contract")
def close() -> Situation:
    world = World()
    contract = world.contract()
    world.delivered(contract)
    return world.officer, {"contract": contract, "closed_on": days_ago(1), **WHY}


@case("reopen_contract")
def reopen_contract() -> Situation:
    actor, arguments = close()
    by(actor, close_contract, **arguments)
    return actor, {"contract": arguments["contract"], **WHY}


@case("load_check_templates")
def load_check_templates() -> Situation:
    return World().officer, {}


@case("draft_check_template")
def draft_check_template() -> Situation:
    world = World()
    return world.officer, {
        "based_on": world.checklist(),
        "code": "",
        "kind": "",
        "title_it": "Altra lista",
        "title_en": "Another list",
    }


@case("write_check_items")
def write_check_items() -> Situation:
    world = World()
    return world.officer, {"template": world.draft(items=()), "items": ITEMS}


@case("publish_check_template")
def publish_check_template() -> Situation:
    world = World()
    return world.officer, {"template": world.draft()}


@case("begin_check")
def begin_check() -> Situation:
    world = World()
    return world.officer, {
        "operation": world.operation.pk,
        "template": world.checklist(),
        "begun_on": days_ago(1),
        "procedure": None,
        "expense": None,
        "sample": None,
    }


@case("answer_items")
def answer_items() -> Situation:
    world = World()
    answers = {"1.1": Answer("yes"), "1.2": Answer("no", "Motivo inventato")}
    return world.officer, {"check": world.check(), "answers": answers}


@case("record_visit")
def record_visit() -> Situation:
    world = World()
    return world.officer, {
        "check": world.check("on_the_spot"),
        "place": "Via Inventata 1",
        "visited_on": days_ago(1),
        "sample_method": "Campione inventato",
        "present": {"officer": "Ugo Finto"},
        "minutes": "",
    }


@case("finish_check")
def finish_check() -> Situation:
    world = World()
    return world.officer, {
        "check": world.answered(world.check()),
        "outcome": "regular",
        "at_risk_cents": 0,
        "conclusion": "",
    }


@case("reopen_check")
def reopen_check() -> Situation:
    world = World()
    return world.colleague, {"check": world.finished(), **WHY}


@case("draw_sample")
def draw_sample() -> Situation:
    world = World()
    world.contract()
    return world.officer, {
        "population": "contracts",
        "method": "simple_random",
        "size": 1,
        "seed": "prova",
        **WHY,
    }


@case("raise_finding")
def raise_finding() -> Situation:
    world = World()
    return world.officer, {
        "check": world.check(),
        "item": "1.1",
        "words": "Manca un documento inventato",
        "severity": "minor",
        "amount_cents": 0,
        "deadline": days_ago(-30),
    }


@case("answer_finding")
def answer_finding() -> Situation:
    world = World()
    return world.beneficiary, {
        "finding": world.finding(),
        "words": "Risposta inventata",
        "document": "",
    }


@case("extend_finding")
def extend_finding() -> Situation:
    world = World()
    return world.officer, {"finding": world.finding(), "deadline": days_ago(-60), **WHY}


@case("settle_finding")
def settle_finding() -> Situation:
    world = World()
    return world.officer, {
        "finding": world.answer(world.finding()),
        "decision": "accepted",
        "deadline": None,
        **WHY,
    }


@case("report_irregularity")
def report_irregularity() -> Situation:
    world = World()
    return world.officer, {
        "operation": world.operation.pk,
        "finding": None,
        "expense": None,
        "nature": NATURE,
        "found_on": days_ago(3),
    }


@case("classify_irregularity")
def classify_irregularity() -> Situation:
    world = World()
    return world.officer, {
        "irregularity": world.irregularity(),
        "state": "established",
        "nature": NATURE,
        **WHY,
    }


@case("notify_irregularity")
def notify_irregularity() -> Situation:
    world = World()
    return world.officer, {
        "irregularity": world.classify(world.irregularity()),
        "notified_on": days_ago(1),
        "document": "IMS/2024/1",
    }


@case("order_recovery")
def order_recovery() -> Situation:
    world = World()
    return world.officer, world.order_terms(world.classify(world.irregularity()))


@case("record_recovery")
def record_recovery() -> Situation:
    world = World()
    return world.officer, {
        "recovery": world.recovery(),
        "kind": "offset",
        "cents": 500,
        "on": days_ago(1),
        "document": "",
    }


@case("write_off")
def write_off() -> Situation:
    world = World()
    return world.officer, {
        "recovery": world.recovery(),
        "cents": 500,
        "on": days_ago(1),
        "document": "",
        **WHY,
    }


@case("undo_movement")
def undo_movement() -> Situation:
    world = World()
    recovery = world.recovery()
    movement = world.receive(recovery)
    return world.officer, {
        "recovery": recovery,
        "movement": movement,
        "on": days_ago(1),
        **WHY,
    }
