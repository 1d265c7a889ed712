"""An audit trail to try things on."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

from rione.core.audit.acting import Actor, acting
from rione.core.audit.operations import record, record_read, seal
from rione.core.audit.rules import Subject

WORKER = Actor("account", "a-17", "social_worker", "org-3", "015146")


def person(key: object) -> Subject:
    return Subject("person", f"p-{key}")


def write_entries(count: int, first: int = 0) -> list[int]:
    """Entries of several kinds; their ids."""
    written = []
    with transaction.atomic(), acting(WORKER, request_id="request-1"):
        for number in range(first, first + count):
            if number % 3:
                written.append(
                    record(
                        verb="bed.assign",
                        subjects=[Subject("bed", str(number)), person(number % 4)],
                        details={"nights": number, "rate": 1.5, "codes": ["a", "b"]},
                    )
                )
            else:
                written.append(
                    record_read(
                        verb="case.list",
                        subjects=[person(key) for key in range(number + 2)],
                        purpose="care.plan",
                        query="district=4&state=open",
                    )
                )
    return written


def sealed_trail(rows: int = 12, batch: int = 4) -> list[int]:
    """Entries under seals of `batch` rows each."""
    written = write_entries(rows)
    seal(batch=batch)
    return written


def run(sql: str, *params: object) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params or None)
        return list(cursor.fetchall()) if cursor.description else []


TABLES = ("audit_entry", "audit_seal", "audit_unsealed")


@contextmanager
def owner_at_large() -> Iterator[None]:
    """What whoever owns the tables can do: no trigger stands, nothing is checked or computed.

    Once in a transaction; its end takes everything back.
    """
    for table in TABLES:
        run(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    for table, name in run(
        "SELECT conrelid::regclass, conname FROM pg_constraint WHERE contype = 'c'"
        " AND conrelid IN ('audit_entry'::regclass, 'audit_seal'::regclass)"
    ):
        run(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    run("ALTER TABLE audit_entry ALTER COLUMN digest DROP EXPRESSION")
    run("ALTER TABLE audit_seal ALTER COLUMN hash DROP EXPRESSION")
    yield


@contextmanager
def undone() -> Iterator[None]:
    """Whatever happens inside is taken back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
