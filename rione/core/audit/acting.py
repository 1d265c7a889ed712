"""Who acts: said once by whoever opens a request or a job, known to all that is recorded in it.

    with acting(Actor(kind="account", key="5c1f…", role="social_worker"), request_id="9a0e…"):
        close_case(...)     # its entry names this actor

Everything here is a reference: keys and codes, never the name of a person.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from .rules import REFERENCE, refuse_unless

KINDS = frozenset({"account", "person", "machine", "job", "anonymous"})


class NobodyActs(Exception):
    """Something is to be recorded and nobody said who does it."""


@dataclass(frozen=True)
class Actor:
    """Whoever does something, and for whom.

    `kind` is one of KINDS: an official's account, a resident, another system, a job of ours, or
    somebody who has not logged in. `role` and `organisation` are those acted as; `municipality`
    is an ISTAT code. What does not apply is empty. ValueError on anything but a reference.
    """

    kind: str
    key: str = ""
    role: str = ""
    organisation: str = ""
    municipality: str = ""

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"“{self.kind}” is no kind of actor: {', '.join(sorted(KINDS))}")
        if (self.key == "") != (self.kind == "anonymous"):
            raise ValueError("an actor has a key unless it is anonymous")
        for value in (self.key, self.role, self.organisation, self.municipality):
            refuse_unless(REFERENCE, value, "an actor is described by references")


@dataclass(frozen=True)
class Scope:
    """What one request or job has in common."""

    actor: Actor
    request_id: str = ""

    def __post_init__(self) -> None:
        refuse_unless(REFERENCE, self.request_id, "a request is named by a reference")


_scope: ContextVar[Scope | None] = ContextVar("rione_acting", default=None)


@contextmanager
def acting(actor: Actor, *, request_id: str = "") -> Iterator[Scope]:
    """Make `actor` the one who acts until the block ends; blocks may be nested.

    A thread that is started inside does not inherit it: say it again there.
    """
    scope = Scope(actor, request_id)
    token = _scope.set(scope)
    try:
        yield scope
    finally:
        _scope.reset(token)


def current() -> Scope:
    """The innermost `acting` of this thread or task; NobodyActs outside of any."""
    scope = _scope.get()
    if scope is None:
        raise NobodyActs("say who acts: `with acting(actor): …`, or pass `actor`")
    return scope


def request_id() -> str:
    """The id of the request or job at hand; empty outside of any `acting`."""
    scope = _scope.get()
    return scope.request_id if scope else ""
