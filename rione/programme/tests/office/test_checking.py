"""Checks, check-lists, samples, findings, irregularities and recoveries."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from threading import Barrier, Thread
from typing import Any, ClassVar
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from rione.core import clock
from rione.core.identity.rules.actors import Actor
from rione.core.scope import scope
from rione.core.writes import Refused
from rione.programme.lists.checks import CHECKS
from rione.programme.models import (
    Check,
    CheckAnswer,
    CheckTemplate,
    Finding,
    Irregularity,
    IrregularityEvent,
    Recovery,
    RecoveryMovement,
    SampleUnit,
)
from rione.programme.operations import (
    checking,
    checklists,
    corrections,
    findings,
    irregularities,
    recoveries,
    sampling,
)
from rione.programme.operations.checking import Answer
from rione.programme.operations.corrections import Claim
from rione.programme.queries.checks import (
    checks_of,
    current_templates,
    findings_of,
    irregularities_of,
    recoveries_of,
    template_state,
    templates_of,
)
from rione.programme.rules import followups
from rione.programme.rules import irregularities as rules
from rione.programme.rules.followups import Happened

from .check_factories import (  # noqa: F401
    ITEMS,
    NATURE,
    World,
    by,
    days_ago,
    somebody_acts,
)

pytestmark = pytest.mark.django_db


def refused(actor: Actor, run: Any, /, **arguments: Any) -> str:
    """The field at which an operation is refused."""
    with pytest.raises(Refused) as found:
        by(actor, run, **arguments)
    assert str(found.value)
    return found.value.field


# Check-lists.


def test_load__again__changes_nothing_and_a_changed_list_is_a_new_version() -> None:
    world = World()
    assert by(world.officer, checklists.load_check_templates) == 4
    assert by(world.officer, checklists.load_check_templates) == 0
    with scope(world.officer):
        row = CheckTemplate.objects.get(code="expense")
    draft = by(
        world.officer,
        checklists.draft_check_template,
        based_on=row.pk,
        code="",
        kind="",
        title_it="Nostra",
        title_en="Ours",
    )
    by(world.officer, checklists.publish_check_template, template=draft)
    assert by(world.officer, checklists.load_check_templates) == 1
    with scope(world.officer):
        versions = {
            item.version: item.state for item in templates_of(world.officer).filter(code="expense")
        }
        assert versions == {1: "older", 2: "older", 3: "current"}
        for item in CheckTemplate.objects.all():
            state = templates_of(world.officer).values_list("state", flat=True).get(pk=item.pk)
            assert template_state(item) == state
        assert current_templates(world.officer).count() == 4


def test_draft__second_or_wrong__is_refused() -> None:
    world = World()
    asked = {"based_on": None, "kind": "desk", "title_it": "x", "title_en": "y"}
    made = by(world.officer, checklists.draft_check_template, code="prova", **asked)
    draft = checklists.draft_check_template
    assert refused(world.officer, draft, code="prova", **asked) == "code"
    assert refused(world.officer, draft, code="Prova!", **asked) == "code"
    assert refused(world.officer, draft, code="altra", **asked | {"kind": "x"}) == "kind"
    again = asked | {"based_on": made}
    assert refused(world.officer, draft, code="", **again) == "code"
    assert refused(world.officer, checklists.publish_check_template, template=made) == ""
    twice = (ITEMS[0], ITEMS[0])
    assert (
        refused(world.officer, checklists.write_check_items, template=made, items=twice) == "items"
    )
    assert refused(world.officer, checklists.write_check_items, template=made, items=()) == "items"


def test_check__with_a_newer_version_published__keeps_its_own() -> None:
    world = World()
    check = world.check()
    with scope(world.officer):
        old = Check.objects.get(pk=check).template_id
    newer = by(
        world.officer,
        checklists.draft_check_template,
        based_on=old,
        code="",
        kind="",
        title_it="Nuova",
        title_en="New",
    )
    by(world.officer, checklists.write_check_items, template=newer, items=ITEMS[:1])
    by(world.officer, checklists.publish_check_template, template=newer)
    world.answered(check)
    assert world.finished(check, outcome="regular", at_risk_cents=0)
    with scope(world.officer):
        assert Check.objects.get(pk=check).template_id == old


# Checks.


def begin(world: World, kind: str = "desk", **changes: Any) -> dict[str, Any]:
    return {
        "operation": world.operation.pk,
        "template": world.checklist(kind),
        "begun_on": days_ago(1),
        "procedure": None,
        "expense": None,
        "sample": None,
    } | changes


def test_begin__with_what_does_not_fit__says_where() -> None:
    world, other = World(), World()
    officer, run = world.officer, checking.begin_check
    assert refused(officer, run, **begin(world, template=world.draft())) == "template"
    assert refused(officer, run, **begin(world, "procedure")) == "procedure"
    assert refused(officer, run, **begin(world, procedure=world.procedure())) == "procedure"
    elsewhere = begin(world, "procedure", procedure=other.procedure())
    assert refused(officer, run, **elsewhere) == "procedure"
    named = begin(world, "procedure", procedure=world.procedure(), expense=uuid4())
    assert refused(officer, run, **named) == "expense"
    assert refused(officer, run, **begin(world, begun_on=days_ago(-1))) == "begun_on"
    assert refused(world.auditor, run, **begin(world)) == "template"
    assert by(world.auditor, run, **begin(world, "on_the_spot"))


def test_begin__with_a_sample__takes_what_it_took() -> None:
    world = World()
    world.contract()
    sample = world.sample()
    assert by(world.officer, checking.begin_check, **begin(world, sample=sample))
    twin = World(world.place)
    asked = begin(twin, sample=sample)
    assert refused(world.officer, checking.begin_check, **asked) == "sample"


def test_finish__with_questions_left_or_an_outcome_that_is_not_borne_out__is_refused() -> None:
    world = World()
    check = world.check()
    end = {"check": check, "outcome": "regular", "at_risk_cents": 0, "conclusion": ""}
    finish = checking.finish_check
    some = {"1.1": Answer("yes")}
    by(world.officer, checking.answer_items, check=check, answers=some)
    with pytest.raises(Refused, match=r"1\.2, 2\.1"):
        by(world.officer, finish, **end)
    world.answered(check)
    assert refused(world.officer, finish, **end | {"outcome": "irregular"}) == "outcome"
    assert refused(world.officer, finish, **end | {"outcome": "x"}) == "outcome"
    assert refused(world.officer, finish, **end | {"at_risk_cents": 5}) == "at_risk_cents"
    by(world.officer, finish, **end)
    assert refused(world.officer, finish, **end) == ""
    answers = {"1.1": Answer("na")}
    assert refused(world.officer, checking.answer_items, check=check, answers=answers) == ""


def test_reopen__by_another_officer_alone__gives_it_back() -> None:
    world = World()
    check = world.finished()
    reopen = {"check": check, "reason": "Da rivedere"}
    assert refused(world.officer, checking.reopen_check, **reopen) == ""
    assert refused(world.auditor, checking.reopen_check, **reopen) == ""
    by(world.certifier, checking.reopen_check, **reopen)
    assert refused(world.colleague, checking.reopen_check, **reopen) == ""
    assert world.finished(check)
    by(world.colleague, checking.reopen_check, **reopen)
    with scope(world.officer):
        assert Check.objects.get(pk=check).outcome == ""


def test_visit__of_a_check_on_the_spot__comes_before_its_end() -> None:
    world = World()
    check = world.answered(world.check("on_the_spot", actor=world.auditor), actor=world.auditor)
    end = {"check": check, "outcome": "regular", "at_risk_cents": 0, "conclusion": ""}
    assert refused(world.auditor, checking.finish_check, **end) == ""
    visit = {
        "check": check,
        "place": "Via Inventata 1",
        "visited_on": days_ago(1),
        "sample_method": "Campione",
        "present": {"beneficiary": "Ada Finta", "contractor": ""},
        "minutes": "PG/2024/9",
    }
    run = checking.record_visit
    assert refused(world.auditor, run, **visit | {"visited_on": days_ago(9)}) == "visited_on"
    assert refused(world.auditor, run, **visit | {"present": {"king": "x"}}) == "king"
    assert refused(world.auditor, run, **visit | {"minutes": "a b!"}) == "minutes"
    assert refused(world.officer, run, **visit) == ""
    by(world.auditor, run, **visit)
    by(world.auditor, checking.finish_check, **end)
    with scope(world.auditor):
        row = Check.objects.get(pk=check)
    assert (row.authority, row.present) == ("audit", {"beneficiary": "Ada Finta"})
    desk = {**visit, "check": world.check()}
    assert refused(world.officer, run, **desk) == ""


def test_answers__of_an_item_that_is_not_asked__store_none() -> None:
    world = World()
    check = world.check()
    answers = {"1.1": Answer("yes"), "9.9": Answer("yes")}
    assert refused(world.officer, checking.answer_items, check=check, answers=answers) == "9.9"
    with scope(world.officer):
        assert not CheckAnswer.objects.exists()


def test_list__of_checks__counts_what_is_left() -> None:
    world = World()
    check = world.check()
    by(world.officer, checking.answer_items, check=check, answers={"1.1": Answer("yes")})
    world.finished()
    with scope(world.officer):
        left = dict(checks_of(world.officer).values_list("state", "left"))
        rows = list(CHECKS.shaped(CHECKS.rows(world.officer)))
    assert left == {"open": 2, "finished": 0}
    assert {row.title for row in rows} == {"Lista inventata"}


# Samples.


def test_sample__of_contracts__keeps_its_population() -> None:
    world = World()
    for cents in (100, 200, 90_000):
        world.contract(amount_cents=cents)
    key = world.sample(size=2, population="contracts")
    with scope(world.officer):
        units = {row.cents: row for row in SampleUnit.objects.filter(sample=key)}
    assert units[90_000].reason == "exhaustive"
    assert sum(row.taken for row in units.values()) == 2
    assert [units[cents].chance for cents in (100, 200)] == [333_333, 666_667]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"population": "expenses"}, "population"),
        ({"population": "x"}, "population"),
        ({"method": "x"}, "method"),
        ({"size": 0}, "size"),
        ({"seed": "  "}, "seed"),
        ({"reason": ""}, "reason"),
    ],
)
def test_sample__of_something_wrong__says_where(changes: dict[str, Any], field: str) -> None:
    world = World()
    world.contract()
    asked = {
        "population": "contracts",
        "method": "monetary_unit",
        "size": 1,
        "seed": "x",
        "reason": "x",
    }
    assert refused(world.officer, sampling.draw_sample, **asked | changes) == field


def test_sample__of_nothing__is_refused() -> None:
    world = World()
    asked = {"method": "monetary_unit", "size": 1, "seed": "x", "reason": "x"}
    assert refused(world.officer, sampling.draw_sample, population="contracts", **asked) == (
        "population"
    )


@pytest.fixture
def money() -> Iterator[list[tuple[UUID, int, str]]]:
    """The doors to the money, wired to a list of what was corrected."""
    done: list[tuple[UUID, int, str]] = []

    def correct(*, actor: Actor, expense_id: UUID, cents: int, reason: str) -> None:
        if cents > 10_000_000:
            raise Refused("More than is left of the expense.", field="eu_cents")
        done.append((expense_id, cents, reason))

    known = uuid4()
    before = replace(corrections.doors)
    corrections.wire(
        correct=correct,
        claims=lambda *, actor: [Claim(known, KNOWN["operation"], "S-1", 5_000)],
        knows=lambda *, actor, expense_id, operation: expense_id == EXPENSE,
    )
    yield done
    corrections.wire(correct=before.correct, claims=before.claims, knows=before.knows)


EXPENSE = uuid4()
KNOWN: dict[str, UUID] = {}


def test_sample__of_expenses__comes_through_their_door(money: list[Any]) -> None:
    world = World()
    KNOWN["operation"] = world.operation.pk
    key = world.sample(population="expenses")
    with scope(world.officer):
        assert SampleUnit.objects.get(sample=key).label == "S-1"


# Findings.


class FollowUpMachine(RuleBasedStateMachine):
    """Whatever is asked of a finding, in whatever order, by whomever: what is stored is what the
    rules say, and what was refused changed nothing."""

    world: ClassVar[World]

    @initialize()
    def raised(self) -> None:
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.finding = self.world.finding()
        self.steps: list[Happened] = []

    @rule(
        kind=st.sampled_from(followups.KINDS),
        who=st.sampled_from(["officer", "colleague", "beneficiary"]),
    )
    def step(self, kind: str, who: str) -> None:
        actor: Actor = getattr(self.world, who)
        step = Happened(kind, actor.account)
        allowed = not followups.step_problem(self.steps, step) and (
            who != "beneficiary" or kind == "answer"
        )
        try:
            self.do(kind, actor)
            assert allowed, (self.steps, step)
            self.steps.append(step)
        except Refused:
            assert not allowed, (self.steps, step)

    def do(self, kind: str, actor: Actor) -> None:
        if kind == "answer":
            self.world.answer(self.finding, actor)
        elif kind == "extension":
            with scope(self.world.officer):
                before = Finding.objects.get(pk=self.finding).deadline
            by(
                actor,
                findings.extend_finding,
                finding=self.finding,
                deadline=before + (clock.today() - days_ago(1)),
                reason="x",
            )
        else:
            self.world.settle(self.finding, kind, actor)

    @invariant()
    def stored_is_what_happened(self) -> None:
        if not hasattr(self, "steps"):
            return
        with scope(self.world.officer):
            row = Finding.objects.get(pk=self.finding)
            stored = [
                Happened(kind, str(by_id))
                for kind, by_id in row.steps.order_by("number").values_list("kind", "by_id")
            ]
        assert stored == self.steps
        assert row.state == followups.state_after(self.steps)

    def teardown(self) -> None:
        if hasattr(self, "atomic"):
            transaction.set_rollback(True)
            self.atomic.__exit__(None, None, None)


def test_finding__whatever_is_asked_of_it__ends_where_the_rules_say() -> None:
    world = World()
    for person in ("officer", "colleague", "beneficiary"):
        getattr(world, person)
    assert world.operation
    FollowUpMachine.world = world
    run_state_machine_as_test(
        FollowUpMachine,
        settings=settings(
            max_examples=12,
            stateful_step_count=14,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"item": "9.9"}, "item"),
        ({"words": ""}, "words"),
        ({"severity": "x"}, "severity"),
        ({"amount_cents": -1}, "amount_cents"),
        ({"deadline": days_ago(0)}, "deadline"),
        ({"deadline": days_ago(-40_000)}, "deadline"),
    ],
)
def test_finding__of_something_wrong__says_where(changes: dict[str, Any], field: str) -> None:
    world = World()
    asked = {
        "check": world.check(),
        "item": "1.1",
        "words": "x",
        "severity": "minor",
        "amount_cents": 0,
        "deadline": days_ago(-5),
    }
    assert refused(world.officer, findings.raise_finding, **asked | changes) == field


def test_finding__of_the_auditors__is_settled_by_auditors() -> None:
    world = World()
    check = world.check("on_the_spot", actor=world.auditor)
    finding = world.answer(world.finding(check, actor=world.auditor))
    with pytest.raises(Refused):
        world.settle(finding, "accepted", world.officer)
    assert world.settle(finding, "accepted", world.auditor)


def test_finding__past_its_day__is_overdue_in_the_list() -> None:
    world = World()
    finding = world.finding(days=2)
    later = clock.now() + timedelta(days=3)
    with clock.frozen_at(later), scope(world.officer):
        row = findings_of(world.officer).get()
        assert row.standing == "overdue"
        assert followups.overdue(row.state, row.deadline, clock.today())
    world.answer(finding)
    with clock.frozen_at(later), scope(world.officer):
        assert findings_of(world.officer).get().standing == "answered"


def test_settle__with_a_deadline_that_does_not_belong__is_refused() -> None:
    world = World()
    finding = world.answer(world.finding())
    asked = {"finding": finding, "reason": "x"}
    run = findings.settle_finding
    late = {"decision": "accepted", "deadline": days_ago(-90)}
    assert refused(world.officer, run, **asked, **late) == "deadline"
    early = {"decision": "rejected", "deadline": days_ago(-1)}
    assert refused(world.officer, run, **asked, **early) == "deadline"
    assert refused(world.officer, run, **asked, decision="x", deadline=None) == "decision"
    by(world.officer, run, **asked, decision="rejected", deadline=days_ago(-90))
    with scope(world.officer):
        row = Finding.objects.get(pk=finding)
    assert (row.state, row.deadline) == ("open", days_ago(-90))


# Irregularities and recoveries.


def test_irregularity__established__corrects_its_expense_once(money: list[Any]) -> None:
    world = World()
    finding = world.finding(world.check("expense", expense=EXPENSE))
    key = world.irregularity(finding)
    assert not money
    world.classify(key)
    assert money == [(EXPENSE, 2_000_000, "Motivo inventato")]
    world.classify(key)
    assert len(money) == 1
    world.classify(key, nature=replace(NATURE, eu_cents=1_600_000))
    assert money[1][1] == 100_000
    less = replace(NATURE, eu_cents=1)
    with pytest.raises(Refused):
        world.classify(key, nature=less)
    with scope(world.officer):
        row = Irregularity.objects.get(pk=key)
    assert row.corrected_cents == 2_100_000
    assert row.origin == "finding"


def test_irregularity__its_correction_refused__is_not_established(money: list[Any]) -> None:
    world = World()
    key = world.irregularity(expense=EXPENSE)
    with pytest.raises(Refused, match="left of the expense"):
        world.classify(key, nature=replace(NATURE, eu_cents=20_000_000))
    with scope(world.officer):
        assert Irregularity.objects.get(pk=key).state == "suspected"
        assert IrregularityEvent.objects.count() == 1
    with pytest.raises(Refused):
        world.irregularity(expense=uuid4())


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"kind": "x"}, "kind"),
        ({"words": " "}, "words"),
        ({"eu_cents": -1}, "eu_cents"),
        ({"exemption": "x"}, "exemption"),
        ({"exemption": "voluntary", "fraud_suspected": True}, "exemption"),
    ],
)
def test_irregularity__of_something_wrong__says_where(changes: dict[str, Any], field: str) -> None:
    world = World()
    nature = replace(NATURE, **changes)
    asked = {
        "operation": world.operation.pk,
        "finding": None,
        "expense": None,
        "nature": nature,
        "found_on": days_ago(1),
    }
    assert refused(world.officer, irregularities.report_irregularity, **asked) == field


def test_irregularity__dismissed__may_be_suspected_again_and_established_not() -> None:
    world = World()
    key = world.classify(world.irregularity(), "dismissed")
    with pytest.raises(Refused):
        world.classify(key, "established")
    world.classify(world.classify(key, "suspected"), "established")
    with pytest.raises(Refused):
        world.classify(key, "dismissed")


def test_irregularities__in_the_list__are_reported_as_the_rules_say() -> None:
    world = World()
    for state in rules.STATES:
        for cents in (1_000_000, 1_000_001):
            for fraud, exemption in ((True, ""), (False, ""), (False, "voluntary")):
                nature = replace(NATURE, eu_cents=cents, fraud_suspected=fraud, exemption=exemption)
                key = world.irregularity(nature=nature)
                if state != "suspected":
                    world.classify(key, state, nature)
    with scope(world.officer):
        rows = list(irregularities_of(world.officer))
    assert len(rows) == 18
    for row in rows:
        told = irregularities.reportable(row)
        assert (row.reported == "yes") == told.reported
        assert (row.reported == "later") == (told.reason == "not_established")
    assert {row.reported for row in rows} == {"yes", "no", "later"}


def test_notify__of_what_is_not_told__is_refused() -> None:
    world = World()
    small = replace(NATURE, eu_cents=5)
    key = world.classify(world.irregularity(nature=small), nature=small)
    told = {"irregularity": key, "notified_on": days_ago(1), "document": "IMS/1"}
    run = irregularities.notify_irregularity
    assert refused(world.officer, run, **told) == ""
    told["irregularity"] = world.classify(world.irregularity())
    assert refused(world.officer, run, **told | {"document": ""}) == "document"
    assert refused(world.officer, run, **told | {"notified_on": days_ago(99)}) == "notified_on"
    assert by(world.certifier, run, **told)


def test_recovery__of_a_suspicion_or_of_more_than_it_affects__is_refused() -> None:
    world = World()
    run, officer = recoveries.order_recovery, world.officer
    assert refused(officer, run, **world.order_terms(world.irregularity())) == ""
    key = world.classify(world.irregularity())
    assert refused(officer, run, **world.order_terms(key, ordered_cents=2_000_001)) == (
        "ordered_cents"
    )
    world.recovery(key, order_number="DET/1", ordered_cents=1_500_000)
    assert refused(officer, run, **world.order_terms(key, ordered_cents=500_001)) == (
        "ordered_cents"
    )
    taken = world.order_terms(key, ordered_cents=1, order_number="DET/1")
    assert refused(officer, run, **taken) == "order_number"
    early = world.order_terms(key, ordered_cents=1, due_on=days_ago(20))
    assert refused(officer, run, **early) == "due_on"
    with pytest.raises(Refused):
        world.classify(key, nature=replace(NATURE, eu_cents=1))


def test_recovery__received_given_up_and_taken_back__adds_up() -> None:
    world = World()
    key = world.recovery(interest_cents=500)
    with pytest.raises(Refused):
        world.receive(key, 1_000_501)
    first = world.receive(key, 400_000)
    world.receive(key, 100_000, "offset")
    given = {"recovery": key, "on": days_ago(1), "document": ""}
    run = recoveries.write_off
    assert refused(world.officer, run, **given, cents=500_501, reason="x") == "cents"
    assert refused(world.officer, run, **given, cents=5, reason="") == "reason"
    by(world.officer, run, **given, cents=500_500, reason="Insolvente")

    def stored() -> Any:
        with scope(world.officer):
            row = recoveries_of(world.officer).get()
            sums = recoveries.sums_of(Recovery.objects.get(pk=key))
        assert (row.received_cents, row.given_up_cents, row.left_cents) == (
            sums.received,
            sums.written_off,
            sums.left,
        )
        assert row.state == rules.recovery_state(sums, row.due_on, clock.today())
        return row

    assert stored().state == "written_off"
    undo = {"recovery": key, "movement": first, "on": days_ago(1), "reason": "Storno"}
    by(world.officer, recoveries.undo_movement, **undo)
    assert refused(world.officer, recoveries.undo_movement, **undo) == "movement"
    assert stored().left_cents == 400_000
    assert stored().state == "partly"


def test_recovery__by_the_debtor__is_read_and_not_written() -> None:
    world = World()
    key = world.recovery()
    received = {"recovery": key, "kind": "payment", "cents": 5, "on": days_ago(1), "document": ""}
    assert refused(world.beneficiary, recoveries.record_recovery, **received) == ""
    with scope(world.beneficiary):
        assert recoveries_of(world.beneficiary).count() == 1
    with scope(world.stranger):
        assert recoveries_of(world.stranger).count() == 0


@pytest.mark.django_db(transaction=True)
def test_recovery__eight_rivals_for_what_is_left__take_no_more() -> None:
    world = World()
    key = world.recovery()
    barrier, outcomes = Barrier(8), []

    def rival() -> None:
        barrier.wait()
        try:
            world.receive(key, 400_000)
            outcomes.append("stored")
        except Refused:
            outcomes.append("refused")
        finally:
            connection.close()

    rivals = [Thread(target=rival) for _ in range(8)]
    for thread in rivals:
        thread.start()
    for thread in rivals:
        thread.join()
    assert sorted(outcomes) == ["refused"] * 6 + ["stored"] * 2
    with scope(world.officer):
        assert RecoveryMovement.objects.count() == 2
