"""Who looks after the jobs: administrators, for what runs on behalf of their municipality and for
what belongs to none."""

from django.utils.translation import gettext_lazy as _

from rione.core.identity.access import register
from rione.core.identity.rules.actors import Actor
from rione.core.identity.rules.permissions import Grant, Reach, Thing, Verb
from rione.core.identity.rules.roles import Role

_ADMINISTRATORS = (
    Grant(Role.ADMINISTRATOR, Reach.MUNICIPALITY),
    Grant(Role.ADMINISTRATOR, Reach.PLATFORM),
)
register(
    Verb("retry_job", _("Have a failed job done again"), _ADMINISTRATORS),
    Verb("give_up_job", _("Give up a failed job"), _ADMINISTRATORS),
)


def job_thing(actor: Actor, municipality: str) -> Thing:
    """A job as what a verb is applied to. `municipality` is the one in whose scope it runs; one
    that runs in none is everybody's who looks after jobs."""
    return Thing("job", municipality=municipality or actor.municipality)
