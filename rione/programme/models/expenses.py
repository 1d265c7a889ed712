"""Expenses, what happened to them, and the payment claims in which they are certified.

An expense's row is what its events make of it (`rules.expenses.standing`); a trigger compares the
two at the end of each transaction.
"""

import uuid

from django.db import models
from django.db.models import F, Q

from rione.core import clock
from rione.core.money import MAX_CENTS

from ..rules import books
from ..rules.expenses import State, Step, Undo
from .money import of_same_operation
from .operations import OfficeRow

DOCUMENTS = ("invoice", "payslip", "receipt", "other")
DRAFT, SENT = "draft", "sent"
_UNVERIFIED = Q(accepted_cents=None, cut_reason="", verified_by=None)
_UNCERTIFIED = Q(
    certified_cents=None,
    certified_by=None,
    certification=None,
    corrected_cents=0,
    recovered_cents=0,
)
_VERIFIED = Q(accepted_cents__isnull=False, verified_by__isnull=False)
_CERTIFIED = _VERIFIED & Q(
    certified_cents__isnull=False,
    certified_cents__gte=1,
    certified_by__isnull=False,
    certification__isnull=False,
)


def _signed(step: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(**{f"{step}_by": None, f"{step}_at": None})
        | Q(**{f"{step}_by__isnull": False, f"{step}_at__isnull": False}),
        name=f"expense_{step}_signed",
    )


def _other_eyes(step: str, *earlier: str) -> list[models.CheckConstraint]:
    return [
        models.CheckConstraint(
            condition=Q(**{f"{step}_by": None})
            | Q(**{f"{before}_by": None})
            | ~Q(**{f"{step}_by": F(f"{before}_by")}),
            name=f"expense_{step}_by_others_than_{before}",
        )
        for before in earlier
    ]


