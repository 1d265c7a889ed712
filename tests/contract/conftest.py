"""The facts of the city, loaded once for all tests of a module and rolled back after it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from pytest_django import DjangoDbBlocker

DATA = Path(__file__).resolve().parents[2] / "data" / "milano"


@pytest.fixture(scope="module")
def loaded_once(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """data/milano in a transaction that outlives the single tests."""
    from rione.programme.operations import load_folder

    with django_db_blocker.unblock(), transaction.atomic():
        load_folder(folder=DATA)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def milano(loaded_once: None, db: None) -> None:
    """The facts of the city; what a test writes is gone after it."""


@pytest.fixture
def kept_connection() -> Iterator[None]:
    """Requests through the WSGI application leave the test's transaction open, as those of
    Django's own client do."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)
