"""Questions, deadlines and communication of an invented operation, on the days around today."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction

from rione.config.apps import acting
from rione.core import clock
from rione.core.identity.demo import MILAN, PEOPLE
from rione.core.identity.queries import account_by_email, memberships_of
from rione.core.identity.rules.actors import Actor
from rione.core.identity.rules.roles import Role
from rione.core.scope import scope
from rione.programme import operations
from rione.programme.models import Operation, Question

MARK = "-DEMO"
CODE, ACTION = "MI1.1.1.A-DEMO1", "MI1.1.1.a"


@transaction.atomic
def put() -> str:
    """Store the desk's demo content unless it is there; what was done, in words."""
    office, body = somebody(Role.PROGRAMME_OFFICER), somebody(Role.BENEFICIARY)
    row = operation(office, body)
    with scope(office):
        if Question.objects.filter(operation=row).exists():
            return "all there"
    ask(office, body, row)
    set_deadlines(office, body, row)
    plan(office, row)
    return f"questions, deadlines and communication of {row.code}"


def somebody(role: Role) -> Actor:
    """The invented person of a role, as if past the second factor."""
    email = next(person.email for person in PEOPLE if person.role == role)
    user = account_by_email(email)
    if user is None:
        raise RuntimeError("the demo's people are stored before what they do")
    held = next(row for row in memberships_of(user.pk) if row.role == role)
    actor = held.actor()
    return Actor(
        account=actor.account,
        membership=actor.membership,
        role=actor.role,
        organisation=actor.organisation,
        municipality=actor.municipality,
        second_factor=True,
    )


def do(actor: Actor, write: Callable[..., Any], *, days_ago: int = 0, **arguments: Any) -> Any:
    """A write as the person does it, so many days ago."""
    moment = clock.now() - timedelta(days=days_ago)
    with clock.frozen_at(moment), acting(actor, request_id="demo"), scope(actor):
        return write(actor=actor, key=str(uuid4()), **arguments)


def operation(office: Actor, body: Actor) -> Operation:
    """The first invented operation of the beneficiary; opened unless there is one."""
    with scope(office):
        known = Operation.objects.filter(
            municipality=MILAN, code__contains=MARK, shared_with__contains=[body.organisation]
        )
        found = known.order_by("code").first()
    if found is not None:
        return found
    do(
        office,
        operations.open_operation,
        days_ago=90,
        code=CODE,
        action_code=ACTION,
        title="Portale dimostrativo (operazione inventata)",
        cup="",
        beneficiary=UUID(body.organisation),
    )
    with scope(office):
        return Operation.objects.get(municipality=MILAN, code=CODE)


def ask(office: Actor, body: Actor, row: Operation) -> None:
    """Questions in each state, a published answer, and a list of what is missing."""
    answered = UUID(
        do(
            body,
            operations.ask_question,
            days_ago=60,
            operation=row.pk,
            topic="reporting",
            subject="Quali giustificativi servono per il personale?",
            text="Per le ore del personale bastano le buste paga o servono anche i fogli ore?",
        )
    )
    do(
        office,
        operations.note_question,
        days_ago=55,
        question=answered,
        text="Esempio di nota interna: verificare la circolare prima di rispondere.",
    )
    do(
        office,
        operations.answer_question,
        days_ago=52,
        question=answered,
        text="Servono le buste paga quietanzate e i fogli ore firmati, mese per mese.",
    )
    do(body, operations.close_question, days_ago=50, question=answered, reason="Chiarito.")
    do(
        office,
        operations.publish_answer,
        days_ago=49,
        question=answered,
        question_it="Quali giustificativi servono per le spese di personale?",
        question_en="Which documents prove the costs of staff?",
        answer_it="Le buste paga quietanzate e i fogli ore firmati, mese per mese.",
        answer_en="Pay slips with proof of payment, and signed time sheets, month by month.",
    )
    overdue = do(
        body,
        operations.ask_question,
        days_ago=30,
        operation=row.pk,
        topic="publicity",
        subject="Misure della targa temporanea",
        text="Quali misure deve avere la targa temporanea durante i lavori?",
    )
    do(
        office,
        operations.assign_question,
        days_ago=29,
        question=UUID(overdue),
        account=UUID(office.account),
    )
    do(
        body,
        operations.ask_question,
        days_ago=2,
        operation=row.pk,
        topic="procurement",
        subject="Affidamento diretto o procedura negoziata?",
        text="Per un servizio di importo ridotto quale procedura è consigliata?",
    )
    today = clock.today()
    do(
        office,
        operations.request_missing,
        days_ago=5,
        operation=row.pk,
        items=(
            ("Fogli ore firmati del secondo trimestre", today + timedelta(days=6)),
            ("Fotografia della targa esposta", today + timedelta(days=12)),
        ),
    )


