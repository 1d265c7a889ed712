"""Every constraint and trigger of procurements and checks: a bad write that it refuses by name.

The writes go past all operations, as requests with SQL of their own would. A wall without a case
fails here.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, connection, models, transaction
from pytest_django import DjangoDbBlocker

from rione.core import clock
from rione.core.audit.acting import Actor as AuditActor
from rione.core.audit.acting import acting
from rione.core.scope import scope
from rione.programme.models import (
    AwardCriterion,
    AwardProcedure,
    CaseEvent,
    Check,
    CheckAnswer,
    CheckItem,
    CheckTemplate,
    Contract,
    ContractVariation,
    Finding,
    FollowUp,
    Irregularity,
    IrregularityEvent,
    ProcedureParty,
    ProcedurePhase,
    Recovery,
    RecoveryMovement,
    SampleDraw,
    SampleUnit,
)
from rione.programme.operations.procurement import add_party

from .check_factories import World, by, days_ago

OURS: tuple[type[models.Model], ...] = (
    AwardCriterion,
    AwardProcedure,
    CaseEvent,
    Check,
    CheckAnswer,
    CheckItem,
    CheckTemplate,
    Contract,
    ContractVariation,
    Finding,
    FollowUp,
    Irregularity,
    IrregularityEvent,
    ProcedureParty,
    ProcedurePhase,
    Recovery,
    RecoveryMovement,
    SampleDraw,
    SampleUnit,
)
KEPT = [model for model in OURS if model not in (ProcedurePhase, AwardCriterion, CheckItem)]


@dataclass
class Stored:
    """One of each, and another operation of the same municipality."""

    world: World
    other: World
    foreign: World
    party: int
    of_procedure: UUID
    procedure: UUID
    contract: UUID
    closed: UUID
    variation: UUID
    check: UUID
    finished: UUID
    spot: UUID
    finding: UUID
    answered: UUID
    irregularity: UUID
    recovery: UUID
    movement: UUID
    draft: int
    published: int


S: Stored


@pytest.fixture(scope="module", autouse=True)
def _stored(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    global S
    with (
        django_db_blocker.unblock(),
        transaction.atomic(),
        acting(AuditActor("job", "tests")),
    ):
        world = World()
        contract, closed = world.contract(), world.contract()
        variation = world.vary(contract, 1000)
        world.delivered(closed)
        with scope(world.officer):
            Contract.objects.filter(pk=closed).update(closed_on=clock.today())
        irregularity = world.classify(world.irregularity())
        recovery = world.recovery(irregularity)
        world.sample(population="operations")
        party = by(
            world.officer,
            add_party,
            procedure=world.procedure(),
            role="tester",
            name="Ugo Finto",
            tax_code="",
            since=days_ago(5),
        )
        S = Stored(
            world=world,
            other=World(world.place),
            foreign=World(),
            party=party,
            of_procedure=world.check("procedure"),
            procedure=world.procedure(),
            contract=contract,
            closed=closed,
            variation=variation,
            check=world.answered(world.check(), "no"),
            finished=world.finished(),
            spot=world.answered(world.check("on_the_spot")),
            finding=world.finding(),
            answered=world.answer(world.finding()),
            irregularity=irregularity,
            recovery=recovery,
            movement=world.receive(recovery),
            draft=world.draft(),
            published=world.checklist(),
        )
        assert S.other.operation.pk != S.foreign.operation.pk
        assert S.foreign.beneficiary.organisation
        yield
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _within(_stored: None, db: None) -> Iterator[None]:
    with scope(S.world.officer):
        yield


def copy(model: type[models.Model], source: Any, /, **changes: Any) -> None:
    """The row of a key once more, with another key of its own and some columns changed."""
    row = model.objects.get(pk=source)  # type: ignore[attr-defined]
    row.pk = uuid4() if isinstance(row.pk, UUID) else None
    row._state.adding = True
    for name, value in changes.items():
        setattr(row, name, value)
    row.save(force_insert=True)


def change(model: type[models.Model], key: Any, **changes: Any) -> None:
    model.objects.filter(pk=key).update(**changes)  # type: ignore[attr-defined]


def one(model: type[models.Model], **where: Any) -> Any:
    found = model.objects.filter(**where).order_by("pk").first()  # type: ignore[attr-defined]
    assert found is not None
    return found.pk


def new(
    model: type[models.Model], source: Callable[[], Any], /, **changes: Any
) -> Callable[[], None]:
    def write() -> None:
        values = {k: v() if callable(v) else v for k, v in changes.items()}
        copy(model, source(), **values)

    return write


def put(model: type[models.Model], source: Callable[[], Any], **changes: Any) -> Callable[[], None]:
    def write() -> None:
        values = {k: v() if callable(v) else v for k, v in changes.items()}
        change(model, source(), **values)

    return write


def phase(procedure: UUID, name: str, **dates: date) -> None:
    row = AwardProcedure.objects.get(pk=procedure)
    ProcedurePhase.objects.create(
        operation_id=row.operation_id,
        municipality=row.municipality,
        shared_with=row.shared_with,
        procedure=row,
        phase=name,
        **dates,
    )


def out_of_order() -> None:
    phase(S.procedure, "notice", actual=days_ago(5))
    phase(S.procedure, "award", actual=days_ago(6))


def without_notice() -> None:
    phase(S.procedure, "award", actual=days_ago(6))


def planned_backwards() -> None:
    phase(S.procedure, "notice", planned=days_ago(5))
    phase(S.procedure, "end", planned=days_ago(6))


def phase_twice() -> None:
    phase(S.procedure, "notice", planned=days_ago(5))
    phase(S.procedure, "notice", planned=days_ago(5))


def method_without_its_notice() -> None:
    phase(S.procedure, "notice", planned=days_ago(5))
    change(AwardProcedure, S.procedure, method="direct")


def ninety_points() -> None:
    AwardCriterion.objects.filter(procedure=S.procedure, points=30).update(points=20)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS awardcriterion_points_are_hundred IMMEDIATE")


def cig_twice() -> None:
    change(AwardProcedure, S.procedure, cig="1234567890", no_cig="")
    copy(AwardProcedure, S.procedure)


def reverse_something_else() -> None:
    copy(ContractVariation, S.variation, number=2, reverses_id=S.variation, cents=-999)


def reverse_twice() -> None:
    for number in (2, 3):
        copy(ContractVariation, S.variation, number=number, reverses_id=S.variation, cents=-1000)


def reverse_movement_twice() -> None:
    for number in (2, 3):
        copy(
            RecoveryMovement,
            S.movement,
            number=number,
            kind="reversal",
            reason="x",
            reverses_id=S.movement,
        )


def empty_draft_published() -> None:
    CheckItem.objects.filter(template=S.draft).delete()
    change(CheckTemplate, S.draft, published_at=clock.now())


def second_draft() -> None:
    copy(CheckTemplate, S.draft, version=2)


def question_without_answer_finished() -> None:
    copy(Check, S.check)
    made = Check.objects.exclude(answers__isnull=False).filter(kind="desk").latest("begun_on")
    finish(made.pk)


def finish(key: UUID, **changes: Any) -> None:
    values = {
        "finished_at": clock.now(),
        "finished_by": S.world.officer.account,
        "outcome": "irregular",
    } | changes
    change(Check, key, **values)


def answer(check: Callable[[], UUID], **changes: Any) -> Callable[[], None]:
    def write() -> None:
        CheckAnswer.objects.filter(check_row=check()).update(**changes)

    return write


def answer_something_else() -> None:
    item = one(CheckItem, template=S.published)
    copy(CheckAnswer, one(CheckAnswer, check_row=S.check), item_id=item)


def answer_twice() -> None:
    copy(CheckAnswer, one(CheckAnswer, check_row=S.check))


def reopened_by_its_own_officer() -> None:
    change(
        Check,
        S.finished,
        finished_at=None,
        outcome="",
        reopened_by=S.world.officer.account,
    )


def item_twice(**changes: Any) -> Callable[[], None]:
    def write() -> None:
        copy(CheckItem, one(CheckItem, template=S.draft), **changes)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    return write


def step(kind: str, by: Callable[[], str], finding: Callable[[], UUID], **changes: Any) -> Any:
    def write() -> None:
        row = Finding.objects.get(pk=finding())
        values = {
            "number": row.steps.count() + 1,
            "kind": kind,
            "note": "x",
            "by_id": by(),
            "role": "programme_officer",
            "operation_id": row.operation_id,
            "municipality": row.municipality,
            "shared_with": row.shared_with,
        } | changes
        FollowUp.objects.create(finding=row, **values)

    return write


def officer() -> str:
    return S.world.officer.account


def beneficiary() -> str:
    return S.world.beneficiary.account


def procedure() -> Any:
    return S.procedure


def contract() -> Any:
    return S.contract


def variation() -> Any:
    return S.variation


def check() -> Any:
    return S.check


def spot() -> Any:
    return S.spot


def finding() -> Any:
    return S.finding


def irregularity() -> Any:
    return S.irregularity


def recovery() -> Any:
    return S.recovery


def movement() -> Any:
    return S.movement


def draft() -> Any:
    return S.draft


def first(model: type[models.Model], **where: Any) -> Callable[[], Any]:
    return lambda: one(model, **where)


def short(model: type[models.Model]) -> str:
    return model._meta.db_table.removeprefix("programme_")


def removed(model: type[models.Model]) -> Callable[[], None]:
    def write() -> None:
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE")
            cursor.execute(f"DELETE FROM {model._meta.db_table}")  # noqa: S608

    return write


def rewritten(model: type[models.Model], **changes: Any) -> Callable[[], None]:
    """As the owner, whom rights do not stop."""

    def write() -> None:
        key = one(model)
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE")
        change(model, key, **changes)

    return write


ROOTS = (AwardProcedure, CaseEvent, Check, Irregularity)


PLAIN: dict[type[models.Model], dict[str, Any]] = {
    Check: {"kind": "desk", "finished_at": None},
    Finding: {"state": "open"},
}
"""Which row to take, where some are stopped by another wall before."""


def elsewhere(model: type[models.Model]) -> Callable[[], None]:
    """A row once more, of another operation than what it hangs on; a root, of another
    municipality’s; what has no operation, of another municipality."""

    def write() -> None:
        changes: dict[str, Any] = {"municipality": "000001"}
        if model in ROOTS:
            changes = {"operation_id": S.foreign.operation.pk}
        elif hasattr(model, "shared_with"):
            changes = {"operation_id": S.other.operation.pk}
        if model is FollowUp:
            step("answer", beneficiary, finding, **changes)()
        else:
            copy(model, one(model, **PLAIN.get(model, {})), **changes)

    return write


def nowhere(model: type[models.Model]) -> Callable[[], None]:
    def write() -> None:
        key = one(model)
        with connection.cursor() as cursor:
            row = model.objects.get(pk=key)  # type: ignore[attr-defined]
            cursor.execute("SELECT set_config('app.municipality', 'x', true)")
        row.pk = uuid4() if isinstance(row.pk, UUID) else None
        row._state.adding, row.municipality = True, "x"
        if model is CheckTemplate:
            row.published_at = None
        row.save(force_insert=True)

    return write


WALLS: list[tuple[str, Callable[[], Any]]] = [
    # Procedures and their parts.
    ("awardprocedure_kind_is_known", new(AwardProcedure, procedure, kind="gift")),
    ("awardprocedure_method_is_known", new(AwardProcedure, procedure, method="raffle")),
    ("awardprocedure_criterion_is_known", new(AwardProcedure, procedure, criterion="taste")),
    ("awardprocedure_has_a_title", new(AwardProcedure, procedure, title="")),
    ("awardprocedure_cig_or_why_none", new(AwardProcedure, procedure, no_cig="")),
    ("awardprocedure_cig_or_why_none", new(AwardProcedure, procedure, cig="1234567890")),
    ("awardprocedure_cig_or_why_none", new(AwardProcedure, procedure, cig="12", no_cig="")),
    ("awardprocedure_other_reason_is_told", new(AwardProcedure, procedure, no_cig="other")),
    ("awardprocedure_base_amount", new(AwardProcedure, procedure, base_cents=-1)),
    (
        "awardprocedure_only_furnishing_furnishes",
        new(AwardProcedure, procedure, furnishes_id=procedure),
    ),
    ("awardprocedure_cig_once", cig_twice),
    ("awardprocedure_phases_apply", method_without_its_notice),
    (
        "awardprocedure_withdrawn_before_a_contract",
        put(
            AwardProcedure,
            lambda: Contract.objects.get(pk=S.contract).procedure_id,
            withdrawn_on=days_ago(1),
        ),
    ),
    ("procedurephase_is_known", lambda: phase(S.procedure, "feast", planned=days_ago(1))),
    ("procedurephase_once", phase_twice),
    ("procedurephase_is_dated", lambda: phase(S.procedure, "notice")),
    ("procedurephase_in_order", out_of_order),
    ("procedurephase_in_order", without_notice),
    ("procedurephase_in_order", planned_backwards),
    (
        "procedurephase_in_order",
        lambda: phase(
            Contract.objects.get(pk=S.contract).procedure_id, "notice", planned=days_ago(1)
        ),
    ),
    ("awardcriterion_points", lambda: change(AwardCriterion, one(AwardCriterion), points=0)),
    ("awardcriterion_has_a_name", lambda: change(AwardCriterion, one(AwardCriterion), name="")),
    ("awardcriterion_once", new(AwardCriterion, first(AwardCriterion))),
    ("awardcriterion_points_are_hundred", ninety_points),
    # Contracts.
    ("contract_has_a_subject", new(Contract, contract, subject="", net_cents=50_000_00)),
    ("contract_has_a_contractor", new(Contract, contract, contractor="", net_cents=50_000_00)),
    (
        "contract_contractor_code",
        new(Contract, contract, contractor_code="x y", net_cents=50_000_00),
    ),
    ("contract_amount", new(Contract, contract, amount_cents=0, net_cents=0)),
    (
        "contract_net_not_below_zero",
        new(ContractVariation, variation, number=2, cents=-60_000_00),
    ),
    (
        "contract_delivery_due_after_signing",
        put(Contract, contract, delivery_due=days_ago(91)),
    ),
    ("contract_delivered_after_signing", put(Contract, contract, delivered_on=days_ago(91))),
    ("contract_closed_after_delivery", put(Contract, contract, closed_on=days_ago(1))),
    (
        "contract_document_is_a_reference",
        new(Contract, contract, document="a b", net_cents=50_000_00),
    ),
    (
        "contract_follows_an_award",
        new(Contract, contract, procedure_id=procedure, net_cents=50_000_00),
    ),
    (
        "contract_follows_an_award",
        new(Contract, contract, signed_on=days_ago(101), net_cents=50_000_00),
    ),
    ("contract_net_begins_as_signed", new(Contract, contract, net_cents=1)),
    ("contract_net_follows_variations", put(Contract, contract, net_cents=1)),
    ("contract_keeps_its_terms", put(Contract, contract, amount_cents=1)),
    ("contractvariation_number_once", new(ContractVariation, variation)),
    ("contractvariation_ground_is_known", new(ContractVariation, variation, number=2, ground="x")),
    ("contractvariation_has_a_reason", new(ContractVariation, variation, number=2, reason="")),
    (
        "contractvariation_changes_the_amount_or_the_time",
        new(ContractVariation, variation, number=2, cents=0),
    ),
    (
        "contractvariation_document_is_a_reference",
        new(ContractVariation, variation, number=2, document="è"),
    ),
    ("contractvariation_fits", new(ContractVariation, variation, contract_id=lambda: S.closed)),
    ("contractvariation_fits", new(ContractVariation, variation, number=2, on=days_ago(91))),
    ("contractvariation_fits", reverse_something_else),
    ("programme_contractvariation_reverses_id_key", reverse_twice),
    # Check-lists and checks.
    ("checktemplate_version_once", new(CheckTemplate, lambda: S.published, published_at=None)),
    ("checktemplate_one_draft", second_draft),
    ("checktemplate_code", put(CheckTemplate, draft, code="Ü")),
    ("checktemplate_version", put(CheckTemplate, draft, version=0)),
    ("checktemplate_kind_is_known", put(CheckTemplate, draft, kind="sofa")),
    ("checktemplate_title_in_both_languages", put(CheckTemplate, draft, title_en="")),
    (
        "checktemplate_published_is_settled",
        put(CheckTemplate, lambda: S.published, title_en="Changed"),
    ),
    ("checktemplate_asks_something", empty_draft_published),
    ("checkitem_number_once", item_twice(position=9)),
    ("checkitem_position_once", item_twice(number="9")),
    ("checkitem_number", put(CheckItem, lambda: one(CheckItem, template=S.draft), number="a")),
    (
        "checkitem_question_in_both_languages",
        put(CheckItem, lambda: one(CheckItem, template=S.draft), question_it=""),
    ),
    (
        "checkitem_of_a_draft",
        put(CheckItem, lambda: one(CheckItem, template=S.published), question_it="x"),
    ),
    (
        "checkitem_of_a_draft",
        lambda: CheckItem.objects.filter(template=S.published).delete(),
    ),
    ("check_authority_is_known", new(Check, check, authority="king")),
    ("check_of_a_procedure_names_it", new(Check, check, procedure_id=procedure)),
    ("check_finished_with_an_outcome", put(Check, check, finished_at=clock.now)),
    ("check_reopened_by_another", reopened_by_its_own_officer),
    ("check_amount_at_risk", put(Check, check, at_risk_cents=-1)),
    ("check_on_the_spot_alone_has_a_place", put(Check, check, place="Via Inventata")),
    ("check_on_the_spot_says_where_and_when", lambda: finish(S.spot, outcome="regular")),
    ("check_minutes_are_a_reference", put(Check, spot, minutes="a b")),
    ("check_begins_with_a_published_list", new(Check, check, template_id=draft)),
    ("check_begins_with_a_published_list", new(Check, check, kind="expense")),
    ("check_finished_is_settled", put(Check, lambda: S.finished, conclusion="x")),
    ("check_finished_is_settled", put(Check, lambda: S.finished, finished_at=None, outcome="")),
    ("check_finished_when_all_is_answered", question_without_answer_finished),
    ("check_keeps_its_terms", put(Check, check, begun_on=days_ago(9))),
    ("checkanswer_once", answer_twice),
    ("checkanswer_value_is_known", answer(check, value="hm")),
    ("checkanswer_no_says_why", answer(check, value="no", note="")),
    ("checkanswer_to_an_open_check", answer(lambda: S.finished, note="x")),
    ("checkanswer_to_an_open_check", answer_something_else),
    # Findings.
    ("finding_has_a_text", new(Finding, finding, text="")),
    ("finding_severity_is_known", new(Finding, finding, severity="x")),
    ("finding_amount", new(Finding, finding, amount_cents=-1)),
    ("finding_leaves_time_to_answer", new(Finding, finding, deadline=days_ago(0))),
    ("finding_begins_open", new(Finding, finding, state="closed")),
    ("finding_follows_its_steps", put(Finding, finding, state="closed")),
    ("finding_follows_its_steps", put(Finding, finding, deadline=days_ago(-90))),
    ("finding_keeps_its_terms", put(Finding, finding, text="x")),
    ("followup_has_a_note", step("answer", beneficiary, finding, note="")),
    (
        "followup_extension_has_a_day",
        step("answer", beneficiary, finding, new_deadline=days_ago(-99)),
    ),
    ("followup_extension_has_a_day", step("extension", officer, finding)),
    ("followup_document_is_a_reference", step("answer", beneficiary, finding, document="a b")),
    ("followup_follows", step("accepted", officer, finding)),
    ("followup_follows", step("answer", beneficiary, finding, number=3)),
    ("followup_follows", step("extension", officer, finding, new_deadline=days_ago(-1))),
    ("followup_follows", step("feast", officer, finding)),
    ("followup_takes_four_eyes", step("accepted", beneficiary, lambda: S.answered)),
    # Irregularities and recoveries.
    (
        "irregularity_from_a_finding_or_a_suspicion",
        new(Irregularity, irregularity, origin="finding"),
    ),
    ("irregularity_kind_is_known", put(Irregularity, irregularity, kind="x")),
    ("irregularity_exemption_is_known", put(Irregularity, irregularity, exemption="x")),
    ("irregularity_has_a_text", put(Irregularity, irregularity, text="")),
    (
        "irregularity_amounts",
        put(Irregularity, irregularity, eu_cents=-1, national_cents=9_000_000),
    ),
    ("irregularity_quarter_of_its_day", new(Irregularity, irregularity, quarter="1999-Q1")),
    (
        "irregularity_suspected_fraud_has_no_exemption",
        put(Irregularity, irregularity, fraud_suspected=True, exemption="voluntary"),
    ),
    (
        "irregularity_notified_with_a_reference",
        put(Irregularity, irregularity, notified_on=days_ago(1)),
    ),
    (
        "irregularity_corrected_at_most_what_it_affects",
        put(Irregularity, irregularity, corrected_cents=10**9),
    ),
    (
        "irregularity_corrected_once_established",
        new(Irregularity, irregularity, state="suspected", corrected_cents=5),
    ),
    ("irregularity_states_follow", put(Irregularity, irregularity, state="dismissed")),
    ("irregularity_states_follow", put(Irregularity, irregularity, eu_cents=0, national_cents=0)),
    ("irregularity_state_is_known", new(Irregularity, irregularity, state="x")),
    ("irregularity_keeps_its_origin", put(Irregularity, irregularity, found_on=days_ago(21))),
    ("recovery_amount", new(Recovery, recovery, ordered_cents=0, order_number="N1")),
    (
        "recovery_interest",
        new(Recovery, recovery, ordered_cents=1, interest_cents=-1, order_number="N1"),
    ),
    (
        "recovery_due_after_its_order",
        new(Recovery, recovery, ordered_cents=1, due_on=days_ago(99), order_number="N1"),
    ),
    (
        "recovery_has_a_reason",
        new(Recovery, recovery, ordered_cents=1, reason="", order_number="N1"),
    ),
    ("recovery_has_an_order", new(Recovery, recovery, ordered_cents=1, order_number="")),
    ("recovery_order_is_a_reference", new(Recovery, recovery, ordered_cents=1, order_number="a b")),
    ("recovery_order_once", new(Recovery, recovery, ordered_cents=1)),
    (
        "recovery_of_what_is_established",
        new(Recovery, recovery, ordered_cents=10**9, order_number="N1"),
    ),
    ("recovery_keeps_its_terms", put(Recovery, recovery, ordered_cents=1)),
    ("recoverymovement_number_once", new(RecoveryMovement, movement)),
    (
        "recoverymovement_kind_is_known",
        new(RecoveryMovement, movement, number=2, kind="x", reason="x"),
    ),
    ("recoverymovement_amount", new(RecoveryMovement, movement, number=2, cents=0)),
    (
        "recoverymovement_reversal_names_what_it_reverses",
        new(RecoveryMovement, movement, number=2, reverses_id=movement),
    ),
    (
        "recoverymovement_given_up_for_a_reason",
        new(RecoveryMovement, movement, number=2, kind="write_off"),
    ),
    (
        "recoverymovement_document_is_a_reference",
        new(RecoveryMovement, movement, number=2, document="è"),
    ),
    ("recoverymovement_fits", new(RecoveryMovement, movement, number=2, cents=600_001)),
    ("recoverymovement_fits", new(RecoveryMovement, movement, number=2, on=days_ago(11))),
    (
        "recoverymovement_fits",
        new(
            RecoveryMovement,
            movement,
            number=2,
            kind="reversal",
            reason="x",
            cents=1,
            reverses_id=movement,
        ),
    ),
    ("programme_recoverymovement_reverses_id_key", reverse_movement_twice),
    # Samples, parties, histories.
    ("sampledraw_population_is_known", new(SampleDraw, first(SampleDraw), population="x")),
    ("sampledraw_method_is_known", new(SampleDraw, first(SampleDraw), method="x")),
    ("sampledraw_size", new(SampleDraw, first(SampleDraw), size=0)),
    ("sampledraw_has_a_seed", new(SampleDraw, first(SampleDraw), seed="")),
    ("sampledraw_has_a_reason", new(SampleDraw, first(SampleDraw), reason="")),
    ("sampledraw_input_hash_is_a_digest", new(SampleDraw, first(SampleDraw), input_hash="x")),
    ("sampleunit_once", new(SampleUnit, first(SampleUnit))),
    ("sampleunit_chance", new(SampleUnit, first(SampleUnit), key=uuid4, chance=1_000_001)),
    (
        "sampleunit_reason_is_known",
        new(SampleUnit, first(SampleUnit), key=uuid4, reason="x", taken=False),
    ),
    (
        "sampleunit_taken_for_a_reason",
        new(SampleUnit, first(SampleUnit), key=uuid4, reason="passed", taken=True),
    ),
    ("caseevent_case_is_known", new(CaseEvent, first(CaseEvent), case_kind="x")),
    ("caseevent_has_a_verb", new(CaseEvent, first(CaseEvent), verb="")),
    ("irregularityevent_has_a_verb", new(IrregularityEvent, first(IrregularityEvent), verb="")),
    ("check_of_an_expense_is_of_its_kind", new(Check, lambda: S.of_procedure, expense=uuid4)),
    ("checktemplate_has_a_municipality", nowhere(CheckTemplate)),
    ("sampledraw_has_a_municipality", nowhere(SampleDraw)),
    ("procedureparty_role_is_known", put(ProcedureParty, lambda: S.party, role="x")),
    ("procedureparty_has_a_name", put(ProcedureParty, lambda: S.party, name="")),
    ("procedureparty_tax_code", put(ProcedureParty, lambda: S.party, tax_code="x y")),
    (
        "procedureparty_ends_after_it_begins",
        put(ProcedureParty, lambda: S.party, until=days_ago(6)),
    ),
    ("caseevent_append_only", rewritten(CaseEvent, reason="x")),
    ("irregularityevent_append_only", rewritten(IrregularityEvent, reason="x")),
    ("contractvariation_append_only", rewritten(ContractVariation, reason="x")),
    ("followup_append_only", rewritten(FollowUp, note="x")),
    ("recoverymovement_append_only", rewritten(RecoveryMovement, reason="x")),
    ("sampledraw_append_only", rewritten(SampleDraw, seed="x")),
    ("sampleunit_append_only", rewritten(SampleUnit, taken=False, reason="passed", cents=5)),
    *((f"{short(model)}_kept", removed(model)) for model in KEPT),
    *(
        (f"{short(model)}_hangs_together", elsewhere(model))
        for model in OURS
        if model not in (CheckTemplate, SampleDraw)
    ),
]
SHOWN_OTHERWISE = {
    # The step that follows has one number only, which the trigger asks for; the constraint stops
    # rivals, who wait for each other before.
    "followup_number_once",
    # They count and refuse nothing; what they write is shown by the tests of the operations.
    "contractvariation_counts",
    "followup_counts",
} | {f"{short(model)}_never_emptied" for model in KEPT}


@pytest.mark.parametrize(
    ("name", "write"), WALLS, ids=[f"{at}-{name}" for at, (name, _write) in enumerate(WALLS)]
)
def test_wall__bad_write__is_refused_by_its_name(name: str, write: Callable[[], Any]) -> None:
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        write()
    cause = refused.value.__cause__
    assert cause is not None
    assert cause.diag.constraint_name == name  # type: ignore[attr-defined]


def test_walls__every_constraint_and_trigger__has_a_case() -> None:
    tables = [model._meta.db_table for model in OURS]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conname FROM pg_constraint WHERE conrelid::regclass::text = ANY (%s)"
            " AND contype IN ('c', 'u', 'x') UNION"
            " SELECT tgname FROM pg_trigger WHERE tgrelid::regclass::text = ANY (%s)"
            " AND NOT tgisinternal UNION"
            " SELECT indexrelid::regclass::text FROM pg_index WHERE indisunique"
            " AND NOT indisprimary AND indrelid::regclass::text = ANY (%s)",
            [tables, tables, tables],
        )
        stored = {row[0] for row in cursor.fetchall()}
    # Django's own: a positive integer is one.
    positive = {name for name in stored if re.fullmatch("programme_.*_check", name)}
    assert stored - positive == {name for name, _write in WALLS} | SHOWN_OTHERWISE


@pytest.mark.parametrize("model", KEPT, ids=short)
def test_table__outside_of_tests__is_never_emptied(model: type[models.Model]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE tgname = %s",
            [f"{short(model)}_never_emptied"],
        )
        (definition,) = cursor.fetchone()
    assert "BEFORE TRUNCATE" in definition
    assert "current_database() !~~ 'test" in definition


def test_rows__readers_of_the_operation__may_change_for_all_that_is_shared() -> None:
    """Whoever shares an operation anew may say so of everything that hangs on it."""
    reader = uuid4()
    shared = [model for model in OURS if hasattr(model, "shared_with")]
    assert len(shared) == 13
    for model in shared:
        assert model.objects.update(shared_with=[reader]), model  # type: ignore[attr-defined]


def test_irregularities__shared_with_whoever__do_not_exist_outside_of_the_municipality() -> None:
    """Row policies: a reader of the operation from elsewhere sees its findings, and nothing of
    irregularities or of what was drawn and asked."""
    reader = S.foreign.beneficiary
    for model in (Finding, FollowUp, AwardProcedure, Recovery, CaseEvent):
        model.objects.update(shared_with=[reader.organisation])
    with scope(reader):
        for model in (Finding, FollowUp, AwardProcedure, Recovery, CaseEvent):
            assert model.objects.exists(), model
        for model in (Irregularity, IrregularityEvent, SampleDraw, SampleUnit, CheckTemplate):
            assert not model.objects.exists(), model
