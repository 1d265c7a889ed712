"""What `manage.py check --database default` and `migrate` say about the login and the roles."""

from typing import Any

from django.core.checks import CheckMessage, Error
from django.db import connections

from .roles import USABLE, WEB, WORKER
from .transactions import POWERFUL


def _ask(alias: str, query: str) -> Any:
    with connections[alias].cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchone()


def login_obeys_policies(*, databases: Any = None, **_: Any) -> list[CheckMessage]:
    """An error when the login ignores row policies."""
    found: list[CheckMessage] = []
    for alias in databases or ():
        row = _ask(alias, POWERFUL)
        if row is not None:
            found.append(
                Error(
                    f"The login of database “{alias}” is or may become “{row[0]}”, which ignores"
                    " row policies.",
                    hint="Log in as a role that is neither superuser nor BYPASSRLS.",
                    id="scope.E001",
                )
            )
    return found


def roles_exist(*, databases: Any = None, **_: Any) -> list[CheckMessage]:
    """An error when the roles of requests and jobs are missing or out of reach."""
    return [
        Error(
            f"The roles {WEB} and {WORKER} do not exist, or this login may take neither.",
            hint="Run ops/roles.sql as an administrator.",
            id="scope.E002",
        )
        for alias in databases or ()
        if not _ask(alias, USABLE)[0]
    ]
