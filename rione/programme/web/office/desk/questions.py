"""Pages of the help desk: the list, one question, one operation's questions, what is written."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from rione.core import clock
from rione.core.access import declares
from rione.core.design.context import Link
from rione.core.design.figures import Crumb
from rione.core.identity.access import may
from rione.core.office.acting import actor_of
from rione.core.office.listing import list_page
from rione.core.office.pages import write_page

from .... import operations
from ....access.desk import ANSWERERS, OFFICER, PARTIES
from ....access.operations import READERS, STAFF, thing
from ....lists.desk import QUESTIONS
from ....models import Operation, Question
from ....queries.desk import find_question, missing_of, officers, question_view, questions_of
from ....queries.operations import find_operation
from ....rules import desk
from ....rules.deadlines import after_working_days, term
from ..tabs import crumbs, tabs
from . import words
from .forms import AskForm, AssignForm, ReasonForm, TextForm

MOST_SHOWN = 200
WRITES = ["GET", "HEAD", "POST"]


def found_operation(request: HttpRequest, code: str) -> Operation:
    """The operation of a code; 404 unless whoever asks may see it."""
    operation = find_operation(actor_of(request), code)
    if operation is None:
        raise Http404
    return operation


def found_question(request: HttpRequest, key: UUID) -> Question:
    """A question; 404 unless whoever asks may see it."""
    question = find_question(actor_of(request), key)
    if question is None:
        raise Http404
    return question


def path_to(question: Question | None = None) -> list[Crumb]:
    """The path to the questions, and to one of them."""
    steps = [
        Crumb(_("Office"), reverse("office:home")),
        Crumb(_("Questions"), reverse("office:questions")),
    ]
    if question is not None:
        steps.append(Crumb(question.subject, reverse("office:question", args=[question.pk])))
    return steps


@declares(*READERS)
@require_safe
def question_list(request: HttpRequest) -> HttpResponseBase:
    """All questions; for a beneficiary those about its operations."""
    return list_page(
        request,
        QUESTIONS,
        crumbs=[Crumb(_("Office"), reverse("office:home"))],
        actions=[Link(_("Published answers"), reverse("programme:faq"))],
    )


@declares(*READERS)
@require_safe
def question(request: HttpRequest, key: UUID) -> HttpResponse:
    """A question with all that followed; notes for the staff alone."""
    actor = actor_of(request)
    view = question_view(actor, key)
    if view is None:
        raise Http404
    row = view.row
    about = thing(row.operation)
    waits = row.state in desk.WAITING
    since = after_working_days(row.asked_on, desk.WORKING_DAYS[row.topic], row.municipality)

    def allowed(verb: str, kind: str = "") -> bool:
        return bool(may(actor, verb, about)) and (not kind or desk.may_follow(row.state, kind))

    actions = [
        Link(label, reverse(f"office:{name}", args=[row.pk]))
        for name, label, shown in (
            ("question_answer", _("Answer"), allowed("answer_question", desk.ANSWER)),
            ("question_follow_up", _("Ask again"), allowed("follow_up_question", desk.FOLLOW_UP)),
            ("question_reopen", _("Reopen"), allowed("reopen_question", desk.REOPENING)),
            ("question_close", _("Close"), allowed("close_question", desk.CLOSING)),
            ("question_note", _("Internal note"), allowed("note_question", desk.NOTE)),
            ("question_assign", _("Say who answers"), allowed("assign_question")),
            (
                "question_publish",
                _("Publish the answer"),
                allowed("publish_answer")
                and view.published is None
                and any(one.kind == desk.ANSWER for one in view.messages),
            ),
            (
                "question_withdraw",
                _("Withdraw the published answer"),
                allowed("withdraw_answer") and view.published is not None,
            ),
        )
        if shown
    ]
    return render(
        request,
        "programme/office/desk/question.html",
        {
            "crumbs": [*path_to(), Crumb(row.subject)],
            "question": row,
            "operation": row.operation,
            "topic": words.topic(row.topic),
            "state": words.state_badge(row.state),
            "term": words.term_badge(term(row.due, clock.today())) if waits else None,
            "why_due": words.why_due(since) if since.day == row.due else "",
            "text": words.linked(row.text),
            "author": words.author(view.author),
            "assigned": view.assigned,
            "published": view.published is not None,
            "messages_shown": [
                words.Message(
                    words.Badge(
                        str(words.MESSAGES[one.kind]), words.MESSAGE_TONES.get(one.kind, "neutral")
                    ),
                    words.linked(one.text),
                    one.at,
                    words.author(one.author),
                )
                for one in view.messages
            ],
            "actions": actions,
        },
    )


@declares(*READERS)
@require_safe
def of_operation(request: HttpRequest, code: str) -> HttpResponse:
    """The questions about one operation, and what is missing."""
    actor, row = actor_of(request), found_operation(request, code)
    today = clock.today()
    may_mark = bool(may(actor, "mark_provided", thing(row)))
    return render(
        request,
        "programme/office/desk/operation_questions.html",
        {
            "crumbs": [*crumbs(row), Crumb(_("Questions"))],
            "operation": row,
            "title": _("Questions"),
            "tabs": tabs(row, actor, request.path),
            "questions": [
                {
                    "row": one,
                    "url": reverse("office:question", args=[one.pk]),
                    "topic": words.topic(one.topic),
                    "state": words.state_badge(one.state),
                    "term": words.term_badge(term(one.due, today))
                    if one.state in desk.WAITING
                    else None,
                }
                for one in questions_of(actor)
                .filter(operation=row)
                .order_by("-asked_on", "-at")[:MOST_SHOWN]
            ],
            "missing": [
                {
                    "row": item,
                    "term": words.term_badge(
                        term(item.due, today, done=item.provided_at is not None)
                    ),
                    "url": reverse("office:missing_provided", args=[item.pk])
                    if may_mark and item.provided_at is None
                    else "",
                }
                for item in missing_of(actor, row)
            ],
            "may_ask": bool(may(actor, "ask_question", thing(row))),
            "may_request": bool(may(actor, "request_missing", thing(row))),
        },
    )


@declares(*PARTIES)
@never_cache
@require_http_methods(WRITES)
def ask(request: HttpRequest, code: str) -> HttpResponse:
    """Ask a question about an operation."""
    actor, row = actor_of(request), found_operation(request, code)
    return write_page(
        request,
        form_class=AskForm,
        do=lambda data: operations.ask_question(
            actor=actor,
            key=data["key"],
            operation=row.pk,
            topic=data["topic"],
            subject=data["subject"],
            text=data["text"],
        ),
        title=_("Ask a question"),
        lead=_("About %(operation)s. The topic decides how soon the office answers.")
        % {"operation": f"{row.code} {row.title}"},
        crumbs=[
            *crumbs(row),
            Crumb(_("Questions"), reverse("office:operation_questions", args=[row.code])),
        ],
        submit=_("Ask"),
        done=_("Your question has been sent to the office."),
        then=lambda key: reverse("office:question", args=[key]),
    )


def _written(
    request: HttpRequest,
    key: UUID,
    write: Callable[..., Any],
    *,
    title: str,
    done: str,
    submit: str,
    reason: bool = False,
    lead: str = "",
) -> HttpResponse:
    """A page that adds one message under a question."""
    actor, row = actor_of(request), found_question(request, key)
    name = "reason" if reason else "text"
    return write_page(
        request,
        form_class=ReasonForm if reason else TextForm,
        do=lambda data: write(actor=actor, key=data["key"], question=row.pk, **{name: data[name]}),
        title=title,
        lead=lead or row.subject,
        crumbs=path_to(row),
        submit=submit,
        done=done,
        then=reverse("office:question", args=[row.pk]),
    )


@declares(*ANSWERERS)
@never_cache
@require_http_methods(WRITES)
def answer(request: HttpRequest, key: UUID) -> HttpResponse:
    """Answer a question."""
    return _written(
        request,
        key,
        operations.answer_question,
        title=_("Answer"),
        submit=_("Send the answer"),
        done=_("The answer has been sent."),
    )


@declares(*PARTIES)
@never_cache
@require_http_methods(WRITES)
def follow_up(request: HttpRequest, key: UUID) -> HttpResponse:
    """Ask again, or add something."""
    return _written(
        request,
        key,
        operations.follow_up_question,
        title=_("Ask again"),
        submit=_("Send"),
        done=_("What you wrote has been sent to the office."),
    )


@declares(*STAFF)
@never_cache
@require_http_methods(WRITES)
def note(request: HttpRequest, key: UUID) -> HttpResponse:
    """Write a note for the staff."""
    return _written(
        request,
        key,
        operations.note_question,
        title=_("Internal note"),
        lead=_("Only the office sees it; whoever asked never does."),
        submit=_("Keep the note"),
        done=_("The note is kept."),
    )


@declares(*PARTIES)
@never_cache
@require_http_methods(WRITES)
def close(request: HttpRequest, key: UUID) -> HttpResponse:
    """Close a question."""
    return _written(
        request,
        key,
        operations.close_question,
        title=_("Close the question"),
        submit=_("Close it"),
        done=_("The question is closed."),
        reason=True,
    )


@declares(*PARTIES)
@never_cache
@require_http_methods(WRITES)
def reopen(request: HttpRequest, key: UUID) -> HttpResponse:
    """Reopen a question."""
    return _written(
        request,
        key,
        operations.reopen_question,
        title=_("Reopen the question"),
        submit=_("Reopen it"),
        done=_("The question is open again."),
        reason=True,
    )


@declares(*OFFICER)
@never_cache
@require_http_methods(WRITES)
def assign(request: HttpRequest, key: UUID) -> HttpResponse:
    """Say who answers."""
    actor, row = actor_of(request), found_question(request, key)
    return write_page(
        request,
        form_class=AssignForm,
        form_kwargs={"people": [(str(account), name) for account, name in officers(actor)]},
        initial={"account": str(row.assigned_to_id or "")},
        do=lambda data: operations.assign_question(
            actor=actor,
            key=data["key"],
            question=row.pk,
            account=UUID(data["account"]) if data["account"] else None,
        ),
        title=_("Say who answers"),
        lead=row.subject,
        crumbs=path_to(row),
        done=_("It is stored who answers."),
        then=reverse("office:question", args=[row.pk]),
    )
