"""Raw SQL as the web role and as the worker, under every scope, over rows of two municipalities
whose names and codes collide: what is seen, and what is refused.

A table whose rows are somebody's brings a factory (`tests/walls/rows`); the rest follows from its
class in tests/row_classes.csv. All is written in one transaction and undone.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

import pytest
from django.db import DatabaseError, ProgrammingError, connection, transaction
from pytest_django import DjangoDbBlocker

from rione.core.audit.acting import Actor, acting
from rione.core.identity.operations import create_account, grant_membership, put_organisation
from rione.core.identity.rules.roles import Role
from rione.core.scope import NOWHERE, WEB, WORKER, Extent, scope

from .catalogue import BY_ROWS, Table, ask, lines, tables
from .rows import Place, factories, generic

pytestmark = pytest.mark.django_db
MILAN, SESTO = "015146", "015209"
READER = "b0d1e500-0000-4000-8000-000000000001"
STRANGER = "b0d1e500-0000-4000-8000-000000000002"
BY_TOKEN = {"identity_invitation"}
"""Own rows that no account has: whoever holds the token sees them."""
WHOLE_FOR_JOBS = {"documents_content"}
"""Files belong to nobody by themselves: jobs scan them, requests see those of their papers."""
CLASSES = {name: line["class"] for name, line in lines().items()}
HIDDEN = sorted(name for name, kind in CLASSES.items() if kind in BY_ROWS)
GUARDED = sorted(name for name, line in lines().items() if line["owner"])
"""Tables with policies: those whose rows exist for some, and public ones that their municipality
writes."""
REFUSED = "42501"

Row = tuple[str, ...]


@dataclass
class World:
    """Both places, and the rows that each has in each table: key → the row as JSON."""

    places: dict[str, Place]
    rows: dict[str, dict[str, dict[Row, str]]]
    tables: dict[str, Table]
    extents: dict[str, Extent]

    def known(self, table: str) -> set[Row]:
        """All rows that the factories have put into a table."""
        return {key for rows in self.rows[table].values() for key in rows}

    def expected(self, table: str, extent: Extent) -> set[Row]:
        """The rows of a table that exist in a scope, by the table's class."""
        return {
            key
            for place in self.places.values()
            if self.is_seen(table, place, extent)
            for key in self.rows[table][place.municipality]
        }

    def is_seen(self, table: str, place: Place, extent: Extent) -> bool:
        if CLASSES[table] == "public":
            return True
        if CLASSES[table] == "own":
            theirs = extent.account == place.account and table not in BY_TOKEN
            local = "municipality" in self.tables[table].columns
            return theirs or (local and extent.municipality == place.municipality)
        along = CLASSES[table] == "shared" and extent.organisation == str(place.reader)
        return along or extent.municipality == place.municipality


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    with (
        django_db_blocker.unblock(),
        transaction.atomic(),
        acting(Actor("job", "tests")),
    ):
        generic.forget()
        found = tables()
        places = {place: _place(place) for place in (MILAN, SESTO)}
        made: dict[str, dict[str, dict[Row, str]]] = {name: {} for name in GUARDED}
        before = {name: everything(found[name]) for name in GUARDED}
        # The officers themselves are rows of their places.
        before["identity_membership"] = {}
        for name, place in places.items():
            for factory in dict.fromkeys(factories().values()):
                factory(place)
            ask("SET CONSTRAINTS ALL IMMEDIATE")
            ask("SET CONSTRAINTS ALL DEFERRED")
            for table in GUARDED:
                after = everything(found[table])
                new = {key: row for key, row in after.items() if key not in before[table]}
                made[table][name] = {key: row for key, row in new.items() if _is_of(name, row)}
                before[table] |= made[table][name]
        yield World(places, made, found, _extents(places))
        transaction.set_rollback(True)


def _is_of(municipality: str, row: str) -> bool:
    """Whether a row is of a place; others were put in on the way, such as by the audit trail."""
    said = json.loads(row)
    return said.get("municipality", said.get("municipality_id", municipality)) == municipality


def _place(municipality: str) -> Place:
    body = put_organisation(kind="company", name="Costruzioni Inventate", municipality=municipality)
    officer = grant_membership(
        user=create_account(email=f"p{municipality}@finta.example", name="Ugo Finto"),
        organisation=body,
        role=Role.PROGRAMME_OFFICER,
        municipality=municipality,
    )
    return Place(municipality, officer, body, UUID(READER))


