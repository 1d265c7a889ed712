"""Writes of the programme: verbs, keyword-only, one transaction each."""

from .certification import (
    certify_expenses,
    open_certification,
    reverse_certification,
    send_certification,
)
from .commitments import add_payee, commit, decommit, reverse_commitment
from .communicating import cancel_communication, plan_communication, report_reach
from .deadlines import (
    complete_deadline,
    postpone_deadline,
    renew_calendar_address,
    set_deadline,
    undo_completion,
)
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
from .guidance import mark_provided, publish_answer, request_missing, withdraw_answer
from .loading import LoadReport, load_folder
from .measuring import state_indicator_value
from .monitoring import run_monitoring
from .moving import move_state
from .opening import change_operation, open_operation
from .payees import correct_payee
from .payments import pay, recover_payment, reverse_payment
from .questions import (
    answer_question,
    ask_question,
    assign_question,
    close_question,
    follow_up_question,
    note_question,
    reopen_question,
)
from .rebuilding import rebuild_projection
from .resolving import resolve_conflict
from .stating import add_document, add_statement, retire_statement
from .years import close_year, reopen_year

__all__ = [
    "LoadReport",
    "add_document",
    "add_payee",
    "add_statement",
    "answer_question",
    "ask_question",
    "assign_question",
    "cancel_communication",
    "certify_expenses",
    "change_operation",
    "close_question",
    "close_year",
    "commit",
    "complete_deadline",
    "correct_expense",
    "correct_payee",
    "decommit",
    "enter_expense",
    "follow_up_question",
    "grant_financing",
    "load_folder",
    "mark_provided",
    "move_state",
    "note_question",
    "open_certification",
    "open_operation",
    "pay",
    "plan_communication",
    "plan_year",
    "postpone_deadline",
    "publish_answer",
    "rebuild_projection",
    "record_saving",
    "recover_expense",
    "recover_payment",
    "renew_calendar_address",
    "reopen_question",
    "reopen_year",
    "report_reach",
    "request_missing",
    "resolve_conflict",
    "retire_statement",
    "reverse_certification",
    "reverse_commitment",
    "reverse_correction",
    "reverse_financing",
    "reverse_payment",
    "reverse_saving",
    "run_monitoring",
    "send_back_expense",
    "send_certification",
    "set_deadline",
    "state_indicator_value",
    "undo_completion",
    "verify_expense",
    "withdraw_answer",
    "withdraw_expense",
]
