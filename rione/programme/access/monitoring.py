"""National monitoring: who runs it and who reads what it found."""

from django.utils.translation import gettext_lazy as _

from rione.core.identity.access import REASONS, Thing, may, register
from rione.core.identity.rules.actors import Actor
from rione.core.identity.rules.permissions import Verb
from rione.core.writes import Refused

from .operations import OFFICER, STAFF, granted

__all__ = ["OFFICER", "STAFF", "refuse_unless"]

register(
    Verb("run_monitoring", _("Write the records of national monitoring"), granted(*OFFICER)),
    Verb("see_monitoring", _("Read the runs of national monitoring"), granted(*STAFF)),
)


def refuse_unless(actor: Actor, verb: str) -> None:
    """Raise Refused, with the reason, unless an actor may do a verb in its municipality."""
    decision = may(actor, verb, Thing("monitoring", municipality=actor.municipality))
    if not decision:
        raise Refused(REASONS[decision.reason])
