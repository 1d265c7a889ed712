"""Operations: who opens and sees them."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from rione.core.identity.access import REASONS, Thing, may, register
from rione.core.identity.rules.actors import Actor
from rione.core.identity.rules.permissions import Grant, Reach, Verb
from rione.core.identity.rules.roles import Role
from rione.core.writes import Refused

from ..models import Operation

STAFF = (Role.PROGRAMME_OFFICER, Role.CERTIFIER, Role.AUDITOR)
"""Those who see all operations of their municipality."""
READERS = (*STAFF, Role.BENEFICIARY)
"""Those who have office pages: a beneficiary sees the operations of its organisation."""
OFFICER = (Role.PROGRAMME_OFFICER,)


def granted(*roles: Role) -> tuple[Grant, ...]:
    """Grants of roles over all operations of their municipality; a beneficiary's over those that
    are shared with its organisation."""
    return tuple(
        Grant(role, Reach.SHARED if role == Role.BENEFICIARY else Reach.MUNICIPALITY)
        for role in roles
    )


register(
    Verb("see_operation", _("See an operation with its papers"), granted(*READERS)),
    Verb("open_operation", _("Open an operation"), granted(*OFFICER)),
    Verb("change_operation", _("Change what is said of an operation"), granted(*OFFICER)),
)


def thing(operation: Operation) -> Thing:
    """An operation, and whatever belongs to it, as what a verb is applied to."""
    return Thing(
        "operation",
        municipality=operation.municipality,
        organisation=str(operation.beneficiary_id),
        shared_with=tuple(str(key) for key in operation.shared_with),
    )


def theirs(actor: Actor, prefix: str = "") -> Q:
    """The condition on rows (of Operation, or with `prefix` of what leads to one, such as
    "operation__") that an actor may see; none for whoever has no office pages."""
    where = Q(**{f"{prefix}municipality": actor.municipality})
    if actor.role in STAFF and actor.municipality:
        return where
    if actor.role == Role.BENEFICIARY and actor.organisation:
        return where & Q(**{f"{prefix}shared_with__contains": [actor.organisation]})
    return Q(pk__in=[])


def refuse_unless(actor: Actor, verb: str, operation: Operation) -> None:
    """Raise Refused, with the reason in words, unless an actor may do a verb to an operation."""
    decision = may(actor, verb, thing(operation))
    if not decision:
        raise Refused(REASONS[decision.reason])
