"""Jobs carry the scope in which they were deferred, and run in it.

@app.task(queue="letters")
@scoped
def write_letter(*, case: str) -> None: ...

write_letter.defer(scope=carried(), case="…")     # inside a scope

A job that belongs to no municipality says `@platform_wide` instead: it sees public rows and the
platform's own tables. Every task says one of the two (tests/architecture/test_jobs.py).
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, NotRequired, TypedDict, TypeVar

from .extent import Extent
from .transactions import WORKER, current
from .transactions import scope as open_scope

R = TypeVar("R")
F = TypeVar("F", bound=Callable[..., Any])


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


SCOPED, PLATFORM_WIDE = "scoped", "platform-wide"


def _declared(reach: str) -> Callable[[F], F]:
    def mark(function: F) -> F:
        function.reach = reach  # type: ignore[attr-defined]
        return function

    return mark


def platform_wide(function: F) -> F:
    """Declare that a job belongs to no municipality; it runs without a scope."""
    return _declared(PLATFORM_WIDE)(function)


def reach_of(function: Callable[..., Any]) -> str:
    """SCOPED, PLATFORM_WIDE, or "" when a job says neither."""
    found: object = getattr(function, "reach", "")
    return found if isinstance(found, str) else ""


def scoped(function: Callable[..., R]) -> Callable[..., R]:
    """Make a function take `scope` (what `carried` gives) and run in it, in one transaction."""

    @_declared(SCOPED)
    @wraps(function)
    def run(*args: object, scope: Carried, **kwargs: object) -> R:
        # Jobs deferred by an earlier version carry no account.
        extent = Extent(scope["municipality"], scope["organisation"], scope.get("account", ""))
        with open_scope(extent, role=WORKER):
            return function(*args, **kwargs)

    return run
