"""What the codes of checks, findings, irregularities and recoveries are called."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from rione.core.design.figures import Tone

from .procurement_words import Words

CHECK_KINDS: Words = {
    "procedure": _("Check of a procedure"),
    "desk": _("Desk check"),
    "on_the_spot": _("On the spot"),
    "expense": _("Check of an expense"),
}
ANSWERS: Words = {"yes": _("yes"), "no": _("no"), "na": _("does not apply")}
ANSWER_TONES: Mapping[str, Tone] = {"yes": "positive", "no": "negative", "na": "neutral"}
OUTCOMES: Words = {
    "regular": pgettext_lazy("outcome of a check", "Regular"),
    "partly_regular": pgettext_lazy("outcome of a check", "Partly regular"),
    "irregular": pgettext_lazy("outcome of a check", "Irregular"),
}
OUTCOME_TONES: Mapping[str, Tone] = {
    "regular": "positive",
    "partly_regular": "warning",
    "irregular": "negative",
}
AUTHORITIES: Words = {"office": _("Programme office"), "audit": _("Audit authority")}
PRESENT: Words = {
    "beneficiary": _("For the beneficiary"),
    "works_director": _("Director of works"),
    "contractor": _("For the contractor"),
    "officer": _("For the office"),
}
CHECK_STATES: Words = {
    "open": pgettext_lazy("state of a check", "Under way"),
    "finished": pgettext_lazy("state of a check", "Finished"),
}
CHECK_TONES: Mapping[str, Tone] = {"open": "info", "finished": "neutral"}
TEMPLATE_STATES: Words = {
    "draft": pgettext_lazy("state of a check-list", "Draft"),
    "current": pgettext_lazy("state of a check-list", "In use"),
    "older": pgettext_lazy("state of a check-list", "Replaced"),
}
TEMPLATE_TONES: Mapping[str, Tone] = {"draft": "warning", "current": "positive", "older": "neutral"}
SEVERITIES: Words = {
    "minor": pgettext_lazy("severity of a finding", "Minor"),
    "serious": pgettext_lazy("severity of a finding", "Serious"),
    "blocking": pgettext_lazy("severity of a finding", "Blocking"),
}
SEVERITY_TONES: Mapping[str, Tone] = {
    "minor": "neutral",
    "serious": "warning",
    "blocking": "negative",
}
STANDINGS: Words = {
    "open": pgettext_lazy("state of a finding", "To be answered"),
    "overdue": pgettext_lazy("state of a finding", "Answer overdue"),
    "answered": pgettext_lazy("state of a finding", "Answered"),
    "accepted": pgettext_lazy("state of a finding", "Answer accepted"),
    "closed": pgettext_lazy("state of a finding", "Closed"),
    "withdrawn": pgettext_lazy("state of a finding", "Withdrawn"),
}
STANDING_TONES: Mapping[str, Tone] = {
    "open": "info",
    "overdue": "negative",
    "answered": "warning",
    "accepted": "positive",
    "closed": "neutral",
    "withdrawn": "neutral",
}
STEPS: Words = {
    "answer": _("Answer"),
    "extension": _("More time"),
    "accepted": _("Answer accepted"),
    "rejected": _("Answer rejected"),
    "closed": _("Finding closed"),
    "withdrawn": _("Finding withdrawn"),
}
BREACHES: Words = {
    "eligibility": _("Expenditure that is not eligible"),
    "public_procurement": _("Breach of public procurement rules"),
    "missing_documents": _("Missing or incomplete papers"),
    "false_documents": _("False papers or declarations"),
    "double_financing": _("Double financing"),
    "conflict_of_interest": _("Conflict of interest"),
    "accounting": _("Faulty accounts"),
    "publicity": _("Information and publicity"),
    "durability": _("Durability of the operation"),
    "not_carried_out": _("Operation not carried out, or in part"),
    "other": _("Another breach"),
}
ORIGINS: Words = {"finding": _("From a finding"), "suspicion": _("From a suspicion")}
IRREGULARITY_STATES: Words = {
    "suspected": pgettext_lazy("state of an irregularity", "Suspected"),
    "established": pgettext_lazy("state of an irregularity", "Established"),
    "dismissed": pgettext_lazy("state of an irregularity", "Dismissed"),
}
IRREGULARITY_TONES: Mapping[str, Tone] = {
    "suspected": "warning",
    "established": "negative",
    "dismissed": "neutral",
}
EXEMPTIONS: Words = {
    "": _("None"),
    "insolvency": _("Only insolvency of the beneficiary (letter a)"),
    "voluntary": _("Told by the beneficiary before anybody found it (letter b)"),
    "before_certification": _("Corrected before certification (letter c)"),
}
REPORTED: Words = {
    "yes": _("To be reported"),
    "no": _("Not to be reported"),
    "later": _("Once established"),
}
REPORT_REASONS: Words = {
    "above": _("More than 10,000 euros of contribution from the Funds."),
    "fraud_above": _("Suspected fraud, and more than 10,000 euros of contribution from the Funds."),
    "below": _("At most 10,000 euros of contribution from the Funds."),
    "dismissed": _("It was dismissed."),
    "not_established": _("It is suspected and not established."),
    "insolvency": _("It consists only of the beneficiary’s insolvency (letter a)."),
    "voluntary": _("The beneficiary told it before anybody found it (letter b)."),
    "before_certification": _("It was corrected before certification (letter c)."),
}
MOVEMENTS: Words = {
    "payment": pgettext_lazy("movement of a recovery", "Payment"),
    "offset": pgettext_lazy("movement of a recovery", "Set off against a later payment"),
    "write_off": pgettext_lazy("movement of a recovery", "Given up"),
    "reversal": pgettext_lazy("movement of a recovery", "Taken back"),
}
RECOVERY_STATES: Words = {
    "ordered": pgettext_lazy("state of a recovery", "Ordered"),
    "overdue": pgettext_lazy("state of a recovery", "Overdue"),
    "partly": pgettext_lazy("state of a recovery", "Received in part"),
    "recovered": pgettext_lazy("state of a recovery", "Recovered"),
    "written_off": pgettext_lazy("state of a recovery", "Given up"),
}
RECOVERY_TONES: Mapping[str, Tone] = {
    "ordered": "info",
    "overdue": "negative",
    "partly": "warning",
    "recovered": "positive",
    "written_off": "neutral",
}
SAMPLE_METHODS: Words = {
    "monetary_unit": _("By money: chances proportional to size"),
    "simple_random": _("At random: equal chances"),
}
POPULATIONS: Words = {
    "operations": _("Operations, by their contracts"),
    "contracts": _("Contracts"),
    "expenses": _("Expenses"),
}
SAMPLE_REASONS: Words = {
    "exhaustive": _("As large as the interval or larger: taken for certain"),
    "interval": _("A point of the interval fell in it"),
    "drawn": _("Drawn"),
    "passed": _("Not drawn"),
    "nothing_to_check": _("No amount"),
}
DONE: Words = {
    "open_procedure": _("Procedure opened"),
    "change_procedure": _("Procedure changed"),
    "set_phase": _("Phase dated"),
    "withdraw_procedure": _("Procedure withdrawn"),
    "add_party": _("Part given"),
    "end_party": _("Part ended"),
    "sign_contract": _("Contract signed"),
    "vary_contract": _("Contract varied"),
    "undo_variation": _("Variation taken back"),
    "record_delivery": _("Delivery stored"),
    "close_contract": _("Contract closed"),
    "reopen_contract": _("Contract reopened"),
    "begin_check": _("Check begun"),
    "answer_items": _("Answers stored"),
    "record_visit": _("Visit stored"),
    "finish_check": _("Check finished"),
    "reopen_check": _("Check reopened"),
    "raise_finding": _("Finding raised"),
    "answer_finding": _("Finding answered"),
    "extend_finding": _("Deadline extended"),
    "settle_finding": _("Finding settled"),
    "report_irregularity": _("Irregularity reported"),
    "classify_irregularity": _("Irregularity classified"),
    "notify_irregularity": _("Told to the Commission"),
    "order_recovery": _("Recovery ordered"),
    "record_recovery": _("Money received"),
    "write_off": _("Money given up"),
    "undo_movement": _("Movement taken back"),
    "correct_payee": _("Name corrected"),
}
