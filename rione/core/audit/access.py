"""Who reads the register: auditors and administrators, of the municipality that they act in. Acting
for the whole metropolitan city they see none: entries of a municipality exist only in it."""

from django.utils.translation import gettext_lazy as _

from rione.core.identity.access import register
from rione.core.identity.rules.permissions import Grant, Reach, Verb
from rione.core.identity.rules.roles import Role

READERS = (Role.AUDITOR, Role.ADMINISTRATOR)
_GRANTS = tuple(Grant(role, Reach.MUNICIPALITY) for role in READERS)
register(
    Verb("see_register", _("See who did or saw what"), _GRANTS),
    Verb("export_register", _("Export the register of who did or saw what"), _GRANTS),
)
