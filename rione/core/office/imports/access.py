"""Who imports: those who do each thing by itself may do many at once, row by row as allowed."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from rione.core.identity.access import REASONS, Thing, may, register
from rione.core.identity.rules.actors import Actor
from rione.core.identity.rules.permissions import Grant, Reach, Verb
from rione.core.identity.rules.roles import Role
from rione.core.writes import Refused

IMPORTERS = (Role.PROGRAMME_OFFICER, Role.BENEFICIARY)
"""Those who have something to import; a beneficiary for the operations of its organisation."""
READERS = (Role.PROGRAMME_OFFICER, Role.CERTIFIER, Role.AUDITOR, Role.BENEFICIARY)
"""Those who see what was imported."""

_GRANTS = (
    Grant(Role.PROGRAMME_OFFICER, Reach.MUNICIPALITY),
    Grant(Role.BENEFICIARY, Reach.SHARED),
)
_READING = (
    *_GRANTS,
    Grant(Role.CERTIFIER, Reach.MUNICIPALITY),
    Grant(Role.AUDITOR, Reach.MUNICIPALITY),
)
register(
    Verb("import_rows", _("Import many rows from a file"), _GRANTS),
    Verb("stage_import", _("Try a file with many rows"), _GRANTS),
    Verb("map_import", _("Say which column of a file is which"), _GRANTS),
    Verb("list_imports", _("See which files were imported"), _READING),
    Verb("read_import", _("Open a file that was imported"), _READING),
)


def shared_with(actor: Actor) -> tuple[str, ...]:
    """The organisations that read along with what somebody imports."""
    return (actor.organisation,) if actor.role == Role.BENEFICIARY and actor.organisation else ()


def refuse_unless(actor: Actor, verb: str) -> None:
    """Raise Refused, with the reason, unless somebody may do a verb to files of their own."""
    thing = Thing("import", municipality=actor.municipality, shared_with=shared_with(actor))
    decision = may(actor, verb, thing)
    if not decision:
        raise Refused(REASONS[decision.reason])


def imported_for(actor: Actor) -> Q:
    """The condition on imports that somebody may see."""
    where = Q(municipality=actor.municipality)
    if actor.role == Role.BENEFICIARY and actor.organisation:
        return where & Q(shared_with__contains=[actor.organisation])
    if actor.role in READERS and actor.role != Role.BENEFICIARY and actor.municipality:
        return where
    return Q(pk__in=[])