def _extents(places: dict[str, Place]) -> dict[str, Extent]:
    return {
        "nobody": NOWHERE,
        "milan": Extent(MILAN),
        "sesto": Extent(SESTO),
        "reader": Extent(organisation=READER),
        "stranger": Extent(organisation=STRANGER),
        "reader in sesto": Extent(SESTO, READER),
        "account of milan": Extent(account=places[MILAN].account),
        "account of sesto": Extent(account=places[SESTO].account),
        "officer of milan": Extent(MILAN, str(places[MILAN].body.pk), places[MILAN].account),
    }


SCOPES = (
    *("nobody", "milan", "sesto", "reader", "stranger", "reader in sesto"),
    *("account of milan", "account of sesto", "officer of milan"),
)


def everything(table: Table) -> dict[Row, str]:
    """All rows of a table, past its policies."""
    ask("SET CONSTRAINTS ALL IMMEDIATE")
    ask("SET CONSTRAINTS ALL DEFERRED")
    ask(f"ALTER TABLE {table.name} NO FORCE ROW LEVEL SECURITY")
    keys = ", ".join(f"{column}::text" for column in table.key)
    found = ask(f"SELECT to_jsonb(t)::text, {keys} FROM {table.name} t")  # noqa: S608
    if table.forced:
        ask(f"ALTER TABLE {table.name} FORCE ROW LEVEL SECURITY")
    return {tuple(map(str, key)): str(row) for row, *key in found}


def seen(table: Table) -> set[Row]:
    keys = ", ".join(f"{column}::text" for column in table.key)
    return {tuple(map(str, key)) for key in ask(f"SELECT {keys} FROM {table.name}")}  # noqa: S608


def attempt(statement: str, *values: object) -> tuple[str, int]:
    """How a statement is answered: the SQLSTATE of what refused it ("P" before it when a trigger
    did) or "", and how many rows it touched. Nothing of it is left."""
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(statement, values)
                count = cursor.rowcount
            transaction.set_rollback(True)
    except DatabaseError as error:
        said = error.__cause__.diag  # type: ignore[union-attr]
        by_trigger = (said.context or "").startswith("PL/pgSQL function")
        return ("P" if by_trigger else "") + str(said.sqlstate), 0
    return "", count


@pytest.mark.usefixtures("world")
def test_rows__of_every_table_that_is_somebodys__have_a_factory() -> None:
    assert set(GUARDED) == set(factories())


def test_rows__both_places__have_some_in_every_table(world: World) -> None:
    for table, by_place in world.rows.items():
        for place, rows in by_place.items():
            assert rows, f"the factory of {table} put in nothing for {place}"


@pytest.mark.parametrize("who", SCOPES)
def test_wall__raw_sql_as_a_request__sees_the_rows_of_its_scope(world: World, who: str) -> None:
    with scope(world.extents[who]):
        for name in GUARDED:
            shown = seen(world.tables[name])
            assert shown & world.known(name) == world.expected(name, world.extents[who]), name
            assert shown <= world.known(name) or who != "nobody" or name not in HIDDEN, name


@pytest.mark.parametrize("who", SCOPES)
def test_wall__raw_sql_as_a_request__writes_no_row_of_others(world: World, who: str) -> None:
    extent = world.extents[who]
    with scope(extent):
        for name in GUARDED:
            table = world.tables[name]
            for place in world.places.values():
                if extent.municipality != place.municipality and extent.account != place.account:
                    for key, row in world.rows[name][place.municipality].items():
                        _refuses(table, key, row)


def _refuses(table: Table, key: Row, row: str) -> None:
    where = " AND ".join(f"{column}::text = %s" for column in table.key)
    for column in table.may(WEB, "UPDATE")[:1] or table.key[:1]:
        answer = attempt(f"UPDATE {table.name} SET {column} = {column} WHERE {where}", *key)  # noqa: S608
        assert answer[0] or answer[1] == 0, f"{table.name} lets others change a row"
    answer = attempt(f"DELETE FROM {table.name} WHERE {where}", *key)  # noqa: S608
    assert answer[0] or answer[1] == 0, f"{table.name} lets others remove a row"
    if not _anybody_adds(table):
        state, _count = attempt(*_insert(table, row))
        # A trigger that cannot find what the row leads to refuses as well.
        assert state.startswith("P") or state == REFUSED, f"{table.name}: {state or 'added'}"


