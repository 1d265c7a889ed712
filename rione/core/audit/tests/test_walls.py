"""Each constraint and trigger stops the bad write that it is there for, and it alone does."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import psycopg
import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from pytest_django import DjangoDbBlocker

from rione.core import clock
from rione.core.audit.acting import Actor
from rione.core.audit.models import Entry, Publication, Seal
from rione.core.audit.operations import record, seal
from rione.core.audit.rules import Subject
from rione.core.audit.verification import verify, verify_completely
from rione.core.ledger.tests.scratch import scratch_database
from rione.core.scope.roles import COMPLETE, ensure_roles

from .factories import run, sealed_trail, write_entries

USUAL = {
    "action": "read",
    "verb": "case.read",
    "purpose": "care",
    "actor_kind": "job",
    "actor_key": "j-1",
    "subjects": ["person:p-1"],
    "details": "{}",
    **dict.fromkeys(("query", "municipality", "actor_role", "actor_organisation"), ""),
    **dict.fromkeys(("actor_municipality", "request_id"), ""),
}


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
    with django_db_blocker.unblock(), scratch_database("audit_walls"):
        yield


@pytest.fixture(autouse=True)
def trail(scratch: None) -> Iterator[None]:
    """Two seals over three rows each and two rows that wait; taken back at the end."""
    with transaction.atomic():
        sealed_trail(6, batch=3)
        write_entries(2)
        yield
        transaction.set_rollback(True)


def add(**values: object) -> None:
    row = USUAL | values
    run(
        f"INSERT INTO audit_entry (at, {', '.join(row)})"  # noqa: S608
        f" VALUES (now(), {', '.join(['%s'] * len(row))})",
        *row.values(),
    )


def add_seal(**values: str) -> None:
    """The next seal as it should be, but for some expressions over the rows that wait."""
    row = {
        "id": "(SELECT max(id) + 1 FROM audit_seal)",
        "previous": "(SELECT hash FROM audit_seal ORDER BY id DESC LIMIT 1)",
        "entry_ids": "array_agg(e.id ORDER BY e.id)",
        "digests": "string_agg(e.digest, ''::bytea ORDER BY e.id)",
    } | values
    run(
        f"INSERT INTO audit_seal ({', '.join(row)}) SELECT {', '.join(row.values())}"  # noqa: S608
        " FROM audit_entry e JOIN audit_unsealed u ON u.entry_id = e.id"
    )


def seal_without_rows() -> None:
    run(
        "INSERT INTO audit_seal (id, previous, entry_ids, digests)"
        " SELECT id + 1, hash, '{}', '' FROM audit_seal ORDER BY id DESC LIMIT 1"
    )


FOLLOWS, GIVEN = "audit_seal_follows_the_newest", "audit_seal_given_to_waiting_rows"
WALLS = [
    Wall("audit_entry_action_is_known", lambda: add(action="see")),
    Wall("audit_entry_is_by_reference", lambda: add(actor_key="Mario Rossi")),
    Wall("audit_entry_subjects_are_a_list", lambda: add(subjects=["p:1", None])),
    Wall("audit_entry_write_has_a_subject", lambda: add(action="write", subjects=[])),
    Wall("audit_entry_read_has_a_purpose", lambda: add(purpose="")),
    Wall("audit_entry_actor_is_known", lambda: add(actor_kind="robot")),
    Wall("audit_entry_details_are_a_small_object", lambda: add(details="[]")),
    Wall("audit_entry_is_never_changed", lambda: Entry.objects.update(verb="x")),
    Wall("audit_entry_is_never_emptied", lambda: run("TRUNCATE audit_entry")),
    Wall("audit_seal_is_never_changed", lambda: Seal.objects.filter(pk=2).delete()),
    Wall("audit_seal_is_never_emptied", lambda: run("TRUNCATE audit_seal")),
    Wall("audit_unsealed_is_kept_by_triggers", lambda: run("DELETE FROM audit_unsealed")),
    Wall("audit_unsealed_is_never_emptied", lambda: run("TRUNCATE audit_unsealed")),
    Wall("audit_seal_covers_its_rows", seal_without_rows, beside=(GIVEN,)),
    Wall("audit_seal_previous_key", lambda: add_seal(previous="decode(repeat('00', 32), 'hex')"),
         beside=(FOLLOWS,)),
    Wall(FOLLOWS, lambda: add_seal(previous="sha256('')")),
    Wall(GIVEN, lambda: add_seal(digests="string_agg(sha256(e.digest), ''::bytea)")),
]  # fmt: skip
# Of another kind: keys, and the trigger that refuses nothing but puts entries on the list.
HELD_ELSEWHERE = {
    *("audit_entry_pkey", "audit_seal_pkey", "audit_unsealed_pkey", "audit_publication_pkey"),
    *("audit_completecheck_pkey", "audit_entry_waits_for_its_seal"),
}


def standing() -> dict[str, str]:
    """The statement that takes down each wall, by the wall's name."""
    found = {}
    for table, name in run(
        r"SELECT conrelid::regclass::text, conname FROM pg_constraint"
        r" WHERE conrelid::regclass::text LIKE 'audit\_%' AND contype IN ('c', 'u', 'f', 'p')"
    ):
        short = str(name).removesuffix("_uniq")
        if "previous" in short:
            short = "audit_seal_previous_key"
        found[short] = f'ALTER TABLE {table} DROP CONSTRAINT "{name}"'
    for table, name in run(
        r"SELECT tgrelid::regclass::text, tgname FROM pg_trigger"
        r" WHERE tgrelid::regclass::text LIKE 'audit\_%' AND NOT tgisinternal"
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
    refused_by = refusal(wall.bad_write)
    assert f"{refused_by}" in down[wall.name]
    run(down[wall.name])
    wall.bad_write()


def test_walls__all_that_stand__have_a_case() -> None:
    assert set(standing()) == {wall.name for wall in WALLS} | HELD_ELSEWHERE


@pytest.mark.parametrize("verb", ["UPDATE {0} SET id = id", "DELETE FROM {0}"])
@pytest.mark.parametrize("table", ["audit_entry", "audit_seal"])
def test_rows__changed_or_deleted_by_the_owner_of_the_table__are_refused(
    table: str, verb: str
) -> None:
    ((owner, me),) = run(
        "SELECT tableowner, current_user FROM pg_tables WHERE tablename = %s", table
    )
    assert owner == me
    assert refusal(lambda: run(verb.format(table))).endswith("_is_never_changed")


@pytest.mark.parametrize(
    "verb", ["INSERT INTO audit_unsealed VALUES (1)", "UPDATE audit_unsealed SET entry_id = 1"]
)
def test_waiting_list__written_by_hand__is_refused(verb: str) -> None:
    assert refusal(lambda: run(verb)) == "audit_unsealed_is_kept_by_triggers"


def test_entry__without_the_trigger_that_lists_it__is_never_sealed_and_found() -> None:
    run(standing()["audit_entry_waits_for_its_seal"])
    add()
    found = verify().broken
    assert found is not None
    assert "does not wait" in str(found)


@pytest.mark.parametrize(
    "values",
    [
        *({name: "a b"} for name in ("verb", "purpose", "query", "request_id", "actor_role")),
        *({name: "a@b"} for name in ("actor_organisation", "query", "verb")),
        *({name: "è"} for name in ("municipality", "actor_municipality")),
        {"subjects": ["person:Mario Rossi"]},
        {"subjects": ["person:a", "person:b@c"]},
        {"verb": ""},
        {"actor_key": ""},
        {"actor_kind": "anonymous"},
        {"details": '{"long": "' + "x" * 4096 + '"}'},
        {"subjects": "{{a,b},{c,d}}"},
    ],
    ids=str,
)
def test_entry__of_another_form__is_refused_by_the_database(values: dict[str, object]) -> None:
    assert refusal(lambda: add(**values)).startswith("audit_entry_")


@pytest.mark.parametrize(
    "values",
    [
        {"id": "1"},
        {"id": "9"},
        {"entry_ids": "array_agg(e.id ORDER BY e.id DESC)"},
        {"entry_ids": "ARRAY[min(e.id), min(e.id)]"},
        {"entry_ids": "ARRAY[min(e.id), 1000000]"},
    ],
    ids=str,
)
def test_seal__over_other_rows_or_out_of_order__is_refused(values: dict[str, str]) -> None:
    assert refusal(lambda: add_seal(**values)) in {FOLLOWS, GIVEN, "audit_seal_pkey"}


@pytest.fixture(scope="module")
def roles(scratch: None) -> None:
    """The two roles, made by an administrator where the tests' own login may not."""
    if run(COMPLETE) == [(True,)]:
        return
    parameters = connection.get_connection_params()
    keys = ("dbname", "host", "port", "password")
    given = {key: parameters[key] for key in keys if key in parameters}
    try:
        with psycopg.connect(**given, user="postgres", autocommit=True) as administrator:
            ensure_roles(administrator)
    except psycopg.Error as error:
        pytest.skip(f"no administrator makes the roles: {error}")


def as_role(role: str) -> None:
    """From now on with the rights of a role, as migration 0003 gives them."""
    run("SELECT audit_grant()")
    run(f"SET LOCAL ROLE {role}")


@pytest.mark.parametrize(("role", "read"), [("rione_web", 0), ("rione_worker", 11)])
@pytest.mark.usefixtures("roles")
def test_grants__of_either_role__allow_recording_what_it_may_not_read(role: str, read: int) -> None:
    as_role(role)
    assert len(write_entries(3)) == 3
    assert Entry.objects.count() == read


@pytest.mark.usefixtures("roles")
def test_entry__read_by_a_request__is_of_its_municipality_or_about_its_account() -> None:
    mine, other = "b0d1e500-0000-4000-8000-000000000001", "b0d1e500-0000-4000-8000-000000000002"
    run("SELECT audit_grant()")
    places = {"actor": "015146", "subject": "015209", "none": "015209"}
    ids = {
        who: record(
            verb="x",
            subjects=Subject("account", mine if who == "subject" else "x"),
            municipality=place,
            actor=Actor("account", mine if who == "actor" else "x"),
        )
        for who, place in places.items()
    }
    seen = {}
    for municipality, account in (("", mine), ("", other), ("015209", ""), ("015146", mine)):
        run("SELECT set_config('app.municipality', %s, true)", municipality)
        run("SELECT set_config('app.account', %s, true)", account)
        run("SET LOCAL ROLE rione_web")
        shown = {key for (key,) in run("SELECT id FROM audit_entry WHERE verb = 'x'")}
        seen[municipality, account] = {who for who, key in ids.items() if key in shown}
        run("RESET ROLE")
    assert seen == {
        ("", mine): {"actor", "subject"},
        ("", other): set(),
        ("015209", ""): {"subject", "none"},
        ("015146", mine): {"actor", "subject"},
    }


@pytest.mark.usefixtures("roles")
def test_grants__of_the_worker__allow_sealing_and_noting() -> None:
    as_role("rione_worker")
    assert seal() == 2
    Publication.objects.update_or_create(
        place="x", defaults={"seal_id": 3, "published_at": clock.now()}
    )
    assert verify().broken is None
    assert verify_completely().broken == ""


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO audit_seal (id, previous, entry_ids, digests) VALUES (3, '', '{1}', '')",
        "INSERT INTO audit_entry (id) VALUES (1)",
        "INSERT INTO audit_entry (stored_at) VALUES (now())",
        "INSERT INTO audit_unsealed VALUES (1)",
        "UPDATE audit_entry SET verb = 'x'",
        "DELETE FROM audit_entry",
        "TRUNCATE audit_entry",
        "DELETE FROM audit_unsealed",
        "INSERT INTO audit_publication VALUES ('x', 1, now())",
        "ALTER TABLE audit_entry DISABLE TRIGGER USER",
        "SELECT audit_grant()",
    ],
)
@pytest.mark.usefixtures("roles")
def test_grants__of_the_web__allow_nothing_else(statement: str) -> None:
    as_role("rione_web")
    with pytest.raises(ProgrammingError, match=r"permission denied|must be owner"):
        run(statement)


@pytest.mark.usefixtures("roles")
def test_grants__of_the_web__cannot_turn_the_list_aside_with_a_table_of_its_own() -> None:
    as_role("rione_web")
    run("CREATE TEMP TABLE audit_unsealed (entry_id bigint)")
    write_entries(2)
    assert run("SELECT count(*) FROM pg_temp.audit_unsealed") == [(0,)]
    assert run("SELECT count(*) FROM public.audit_unsealed") == [(4,)]
