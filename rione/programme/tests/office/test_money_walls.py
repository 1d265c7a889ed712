"""Every constraint and trigger of the tables of money: the bad write that it, and it alone, stops.

Each case makes its bad write twice: as things are, which the database must refuse by the wall's
name, and with the wall taken down, when the write must pass. A wall without a case fails here.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from pytest_django import DjangoDbBlocker

from rione.core import clock
from rione.core.audit.acting import Actor, acting
from rione.core.ledger.tests.scratch import scratch_database
from rione.core.scope import scope
from rione.core.scope.extent import Extent
from rione.programme import operations as do
from rione.programme.models import (
    Certification,
    CostPlan,
    Expense,
    ExpenseEvent,
    FinancingLine,
    LegalCommitment,
    Operation,
    Payee,
    Payment,
    Saving,
)

from .factories import done, within
from .money_factories import DAY, Office, an_office

SOMEBODY, OTHER, THIRD = (UUID(int=number) for number in (1, 2, 3))
NOBODYS = UUID(int=9)
DELETE = "DELETE FROM programme_{} WHERE false"
COUNT = "SELECT count(*) FROM programme_{}"
TABLES = (
    "financingline", "saving", "costplan", "payee", "legalcommitment", "payment", "expense",
    "expenseevent", "certification",
)  # fmt: skip


@dataclass
class Made:
    """What stands in the database: a small life, and another operation beside it."""

    office: Office
    beside: Operation
    payee: UUID
    commitment: UUID
    taken: UUID
    payment: UUID
    back: UUID
    entered: UUID
    certified: UUID
    claim: UUID
    sent: UUID
    elsewhere: dict[str, UUID]


MADE: list[Made] = []


def made() -> Made:
    return MADE[-1]


def lived() -> Made:
    office = an_office()
    office.grant(100_000)
    payee = office.payee()
    commitment = office.commit(50_000, payee, number="I-1")
    taken = done(
        do.decommit,
        actor=office.officer,
        commitment=commitment,
        day=DAY,
        amount_cents=100,
        reason="meno",
    )
    payment = office.pay(commitment, 20_000, number="P-1")
    back = done(
        do.recover_payment,
        actor=office.officer,
        payment=payment,
        day=DAY,
        amount_cents=100,
        reason="reso",
    )
    entered = office.enter(payment, 1_000, document_number="F-1")
    certified = office.enter(payment, 2_000)
    sent_one = office.enter(payment, 500)
    for key, cents in ((certified, 2_000), (sent_one, 500)):
        office.verify(key, cents)
    claim, sent = office.claim(), office.claim()
    office.certify(claim, certified)
    office.certify(sent, sent_one)
    done(do.send_certification, actor=office.certifier, certification=sent)
    done(
        do.plan_year,
        actor=office.officer,
        operation=office.operation.pk,
        year=2021,
        amount_cents=5,
        reason="",
    )
    other = an_office()
    other.grant(100)
    their_payee = other.payee()
    their_commitment = other.commit(100, their_payee)
    their_payment = other.pay(their_commitment, 100)
    their_expense = other.enter(their_payment, 100)
    return Made(
        office,
        other.operation,
        payee,
        commitment,
        UUID(taken),
        payment,
        UUID(back),
        entered,
        certified,
        claim,
        sent,
        {
            "payee": their_payee,
            "commitment": their_commitment,
            "payment": their_payment,
            "expense": their_expense,
        },
    )


@pytest.fixture(scope="module", autouse=True)
def _copy(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with django_db_blocker.unblock(), scratch_database("money_walls"):
        with acting(Actor("job", "tests")), transaction.atomic():
            MADE.append(lived())
        yield
        MADE.clear()


@pytest.fixture(autouse=True)
def _written(_copy: None) -> Iterator[None]:
    """The owner of the tables writes, who may take walls down; rows are those of the place."""
    with transaction.atomic():
        run(
            "SELECT set_config('app.municipality', %s, true)",
            made().office.operation.municipality,
        )
        yield
        transaction.set_rollback(True)


def settle() -> None:
    run("SET CONSTRAINTS ALL IMMEDIATE")
    run("SET CONSTRAINTS ALL DEFERRED")


def run(sql: str, *values: object) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)  # type: ignore[arg-type]
        return cursor.fetchall() if cursor.description else []


def own(**fields: object) -> dict[str, Any]:
    operation = made().office.operation
    return {
        "operation_id": operation.pk,
        "municipality": operation.municipality,
        "shared_with": operation.shared_with,
        "entered_by": SOMEBODY,
    } | fields


def amounts(**fields: object) -> dict[str, Any]:
    return own(amount_cents=10, day=DAY) | fields


def grant(**changes: object) -> Any:
    fields = amounts(fund="pon_metro", decision="DD 1") | changes
    return FinancingLine.objects.create(**fields)


def saving(**changes: object) -> Any:
    return Saving.objects.create(**amounts(fund="pon_metro", decision="DD 1") | changes)


def plan(**changes: object) -> Any:
    fields = own(year=2022, version=1, amount_cents=10) | changes
    return CostPlan.objects.create(**fields)


def payee(**changes: object) -> Any:
    fields = own(name="Ditta", kind="company", tax_code="99999999999") | changes
    return Payee.objects.create(**fields)


def bind(**changes: object) -> Any:
    fields = amounts(number="I-9", kind="commitment", payee_id=made().payee, reason="x") | changes
    return LegalCommitment.objects.create(**fields)


def take(**changes: object) -> Any:
    more = {"number": "I-1", "kind": "decommitment", "of_id": made().commitment}
    return bind(**more | changes)


def pay(**changes: object) -> Any:
    fields = amounts(
        number="P-9", kind="payment", payee_id=made().payee, commitment_id=made().commitment
    )
    return Payment.objects.create(**fields | changes)


def give_back(**changes: object) -> Any:
    more = {"number": "P-1", "kind": "recovery", "of_id": made().payment, "reason": "x"}
    return pay(**more | changes)


def enter(**changes: object) -> Any:
    """An expense with the event that makes it."""
    fields = own(
        document_kind="invoice",
        document_number="F-9",
        document_day=DAY,
        supplier_id=made().payee,
        payment_id=made().payment,
        declared_cents=100,
    )
    row = Expense.objects.create(**fields | changes)
    event(
        expense_id=row.pk,
        number=1,
        step="enter",
        to_state=row.state,
        declared_cents=row.declared_cents,
        accepted_cents=row.accepted_cents,
        certified_cents=row.certified_cents,
        corrected_cents=row.corrected_cents,
        recovered_cents=row.recovered_cents,
    )
    return row


def event(**changes: object) -> Any:
    fields = own(
        expense_id=made().entered,
        number=7,
        step="verify",
        to_state="entered",
        declared_cents=1_000,
        account=OTHER,
        transaction=f"made/{uuid4()}",
    )
    fields.pop("entered_by")
    return ExpenseEvent.objects.create(**fields | changes)


VERIFIED = {"state": "verified", "accepted_cents": 100, "verified_by": OTHER}


def verified(**changes: object) -> Any:
    return enter(**VERIFIED | {"verified_at": clock.now()} | changes)


def certified(**changes: object) -> Any:
    """In the claim that is a draft, whose total follows."""
    fields = (
        VERIFIED
        | {
            "state": "certified",
            "verified_at": clock.now(),
            "certified_cents": 100,
            "certified_by": THIRD,
            "certified_at": clock.now(),
            "certification_id": made().claim,
        }
        | changes
    )
    row = enter(**fields)
    Certification.objects.filter(pk=made().claim).update(
        total_cents=2_000 + (fields["certified_cents"] or 0)  # type: ignore[operator]
    )
    return row


def corrected(**changes: object) -> Any:
    more = {
        "state": "corrected",
        "corrected_cents": 10,
        "corrected_by": OTHER,
        "corrected_at": clock.now(),
    }
    return certified(**more | changes)


def recovered(**changes: object) -> Any:
    more = {
        "state": "recovered",
        "recovered_cents": 100,
        "recovered_by": OTHER,
        "recovered_at": clock.now(),
    }
    return certified(**more | changes)


def claim(**changes: object) -> Any:
    fields: dict[str, Any] = {
        "municipality": made().office.operation.municipality,
        "number": "D-9",
        "first_day": DAY,
        "last_day": DAY,
        "day": DAY,
        "made_by": SOMEBODY,
    }
    return Certification.objects.create(**fields | changes)


def change(model: Any, key: object, **columns: object) -> None:
    assert model.objects.filter(pk=key).update(**columns) == 1


def change_with_event(**columns: object) -> None:
    """Change the certified expense, and add an event that says so."""
    change(Expense, made().certified, **columns)
    row = Expense.objects.get(pk=made().certified)
    event(
        expense_id=row.pk,
        to_state=row.state,
        declared_cents=row.declared_cents,
        accepted_cents=row.accepted_cents,
        certified_cents=row.certified_cents,
        corrected_cents=row.corrected_cents,
        recovered_cents=row.recovered_cents,
    )


def move_out_of_a_sent_claim() -> None:
    """Two claims, both with the right totals afterwards, and one of them had been sent."""
    key = Expense.objects.get(certification_id=made().sent).pk
    run("ALTER TABLE programme_certification DISABLE TRIGGER certification_sent_stays")
    change(Expense, key, certification_id=made().claim)
    change(Certification, made().claim, total_cents=2_500)
    change(Certification, made().sent, total_cents=0, state="draft", sent_by=None, sent_at=None)


def cleared(table: str) -> Callable[[], None]:
    """Nothing is there to be deleted: the statement itself is refused."""
    return lambda: run(DELETE.format(table)) and None


def twice(act: Callable[..., Any], **changes: object) -> Callable[[], None]:
    def both() -> None:
        act(**changes)
        act(**changes)

    return both


@dataclass(frozen=True)
class Wall:
    """`beside` are walls that would stop the same write and are taken down first."""

    name: str
    bad_write: Callable[[], object]
    beside: tuple[str, ...] = ()


def of_all(makers: dict[str, Callable[..., Any]]) -> Iterator[Wall]:
    """What every table of amounts has."""
    for table, make in makers.items():
        yield Wall(f"{table}_amount", lambda make=make: make(amount_cents=0))
        yield Wall(f"{table}_day", lambda make=make: make(day=date(2013, 12, 31)))
        yield Wall(f"{table}_undone_whole", lambda make=make: make(undone_by=SOMEBODY))
        yield Wall(
            f"{table}_undone_once",
            lambda make=make, table=table: _undo_twice(make),
        )


def _undo_twice(make: Callable[..., Any]) -> None:
    row = make(undone_by=SOMEBODY, undone_at=clock.now(), undone_why="perché")
    change(type(row), row.pk, undone_why="altro")


KEEPS: dict[str, Callable[[], object]] = {
    "financingline": lambda: FinancingLine.objects.update(amount_cents=11),
    "saving": lambda: change(Saving, saving().pk, amount_cents=11),
    "costplan": lambda: CostPlan.objects.update(amount_cents=11),
    "payee": lambda: change(Payee, made().payee, tax_code="12312312312"),
    "legalcommitment": lambda: change(LegalCommitment, made().commitment, amount_cents=11),
    "payment": lambda: change(Payment, made().payment, amount_cents=11),
    "expense": lambda: change(Expense, made().entered, document_number="altro"),
    "expenseevent": lambda: ExpenseEvent.objects.filter(number=1).update(reason="altro"),
}
MAKERS: dict[str, Callable[..., Any]] = {
    "financingline": grant,
    "saving": saving,
    "costplan": plan,
    "payee": payee,
    "legalcommitment": bind,
    "payment": pay,
    "expense": enter,
    "expenseevent": event,
}

WALLS = [
    *of_all({"financingline": grant, "saving": saving, "legalcommitment": bind, "payment": pay}),
    *(Wall(f"{table}_keeps_its_terms", write) for table, write in KEEPS.items()),
    *(Wall(f"{table}_is_never_deleted", cleared(table)) for table in KEEPS),
    *(
        Wall(f"{table}_is_its_operations", lambda make=make: make(shared_with=[SOMEBODY]))
        for table, make in MAKERS.items()
        if table not in ("expense",)
    ),
    Wall("expense_is_its_operations", lambda: Expense.objects.update(shared_with=[SOMEBODY])),
    *(
        Wall(
            f"programme_{table}.operation_id",
            lambda make=make: make(operation_id=uuid4()),
            beside=(f"{table}_is_its_operations",),
        )
        for table, make in MAKERS.items()
        if table in ("financingline", "saving", "costplan", "payee")
    ),
    Wall("financingline_fund", lambda: grant(fund="Fondo")),
    Wall("financingline_decision", lambda: grant(decision="")),
    Wall("saving_fund", lambda: saving(fund="Fondo")),
    Wall("saving_decision", lambda: saving(decision="")),
    Wall(
        "costplan_version_once",
        lambda: plan(year=2021, is_current=False),
    ),
    Wall("costplan_current_once", lambda: plan(year=2021, version=2, reason="x")),
    Wall("costplan_year", lambda: plan(year=2013)),
    Wall("costplan_version", lambda: plan(version=0, reason="x")),
    Wall("costplan_amount", lambda: plan(amount_cents=-1)),
    Wall("costplan_revised_with_reason", lambda: plan(version=2)),
    Wall("payee_of_operation", lambda: None),
    Wall("payee_once", twice(payee)),
    Wall("payee_has_a_name", lambda: payee(name="")),
    Wall("payee_tax_code", lambda: payee(kind="person")),
    Wall("legalcommitment_of_operation", lambda: None),
    Wall("legalcommitment_number_once", twice(bind)),
    Wall("legalcommitment_number", lambda: bind(number="a b")),
    Wall("legalcommitment_kind", lambda: bind(of_id=made().commitment)),
    Wall("legalcommitment_reason", lambda: bind(reason="")),
    Wall(
        "legalcommitment_takes_from_one",
        lambda: take(of_id=made().taken),
    ),
    Wall("legalcommitment_payee_id_fk", lambda: bind(payee_id=made().elsewhere["payee"])),
    Wall(
        "legalcommitment_of_id_fk",
        lambda: take(of_id=made().elsewhere["commitment"]),
        beside=("legalcommitment_takes_from_one",),
    ),
    Wall("payment_of_operation", lambda: None),
    Wall("payment_number_once", twice(pay)),
    Wall("payment_number", lambda: pay(number="a b")),
    Wall("payment_kind", lambda: give_back(reason="")),
    Wall("payment_on_a_commitment", lambda: pay(commitment_id=made().taken)),
    Wall("payment_payee_id_fk", lambda: pay(payee_id=made().elsewhere["payee"])),
    Wall(
        "payment_commitment_id_fk",
        lambda: pay(commitment_id=made().elsewhere["commitment"]),
    ),
    Wall(
        "payment_of_id_fk",
        lambda: give_back(of_id=made().elsewhere["payment"]),
        beside=("payment_on_a_commitment",),
    ),
    Wall("expense_of_operation", lambda: None),
    Wall("expense_document_once", twice(enter)),
    Wall("expense_document_kind", lambda: enter(document_kind="promise")),
    Wall("expense_document_number", lambda: enter(document_number="")),
    Wall("expense_document_day", lambda: enter(document_day=date(2013, 12, 31))),
    Wall("expense_declared", lambda: enter(declared_cents=0)),
    Wall("expense_has_been_paid", lambda: enter(payment_id=made().back)),
    Wall("expense_supplier_id_fk", lambda: enter(supplier_id=made().elsewhere["payee"])),
    Wall("expense_payment_id_fk", lambda: enter(payment_id=made().elsewhere["payment"])),
    Wall("expense_accepted_within_declared", lambda: verified(accepted_cents=101, cut_reason="x")),
    Wall("expense_certified_within_accepted", lambda: certified(certified_cents=101)),
    Wall(
        "expense_corrected_within_certified",
        lambda: corrected(corrected_cents=101),
    ),
    Wall("expense_cut_with_reason", lambda: verified(accepted_cents=99)),
    Wall("expense_state_and_columns", lambda: enter(state="verified")),
    *(
        Wall(f"expense_{step}_signed", lambda make=make, step=step: make(**{f"{step}_at": None}))
        for step, make in (
            ("verified", verified),
            ("certified", certified),
            ("corrected", corrected),
            ("recovered", recovered),
        )
    ),
    Wall("expense_verified_by_others_than_entered", lambda: verified(verified_by=SOMEBODY)),
    Wall("expense_certified_by_others_than_entered", lambda: certified(certified_by=SOMEBODY)),
    Wall("expense_certified_by_others_than_verified", lambda: certified(certified_by=OTHER)),
    Wall("expense_corrected_by_others_than_certified", lambda: corrected(corrected_by=THIRD)),
    Wall("expense_recovered_by_others_than_certified", lambda: recovered(recovered_by=THIRD)),
    Wall("expense_certification_fk", lambda: certified_in_nothing()),
    Wall(
        "expense_is_as_its_last_event", lambda: change(Expense, made().entered, state="withdrawn")
    ),
    Wall("expense_claim_is_open", move_out_of_a_sent_claim),
    Wall(
        "expense_is_in_the_total",
        lambda: change_with_event(certified_cents=1_999),
    ),
    Wall("expenseevent_number_once", lambda: event(number=1)),
    Wall(
        "expenseevent_undone_once",
        lambda: [event(number=number, step="send_back", undoes=1, reason="x") for number in (7, 8)],
    ),
    Wall(
        "expenseevent_posted_once",
        lambda: [event(number=number, transaction="same") for number in (7, 8)],
    ),
    Wall("expenseevent_number", lambda: event(number=0)),
    Wall("expenseevent_step", lambda: event(step="send_back", reason="x")),
    Wall("expenseevent_state", lambda: event(to_state="lost")),
    Wall("expenseevent_expense_id_fk", lambda: event(expense_id=made().elsewhere["expense"])),
    Wall("expenseevent_never_emptied", lambda: run("TRUNCATE programme_expenseevent")),
    Wall("certification_number_once", twice(claim)),
    Wall("certification_of_municipality", lambda: None),
    Wall("certification_has_a_municipality", lambda: abroad()),
    Wall("certification_number", lambda: claim(number="a b")),
    Wall("certification_days_in_order", lambda: claim(last_day=date(2021, 1, 1))),
    Wall("certification_state", lambda: claim(state="sent")),
    Wall(
        "certification_sent_stays",
        lambda: change(Certification, made().sent, sent_by=OTHER),
    ),
    Wall(
        "certification_keeps_its_terms",
        lambda: change(Certification, made().claim, number="altro"),
    ),
    Wall("certification_is_never_deleted", cleared("certification")),
    Wall(
        "certification_total_is_its_sum",
        lambda: change(Certification, made().claim, total_cents=1),
    ),
]
# The targets of foreign keys: a unique pair whose id alone is unique already refuses nothing.
TARGETS = {
    "payee_of_operation", "legalcommitment_of_operation", "payment_of_operation",
    "expense_of_operation", "certification_of_municipality",
}  # fmt: skip
# Their operation is that of a row they refer to, which the foreign key of both holds already.
HELD_BY_PAIRS = {
    f"programme_{table}.operation_id"
    for table in ("legalcommitment", "payment", "expense", "expenseevent")
}


def certified_in_nothing() -> None:
    certified(certification_id=NOBODYS)
    change(Certification, made().claim, total_cents=2_000)


def abroad() -> None:
    run("SELECT set_config('app.municipality', 'here', true)")
    claim(municipality="here")


def standing() -> dict[str, str]:
    """The statement that takes down each wall of the tables of money, by the wall's name."""
    found: dict[str, str] = {}
    names = [f"programme_{table}" for table in TABLES]
    for table, name, kind, column, target in run(
        """SELECT conrelid::regclass::text, conname, contype::text,
                  (SELECT attname FROM pg_attribute
                    WHERE attrelid = conrelid AND attnum = conkey[1]), array_length(conkey, 1)
             FROM pg_constraint
            WHERE conrelid::regclass::text = ANY (%s) AND contype IN ('c', 'u', 'f', 'p')""",
        names,
    ):
        if kind == "p":
            continue
        single = kind == "f" and target == 1
        found[f"{table}.{column}" if single else str(name)] = (
            f'ALTER TABLE {table} DROP CONSTRAINT "{name}" CASCADE'
        )
    for table, name in run(
        """SELECT tgrelid::regclass::text, tgname FROM pg_trigger
            WHERE tgrelid::regclass::text = ANY (%s) AND NOT tgisinternal""",
        names,
    ):
        found[str(name)] = f"DROP TRIGGER {name} ON {table}"
    for (name,) in run(
        """SELECT indexrelid::regclass::text FROM pg_index
            WHERE indrelid::regclass::text = ANY (%s) AND indisunique AND indpred IS NOT NULL""",
        names,
    ):
        found[str(name)] = f"DROP INDEX {name}"
    return found


