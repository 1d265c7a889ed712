"""The help desk: asking, answering, and saying who answers."""

from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from rione.core import clock
from rione.core.audit.operations import record
from rione.core.audit.rules import Subject
from rione.core.identity.rules.actors import Actor
from rione.core.identity.rules.roles import Role
from rione.core.writes import Refused, operation

from ..access.desk import ANSWERERS
from ..access.operations import refuse_unless
from ..models import Question, QuestionMessage
from ..queries.desk import has_role, question_by_id
from ..queries.operations import operation_by_id
from ..rules import desk
from ..rules.deadlines import after_working_days
from . import desk_checks as check
from .telling import Told, What, tell

OFFICE = (Role.PROGRAMME_OFFICER.value,)


def term(topic: str, since: date, municipality: str) -> date:
    """By when the office answers what is asked on a day."""
    return after_working_days(since, desk.WORKING_DAYS[topic], municipality).day


@operation("ask_question")
def ask_question(
    *, actor: Actor, key: str, operation: UUID, topic: str, subject: str, text: str
) -> str:
    """Ask the office something about an operation; the question's id.

    Refused at `topic` (unknown), `subject` and `text` (empty, too long).
    """
    about = operation_by_id(actor, operation)
    refuse_unless(actor, "ask_question", about)
    if topic not in desk.TOPICS:
        raise Refused(_("Choose a topic."), field="topic")
    today = clock.today()
    made = Question.objects.create(
        operation=about,
        municipality=about.municipality,
        shared_with=about.shared_with,
        topic=topic,
        subject=check.line(subject, "subject"),
        text=check.text(text, "text"),
        asked_on=today,
        due=term(topic, today, about.municipality),
        **check.by(actor),
    )
    record(
        verb="ask_question",
        subjects=[Subject("operation", str(about.pk)), Subject("question", str(made.pk))],
        details={"topic": topic, "due": made.due.isoformat()},
    )
    _tell("question_asked", made, str(made.pk), roles=OFFICE)
    return str(made.pk)


@operation("follow_up_question")
def follow_up_question(*, actor: Actor, key: str, question: UUID, text: str) -> int:
    """Ask again or add something; the message's id. An answered question is reopened by it, with
    a new term. Refused at `text`, or while the question is closed."""
    found, message = _add(actor, "follow_up_question", question, desk.FOLLOW_UP, text, "text")
    _tell("question_followed_up", found, str(message), **_to_the_office(found))
    return message


@operation("answer_question")
def answer_question(*, actor: Actor, key: str, question: UUID, text: str) -> int:
    """Answer; the message's id. Refused at `text`, or while the question is closed."""
    found, message = _add(actor, "answer_question", question, desk.ANSWER, text, "text")
    _tell("question_answered", found, str(message), accounts=(found.author,))
    return message


@operation("note_question")
def note_question(*, actor: Actor, key: str, question: UUID, text: str) -> int:
    """Write a note that only the staff sees; the message's id. Refused at `text`."""
    return _add(actor, "note_question", question, desk.NOTE, text, "text")[1]


@operation("close_question")
def close_question(*, actor: Actor, key: str, question: UUID, reason: str) -> int:
    """Close a question, saying why; the message's id. Refused at `reason`, or when it is closed."""
    found, message = _add(actor, "close_question", question, desk.CLOSING, reason, "reason")
    _tell("question_closed", found, str(message), **_to_others(actor, found))
    return message


@operation("reopen_question")
def reopen_question(*, actor: Actor, key: str, question: UUID, reason: str) -> int:
    """Reopen a closed question, saying why; the message's id. The office's term begins anew.
    Refused at `reason`, or when it is not closed."""
    found, message = _add(actor, "reopen_question", question, desk.REOPENING, reason, "reason")
    _tell("question_reopened", found, str(message), **_to_others(actor, found))
    return message


@operation("assign_question")
def assign_question(*, actor: Actor, key: str, question: UUID, account: UUID | None) -> str:
    """Say who of the office answers (None: whoever takes it); the question's id. Refused at
    `account` unless it has the role here."""
    found = question_by_id(actor, question)
    refuse_unless(actor, "assign_question", found.operation)
    if account is not None and not any(
        has_role(account, role.value, found.municipality) for role in ANSWERERS
    ):
        raise Refused(_("Choose somebody of the programme office."), field="account")
    Question.objects.filter(pk=found.pk).update(assigned_to=account)
    subjects = [
        Subject("operation", str(found.operation_id)),
        Subject("question", str(found.pk)),
    ]
    if account is not None:
        subjects.append(Subject("account", str(account)))
        _tell("question_assigned", found, f"{found.pk}:{account}", accounts=(account,))
    record(verb="assign_question", subjects=subjects)
    return str(found.pk)


def _add(
    actor: Actor, verb: str, key: UUID, kind: str, said: str, field: str
) -> tuple[Question, int]:
    """Add a message of a kind; the question as it was before, and the message's id."""
    found = question_by_id(actor, key)
    refuse_unless(actor, verb, found.operation)
    if not desk.may_follow(found.state, kind):
        raise Refused(
            _("The question is closed. Reopen it first.")
            if found.state == desk.CLOSED
            else _("The question is not closed.")
        )
    due = None
    if desk.begins_term(found.state, kind):
        due = term(found.topic, clock.today(), found.municipality)
    most = check.LONGEST_TEXT if field == "text" else check.LONGEST_REASON
    with check.refused_when_changed("question_message_follows"):
        made = QuestionMessage.objects.create(
            question=found,
            operation_id=found.operation_id,
            municipality=found.municipality,
            shared_with=[] if kind == desk.NOTE else found.shared_with,
            kind=kind,
            text=check.text(said, field, most=most),
            due=due,
            **check.by(actor),
        )
    details: dict[str, object] = {"message": made.pk}
    if due is not None:
        details["due"] = due.isoformat()
    if field == "reason":
        details["why"] = f"message:{made.pk}"
    record(
        verb=verb,
        subjects=[
            Subject("operation", str(found.operation_id)),
            Subject("question", str(found.pk)),
        ],
        details=details,
    )
    return found, made.pk


def _to_the_office(question: Question) -> dict[str, tuple[object, ...]]:
    """Whoever answers for it, or all programme officers."""
    if question.assigned_to_id is not None:
        return {"accounts": (question.assigned_to_id,)}
    return {"roles": OFFICE}


def _to_others(actor: Actor, question: Question) -> dict[str, tuple[object, ...]]:
    """Whoever asked; the office, when it was they who did something."""
    if actor.account == str(question.author):
        return _to_the_office(question)
    return {"accounts": (question.author,)}


def _tell(what: What, question: Question, key: str, **to: tuple[object, ...]) -> None:
    tell(
        Told(
            what=what,
            key=f"{what}:{key}",
            municipality=question.municipality,
            operation=question.operation_id,
            page="question",
            argument=str(question.pk),
            **to,  # type: ignore[arg-type]
        )
    )
