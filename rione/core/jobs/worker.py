"""Running the jobs: one at a time, and those that may not wait in a lane of their own."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from procrastinate import App
from procrastinate.app import WorkerOptions
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.job_context import JobContext
from procrastinate.signals import on_stop
from procrastinate.worker import Worker

from rione.core.audit.acting import Actor, acting
from rione.core.logs.context import about_job

from .stalled import note_failure, requeue_stalled


@dataclass(frozen=True, slots=True)
class Lane:
    """Jobs that are done one after the other; `queues` are those it serves, None stands for all."""

    name: str
    queues: tuple[str, ...] | None

    def serves(self, queue: str) -> bool:
        """Whether jobs of a queue may be done in this lane."""
        return self.queues is None or queue in self.queues


NO_REFERENCE = re.compile(r"^[^A-Za-z0-9]|[^A-Za-z0-9_.:/+-]")
"""What no name of an actor holds; names of tasks are Python's, unless somebody chose another."""
LANES = (
    Lane("general", None),
    # Sealing the audit trail every second is not delayed by a job that takes minutes.
    Lane("prompt", ("audit",)),
)


def run_until_stopped() -> None:
    """Run jobs until SIGINT or SIGTERM, or until the database is gone; jobs in hand finish."""
    connector = app.connector
    assert isinstance(connector, DjangoConnector)  # noqa: S101 — the app's own default
    with app.replace_connector(connector.get_worker_connector()) as running_app:
        asyncio.run(_work(running_app))


async def _work(running_app: App) -> None:
    async with running_app.open_async():
        # What a worker that was killed had in hand; the job of every minute finds what this one
        # comes too early for.
        await requeue_stalled(running_app)
        lanes = [
            asyncio.create_task(running_app.run_worker_async(**options_of(lane))) for lane in LANES
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


def options_of(lane: Lane) -> WorkerOptions:
    """How a lane is run: without `queues` it serves all."""
    options = WorkerOptions(
        name=lane.name, install_signal_handlers=False, worker_middleware=[watched]
    )
    if lane.queues is not None:
        options["queues"] = list(lane.queues)
    return options


async def watched(
    call_next: Callable[[], Awaitable[Any]], context: JobContext, worker: Worker
) -> Any:
    """Around every job: its log lines name it, it acts in its own name, its failure is kept."""
    job = context.job
    with about_job(job.task_name, job.id or 0), acting(actor_of(job.task_name, job.task_kwargs)):
        try:
            return await call_next()
        except Exception as error:
            await note_failure(worker.app, job, error)
            raise


def actor_of(task: str, arguments: dict[str, Any]) -> Actor:
    """Who does what a job does: the job, for the municipality and organisation that it carries."""
    scope = arguments.get("scope")
    carried = scope if isinstance(scope, dict) else {}
    return Actor(
        "job",
        NO_REFERENCE.sub("_", task)[:100],
        organisation=str(carried.get("organisation", "")),
        municipality=str(carried.get("municipality", "")),
    )
