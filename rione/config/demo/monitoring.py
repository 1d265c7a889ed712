"""One run of national monitoring over the invented operations."""

from uuid import UUID

from rione.core.identity.rules.roles import Role
from rione.core.scope import scope
from rione.programme.models import MonitoringRun
from rione.programme.operations import run_monitoring
from rione.programme.tasks import make_monitoring_run

from .desk import do, somebody


def put() -> str:
    """Store the demo's run unless there is one; what was done, in words."""
    office = somebody(Role.PROGRAMME_OFFICER)
    with scope(office):
        if MonitoringRun.objects.exists():
            return "all there"
    key = do(office, run_monitoring, days_ago=1)
    make_monitoring_run(run=key, municipality=office.municipality)
    with scope(office):
        run = MonitoringRun.objects.get(pk=UUID(key))
    return f"a run of {run.projects} operations"
