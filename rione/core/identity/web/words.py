"""What people are told when something is refused."""

from django.utils.translation import gettext_lazy as _

from ..access import REASONS

REFUSALS = {
    **REASONS,
    "email_taken": _("There is an account with this address already."),
    "already_member": _("This person holds the role in this organisation already."),
    "not_in_force": _("This membership has ended already."),
    "invitation_closed": _("This invitation has been used, withdrawn, or has expired."),
    "other_account": _("The invitation is for another address than your account’s."),
    "organisation_elsewhere": _("The organisation belongs to another municipality."),
    "own_factor": _("Nobody takes away their own second factor here: ask another administrator."),
    "own_membership": _("Nobody ends the membership they act under: ask another administrator."),
    "no_reason": _("Say why."),
    "no_factor": _("This account has no second factor."),
}


def refusal(code: str) -> str:
    """The sentence for the code of a Refused."""
    return str(REFUSALS[code])
