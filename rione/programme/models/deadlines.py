"""Deadlines, what happened to them, and the addresses of calendars.

Events are only ever added; a deadline's state and day are what its events make of it, written by
triggers (migration 0040).
"""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from rione.core import clock
from rione.core.identity.models import User
from rione.core.identity.rules.roles import Role

from ..rules.deadlines import MOST_MONTHS
from .operations import Operation
from .questions import Written

KINDS = ("monitoring", "payment_claim", "report", "spending_target", "custom")
RESPONSIBLE = (
    Role.PROGRAMME_OFFICER.value,
    Role.CERTIFIER.value,
    Role.AUDITOR.value,
    Role.BENEFICIARY.value,
)
STATES = ("open", "done")
EVENTS = ("postponed", "completed", "undone")


class Deadline(Written):
    """Something due on a day, for an operation or for the whole programme (`operation` null).

    It repeats every `months` (0: never) counted from `anchor`, until `until`; each repetition is
    a row of the same `series`, made when the one before is done. `role` answers for it, and
    `account` if it is one person. `state`, `due`, `sequence` and `changed_at` are written by
    triggers.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    municipality = models.CharField(max_length=6)
    shared_with = ArrayField(models.UUIDField(), default=list)
    operation = models.ForeignKey(Operation, on_delete=models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=16)
    title = models.CharField(max_length=200)
    series = models.UUIDField(default=uuid.uuid4)
    number = models.PositiveIntegerField(default=0)
    anchor = models.DateField()
    months = models.PositiveSmallIntegerField(default=0)
    until = models.DateField(null=True)
    due = models.DateField()
    role = models.CharField(max_length=24)
    account = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    target_cents = models.BigIntegerField(null=True)
    state = models.CharField(max_length=4, default="open")
    sequence = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=KINDS), name="deadline_kind_is_known"),
            models.CheckConstraint(condition=Q(state__in=STATES), name="deadline_state_is_known"),
            models.CheckConstraint(condition=~Q(title=""), name="deadline_has_a_title"),
            models.CheckConstraint(
                condition=Q(role__in=RESPONSIBLE), name="deadline_role_answers_for_it"
            ),
            models.CheckConstraint(
                condition=Q(months__lte=MOST_MONTHS), name="deadline_repeats_within_ten_years"
            ),
            models.CheckConstraint(
                condition=Q(months__gt=0) | Q(number=0, until=None),
                name="deadline_once_has_no_repetition",
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("anchor")),
                name="deadline_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(operation__isnull=False) | Q(shared_with=[]),
                name="deadline_of_programme_is_shared_with_nobody",
            ),
            models.CheckConstraint(
                condition=Q(operation__isnull=False) | ~Q(role=Role.BENEFICIARY.value),
                name="deadline_of_programme_is_the_offices",
            ),
            models.CheckConstraint(
                condition=Q(kind="spending_target", target_cents__isnull=False, target_cents__gt=0)
                | (~Q(kind="spending_target") & Q(target_cents=None)),
                name="deadline_target_has_an_amount",
            ),
            models.CheckConstraint(
                condition=~Q(kind="spending_target")
                | Q(anchor__month=12, anchor__day=31, months=0),
                name="deadline_target_ends_with_a_year",
            ),
            models.UniqueConstraint(fields=["series", "number"], name="deadline_repeated_once"),
        ]
        indexes = [
            models.Index(
                fields=["municipality", "due"], condition=Q(state="open"), name="deadline_open"
            ),
            models.Index(fields=["operation", "due"], name="deadline_of_operation"),
        ]


class DeadlineEvent(Written):
    """A deadline was postponed to a later day with a reason, completed on a day with evidence, or
    its completion was taken back with a reason."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    municipality = models.CharField(max_length=6)
    shared_with = ArrayField(models.UUIDField(), default=list)
    deadline = models.ForeignKey(Deadline, on_delete=models.PROTECT, related_name="events")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=9)
    day = models.DateField(null=True)
    evidence = models.CharField(max_length=500, blank=True)
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["deadline", "number"], name="deadline_events_in_order"),
            models.CheckConstraint(
                condition=(Q(kind="postponed", day__isnull=False, evidence="") & ~Q(reason=""))
                | (Q(kind="completed", day__isnull=False, reason="") & ~Q(evidence=""))
                | (Q(kind="undone", day=None, evidence="") & ~Q(reason="")),
                name="deadline_event_says_what_and_why",
            ),
        ]


class CalendarAddress(models.Model):
    """That a membership has an address from which calendars read its deadlines. The secret in
    the address is made of the id and the platform's key and is stored nowhere."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    municipality = models.CharField(max_length=6)
    account = models.UUIDField()
    membership = models.UUIDField()
    made_at = models.DateTimeField(default=clock.now)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["membership"], condition=Q(revoked_at=None), name="calendar_address_once"
            ),
            models.CheckConstraint(
                condition=Q(revoked_at=None) | Q(revoked_at__gte=F("made_at")),
                name="calendar_address_revoked_later",
            ),
        ]
