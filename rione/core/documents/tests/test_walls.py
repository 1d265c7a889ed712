"""Each constraint and trigger stops the bad write that it is there for, and it alone does."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from pytest_django import DjangoDbBlocker

from rione.core import clock
from rione.core.documents.adapters.own_register import next_number
from rione.core.documents.models import Content, Document, RegisterEntry, Version
from rione.core.documents.rules.kinds import MOST_BYTES
from rione.core.documents.rules.references import Visibility
from rione.core.identity.tests.factories import ALTO, BASSO
from rione.core.ledger.tests.scratch import scratch_database
from rione.core.scope import WEB, WORKER, scope

from .factories import BODY, actor, stored

SHA = "c" * 64
NOW = clock.now()


@dataclass(frozen=True)
class Wall:
    """A wall by name, and the write that must not pass it."""

    name: str
    bad_write: Callable[[], object]
    # Walls that would stop the same write and are taken down first.
    beside: tuple[str, ...] = ()


@pytest.fixture(scope="module")
def scratch(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """A database that is not called test_…, where TRUNCATE is refused as anywhere."""
    with django_db_blocker.unblock(), scratch_database("documents_walls"):
        yield


@pytest.fixture(autouse=True)
def office(scratch: None) -> Iterator[None]:
    """As the owner, in the scope of Alto, with a document of each visibility; taken back."""
    who = actor()
    with transaction.atomic():
        with scope(who):
            for visibility in Visibility:
                stored(who, visibility=visibility)
        run("SELECT set_config('app.municipality', %s, true)", ALTO)
        # What was written waits for nothing that hinders emptying a table or taking a wall down.
        run("SET CONSTRAINTS ALL IMMEDIATE")
        run("SET CONSTRAINTS ALL DEFERRED")
        yield
        transaction.set_rollback(True)


def run(sql: str, *params: object) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params or None)
        return list(cursor.fetchall()) if cursor.description else []


def document(**values: object) -> Document:
    usual = {
        "municipality": ALTO,
        "visibility": "office",
        "about_kind": "thing",
        "about_key": "1",
        "title": "F",
        "kind": "invoice",
    }
    return Document.objects.create(**usual | values)


def nowhere() -> None:
    """In a scope that would be that municipality's."""
    run("SELECT set_config('app.municipality', 'Milano', true)")
    document(municipality="Milano")


def alone() -> None:
    """A document without a version, at the end of its transaction."""
    document()
    run("SET CONSTRAINTS ALL IMMEDIATE")


def version(**values: object) -> Version:
    first = Version.objects.filter(document__visibility="office").get()
    usual = {
        "document_id": first.document_id,
        "number": 2,
        "content_id": SHA,
        "size": 5,
        "media_type": "application/pdf",
        "name": "a.pdf",
    }
    return Version.objects.create(**usual | values)


def late_version() -> None:
    """A version of a withdrawn document."""
    Document.objects.filter(visibility="office").update(withdrawn_at=clock.now(), withdrawn_why="x")
    version()


def content(**values: object) -> Content:
    return Content.objects.create(**{"sha256": SHA, "size": 5, "stored_at": NOW} | values)


def scanned(**values: object) -> None:
    Content.objects.update(**values)


def entry(**values: object) -> RegisterEntry:
    first = Version.objects.filter(document__visibility="office").get()
    usual = {
        "municipality": ALTO,
        "year": 2024,
        "number": 1,
        "direction": "in",
        "document_id": first.document_id,
        "version_id": first.pk,
        "sha256": first.content_id,
        "subject_kind": "thing",
        "subject_key": "1",
    }
    return RegisterEntry.objects.create(**usual | values)


def entry_twice(**values: object) -> None:
    entry(**values)
    entry(**{"number": 2, "year": 2024, "direction": "out"} | values)


def foreign_entry() -> None:
    """Of another municipality than its document's; the register there begins with 1."""
    entry(municipality=BASSO)


def numbered_entry() -> None:
    entry()
    RegisterEntry.objects.update(outside_reference="PG 1", outside_at=NOW)
    RegisterEntry.objects.update(outside_reference="PG 2")


