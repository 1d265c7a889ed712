"""What people may do, as declared by every context, and the words for it.

A context registers its verbs when it starts; `may` decides, and the page “who sees what” shows
them all.
"""

from django.utils.translation import gettext_lazy as _

from .rules import permissions
from .rules.actors import Actor, Decision
from .rules.permissions import Grant, Reach, Thing, Verb
from .rules.roles import INVITED_BY, Role

__all__ = ["REACHES", "REASONS", "ROLE_NAMES", "Thing", "may", "register", "registered"]

ROLE_NAMES = {
    Role.RESIDENT: _("Resident"),
    Role.COMMITTEE: _("Tenants’ committee"),
    Role.PROVIDER: _("Provider of services"),
    Role.SOCIAL_WORKER: _("Social worker"),
    Role.PROGRAMME_OFFICER: _("Programme officer"),
    Role.CERTIFIER: _("Certifier"),
    Role.AUDITOR: _("Auditor"),
    Role.BENEFICIARY: _("Beneficiary"),
    Role.MUNICIPALITY_OFFICER: _("Municipality officer"),
    Role.ADMINISTRATOR: _("Administrator"),
}
REACHES = {
    Reach.OWN: _("one’s own"),
    Reach.ORGANISATION: _("those of one’s organisation"),
    Reach.SHARED: _("those shared with one’s organisation"),
    Reach.MUNICIPALITY: _("those of one’s municipality"),
    Reach.PLATFORM: _("all, when acting for the metropolitan city"),
    Reach.EVERYWHERE: _("all"),
}
REASONS = {
    "log_in": _("You have to log in for this."),
    "no_membership": _("You act for no organisation; choose one on your account’s page."),
    "second_factor": _("Set up a second factor first."),
    "role": _("The role you act under does not include this."),
    "out_of_reach": _("It does not belong to the organisation or municipality you act for."),
}
"""Why something was refused, by the reason of a Decision."""

_verbs: dict[str, Verb] = {}


def register(*verbs: Verb) -> None:
    """Add verbs; two different ones of the same name are an error."""
    for verb in verbs:
        if _verbs.setdefault(verb.name, verb) != verb:
            raise ValueError(f"two verbs are called {verb.name}")


def registered() -> tuple[Verb, ...]:
    """All verbs, in the order in which contexts registered them."""
    return tuple(_verbs.values())


def may(actor: Actor, verb: str, thing: Thing) -> Decision:
    """Whether an actor may do a registered verb to a thing, with the reason; KeyError on a verb
    that nobody registered."""
    return permissions.may(actor, _verbs[verb], thing)


_INVITERS = tuple(
    Grant(role, reach) for role in INVITED_BY for reach in (Reach.MUNICIPALITY, Reach.PLATFORM)
)
_ADMINISTRATOR = (
    Grant(Role.ADMINISTRATOR, Reach.MUNICIPALITY),
    Grant(Role.ADMINISTRATOR, Reach.PLATFORM),
)
register(
    Verb("see_members", _("See who belongs to the organisations"), _INVITERS),
    Verb("invite_member", _("Invite somebody to a role"), _INVITERS),
    Verb("end_membership", _("End a membership"), _ADMINISTRATOR),
    Verb("reset_factor", _("Take away a lost second factor"), _ADMINISTRATOR),
)
