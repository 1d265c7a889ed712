"""Money of an operation: financing, savings, the plan, payees, commitments and payments.

Rows say what was decided and by whom; what is left of it all stands in the ledger. A row is never
changed: it is undone, once, with a reason, and then counts no more.
"""

import uuid
from typing import Any

from django.db import models
from django.db.models import F, Q

from rione.core import clock
from rione.core.money import MAX_CENTS

from ..rules import books
from .operations import OfficeRow

COMMITMENT, DECOMMITMENT = "commitment", "decommitment"
PAYMENT, RECOVERY = "payment", "recovery"
PERSON, COMPANY, BODY = "person", "company", "body"


def of_same_operation(to: str, *, null: bool = False) -> Any:
    """A reference to a row of the same operation: the migration makes the foreign key of both."""
    return models.ForeignKey(
        to, on_delete=models.PROTECT, related_name="+", null=null, db_constraint=False
    )


class MoneyRow(OfficeRow):
    """An amount that was decided on a day. `undone_…` are set together, once."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    amount_cents = models.BigIntegerField()
    day = models.DateField()
    entered_by = models.UUIDField()
    entered_at = models.DateTimeField(default=clock.now)
    undone_by = models.UUIDField(null=True)
    undone_at = models.DateTimeField(null=True)
    undone_why = models.CharField(max_length=500, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(amount_cents__range=(1, MAX_CENTS)), name="%(class)s_amount"
            ),
            models.CheckConstraint(
                condition=Q(day__range=(books.FIRST_DAY, books.LAST_DAY)), name="%(class)s_day"
            ),
            models.CheckConstraint(
                condition=Q(undone_by=None, undone_at=None, undone_why="")
                | Q(undone_by__isnull=False, undone_at__isnull=False) & ~Q(undone_why=""),
                name="%(class)s_undone_whole",
            ),
        ]


class FinancingLine(MoneyRow):
    """What a public fund grants an operation (FN00); `decision` names the act."""

    fund = models.CharField(max_length=20)
    decision = models.CharField(max_length=200)

    class Meta(MoneyRow.Meta):
        constraints = [
            *MoneyRow.Meta.constraints,
            models.CheckConstraint(condition=Q(fund__regex=books.FUND), name="financingline_fund"),
            models.CheckConstraint(condition=~Q(decision=""), name="financingline_decision"),
        ]
        indexes = [models.Index(fields=["operation", "fund"], name="financingline_of")]


class Saving(MoneyRow):
    """What of a fund's money is no longer needed (FN10)."""

    fund = models.CharField(max_length=20)
    decision = models.CharField(max_length=200)

    class Meta(MoneyRow.Meta):
        constraints = [
            *MoneyRow.Meta.constraints,
            models.CheckConstraint(condition=Q(fund__regex=books.FUND), name="saving_fund"),
            models.CheckConstraint(condition=~Q(decision=""), name="saving_decision"),
        ]
        indexes = [models.Index(fields=["operation", "fund"], name="saving_of")]


class CostPlan(OfficeRow):
    """What is to be spent in a year (FN03): version 1 is the plan, later ones revise it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    year = models.SmallIntegerField()
    version = models.SmallIntegerField()
    amount_cents = models.BigIntegerField()
    reason = models.CharField(max_length=500, blank=True)
    is_current = models.BooleanField(default=True)
    entered_by = models.UUIDField()
    entered_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["operation", "year", "version"], name="costplan_version_once"
            ),
            models.UniqueConstraint(
                fields=["operation", "year"],
                condition=Q(is_current=True),
                name="costplan_current_once",
            ),
            models.CheckConstraint(condition=Q(year__range=(2014, 2099)), name="costplan_year"),
            models.CheckConstraint(condition=Q(version__gte=1), name="costplan_version"),
            models.CheckConstraint(
                condition=Q(amount_cents__range=(0, MAX_CENTS)), name="costplan_amount"
            ),
            models.CheckConstraint(
                condition=Q(version=1) | ~Q(reason=""), name="costplan_revised_with_reason"
            ),
        ]


class Payee(OfficeRow):
    """Who is paid (FN08). The name of a natural person is personal data."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=10)
    tax_code = models.CharField(max_length=16)
    entered_by = models.UUIDField()
    entered_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["operation", "id"], name="payee_of_operation"),
            models.UniqueConstraint(fields=["operation", "tax_code"], name="payee_once"),
            models.CheckConstraint(condition=~Q(name=""), name="payee_has_a_name"),
            models.CheckConstraint(
                condition=Q(kind=PERSON, tax_code__regex=books.PERSON_CODE)
                | Q(kind__in=[COMPANY, BODY], tax_code__regex=books.COMPANY_CODE),
                name="payee_tax_code",
            ),
        ]


class LegalCommitment(MoneyRow):
    """A contract or an act that binds money (FN04), or what is taken from one (`of`).

    What is taken carries the number of its commitment.
    """

    number = models.CharField(max_length=20)
    kind = models.CharField(max_length=12)
    of = of_same_operation("self", null=True)
    payee = of_same_operation("programme.Payee")
    reason = models.CharField(max_length=500)

    class Meta(MoneyRow.Meta):
        constraints = [
            *MoneyRow.Meta.constraints,
            models.UniqueConstraint(
                fields=["operation", "id"], name="legalcommitment_of_operation"
            ),
            models.UniqueConstraint(
                fields=["operation", "number"],
                condition=Q(kind=COMMITMENT, undone_at=None),
                name="legalcommitment_number_once",
            ),
            models.CheckConstraint(
                condition=Q(number__regex=books.NUMBER), name="legalcommitment_number"
            ),
            models.CheckConstraint(
                condition=Q(kind=COMMITMENT, of=None) | Q(kind=DECOMMITMENT, of__isnull=False),
                name="legalcommitment_kind",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="legalcommitment_reason"),
        ]
        indexes = [models.Index(fields=["of"], name="legalcommitment_taken")]


class Payment(MoneyRow):
    """Money paid on a commitment (FN06), or recovered from a payment (`of`).

    A recovery carries number, commitment and payee of its payment.
    """

    number = models.CharField(max_length=20)
    kind = models.CharField(max_length=12)
    of = of_same_operation("self", null=True)
    commitment = of_same_operation("programme.LegalCommitment")
    payee = of_same_operation("programme.Payee")
    reason = models.CharField(max_length=500, blank=True)

    class Meta(MoneyRow.Meta):
        constraints = [
            *MoneyRow.Meta.constraints,
            models.UniqueConstraint(fields=["operation", "id"], name="payment_of_operation"),
            models.UniqueConstraint(
                fields=["operation", "number"],
                condition=Q(kind=PAYMENT, undone_at=None),
                name="payment_number_once",
            ),
            models.CheckConstraint(condition=Q(number__regex=books.NUMBER), name="payment_number"),
            models.CheckConstraint(
                condition=Q(kind=PAYMENT, of=None)
                | Q(kind=RECOVERY, of__isnull=False) & ~Q(reason="") & ~Q(of=F("id")),
                name="payment_kind",
            ),
        ]
        indexes = [
            models.Index(fields=["of"], name="payment_recovered"),
            models.Index(fields=["operation", "day"], name="payment_of"),
        ]
