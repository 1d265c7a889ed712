"""Row policies for migrations: which rows of a table exist for whom.

    operations = [protect("welfare_casefile", Shared())]

Classes of rows:
- `Public`: everybody reads (all rows, or those for which `when` holds); its municipality writes;
- `Municipal`: its municipality reads and writes;
- `Shared`: its municipality reads and writes, the organisations listed in a column read, and
  everybody those rows that are `public`;
- `Following`: as the row of another table that a row leads to;
- `Kept`: municipal, and kept by triggers with the owner's rights, who is therefore not bound;
- `Personal`: the account that it belongs to reads and writes, and jobs do.

Every other class has a column with the ISTAT code of the municipality that a row belongs to. The
owner is bound too (FORCE): a data migration says `scope(…)`, or stands between `unbind` and `bind`.
A job in no municipality's scope, such as a self-check, reads the rows of all.
"""

import re
from dataclasses import dataclass

from django.db.migrations import RunSQL

from .roles import WEB, WORKER

MUNICIPALITY = "(SELECT nullif(current_setting('app.municipality', true), ''))"
ORGANISATION = "(SELECT nullif(current_setting('app.organisation', true), '')::uuid)"
ACCOUNT = "(SELECT nullif(current_setting('app.account', true), '')::uuid)"
"""The scope in force, read once per statement. Once set and reset, a setting is '', not NULL."""

_NAME = re.compile(r"^[a-z_][a-z0-9_]{0,50}$", re.ASCII)


def name(text: str) -> str:
    """A table's or column's name, as it is; ValueError on what would have to be quoted."""
    if not _NAME.match(text):
        raise ValueError(f"“{text}” is not a plain name of a table or column")
    return text


@dataclass(frozen=True, slots=True)
class Municipal:
    """`municipality` is the column with the ISTAT code."""

    municipality: str = "municipality_id"

    def owned(self) -> str:
        """The condition under which a row may be written."""
        return f"{name(self.municipality)} = {MUNICIPALITY}"

    def visible(self) -> str:
        """The condition under which a row is read."""
        return self.owned()

    def added(self) -> str:
        """The condition under which a row may be put in."""
        return self.owned()


@dataclass(frozen=True, slots=True)
class Public(Municipal):
    """`when`: an SQL condition on the row's columns; rows that fail it are municipal."""

    when: str = "true"

    def visible(self) -> str:
        # A constant is no barrier to indexes, which `true OR …` would be as well as any other.
        return "true" if self.when == "true" else f"(({self.when}) OR {self.owned()})"


@dataclass(frozen=True, slots=True)
class Shared(Municipal):
    """`organisations` is a column uuid[] of those who read along; `public` an SQL condition on
    the row's columns, under which everybody does."""

    organisations: str = "shared_with"
    public: str = "false"

    def visible(self) -> str:
        open_to_all = "" if self.public == "false" else f" OR ({self.public})"
        shared = f"{ORGANISATION} = ANY ({name(self.organisations)})"
        return f"({self.owned()} OR {shared}{open_to_all})"


@dataclass(frozen=True, slots=True)
class Personal:
    """`account` is the column with the UUID of the account. `from_others`: whoever acts may put
    rows in for any account, such as something it is told. Jobs see and write all rows: they act
    for nobody."""

    account: str = "account_id"
    from_others: bool = False

    def owned(self) -> str:
        """The condition under which a row may be changed."""
        return f"{name(self.account)} = {ACCOUNT}"

    def visible(self) -> str:
        """The condition under which a row is read."""
        return self.owned()

    def added(self) -> str:
        """The condition under which a row may be put in."""
        return "true" if self.from_others else self.owned()


@dataclass(frozen=True, slots=True)
class Following:
    """`column` of `table` holds the id of a row of `parent`, which has policies of its own and its
    municipality in `municipality`: a row is read by whoever reads that one, and written by whoever
    owns it."""

    table: str
    parent: str
    column: str
    municipality: str = "municipality"

    def visible(self) -> str:
        """The condition under which a row is read."""
        return self._parent("")

    def owned(self) -> str:
        """The condition under which a row may be written."""
        return self._parent(f" AND parent.{name(self.municipality)} = {MUNICIPALITY}")

    def added(self) -> str:
        """The condition under which a row may be put in."""
        return self.owned()

    def _parent(self, more: str) -> str:
        found = f"parent.id = {name(self.table)}.{name(self.column)}"
        return f"EXISTS (SELECT FROM {name(self.parent)} parent WHERE {found}{more})"


