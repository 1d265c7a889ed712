"""Rows for the test of the second wall: every table whose rows are somebody's brings a factory.

A module of this folder says `ROWS = {"table": factory, …}`; a factory takes a `Place` and puts in
at least one row of that place: of its municipality, of its account, and shared with the `reader`
where organisations read along. Both places get the same names and codes, wherever the database
lets them. One factory may stand under several tables; it runs once a place.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from importlib import import_module
from pkgutil import iter_modules
from uuid import UUID

from rione.core.identity.models import Membership, Organisation
from rione.core.identity.rules.actors import Actor
from rione.core.identity.tests.factories import actor_of
from rione.core.scope import Extent, scope


@dataclass(frozen=True)
class Place:
    """An invented office of a municipality, and a body elsewhere that reads along."""

    municipality: str
    officer: Membership
    body: Organisation
    reader: UUID

    @property
    def account(self) -> str:
        return str(self.officer.user_id)

    @property
    def actor(self) -> Actor:
        return actor_of(self.officer)

    def scope(self) -> AbstractContextManager[Extent]:
        """As a request of the officer."""
        return scope(self.actor)


Factory = Callable[[Place], object]


def factories() -> dict[str, Factory]:
    """The factory of each table that has one."""
    found: dict[str, Factory] = {}
    for module in iter_modules(__path__):
        rows = getattr(import_module(f"{__name__}.{module.name}"), "ROWS", {})
        for table, factory in rows.items():
            assert table not in found, f"two factories for {table}"
            found[table] = factory
    return found
