"""What happens to a finding, from its deadline to its end. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

SEVERITIES = ("minor", "serious", "blocking")
STATES = ("open", "answered", "accepted", "closed", "withdrawn")
ENDED = frozenset({"closed", "withdrawn"})
KINDS = ("answer", "extension", "accepted", "rejected", "closed", "withdrawn")
SETTLED_BY_ANOTHER = frozenset({"accepted", "rejected", "closed"})
"""What nobody may say of an answer of one's own."""

NEXT: dict[str, dict[str, str]] = {
    "open": {"answer": "answered", "extension": "open", "withdrawn": "withdrawn"},
    "answered": {"accepted": "accepted", "rejected": "open"},
    "accepted": {"closed": "closed"},
    "closed": {},
    "withdrawn": {},
}
"""State → what may happen → state."""


@dataclass(frozen=True, slots=True)
class Happened:
    """A step of the follow-up: its kind and who did it."""

    kind: str
    by: str


def state_after(steps: Sequence[Happened]) -> str:
    """The state of a finding after these steps; ValueError on a step that may not happen."""
    state = "open"
    for step in steps:
        if step.kind not in NEXT[state]:
            raise ValueError(f"{step.kind} may not follow in state {state}")
        state = NEXT[state][step.kind]
    return state


def step_problem(steps: Sequence[Happened], step: Happened) -> str:
    """Why a further step may not happen: `state`, or `own_answer` (four eyes); "" when it may."""
    if step.kind not in NEXT[state_after(steps)]:
        return "state"
    answers = [one.by for one in steps if one.kind == "answer"]
    if step.kind in SETTLED_BY_ANOTHER and answers and answers[-1] == step.by:
        return "own_answer"
    return ""


def overdue(state: str, deadline: date, today: date) -> bool:
    """Whether an answer is due and has not come."""
    return state == "open" and deadline < today
