"""Rows of money: what all have in common when they are made, posted and undone."""

from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from django.utils.translation import gettext as _

from rione.core import clock
from rione.core.audit.operations import record
from rione.core.audit.rules import Subject
from rione.core.identity.rules.actors import Actor
from rione.core.ledger.rules.entries import Reference
from rione.core.writes import Refused

from ..access.operations import refuse_unless
from ..models import Operation
from ..models.money import MoneyRow
from . import given
from .books import entry, open_accounts, post, reverse

Row = TypeVar("Row", bound=MoneyRow)


def undone(actor: Actor, verb: str, model: type[Row], key: UUID, reason: str, kind: str) -> Row:
    """Undo a row and what was posted for it, while nothing that rests on it stands."""
    row = given.row_of(actor, model, key, lock=True)
    refuse_unless(actor, verb, row.operation)
    why = given.text(reason, "reason")
    if row.undone_at is not None:
        raise Refused(_("It is undone already."), field="reason")
    model._default_manager.filter(pk=row.pk).update(
        undone_by=UUID(actor.account), undone_at=clock.now(), undone_why=why
    )
    of = f"{kind}/{row.pk}"
    reverse(key=f"{of}/undone", of=of, at=clock.today())
    recorded(verb, row.operation, kind, row)
    return row


def columns(actor: Actor, found: Operation, cents: int, day: date) -> dict[str, Any]:
    """The columns that every row of money has; the amount and the day checked."""
    return {
        "operation": found,
        "municipality": found.municipality,
        "shared_with": found.shared_with,
        "amount_cents": given.amount(cents),
        "day": given.day(day),
        "entered_by": UUID(actor.account),
    }


def posted(kind: str, found: Operation, row: MoneyRow, moves: dict[str, int]) -> None:
    """Post what a row moves, by account, under its own key; refused at `amount_cents`."""
    open_accounts(found, list(moves))
    about = Reference(kind, str(row.pk))
    post([entry(found, key=f"{kind}/{row.pk}", at=row.day, moves=moves, about=about)])


def recorded(verb: str, found: Operation, kind: str, row: MoneyRow, **details: object) -> None:
    """Put what was done to a row into the audit trail."""
    record(
        verb=verb,
        subjects=[Subject("operation", str(found.pk)), Subject(kind, str(row.pk))],
        municipality=found.municipality,
        details={"cents": row.amount_cents, **details},
    )
