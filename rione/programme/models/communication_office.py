"""What the office plans and does to make the programme known.

Events are only ever added; an item's state and figures are those of its latest event, written by
triggers (migration 0040).
"""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from rione.core import clock

from .operations import Operation
from .questions import Written

KINDS = ("event", "product", "page")
UNITS = ("people", "copies", "visits")
STATES = ("planned", "done", "cancelled")
EVENTS = ("reported", "cancelled")


class CommunicationPlanItem(Written):
    """An event, product or page of the communication plan, in both languages.

    `action_codes` name the actions that it makes known. Planned and done ones are public. What
    was reached, the label and the evidence are those last reported, written by triggers.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    municipality = models.CharField(max_length=6)
    operation = models.ForeignKey(Operation, on_delete=models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=7)
    title_it = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200)
    audience_it = models.CharField(max_length=200)
    audience_en = models.CharField(max_length=200)
    channel_it = models.CharField(max_length=200)
    channel_en = models.CharField(max_length=200)
    action_codes = ArrayField(models.CharField(max_length=40))
    planned_on = models.DateField()
    reach_unit = models.CharField(max_length=6)
    reach_planned = models.PositiveIntegerField(null=True)
    budget_cents = models.BigIntegerField(null=True)
    state = models.CharField(max_length=9, default="planned")
    held_on = models.DateField(null=True)
    reach_achieved = models.PositiveIntegerField(null=True)
    label_present = models.BooleanField(null=True)
    label_checked_on = models.DateField(null=True)
    evidence_url = models.CharField(max_length=500, blank=True)
    changed_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=KINDS), name="communication_plan_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(reach_unit__in=UNITS), name="communication_plan_unit_is_known"
            ),
            models.CheckConstraint(
                condition=~Q(title_it="")
                & ~Q(title_en="")
                & ~Q(audience_it="")
                & ~Q(audience_en="")
                & ~Q(channel_it="")
                & ~Q(channel_en=""),
                name="communication_plan_in_both_languages",
            ),
            models.CheckConstraint(
                condition=Q(action_codes__len__gt=0), name="communication_plan_names_an_action"
            ),
            models.CheckConstraint(
                condition=Q(budget_cents=None) | Q(budget_cents__gt=0, operation__isnull=False),
                name="communication_plan_budget_is_an_operations",
            ),
            models.CheckConstraint(
                condition=Q(state="done", held_on__isnull=False)
                | Q(
                    state__in=["planned", "cancelled"],
                    held_on=None,
                    reach_achieved=None,
                    label_present=None,
                    evidence_url="",
                ),
                name="communication_plan_done_on_a_day",
            ),
            models.CheckConstraint(
                condition=Q(label_present=None, label_checked_on=None)
                | Q(label_present__isnull=False, label_checked_on__isnull=False),
                name="communication_plan_label_checked_on_a_day",
            ),
        ]
        indexes = [
            models.Index(fields=["municipality", "planned_on"], name="communication_plan_by_day")
        ]


class CommunicationPlanEvent(Written):
    """An item was reported as done (again: corrected), or cancelled with a reason."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    municipality = models.CharField(max_length=6)
    item = models.ForeignKey(CommunicationPlanItem, on_delete=models.PROTECT, related_name="events")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=9)
    held_on = models.DateField(null=True)
    reach_achieved = models.PositiveIntegerField(null=True)
    label_present = models.BooleanField(null=True)
    label_checked_on = models.DateField(null=True)
    evidence_url = models.CharField(max_length=500, blank=True)
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["item", "number"], name="communication_plan_events_in_order"
            ),
            models.CheckConstraint(
                condition=Q(kind="reported", held_on__isnull=False)
                | (
                    Q(
                        kind="cancelled",
                        held_on=None,
                        reach_achieved=None,
                        label_present=None,
                        label_checked_on=None,
                        evidence_url="",
                    )
                    & ~Q(reason="")
                ),
                name="communication_plan_event_is_complete",
            ),
        ]
