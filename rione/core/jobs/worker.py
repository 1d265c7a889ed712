"""Running the jobs: one at a time, and those that may not wait in a lane of their own."""

import asyncio

from procrastinate import App
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.signals import on_stop

# Sealing the audit trail every second is not delayed by a job that takes minutes.
PROMPT_QUEUES = ["audit"]


def run_until_stopped() -> None:
    """Run jobs until SIGINT or SIGTERM, or until the database is gone; jobs in hand finish."""
    connector = app.connector
    assert isinstance(connector, DjangoConnector)  # noqa: S101 — the app's own default
    with app.replace_connector(connector.get_worker_connector()) as running_app:
        asyncio.run(_work(running_app))


async def _work(running_app: App) -> None:
    async with running_app.open_async():
        lanes = [
            asyncio.create_task(running_app.run_worker_async(install_signal_handlers=False)),
            asyncio.create_task(
                running_app.run_worker_async(queues=PROMPT_QUEUES, install_signal_handlers=False)
            ),
        ]

        def stop() -> None:
            # A lane that is cancelled finishes the job that it has in hand.
            for lane in lanes:
                lane.cancel()

        with on_stop(stop):
            try:
                # One ends by itself when the database is gone: the process is then started anew.
                await asyncio.wait(lanes, return_when=asyncio.FIRST_COMPLETED)
            finally:
                stop()
                ended = await asyncio.gather(*lanes, return_exceptions=True)
    for outcome in ended:
        if isinstance(outcome, BaseException) and not isinstance(outcome, asyncio.CancelledError):
            raise outcome
