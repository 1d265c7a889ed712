"""The life of an operation, and what a project's state does to its actions."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

ORDER = (
    "planned",
    "postponed",
    "moved",
    "procurement",
    "contracted",
    "running",
    "works_complete",
    "operational",
    "closed",
    "unknown",
)
STATES = frozenset(ORDER) - {"unknown"}

# What may come after a state; documents skip steps, so every later step of the way is allowed.
_WAY = (
    "planned",
    "procurement",
    "contracted",
    "running",
    "works_complete",
    "operational",
    "closed",
)
TRANSITIONS: dict[str, frozenset[str]] = {
    state: frozenset(_WAY[index + 1 :])
    | (frozenset({"postponed", "moved"}) if state != "closed" else frozenset())
    for index, state in enumerate(_WAY)
} | {
    "postponed": frozenset(_WAY) | {"moved"},
    "moved": frozenset({"closed"}),
}

# An action in one of these no longer draws on this programme's money for now.
OUTSIDE = frozenset({"postponed", "moved"})
# What an action can be waited for to reach, from the first to the last.
MILESTONES = ("works_complete", "operational", "closed")


def may_follow(earlier: str, later: str) -> bool:
    """Whether `later` is a possible state after `earlier` (the same state always is)."""
    return earlier == later or later in TRANSITIONS.get(earlier, STATES)


def is_history(states: Sequence[str]) -> bool:
    """Whether states in the order of their dates tell one possible story."""
    return all(may_follow(a, b) for a, b in itertools.pairwise(states))


@dataclass(frozen=True, slots=True)
class Effective:
    """The state that counts, and why: own | project_postponed | project_moved | unknown."""

    state: str
    reason: str


def effective_state(own: str, project: str | None) -> Effective:
    """A postponed or moved project covers its actions; an action outside on its own stays so."""
    if own not in OUTSIDE and project in OUTSIDE:
        return Effective(str(project), f"project_{project}")
    return Effective(own, "unknown" if own == "unknown" else "own")


def blocked(target_state: str, until: str) -> tuple[bool, str]:
    """Whether what waits for an action in this state to reach `until` (one of MILESTONES) is
    still blocked, and the reason code: works that are complete do not yet give the keys."""
    if target_state in OUTSIDE:
        return True, f"target_{target_state}"
    if target_state == "unknown":
        return True, "target_unknown"
    if target_state not in MILESTONES:
        return True, "target_not_complete"
    reached = MILESTONES.index(target_state) >= MILESTONES.index(until)
    return not reached, "reached" if reached else "target_not_in_use"
