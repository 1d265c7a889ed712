"""A small programme of Milan's, and somebody of its office."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from rione.core.audit.acting import Actor as AuditActor
from rione.core.audit.acting import acting
from rione.core.identity.rules.actors import Actor
from rione.programme.operations import load_folder

from ...factories import small
from .factories import officer as an_officer


@pytest.fixture(autouse=True)
def somebody_acts() -> Iterator[None]:
    with acting(AuditActor("job", "tests")):
        yield


@pytest.fixture
def loaded(db: None, tmp_path: Path) -> Path:
    """The small programme, loaded; its folder."""
    folder = small().write(tmp_path / "programme")
    load_folder(folder=folder)
    return folder


@pytest.fixture
def officer(db: None) -> Actor:
    return an_officer()
