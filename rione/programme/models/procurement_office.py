"""Award procedures and contracts that the office works on (the projection's `Procurement` is what
the documents say)."""

import uuid

from django.db import models
from django.db.models import F, Q

from rione.core import clock

from ..rules import procurement as rules
from ..rules.codes import CIG
from .casework import is_reference, named, one_of
from .operations import OfficeRow


class AwardProcedure(OfficeRow):
    """How something is bought. `cig`, or `no_cig` says why there is none. `furnishes`: the
    procedure of the works that it furnishes. Its state follows from its phases."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=12)
    method = models.CharField(max_length=24)
    title = models.CharField(max_length=300)
    cig = models.CharField(max_length=10, blank=True)
    no_cig = models.CharField(max_length=24, blank=True)
    no_cig_note = models.CharField(max_length=300, blank=True)
    base_cents = models.BigIntegerField()
    criterion = models.CharField(max_length=16)
    furnishes = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    withdrawn_on = models.DateField(null=True)
    opened_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            one_of("awardprocedure_kind_is_known", "kind", rules.KINDS),
            one_of("awardprocedure_method_is_known", "method", rules.METHODS),
            one_of("awardprocedure_criterion_is_known", "criterion", rules.CRITERIA),
            named("awardprocedure_has_a_title", "title"),
            models.CheckConstraint(
                condition=Q(cig__regex=CIG, no_cig="") | Q(cig="", no_cig__in=rules.NO_CIG),
                name="awardprocedure_cig_or_why_none",
            ),
            models.CheckConstraint(
                condition=~Q(no_cig="other") | ~Q(no_cig_note=""),
                name="awardprocedure_other_reason_is_told",
            ),
            models.CheckConstraint(
                condition=Q(base_cents__gte=0), name="awardprocedure_base_amount"
            ),
            models.CheckConstraint(
                condition=Q(furnishes=None) | Q(kind="furnishing") & ~Q(furnishes=F("id")),
                name="awardprocedure_only_furnishing_furnishes",
            ),
            models.UniqueConstraint(
                fields=["municipality", "cig"], condition=~Q(cig=""), name="awardprocedure_cig_once"
            ),
        ]


class ProcedurePhase(OfficeRow):
    """When a phase was planned and when it happened; a trigger holds the order of the phases."""

    procedure = models.ForeignKey(AwardProcedure, on_delete=models.PROTECT, related_name="phases")
    phase = models.CharField(max_length=12)
    rank = models.GeneratedField(
        expression=models.Case(
            *(models.When(phase=name, then=at) for at, name in enumerate(rules.PHASES, 1)),
            default=0,
            output_field=models.SmallIntegerField(),
        ),
        output_field=models.SmallIntegerField(),
        db_persist=True,
    )
    planned = models.DateField(null=True)
    actual = models.DateField(null=True)

    class Meta:
        constraints = [
            one_of("procedurephase_is_known", "phase", rules.PHASES),
            models.UniqueConstraint(fields=["procedure", "phase"], name="procedurephase_once"),
            models.CheckConstraint(
                condition=Q(planned__isnull=False) | Q(actual__isnull=False),
                name="procedurephase_is_dated",
            ),
        ]


class AwardCriterion(OfficeRow):
    """What tenders are compared by; the points of a procedure are 100 in all."""

    procedure = models.ForeignKey(AwardProcedure, on_delete=models.PROTECT, related_name="criteria")
    name = models.CharField(max_length=200)
    points = models.SmallIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(points__gte=1, points__lte=100), name="awardcriterion_points"
            ),
            named("awardcriterion_has_a_name", "name"),
            models.UniqueConstraint(fields=["procedure", "name"], name="awardcriterion_once"),
        ]


class ProcedureParty(OfficeRow):
    """Whoever has a part in a procedure, from a day until another."""

    procedure = models.ForeignKey(AwardProcedure, on_delete=models.PROTECT, related_name="parties")
    role = models.CharField(max_length=24)
    name = models.CharField(max_length=200)
    tax_code = models.CharField(max_length=16, blank=True)
    since = models.DateField()
    until = models.DateField(null=True)

    class Meta:
        constraints = [
            one_of("procedureparty_role_is_known", "role", rules.PARTY_ROLES),
            named("procedureparty_has_a_name", "name"),
            models.CheckConstraint(
                condition=Q(tax_code="") | Q(tax_code__regex=rules.TAX_CODE),
                name="procedureparty_tax_code",
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")),
                name="procedureparty_ends_after_it_begins",
            ),
        ]


class Contract(OfficeRow):
    """What was signed. `net_cents` = `amount_cents` and its variations; only their trigger writes
    it. Deliveries are dated by `delivery_due` and `delivered_on`."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    procedure = models.ForeignKey(
        AwardProcedure, on_delete=models.PROTECT, related_name="contracts"
    )
    subject = models.CharField(max_length=300)
    contractor = models.CharField(max_length=200)
    contractor_code = models.CharField(max_length=16)
    amount_cents = models.BigIntegerField()
    net_cents = models.BigIntegerField()
    signed_on = models.DateField()
    delivery_due = models.DateField(null=True)
    delivered_on = models.DateField(null=True)
    closed_on = models.DateField(null=True)
    document = models.CharField(max_length=100, blank=True)

    class Meta:
        constraints = [
            named("contract_has_a_subject", "subject"),
            named("contract_has_a_contractor", "contractor"),
            models.CheckConstraint(
                condition=Q(contractor_code__regex=rules.TAX_CODE), name="contract_contractor_code"
            ),
            models.CheckConstraint(condition=Q(amount_cents__gt=0), name="contract_amount"),
            models.CheckConstraint(
                condition=Q(net_cents__gte=0), name="contract_net_not_below_zero"
            ),
            models.CheckConstraint(
                condition=Q(delivery_due=None) | Q(delivery_due__gte=F("signed_on")),
                name="contract_delivery_due_after_signing",
            ),
            models.CheckConstraint(
                condition=Q(delivered_on=None) | Q(delivered_on__gte=F("signed_on")),
                name="contract_delivered_after_signing",
            ),
            models.CheckConstraint(
                condition=Q(closed_on=None)
                | Q(delivered_on__isnull=False, closed_on__gte=F("delivered_on")),
                name="contract_closed_after_delivery",
            ),
            is_reference("contract_document_is_a_reference", "document"),
        ]


class ContractVariation(OfficeRow):
    """A change of the amount, for good; undone by one that takes it back (`reverses`)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="variations")
    number = models.PositiveSmallIntegerField()
    ground = models.CharField(max_length=20)
    cents = models.BigIntegerField()
    on = models.DateField()
    reason = models.TextField()
    reverses = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="reversed_by"
    )
    document = models.CharField(max_length=100, blank=True)
    made_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["contract", "number"], name="contractvariation_number_once"
            ),
            one_of("contractvariation_ground_is_known", "ground", rules.GROUNDS),
            named("contractvariation_has_a_reason", "reason"),
            models.CheckConstraint(
                condition=Q(ground="time_only", cents=0) | ~Q(ground="time_only") & ~Q(cents=0),
                name="contractvariation_changes_the_amount_or_the_time",
            ),
            is_reference("contractvariation_document_is_a_reference", "document"),
        ]
