"""Words for what stands in the audit trail and is no verb of access: what the core records."""

from django.utils.translation import gettext_lazy as _

VERBS = {
    "create_account": _("Open an account"),
    "put_organisation": _("Add an organisation"),
    "grant_membership": _("Give somebody a role"),
    "withdraw_invitation": _("Withdraw an invitation"),
    "end_sessions": _("End sessions of an account"),
}
