"""What requests and jobs may do to what is loaded, and to the ledger; tests/row_classes.csv says
it of every table."""

from datetime import date

import pytest
from django.apps import apps
from django.db import ProgrammingError, connection, transaction

from rione.core.ledger import operations as ledger
from rione.core.ledger.rules.entries import Leg, Nature, Reference
from rione.core.scope import NOWHERE, WEB, WORKER, Extent, scope

pytestmark = pytest.mark.django_db

READ_ONLY = ("programme", "territory")
WRITES = ("INSERT", "UPDATE", "DELETE", "TRUNCATE")


def may(role: str, table: str, right: str) -> bool:
    """Whether a role has a right on a table or on any of its columns."""
    query = "SELECT has_table_privilege(%s, %s, %s)"
    if right in ("INSERT", "UPDATE"):
        query = "SELECT has_any_column_privilege(%s, %s, %s)"
    with connection.cursor() as cursor:
        cursor.execute(query, [role, table, right])
        return bool(cursor.fetchone()[0])


def tables(context: str) -> list[str]:
    """The tables that are loaded; those whose rows belong to somebody have row policies."""
    models = apps.get_app_config(context).get_models(include_auto_created=True)
    names = [model._meta.db_table for model in models]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE NOT relrowsecurity AND relname = ANY (%s)", [names]
        )
        return sorted(row[0] for row in cursor.fetchall())


@pytest.mark.parametrize("role", [WEB, WORKER])
@pytest.mark.parametrize("context", READ_ONLY)
def test_rights__on_what_is_loaded__are_to_read_every_table_and_write_none(
    context: str, role: str
) -> None:
    assert tables(context)
    for table in tables(context):
        assert may(role, table, "SELECT"), table
        assert not [right for right in WRITES if may(role, table, right)], table


@pytest.mark.parametrize("role", [WEB, WORKER])
def test_ledger__as_a_request_or_a_job__does_all_that_it_offers(role: str) -> None:
    with scope(Extent("015146"), role=role):
        ledger.open_unit(code="EUR", scale=2, title="Euro")
        for code in ("bank", "fund"):
            ledger.open_account(
                code=code,
                title=code,
                owner=Reference("body", "city"),
                unit="EUR",
                nature=Nature.ASSET if code == "bank" else Nature.LIABILITY,
            )
        ledger.set_floor(account="bank", floor=0)
        legs = [Leg("bank", 500), Leg("fund", -500)]
        ledger.post(key="first", at=date(2024, 5, 2), legs=legs)
        ledger.reverse(key="undone", of="first", at=date(2024, 5, 3), memo="")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger_leg SET amount = 1",
        "DELETE FROM ledger_transaction",
        "UPDATE ledger_account SET balance = 1",
        "DELETE FROM ledger_account",
        "UPDATE programme_statement SET quote = ''",
        "INSERT INTO thread_link (owner) VALUES ('me')",
    ],
)
def test_request__writes_past_its_rights__is_refused_before_any_trigger(statement: str) -> None:
    with (
        scope(NOWHERE),
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
