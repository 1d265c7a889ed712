"""Raw SQL as the web role and as the worker, under every scope, over rows of two municipalities
whose names and codes collide: what is seen, and what is refused.

A table whose rows are somebody's brings a factory (`tests/walls/rows`); the rest follows from its
class in tests/row_classes.csv. All is written in one transaction and undone.
"""

import pytest
from django.db import ProgrammingError, transaction

from rione.core.scope import NOWHERE, WEB, WORKER, scope

from .catalogue import Table, ask
from .rows import factories
from .world import (
    CLASSES,
    GUARDED,
    HIDDEN,
    MILAN,
    REFUSED,
    SCOPES,
    SESTO,
    WHOLE_FOR_JOBS,
    Row,
    World,
    attempt,
    seen,
)

pytestmark = pytest.mark.django_db


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


def test_wall__policies__cannot_be_taken_down_by_a_request(world: World) -> None:
    for name in GUARDED:
        for statement in (
            f"ALTER TABLE {name} DISABLE ROW LEVEL SECURITY",
            f"DROP POLICY {name}_read ON {name}",
        ):
            with (
                scope(world.extents["milan"]),
                pytest.raises(ProgrammingError),
                transaction.atomic(),
            ):
                ask(statement)
