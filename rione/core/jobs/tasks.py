"""The queue's own jobs; each context keeps its jobs in its own `tasks.py`."""

from procrastinate.contrib.django import app

from rione.core.scope.jobs import platform_wide

from .operations import forget_old_failures, record_selfcheck
from .stalled import requeue_stalled

QUEUE = "upkeep"
DONE_KEPT_HOURS = 72
"""How long a job that succeeded can still be seen."""
OTHERS_KEPT_HOURS = 90 * 24
"""And one that failed, was given up or was overtaken by an equal one."""


@app.periodic(cron="*/10 * * * *", periodic_id="selfcheck")
@app.task(queue=QUEUE, pass_context=False)
@platform_wide
def check_all_sums(timestamp: int) -> None:
    """Every ten minutes: do all records still agree with each other?"""
    record_selfcheck()


@app.periodic(cron="* * * * *", periodic_id="stalled jobs")
@app.task(queue=QUEUE, queueing_lock="stalled jobs", pass_context=False)
@platform_wide
async def begin_stalled_jobs_again(timestamp: int) -> None:
    """Every minute: what a dead worker had in hand is given to a living one."""
    await requeue_stalled(app)


@app.periodic(cron="30 3 * * *", periodic_id="old jobs")
@app.task(queue=QUEUE, queueing_lock="old jobs", pass_context=False)
@platform_wide
async def forget_old_jobs(timestamp: int) -> None:
    """Every night: finished jobs of all queues, the successful ones sooner."""
    await app.job_manager.delete_old_jobs(nb_hours=DONE_KEPT_HOURS)
    await app.job_manager.delete_old_jobs(
        nb_hours=OTHERS_KEPT_HOURS,
        include_failed=True,
        include_cancelled=True,
        include_aborted=True,
    )


@app.periodic(cron="35 3 * * *", periodic_id="old failures")
@app.task(queue=QUEUE, pass_context=False)
@platform_wide
def forget_failures(timestamp: int) -> None:
    """Every night: failures of three months ago."""
    forget_old_failures()
