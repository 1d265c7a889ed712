"""Doors to the money of an operation, which another part of the office keeps: wired by it.

`wire(correct=…)`: an expense is cut by what an irregularity affects. `wire(claims=…)`: the
expenses that a sample is drawn from. `wire(knows=…)`: whether an expense is an operation's. Until
somebody wires them, irregularities cut nothing, samples are drawn from operations and contracts,
and the id of an expense is believed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from django.utils.translation import gettext as _

from rione.core.identity.rules.actors import Actor
from rione.core.writes import Refused


@dataclass(frozen=True, slots=True)
class Claim:
    """An expense: `cents` is what is claimed, `label` its number."""

    id: UUID
    operation: UUID
    label: str
    cents: int


class Correct(Protocol):
    """Cut an expense by `cents` above zero, inside the transaction of whoever asks. Raises Refused
    when the expense is not the operation's, or the cut is more than is left of it."""

    def __call__(self, *, actor: Actor, expense_id: UUID, cents: int, reason: str) -> None: ...


class Claims(Protocol):
    """The expenses that an actor may see and a sample may take."""

    def __call__(self, *, actor: Actor) -> Sequence[Claim]: ...


class Knows(Protocol):
    """Whether an expense belongs to an operation."""

    def __call__(self, *, actor: Actor, expense_id: UUID, operation: UUID) -> bool: ...


@dataclass
class _Doors:
    correct: Correct | None = None
    claims: Claims | None = None
    knows: Knows | None = None


doors = _Doors()
"""What is behind the doors; None while nothing is."""


def wire(
    *, correct: Correct | None = None, claims: Claims | None = None, knows: Knows | None = None
) -> None:
    """Say what stands behind the doors; what is None is closed."""
    doors.correct, doors.claims, doors.knows = correct, claims, knows


def refuse_unknown_expense(actor: Actor, expense: UUID | None, operation: UUID) -> None:
    """Raise Refused at `expense` when the door is wired and knows no such one."""
    if expense is None or doors.knows is None:
        return
    if not doors.knows(actor=actor, expense_id=expense, operation=operation):
        raise Refused(_("Choose an expense of this operation."), field="expense")
