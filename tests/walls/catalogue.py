"""What the database says of its tables, and what tests/row_classes.csv says they should be.

Classes of rows:
- `public`: everybody reads them; where requests write them, only those of their municipality;
- `municipal`: those of the municipality in force;
- `shared`: municipal, and read along by organisations;
- `own`: those of the account in force (or of whoever holds the row's token) and, where the row
  names one, of its municipality;
- `closed`: no request and no job opens the table itself;
- `platform`: machinery and log-in, of no municipality: rights alone decide.

`owner`: whether policies bind the owner too (bound), do not (free), or there are none ("").
"""

import csv
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from django.db import connection

from rione.core.scope import WEB, WORKER

FILE = Path(__file__).resolve().parents[1] / "row_classes.csv"
CLASSES = ("public", "municipal", "shared", "own", "closed", "platform")
COLUMNS = ("table", "class", "owner", "web", "worker", "why")
BY_ROWS = ("municipal", "shared", "own")
"""Classes whose rows exist for some and not for others."""

RIGHTS = ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER")
Line = dict[str, str]


@dataclass(frozen=True)
class Policy:
    """`roles` is "" for everybody."""

    name: str
    command: str
    roles: str
    using: str
    check: str


@dataclass
class Table:
    """A table as it is; `rights` by role in the words of `allow_only`."""

    name: str
    secured: bool
    forced: bool
    columns: tuple[str, ...]
    key: tuple[str, ...]
    rights: dict[str, str] = field(default_factory=dict)
    columns_of: dict[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    policies: tuple[Policy, ...] = ()

    @property
    def owner(self) -> str:
        if not self.secured:
            return ""
        return "bound" if self.forced else "free"

    def may(self, role: str, right: str) -> tuple[str, ...]:
        """The columns on which a role has a right; all of them for a right on the table."""
        return self.columns_of.get((role, right), ())


_TABLES = """
SELECT c.relname, c.relrowsecurity, c.relforcerowsecurity,
    (SELECT array_agg(a.attname ORDER BY a.attnum) FROM pg_attribute a
      WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped),
    coalesce((SELECT array_agg(a.attname ORDER BY array_position(i.indkey::int[], a.attnum::int))
       FROM pg_index i JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = ANY (i.indkey)
      WHERE i.indrelid = c.oid AND i.indisprimary), '{}')
FROM pg_class c
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
ORDER BY c.relname
"""
_RIGHTS = """
SELECT c.relname, r.rolname, held.privilege_type, ''
FROM pg_class c, aclexplode(c.relacl) held JOIN pg_roles r ON r.oid = held.grantee
WHERE c.relnamespace = 'public'::regnamespace AND r.rolname = ANY (%s)
UNION ALL
SELECT c.relname, r.rolname, held.privilege_type, a.attname
FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0,
    aclexplode(a.attacl) held JOIN pg_roles r ON r.oid = held.grantee
WHERE c.relnamespace = 'public'::regnamespace AND r.rolname = ANY (%s)
"""
_TO_EVERYBODY = """
SELECT c.relname FROM pg_class c, aclexplode(c.relacl) held
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
    AND held.grantee = 0
"""
_POLICIES = """
SELECT tablename, policyname, cmd,
    CASE WHEN roles = '{public}' THEN '' ELSE array_to_string(roles, ',') END,
    coalesce(qual, ''), coalesce(with_check, '')
FROM pg_policies WHERE schemaname = 'public' ORDER BY policyname
"""


def ask(statement: str, *values: object) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values or None)
        return list(cursor.fetchall()) if cursor.description else []


def open_to_all_roles() -> list[str]:
    """Tables on which PUBLIC has a right."""
    return [str(name) for (name,) in ask(_TO_EVERYBODY)]


def tables() -> dict[str, Table]:
    """Every table and view of the migrated database by name."""
    found = {
        str(name): Table(str(name), bool(secured), bool(forced), tuple(columns), tuple(key))  # type: ignore[arg-type]
        for name, secured, forced, columns, key in ask(_TABLES)
    }
    held: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    for name, role, right, column in ask(_RIGHTS, [WEB, WORKER], [WEB, WORKER]):
        if name in found:
            held[str(name), str(role), str(right)].add(str(column))
    for (name, role, right), columns in held.items():
        table = found[name]
        whole = "" in columns
        table.columns_of[role, right] = tuple(c for c in table.columns if whole or c in columns)
    for table in found.values():
        for role in (WEB, WORKER):
            table.rights[role] = _in_words(table, role)
    policies: dict[str, list[Policy]] = defaultdict(list)
    for name, *policy in ask(_POLICIES):
        policies[str(name)].append(Policy(*map(str, policy)))
    for name, some in policies.items():
        found[name].policies = tuple(some)
    return found


def _in_words(table: Table, role: str) -> str:
    words = []
    for right in RIGHTS:
        columns = table.may(role, right)
        if columns:
            some = "" if columns == table.columns else f" ({', '.join(columns)})"
            words.append(right + some)
    return ", ".join(words)


def lines() -> dict[str, Line]:
    """The lines of tests/row_classes.csv by table."""
    with FILE.open(encoding="utf-8", newline="") as file:
        return {line["table"]: line for line in csv.DictReader(file)}


def write(rows: Iterable[Line]) -> None:
    with FILE.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(sorted(rows, key=lambda row: row["table"]))


def line_of(table: Table, known: Line | None) -> Line:
    """The line of a table as it is; class and reason stay those that are known."""
    return {
        "table": table.name,
        "class": known["class"] if known else _guess(table),
        "owner": table.owner,
        "web": table.rights[WEB],
        "worker": table.rights[WORKER],
        "why": known["why"] if known else "?",
    }


def _guess(table: Table) -> str:
    text = " ".join(policy.using + policy.check for policy in table.policies)
    if "app.account" in text or "app.invitation" in text:
        return "own"
    if "app.organisation" in text or "EXISTS" in text:
        return "shared"
    if "app.municipality" in text:
        return "municipal"
    if not any(table.rights.values()):
        return "closed"
    return "public" if table.rights[WEB] == "SELECT" else "platform"
