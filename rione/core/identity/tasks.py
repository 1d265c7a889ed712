"""Identity's jobs."""

from procrastinate.contrib.django import app

from rione.core.scope.jobs import platform_wide

from .attempts import forget_old_failures
from .operations import forget_expired_sessions


@app.periodic(cron="10 3 * * *", periodic_id="identity failures")
@app.task(queue="upkeep", pass_context=False)
@platform_wide
def forget_failures_that_no_longer_count(timestamp: int) -> None:
    """Every night: failed log-ins that cost nobody a wait any more are forgotten."""
    forget_old_failures()


@app.periodic(cron="15 3 * * *", periodic_id="identity sessions")
@app.task(queue="upkeep", pass_context=False)
@platform_wide
def forget_sessions_that_have_expired(timestamp: int) -> None:
    """Every night: sessions that nobody ended and that open nothing any more are deleted."""
    forget_expired_sessions()
