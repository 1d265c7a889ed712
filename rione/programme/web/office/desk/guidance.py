"""Pages on which the desk hands something on: what is missing, and answers for everybody."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from rione.core.access import declares
from rione.core.design.figures import Crumb
from rione.core.identity.access import may
from rione.core.office.acting import actor_of
from rione.core.office.pages import write_page

from .... import operations
from ....access.desk import ANSWERERS, OFFICER, PARTIES
from ....access.operations import thing
from ....queries.desk import find_missing, latest_entry, question_view
from ..tabs import crumbs
from .forms import MISSING_LINES, MissingForm, ProvidedForm, PublishForm, ReasonForm
from .questions import WRITES, found_operation, found_question, path_to


def listed(data: dict[str, Any]) -> tuple[tuple[str, Any], ...]:
    """What is missing, as it was filled in."""
    return tuple(
        (data[f"text_{number}"], data[f"due_{number}"])
        for number in range(1, MISSING_LINES + 1)
        if data.get(f"text_{number}")
    )


@declares(*ANSWERERS)
@never_cache
@require_http_methods(WRITES)
def request_missing(request: HttpRequest, code: str) -> HttpResponse:
    """Ask the beneficiary for what is missing."""
    actor, row = actor_of(request), found_operation(request, code)
    back = reverse("office:operation_questions", args=[row.code])
    return write_page(
        request,
        form_class=MissingForm,
        do=lambda data: operations.request_missing(
            actor=actor, key=data["key"], operation=row.pk, items=listed(data)
        ),
        title=_("Ask for what is missing"),
        lead=_("%(body)s sees the list and marks what it has handed in.")
        % {"body": row.beneficiary.name},
        crumbs=[*crumbs(row), Crumb(_("Questions"), back)],
        submit=_("Send the list"),
        done=_("The list has been sent."),
        then=back,
    )


@declares(*PARTIES)
@never_cache
@require_http_methods(WRITES)
def provided(request: HttpRequest, key: UUID) -> HttpResponse:
    """Mark something as handed in."""
    actor = actor_of(request)
    item = find_missing(actor, key)
    if item is None:
        raise Http404
    back = reverse("office:operation_questions", args=[item.operation.code])
    if item.provided_at is not None and request.method != "POST":
        return redirect(back)
    return write_page(
        request,
        form_class=ProvidedForm,
        do=lambda data: operations.mark_provided(
            actor=actor, key=data["key"], item=key, evidence=data["evidence"]
        ),
        title=_("Mark as handed in"),
        lead=item.text,
        crumbs=[*crumbs(item.operation), Crumb(_("Questions"), back)],
        submit=_("It is handed in"),
        done=_("It is marked as handed in."),
        then=back,
    )


@declares(*OFFICER)
@never_cache
@require_http_methods(WRITES)
def publish(request: HttpRequest, key: UUID) -> HttpResponse:
    """Publish a question and its answer for everybody."""
    actor = actor_of(request)
    view = question_view(actor, key)
    if view is None or not may(actor, "publish_answer", thing(view.row.operation)):
        raise Http404
    answers = [one.text for one in view.messages if one.kind == "answer"]
    return write_page(
        request,
        form_class=PublishForm,
        initial={"question_it": view.row.text, "answer_it": answers[-1] if answers else ""},
        do=lambda data: operations.publish_answer(
            actor=actor,
            key=data["key"],
            question=key,
            question_it=data["question_it"],
            question_en=data["question_en"],
            answer_it=data["answer_it"],
            answer_en=data["answer_en"],
        ),
        title=_("Publish the answer"),
        lead=_(
            "Everybody will read it. Say it so that nobody is recognised: no names, no codes, "
            "no addresses."
        ),
        crumbs=path_to(view.row),
        submit=_("Publish"),
        done=_("The answer is published."),
        then=reverse("office:question", args=[key]),
    )


@declares(*OFFICER)
@never_cache
@require_http_methods(WRITES)
def withdraw(request: HttpRequest, key: UUID) -> HttpResponse:
    """Take a published answer back."""
    actor, row = actor_of(request), found_question(request, key)
    entry = latest_entry(row)
    if entry is None:
        raise Http404
    return write_page(
        request,
        form_class=ReasonForm,
        do=lambda data: operations.withdraw_answer(
            actor=actor, key=data["key"], entry=entry, reason=data["reason"]
        ),
        title=_("Withdraw the published answer"),
        lead=row.subject,
        crumbs=path_to(row),
        submit=_("Withdraw it"),
        done=_("The answer is public no more."),
        then=reverse("office:question", args=[row.pk]),
    )
