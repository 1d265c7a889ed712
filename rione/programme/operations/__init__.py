"""Writes of the programme: verbs, keyword-only, one transaction each."""

from .certification import (
    certify_expenses,
    open_certification,
    reverse_certification,
    send_certification,
)
from .commitments import add_payee, commit, decommit, reverse_commitment
from .expenses import (
    correct_expense,
    enter_expense,
    recover_expense,
    reverse_correction,
    send_back_expense,
    verify_expense,
    withdraw_expense,
)
from .financing import (
    grant_financing,
    plan_year,
    record_saving,
    reverse_financing,
    reverse_saving,
)
from .loading import LoadReport, load_folder
from .opening import change_operation, open_operation
from .payments import pay, recover_payment, reverse_payment
from .rebuilding import rebuild_projection
from .resolving import ResolutionRefused, resolve_conflict
from .years import close_year, reopen_year

__all__ = [
    "LoadReport",
    "ResolutionRefused",
    "add_payee",
    "certify_expenses",
    "change_operation",
    "close_year",
    "commit",
    "correct_expense",
    "decommit",
    "enter_expense",
    "grant_financing",
    "load_folder",
    "open_certification",
    "open_operation",
    "pay",
    "plan_year",
    "rebuild_projection",
    "record_saving",
    "recover_expense",
    "recover_payment",
    "reopen_year",
    "resolve_conflict",
    "reverse_certification",
    "reverse_commitment",
    "reverse_correction",
    "reverse_financing",
    "reverse_payment",
    "reverse_saving",
    "send_back_expense",
    "send_certification",
    "verify_expense",
    "withdraw_expense",
]
