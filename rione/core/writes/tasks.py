"""Forgetting keys that nobody repeats any more."""

from datetime import timedelta

from procrastinate.contrib.django import app

from rione.core import clock
from rione.core.scope.jobs import platform_wide

from .models import Request

KEPT = timedelta(days=90)


@app.periodic(cron="50 3 * * *", periodic_id="old requests")
@app.task(queue="upkeep", pass_context=False)
@platform_wide
def forget_old_requests(timestamp: int) -> None:
    """Every night: a form that was open for three months is no repetition."""
    Request.objects.filter(made_at__lt=clock.now() - KEPT).delete()
