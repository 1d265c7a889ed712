"""Runs of national monitoring; each in a municipality that has none under way."""

from rione.core import clock
from rione.core.identity.rules.roles import Role
from rione.core.scope import WORKER, scope
from rione.programme.models import MonitoringRun
from rione.programme.models.monitoring import OPEN
from rione.programme.tests.office.factories import acting_as

from . import Situation, case


@case("run_monitoring")
def a_run() -> Situation:
    actor = acting_as(Role.PROGRAMME_OFFICER)
    # Only jobs change what a run is.
    with scope(actor, role=WORKER):
        MonitoringRun.objects.filter(state__in=OPEN).update(state="failed", finished_at=clock.now())
    return actor, {}
