"""Payments on commitments, and money recovered from payees."""

from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rione.core.identity.rules.actors import Actor
from rione.core.writes import Refused, operation

from ..access.operations import refuse_unless
from ..models import LegalCommitment, Payee, Payment
from ..models.money import COMMITMENT, PAYMENT, RECOVERY
from ..rules import books
from . import given
from .entries import columns, posted, recorded, undone

NUMBER_TAKEN = gettext_lazy("This operation has a payment of this number already.")


@operation("pay")
def pay(
    *,
    actor: Actor,
    key: str,
    commitment: UUID,
    number: str,
    day: date,
    amount_cents: int,
    payee: UUID | None = None,
) -> str:
    """Record a payment on a commitment, to its payee unless another is named; the payment's id.

    Refused at `number` (form, taken), `day`, `payee`, `amount_cents` (more than is unpaid).
    """
    whole = given.row_of(actor, LegalCommitment, commitment, field="commitment")
    other = None if payee is None else given.row_of(actor, Payee, payee, field="payee")
    return put_payment(actor, whole, payee=other, number=number, day=day, amount_cents=amount_cents)


def refuse_payment(
    actor: Actor,
    whole: LegalCommitment,
    *,
    payee: Payee | None,
    number: str,
    day: date,
    amount_cents: int,
) -> None:
    """Refused, as of `pay`, for what needs no look at other payments. No SQL."""
    refuse_unless(actor, "pay", whole.operation)
    if whole.kind != COMMITMENT or whole.undone_at is not None:
        raise Refused(_("Choose a commitment that stands."), field="commitment")
    if payee is not None:
        given.same_operation(payee, whole.operation, "payee")
    given.number(number)
    given.amount(amount_cents)
    if given.day(day) < whole.day:
        raise Refused(_("Give a day on or after that of the commitment."), field="day")


def put_payment(
    actor: Actor,
    whole: LegalCommitment,
    *,
    payee: Payee | None,
    number: str,
    day: date,
    amount_cents: int,
) -> str:
    """Store a payment on a commitment with its operation; its id. Within an operation only."""
    refuse_payment(actor, whole, payee=payee, number=number, day=day, amount_cents=amount_cents)
    try:
        with transaction.atomic():
            row = Payment.objects.create(
                **columns(actor, whole.operation, amount_cents, day),
                number=given.number(number),
                kind=PAYMENT,
                commitment=whole,
                payee_id=whole.payee_id if payee is None else payee.pk,
            )
    except IntegrityError as error:
        if "payment_number_once" in str(error):
            raise Refused(NUMBER_TAKEN, field="number") from None
        raise
    posted("payment", whole.operation, row, _moves(whole.number, row.number, amount_cents))
    recorded("pay", whole.operation, "payment", row, number=row.number)
    return str(row.pk)


@operation("recover_payment")
def recover_payment(
    *, actor: Actor, key: str, payment: UUID, day: date, amount_cents: int, reason: str
) -> str:
    """Record money that a payee gave back; the entry's id. It is committed again.

    Refused at `day`, `amount_cents` (more than is in no expense that stands), `reason`.
    """
    whole = given.row_of(actor, Payment, payment)
    refuse_unless(actor, "recover_payment", whole.operation)
    if whole.kind != PAYMENT or whole.undone_at is not None:
        raise Refused(_("Only a payment that stands can be recovered."))
    if day < whole.day:
        raise Refused(_("Give a day on or after that of the payment."), field="day")
    row = Payment.objects.create(
        **columns(actor, whole.operation, amount_cents, day),
        number=whole.number,
        kind=RECOVERY,
        of=whole,
        commitment_id=whole.commitment_id,
        payee_id=whole.payee_id,
        reason=given.text(reason, "reason"),
    )
    number = LegalCommitment.objects.values_list("number", flat=True).get(pk=whole.commitment_id)
    posted("payment", whole.operation, row, _moves(number, whole.number, -amount_cents))
    recorded("recover_payment", whole.operation, "payment", row, number=row.number)
    return str(row.pk)


@operation("reverse_payment")
def reverse_payment(*, actor: Actor, key: str, payment: UUID, reason: str) -> str:
    """Undo a payment that is in no expense, or a recovery; its id."""
    return str(undone(actor, "reverse_payment", Payment, payment, reason, "payment").pk)


def _moves(commitment: str, payment: str, cents: int) -> dict[str, int]:
    """What a payment moves (a recovery moves the opposite): what is committed is paid, and what is
    paid may be declared."""
    return {
        books.PAID: cents,
        books.committed(commitment): -cents,
        books.undeclared(payment): cents,
        books.CLAIMABLE: -cents,
    }
