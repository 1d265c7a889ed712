"""What the codes of procedures and contracts are called."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from rione.core.design.figures import Tone

Words = Mapping[str, Any]

PROCEDURE_KINDS: Words = {
    "works": _("Works"),
    "services": _("Services"),
    "supplies": _("Supplies"),
    "furnishing": _("Furnishing and equipment"),
    "design": _("Design"),
}
METHODS: Words = {
    "open": _("Open procedure"),
    "restricted": _("Restricted procedure"),
    "negotiated": _("Negotiated procedure"),
    "competitive_dialogue": _("Competitive dialogue"),
    "innovation_partnership": _("Innovation partnership"),
    "direct": _("Direct award"),
    "design_contest": _("Design contest"),
    "framework": _("Call-off from a framework agreement"),
}
CRITERIA: Words = {
    "quality_price": _("Best relation of quality and price"),
    "lowest_price": _("Lowest price"),
    "fixed_cost": _("Quality at a fixed cost"),
    "none": _("No comparison of tenders"),
}
NO_CIG: Words = {
    "in_house": _("Award to an in-house body"),
    "between_administrations": _("Agreement between public administrations"),
    "petty_cash": _("Petty cash"),
    "employment": _("Employment contract"),
    "direct_administration": _("Works done by the administration itself"),
    "expropriation": _("Expropriation or purchase of land"),
    "other": _("Another reason"),
}
PARTY_ROLES: Words = {
    "contracting_authority": _("Contracting authority"),
    "responsible_officer": _("Officer responsible for the procedure"),
    "works_director": _("Director of works"),
    "safety_coordinator": _("Safety coordinator"),
    "tester": _("Acceptance tester"),
    "evaluator": _("Member of the evaluation committee"),
    "bidder": _("Tenderer"),
    "subcontractor": _("Subcontractor"),
}
PHASES: Words = {
    "notice": _("Notice"),
    "award": _("Award"),
    "contract": _("Contract"),
    "start": pgettext_lazy("phase of a procedure", "Start"),
    "end": pgettext_lazy("phase of a procedure", "End"),
    "delivery": _("Delivery or acceptance"),
}
PROCEDURE_STATES: Words = {
    "planned": pgettext_lazy("state of a procedure", "Planned"),
    "published": pgettext_lazy("state of a procedure", "Published"),
    "awarded": pgettext_lazy("state of a procedure", "Awarded"),
    "contracted": pgettext_lazy("state of a procedure", "Contract signed"),
    "running": pgettext_lazy("state of a procedure", "Under way"),
    "ended": pgettext_lazy("state of a procedure", "Carried out"),
    "delivered": pgettext_lazy("state of a procedure", "Delivered or accepted"),
    "withdrawn": pgettext_lazy("state of a procedure", "Withdrawn"),
}
PROCEDURE_TONES: Mapping[str, Tone] = {
    "planned": "neutral",
    "published": "info",
    "awarded": "info",
    "contracted": "info",
    "running": "info",
    "ended": "info",
    "delivered": "positive",
    "withdrawn": "warning",
}
CONTRACT_STATES: Words = {
    "running": pgettext_lazy("state of a contract", "Under way"),
    "late": pgettext_lazy("state of a contract", "Delivery overdue"),
    "delivered": pgettext_lazy("state of a contract", "Delivered"),
    "closed": pgettext_lazy("state of a contract", "Closed"),
}
CONTRACT_TONES: Mapping[str, Tone] = {
    "running": "info",
    "late": "warning",
    "delivered": "positive",
    "closed": "neutral",
}
GROUNDS: Words = {
    "foreseen": _("Foreseen by the contract (art. 106, par. 1 a)"),
    "additional": _("Additional works or services (art. 106, par. 1 b)"),
    "unforeseen": _("Unforeseen circumstances (art. 106, par. 1 c)"),
    "contractor_change": _("New contractor (art. 106, par. 1 d)"),
    "not_substantial": _("Not substantial (art. 106, par. 1 e)"),
    "below_threshold": _("Below the thresholds (art. 106, par. 2)"),
    "one_fifth": _("Up to one fifth (art. 106, par. 12)"),
    "time_only": _("Time alone"),
}
