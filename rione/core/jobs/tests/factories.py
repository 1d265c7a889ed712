"""Jobs in any state, without a worker."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from asgiref.sync import async_to_sync
from django.db import connection

from rione.core import clock
from rione.core.jobs.models import JobFailure

R = TypeVar("R")


def done_now(function: Callable[..., Awaitable[R]], *arguments: object) -> R:
    """Run what is asynchronous here and now, on this thread's connection; also where a browser
    journey before has left an event loop running."""
    left = asyncio._get_running_loop()
    asyncio._set_running_loop(None)
    try:
        return async_to_sync(function)(*arguments)
    finally:
        asyncio._set_running_loop(left)


def a_job(
    state: str = "failed",
    *,
    task: str = "rione.core.letters.write",
    queue: str = "upkeep",
    municipality: str | None = None,
    lock: str | None = None,
    attempts: int = 1,
    worker: int | None = None,
) -> int:
    """A job's number; it carries the scope of a municipality if one is given."""
    scope = f'{{"municipality": "{municipality}", "organisation": ""}}' if municipality else "null"
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_jobs"
            " (queue_name, task_name, args, queueing_lock, attempts, worker_id) VALUES"
            " (%s, %s, jsonb_build_object('to', 'Anna Bianchi', 'scope', %s::jsonb), %s, %s, %s)"
            " RETURNING id",
            [queue, task, scope, lock, attempts, worker],
        )
        (number,) = cursor.fetchone()
        # As a worker would: each step writes its event.
        for step in {"todo": (), "doing": ("doing",)}.get(state, ("doing", state)):
            cursor.execute(
                "UPDATE procrastinate_jobs SET status = %s WHERE id = %s", [step, number]
            )
    if state == "failed":
        a_failure(number, task=task)
    return int(number)


def a_failure(job: int, *, task: str = "rione.core.letters.write", attempt: int = 1) -> JobFailure:
    return JobFailure.objects.create(
        job=job,
        task=task,
        attempt=attempt,
        at=clock.now(),
        error="ValueError",
        place="core/letters.py:7 write",
    )


def a_worker(silent_for: int = 0) -> int:
    """A worker that was last heard of so many seconds ago."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat)"
            " VALUES (now() - make_interval(secs => %s)) RETURNING id",
            [silent_for],
        )
        return int(cursor.fetchone()[0])


def state_of(job: int) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT status::text FROM procrastinate_jobs WHERE id = %s", [job])
        row = cursor.fetchone()
    return row[0] if row else "gone"
