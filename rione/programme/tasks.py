"""The programme's jobs."""

from uuid import UUID

from procrastinate.contrib.django import app

from rione.core import clock
from rione.core.audit.acting import Actor, acting
from rione.core.scope import WORKER, scope
from rione.core.scope.extent import Extent
from rione.core.scope.jobs import platform_wide

from .models.monitoring import CHECKING, COLLECTING
from .operations import monitoring
from .operations.deadlines import told_of
from .operations.telling import tell
from .queries.deadlines import near_deadlines, offices

DAYS_BEFORE = (14, 7, 1, 0)
"""How many days before a deadline whoever answers for it is told."""


@app.periodic(cron="0 6 * * *", periodic_id="near deadlines")
@app.task(queue="upkeep", queueing_lock="near deadlines", pass_context=False)
@platform_wide
def tell_of_near_deadlines(timestamp: int) -> None:
    """Every morning, in each municipality that has a programme office. Run again on the same day
    it tells the same under the same keys, so that nobody hears it twice."""
    today = clock.today()
    with acting(Actor(kind="job", key="programme.tell_of_near_deadlines")):
        for municipality in offices():
            with scope(Extent(municipality), role=WORKER):
                for row in near_deadlines(today, DAYS_BEFORE):
                    tell(told_of("deadline_near", row, f"{row.pk}:{today.isoformat()}"))


@app.task(queue=monitoring.QUEUE, pass_context=False)
@platform_wide
def make_monitoring_run(*, run: str, municipality: str) -> None:
    """Make a run in steps, each a transaction of its own within its municipality. One that fails
    says so, and lets another be asked for; one that is finished stays as it is."""
    key, extent = UUID(run), Extent(municipality)
    with acting(Actor(kind="job", key="programme.make_monitoring_run")):
        try:
            with scope(extent, role=WORKER):
                if not monitoring.is_open(key):
                    return
                monitoring.step(key, COLLECTING)
            with scope(extent, role=WORKER):
                records = monitoring.collect(key)
            with scope(extent, role=WORKER):
                monitoring.step(key, CHECKING)
            with scope(extent, role=WORKER):
                monitoring.finish(key, records)
        except BaseException:
            with scope(extent, role=WORKER):
                monitoring.give_up(key)
            raise
