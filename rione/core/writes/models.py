"""Requests that were answered: who repeats one gets the first answer."""

from django.db import models
from django.db.models import Q

from rione.core import clock


class Request(models.Model):
    """A write that was done. `account` is a UUID, or "" for jobs and people without one;
    `answer` is what the operation returned, in a list of one."""

    account = models.CharField(max_length=36, blank=True)
    key = models.CharField(max_length=100)
    verb = models.CharField(max_length=60)
    fingerprint = models.CharField(max_length=64)
    answer = models.JSONField(default=list)
    made_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "key"], name="request_key_once"),
            models.CheckConstraint(condition=~Q(key="") & ~Q(verb=""), name="request_is_named"),
            models.CheckConstraint(
                condition=Q(fingerprint__regex=r"^[0-9a-f]{64}$"), name="request_fingerprint"
            ),
        ]
        indexes = [models.Index(fields=["made_at"], name="request_by_age")]
