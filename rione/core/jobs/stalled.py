"""Jobs whose worker has died: begun again, up to a number of times.

A worker that was killed leaves its job in hand. It is told by the heartbeat, so that a long job of
a living worker is left alone; a worker that was only suspended may go on with a job that is done
again meanwhile. Jobs are therefore written to be safe when they run twice.
"""

import logging

from procrastinate import App, exceptions
from procrastinate.jobs import Job, Status

from rione.core.logs.describing import place_of, type_of

log = logging.getLogger(__name__)

SILENT_FOR = 60.0
"""Seconds without a heartbeat after which a worker counts as dead."""
MOST_TRIES = 5
"""A job that has cost so many workers their lives is not given to another one."""
LOST = "WorkerLost"
"""The class that a failure has when the worker died: nothing was raised."""

_NOTE = """
INSERT INTO jobs_jobfailure (job, task, attempt, at, error, place)
VALUES (%(job)s, %(task)s, %(attempt)s, clock_timestamp(), %(error)s, %(place)s)
"""


async def requeue_stalled(app: App) -> int:
    """Begin again every job whose worker is dead; how many. Two at once are harmless."""
    begun = 0
    for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=SILENT_FOR):
        try:
            begun += await _begin_again(app, job)
        except exceptions.ConnectorException:
            # Another worker has done it, or the job has ended after all.
            log.info("a stalled job is no longer there: %s", job.id)
    return begun


async def _begin_again(app: App, job: Job) -> bool:
    if job.attempts + 1 >= MOST_TRIES:
        await app.job_manager.finish_job(job, Status.FAILED, delete_job=False)
        await note(app, job, LOST, "")
        return False
    try:
        await app.job_manager.retry_job(job)
    except exceptions.UniqueViolation:
        # An equal one waits already.
        await app.job_manager.finish_job(job, Status.ABORTED, delete_job=False)
        return False
    await note(app, job, LOST, "")
    log.warning("the worker of a job has died, it is begun again: %s", job.task_name)
    return True


async def note_failure(app: App, job: Job, error: BaseException) -> None:
    """Keep the class and the place of what a job has raised."""
    try:
        await note(app, job, type_of(error)[:200], place_of(error)[:300])
    except exceptions.ConnectorException:
        # The job's own outcome goes the same way and says what is the matter.
        log.exception("a failure could not be noted")


async def note(app: App, job: Job, error: str, place: str) -> None:
    """Store one failure."""
    await app.connector.execute_query_async(
        _NOTE,
        job=job.id,
        task=job.task_name,
        attempt=job.attempts + 1,
        error=error,
        place=place,
    )