def _anybody_adds(table: Table) -> bool:
    return any(p.command == "INSERT" and p.check == "true" for p in table.policies if not p.roles)


def _insert(table: Table, row: str) -> tuple[str, str]:
    computed = {
        column
        for (column,) in ask(
            "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attgenerated <> ''",
            table.name,
        )
    }
    wanted = table.may(WEB, "INSERT") or table.columns
    columns = ", ".join(f'"{column}"' for column in wanted if column not in computed)
    return (
        f"INSERT INTO {table.name} ({columns})"  # noqa: S608
        f" SELECT {columns} FROM jsonb_populate_record(NULL::{table.name}, %s)",
        row,
    )


def test_wall__raw_sql_as_the_officer__may_add_what_others_were_refused(world: World) -> None:
    """The control of the test above: the same rows are not refused for another reason."""
    added = set()
    with scope(world.extents["officer of milan"]):
        for name in GUARDED:
            table = world.tables[name]
            if table.may(WEB, "INSERT") and name != "identity_factorreset":
                row = next(iter(world.rows[name][MILAN].values()))
                state, _count = attempt(*_insert(table, row))
                assert state != REFUSED, name
                added.add(name)
    assert len(added) > 5


def test_wall__a_row_given_to_another_municipality__is_refused(world: World) -> None:
    with scope(world.extents["officer of milan"]):
        for name in GUARDED:
            table = world.tables[name]
            for column in {"municipality", "municipality_id"} & set(table.columns):
                state, count = attempt(f"UPDATE {name} SET {column} = %s", SESTO)  # noqa: S608
                assert state or not count, f"{name} lets a row move"


def test_wall__raw_sql_as_a_job__sees_all_outside_of_any_and_its_own_within(world: World) -> None:
    with scope(NOWHERE, role=WORKER):
        for name in GUARDED:
            if set(world.tables[name].key) <= set(world.tables[name].may(WORKER, "SELECT")):
                assert world.known(name) <= seen(world.tables[name]), name
    with scope(world.extents["sesto"], role=WORKER):
        for name in GUARDED:
            table = world.tables[name]
            if (
                CLASSES[name] != "own"
                and name not in WHOLE_FOR_JOBS
                and table.may(WORKER, "SELECT")
            ):
                expected = world.expected(name, world.extents["sesto"])
                assert seen(table) & world.known(name) == expected, name


@pytest.mark.parametrize("name", HIDDEN)
def test_wall__without_the_policies_of_a_table__the_rows_of_others_show(
    world: World, name: str
) -> None:
    """The control: each table's policies are what the tests above see."""
    table, extent = world.tables[name], world.extents["sesto"]
    with transaction.atomic():
        ask(f"ALTER TABLE {name} DISABLE ROW LEVEL SECURITY")
        with scope(extent):
            assert seen(table) & world.known(name) > world.expected(name, extent)
        transaction.set_rollback(True)


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT password FROM identity_user",
        "SELECT last_login FROM identity_user",
        "SELECT * FROM identity_user",
        "UPDATE identity_user SET password = ''",
        "SELECT data FROM mfa_authenticator",
        "SELECT session_data FROM django_session",
        "SELECT session_key FROM django_session",
        "SELECT token_digest FROM identity_invitation",
        "SELECT session_key FROM usersessions_usersession",
        "SELECT email FROM account_emailaddress",
        "SELECT account FROM identity_loginfailure",
        "INSERT INTO identity_membership (role) VALUES ('administrator')",
        "UPDATE identity_membership SET role = 'administrator'",
    ],
)
def test_job__what_opens_an_account__is_not_for_it(world: World, statement: str) -> None:
    with scope(NOWHERE, role=WORKER):
        assert attempt(statement)[0] == REFUSED


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT args FROM procrastinate_jobs",
        "SELECT task_name FROM procrastinate_jobs",
        "UPDATE procrastinate_jobs SET args = '{}'",
        "DELETE FROM procrastinate_jobs",
        "INSERT INTO procrastinate_jobs (task_name, status) VALUES ('x', 'succeeded')",
        "SELECT FROM procrastinate_events",
        "SELECT FROM procrastinate_periodic_defers",
        "DELETE FROM procrastinate_workers",
        "SELECT findings FROM jobs_selfcheckrun",
        "SELECT FROM auth_permission",
        "SELECT FROM django_content_type",
        "DELETE FROM identity_user",
        "UPDATE identity_membership SET role = 'administrator'",
        "UPDATE identity_membership SET municipality = '015146'",
        "DELETE FROM identity_membership",
        "UPDATE identity_invitation SET role = 'administrator'",
        "INSERT INTO identity_organisation (name) VALUES ('x')",
        "UPDATE identity_organisation SET municipality = '015146'",
        "UPDATE identity_factorreset SET reason = 'x'",
        "UPDATE writes_request SET account = ''",
        "DELETE FROM writes_request",
        "UPDATE ledger_account SET municipality = '015209'",
    ],
)
def test_request__past_its_rights__is_refused(world: World, statement: str) -> None:
    with scope(world.extents["officer of milan"]):
        assert attempt(statement)[0] == REFUSED


