"""How the worker and its checks are doing."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection

from rione.core import clock

from .models import SelfcheckRun

# The worker writes its heartbeat every ten seconds.
LATE_AFTER = timedelta(seconds=60)


@dataclass(frozen=True)
class Health:
    """`worker` is ok, late or absent; `selfcheck` is ok, failed or never."""

    worker: str
    selfcheck: str
    selfcheck_at: datetime | None


def health() -> Health:
    """The state of the worker and of the last self-check. Two SQL statements."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(last_heartbeat) FROM procrastinate_workers")
        row = cursor.fetchone()
    beat = row[0] if row else None
    worker = "absent"
    if beat is not None:
        worker = "ok" if clock.now() - beat < LATE_AFTER else "late"
    run = SelfcheckRun.objects.order_by("-ran_at").only("ok", "ran_at").first()
    if run is None:
        return Health(worker, "never", None)
    return Health(worker, "ok" if run.ok else "failed", run.ran_at)
