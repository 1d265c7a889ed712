"""The desk: who asks and answers, who keeps deadlines, who says how the programme is made known."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from rione.core.identity.access import REASONS, Thing, may, register
from rione.core.identity.rules.actors import Actor
from rione.core.identity.rules.permissions import Verb
from rione.core.identity.rules.roles import Role
from rione.core.writes import Refused

from ..models import CommunicationPlanItem, Deadline
from .operations import READERS, STAFF, granted, theirs

OFFICER = (Role.PROGRAMME_OFFICER,)
PARTIES = (Role.PROGRAMME_OFFICER, Role.BENEFICIARY)
"""Those who ask, close and reopen."""
ANSWERERS = (Role.PROGRAMME_OFFICER, Role.CERTIFIER)

register(
    Verb("ask_question", _("Ask a question about an operation"), granted(*PARTIES)),
    Verb("follow_up_question", _("Ask again under a question"), granted(*PARTIES)),
    Verb("answer_question", _("Answer a question"), granted(*ANSWERERS)),
    Verb("note_question", _("Write a note that only the office sees"), granted(*STAFF)),
    Verb("see_notes", _("See the office’s own notes"), granted(*STAFF)),
    Verb("assign_question", _("Say who answers a question"), granted(*OFFICER)),
    Verb("close_question", _("Close a question"), granted(*PARTIES)),
    Verb("reopen_question", _("Reopen a question"), granted(*PARTIES)),
    Verb("publish_answer", _("Publish an answer for everybody"), granted(*OFFICER)),
    Verb("withdraw_answer", _("Withdraw a published answer"), granted(*OFFICER)),
    Verb("request_missing", _("Ask a beneficiary for what is missing"), granted(*ANSWERERS)),
    Verb("mark_provided", _("Mark what was missing as provided"), granted(*PARTIES)),
    Verb("set_deadline", _("Set a deadline"), granted(*OFFICER)),
    Verb("postpone_deadline", _("Postpone a deadline"), granted(*OFFICER)),
    Verb("complete_deadline", _("Mark a deadline as done"), granted(*READERS)),
    Verb("undo_completion", _("Take back that a deadline was done"), granted(*READERS)),
    Verb("plan_communication", _("Plan how the programme is made known"), granted(*OFFICER)),
    Verb("report_reach", _("Report whom an event or product reached"), granted(*OFFICER)),
    Verb("cancel_communication", _("Cancel a planned event or product"), granted(*OFFICER)),
    Verb("renew_calendar_address", _("Get an address for one’s calendar"), granted(*READERS)),
)


def refuse_here_unless(actor: Actor, verb: str) -> None:
    """Raise Refused unless an actor may do a verb to what belongs to its municipality's programme
    as a whole."""
    decision = may(actor, verb, Thing("programme", municipality=actor.municipality))
    if not decision:
        raise Refused(REASONS[decision.reason])


def deadline_thing(deadline: Deadline) -> Thing:
    """A deadline as what a verb is applied to."""
    return Thing(
        "deadline",
        municipality=deadline.municipality,
        shared_with=tuple(str(key) for key in deadline.shared_with),
    )


def item_thing(item: CommunicationPlanItem) -> Thing:
    """An item of the communication plan as what a verb is applied to."""
    return Thing("communication", municipality=item.municipality)


def answers_for(actor: Actor, deadline: Deadline) -> bool:
    """Whether a deadline is an actor's to complete: a programme officer's always, else that of
    the role, or of the one account that answers for it."""
    if actor.role == Role.PROGRAMME_OFFICER:
        return True
    if actor.role != deadline.role:
        return False
    return deadline.account_id is None or str(deadline.account_id) == actor.account


def own_deadlines(actor: Actor) -> Q:
    """The condition on deadlines that wait for an actor: its own, and those of its role that are
    nobody's in particular."""
    mine = Q(account_id=actor.account) if actor.account else Q(pk__in=[])
    return theirs(actor) & (mine | Q(account=None, role=actor.role))


def items_theirs(actor: Actor) -> Q:
    """The condition on items of the communication plan that an actor may see."""
    if actor.role == Role.BENEFICIARY:
        return theirs(actor, "operation__")
    return theirs(actor)


def sees_notes(actor: Actor) -> bool:
    """Whether an actor is of the staff, whose notes and names it then sees."""
    return actor.role in STAFF and bool(actor.municipality)
