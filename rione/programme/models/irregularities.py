"""Findings and their follow-up, irregularities, and money that is asked back."""

import uuid

from django.db import models
from django.db.models import F, Q

from rione.core import clock
from rione.core.identity.models import Organisation, User

from ..rules import followups
from ..rules import irregularities as rules
from .casework import Happening, is_reference, named, one_of
from .checks import Check, CheckItem
from .operations import OfficeRow, Operation


class Finding(OfficeRow):
    """What a check found and the beneficiary has to answer. `state` and `deadline` follow from the
    follow-up, whose trigger alone writes them."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    check_row = models.ForeignKey(Check, on_delete=models.PROTECT, related_name="findings")
    item = models.ForeignKey(CheckItem, on_delete=models.PROTECT, null=True, related_name="+")
    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    severity = models.CharField(max_length=10)
    amount_cents = models.BigIntegerField(default=0)
    raised_on = models.DateField()
    raised_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    deadline = models.DateField()
    state = models.CharField(max_length=12, default="open")

    class Meta:
        constraints = [
            named("finding_has_a_text", "text"),
            one_of("finding_severity_is_known", "severity", followups.SEVERITIES),
            models.CheckConstraint(condition=Q(amount_cents__gte=0), name="finding_amount"),
            models.CheckConstraint(
                condition=Q(deadline__gt=F("raised_on")), name="finding_leaves_time_to_answer"
            ),
        ]
        indexes = [models.Index(fields=["deadline"], name="finding_by_deadline")]


class FollowUp(OfficeRow):
    """A step of a finding's follow-up, for good. `by` is the account that did it."""

    finding = models.ForeignKey(Finding, on_delete=models.PROTECT, related_name="steps")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10)
    note = models.TextField()
    document = models.CharField(max_length=100, blank=True)
    new_deadline = models.DateField(null=True)
    at = models.DateTimeField(default=clock.now)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=24)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["finding", "number"], name="followup_number_once"),
            named("followup_has_a_note", "note"),
            models.CheckConstraint(
                condition=Q(kind="extension", new_deadline__isnull=False)
                | Q(kind="rejected")
                | ~Q(kind__in=["extension", "rejected"]) & Q(new_deadline=None),
                name="followup_extension_has_a_day",
            ),
            is_reference("followup_document_is_a_reference", "document"),
        ]


class Irregularity(models.Model):
    """A breach of the rules with an effect on money, or the suspicion of one.

    It belongs to an operation but is shared with nobody: whoever is suspected does not read along.
    Its row class is the municipality's alone. `corrected_cents`: what the expense was cut by.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    municipality = models.CharField(max_length=6)
    operation = models.ForeignKey(Operation, on_delete=models.PROTECT, related_name="+")
    finding = models.ForeignKey(
        Finding, on_delete=models.PROTECT, null=True, related_name="irregularities"
    )
    expense = models.UUIDField(null=True)
    origin = models.CharField(max_length=10)
    kind = models.CharField(max_length=20)
    text = models.TextField()
    eu_cents = models.BigIntegerField()
    national_cents = models.BigIntegerField()
    state = models.CharField(max_length=12, default="suspected")
    fraud_suspected = models.BooleanField(default=False)
    exemption = models.CharField(max_length=24, blank=True)
    found_on = models.DateField()
    quarter = models.CharField(max_length=7)
    notified_on = models.DateField(null=True)
    notification = models.CharField(max_length=100, blank=True)
    corrected_cents = models.BigIntegerField(default=0)
    reported_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(origin="finding", finding__isnull=False)
                | Q(origin="suspicion", finding=None),
                name="irregularity_from_a_finding_or_a_suspicion",
            ),
            one_of("irregularity_kind_is_known", "kind", rules.KINDS),
            one_of("irregularity_state_is_known", "state", rules.STATES),
            one_of("irregularity_exemption_is_known", "exemption", rules.EXEMPTIONS),
            named("irregularity_has_a_text", "text"),
            models.CheckConstraint(
                condition=Q(eu_cents__gte=0, national_cents__gte=0), name="irregularity_amounts"
            ),
            models.CheckConstraint(
                condition=~Q(fraud_suspected=True) | Q(exemption=""),
                name="irregularity_suspected_fraud_has_no_exemption",
            ),
            models.CheckConstraint(
                condition=Q(notified_on=None, notification="")
                | Q(notified_on__isnull=False, notified_on__gte=F("found_on"))
                & ~Q(notification=""),
                name="irregularity_notified_with_a_reference",
            ),
            models.CheckConstraint(
                condition=Q(corrected_cents__gte=0)
                & Q(corrected_cents__lte=F("eu_cents") + F("national_cents")),
                name="irregularity_corrected_at_most_what_it_affects",
            ),
            models.CheckConstraint(
                condition=Q(corrected_cents=0) | Q(state="established"),
                name="irregularity_corrected_once_established",
            ),
        ]


class IrregularityEvent(Happening):
    """What was done to an irregularity: append-only, and read by its municipality alone."""

    municipality = models.CharField(max_length=6)
    irregularity = models.ForeignKey(Irregularity, on_delete=models.PROTECT, related_name="events")

    class Meta:
        constraints = [named("irregularityevent_has_a_verb", "verb")]


class Recovery(OfficeRow):
    """Money that a debtor has to give back. Its movements never exceed it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    irregularity = models.ForeignKey(
        Irregularity, on_delete=models.PROTECT, related_name="recoveries"
    )
    debtor = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    order_number = models.CharField(max_length=100)
    ordered_cents = models.BigIntegerField()
    interest_cents = models.BigIntegerField(default=0)
    ordered_on = models.DateField()
    due_on = models.DateField()
    reason = models.TextField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ordered_cents__gt=0), name="recovery_amount"),
            models.CheckConstraint(condition=Q(interest_cents__gte=0), name="recovery_interest"),
            models.CheckConstraint(
                condition=Q(due_on__gte=F("ordered_on")), name="recovery_due_after_its_order"
            ),
            named("recovery_has_a_reason", "reason"),
            named("recovery_has_an_order", "order_number"),
            is_reference("recovery_order_is_a_reference", "order_number"),
            models.UniqueConstraint(
                fields=["municipality", "order_number"], name="recovery_order_once"
            ),
        ]


class RecoveryMovement(OfficeRow):
    """Something that came in, was set off against a later payment, or was given up; for good, and
    undone by a reversal."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    recovery = models.ForeignKey(Recovery, on_delete=models.PROTECT, related_name="movements")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10)
    cents = models.BigIntegerField()
    on = models.DateField()
    reason = models.TextField(blank=True)
    document = models.CharField(max_length=100, blank=True)
    reverses = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="reversed_by"
    )
    made_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["recovery", "number"], name="recoverymovement_number_once"
            ),
            one_of("recoverymovement_kind_is_known", "kind", rules.MOVEMENTS),
            models.CheckConstraint(condition=Q(cents__gt=0), name="recoverymovement_amount"),
            models.CheckConstraint(
                condition=Q(kind="reversal", reverses__isnull=False)
                | ~Q(kind="reversal") & Q(reverses=None),
                name="recoverymovement_reversal_names_what_it_reverses",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["payment", "offset"]) | ~Q(reason=""),
                name="recoverymovement_given_up_for_a_reason",
            ),
            is_reference("recoverymovement_document_is_a_reference", "document"),
        ]
