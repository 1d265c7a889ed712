"""Reads of expenses, their events, and payment claims: within what an actor may see."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, F, OuterRef, QuerySet
from django.db.models.functions import Coalesce

from rione.core.identity.models import User
from rione.core.identity.rules.actors import Actor

from ..access.operations import STAFF, theirs
from ..models import Certification, Expense, ExpenseEvent, FinancingLine
from ..rules.expenses import Event, Figures, State


def key_of(expense: UUID, number: int) -> str:
    """The key in the ledger of what an event has posted."""
    return f"expense/{expense}/{number}"


def events_of(keys: Collection[UUID]) -> dict[UUID, list[Event]]:
    """The events of expenses, oldest first. One SQL statement."""
    found: dict[UUID, list[Event]] = defaultdict(list)
    for row in ExpenseEvent.objects.filter(expense__in=keys).order_by("number"):
        figures = Figures(
            row.declared_cents,
            row.accepted_cents,
            row.certified_cents,
            row.corrected_cents,
            row.recovered_cents,
        )
        found[row.expense_id].append(
            Event(
                row.number,
                row.step,
                str(row.account),
                row.at,
                figures,
                row.reason,
                row.undoes,
            )
        )
    return found


def expenses_of(actor: Actor) -> QuerySet[Expense]:
    """The expenses that an actor may see; `remaining_cents`: certified less what was taken."""
    return Expense.objects.filter(theirs(actor)).annotate(
        remaining_cents=Coalesce(F("certified_cents"), 0)
        - F("corrected_cents")
        - F("recovered_cents")
    )


def financed_by(funds: Sequence[str]) -> Exists:
    """A condition on expenses: that one of some funds finances their operation."""
    granted = FinancingLine.objects.filter(operation=OuterRef("operation"), undone_at=None)
    return Exists(granted.filter(fund__in=funds))


def certifications_of(actor: Actor) -> QuerySet[Certification]:
    """The payment claims of the municipality; none for beneficiaries."""
    if actor.role not in STAFF or not actor.municipality:
        return Certification.objects.none()
    return Certification.objects.filter(municipality=actor.municipality)


def find_expense(actor: Actor, key: UUID) -> Expense | None:
    """An expense with all that its page names, None unless the actor may see it. One SQL."""
    related = ("operation", "supplier", "payment", "payment__commitment", "certification")
    return expenses_of(actor).select_related(*related).filter(pk=key).first()


def to_certify(actor: Actor) -> QuerySet[Expense]:
    """The expenses that wait to be certified, oldest first."""
    rows = expenses_of(actor).filter(state=State.VERIFIED.value)
    return rows.select_related("operation", "supplier").order_by("verified_at", "pk")


@dataclass(frozen=True, slots=True)
class Happened:
    """An event as a page tells it; `who` is a name, "" for an account that is gone."""

    step: str
    state: str
    at: datetime
    who: str
    reason: str
    figures: Figures
    undone: bool
    transaction: str


def history_of(expense: Expense) -> list[Happened]:
    """What happened to an expense, newest first. Two SQL statements."""
    rows = list(ExpenseEvent.objects.filter(expense=expense).order_by("-number"))
    names = names_of({row.account for row in rows})
    undone = {row.undoes for row in rows}
    return [
        Happened(
            row.step,
            row.to_state,
            row.at,
            names.get(row.account, ""),
            row.reason,
            Figures(
                row.declared_cents,
                row.accepted_cents,
                row.certified_cents,
                row.corrected_cents,
                row.recovered_cents,
            ),
            row.number in undone,
            row.transaction,
        )
        for row in rows
    ]


def names_of(accounts: Collection[UUID]) -> dict[UUID, str]:
    """The names of accounts. One SQL statement."""
    return dict(User.objects.filter(pk__in=accounts).values_list("pk", "name"))