class Certification(models.Model):
    """A payment claim (FN09): the expenses certified together. Once sent it stays as it is.

    `total_cents` is the sum of what is certified in it (a trigger compares).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    municipality = models.CharField(max_length=6)
    number = models.CharField(max_length=20)
    first_day = models.DateField()
    last_day = models.DateField()
    day = models.DateField()
    state = models.CharField(max_length=10, default=DRAFT)
    total_cents = models.BigIntegerField(default=0)
    made_by = models.UUIDField()
    made_at = models.DateTimeField(default=clock.now)
    sent_by = models.UUIDField(null=True)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "number"], name="certification_number_once"
            ),
            models.UniqueConstraint(
                fields=["municipality", "id"], name="certification_of_municipality"
            ),
            models.CheckConstraint(
                condition=Q(municipality__regex=r"^[0-9]{6}$"),
                name="certification_has_a_municipality",
            ),
            models.CheckConstraint(
                condition=Q(number__regex=books.NUMBER), name="certification_number"
            ),
            models.CheckConstraint(
                condition=Q(first_day__gte=books.FIRST_DAY)
                & Q(last_day__gte=F("first_day"))
                & Q(day__gte=F("last_day"))
                & Q(day__lte=books.LAST_DAY),
                name="certification_days_in_order",
            ),
            models.CheckConstraint(
                condition=Q(state=DRAFT, sent_by=None, sent_at=None, total_cents__gte=0)
                | Q(state=SENT, sent_by__isnull=False, sent_at__isnull=False, total_cents__gte=1),
                name="certification_state",
            ),
        ]


class Expense(OfficeRow):
    """A document of expense, paid by a payment, as it stands."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    document_kind = models.CharField(max_length=10)
    document_number = models.CharField(max_length=60)
    document_day = models.DateField()
    supplier = of_same_operation("programme.Payee")
    payment = of_same_operation("programme.Payment")
    state = models.CharField(max_length=10, default=State.ENTERED.value)
    declared_cents = models.BigIntegerField()
    accepted_cents = models.BigIntegerField(null=True)
    cut_reason = models.CharField(max_length=500, blank=True)
    certified_cents = models.BigIntegerField(null=True)
    corrected_cents = models.BigIntegerField(default=0)
    recovered_cents = models.BigIntegerField(default=0)
    certification = models.ForeignKey(
        Certification,
        on_delete=models.PROTECT,
        related_name="expenses",
        null=True,
        db_constraint=False,
    )
    entered_by = models.UUIDField()
    entered_at = models.DateTimeField(default=clock.now)
    verified_by = models.UUIDField(null=True)
    verified_at = models.DateTimeField(null=True)
    certified_by = models.UUIDField(null=True)
    certified_at = models.DateTimeField(null=True)
    corrected_by = models.UUIDField(null=True)
    corrected_at = models.DateTimeField(null=True)
    recovered_by = models.UUIDField(null=True)
    recovered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["operation", "id"], name="expense_of_operation"),
            models.UniqueConstraint(
                fields=["payment", "supplier", "document_kind", "document_number", "document_day"],
                condition=~Q(state__in=[State.REJECTED.value, State.WITHDRAWN.value]),
                name="expense_document_once",
            ),
            models.CheckConstraint(
                condition=Q(document_kind__in=DOCUMENTS), name="expense_document_kind"
            ),
            models.CheckConstraint(
                condition=~Q(document_number=""), name="expense_document_number"
            ),
            models.CheckConstraint(
                condition=Q(document_day__range=(books.FIRST_DAY, books.LAST_DAY)),
                name="expense_document_day",
            ),
            models.CheckConstraint(
                condition=Q(declared_cents__range=(1, MAX_CENTS)), name="expense_declared"
            ),
            models.CheckConstraint(
                condition=Q(accepted_cents=None)
                | Q(accepted_cents__gte=0, accepted_cents__lte=F("declared_cents")),
                name="expense_accepted_within_declared",
            ),
            models.CheckConstraint(
                condition=Q(certified_cents=None)
                | Q(accepted_cents__isnull=False, certified_cents__lte=F("accepted_cents")),
                name="expense_certified_within_accepted",
            ),
            models.CheckConstraint(
                condition=Q(corrected_cents__gte=0, recovered_cents__gte=0)
                & (
                    Q(corrected_cents=0, recovered_cents=0)
                    | Q(
                        certified_cents__isnull=False,
                        certified_cents__gte=F("corrected_cents") + F("recovered_cents"),
                    )
                ),
                name="expense_corrected_within_certified",
            ),
            models.CheckConstraint(
                condition=Q(accepted_cents=None)
                | Q(accepted_cents=F("declared_cents"))
                | ~Q(cut_reason=""),
                name="expense_cut_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["entered", "withdrawn"]) & _UNVERIFIED & _UNCERTIFIED
                | Q(state="verified", accepted_cents__gte=1) & _VERIFIED & _UNCERTIFIED
                | Q(state="rejected", accepted_cents=0) & _VERIFIED & _UNCERTIFIED
                | Q(state="certified", corrected_cents=0, recovered_cents=0) & _CERTIFIED
                | Q(state="corrected", corrected_cents__gte=1, recovered_cents=0)
                & Q(corrected_by__isnull=False)
                & _CERTIFIED
                | Q(state="recovered", recovered_cents__gte=1)
                & Q(
                    recovered_by__isnull=False,
                    certified_cents=F("corrected_cents") + F("recovered_cents"),
                )
                & _CERTIFIED,
                name="expense_state_and_columns",
            ),
            *(_signed(step) for step in ("verified", "certified", "corrected", "recovered")),
            *_other_eyes("verified", "entered"),
            *_other_eyes("certified", "entered", "verified"),
            *_other_eyes("corrected", "certified"),
            *_other_eyes("recovered", "certified"),
        ]
        indexes = [
            models.Index(fields=["municipality", "-entered_at", "-id"], name="expense_newest"),
            models.Index(fields=["municipality", "state", "-entered_at"], name="expense_by_state"),
            models.Index(fields=["operation", "state"], name="expense_of"),
            models.Index(fields=["certification"], name="expense_in_claim"),
        ]


class ExpenseEvent(OfficeRow):
    """A step of an expense, or the undoing of one; only ever added.

    `undoes` is the number of the event that is taken back; `transaction` the key in the ledger of
    what was posted. Amounts are those after it.
    """

    expense = of_same_operation("programme.Expense")
    number = models.SmallIntegerField()
    step = models.CharField(max_length=10)
    from_state = models.CharField(max_length=10, blank=True)
    to_state = models.CharField(max_length=10)
    declared_cents = models.BigIntegerField()
    accepted_cents = models.BigIntegerField(null=True)
    certified_cents = models.BigIntegerField(null=True)
    corrected_cents = models.BigIntegerField(default=0)
    recovered_cents = models.BigIntegerField(default=0)
    account = models.UUIDField()
    at = models.DateTimeField(default=clock.now)
    reason = models.CharField(max_length=500, blank=True)
    undoes = models.SmallIntegerField(null=True)
    transaction = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["expense", "number"], name="expenseevent_number_once"),
            models.UniqueConstraint(fields=["expense", "undoes"], name="expenseevent_undone_once"),
            models.UniqueConstraint(fields=["transaction"], name="expenseevent_posted_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="expenseevent_number"),
            models.CheckConstraint(
                condition=Q(step__in=[step.value for step in Step], undoes=None)
                | Q(step__in=[step.value for step in Undo], undoes__isnull=False)
                & Q(undoes__lt=F("number"))
                & ~Q(reason=""),
                name="expenseevent_step",
            ),
            models.CheckConstraint(
                condition=Q(to_state__in=[state.value for state in State]),
                name="expenseevent_state",
            ),
        ]
