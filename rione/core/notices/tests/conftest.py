"""Kinds and topics of invented contexts, known only while a test runs."""

from collections.abc import Iterator

import pytest

from rione.core.audit.acting import Actor, acting

from .factories import invented_kinds


@pytest.fixture(autouse=True)
def _somebody_acts() -> Iterator[None]:
    with acting(Actor("job", "tests")):
        yield


@pytest.fixture(autouse=True)
def _kinds(settings) -> Iterator[None]:
    settings.RIONE_BASE_URL = "https://rione.example.org"
    with invented_kinds():
        yield