def test_invitation__its_token__shows_it_and_lets_its_account_become_what_it_says(
    world: World,
) -> None:
    from rione.core.identity.rules.tokens import digest

    place = world.places[MILAN]
    (((invited,),),) = (world.rows["identity_invitation"][MILAN],)
    become = """
        INSERT INTO identity_membership (id, user_id, organisation_id, municipality, role, since,
                                         made_at)
        SELECT gen_random_uuid(), %s, organisation_id, municipality, {}, current_date, now()
        FROM identity_invitation WHERE id = %s
    """
    taken = "UPDATE identity_invitation SET accepted_at = now(), accepted_by_id = %s WHERE id = %s"
    account = world.places[SESTO].account
    with transaction.atomic(), scope(Extent(account=account)):
        assert attempt(taken, account, invited)[1] == 0
        ask("SELECT set_config('app.invitation', %s, true)", digest(f"token of {MILAN}"))
        assert seen(world.tables["identity_invitation"]) == {(invited,)}
        assert attempt(become.format("role"), account, invited)[0] == REFUSED
        ask(taken, account, invited)
        assert attempt(become.format("role"), account, invited) == ("", 1)
        assert attempt(become.format("'administrator'"), account, invited)[0] == REFUSED
        assert attempt(become.format("role"), place.account, invited)[0] == REFUSED
        transaction.set_rollback(True)


def test_members__for_whoever_acts_for_the_whole_city__are_those_of_all(world: World) -> None:
    with transaction.atomic():
        body = put_organisation(kind="metropolitan_city", name="Città inventata")
        user = create_account(email="tutta@finta.example", name="Tina Finta")
        role = {"organisation": body, "municipality": "", "user": user}
        grant_membership(role=Role.AUDITOR, **role)  # type: ignore[arg-type]
        whole = Extent(organisation=str(body.pk), account=str(user.pk))
        with scope(whole):
            assert len(seen(world.tables["identity_membership"])) == 1
        grant_membership(role=Role.ADMINISTRATOR, **role)  # type: ignore[arg-type]
        with scope(whole):
            assert len(seen(world.tables["identity_membership"])) >= 4
            assert len(seen(world.tables["identity_invitation"])) == 2
        for other in (
            Extent(organisation=STRANGER, account=str(user.pk)),
            Extent(organisation=str(body.pk)),
            Extent(MILAN, str(body.pk), str(user.pk)),
        ):
            with scope(other):
                shown = seen(world.tables["identity_invitation"])
                assert not shown & set(world.rows["identity_invitation"][SESTO])
        transaction.set_rollback(True)


def test_wall__policies__cannot_be_taken_down_by_a_request(world: World) -> None:
    for name in GUARDED:
        for statement in (
            f"ALTER TABLE {name} DISABLE ROW LEVEL SECURITY",
            f"DROP POLICY {name}_read ON {name}",
        ):
            with scope(world.extents["milan"]), pytest.raises(ProgrammingError):
                with transaction.atomic():
                    ask(statement)
