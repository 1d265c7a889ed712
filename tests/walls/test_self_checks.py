"""Self-checks see the rows of every municipality, whoever starts them."""

import pytest
from django.db import connection

from rione.core import selfcheck
from rione.core.audit.acting import Actor, acting
from rione.core.identity.tests.factories import ALTO, BASSO
from rione.core.jobs import operations
from rione.core.selfcheck import Finding
from rione.programme.tests.office.factories import an_operation

pytestmark = pytest.mark.django_db


def test_selfcheck__as_a_job_of_the_platform__reads_all_municipalities_and_breaks_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for municipality in (ALTO, BASSO):
        with acting(Actor("job", "tests")):
            an_operation(municipality, code="MI1.1.1.A-01")

    def counted() -> list[Finding]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*), min(current_user::text) FROM programme_operation")
            return [Finding("counted", ok=True, detail=str(cursor.fetchone()))]

    def broken() -> list[Finding]:
        with connection.cursor() as cursor:
            cursor.execute("UPDATE programme_operation SET title = 'x'; SELECT nothing")
        return []

    monkeypatch.setattr(selfcheck, "_checks", {"broken": broken, "counted": counted})
    run = operations.record_selfcheck()
    assert run.findings[1]["detail"] == "(2, 'rione_worker')"
    assert not run.findings[0]["ok"]
