"""Forgetting files that were tried and not imported."""

from procrastinate.contrib.django import app

from rione.core import clock
from rione.core.scope.jobs import platform_wide

from .imports.queries import KEPT
from .models import StagedImport


@app.periodic(cron="20 * * * *", periodic_id="files tried")
@app.task(queue="upkeep", queueing_lock="files tried", pass_context=False)
@platform_wide
def forget_tried_files(timestamp: int) -> None:
    """Every hour: files that were sent a day ago."""
    StagedImport.objects.filter(made_at__lt=clock.now() - KEPT).delete()
