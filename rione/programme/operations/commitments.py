"""Payees and legal commitments: what binds the money of an operation."""

from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rione.core.audit.operations import record
from rione.core.audit.rules import Subject
from rione.core.identity.rules.actors import Actor
from rione.core.writes import Refused, operation

from ..access.operations import refuse_unless
from ..models import LegalCommitment, Operation, Payee
from ..models.money import BODY, COMMITMENT, COMPANY, DECOMMITMENT, PERSON
from ..queries.operations import operation_by_id
from ..rules import books, codes
from . import given
from .entries import columns, posted, recorded, undone

NUMBER_TAKEN = gettext_lazy("This operation has a commitment of this number already.")


@operation("add_payee")
def add_payee(
    *, actor: Actor, key: str, operation: UUID, name: str, kind: str, tax_code: str
) -> str:
    """Add somebody who is paid; the id. Refused at `name`, `kind`, `tax_code` (form, taken)."""
    found = operation_by_id(actor, operation)
    refuse_unless(actor, "add_payee", found)
    if kind not in (PERSON, COMPANY, BODY):
        raise Refused(_("Choose what kind of payee it is."), field="kind")
    code = codes.tidy(tax_code)
    if not books.is_tax_code(kind, code):
        raise Refused(
            _("A company or body has a code of 11 digits, a person one of 16 characters."),
            field="tax_code",
        )
    try:
        with transaction.atomic():
            row = Payee.objects.create(
                operation=found,
                municipality=found.municipality,
                shared_with=found.shared_with,
                name=given.text(name, "name", 200),
                kind=kind,
                tax_code=code,
                entered_by=UUID(actor.account),
            )
    except IntegrityError as error:
        if "payee_once" in str(error):
            raise Refused(
                _("This operation has a payee with this code already."), field="tax_code"
            ) from None
        raise
    record(
        verb="add_payee",
        subjects=[Subject("operation", str(found.pk)), Subject("payee", str(row.pk))],
        municipality=found.municipality,
        details={"kind": kind},
    )
    return str(row.pk)


@operation("commit")
def commit(
    *,
    actor: Actor,
    key: str,
    operation: UUID,
    number: str,
    day: date,
    payee: UUID,
    amount_cents: int,
    reason: str,
) -> str:
    """Bind public financing by a contract or an act; the commitment's id.

    Refused at `number` (form, taken), `day`, `payee`, `amount_cents` (more than is left), `reason`.
    """
    found = operation_by_id(actor, operation)
    paid_to = given.row_of(actor, Payee, payee, field="payee")
    return put_commitment(
        actor, found, paid_to, number=number, day=day, amount_cents=amount_cents, reason=reason
    )


def refuse_commitment(
    actor: Actor,
    found: Operation,
    payee: Payee,
    *,
    number: str,
    day: date,
    amount_cents: int,
    reason: str,
) -> None:
    """Refused, as of `commit`, for the form of what is given. No SQL."""
    refuse_unless(actor, "commit", found)
    given.same_operation(payee, found, "payee")
    given.number(number)
    given.day(day)
    given.amount(amount_cents)
    given.text(reason, "reason")


def put_commitment(
    actor: Actor,
    found: Operation,
    payee: Payee,
    *,
    number: str,
    day: date,
    amount_cents: int,
    reason: str,
) -> str:
    """Store a commitment of an operation; its id. Within an operation only."""
    refuse_commitment(
        actor, found, payee, number=number, day=day, amount_cents=amount_cents, reason=reason
    )
    try:
        with transaction.atomic():
            row = LegalCommitment.objects.create(
                **columns(actor, found, amount_cents, day),
                number=given.number(number),
                kind=COMMITMENT,
                payee=payee,
                reason=given.text(reason, "reason"),
            )
    except IntegrityError as error:
        if "legalcommitment_number_once" in str(error):
            raise Refused(NUMBER_TAKEN, field="number") from None
        raise
    moves = {books.committed(row.number): amount_cents, books.AVAILABLE: -amount_cents}
    posted("commitment", found, row, moves)
    recorded("commit", found, "commitment", row, number=row.number)
    return str(row.pk)


@operation("decommit")
def decommit(
    *, actor: Actor, key: str, commitment: UUID, day: date, amount_cents: int, reason: str
) -> str:
    """Take back what of a commitment is not paid; the id of the entry.

    Refused at `day`, `amount_cents` (more than is unpaid), `reason`.
    """
    whole = given.row_of(actor, LegalCommitment, commitment)
    refuse_unless(actor, "decommit", whole.operation)
    if whole.kind != COMMITMENT or whole.undone_at is not None:
        raise Refused(_("Only a commitment that stands can be reduced."))
    if day < whole.day:
        raise Refused(_("Give a day on or after that of the commitment."), field="day")
    row = LegalCommitment.objects.create(
        **columns(actor, whole.operation, amount_cents, day),
        number=whole.number,
        kind=DECOMMITMENT,
        of=whole,
        payee_id=whole.payee_id,
        reason=given.text(reason, "reason"),
    )
    moves = {books.AVAILABLE: amount_cents, books.committed(whole.number): -amount_cents}
    posted("commitment", whole.operation, row, moves)
    recorded("decommit", whole.operation, "commitment", row, number=row.number)
    return str(row.pk)


@operation("reverse_commitment")
def reverse_commitment(*, actor: Actor, key: str, commitment: UUID, reason: str) -> str:
    """Undo a commitment on which nothing was paid, or what was taken from one; its id."""
    row = undone(actor, "reverse_commitment", LegalCommitment, commitment, reason, "commitment")
    return str(row.pk)
