"""Whose rows may be read and written: the second wall, inside the database.

    with scope(actor):          # a transaction; only the actor's rows exist in it
        …

See README.md. The first wall are the rules of access of each context.
"""

from rione.core.access import without_database

from .extent import NOWHERE, Bounded, Extent
from .transactions import WEB, WORKER, PowerfulLogin, current, scope

__all__ = [
    "NOWHERE",
    "WEB",
    "WORKER",
    "Bounded",
    "Extent",
    "PowerfulLogin",
    "current",
    "scope",
    "without_database",
]
