"""What the worker does that belongs to no context."""

from dataclasses import asdict

from django.db import transaction

from rione.core import clock, selfcheck

from .models import SelfcheckRun

KEPT_RUNS = 1000


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
