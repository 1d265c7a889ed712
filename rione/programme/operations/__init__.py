"""Writes of the programme: verbs, keyword-only, one transaction each."""

from .communicating import cancel_communication, plan_communication, report_reach
from .deadlines import (
    complete_deadline,
    postpone_deadline,
    renew_calendar_address,
    set_deadline,
    undo_completion,
)
from .guidance import mark_provided, publish_answer, request_missing, withdraw_answer
from .loading import LoadReport, load_folder
from .opening import change_operation, open_operation
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
from .resolving import ResolutionRefused, resolve_conflict

__all__ = [
    "LoadReport",
    "ResolutionRefused",
    "answer_question",
    "ask_question",
    "assign_question",
    "cancel_communication",
    "change_operation",
    "close_question",
    "complete_deadline",
    "follow_up_question",
    "load_folder",
    "mark_provided",
    "note_question",
    "open_operation",
    "plan_communication",
    "postpone_deadline",
    "publish_answer",
    "rebuild_projection",
    "renew_calendar_address",
    "reopen_question",
    "report_reach",
    "request_missing",
    "resolve_conflict",
    "set_deadline",
    "undo_completion",
    "withdraw_answer",
]
