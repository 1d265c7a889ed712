"""Questions, deadlines and items of the plan, made by the operations that make them."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from rione.core import clock
from rione.core.identity.rules.actors import Actor
from rione.core.identity.rules.roles import Role
from rione.core.identity.tests.factories import ALTO
from rione.programme import operations
from rione.programme.models import Operation

from .factories import acting_as, done


@contextmanager
def on(year: int, month: int, day: int, hour: int = 9) -> Iterator[None]:
    """The clock held at an hour of a day."""
    with clock.frozen_at(datetime(year, month, day, hour, tzinfo=UTC)):
        yield


def officer(municipality: str = ALTO) -> Actor:
    return acting_as(Role.PROGRAMME_OFFICER, municipality)


def asker(municipality: str = ALTO) -> Actor:
    return acting_as(Role.BENEFICIARY, municipality)


def a_question(operation: Operation, actor: Actor | None = None, **changes: Any) -> UUID:
    arguments = {
        "operation": operation.pk,
        "topic": "reporting",
        "subject": "Quali ricevute",
        "text": "Quali ricevute servono?",
    } | changes
    return UUID(done(operations.ask_question, actor=actor or asker(), **arguments))


def a_deadline(operation: Operation | None, actor: Actor | None = None, **changes: Any) -> UUID:
    arguments: dict[str, Any] = {
        "operation": operation.pk if operation else None,
        "kind": "monitoring",
        "title": "Trasmissione dei dati",
        "due": date(2024, 4, 30),
        "months": 0,
        "until": None,
        "role": "programme_officer",
        "account": None,
        "target_cents": None,
    } | changes
    return UUID(done(operations.set_deadline, actor=actor or officer(), **arguments))


def an_item(actor: Actor | None = None, **changes: Any) -> UUID:
    arguments: dict[str, Any] = {
        "operation": None,
        "kind": "event",
        "title_it": "Festa finta",
        "title_en": "Invented fair",
        "audience_it": "Cittadini",
        "audience_en": "Citizens",
        "channel_it": "Piazza",
        "channel_en": "Square",
        "action_codes": ("MI1.1.1.a",),
        "planned_on": date(2024, 5, 1),
        "reach_unit": "people",
        "reach_planned": 100,
        "budget_cents": None,
    } | changes
    return UUID(done(operations.plan_communication, actor=actor or officer(), **arguments))
