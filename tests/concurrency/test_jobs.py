"""A worker that fails, dies and is started again: jobs end well, and nothing of theirs is told."""

import asyncio
import io
import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.db import connection
from procrastinate.contrib.django import app
from pytest_django import DjangoDbBlocker

from rione.core.audit.acting import current
from rione.core.jobs import worker
from rione.core.jobs.models import JobFailure
from rione.core.jobs.tests.factories import a_job, a_worker, state_of
from rione.core.ledger.tests.scratch import scratch_database
from rione.core.logs.formatters import JsonLine

PATIENCE = 30.0
MARK = "zanzibar"


@pytest.fixture(autouse=True)
def scratch(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with django_db_blocker.unblock(), scratch_database("jobs"):
        yield


@pytest.fixture
def tasks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app, "tasks", dict(app.tasks))
    monkeypatch.setattr(app.periodic_registry, "periodic_tasks", {})
    monkeypatch.setitem(connection.settings_dict, "CONN_MAX_AGE", 0)


@contextmanager
def working() -> Iterator[None]:
    """The worker's own loop, in a thread."""
    loop = asyncio.new_event_loop()
    connector = app.connector.get_worker_connector()  # type: ignore[attr-defined]
    with app.replace_connector(connector) as running_app:
        work = loop.create_task(worker._work(running_app))

        def run() -> None:
            loop.run_until_complete(asyncio.gather(work, return_exceptions=True))
            loop.run_until_complete(loop.shutdown_default_executor())

        thread = threading.Thread(target=run)
        thread.start()
        try:
            yield
        finally:
            loop.call_soon_threadsafe(work.cancel)
            thread.join(PATIENCE)
            assert not thread.is_alive()
    loop.close()


def wait_until(condition: Callable[[], object]) -> bool:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.05)
    return False


@contextmanager
def written() -> Iterator[io.StringIO]:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLine())
    root, queue = logging.getLogger(), logging.getLogger("procrastinate")
    levels = (root.level, queue.level)
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    queue.setLevel(logging.DEBUG)
    try:
        yield stream
    finally:
        root.removeHandler(handler)
        root.setLevel(levels[0])
        queue.setLevel(levels[1])


def test_worker__a_job_that_fails__is_noted_and_its_arguments_are_nowhere(tasks: None) -> None:
    acted: list[str] = []

    def fail(*, to: str, scope: dict[str, str]) -> None:
        acted.append(f"{current().actor.key} {current().actor.municipality}")
        raise ValueError(f"{to} does not answer")

    app.task(queue="upkeep", name="rione.test_fail", pass_context=False)(fail)
    job = a_job("todo", task="rione.test_fail", municipality="015146", attempts=0)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_jobs SET args = jsonb_set(args, '{to}', %s) WHERE id = %s",
            [f'"{MARK}"', job],
        )
    with written() as log, working():
        assert wait_until(lambda: state_of(job) == "failed")
    failure = JobFailure.objects.get(job=job)
    assert (failure.error, failure.task, failure.attempt) == ("ValueError", "rione.test_fail", 1)
    assert acted == ["rione.test_fail 015146"]
    assert MARK not in log.getvalue()
    assert '"request_id": "job-' in log.getvalue()
    assert "job_error" in log.getvalue()


def test_worker__started_after_another_was_killed__does_what_that_one_had_in_hand(
    tasks: None,
) -> None:
    done: list[int] = []
    app.task(queue="upkeep", name="rione.test_do", pass_context=False)(
        lambda to, scope: done.append(1)
    )
    job = a_job("doing", task="rione.test_do", attempts=0, worker=a_worker(silent_for=120))
    with working():
        assert wait_until(lambda: state_of(job) == "succeeded")
    assert done == [1]


def look_for_stalled(times: int = 1) -> int:
    """Look for stalled jobs, in so many threads at once, each with connections of its own; how
    many jobs were begun again."""
    begun: list[int] = []

    def look() -> None:
        own = app.with_connector(app.connector.get_worker_connector())  # type: ignore[attr-defined]

        async def run() -> int:
            async with own.open_async():
                return await worker.requeue_stalled(own)

        begun.append(asyncio.run(run()))

    threads = [threading.Thread(target=look) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    assert len(begun) == times
    return sum(begun)


def test_stalled__looked_for_by_two_at_once__is_begun_again_once(tasks: None) -> None:
    jobs = [a_job("doing", attempts=0) for _ in range(20)]
    assert look_for_stalled(2) >= 20
    assert [state_of(job) for job in jobs] == ["todo"] * 20
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(attempts) FROM procrastinate_jobs WHERE id = ANY (%s)", [jobs])
        assert cursor.fetchone() == (1,)


def test_stalled__an_equal_one_waits_already__is_ended_instead() -> None:
    stalled = a_job("doing", lock="letters", attempts=0)
    waiting = a_job("todo", lock="letters")
    look_for_stalled()
    assert (state_of(stalled), state_of(waiting)) == ("aborted", "todo")
