"""The programme of record: who reads its register, and who writes it."""

from django.db.models import Exists, Q
from django.utils.translation import gettext_lazy as _

from rione.core.identity.access import REASONS, Thing, may, register
from rione.core.identity.rules.actors import Actor
from rione.core.identity.rules.permissions import Verb
from rione.core.writes import Refused

from ..models import Programme
from .operations import OFFICER, STAFF, granted

register(
    Verb("see_records", _("See who stated and decided what, and why"), granted(*STAFF)),
    Verb("add_document", _("Enter a document that statements come from"), granted(*OFFICER)),
    Verb("add_statement", _("Enter what a document states"), granted(*OFFICER)),
    Verb("retire_statement", _("Retire what the office stated"), granted(*OFFICER)),
    Verb("move_state", _("Enter a new state of an action or project"), granted(*OFFICER)),
    Verb("state_indicator_value", _("Enter an achieved value of an indicator"), granted(*OFFICER)),
    Verb("resolve_conflict", _("Decide where documents disagree"), granted(*OFFICER)),
)


def the_programme() -> Thing:
    """The programme of record as what a verb is applied to: its own municipality's. One SQL."""
    found = Programme.objects.order_by("pk").values_list("municipality", flat=True).last()
    return Thing("programme", municipality=found or "")


def ours(actor: Actor) -> Q:
    """A condition that holds for every row, or for none: whether the register is the actor's to
    see."""
    if actor.role not in STAFF or not actor.municipality:
        return Q(pk__in=[])
    return Q(Exists(Programme.objects.filter(municipality=actor.municipality)))


def refuse_unless(actor: Actor, verb: str) -> None:
    """Raise Refused, with the reason in words, unless an actor may do a verb to the programme."""
    decision = may(actor, verb, the_programme())
    if not decision:
        raise Refused(REASONS[decision.reason])