def withdrawn_again() -> None:
    Document.objects.filter(visibility="office").update(withdrawn_at=clock.now(), withdrawn_why="x")
    Document.objects.filter(visibility="office").update(withdrawn_why="y")


def verdict(**values: object) -> None:
    scanned(scan="clean", scanned_at=NOW)
    scanned(**values)


FOLLOWS = "version_follows_the_last"
GAPLESS = "registerentry_follows_the_last"
NAMES = "registerentry_names_its_version"
WALLS = [
    Wall("document_has_a_municipality", nowhere),
    Wall("document_visibility_is_known", lambda: document(visibility="all"),
         beside=("document_is_shared_as_it_says",)),
    Wall("document_is_shared_as_it_says", lambda: document(shared_with=[BODY])),
    Wall("document_is_about_something", lambda: document(about_key="Mario Rossi")),
    Wall("document_kind_is_a_code", lambda: document(kind="Fattura 1")),
    Wall("document_has_a_title", lambda: document(title=" ")),
    Wall("document_withdrawn_with_a_reason", lambda: document(withdrawn_at=NOW)),
    Wall("document_has_a_version", alone),
    Wall("document_keeps_its_terms", lambda: Document.objects.update(title="x")),
    Wall("document_stays_withdrawn", withdrawn_again),
    Wall("document_is_never_removed", lambda: run("DELETE FROM documents_document WHERE false")),
    Wall("version_number_once", lambda: version(number=1), beside=(FOLLOWS,)),
    Wall("version_kind_is_taken", lambda: version(media_type="text/html")),
    Wall("version_name_is_clean", lambda: version(name="a\u202efdp.exe")),
    Wall(FOLLOWS, lambda: version(number=3)),
    Wall("version_of_an_open_document", late_version),
    Wall("version_is_never_changed", lambda: Version.objects.update(note="x")),
    Wall("version_is_never_removed", lambda: run("DELETE FROM documents_version WHERE false")),
    Wall("version_is_never_emptied", lambda: run("TRUNCATE documents_version CASCADE"),
         beside=("registerentry_is_never_emptied",)),
    Wall("version_names_its_content",
         lambda: version(content_id=Content.objects.values_list("pk", flat=True)[0], size=1)),
    Wall("content_digest_is_one", lambda: content(sha256="C" * 64)),
    Wall("content_size_is_sound", lambda: content(size=MOST_BYTES + 1)),
    Wall("content_size_is_sound", lambda: content(size=0)),
    Wall("content_scan_is_whole", lambda: scanned(scan="infected", scanned_at=NOW)),
    Wall("content_scan_is_whole", lambda: scanned(scan="unknown", scanned_at=NOW)),
    Wall("content_begins_unscanned", lambda: content(scan="clean", scanned_at=NOW)),
    Wall("content_is_scanned_once",
         lambda: verdict(scan="infected", finding="x", scanned_at=NOW)),
    Wall("content_is_never_removed", lambda: run("DELETE FROM documents_content WHERE false")),
    Wall("register_number_once", lambda: entry_twice(number=1, year=2024), beside=(GAPLESS,)),
    Wall("register_outside_number_once",
         lambda: entry_twice_outside()),
    Wall("register_version_once_each_way", lambda: entry_twice_one_way()),
    Wall("register_direction_is_known", lambda: entry(direction="up")),
    Wall("register_year_is_one", lambda: entry(year=1999)),
    Wall("register_has_a_subject", lambda: entry(subject_key="")),
    Wall("register_outside_number_is_one",
         lambda: entry(outside_reference="<html>", outside_at=NOW)),
    Wall(GAPLESS, lambda: entry(number=2)),
    Wall(NAMES, lambda: entry(sha256="d" * 64)),
    Wall("registerentry_is_never_changed", numbered_entry),
    Wall("registerentry_is_never_removed",
         lambda: run("DELETE FROM documents_registerentry WHERE false")),
    Wall("registerentry_is_never_emptied", lambda: run("TRUNCATE documents_registerentry")),
]  # fmt: skip


