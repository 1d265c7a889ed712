"""The worker with real jobs in real threads: what may not wait does not wait."""

import asyncio
import threading
from collections.abc import Iterator

import pytest
from django.db import connection
from procrastinate.contrib.django import app
from pytest_django import DjangoDbBlocker

from rione.core.jobs import worker
from rione.core.ledger.tests.scratch import scratch_database

PATIENCE = 30.0


@pytest.fixture(autouse=True)
def scratch(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with django_db_blocker.unblock(), scratch_database("worker"):
        yield


@pytest.fixture
def running(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The worker's own loop, in a thread; its jobs keep no connection."""
    monkeypatch.setitem(connection.settings_dict, "CONN_MAX_AGE", 0)
    loop = asyncio.new_event_loop()
    connector = app.connector.get_worker_connector()  # type: ignore[attr-defined]
    with app.replace_connector(connector) as running_app:
        work = loop.create_task(worker._work(running_app))

        def run() -> None:
            loop.run_until_complete(asyncio.gather(work, return_exceptions=True))
            loop.run_until_complete(loop.shutdown_default_executor())

        thread = threading.Thread(target=run)
        thread.start()
        yield
        loop.call_soon_threadsafe(work.cancel)
        thread.join(PATIENCE)
        assert not thread.is_alive()
    loop.close()


def test_worker__busy_with_a_long_job__runs_the_prompt_ones_at_once(
    monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    begun, done, release, ended = (threading.Event() for _ in range(4))

    def long() -> None:
        begun.set()
        release.wait(PATIENCE)
        ended.set()

    monkeypatch.setattr(app, "tasks", dict(app.tasks))
    slow = app.task(queue="upkeep", name="test long", pass_context=False)(long)
    prompt = app.task(queue="audit", name="test prompt", pass_context=False)(lambda: done.set())
    slow.defer()
    slow.defer()
    request.getfixturevalue("running")
    try:
        assert begun.wait(PATIENCE)
        # In a thread of its own: a browser journey before this test may have left an event loop
        # in this one, and the worker's connector is asynchronous.
        deferring = threading.Thread(target=prompt.defer)
        deferring.start()
        deferring.join(PATIENCE)
        assert done.wait(PATIENCE)
        assert not ended.is_set()
    finally:
        release.set()
    assert ended.wait(PATIENCE)
