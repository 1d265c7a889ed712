"""Expenses: entered, verified, sent back, corrected, recovered. Certifying is next door."""

from datetime import date
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rione.core import clock
from rione.core.documents import public as documents
from rione.core.documents.public import Upload
from rione.core.identity.rules.actors import Actor
from rione.core.writes import Refused, operation

from ..access.operations import refuse_unless
from ..models import Expense, Payee, Payment
from ..models.expenses import DOCUMENTS
from ..models.money import PAYMENT
from ..rules.expenses import Step, Undo, enter
from . import given
from .books import post
from .steps import do_step, recorded, undo_step, write

DECLARED_ALREADY = gettext_lazy("This document is declared already with this payment.")
LONGEST_NUMBER = 60


@operation("enter_expense")
def enter_expense(
    *,
    actor: Actor,
    key: str,
    payment: UUID,
    supplier: UUID | None,
    document_kind: str,
    document_number: str,
    document_day: date,
    declared_cents: int,
    file: Upload | None = None,
) -> str:
    """Declare a document of expense that a payment has paid; the expense's id. Its `file`, if there
    is one, is stored with it or not at all.

    The supplier is the payment's payee unless another is named. Refused at `payment`, `supplier`,
    `document_kind`, `document_number` (empty, declared already), `document_day`,
    `declared_cents` (more of the payment than is undeclared), `file`.
    """
    paid = given.row_of(actor, Payment, payment, field="payment")
    other = None if supplier is None else given.row_of(actor, Payee, supplier, field="supplier")
    expense = put_expense(
        actor,
        paid,
        supplier=other,
        document_kind=document_kind,
        document_number=document_number,
        document_day=document_day,
        declared_cents=declared_cents,
    )
    if file is not None:
        documents.attach(
            actor=actor,
            about=documents.Reference("expense", expense),
            title=given.text(document_number, "document_number", LONGEST_NUMBER),
            kind=document_kind,
            upload=file,
            visibility=documents.Visibility.SHARED,
            shared_with=paid.shared_with,
        )
    return expense


def refuse_expense(
    actor: Actor,
    paid: Payment,
    *,
    supplier: Payee | None,
    document_kind: str,
    document_number: str,
    document_day: date,
    declared_cents: int,
) -> None:
    """Refused, as of `enter_expense`, for what the payment and the form of what is given decide.
    No SQL."""
    refuse_unless(actor, "enter_expense", paid.operation)
    if paid.kind != PAYMENT or paid.undone_at is not None:
        raise Refused(_("Choose a payment that stands."), field="payment")
    if document_kind not in DOCUMENTS:
        raise Refused(_("Choose what kind of document it is."), field="document_kind")
    if supplier is not None:
        given.same_operation(supplier, paid.operation, "supplier")
    given.text(document_number, "document_number", LONGEST_NUMBER)
    given.day(document_day, "document_day")
    given.amount(declared_cents, "declared_cents")


def put_expense(
    actor: Actor,
    paid: Payment,
    *,
    supplier: Payee | None,
    document_kind: str,
    document_number: str,
    document_day: date,
    declared_cents: int,
) -> str:
    """Store an expense that a payment, given with its operation, has paid; its id. Within an
    operation only."""
    refuse_expense(
        actor,
        paid,
        supplier=supplier,
        document_kind=document_kind,
        document_number=document_number,
        document_day=document_day,
        declared_cents=declared_cents,
    )
    event = enter(actor.account, clock.now(), declared_cents)
    row = Expense(
        id=uuid4(),
        operation=paid.operation,
        municipality=paid.municipality,
        shared_with=paid.shared_with,
        document_kind=document_kind,
        document_number=given.text(document_number, "document_number", LONGEST_NUMBER),
        document_day=document_day,
        supplier_id=paid.payee_id if supplier is None else supplier.pk,
        payment=paid,
        declared_cents=declared_cents,
        entered_by=UUID(actor.account),
        entered_at=event.at,
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        if "expense_document_once" in str(error):
            raise Refused(DECLARED_ALREADY, field="document_number") from None
        raise
    post([write(row, [], event).posting], field="declared_cents")
    recorded("enter_expense", row, event)
    return str(row.pk)


@operation("verify_expense")
def verify_expense(
    *, actor: Actor, key: str, expense: UUID, accepted_cents: int, reason: str
) -> str:
    """Accept an expense, whole or in part, or with zero reject it; its id.

    Refused at `accepted_cents` (more than was declared) and `reason` (needed for what is cut);
    to whoever entered it.
    """
    step = Step.VERIFY if accepted_cents else Step.REJECT
    return do_step(
        actor,
        "verify_expense",
        step,
        expense,
        amount=accepted_cents,
        reason=reason,
        field="accepted_cents",
    )


@operation("withdraw_expense")
def withdraw_expense(*, actor: Actor, key: str, expense: UUID, reason: str) -> str:
    """Withdraw an expense that nobody has verified; its id."""
    return str(undo_step(actor, "withdraw_expense", Undo.WITHDRAW, expense, reason=reason).pk)


@operation("send_back_expense")
def send_back_expense(*, actor: Actor, key: str, expense: UUID, reason: str) -> str:
    """Send an expense back to be verified anew, unless it is certified; its id."""
    return str(undo_step(actor, "send_back_expense", Undo.SEND_BACK, expense, reason=reason).pk)


@operation("correct_expense")
def correct_expense(
    *, actor: Actor, key: str, expense: UUID, amount_cents: int, reason: str
) -> str:
    """Take an amount from what is certified; the expense's id.

    Refused at `amount_cents` (more than is left of it), `reason`; to whoever certified it.
    """
    return do_step(
        actor, "correct_expense", Step.CORRECT, expense, amount=amount_cents, reason=reason
    )


@operation("recover_expense")
def recover_expense(*, actor: Actor, key: str, expense: UUID, reason: str) -> str:
    """Take all that is left of a certified expense; its id. Refused at `reason`; to whoever
    certified it."""
    return do_step(actor, "recover_expense", Step.RECOVER, expense, reason=reason, field="reason")


@operation("reverse_correction")
def reverse_correction(*, actor: Actor, key: str, expense: UUID, reason: str) -> str:
    """Undo the last correction or recovery of an expense; its id."""
    return str(undo_step(actor, "reverse_correction", Undo.RESTORE, expense, reason=reason).pk)
