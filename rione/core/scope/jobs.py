"""Jobs carry the scope in which they were deferred, and run in it.

@app.task(queue="letters")
@scoped
def write_letter(*, case: str) -> None: ...

write_letter.defer(scope=carried(), case="…")     # inside a scope
"""

from collections.abc import Callable
from functools import wraps
from typing import NotRequired, TypedDict, TypeVar

from .extent import Extent
from .transactions import WORKER, current
from .transactions import scope as open_scope

R = TypeVar("R")


class Carried(TypedDict):
    """A scope as an argument of a job; all as in Extent."""

    municipality: str
    organisation: str
    account: NotRequired[str]


def carried() -> Carried:
    """The scope in force, for the argument `scope` of a job. RuntimeError outside of any."""
    extent = current()
    if extent is None:
        raise RuntimeError("a job is deferred inside the scope that it is to run in")
    return Carried(
        municipality=extent.municipality, organisation=extent.organisation, account=extent.account
    )


def scoped(function: Callable[..., R]) -> Callable[..., R]:
    """Make a function take `scope` (what `carried` gives) and run in it, in one transaction."""

    @wraps(function)
    def run(*args: object, scope: Carried, **kwargs: object) -> R:
        # Jobs deferred by an earlier version carry no account.
        extent = Extent(scope["municipality"], scope["organisation"], scope.get("account", ""))
        with open_scope(extent, role=WORKER):
            return function(*args, **kwargs)

    return run
