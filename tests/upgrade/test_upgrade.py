"""A database of an earlier version migrates to the present and loses nothing."""

import gzip
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.core.management import call_command
from django.db import connection, connections
from psycopg import sql
from pytest_django import DjangoDbBlocker

from rione.core import selfcheck
from rione.core.audit.verification import verify
from rione.core.backup.measures import Measures, measure_as_owner

pytestmark = pytest.mark.slow
HERE = Path(__file__).parent
DUMP = HERE / "before-the-office.sql.gz"
SEALS = HERE / "before-the-office.seals"
COPY = re.compile(r"^COPY \S+ \(.*\) FROM stdin;$", re.MULTILINE)
ADDED_TO = {"auth_permission", "django_content_type", "django_migrations"}
"""What migrating itself adds rows to."""


def load(database: psycopg.Connection, text: str) -> None:
    """Run a plain dump; the rows of COPY go their own way."""
    # Whoever owns the database of the tests takes the owner's place; and the functions of that
    # version do not find each other on an empty search_path.
    text = text.replace("FOR ROLE rione_owner ", "")
    text = text.replace("SELECT pg_catalog.set_config('search_path', '', false);", "")
    place = 0
    for block in COPY.finditer(text):
        database.execute(text[place : block.start()].encode())
        place = text.index("\\.\n", block.end())
        with database.cursor().copy(block.group().encode()) as rows:
            rows.write(text[block.end() + 1 : place])
        place += 3
    database.execute(text[place:].encode())


def parameters(name: str) -> dict[str, object]:
    known = connection.get_connection_params() | {"dbname": name}
    return {
        key: known[key] for key in ("dbname", "host", "port", "user", "password") if key in known
    }


@pytest.fixture
def earlier(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path: Path, settings
) -> Iterator[dict[str, object]]:
    """Django's connection is to a database that holds the dump; its parameters for psycopg."""
    settings.RIONE_SEALS_DIR = str(tmp_path / "seals")
    shutil.copytree(SEALS, tmp_path / "seals")
    name, kept = f"upgrade_{os.getpid()}", connection.settings_dict["NAME"]
    with (
        django_db_blocker.unblock(),
        psycopg.connect(**parameters("postgres"), autocommit=True) as admin,
    ):
        connections.close_all()
        admin.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name)))
        admin.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        connection.settings_dict["NAME"] = name
        try:
            with psycopg.connect(**parameters(name)) as database:
                load(database, gzip.decompress(DUMP.read_bytes()).decode())
            yield parameters(name)
        finally:
            connections.close_all()
            connection.settings_dict["NAME"] = kept
            admin.execute(sql.SQL("DROP DATABASE {}").format(sql.Identifier(name)))


def measured(where: dict[str, object]) -> Measures:
    with psycopg.connect(**where, autocommit=True) as database:
        return measure_as_owner(database)


def test_upgrade__from_before_the_office__keeps_every_row_sum_and_seal(
    earlier: dict[str, object],
) -> None:
    before = measured(earlier)
    # What is known to stand in the dump, so that an empty one does not pass.
    assert before.rows["programme_statement"] == 397
    assert before.rows["identity_user"] == 10
    assert before.rows["ledger_transaction"] == 41
    assert before.ledger["EUR"].debited == 2_000_210 + 140_000 + 100_003
    assert before.ledger["MIN"].debited == 1_800
    assert before.seal == 2
    assert "programme_operation" not in before.rows

    call_command("migrate", interactive=False, verbosity=0)

    after = measured(earlier)
    assert after.ledger == before.ledger
    assert (after.seal, after.seal_hash) == (before.seal, before.seal_hash)
    assert {table: after.rows[table] for table in before.rows if table not in ADDED_TO} == {
        table: rows for table, rows in before.rows.items() if table not in ADDED_TO
    }
    assert len(after.rows) > len(before.rows)
    assert verify().broken is None
    failed = [finding for finding in selfcheck.run() if not finding.ok]
    assert not failed
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_dump__committed__is_small_and_names_no_superuser_s_work() -> None:
    assert DUMP.stat().st_size < 300_000
    text = gzip.decompress(DUMP.read_bytes()).decode()
    assert not re.search(r"^(COMMENT ON EXTENSION|ALTER .* OWNER TO|CREATE ROLE|\\)\b", text, re.M)
