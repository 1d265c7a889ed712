"""The database roles, and the SQL that makes them. Imports nothing: the launcher uses it.

- the owner (`rione_owner`) owns the tables and runs migrations;
- `rione_web` answers requests, `rione_worker` runs jobs: neither owns anything.

None is superuser or BYPASSRLS, so row policies bind all three. The demo and the tests log in as
the owner, who is a member of the others and switches to one for each transaction; production logs
in as `rione_web` and `rione_worker` (give them LOGIN and a password) and migrates as the owner.
"""

from typing import Any, Protocol

OWNER = "rione_owner"
WEB = "rione_web"
WORKER = "rione_worker"

_CREATE = """\
DO $$
BEGIN
    CREATE ROLE {role} NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS NOREPLICATION;
EXCEPTION WHEN duplicate_object OR unique_violation THEN
    NULL;
END $$"""

STATEMENTS = (
    _CREATE.format(role=WEB),
    _CREATE.format(role=WORKER),
    f"GRANT {WEB}, {WORKER} TO {OWNER}",
)
"""Once per server, by an administrator (a role with CREATEROLE), after `rione_owner` exists."""

USABLE = f"""\
SELECT count(*) = 2 AND bool_or(pg_has_role(session_user, oid, 'MEMBER'))
FROM pg_roles WHERE rolname IN ('{WEB}', '{WORKER}')"""  # noqa: S608 — constants
"""Whether both exist and this login may take one of them."""

COMPLETE = f"""\
SELECT count(*) = 2 FROM pg_roles r
WHERE r.rolname IN ('{WEB}', '{WORKER}')
    AND EXISTS (
        SELECT FROM pg_auth_members m JOIN pg_roles o ON o.oid = m.member
        WHERE m.roleid = r.oid AND o.rolname = '{OWNER}'
    )"""  # noqa: S608 — constants


class Connection(Protocol):
    """A psycopg connection in autocommit mode."""

    def execute(self, query: Any, params: Any = None) -> Any: ...


def ensure_roles(connection: Connection) -> bool:
    """Make the roles that are missing; whether anything was done. Two at once are harmless.

    `connection` belongs to an administrator; the owner itself needs no right to create roles.
    """
    if connection.execute(COMPLETE).fetchone()[0]:
        return False
    for statement in STATEMENTS:
        connection.execute(statement)
    return True
