"""What states, kinds and steps of money are called, and their tones."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from rione.core.design.figures import Tone

from ..rules.expenses import State, Step, Undo

STATES: Mapping[str, Any] = {
    State.ENTERED.value: pgettext_lazy("expense", "entered"),
    State.VERIFIED.value: pgettext_lazy("expense", "verified"),
    State.REJECTED.value: pgettext_lazy("expense", "rejected"),
    State.CERTIFIED.value: pgettext_lazy("expense", "certified"),
    State.CORRECTED.value: pgettext_lazy("expense", "corrected"),
    State.RECOVERED.value: pgettext_lazy("expense", "recovered"),
    State.WITHDRAWN.value: pgettext_lazy("expense", "withdrawn"),
}
TONES: Mapping[str, Tone] = {
    "entered": "info",
    "verified": "info",
    "rejected": "negative",
    "certified": "positive",
    "corrected": "warning",
    "recovered": "negative",
    "withdrawn": "neutral",
}
DOCUMENTS: Mapping[str, Any] = {
    "invoice": _("Invoice"),
    "payslip": _("Payslip"),
    "receipt": _("Receipt"),
    "other": _("Other document"),
}
PAYEES: Mapping[str, Any] = {
    "company": _("Company"),
    "body": _("Public body"),
    "person": _("Natural person"),
}
COMMITMENTS: Mapping[str, Any] = {
    "commitment": _("Commitment"),
    "decommitment": _("De-commitment"),
}
PAYMENTS: Mapping[str, Any] = {"payment": _("Payment"), "recovery": _("Recovery")}
CLAIMS: Mapping[str, Any] = {
    "draft": pgettext_lazy("claim", "draft"),
    "sent": pgettext_lazy("claim", "sent"),
}
CLAIM_TONES: Mapping[str, Tone] = {"draft": "info", "sent": "positive"}
STEPS: Mapping[str, Any] = {
    Step.ENTER.value: _("Entered"),
    Step.VERIFY.value: _("Accepted"),
    Step.REJECT.value: _("Rejected"),
    Step.CERTIFY.value: _("Certified"),
    Step.CORRECT.value: _("Corrected"),
    Step.RECOVER.value: _("Recovered"),
    Undo.WITHDRAW.value: _("Withdrawn"),
    Undo.SEND_BACK.value: _("Sent back to be verified"),
    Undo.TAKE_OUT.value: _("Taken out of the payment claim"),
    Undo.RESTORE.value: _("Correction or recovery undone"),
}
ACCOUNTS: Mapping[str, Any] = {
    "available": _("Public financing not committed"),
    "paid": _("Paid"),
    "claimable": _("Paid, as counterpart of expenses"),
    "refused": _("Refused, as counterpart of expenses"),
    "declared": _("Expenses to be verified"),
    "accepted": _("Expenses to be certified"),
    "cut": _("Cut at verification"),
    "certified": _("Certified"),
    "corrected": _("Corrected"),
    "recovered": _("Recovered"),
}
NUMBERED: Mapping[str, Any] = {
    "financing": _("Financing of the fund %(number)s, less savings"),
    "committed": _("Commitment %(number)s, not paid"),
    "undeclared": _("Payment %(number)s, in no expense"),
}


def account_name(name: str) -> str:
    """What an account of an operation is called; its code for one that has no words."""
    kind, _slash, number = name.partition("/")
    if number and kind in NUMBERED:
        return str(NUMBERED[kind]) % {"number": number}
    return str(ACCOUNTS.get(name, name))
