"""Whose the register is: others find none of its pages."""

from django.http import Http404, HttpRequest

from rione.core.identity.access import may
from rione.core.identity.rules.actors import Actor
from rione.core.office.acting import actor_of

from ....access.records import the_programme
from ..checks.case import trail

__all__ = ["entered", "may_write", "trail"]


def entered(request: HttpRequest) -> Actor:
    """Who asks; 404 unless the programme is that of the municipality acted for. One SQL."""
    actor = actor_of(request)
    if not may(actor, "see_records", the_programme()):
        raise Http404
    return actor


def may_write(actor: Actor, verb: str) -> bool:
    """Whether to offer a write to somebody who has entered. One SQL."""
    return bool(may(actor, verb, the_programme()))
