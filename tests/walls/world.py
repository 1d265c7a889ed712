"""Two invented places whose names and codes collide, and what each of them has in every table."""

import json
from dataclasses import dataclass
from uuid import UUID

from django.db import DatabaseError, connection, transaction

from rione.core.audit.acting import Actor, acting
from rione.core.identity.operations import create_account, grant_membership, put_organisation
from rione.core.identity.rules.roles import Role
from rione.core.scope import NOWHERE, Extent

from .catalogue import BY_ROWS, Table, ask, lines, tables
from .rows import Place, factories, generic

MILAN, SESTO = "015146", "015209"
READER = "b0d1e500-0000-4000-8000-000000000001"
STRANGER = "b0d1e500-0000-4000-8000-000000000002"
BY_TOKEN = {"identity_invitation"}
"""Own rows that no account has: whoever holds the token sees them."""
WHOLE_FOR_JOBS = {"documents_content", "procrastinate_jobs"}
"""Files belong to nobody by themselves: jobs scan them, requests see those of their papers. The
queue is the worker's own."""
CLASSES = {name: line["class"] for name, line in lines().items()}
HIDDEN = sorted(name for name, kind in CLASSES.items() if kind in BY_ROWS)
GUARDED = sorted({*HIDDEN, *(name for name, line in lines().items() if line["owner"] == "bound")})
"""Tables whose rows exist for some, and public ones whose rows are their municipality's to write.
Those of the programme of record, which are corrected, are shown in
rione/programme/tests/office/records."""
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


def make() -> World:
    """Fill every table for both places, inside a transaction that is undone."""
    with acting(Actor("job", "tests")):
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
                made[table][name] = {
                    key: row for key, row in new.items() if _is_of(place, table, row)
                }
                before[table] |= made[table][name]
        return World(places, made, found, _extents(places))


def _is_of(place: Place, table: str, row: str) -> bool:
    """Whether a row is of a place; others were put in on the way, such as by the audit trail."""
    said = json.loads(row)
    if CLASSES[table] == "own" and place.account not in row:
        return False
    where = said.get("municipality", said.get("municipality_id", place.municipality))
    return bool(where == place.municipality)


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
