"""The life of an expense: which step follows which, who may not do it, where its money lies.

    entered → verified | rejected → certified → corrected → recovered

Nothing is edited: a step adds an event, and undoing a step adds one too. What an expense is now
follows from its events alone (`standing`). Amounts are integer cents. Pure.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum


class State(StrEnum):
    ENTERED = "entered"
    VERIFIED = "verified"
    REJECTED = "rejected"
    CERTIFIED = "certified"
    CORRECTED = "corrected"
    RECOVERED = "recovered"
    WITHDRAWN = "withdrawn"


class Step(StrEnum):
    ENTER = "enter"
    VERIFY = "verify"
    REJECT = "reject"
    CERTIFY = "certify"
    CORRECT = "correct"
    RECOVER = "recover"


class Undo(StrEnum):
    """What undoing a step is called."""

    WITHDRAW = "withdraw"
    SEND_BACK = "send_back"
    TAKE_OUT = "take_out"
    RESTORE = "restore"


UNDONE_BY = {
    Step.ENTER: Undo.WITHDRAW,
    Step.VERIFY: Undo.SEND_BACK,
    Step.REJECT: Undo.SEND_BACK,
    Step.CERTIFY: Undo.TAKE_OUT,
    Step.CORRECT: Undo.RESTORE,
    Step.RECOVER: Undo.RESTORE,
}
OF_STEP = {
    Step.VERIFY: "verified",
    Step.CERTIFY: "certified",
    Step.CORRECT: "corrected",
    Step.RECOVER: "recovered",
}
"""The columns that say who did a step, by their beginning; a rejection is a verification."""
FOLLOWS: Mapping[Step, frozenset[State]] = {
    Step.VERIFY: frozenset({State.ENTERED}),
    Step.REJECT: frozenset({State.ENTERED}),
    Step.CERTIFY: frozenset({State.VERIFIED}),
    Step.CORRECT: frozenset({State.CERTIFIED, State.CORRECTED}),
    Step.RECOVER: frozenset({State.CERTIFIED, State.CORRECTED}),
}
"""The states in which a step is possible."""


class Problem(StrEnum):
    """Why a step is not possible."""

    STATE = "state"
    REASON = "reason"
    TOO_MUCH = "too_much"
    NOTHING = "nothing"
    SAME_AS_ENTERED = "same_as_entered"
    SAME_AS_VERIFIED = "same_as_verified"
    SAME_AS_CERTIFIED = "same_as_certified"


class NotPossible(ValueError):
    """A step that is not taken; `left` is the most that could be asked, where that is the point."""

    def __init__(self, problem: Problem, left: int = 0) -> None:
        self.problem, self.left = problem, left
        super().__init__(problem.value)


@dataclass(frozen=True, slots=True)
class Figures:
    """Amounts after a step; `accepted` and `certified` None while nobody has said."""

    declared: int
    accepted: int | None = None
    certified: int | None = None
    corrected: int = 0
    recovered: int = 0

    @property
    def remaining(self) -> int:
        """What is certified after corrections and recoveries."""
        return (self.certified or 0) - self.corrected - self.recovered

    @property
    def cut(self) -> int:
        """What was declared and not accepted."""
        return 0 if self.accepted is None else self.declared - self.accepted


@dataclass(frozen=True, slots=True)
class Event:
    """A step, or the undoing of one: `undoes` is the number of the event that it takes back."""

    number: int
    step: str
    account: str
    at: datetime
    figures: Figures
    reason: str = ""
    undoes: int | None = None


@dataclass(frozen=True, slots=True)
class Signature:
    """Who did a step, and when."""

    account: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Standing:
    """What an expense is, by its events."""

    state: State
    figures: Figures
    cut_reason: str
    signed: Mapping[Step, Signature]
    last: Event
    """The last step that stands: the one that can be undone."""


_REACHED = {
    Step.ENTER: State.ENTERED,
    Step.VERIFY: State.VERIFIED,
    Step.REJECT: State.REJECTED,
    Step.CERTIFY: State.CERTIFIED,
    Step.CORRECT: State.CORRECTED,
    Step.RECOVER: State.RECOVERED,
}


def standing(events: Sequence[Event]) -> Standing:
    """What the events make of an expense; they are all of its events, in their order."""
    undone = {event.undoes for event in events if event.undoes is not None}
    steps = [event for event in events if event.undoes is None and event.number not in undone]
    if not steps:
        first = events[0]
        signed = {Step.ENTER: Signature(first.account, first.at)}
        return Standing(State.WITHDRAWN, first.figures, "", signed, first)
    signed = {}
    for event in steps:
        step = Step.VERIFY if event.step == Step.REJECT else Step(event.step)
        signed[step] = Signature(event.account, event.at)
    decided = next((e for e in steps if e.step in (Step.VERIFY, Step.REJECT)), None)
    last = steps[-1]
    return Standing(
        _REACHED[Step(last.step)], last.figures, decided.reason if decided else "", signed, last
    )


def enter(account: str, at: datetime, declared: int) -> Event:
    """The first event of an expense."""
    return Event(1, Step.ENTER, account, at, Figures(declared))


def take(
    events: Sequence[Event],
    step: Step,
    *,
    account: str,
    at: datetime,
    amount: int = 0,
    reason: str = "",
) -> Event:
    """The event of a step, or NotPossible.

    `amount`: what is accepted (VERIFY) or taken from what is certified (CORRECT); REJECT, CERTIFY
    and RECOVER concern all that there is.
    """
    now = standing(events)
    if now.state not in FOLLOWS.get(step, ()):
        raise NotPossible(Problem.STATE)
    _other_eyes(now, step, account)
    figures = _changed(now.figures, step, amount)
    needs_reason = step in (Step.REJECT, Step.CORRECT, Step.RECOVER) or (
        step is Step.VERIFY and figures.cut
    )
    if needs_reason and not reason:
        raise NotPossible(Problem.REASON)
    return Event(len(events) + 1, step, account, at, figures, reason)


def undo(events: Sequence[Event], kind: Undo, *, account: str, at: datetime, reason: str) -> Event:
    """The event that takes back the last step that stands, if `kind` is its undoing."""
    now = standing(events)
    if now.state is State.WITHDRAWN or UNDONE_BY[Step(now.last.step)] is not kind:
        raise NotPossible(Problem.STATE)
    if not reason:
        raise NotPossible(Problem.REASON)
    made = Event(len(events) + 1, kind, account, at, now.figures, reason, undoes=now.last.number)
    return replace(made, figures=standing([*events, made]).figures)


def possible(state: State) -> tuple[Step, ...]:
    """The steps that may follow a state."""
    return tuple(step for step, states in FOLLOWS.items() if state in states)


def _other_eyes(now: Standing, step: Step, account: str) -> None:
    """Four eyes: whoever decides has not done what is decided about."""
    rules = {
        Step.VERIFY: (Step.ENTER,),
        Step.REJECT: (Step.ENTER,),
        Step.CERTIFY: (Step.ENTER, Step.VERIFY),
        Step.CORRECT: (Step.CERTIFY,),
        Step.RECOVER: (Step.CERTIFY,),
    }
    named = {
        Step.ENTER: Problem.SAME_AS_ENTERED,
        Step.VERIFY: Problem.SAME_AS_VERIFIED,
        Step.CERTIFY: Problem.SAME_AS_CERTIFIED,
    }
    for earlier in rules.get(step, ()):
        signature = now.signed.get(earlier)
        if signature is not None and signature.account == account:
            raise NotPossible(named[earlier])


def _changed(figures: Figures, step: Step, amount: int) -> Figures:
    if step is Step.VERIFY:
        if amount > figures.declared:
            raise NotPossible(Problem.TOO_MUCH, figures.declared)
        if amount <= 0:
            raise NotPossible(Problem.NOTHING, figures.declared)
        return replace(figures, accepted=amount)
    if step is Step.REJECT:
        return replace(figures, accepted=0)
    if step is Step.CERTIFY:
        return replace(figures, certified=figures.accepted)
    left = figures.remaining
    if step is Step.RECOVER:
        if left <= 0:
            raise NotPossible(Problem.NOTHING, left)
        return replace(figures, recovered=left)
    if amount > left:
        raise NotPossible(Problem.TOO_MUCH, left)
    if amount <= 0:
        raise NotPossible(Problem.NOTHING, left)
    return replace(figures, corrected=figures.corrected + amount)


DECLARED, ACCEPTED, CERTIFIED = "declared", "accepted", "certified"
CUT, CORRECTED, RECOVERED = "cut", "corrected", "recovered"
CLAIMED = (DECLARED, ACCEPTED, CERTIFIED)
REFUSED = (CUT, CORRECTED, RECOVERED)


def placed(state: State, figures: Figures) -> dict[str, int]:
    """Where the money of an expense lies: an amount above zero by the name of each account."""
    found = dict.fromkeys((*CLAIMED, *REFUSED), 0)
    if state is State.ENTERED:
        found[DECLARED] = figures.declared
    elif state is State.VERIFIED:
        found[ACCEPTED] = figures.accepted or 0
    elif state in (State.CERTIFIED, State.CORRECTED, State.RECOVERED):
        found[CERTIFIED] = figures.remaining
    if state is not State.WITHDRAWN:
        found[CUT] = figures.cut
        found[CORRECTED] = figures.corrected
        found[RECOVERED] = figures.recovered
    return {name: cents for name, cents in found.items() if cents}


def moved(before: Mapping[str, int], after: Mapping[str, int]) -> dict[str, int]:
    """What a step moves, by account, debits above zero; they sum to zero.

    What is no longer claimed goes back to `undeclared`; what is refused stands against `refused`.
    """
    names = (*CLAIMED, *REFUSED)
    change = {name: after.get(name, 0) - before.get(name, 0) for name in names}
    change["undeclared"] = -_sum(change, CLAIMED)
    change["refused"] = -_sum(change, REFUSED)
    return {name: cents for name, cents in change.items() if cents}


def _sum(change: Mapping[str, int], names: Iterable[str]) -> int:
    return sum(change[name] for name in names)
