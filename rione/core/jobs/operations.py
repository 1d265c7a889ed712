"""What people decide about failed jobs, and what the worker does that belongs to no context."""

from dataclasses import asdict
from datetime import timedelta

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from rione.core import clock, selfcheck
from rione.core.audit.operations import record
from rione.core.audit.rules import Subject
from rione.core.identity.access import may
from rione.core.identity.rules.actors import Actor
from rione.core.writes import Refused, operation

from .access import job_thing
from .models import JobFailure, SelfcheckRun
from .queries import FAILED

KEPT_RUNS = 1000
FAILURES_KEPT = timedelta(days=90)
_LOCK = """
SELECT status::text, coalesce(args -> 'scope' ->> 'municipality', '') FROM procrastinate_jobs
WHERE id = %s FOR UPDATE
"""
_RETRY = "SELECT procrastinate_retry_job_v2(%s, %s, NULL, NULL, NULL)"
_GIVE_UP = "UPDATE procrastinate_jobs SET status = 'cancelled' WHERE id = %s"


@operation("retry_job")
def retry_job(*, actor: Actor, key: str, job: int) -> int:
    """Put a failed job back in its queue; its number. Refused when it is not failed (any more) or
    when an equal one waits already."""
    municipality = _failed_job(actor, "retry_job", job)
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(_RETRY, [job, clock.now()])
    except IntegrityError:
        raise Refused(
            _("An equal job is waiting already, and will do the same. Give this one up.")
        ) from None
    record(verb="retry_job", subjects=Subject("job", str(job)), municipality=municipality)
    return job


@operation("give_up_job")
def give_up_job(*, actor: Actor, key: str, job: int) -> int:
    """Do a failed job no more: it is no longer counted as failed; its number."""
    municipality = _failed_job(actor, "give_up_job", job)
    with connection.cursor() as cursor:
        cursor.execute(_GIVE_UP, [job])
    record(verb="give_up_job", subjects=Subject("job", str(job)), municipality=municipality)
    return job


def _failed_job(actor: Actor, verb: str, job: int) -> str:
    """Hold a job that is failed and that the actor may do this to; the municipality it is for."""
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, [job])
        row = cursor.fetchone()
    if row is None or not may(actor, verb, job_thing(actor, row[1])):
        raise Refused(_("There is no such job."))
    if row[0] != FAILED:
        raise Refused(_("This job is no longer among the failed ones: somebody was faster."))
    return str(row[1] or actor.municipality)


@transaction.atomic
def record_selfcheck() -> SelfcheckRun:
    """Run every check, keep the outcome, and forget all but the last thousand outcomes."""
    findings = selfcheck.run()
    run = SelfcheckRun.objects.create(
        ran_at=clock.now(),
        ok=all(finding.ok for finding in findings),
        findings=[asdict(finding) for finding in findings],
    )
    SelfcheckRun.objects.filter(pk__lte=run.pk - KEPT_RUNS).delete()
    return run


def forget_old_failures() -> int:
    """Forget failures older than three months; how many."""
    forgotten, _by_model = JobFailure.objects.filter(at__lt=clock.now() - FAILURES_KEPT).delete()
    return forgotten
