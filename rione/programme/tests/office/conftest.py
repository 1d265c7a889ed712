"""Somebody acts in every test of the office; requests say so themselves."""

from collections.abc import Iterator

import pytest

from rione.core.audit.acting import Actor, acting


@pytest.fixture(autouse=True)
def _somebody_acts() -> Iterator[None]:
    with acting(Actor("job", "tests")):
        yield
