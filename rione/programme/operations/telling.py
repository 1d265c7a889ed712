"""Telling people what concerns them. The desk says what happened; who sends it is wired later.

    register_sender(notices.send)      # once, by the configuration

A sender is called inside the operation's transaction: it defers a job there and sends nothing
itself, so that nobody is told of what was undone.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Literal
from uuid import UUID

What = Literal[
    "question_asked",
    "question_answered",
    "question_followed_up",
    "question_assigned",
    "question_closed",
    "question_reopened",
    "missing_requested",
    "missing_provided",
    "deadline_set",
    "deadline_postponed",
    "deadline_near",
]


@dataclass(frozen=True, slots=True)
class Told:
    """What happened, and to whom it is told: these accounts, those who act under a role in the
    municipality, the members of these organisations. All by reference.

    `key` is the same whenever the same thing is told again: whoever sends it sends it once.
    `page` names the page about it (a name in `office:`), `argument` its argument.
    """

    what: What
    key: str
    municipality: str
    operation: UUID | None
    page: str
    argument: str
    accounts: tuple[UUID, ...] = ()
    roles: tuple[str, ...] = ()
    organisations: tuple[UUID, ...] = ()
    day: date | None = None


Sender = Callable[[Told], None]


def _nobody(told: Told) -> None:
    """Until somebody sends, nothing is sent."""


class _Wired:
    send: Sender = staticmethod(_nobody)


def register_sender(sender: Sender | None) -> None:
    """Whoever sends from now on; None: nobody."""
    _Wired.send = staticmethod(sender or _nobody)


def tell(told: Told) -> None:
    """Hand over to whoever sends."""
    _Wired.send(told)
