"""What jobs leave behind for people to see."""

from django.db import models
from django.db.models import Q


class SelfcheckRun(models.Model):
    """The outcome of one run of all registered checks."""

    ran_at = models.DateTimeField()
    ok = models.BooleanField()
    # [{"name": …, "ok": …, "detail": …}, …]
    findings = models.JSONField(default=list)

    class Meta:
        indexes = [models.Index(fields=["-ran_at"], name="selfcheck_newest")]


class JobFailure(models.Model):
    """One try of a job that ended badly. `error` is the class of what was raised and `place` where
    in the code; its words are kept nowhere, since they may be anybody's.

    `job` is the queue's number; the job itself may be forgotten before this is.
    """

    job = models.BigIntegerField()
    task = models.CharField(max_length=128)
    attempt = models.IntegerField()
    at = models.DateTimeField()
    error = models.CharField(max_length=200)
    place = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(error__regex=r"^[A-Za-z_][A-Za-z0-9_.<>]*$"),
                name="job_failure_error_is_a_class",
            ),
            models.CheckConstraint(
                condition=Q(place="")
                | Q(place__regex=r"^[A-Za-z0-9_./<> +-]+:[0-9]+ [A-Za-z0-9_<>]+$"),
                name="job_failure_place_is_in_the_code",
            ),
            models.CheckConstraint(
                condition=Q(attempt__gte=1), name="job_failure_attempt_is_counted"
            ),
        ]
        indexes = [
            models.Index(fields=["job", "-at"], name="job_failure_of_job"),
            models.Index(fields=["at"], name="job_failure_by_age"),
        ]
