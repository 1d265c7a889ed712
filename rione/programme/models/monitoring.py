"""Runs of the national monitoring: what was written when, and what its checks found."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from rione.core import clock

WAITING, COLLECTING, CHECKING, DONE, FAILED = "waiting", "collecting", "checking", "done", "failed"
STEPS = (WAITING, COLLECTING, CHECKING, DONE, FAILED)
OPEN = (WAITING, COLLECTING, CHECKING)
ERROR, GAP = "error", "gap"
SEVERITIES = (ERROR, GAP)
_UNFINISHED = Q(archive=None, sha256="", records={}, errors=0, gaps=0, projects=0)


class MonitoringRun(models.Model):
    """Records of a municipality's operations, written once. `records`: how many of each type;
    `archive`: the ZIP, `sha256` its digest; `unchecked`: rules that could not be checked.

    A gap is a finding about records that are not kept here. Finished, a run stays as it is.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    municipality = models.CharField(max_length=6)
    state = models.CharField(max_length=10, default=WAITING)
    asked_by = models.UUIDField()
    asked_at = models.DateTimeField(default=clock.now)
    finished_at = models.DateTimeField(null=True)
    records = models.JSONField(default=dict)
    projects = models.IntegerField(default=0)
    errors = models.IntegerField(default=0)
    gaps = models.IntegerField(default=0)
    unchecked = ArrayField(models.CharField(max_length=3), default=list)
    sha256 = models.CharField(max_length=64, blank=True)
    archive = models.BinaryField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "id"], name="monitoringrun_of_municipality"
            ),
            models.UniqueConstraint(
                fields=["municipality"],
                condition=Q(state__in=OPEN),
                name="monitoringrun_one_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(municipality__regex=r"^[0-9]{6}$"),
                name="monitoringrun_has_a_municipality",
            ),
            models.CheckConstraint(
                condition=Q(state__in=OPEN, finished_at=None) & _UNFINISHED
                | Q(state=FAILED, finished_at__isnull=False) & _UNFINISHED
                | Q(state=DONE, finished_at__isnull=False, archive__isnull=False)
                & Q(sha256__regex=r"^[0-9a-f]{64}$", errors__gte=0, gaps__gte=0, projects__gte=0),
                name="monitoringrun_state_and_columns",
            ),
        ]
        indexes = [models.Index(fields=["municipality", "-asked_at"], name="monitoringrun_newest")]


class MonitoringFinding(models.Model):
    """A rule that a record of a run violates; only ever added. Amounts are the two sides of a sum
    that is compared, in cents."""

    run = models.ForeignKey(MonitoringRun, on_delete=models.PROTECT, related_name="findings")
    municipality = models.CharField(max_length=6)
    number = models.IntegerField()
    rule = models.CharField(max_length=3)
    code = models.CharField(max_length=4)
    severity = models.CharField(max_length=5)
    project = models.CharField(max_length=60, blank=True)
    key = models.CharField(max_length=300)
    field = models.CharField(max_length=40, blank=True)
    found_cents = models.BigIntegerField(null=True)
    allowed_cents = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "number"], name="monitoringfinding_once"),
            models.CheckConstraint(
                condition=Q(rule__regex=r"^0[0-5][0-9]$"), name="monitoringfinding_rule"
            ),
            models.CheckConstraint(
                condition=Q(code__regex=r"^[A-Z]{2}[0-9]{2}$"), name="monitoringfinding_record"
            ),
            models.CheckConstraint(
                condition=Q(severity__in=SEVERITIES), name="monitoringfinding_severity"
            ),
            models.CheckConstraint(
                condition=Q(found_cents=None, allowed_cents=None)
                | Q(found_cents__isnull=False, allowed_cents__isnull=False),
                name="monitoringfinding_both_sides",
            ),
        ]
        indexes = [
            models.Index(fields=["municipality", "run", "rule"], name="monitoringfinding_of")
        ]
