"""The help desk: topics and their terms, and what may follow on what. Pure."""

from collections.abc import Iterable

WORKING_DAYS = {
    "eligibility": 15,
    "reporting": 10,
    "procurement": 15,
    "publicity": 5,
    "other": 20,
}
"""Topic → working days in which the office answers."""
TOPICS = tuple(WORKING_DAYS)

OPEN, ANSWERED, CLOSED, REOPENED = "open", "answered", "closed", "reopened"
STATES = (OPEN, ANSWERED, CLOSED, REOPENED)
WAITING = (OPEN, REOPENED)
"""The states in which the office owes an answer."""

ANSWER, FOLLOW_UP, NOTE, CLOSING, REOPENING = (
    "answer",
    "follow_up",
    "note",
    "closing",
    "reopening",
)
MESSAGES = (ANSWER, FOLLOW_UP, NOTE, CLOSING, REOPENING)

STEPS: dict[tuple[str, str], str] = {
    (OPEN, ANSWER): ANSWERED,
    (OPEN, FOLLOW_UP): OPEN,
    (OPEN, CLOSING): CLOSED,
    (ANSWERED, ANSWER): ANSWERED,
    (ANSWERED, FOLLOW_UP): REOPENED,
    (ANSWERED, CLOSING): CLOSED,
    (REOPENED, ANSWER): ANSWERED,
    (REOPENED, FOLLOW_UP): REOPENED,
    (REOPENED, CLOSING): CLOSED,
    (CLOSED, REOPENING): REOPENED,
    **{(state, NOTE): state for state in STATES},
}
"""(state, message) → the state after it; what is not here is refused. The trigger
`question_message_follows` says the same."""


def may_follow(state: str, message: str) -> bool:
    """Whether a message may follow on a state."""
    return (state, message) in STEPS


def state_after(messages: Iterable[str]) -> str:
    """The state of a question after its messages, in their order; ValueError on one that could
    not follow."""
    state = OPEN
    for message in messages:
        if not may_follow(state, message):
            raise ValueError(f"{message} does not follow on {state}")
        state = STEPS[state, message]
    return state


def begins_term(state: str, message: str) -> bool:
    """Whether a message makes the office owe an answer anew: the term begins again."""
    return state not in WAITING and STEPS.get((state, message)) == REOPENED
