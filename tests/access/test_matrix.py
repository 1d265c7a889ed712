"""Each address lets in whom the committed matrix says, and nobody else."""

import os
from collections.abc import Iterator

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from rione.config.demo import put_content
from rione.core.audit.acting import Actor, acting
from rione.core.identity.demo import put_people
from rione.core.identity.rules.roles import Role
from rione.programme.operations import load_folder
from rione.programme.tests.factories import MILANO

from .matrix import addresses, matrix, stored, write

Rows = list[dict[str, str]]
pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def rows(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Rows]:
    """The matrix as it is, over HTTP, on the demo's content."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_folder(folder=MILANO)
        with acting(Actor("job", "tests")):
            put_people()
        put_content()
        found = matrix()
        if os.environ.get("RIONE_WRITE_MATRIX"):
            write(found)
        yield found
        transaction.set_rollback(True)


def test_matrix__of_every_address__is_the_one_that_was_reviewed(rows: Rows) -> None:
    assert len(addresses()) > 60
    known = {row["address"]: row for row in stored()}
    assert {row["address"] for row in rows} == set(known)
    wrong = [
        f"{row['address']} for {who}: {status}, not {known[row['address']].get(who)}"
        for row in rows
        for who, status in row.items()
        if known[row["address"]].get(who) != status
    ]
    assert not wrong, "\n".join(wrong)


def test_matrix__for_anybody__has_no_fault(rows: Rows) -> None:
    faults = [row["address"] for row in rows if any(v.startswith("5") for v in row.values())]
    assert not faults


def test_office__for_who_has_none__is_closed(rows: Rows) -> None:
    office = [row for row in rows if row["address"].startswith("office:")]
    assert len(office) > 40
    for row in office:
        assert row["anonymous"] == "302 to log in", row
        assert row[Role.RESIDENT.value] == "403", row
        assert row[Role.SOCIAL_WORKER.value] == "403", row


def test_operation__of_another_municipality__does_not_exist(rows: Rows) -> None:
    of_one = [row for row in rows if row["address"].startswith("office:operation_")]
    of_one += [row for row in rows if row["address"] == "office:operation"]
    assert len(of_one) > 5
    for row in of_one:
        assert row["programme_officer"] == "200", row
        for who in ("programme_officer elsewhere", "beneficiary elsewhere"):
            assert row[who] in ("403", "404"), row
