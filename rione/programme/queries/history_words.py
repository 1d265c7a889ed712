"""How the verbs of the office are told in the history of an operation.

A verb that is not here, or that nobody else described, is shown to the staff alone: what nobody
thought of reaches no beneficiary.
"""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy

from ..models import CommunicationPlanEvent, DeadlineEvent, FaqEntry, QuestionMessage
from .history import describe, reasons_from, register_reasons

DESK: tuple[tuple[str, str, Any, bool], ...] = (
    ("open_operation", "operation", gettext_lazy("Operation opened"), False),
    ("change_operation", "operation", gettext_lazy("Title or CUP changed"), False),
    (
        "ask_question",
        "questions",
        gettext_lazy("Question asked; an answer is due by %(due)s"),
        False,
    ),
    ("follow_up_question", "questions", gettext_lazy("Asked again under a question"), False),
    ("answer_question", "questions", gettext_lazy("Question answered"), False),
    ("note_question", "questions", gettext_lazy("Internal note written"), True),
    ("assign_question", "questions", gettext_lazy("Decided who answers a question"), False),
    ("close_question", "questions", gettext_lazy("Question closed"), False),
    (
        "reopen_question",
        "questions",
        gettext_lazy("Question reopened; an answer is due by %(due)s"),
        False,
    ),
    ("publish_answer", "questions", gettext_lazy("Answer published for everybody"), False),
    ("withdraw_answer", "questions", gettext_lazy("Published answer withdrawn"), False),
    (
        "request_missing",
        "questions",
        gettext_lazy("Missing things asked for (%(items)s), the first by %(due)s"),
        False,
    ),
    ("mark_provided", "questions", gettext_lazy("Something missing was provided"), False),
    ("set_deadline", "deadlines", gettext_lazy("Deadline set for %(due)s"), False),
    (
        "postpone_deadline",
        "deadlines",
        gettext_lazy("Deadline postponed from %(before)s to %(due)s"),
        False,
    ),
    ("complete_deadline", "deadlines", gettext_lazy("Deadline kept on %(day)s"), False),
    ("undo_completion", "deadlines", gettext_lazy("Taken back that a deadline was kept"), False),
    (
        "plan_communication",
        "communication",
        gettext_lazy("Communication planned for %(day)s"),
        False,
    ),
    (
        "report_reach",
        "communication",
        gettext_lazy("Communication of %(day)s reported"),
        False,
    ),
    ("cancel_communication", "communication", gettext_lazy("Communication cancelled"), False),
    ("store_document", "papers", gettext_lazy("Document added"), True),
    (
        "add_document_version",
        "papers",
        gettext_lazy("Version %(version)s of a document added"),
        True,
    ),
    ("withdraw_document", "papers", gettext_lazy("Document withdrawn"), True),
    ("share_document", "papers", gettext_lazy("Decided who sees a document"), True),
    ("register_document", "papers", gettext_lazy("Document registered as %(number)s"), True),
)
"""Verb, part, sentence, whether the staff alone may know of it."""

BY_LABEL: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "money": (
        (
            *("grant_financing", "reverse_financing", "record_saving", "reverse_saving"),
            *("plan_year", "add_payee", "correct_payee", "commit", "decommit"),
            *("reverse_commitment", "pay"),
            *("recover_payment", "reverse_payment", "enter_expense", "withdraw_expense"),
            *("verify_expense", "send_back_expense", "certify_expenses"),
            *("reverse_certification", "correct_expense", "recover_expense"),
            *("reverse_correction", "order_recovery", "record_recovery", "write_off"),
        ),
        (),
    ),
    "checks": (
        (
            *("open_procedure", "change_procedure", "set_phase", "withdraw_procedure"),
            *("add_party", "end_party", "sign_contract", "vary_contract", "record_delivery"),
            *("close_contract", "raise_finding", "answer_finding", "extend_finding"),
            "settle_finding",
        ),
        (
            *("begin_check", "answer_items", "record_visit", "finish_check", "reopen_check"),
            *("draw_sample", "report_irregularity", "classify_irregularity"),
            "notify_irregularity",
        ),
    ),
}
"""Part → verbs told by their label: those that all readers of an operation know of, and those that
are the staff's. Checks, and irregularities with any suspicion of fraud, are the staff's."""


def register_words() -> None:
    """Said once, when the programme starts."""
    for verb, part, sentence, staff_only in DESK:
        describe(verb, part=part, sentence=sentence, staff_only=staff_only)
    for part, (known, hidden) in BY_LABEL.items():
        for verb in (*known, *hidden):
            describe(verb, part=part, staff_only=verb in hidden)
    for kind, model, column, keys in (
        ("message", QuestionMessage, "text", int),
        ("deadline_event", DeadlineEvent, "reason", UUID),
        ("communication_event", CommunicationPlanEvent, "reason", UUID),
        ("faq", FaqEntry, "withdrawal_reason", UUID),
    ):
        register_reasons(kind, reasons_from(kind, model, column, keys_are=keys))
