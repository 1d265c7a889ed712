"""What a database holds, in figures that a restored one must show again.

Plain SQL, and only of tables that are there: a backup is also made just before an upgrade, when
the schema is an earlier version's.
"""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any, LiteralString, Protocol

from psycopg import sql

LEFT_OUT = ("django_session", "usersessions_usersession")
"""Tables whose rows are in no backup: who has one could continue the sessions in it."""

_TABLES = """
SELECT relname FROM pg_class
WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relname <> ALL (%s)
    AND NOT EXISTS (
        SELECT FROM pg_depend d WHERE d.objid = pg_class.oid AND d.deptype = 'e'
    )
ORDER BY relname
"""
_FORCED = """
SELECT relname FROM pg_class
WHERE relforcerowsecurity AND relnamespace = 'public'::regnamespace ORDER BY relname
"""
_MIGRATIONS = "SELECT app, name FROM django_migrations ORDER BY app, name"
_LEDGER = """
SELECT unit.code, count(leg.amount), coalesce(sum(leg.amount) FILTER (WHERE leg.amount > 0), 0),
    coalesce(sum(leg.amount), 0)
FROM ledger_unit unit
LEFT JOIN ledger_account account ON account.unit_id = unit.id
LEFT JOIN ledger_leg leg ON leg.account_id = account.id
GROUP BY unit.code ORDER BY unit.code
"""
_SEAL = "SELECT id, encode(hash, 'hex') FROM audit_seal ORDER BY id DESC LIMIT 1"


class Connection(Protocol):
    """A psycopg connection."""

    def execute(self, query: Any, params: Any = None) -> Any: ...


@dataclass(frozen=True, slots=True)
class Sum:
    """A unit of the ledger: its legs, what they debit, and their sum, which is 0; in the smallest
    part of the unit."""

    legs: int
    debited: int
    sum: int


@dataclass(frozen=True, slots=True)
class Measures:
    """`rows` by table, `ledger` by unit; `seal` is the newest one of the audit trail, 0 and "" when
    there is none; `migrations` are names by app."""

    rows: dict[str, int]
    ledger: dict[str, Sum]
    seal: int
    seal_hash: str
    migrations: dict[str, list[str]]

    @classmethod
    def read(cls, stored: dict[str, Any]) -> "Measures":
        """From what `asdict` gave; KeyError or TypeError on anything else."""
        return cls(
            rows={str(table): int(rows) for table, rows in stored["rows"].items()},
            ledger={str(unit): Sum(**sums) for unit, sums in stored["ledger"].items()},
            seal=int(stored["seal"]),
            seal_hash=str(stored["seal_hash"]),
            migrations={str(app): list(names) for app, names in stored["migrations"].items()},
        )

    def stored(self) -> dict[str, Any]:
        """For the manifest."""
        return asdict(self)

    def lines(self, *, rows: bool = True) -> Iterator[tuple[str, str]]:
        """What is measured and the figure; with `rows` also those of each table."""
        if rows:
            for table, count in self.rows.items():
                yield f"rows of {table}", str(count)
        for unit, found in self.ledger.items():
            yield f"ledger {unit}: legs", str(found.legs)
            yield f"ledger {unit}: debited", str(found.debited)
            yield f"ledger {unit}: sum", str(found.sum)
        yield "newest audit seal", f"{self.seal} {self.seal_hash[:16]}".strip()


def measure(connection: Connection) -> Measures:
    """Measure what this connection sees, which has to be all rows. A statement per table."""
    tables = [row[0] for row in connection.execute(_TABLES, [list(LEFT_OUT)]).fetchall()]
    count: LiteralString = "SELECT count(*) FROM {}"
    rows = {
        table: connection.execute(sql.SQL(count).format(sql.Identifier(table))).fetchone()[0]
        for table in tables
    }
    migrations: dict[str, list[str]] = {}
    if "django_migrations" in rows:
        for app, name in connection.execute(_MIGRATIONS).fetchall():
            migrations.setdefault(app, []).append(name)
    ledger = {}
    if "ledger_leg" in rows:
        for unit, *sums in connection.execute(_LEDGER).fetchall():
            ledger[unit] = Sum(*map(int, sums))
    newest = connection.execute(_SEAL).fetchone() if "audit_seal" in rows else None
    seal, seal_hash = newest or (0, "")
    return Measures(rows, ledger, seal, seal_hash, migrations)


def measure_as_owner(connection: Connection) -> Measures:
    """Measure all rows as the owner, who is bound by row policies: they are lifted in a transaction
    that is undone. For a database that nobody uses, since it locks the tables."""
    connection.execute("BEGIN")
    try:
        for (table,) in connection.execute(_FORCED).fetchall():
            lift: LiteralString = "ALTER TABLE {} NO FORCE ROW LEVEL SECURITY"
            connection.execute(sql.SQL(lift).format(sql.Identifier(table)))
        return measure(connection)
    finally:
        connection.execute("ROLLBACK")
