"""The sealer's jobs."""

import logging

from procrastinate.contrib.django import app

from rione.core.logs import Plain
from rione.core.scope.jobs import platform_wide

from .acting import Actor, acting
from .operations import seal_and_publish
from .verification import verify_completely

QUEUE = "audit"
log = logging.getLogger(__name__)


class TrailBroken(Exception):
    """The complete check of the trail found a link that does not hold."""


# One at a time in the queue: a worker that was busy catches up with one run, not with many.
@app.periodic(cron="* * * * * *", periodic_id="audit seals")
@app.task(queue=QUEUE, queueing_lock="audit seals", pass_context=False)
@platform_wide
def seal_entries(timestamp: int) -> None:
    """Every second: chain what was recorded and bring the seal outside."""
    with acting(Actor(kind="job", key="audit.seal_entries")):
        seal_and_publish()


@app.periodic(cron="20 2 * * *", periodic_id="audit chain")
@app.task(queue=QUEUE, queueing_lock="audit chain", pass_context=False)
@platform_wide
def verify_all_entries(timestamp: int) -> None:
    """Every night: does the whole chain hold? A job that fails when it does not."""
    outcome = verify_completely()
    if outcome.broken:
        log.critical("The audit trail is broken: %s", Plain(outcome.broken))
        raise TrailBroken(outcome.broken)


@app.periodic(cron="40 * * * *", periodic_id="audit jobs")
@app.task(queue=QUEUE, pass_context=False)
@platform_wide
async def forget_finished_seal_jobs(timestamp: int) -> None:
    """Every hour: a job a second leaves many finished ones; keep an hour of them."""
    await app.job_manager.delete_old_jobs(nb_hours=1, queue=QUEUE)
