"""Money: who grants, commits, pays, enters, verifies, certifies, corrects and closes.

Four eyes are kept beside the roles: whoever verifies has not entered, whoever certifies has done
neither, whoever corrects has not certified (`rules.expenses`, and the database).
"""

from django.utils.translation import gettext_lazy as _

from rione.core.identity.access import REASONS, Thing, may, register
from rione.core.identity.rules.actors import Actor
from rione.core.identity.rules.permissions import Verb
from rione.core.identity.rules.roles import Role
from rione.core.writes import Refused

from .operations import OFFICER, READERS, STAFF, granted

CERTIFIER = (Role.CERTIFIER,)
ENTERERS = (Role.PROGRAMME_OFFICER, Role.BENEFICIARY)
CORRECTORS = (Role.PROGRAMME_OFFICER, Role.CERTIFIER)
READERS_OF_BOOKS = STAFF
__all__ = ["CERTIFIER", "CORRECTORS", "ENTERERS", "OFFICER", "READERS", "READERS_OF_BOOKS"]

register(
    Verb("grant_financing", _("Grant an operation money of a fund"), granted(*OFFICER)),
    Verb("reverse_financing", _("Undo a grant"), granted(*OFFICER)),
    Verb("record_saving", _("Record a saving"), granted(*OFFICER)),
    Verb("reverse_saving", _("Undo a saving"), granted(*OFFICER)),
    Verb("plan_year", _("Plan the costs of a year"), granted(*OFFICER)),
    Verb("add_payee", _("Add a payee"), granted(*OFFICER)),
    Verb("correct_payee", _("Correct the name of a payee"), granted(*OFFICER)),
    Verb("commit", _("Commit money"), granted(*OFFICER)),
    Verb("decommit", _("Take back committed money"), granted(*OFFICER)),
    Verb("reverse_commitment", _("Undo a commitment"), granted(*OFFICER)),
    Verb("pay", _("Record a payment"), granted(*OFFICER)),
    Verb("recover_payment", _("Record money recovered from a payee"), granted(*OFFICER)),
    Verb("reverse_payment", _("Undo a payment"), granted(*OFFICER)),
    Verb("see_payees", _("See who is paid"), granted(*READERS)),
    Verb("enter_expense", _("Enter an expense"), granted(*ENTERERS)),
    Verb("withdraw_expense", _("Withdraw an expense"), granted(*ENTERERS)),
    Verb("verify_expense", _("Verify an expense"), granted(*OFFICER)),
    Verb("send_back_expense", _("Send an expense back to be verified"), granted(*CORRECTORS)),
    Verb("open_certification", _("Open a payment claim"), granted(*CERTIFIER)),
    Verb("certify_expenses", _("Certify expenses"), granted(*CERTIFIER)),
    Verb("reverse_certification", _("Take an expense out of a claim"), granted(*CERTIFIER)),
    Verb("send_certification", _("Send a payment claim"), granted(*CERTIFIER)),
    Verb("correct_expense", _("Correct a certified expense"), granted(*CORRECTORS)),
    Verb("recover_expense", _("Recover a certified expense"), granted(*CORRECTORS)),
    Verb("reverse_correction", _("Undo a correction or recovery"), granted(*CORRECTORS)),
    Verb("close_year", _("Close a year of the books"), granted(*OFFICER)),
    Verb("reopen_year", _("Reopen a year of the books"), granted(*CERTIFIER)),
    Verb("read_books", _("Read the books of the operations"), granted(*STAFF)),
)


def of_municipality(actor: Actor) -> Thing:
    """What belongs to no operation but to the municipality acted for."""
    return Thing("books", municipality=actor.municipality)


def refuse_unless_here(actor: Actor, verb: str) -> None:
    """Raise Refused, with the reason, unless an actor may do a verb in its municipality."""
    decision = may(actor, verb, of_municipality(actor))
    if not decision:
        raise Refused(REASONS[decision.reason])
