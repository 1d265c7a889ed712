"""Money of an operation under whatever people do: rows, events and ledger stay of one mind.

A model of dictionaries foretells each outcome; after each step the rows are compared with the
ledger by the self-check, which is itself shown to notice a difference.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from rione.core.audit.acting import Actor as AuditActor
from rione.core.audit.acting import acting
from rione.core.identity.rules.actors import Actor
from rione.core.ledger import checks, queries
from rione.core.writes import Refused
from rione.programme import operations as do
from rione.programme.models import Certification, Expense, ExpenseEvent
from rione.programme.queries.books import accounts_of, owner_of
from rione.programme.queries.money_check import check_money
from rione.programme.rules import books
from rione.programme.rules.expenses import (
    CLAIMED,
    REFUSED,
    Event,
    NotPossible,
    Step,
    Undo,
    enter,
    moved,
    placed,
    standing,
    take,
    undo,
)
from rione.programme.tests.office.factories import within
from rione.programme.tests.office.money_factories import Office, an_office

NOON = datetime(2024, 5, 6, 12, tzinfo=UTC)
PEOPLE = "abcd"
steps = st.sampled_from([s for s in Step if s is not Step.ENTER])


@st.composite
def histories(draw: st.DrawFn) -> list[Event]:
    """Events as people make them: each tried, kept if it is possible."""
    events = [enter(draw(st.sampled_from(PEOPLE)), NOON, draw(st.integers(1, 100)))]
    for _ in range(draw(st.integers(0, 14))):
        who, reason = draw(st.sampled_from(PEOPLE)), draw(st.sampled_from(["", "why", "why"]))
        try:
            if draw(st.booleans()):
                amount = draw(st.integers(-1, 110))
                events.append(
                    take(events, draw(steps), account=who, at=NOON, amount=amount, reason=reason)
                )
            else:
                kind = draw(st.sampled_from(Undo))
                events.append(undo(events, kind, account=who, at=NOON, reason=reason))
        except NotPossible:
            continue
    return events


@given(histories())
def test_expense__any_history__keeps_its_caps_its_eyes_and_its_money(events: list[Event]) -> None:
    now = standing(events)
    figures, signed = now.figures, {step: mark.account for step, mark in now.signed.items()}
    assert 0 <= (figures.accepted or 0) <= figures.declared
    assert 0 <= (figures.certified or 0) <= (figures.accepted or 0)
    assert 0 <= figures.corrected + figures.recovered <= (figures.certified or 0)
    assert not figures.cut or now.cut_reason
    for later, earlier in (
        (Step.VERIFY, Step.ENTER),
        (Step.CERTIFY, Step.ENTER),
        (Step.CERTIFY, Step.VERIFY),
        (Step.CORRECT, Step.CERTIFY),
        (Step.RECOVER, Step.CERTIFY),
    ):
        assert later not in signed or signed[later] != signed[earlier]
    found = placed(now.state, figures)
    assert all(cents > 0 for cents in found.values())
    if now.state != "withdrawn":
        assert sum(found.values()) == figures.declared


@given(histories())
def test_expense__all_that_its_events_move__sums_to_where_its_money_lies(
    events: list[Event],
) -> None:
    total: dict[str, int] = {}
    before: dict[str, int] = {}
    for number in range(1, len(events) + 1):
        now = standing(events[:number])
        after = placed(now.state, now.figures)
        change = moved(before, after)
        assert sum(change.values()) == 0
        for name, cents in change.items():
            total[name] = total.get(name, 0) + cents
        before = after
    lies = {name: cents for name, cents in total.items() if name in (*CLAIMED, *REFUSED) and cents}
    assert lies == before
    assert total.get("undeclared", 0) == -sum(before.get(name, 0) for name in CLAIMED)


@given(histories(), st.sampled_from(PEOPLE))
def test_undo__of_any_last_step__gives_what_was_before_it(events: list[Event], who: str) -> None:
    now = standing(events)
    if now.state == "withdrawn":
        return
    from rione.programme.rules.expenses import UNDONE_BY

    kind = UNDONE_BY[Step(now.last.step)]
    after = standing([*events, undo(events, kind, account=who, at=NOON, reason="taken back")])
    without = [event for event in events if event.number != now.last.number]
    if kind is Undo.WITHDRAW:
        assert after.state == "withdrawn"
        return
    # Numbers are kept: what had been undone before stays undone.
    assert after == standing(without)


@dataclass
class Model:
    """What the people of the test know; amounts in cents."""

    granted: int = 0
    saved: int = 0
    commitments: dict[UUID, int] = field(default_factory=dict)
    """Unpaid of each."""
    payments: dict[UUID, tuple[UUID, int]] = field(default_factory=dict)
    """Commitment of each, and what of it is undeclared."""
    paid: int = 0
    expenses: dict[UUID, tuple[UUID, list[Event]]] = field(default_factory=dict)

    @property
    def available(self) -> int:
        return self.granted - self.saved - sum(self.commitments.values()) - self.paid


amounts = st.integers(1, 120)


class MoneyMachine(RuleBasedStateMachine):
    """Grants, commitments, payments and expenses of one operation by people chosen at random."""

    def __init__(self) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.acting = acting(AuditActor("job", "tests"))
        self.acting.__enter__()
        self.office: Office = an_office()
        office = self.office
        self.people: dict[str, Actor] = {
            "officer": office.officer,
            "other": office.other,
            "certifier": office.certifier,
            "second": office.second,
            "beneficiary": office.beneficiary,
        }
        self.payee = office.payee()
        self.claim = office.claim()
        self.sent: set[UUID] = set()
        self.model = Model()
        self.number = count(1)

    def teardown(self) -> None:
        self.acting.__exit__(None, None, None)
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    def tried(self, possible: bool, act: Any, *args: Any, **more: Any) -> Any:
        """Do it if the model says that it is possible, else see it refused."""
        if possible:
            return act(*args, **more)
        with pytest.raises(Refused):
            act(*args, **more)
        return None

    @rule(cents=amounts)
    def grant(self, cents: int) -> None:
        self.office.grant(cents)
        self.model.granted += cents

    @rule(cents=amounts)
    def save(self, cents: int) -> None:
        possible = 0 < cents <= self.model.available
        if self.tried(
            possible,
            self.done,
            do.record_saving,
            self.office.officer,
            operation=self.office.operation.pk,
            fund="pon_metro",
            amount_cents=cents,
            day=self.day,
            decision="inventata",
        ):
            self.model.saved += cents

    @property
    def day(self) -> Any:
        from rione.programme.tests.office.money_factories import DAY

        return DAY

    def done(self, verb: Any, actor: Actor, **arguments: Any) -> Any:
        from rione.programme.tests.office.factories import done

        return done(verb, actor=actor, **arguments)

    @rule(cents=amounts)
    def commit(self, cents: int) -> None:
        made = self.tried(cents <= self.model.available, self.office.commit, cents, self.payee)
        if made:
            self.model.commitments[made] = cents

    @precondition(lambda self: self.model.commitments)
    @rule(data=st.data(), cents=amounts)
    def decommit(self, data: st.DataObject, cents: int) -> None:
        key = data.draw(st.sampled_from(list(self.model.commitments)))
        if self.tried(
            cents <= self.model.commitments[key],
            self.done,
            do.decommit,
            self.office.officer,
            commitment=key,
            day=self.day,
            amount_cents=cents,
            reason="minor spesa",
        ):
            self.model.commitments[key] -= cents

    @precondition(lambda self: self.model.commitments)
    @rule(data=st.data(), cents=amounts)
    def pay(self, data: st.DataObject, cents: int) -> None:
        key = data.draw(st.sampled_from(list(self.model.commitments)))
        made = self.tried(cents <= self.model.commitments[key], self.office.pay, key, cents)
        if made:
            self.model.commitments[key] -= cents
            self.model.paid += cents
            self.model.payments[made] = (key, cents)

    @precondition(lambda self: self.model.payments)
    @rule(data=st.data(), cents=amounts)
    def recover_payment(self, data: st.DataObject, cents: int) -> None:
        key = data.draw(st.sampled_from(list(self.model.payments)))
        commitment, left = self.model.payments[key]
        if self.tried(
            cents <= left,
            self.done,
            do.recover_payment,
            self.office.officer,
            payment=key,
            day=self.day,
            amount_cents=cents,
            reason="restituito",
        ):
            self.model.payments[key] = (commitment, left - cents)
            self.model.commitments[commitment] += cents
            self.model.paid -= cents

    @precondition(lambda self: self.model.payments)
    @rule(data=st.data(), cents=amounts, who=st.sampled_from(["beneficiary", "officer", "other"]))
    def enter(self, data: st.DataObject, cents: int, who: str) -> None:
        key = data.draw(st.sampled_from(list(self.model.payments)))
        commitment, left = self.model.payments[key]
        actor = self.people[who]
        made = self.tried(cents <= left, self.office.enter, key, cents, actor=actor)
        if made:
            self.model.payments[key] = (commitment, left - cents)
            self.model.expenses[made] = (key, [enter(actor.account, NOON, cents)])

    @precondition(lambda self: self.model.expenses)
    @rule(
        data=st.data(),
        step=steps,
        who=st.sampled_from(["officer", "other", "certifier", "second"]),
        cents=amounts,
        reason=st.sampled_from(["", "motivo", "motivo"]),
    )
    def take_step(self, data: st.DataObject, step: Step, who: str, cents: int, reason: str) -> None:
        key = data.draw(st.sampled_from(list(self.model.expenses)))
        _payment, events = self.model.expenses[key]
        actor = self.people[who]
        allowed = who in {
            Step.VERIFY: ("officer", "other"),
            Step.REJECT: ("officer", "other"),
            Step.CERTIFY: ("certifier", "second"),
        }.get(step, ("officer", "other", "certifier", "second"))
        try:
            event = take(events, step, account=actor.account, at=NOON, amount=cents, reason=reason)
        except NotPossible:
            event = None
        possible = allowed and event is not None
        if step in (Step.VERIFY, Step.REJECT):
            arguments = {
                "expense": key,
                "accepted_cents": cents if step is Step.VERIFY else 0,
                "reason": reason,
            }
            verb = do.verify_expense
        elif step is Step.CERTIFY:
            arguments, verb = {"certification": self.claim, "expenses": (key,)}, do.certify_expenses
        elif step is Step.CORRECT:
            arguments = {"expense": key, "amount_cents": cents, "reason": reason}
            verb = do.correct_expense
        else:
            arguments, verb = {"expense": key, "reason": reason}, do.recover_expense
        if self.tried(possible, self.done, verb, actor, **arguments):
            assert event is not None
            self.follow(key, [*events, event])

    @precondition(lambda self: self.model.expenses)
    @rule(data=st.data(), kind=st.sampled_from(Undo), who=st.sampled_from(["officer", "certifier"]))
    def undo_step(self, data: st.DataObject, kind: Undo, who: str) -> None:
        key = data.draw(st.sampled_from(list(self.model.expenses)))
        _, events = self.model.expenses[key]
        actor = self.people[who]
        verb, allowed = {
            Undo.WITHDRAW: (do.withdraw_expense, who == "officer"),
            Undo.SEND_BACK: (do.send_back_expense, True),
            Undo.TAKE_OUT: (do.reverse_certification, who == "certifier"),
            Undo.RESTORE: (do.reverse_correction, True),
        }[kind]
        try:
            event = undo(events, kind, account=actor.account, at=NOON, reason="riaperta")
        except NotPossible:
            event = None
        possible = allowed and event is not None and self.affordable(key, events, event)
        if kind is Undo.TAKE_OUT and self.row(key).certification_id in self.sent:
            possible = False
        if self.tried(possible, self.done, verb, actor, expense=key, reason="riaperta"):
            assert event is not None
            self.follow(key, [*events, event])

    def affordable(self, key: UUID, events: list[Event], event: Event) -> bool:
        """Whether what an undoing claims again is still undeclared."""
        payment, _ = self.model.expenses[key]
        return (
            self.claimed([*events, event]) - self.claimed(events)
            <= (self.model.payments[payment][1])
        )

    @staticmethod
    def claimed(events: list[Event]) -> int:
        now = standing(events)
        found = placed(now.state, now.figures)
        return sum(found.get(name, 0) for name in CLAIMED)

    def follow(self, key: UUID, events: list[Event]) -> None:
        payment, before = self.model.expenses[key]
        commitment, left = self.model.payments[payment]
        left -= self.claimed(events) - self.claimed(before)
        self.model.payments[payment] = (commitment, left)
        self.model.expenses[key] = (payment, events)

    @rule()
    def send_claim(self) -> None:
        with within():
            total = Certification.objects.get(pk=self.claim).total_cents
        sent = self.tried(
            total > 0,
            self.done,
            do.send_certification,
            self.office.certifier,
            certification=self.claim,
        )
        if sent:
            self.sent.add(self.claim)
            self.claim = self.office.claim()

    def row(self, key: UUID) -> Expense:
        return self.office.row(key)

    @invariant()
    def books_agree(self) -> None:
        model, operation = self.model, self.office.operation
        with within(), connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        with within():
            views = accounts_of(operation, [*books.ASSETS, *books.LIABILITIES])
            held = {name: view.balance for name, view in views.items()}
            assert held.get("available", 0) == model.available
            assert held.get("paid", 0) == held.get("claimable", 0) == model.paid
            assert 0 <= model.paid <= model.granted - model.saved - model.available
            assert held.get("refused", 0) == sum(held.get(name, 0) for name in REFUSED)
            lies: dict[str, int] = {}
            for key, (_, events) in model.expenses.items():
                row, now = self.row(key), standing(events)
                assert row.state == now.state
                assert row.accepted_cents == now.figures.accepted
                assert row.certified_cents == now.figures.certified
                for name, cents in placed(now.state, now.figures).items():
                    lies[name] = lies.get(name, 0) + cents
            for name in (*CLAIMED, *REFUSED):
                assert held.get(name, 0) == lies.get(name, 0)
            undeclared = sum(left for _, left in model.payments.values())
            assert undeclared + sum(lies.get(name, 0) for name in CLAIMED) == model.paid
            lines = queries.trial_balance("EUR", owner=owner_of(operation.municipality))
            assert sum(line.balance for line in lines) == 0
            assert ExpenseEvent.objects.count() == sum(
                len(events) for _, events in model.expenses.values()
            )
        assert [found for found in check_money() if not found.ok] == []
        assert [found for found in checks.all_sums_agree() if not found.ok] == []


@pytest.mark.django_db
def test_money__any_sequence_of_operations__agrees_with_its_model() -> None:
    run_state_machine_as_test(
        MoneyMachine,
        settings=settings(
            max_examples=15,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
        ),
    )


@pytest.fixture
def expense(db: None) -> Iterator[Expense]:
    with acting(AuditActor("job", "tests")):
        office = an_office()
        yield office.row(office.certified(500))


@pytest.mark.parametrize(
    ("statement", "check"),
    [
        ("UPDATE programme_payment SET amount_cents = 499", "holds what its rows say"),
        ("UPDATE programme_expense SET corrected_cents = 1", "what its last event says"),
        ("UPDATE programme_expenseevent SET transaction = 'x'", "is posted"),
        ("UPDATE programme_certification SET total_cents = 1", "sum of its expenses"),
    ],
)
def test_check__of_each_kind_of_difference__finds_it(
    expense: Expense, statement: str, check: str
) -> None:
    assert all(found.ok for found in check_money())
    with within(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    with connection.cursor() as cursor:
        for table in ("payment", "expense", "expenseevent", "certification"):
            cursor.execute(f"ALTER TABLE programme_{table} DISABLE TRIGGER USER")
        cursor.execute("ALTER TABLE programme_expense DROP CONSTRAINT expense_state_and_columns")
        cursor.execute("SELECT set_config('app.municipality', %s, true)", [expense.municipality])
        if "transaction" in statement:
            statement += " WHERE number = 1"
        cursor.execute(statement)
        cursor.execute("SELECT set_config('app.municipality', '', true)")
    off = [found.name for found in check_money() if not found.ok]
    assert any(check in name for name in off), off
