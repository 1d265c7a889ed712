"""One step of an expense: its event, its row, and what is posted for it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from rione.core import clock
from rione.core.audit.operations import record
from rione.core.audit.rules import Subject
from rione.core.design.formats import euro
from rione.core.identity.rules.actors import Actor
from rione.core.ledger.rules.entries import EntryData, Reference
from rione.core.writes import Refused

from ..access.operations import refuse_unless
from ..models import Expense, ExpenseEvent, Payment
from ..queries.expenses import events_of, key_of
from ..rules import books
from ..rules.expenses import (
    OF_STEP,
    Event,
    NotPossible,
    Problem,
    Standing,
    Step,
    Undo,
    moved,
    placed,
    standing,
    take,
    undo,
)
from . import given
from .books import entry, open_accounts, post, reverse


@dataclass(frozen=True)
class Taken:
    """A step that is written: where the expense stands now, and what is to be posted."""

    standing: Standing
    posting: EntryData


def do_step(
    actor: Actor,
    verb: str,
    step: Step,
    key: UUID,
    *,
    amount: int = 0,
    reason: str = "",
    field: str = "amount_cents",
) -> str:
    """Take a step of one expense; its id. Refused with the reason when it is not possible."""
    expense = given.row_of(actor, Expense, key, lock=True)
    refuse_unless(actor, verb, expense.operation)
    why = given.text(reason, "reason") if reason.strip() else ""
    with possible(field):
        events = events_of([expense.pk])[expense.pk]
        event = take(events, step, account=actor.account, at=clock.now(), amount=amount, reason=why)
    taken = write(expense, events, event)
    post([taken.posting], field=field)
    recorded(verb, expense, event)
    return str(expense.pk)


def undo_step(actor: Actor, verb: str, kind: Undo, key: UUID, *, reason: str) -> Expense:
    """Take back the last step of an expense; the expense before that."""
    expense = given.row_of(actor, Expense, key, lock=True)
    refuse_unless(actor, verb, expense.operation)
    with possible("reason"):
        events = events_of([expense.pk])[expense.pk]
        event = undo(
            events,
            kind,
            account=actor.account,
            at=clock.now(),
            reason=given.text(reason, "reason"),
        )
    write(expense, events, event)
    assert event.undoes is not None  # noqa: S101 — it is an undoing
    reverse(
        key=key_of(expense.pk, event.number),
        of=key_of(expense.pk, event.undoes),
        at=clock.today(),
    )
    recorded(verb, expense, event)
    return expense


def write(
    expense: Expense, events: list[Event], event: Event, certification: UUID | None = None
) -> Taken:
    """Store an event and what it makes of the expense. Two SQL statements, and one for the number
    of the payment."""
    before = standing(events) if events else None
    after = standing([*events, event])
    figures = event.figures
    ExpenseEvent.objects.create(
        operation_id=expense.operation_id,
        municipality=expense.municipality,
        shared_with=expense.shared_with,
        expense=expense,
        number=event.number,
        step=str(event.step),
        from_state=str(before.state) if before else "",
        to_state=str(after.state),
        declared_cents=figures.declared,
        accepted_cents=figures.accepted,
        certified_cents=figures.certified,
        corrected_cents=figures.corrected,
        recovered_cents=figures.recovered,
        account=event.account,
        at=event.at,
        reason=event.reason,
        undoes=event.undoes,
        transaction=key_of(expense.pk, event.number),
    )
    if before is not None:
        claim: dict[str, object] = {}
        if certification or figures.certified is None:
            claim["certification_id"] = certification
        _update(expense, {**columns(after), **claim})
    moves = moved(
        placed(before.state, before.figures) if before else {},
        placed(after.state, after.figures),
    )
    number = Payment.objects.values_list("number", flat=True).get(pk=expense.payment_id)
    named = {
        books.undeclared(number) if name == "undeclared" else name: cents
        for name, cents in moves.items()
    }
    open_accounts(expense.operation, [*named, *books.OF_EXPENSES, books.REFUSED])
    posting = entry(
        expense.operation,
        key=key_of(expense.pk, event.number),
        at=clock.today(),
        moves=named,
        about=Reference("expense", str(expense.pk)),
    )
    return Taken(after, posting)


def _update(expense: Expense, changed: dict[str, object]) -> None:
    """Change the row; Refused if by that its document would be declared twice."""
    try:
        with transaction.atomic():
            Expense.objects.filter(pk=expense.pk).update(**changed)
    except IntegrityError as error:
        if "expense_document_once" in str(error):
            raise Refused(
                _("Its document has been entered again meanwhile: withdraw that expense first.")
            ) from None
        raise


def columns(now: Standing) -> dict[str, object]:
    """The columns of an expense that its events decide."""
    found: dict[str, object] = {
        "state": str(now.state),
        "accepted_cents": now.figures.accepted,
        "certified_cents": now.figures.certified,
        "corrected_cents": now.figures.corrected,
        "recovered_cents": now.figures.recovered,
        "cut_reason": now.cut_reason,
    }
    for step, name in OF_STEP.items():
        signature = now.signed.get(step)
        found[f"{name}_by"] = UUID(signature.account) if signature else None
        found[f"{name}_at"] = signature.at if signature else None
    return found


def recorded(verb: str, expense: Expense, event: Event) -> None:
    """Put a step into the audit trail."""
    record(
        verb=verb,
        subjects=[
            Subject("operation", str(expense.operation_id)),
            Subject("expense", str(expense.pk)),
        ],
        municipality=expense.municipality,
        details={"event": event.number, "step": str(event.step)},
    )


@contextmanager
def possible(field: str) -> Iterator[None]:
    """Say in the reader's language why a step is not possible; `field` is that of the amount."""
    try:
        yield
    except NotPossible as error:
        raise _refusal(error, field) from None


def _refusal(error: NotPossible, field: str) -> Refused:
    left = {"left": euro(error.left)}
    match error.problem:
        case Problem.STATE:
            return Refused(
                _(
                    "The expense has moved on, or is not that far yet: this step is not possible"
                    " now. Open its page again."
                )
            )
        case Problem.REASON:
            return Refused(_("Give the reason; it is kept with the expense."), field="reason")
        case Problem.TOO_MUCH:
            return Refused(_("At most %(left)s is possible here.") % left, field=field)
        case Problem.NOTHING:
            return Refused(_("Give an amount above zero and at most %(left)s.") % left, field=field)
        case Problem.SAME_AS_ENTERED:
            return Refused(_("You have entered this expense: somebody else has to take this step."))
        case Problem.SAME_AS_VERIFIED:
            return Refused(
                _("You have verified this expense: somebody else has to take this step.")
            )
        case Problem.SAME_AS_CERTIFIED:
            return Refused(
                _("You have certified this expense: somebody else has to take this step.")
            )
