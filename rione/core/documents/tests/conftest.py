"""Documents are about invented things, in a folder of the test's own, and somebody acts."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection
from pytest_django import Settings

from rione.core.audit.acting import Actor, acting
from rione.core.documents import access
from rione.core.documents.adapters.eicar import EicarScanner
from rione.core.documents.ports import Wired

from .factories import THING


@pytest.fixture(autouse=True)
def _somebody_acts() -> Iterator[None]:
    with acting(Actor("job", "tests")):
        yield


@pytest.fixture(autouse=True)
def things(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(access, "_subjects", {THING.name: THING})


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Settings) -> Path:
    settings.RIONE_DOCUMENTS_DIR = str(tmp_path / "documents")
    return tmp_path / "documents"


@pytest.fixture(autouse=True)
def _wired(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Wired, "scanner", EicarScanner())
    monkeypatch.setattr(Wired, "register", None)


@pytest.fixture
def empty_queue(db: None) -> None:
    """Jobs that tests with commits of their own have left behind are gone for this one."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")
