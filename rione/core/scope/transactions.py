"""`scope(actor)`: a transaction in which only the actor's rows exist."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any
from weakref import WeakSet

from django.core.exceptions import ImproperlyConfigured
from django.db import connection, transaction

from .extent import NOWHERE, Bounded, Extent
from .roles import WEB, WORKER

_NO_ROLE = "none"
_SET = (
    "SELECT set_config('app.municipality', %s, true), set_config('app.organisation', %s, true),"
    " set_config('app.account', %s, true), set_config('role', %s, true)"
)
POWERFUL = (
    "SELECT rolname FROM pg_roles WHERE (rolsuper OR rolbypassrls)"
    " AND pg_has_role(session_user, oid, 'MEMBER') ORDER BY rolname LIMIT 1"
)
"""A role that ignores row policies and that this login has or may take; no row when none."""


class PowerfulLogin(ImproperlyConfigured):
    """The login ignores row policies, so that every row would show."""


@dataclass(frozen=True, slots=True)
class _State:
    extent: Extent
    role: str


_OUTSIDE = _State(NOWHERE, _NO_ROLE)
_state: ContextVar[_State | None] = ContextVar("rione_scope", default=None)
_examined: WeakSet[Any] = WeakSet()


def current() -> Extent | None:
    """The extent of the innermost scope of this thread; None outside of any."""
    state = _state.get()
    return state.extent if state else None


@contextmanager
def scope(actor: Bounded, *, role: str = WEB) -> Iterator[Extent]:
    """Open a transaction as `role` in which only the rows of `actor` exist.

    Nested, it is a savepoint, and what held before holds again afterwards, also after an error.
    Constraints that are checked at commit are checked under the outermost scope: to write for
    another municipality, defer a job instead of nesting. Raises PowerfulLogin when the login is
    a superuser, may bypass row policies or may become somebody who does. One SQL statement, and
    two the first time a connection is used.
    """
    if role not in (WEB, WORKER):
        raise ValueError(f"a scope is opened as {WEB} or {WORKER}")
    state = _State(Extent.of(actor), role)
    outer = _state.get()
    inside = connection.in_atomic_block
    with transaction.atomic():
        refuse_powerful_login()
        _apply(state)
        token = _state.set(state)
        try:
            yield state.extent
        finally:
            _state.reset(token)
    # A transaction that ends, or goes back to its savepoint, forgets the settings by itself.
    if inside and not connection.needs_rollback:
        _apply(outer or _OUTSIDE)


def _apply(state: _State) -> None:
    with connection.cursor() as cursor:
        extent = state.extent
        cursor.execute(_SET, [extent.municipality, extent.organisation, extent.account, state.role])


def refuse_powerful_login() -> None:
    """Raise PowerfulLogin unless row policies bind this connection's login; asked once each."""
    connection.ensure_connection()
    physical = connection.connection
    if physical in _examined:
        return
    with connection.cursor() as cursor:
        cursor.execute(POWERFUL)
        row = cursor.fetchone()
    if row is not None:
        raise PowerfulLogin(
            f"The database login is or may become “{row[0]}”, which ignores row policies: "
            "log in as a role that is neither superuser nor BYPASSRLS (see rione/core/scope)."
        )
    _examined.add(physical)
