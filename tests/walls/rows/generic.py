"""Rows made of nothing but their types, for tables whose own checks would ask for whole stories.

The constraints and triggers of such a table are taken down first, in the test's transaction: the
row policies stand alone then, and are all that may refuse something.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from itertools import count

from django.db import connection

from . import Place

_number = count(1)
_COLUMNS = """
SELECT a.attname, format_type(a.atttypid, NULL), a.atttypmod
FROM pg_attribute a
WHERE a.attrelid = %s::regclass AND a.attnum > 0 AND NOT a.attisdropped
    AND a.attgenerated = '' AND a.attidentity = '' AND (a.attnotnull OR a.attname = 'shared_with')
"""
_PARENTS = """
SELECT a.attname, c.confrelid::regclass::text, p.attname
FROM pg_constraint c
JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
JOIN pg_attribute p ON p.attrelid = c.confrelid AND p.attnum = c.confkey[1]
WHERE c.conrelid = %s::regclass AND c.contype = 'f' AND cardinality(c.conkey) = 1
    AND c.confrelid <> c.conrelid
"""
_CONSTRAINTS = """
SELECT conname FROM pg_constraint
WHERE conrelid = %s::regclass AND contype IN ('c', 'f', 'x', 'u') AND conname NOT IN (
    SELECT c.conname FROM pg_constraint c JOIN pg_constraint f ON f.conindid = c.conindid
    WHERE f.contype = 'f' AND c.contype = 'u')
"""
_VALUES = {
    "uuid": "gen_random_uuid()",
    "boolean": "false",
    "date": "date '2024-03-15'",
    "timestamp with time zone": "now()",
    "jsonb": "'{}'::jsonb",
    "bytea": "''::bytea",
    "uuid[]": "'{}'::uuid[]",
    "text[]": "'{}'::text[]",
    "character varying[]": "'{}'::text[]",
    "tsvector": "''::tsvector",
}

Key = dict[tuple[str, str], dict[str, str]]
_made: Key = {}
_prepared: set[str] = set()


def forget() -> None:
    """Begin anew: what was made is rolled back."""
    _made.clear()
    _prepared.clear()


def rows_of(tables: Iterable[str]) -> dict[str, Callable[[Place], object]]:
    """A factory for each table; rows that others lead to are made first."""
    known = frozenset(tables)

    def factory(table: str) -> Callable[[Place], object]:
        return lambda place: _make(table, place, known)

    return {table: factory(table) for table in sorted(known)}


def _ask(statement: str, *values: object) -> list[tuple[str, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values or None)
        return list(cursor.fetchall()) if cursor.description else []


def _make(table: str, place: Place, known: frozenset[str]) -> dict[str, str]:
    """The row of a place, column by column as text; made unless it is there."""
    if (table, place.municipality) in _made:
        return _made[table, place.municipality]
    parents = _parents(table)
    leads = {
        column: _make(parent, place, known)[key]
        for column, (parent, key) in parents.items()
        if parent in known
    }
    _prepare(table)
    values = dict(_values(table, place, parents, leads))
    columns = ", ".join(f'"{column}"' for column in values)
    given = ", ".join(values.values())
    insert = f"INSERT INTO {table} AS t ({columns}) VALUES ({given})"  # noqa: S608
    (made,) = _ask(f"{insert} RETURNING to_jsonb(t)::text")
    row = {column: str(value) for column, value in json.loads(made[0]).items()}
    _ask(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    _made[table, place.municipality] = row
    return row


_leads: dict[str, dict[str, tuple[str, str]]] = {}


def _parents(table: str) -> dict[str, tuple[str, str]]:
    if table not in _leads:
        _leads[table] = {column: (parent, key) for column, parent, key in _ask(_PARENTS, table)}
    return _leads[table]


def _prepare(table: str) -> None:
    # What is still to be checked would keep tables from being altered.
    _ask("SET CONSTRAINTS ALL IMMEDIATE")
    _ask("SET CONSTRAINTS ALL DEFERRED")
    if table not in _prepared:
        for (name,) in _ask(_CONSTRAINTS, table):
            _ask(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
        _ask(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        _prepared.add(table)
    _ask(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")


def _values(
    table: str, place: Place, parents: dict[str, tuple[str, str]], leads: dict[str, str]
) -> Iterator[tuple[str, str]]:
    operation = _made.get(("programme_operation", place.municipality), {}).get("id")
    for column, kind, modifier in _ask(_COLUMNS, table):
        parent = parents.get(column, ("", ""))[0]
        if column in leads:
            yield column, f"'{leads[column]}'"
        elif column in ("municipality", "municipality_id"):
            yield column, f"'{place.municipality}'"
        elif column == "shared_with":
            yield column, f"ARRAY['{place.body.pk}', '{place.reader}']::uuid[]"
        elif parent == "identity_user":
            yield column, f"'{place.account}'"
        elif parent == "identity_organisation":
            yield column, f"'{place.body.pk}'"
        elif parent == "programme_operation" and operation:
            yield column, f"'{operation}'"
        elif kind in _VALUES:
            yield column, _VALUES[kind]
        elif "char" in kind or kind == "text":
            # The same for both places, except where it is the key.
            size = int(modifier) - 4 if int(modifier) > 4 else 64
            text = f"{place.municipality}{'0' * 58}"[:size] if column == "sha256" else "x"[:size]
            yield column, f"'{text}'"
        else:
            yield column, str(next(_number))
