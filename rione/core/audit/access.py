"""Who reads the register: auditors and administrators, of their municipality; acting for the whole
metropolitan city, all of it."""

from django.utils.translation import gettext_lazy as _

from rione.core.identity.access import register
from rione.core.identity.rules.permissions import Grant, Reach, Verb
from rione.core.identity.rules.roles import Role

READERS = (Role.AUDITOR, Role.ADMINISTRATOR)
_GRANTS = tuple(
    Grant(role, reach) for role in READERS for reach in (Reach.MUNICIPALITY, Reach.PLATFORM)
)
register(
    Verb("see_register", _("See who did or saw what"), _GRANTS),
    Verb("export_register", _("Export the register of who did or saw what"), _GRANTS),
)