def entry_twice_outside() -> None:
    entry(outside_reference="PG 1", outside_at=NOW)
    entry(outside_reference="PG 1", outside_at=NOW, number=2, direction="out")


def entry_twice_one_way() -> None:
    entry()
    entry(number=2)


# Keys; and TRUNCATE of these two takes along the tables that lead to them, whose walls stand first.
HELD_ELSEWHERE = {
    "document_is_never_emptied",
    "content_is_never_emptied",
}


def standing() -> dict[str, str]:
    """The statement that takes down each wall, by the wall's name."""
    found = {}
    for table, name in run(
        r"SELECT conrelid::regclass::text, conname FROM pg_constraint"
        r" WHERE conrelid::regclass::text LIKE 'documents\_%' AND contype IN ('c', 'u')"
    ):
        found[str(name)] = f'ALTER TABLE {table} DROP CONSTRAINT "{name}"'
    for (name,) in run(
        r"SELECT indexname FROM pg_indexes WHERE tablename LIKE 'documents\_%'"
        " AND indexname = 'register_outside_number_once'"
    ):
        found[str(name)] = f"DROP INDEX {name}"
    for table, name in run(
        r"SELECT tgrelid::regclass::text, tgname FROM pg_trigger"
        r" WHERE tgrelid::regclass::text LIKE 'documents\_%' AND NOT tgisinternal"
    ):
        found[str(name)] = f"DROP TRIGGER {name} ON {table}"
    return found


def refusal(bad_write: Callable[[], object]) -> str:
    """The name of the wall that refused the write."""
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        bad_write()
    return str(refused.value.__cause__.diag.constraint_name)  # type: ignore[union-attr]


@pytest.mark.parametrize("wall", WALLS, ids=lambda wall: wall.name)
def test_wall__its_bad_write__is_stopped_by_it_alone(wall: Wall) -> None:
    down = standing()
    for other in wall.beside:
        run(down[other])
    assert refusal(wall.bad_write) == wall.name
    run(down[wall.name])
    with transaction.atomic():
        wall.bad_write()


def test_walls__all_that_stand__have_a_case() -> None:
    assert set(standing()) == {wall.name for wall in WALLS} | HELD_ELSEWHERE


@pytest.mark.parametrize("table", ["document", "content"])
def test_table__emptied_with_all_that_leads_to_it__is_refused(table: str) -> None:
    assert refusal(lambda: run(f"TRUNCATE documents_{table} CASCADE")).endswith("is_never_emptied")


def test_number__of_the_register__follows_the_last_of_its_municipality_and_year() -> None:
    entry()
    assert next_number(ALTO, 2024) == 2
    assert next_number(ALTO, 2025) == 1
    assert next_number(BASSO, 2024) == 1


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE documents_content SET scan = 'clean', scanned_at = now()",
        "INSERT INTO documents_content (sha256, size, scan, finding, stored_at)"
        " VALUES (repeat('a', 64), 5, 'pending', '', now())",
        "UPDATE documents_version SET note = 'x'",
        "UPDATE documents_document SET title = 'x'",
        "DELETE FROM documents_document",
        "UPDATE documents_registerentry SET outside_reference = 'PG 1', outside_at = now()",
        "DELETE FROM documents_registerentry",
    ],
)
def test_request__writes_past_its_rights__is_refused(statement: str) -> None:
    with (
        scope(actor(), role=WEB),
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
    ):
        run(statement)


@pytest.mark.parametrize("role", [WEB, WORKER])
def test_rows__written_for_another_municipality__are_refused(role: str) -> None:
    mine: UUID = Document.objects.values_list("pk", flat=True)[0]
    stranger = actor(municipality=BASSO, body=uuid4())
    for write in (lambda: document(), lambda: foreign_version(mine)):
        with (
            scope(stranger, role=role),
            pytest.raises((ProgrammingError, IntegrityError)),
            transaction.atomic(),
        ):
            write()


def foreign_version(document_id: UUID) -> None:
    Version.objects.create(
        document_id=document_id,
        number=1,
        content_id=SHA,
        size=5,
        media_type="application/pdf",
        name="a.pdf",
    )
