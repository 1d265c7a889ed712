"""What kinds of papers are called, and which fit what the office keeps."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

KINDS: Mapping[str, Any] = {
    "invoice": _("Invoice"),
    "payslip": _("Payslip"),
    "receipt": _("Receipt"),
    "payment_order": _("Payment order"),
    "payment_proof": _("Proof of payment"),
    "decision": _("Administrative decision"),
    "agreement": _("Agreement with the beneficiary"),
    "call": _("Call for tenders"),
    "minutes": _("Minutes of the evaluation"),
    "award_notice": _("Award notice"),
    "contract": _("Contract"),
    "variation": _("Variation of the contract"),
    "delivery_report": _("Report of delivery"),
    "guarantee": _("Guarantee"),
    "checklist": _("Signed check-list"),
    "inspection_report": _("Inspection report"),
    "answer": _("Answer of the beneficiary"),
    "claim": _("Payment claim"),
    "report": _("Report"),
    "recovery_order": _("Recovery order"),
    "correspondence": _("Correspondence"),
}

FITTING: Mapping[str, tuple[str, ...]] = {
    "operation": ("decision", "agreement", "report", "correspondence"),
    "procurement": ("decision", "call", "minutes", "award_notice", "correspondence"),
    "contract": ("contract", "variation", "guarantee", "delivery_report", "correspondence"),
    "commitment": ("decision", "contract", "correspondence"),
    "payment": ("payment_order", "payment_proof", "invoice", "receipt", "correspondence"),
    "expense": ("invoice", "payslip", "receipt", "payment_proof", "decision", "correspondence"),
    "payment_claim": ("claim", "decision", "correspondence"),
    "check": ("checklist", "inspection_report", "decision", "correspondence"),
    "finding": ("answer", "inspection_report", "decision", "correspondence"),
    "irregularity": ("report", "decision", "correspondence"),
    "recovery": ("recovery_order", "payment_proof", "decision", "correspondence"),
}
"""Kinds of papers by the kind of thing they are about."""

THINGS: Mapping[str, Any] = {
    "operation": _("Operation"),
    "procurement": _("Award procedure"),
    "contract": _("Contract"),
    "commitment": _("Commitment"),
    "payment": _("Payment"),
    "expense": _("Expense"),
    "payment_claim": _("Payment claim"),
    "check": _("Check"),
    "finding": _("Finding"),
    "irregularity": _("Irregularity"),
    "recovery": _("Recovery"),
}


def kinds_of(thing: str) -> dict[str, Any]:
    """The kinds of papers that fit a kind of thing, with their words."""
    return {name: KINDS[name] for name in FITTING[thing]}
