"""A new state of an action or project, as a document gives it."""

from django.utils.translation import gettext as _

from rione.core.identity.rules.actors import Actor
from rione.core.writes import Refused, operation

from ..access.records import refuse_unless
from ..models import Action, Project
from ..rules.states import ORDER, STATES, may_follow
from .stating import state as state_it


@operation("move_state")
def move_state(
    *,
    actor: Actor,
    key: str,
    subject_kind: str,
    subject_key: str,
    state: str,
    as_of: str,
    source: str,
    quote: str,
    reason: str,
    forced: bool = False,
) -> int:
    """State that an action or project has reached a state; the id of the statement.

    `as_of` is a partial date, `source` `document:line` as in the files. Refused at `state` when
    it cannot follow the present one, unless `forced`: then it stands beside what was stated
    before, and the declared rule or a person decides.
    """
    refuse_unless(actor, "move_state")
    if state not in STATES:
        raise Refused(_("Choose one of the list."), field="state")
    present = present_state(subject_kind, subject_key)
    if not forced and not may_follow(present, state):
        raise Refused(
            _(
                "This cannot follow the present state. Choose a possible one, or say that the"
                " document states it all the same: then it is a disagreement to be decided."
            ),
            field="state",
        )
    said = {"field": "state", "value": state, "from": source, "quote": quote, "as_of": as_of}
    subject = (subject_kind, subject_key)
    return state_it(actor, subject, said, reason=reason, verb="move_state")


def present_state(kind: str, key: str) -> str:
    """The state of its own that an action or project has, “unknown” when none is shown; Refused
    when there is no such thing. One SQL."""
    found = None
    if kind == "action":
        found = Action.objects.filter(code=key).values_list("own_state", flat=True).first()
    if kind == "project":
        found = Project.objects.filter(key=key).values_list("state", flat=True).first()
    if found is None:
        raise Refused(_("The programme has nothing of this name."), field="subject")
    return found or "unknown"


def possible_states(present: str) -> tuple[str, ...]:
    """The states that may come next, in the order of an action's life."""
    return tuple(
        state
        for state in ORDER
        if state in STATES and state != present and may_follow(present, state)
    )