@dataclass(frozen=True, slots=True)
class Kept(Municipal):
    """Rows whose sums, locks and seals triggers keep with the owner's rights, across all
    municipalities: the owner is not bound. Those of "" are the platform's own: they exist for
    jobs in no municipality's scope, and for no request."""

    municipality: str = "municipality"


RowClass = Municipal | Public | Shared | Following | Personal | Kept


def policies(table: str, rows: RowClass) -> list[str]:
    """The statements that close a table and open it for its rows' readers and writers."""
    table, owned, visible = name(table), rows.owned(), rows.visible()
    return [
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
        *([] if isinstance(rows, Kept) else bound(table)),
        f"CREATE POLICY {table}_read ON {table} FOR SELECT USING ({visible})",
        f"CREATE POLICY {table}_add ON {table} FOR INSERT WITH CHECK ({rows.added()})",
        f"CREATE POLICY {table}_change ON {table} FOR UPDATE USING ({owned}) WITH CHECK ({owned})",
        f"CREATE POLICY {table}_remove ON {table} FOR DELETE USING ({owned})",
        *_for_jobs(table, rows),
    ]


def _for_jobs(table: str, rows: RowClass) -> list[str]:
    # `TO` the role alone would hold for the owner too, who is a member of it.
    if isinstance(rows, Personal):
        job = f"(SELECT current_user = '{WORKER}')"
        return [f"CREATE POLICY {table}_work ON {table} USING ({job}) WITH CHECK ({job})"]
    everywhere = f"current_user = '{WORKER}' AND {MUNICIPALITY} IS NULL"
    check = [f"CREATE POLICY {table}_check ON {table} FOR SELECT TO {WORKER} USING ({everywhere})"]
    if not isinstance(rows, Kept):
        return check
    ours = f"{name(rows.municipality)} = '' AND {everywhere}"
    return [*check, f"CREATE POLICY {table}_platform ON {table} TO {WORKER} USING ({ours})"]


def no_policies(table: str, rows: RowClass | None = None) -> list[str]:
    """The statements that undo `policies`; `rows` matters for personal and kept ones."""
    table, rows = name(table), rows or Municipal()
    made = [line.split()[2] for line in policies(table, rows) if line.startswith("CREATE POLICY")]
    return [
        *(f"DROP POLICY {policy} ON {table}" for policy in made),
        *unbound(table),
        f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY",
    ]


def protect(table: str, rows: RowClass) -> RunSQL:
    """The migration operation for `policies`; it stands after the one that makes the table."""
    return RunSQL(tuple(policies(table, rows)), tuple(no_policies(table, rows)))


def unbound(table: str) -> list[str]:
    """The owner sees all rows of a table."""
    return [f"ALTER TABLE {name(table)} NO FORCE ROW LEVEL SECURITY"]


def bound(table: str) -> list[str]:
    """The owner is bound by the policies of a table."""
    return [f"ALTER TABLE {name(table)} FORCE ROW LEVEL SECURITY"]


def unbind(table: str) -> RunSQL:
    """For data migrations over all municipalities; `bind` follows in the same migration."""
    return RunSQL(tuple(unbound(table)), tuple(bound(table)))


def bind(table: str) -> RunSQL:
    """The other half of `unbind`."""
    return RunSQL(tuple(bound(table)), tuple(unbound(table)))


def allow_only(table: str, *, web: str = "", worker: str = "") -> RunSQL:
    """Take from requests and jobs all rights on a table but those named (`"SELECT, INSERT"`).

    Going back gives all rights, as the default privileges do.
    """
    table = name(table)
    forward = [f"REVOKE ALL ON {table} FROM {WEB}, {WORKER}"]
    forward += [
        f"GRANT {rights} ON {table} TO {role}"
        for role, rights in ((WEB, web), (WORKER, worker))
        if rights
    ]
    usual = f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO {WEB}, {WORKER}"
    return RunSQL(tuple(forward), usual)