def refusal(bad_write: Callable[[], object]) -> str:
    """The name of the wall that refused the write."""

    @transaction.atomic
    def attempt() -> None:
        bad_write()
        settle()

    with pytest.raises(IntegrityError) as refused:
        attempt()
    return str(refused.value.__cause__.diag.constraint_name)  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "wall", [wall for wall in WALLS if wall.name not in TARGETS], ids=lambda wall: wall.name
)
def test_wall__its_bad_write__is_stopped_by_it_alone(wall: Wall) -> None:
    down = standing()
    for other in wall.beside:
        run(down[other])
    refused_by = refusal(wall.bad_write)
    assert refused_by == wall.name or f'"{refused_by}"' in down[wall.name]
    run(down[wall.name])
    wall.bad_write()
    settle()


def test_walls__all_that_stand__have_a_case() -> None:
    assert set(standing()) == {wall.name for wall in WALLS} | HELD_BY_PAIRS


# The mark has the test database made also when this file is run alone.
@pytest.mark.django_db
@pytest.mark.parametrize("make", list(MAKERS.values()), ids=list(MAKERS))
def test_row__made_as_the_tests_make_it__is_a_good_one(make: Callable[[], object]) -> None:
    make()
    settle()


@pytest.mark.parametrize("make", [verified, certified, corrected, recovered, take, give_back])
def test_row__of_each_state__is_a_good_one(make: Callable[[], object]) -> None:
    make()
    settle()


@pytest.mark.parametrize("table", [t for t in TABLES if t != "certification"])
def test_rows__of_another_municipality__do_not_exist(table: str) -> None:
    place = made().office.operation.municipality
    count = COUNT.format(table)
    with scope(Extent("099002")):
        assert run(count)[0][0] == 0
    with within(place):
        assert run(count)[0][0] >= (0 if table == "saving" else 1)


@pytest.mark.parametrize(
    ("statement", "right"),
    [
        ("UPDATE programme_payment SET amount_cents = 1", "payment"),
        ("DELETE FROM programme_expense", "expense"),
        ("UPDATE programme_expenseevent SET reason = ''", "expenseevent"),
        ("UPDATE programme_payee SET tax_code = ''", "payee"),
        ("TRUNCATE programme_expenseevent", "expenseevent"),
    ],
)
def test_request__writes_past_its_rights__is_refused(statement: str, right: str) -> None:
    with (
        within(made().office.operation.municipality),
        pytest.raises(ProgrammingError, match=f"programme_{right}"),
        transaction.atomic(),
    ):
        run(statement)
