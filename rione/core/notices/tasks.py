"""Jobs of notices. All may run at any time, twice, or side by side."""

from procrastinate.contrib.django import app

from rione.core.jobs.deferring import defer_here
from rione.core.scope.jobs import platform_wide

from .operations.delivering import deliver
from .operations.forgetting import forget
from .operations.planning import plan_mails, put_digests, spread_announcements
from .operations.telling import DELIVER, QUEUE


# Every minute for what is to be tried again; at once, deferred by whoever tells something.
@app.periodic(cron="* * * * *", periodic_id="mails", queueing_lock="periodic mails")
@app.task(queue=QUEUE, name=DELIVER, pass_context=False)
@platform_wide
def deliver_mails(timestamp: int = 0) -> None:
    """Decide what is mailed, and send what is due."""
    plan_mails()
    spread_announcements()
    if deliver().more:
        defer_here(DELIVER, queue=QUEUE)


# Schedules are in UTC; which edition is due is decided where the platform lives. A worker that was
# away at seven makes up for it in the next quarter of an hour.
@app.periodic(cron="*/15 * * * *", periodic_id="mail digests")
@app.task(queue=QUEUE, queueing_lock="mail digests", pass_context=False)
@platform_wide
def send_digests(timestamp: int) -> None:
    """From seven in the morning: one mail to each account with all that waits."""
    plan_mails()
    if put_digests():
        defer_here(DELIVER, queue=QUEUE)


@app.periodic(cron="30 3 * * *", periodic_id="old notices")
@app.task(queue="upkeep", pass_context=False)
@platform_wide
def forget_old_notices(timestamp: int) -> None:
    """Every night: what is no longer kept."""
    forget()


@app.periodic(cron="50 * * * *", periodic_id="mail jobs")
@app.task(queue=QUEUE, pass_context=False)
@platform_wide
async def forget_finished_mail_jobs(timestamp: int) -> None:
    """Every hour: a job a minute leaves many finished ones; keep a day of them."""
    await app.job_manager.delete_old_jobs(nb_hours=24, queue=QUEUE)
