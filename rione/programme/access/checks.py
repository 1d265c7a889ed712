"""Procurements, checks, findings and irregularities: who does and sees what.

Beneficiaries see procedures, contracts, findings and what is asked back of their own operations.
Checks are the office's; irregularities, and with them any suspicion of fraud, are seen by the
programme officer, the certifier and the auditor alone.
"""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from rione.core.identity.access import REASONS, Thing, may, register
from rione.core.identity.rules.actors import Actor
from rione.core.identity.rules.permissions import Verb
from rione.core.identity.rules.roles import Role
from rione.core.writes import Refused

from ..models import Check
from .operations import OFFICER, READERS, STAFF, granted, refuse_unless, theirs

CHECKERS = (Role.PROGRAMME_OFFICER, Role.AUDITOR)
"""Those who check: the office, and the audit authority on the spot."""
JUDGES = (Role.PROGRAMME_OFFICER, Role.CERTIFIER)
"""Those who decide about irregularities and what is asked back."""
ANSWERERS = (Role.PROGRAMME_OFFICER, Role.BENEFICIARY)
"""Those who answer findings; an officer stores what arrived on paper."""

register(
    Verb("see_procedure", _("See award procedures and contracts"), granted(*READERS)),
    Verb("open_procedure", _("Open an award procedure"), granted(*OFFICER)),
    Verb("change_procedure", _("Change an award procedure"), granted(*OFFICER)),
    Verb("set_phase", _("Date a phase of an award procedure"), granted(*OFFICER)),
    Verb("withdraw_procedure", _("Withdraw an award procedure"), granted(*OFFICER)),
    Verb("add_party", _("Name who has a part in a procedure"), granted(*OFFICER)),
    Verb("end_party", _("End somebody’s part in a procedure"), granted(*OFFICER)),
    Verb("sign_contract", _("Store a signed contract"), granted(*OFFICER)),
    Verb("vary_contract", _("Vary a contract, or take a variation back"), granted(*OFFICER)),
    Verb("record_delivery", _("Store the delivery of a contract"), granted(*OFFICER)),
    Verb("close_contract", _("Close a contract"), granted(*OFFICER)),
    Verb("edit_check_template", _("Write check-lists"), granted(*OFFICER)),
    Verb("publish_check_template", _("Publish a version of a check-list"), granted(*OFFICER)),
    Verb("see_check", _("See checks and samples"), granted(*STAFF)),
    Verb("begin_check", _("Begin a check and answer its questions"), granted(*CHECKERS)),
    Verb("finish_check", _("Finish a check"), granted(*CHECKERS)),
    Verb(
        "reopen_check",
        _("Reopen a check that another officer finished"),
        granted(Role.PROGRAMME_OFFICER, Role.CERTIFIER, Role.AUDITOR),
    ),
    Verb("draw_sample", _("Draw a sample"), granted(*STAFF)),
    Verb("see_finding", _("See findings and their answers"), granted(*READERS)),
    Verb("raise_finding", _("Raise a finding"), granted(*CHECKERS)),
    Verb("answer_finding", _("Answer a finding"), granted(*ANSWERERS)),
    Verb("extend_finding", _("Extend the deadline of a finding"), granted(*CHECKERS)),
    Verb("settle_finding", _("Settle the answer to a finding"), granted(*CHECKERS)),
    Verb("see_irregularity", _("See irregularities and suspected fraud"), granted(*STAFF)),
    Verb("report_irregularity", _("Report an irregularity"), granted(*STAFF)),
    Verb("classify_irregularity", _("Classify an irregularity"), granted(*JUDGES)),
    Verb("notify_irregularity", _("Store the report to the Commission"), granted(*JUDGES)),
    Verb("order_recovery", _("Ask money back"), granted(*JUDGES)),
    Verb("record_recovery", _("Store what was recovered"), granted(*JUDGES)),
    Verb("write_off", _("Give up what cannot be recovered"), granted(*JUDGES)),
    Verb("see_recovery", _("See what is asked back"), granted(*READERS)),
)


def for_staff(actor: Actor) -> Q:
    """The condition on rows with a municipality that the office's own people may see."""
    if actor.role in STAFF and actor.municipality:
        return Q(municipality=actor.municipality)
    return Q(pk__in=[])


def refuse_here_unless(actor: Actor, verb: str) -> None:
    """Raise Refused unless an actor may do a verb in the municipality they act in."""
    decision = may(actor, verb, Thing("municipality", municipality=actor.municipality))
    if not decision:
        raise Refused(REASONS[decision.reason])


def authority_of(actor: Actor) -> str:
    """Whose checks an actor's are: the audit authority's, or the office's own."""
    return "audit" if actor.role == Role.AUDITOR else "office"


def refuse_unless_theirs(actor: Actor, verb: str, check: Check) -> None:
    """Raise Refused unless an actor may do a verb to a check of their own authority: auditors keep
    their hands off the office's checks, and the office off theirs."""
    refuse_unless(actor, verb, check.operation)
    if check.authority != authority_of(actor):
        raise Refused(
            _("This check is of another authority: you may read it, and begin one of your own.")
        )


__all__ = [
    "ANSWERERS",
    "CHECKERS",
    "JUDGES",
    "OFFICER",
    "READERS",
    "STAFF",
    "authority_of",
    "for_staff",
    "refuse_here_unless",
    "refuse_unless",
    "refuse_unless_theirs",
    "theirs",
]
