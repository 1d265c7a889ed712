"""What stands behind the doors to the money: expenses for samples, and their corrections."""

from collections.abc import Sequence
from uuid import UUID

from rione.core.identity.rules.actors import Actor

from ..access.operations import theirs
from ..models import Expense
from ..rules.expenses import Step
from . import corrections
from .corrections import Claim
from .steps import do_step


def wire() -> None:
    """Open the doors; once, when the platform starts."""
    corrections.wire(correct=correct, claims=claims, knows=knows)


def correct(*, actor: Actor, expense_id: UUID, cents: int, reason: str) -> None:
    """Correct a certified expense within the transaction of whoever asks."""
    do_step(actor, "correct_expense", Step.CORRECT, expense_id, amount=cents, reason=reason)


def claims(*, actor: Actor) -> Sequence[Claim]:
    """The expenses that an actor may see, by number. One SQL statement."""
    rows = Expense.objects.filter(theirs(actor, "operation__")).order_by("document_number", "pk")
    values = rows.values_list("pk", "operation_id", "document_number", "declared_cents")
    return [Claim(*row) for row in values]


def knows(*, actor: Actor, expense_id: UUID, operation: UUID) -> bool:
    """Whether an expense is the operation's. One SQL statement."""
    return (
        Expense.objects.filter(theirs(actor, "operation__"))
        .filter(pk=expense_id, operation=operation)
        .exists()
    )
