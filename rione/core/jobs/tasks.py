"""The queue's own jobs; each context keeps its jobs in its own `tasks.py`."""

from procrastinate.contrib.django import app

from .operations import record_selfcheck


@app.periodic(cron="*/10 * * * *", periodic_id="selfcheck")
@app.task(queue="upkeep", pass_context=False)
def check_all_sums(timestamp: int) -> None:
    """Every ten minutes: do all records still agree with each other?"""
    record_selfcheck()