def set_deadlines(office: Actor, body: Actor, row: Operation) -> None:
    """Deadlines that repeat, that are near, late, and kept."""
    today = clock.today()
    monitoring = UUID(
        _deadline(
            office,
            None,
            kind="monitoring",
            title="Trasmissione bimestrale dei dati di monitoraggio",
            due=today - timedelta(days=20),
            months=2,
        )
    )
    do(
        office,
        operations.complete_deadline,
        days_ago=21,
        deadline=monitoring,
        day=today - timedelta(days=21),
        evidence="Protocollo dimostrativo 1/2024",
    )
    _deadline(
        office,
        row,
        kind="report",
        title="Relazione di avanzamento",
        due=today - timedelta(days=3),
    )
    claim = UUID(
        _deadline(
            office,
            row,
            kind="payment_claim",
            title="Domanda di pagamento intermedia",
            due=today + timedelta(days=5),
            role="beneficiary",
        )
    )
    do(
        office,
        operations.postpone_deadline,
        days_ago=1,
        deadline=claim,
        day=today + timedelta(days=9),
        reason="Proroga chiesta dal beneficiario.",
    )
    _deadline(
        office,
        None,
        kind="spending_target",
        title="Obiettivo di spesa n+3 (importo inventato)",
        due=date(today.year + 1, 12, 31),
        target_cents=100_000_000,
    )


def _deadline(office: Actor, row: Operation | None, **given: Any) -> str:
    arguments = {
        "operation": row.pk if row is not None else None,
        "months": 0,
        "until": None,
        "role": "programme_officer",
        "account": None,
        "target_cents": None,
    } | given
    key: str = do(office, operations.set_deadline, days_ago=40, **arguments)
    return key


def plan(office: Actor, row: Operation) -> None:
    """An item that is planned, and one that took place."""
    today = clock.today()
    words = {
        "audience_it": "Persone che non esistono",
        "audience_en": "People who do not exist",
        "channel_it": "Piazza immaginaria",
        "channel_en": "Imaginary square",
        "action_codes": (row.action_code,),
        "reach_unit": "people",
    }
    do(
        office,
        operations.plan_communication,
        days_ago=10,
        operation=row.pk,
        kind="event",
        title_it="Giornata aperta (esempio inventato)",
        title_en="Open day (invented example)",
        planned_on=today + timedelta(days=25),
        reach_planned=120,
        budget_cents=150_000,
        **words,
    )
    held = do(
        office,
        operations.plan_communication,
        days_ago=45,
        operation=None,
        kind="product",
        title_it="Pieghevole (esempio inventato)",
        title_en="Leaflet (invented example)",
        planned_on=today - timedelta(days=20),
        reach_planned=500,
        budget_cents=None,
        **words | {"reach_unit": "copies"},
    )
    do(
        office,
        operations.report_reach,
        days_ago=15,
        item=UUID(held),
        held_on=today - timedelta(days=18),
        reach_achieved=430,
        label_present=True,
        label_checked_on=today - timedelta(days=18),
        evidence_url="",
        reason="",
    )
