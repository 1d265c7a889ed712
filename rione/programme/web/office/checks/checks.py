"""Checks: the list, one of them, answering on site, finishing, reopening."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from rione.core import clock
from rione.core.access import declares
from rione.core.design import formats
from rione.core.design.context import Link
from rione.core.design.figures import Badge, Crumb
from rione.core.design.tables import Cell, Column
from rione.core.identity.rules.actors import Actor
from rione.core.identity.rules.roles import Role
from rione.core.office.acting import actor_of
from rione.core.office.listing import list_page
from rione.core.office.pages import write_page
from rione.core.writes import Refused

from ....access.checks import CHECKERS, STAFF, authority_of
from ....lists import check_words as words
from ....lists.checks import CHECKS, FINDINGS
from ....models import Check
from ....operations import checking as operations
from ....queries.casework import history_of
from ....queries.checks import answered_items, check_by_id, current_templates, samples_of
from ....queries.procurement import procedure_choices
from ....rules.checks import PRESENT, Progress, progress
from ..operations.views import found as found_operation
from ..papers.parts import papers_about
from ..tabs import crumbs as operation_crumbs
from .case import (
    Case,
    Fact,
    Section,
    badge_of,
    case_page,
    history,
    operation_fact,
    or_404,
    part_of_list,
    table_of,
    trail,
)
from .check_forms import AnswersForm, BeginForm, FinishForm, Question, VisitForm, answers_of
from .checklists import title_of
from .forms import ReasonForm


def home(row: Check) -> str:
    return reverse("office:check", args=[row.pk])


def crumbs(row: Check | None = None) -> list[Crumb]:
    more = [Crumb(title_of(row.template), home(row))] if row else []
    return trail("office:checks", CHECKS.title, *more)


def found(request: HttpRequest, key: UUID) -> Check:
    """A check; 404 unless whoever asks may see it."""
    return or_404(lambda: check_by_id(actor_of(request), key))


def is_theirs(actor: Actor, row: Check) -> bool:
    """Whether an actor may go on with a check."""
    return actor.role in CHECKERS and row.authority == authority_of(actor)


def questions_of(row: Check) -> list[Question]:
    """The items of a check in their order, each with its answer. One SQL statement."""
    return [
        Question(
            item.number,
            str(formats.bilingual(item, "question").text),
            item.reference,
            value,
            note,
        )
        for item, value, note in answered_items(row)
    ]


def progress_of(questions: list[Question]) -> Progress:
    return progress(
        [one.number for one in questions], {one.number: one.value for one in questions if one.value}
    )


def told(done: Progress) -> str:
    """`12 of 18 answered`."""
    return _("%(answered)d of %(total)d answered") % {
        "answered": done.answered,
        "total": done.total,
    }


@declares(*STAFF)
@require_safe
def check_list(request: HttpRequest) -> HttpResponseBase:
    """All checks of the municipality."""
    return list_page(
        request,
        CHECKS,
        crumbs=[Crumb(_("Office"), reverse("office:home"))],
        actions=[Link(_("Samples"), reverse("office:samples"))],
    )


@declares(*STAFF)
@require_safe
def check(request: HttpRequest, key: UUID) -> HttpResponse:
    """One check: answers, findings, history. Six SQL statements."""
    actor = actor_of(request)
    row = found(request, key)
    questions = questions_of(row)
    finished = row.finished_at is not None
    badge = (
        badge_of(words.OUTCOMES, words.OUTCOME_TONES, row.outcome)
        if finished
        else Badge(told(progress_of(questions)), "info")
    )
    return case_page(
        request,
        Case(
            kicker=f"{words.CHECK_KINDS[row.kind]} · {words.AUTHORITIES[row.authority]}",
            title=title_of(row.template),
            badge=badge,
            facts=_facts(row),
            actions=_actions(actor, row, finished),
            sections=(
                _answers(questions),
                Section(
                    "findings",
                    _("Findings"),
                    table=part_of_list(FINDINGS, actor, check_row=row),
                    actions=[
                        Link(_("Raise a finding"), reverse("office:raise_finding", args=[key]))
                    ]
                    if is_theirs(actor, row)
                    else (),
                    empty=_("No findings."),
                ),
            ),
            papers=papers_about(actor, "check", row),
            history=history(history_of(row.pk), actor),
        ),
        crumbs(),
    )


def _facts(row: Check) -> list[Fact]:
    present = ", ".join(f"{words.PRESENT[role]}: {name}" for role, name in row.present.items())
    risk = formats.euro(row.at_risk_cents) if row.finished_at else None
    return [
        operation_fact(row.operation),
        Fact(
            _("Award procedure"),
            _("Open the procedure") if row.procedure_id else None,
            reverse("office:procurement", args=[row.procedure_id]) if row.procedure_id else "",
        ),
        Fact(_("Expense"), str(row.expense) if row.expense else None),
        Fact(
            _("Sample"),
            _("Open the sample") if row.sample_id else None,
            reverse("office:sample", args=[row.sample_id]) if row.sample_id else "",
        ),
        Fact(_("Version of the check-list"), str(row.template.version)),
        Fact(_("Begun on"), formats.iso_date(row.begun_on)),
        Fact(_("Place"), row.place or None),
        Fact(_("Day of the visit"), formats.iso_date(row.visited_on) if row.visited_on else None),
        Fact(_("How it was chosen"), row.sample_method or None),
        Fact(_("Who was present"), present or None),
        Fact(_("Minutes"), row.minutes or None),
        Fact(_("Finished"), formats.moment(row.finished_at) if row.finished_at else None),
        Fact(_("Amount at risk"), risk),
        Fact(_("Conclusion"), row.conclusion or None),
    ]


def _actions(actor: Actor, row: Check, finished: bool) -> list[Link]:
    key = [row.pk]
    if finished:
        again = actor.role in (*CHECKERS, Role.CERTIFIER) and row.authority == authority_of(actor)
        if not again or str(row.finished_by_id) == actor.account:
            return []
        return [Link(_("Reopen"), reverse("office:reopen_check", args=key))]
    if not is_theirs(actor, row):
        return []
    found = [Link(_("Answer the questions"), reverse("office:answer_items", args=key))]
    if row.kind == "on_the_spot":
        found.append(Link(_("Store the visit"), reverse("office:record_visit", args=key)))
    return [*found, Link(_("Finish the check"), reverse("office:finish_check", args=key))]


def _answers(questions: list[Question]) -> Section:
    rows = [
        {
            "number": one.number,
            "question": Cell(one.text, note=one.reference),
            "answer": Cell(
                None,
                badge=badge_of(words.ANSWERS, words.ANSWER_TONES, one.value),
            )
            if one.value
            else None,
            "note": one.note or None,
        }
        for one in questions
    ]
    columns = (
        Column("number", _("Number")),
        Column("question", _("Question"), heading=True),
        Column("answer", _("Answer")),
        Column("note", _("Note")),
    )
    return Section("answers", _("Answers"), table=table_of("answers", _("Answers"), columns, rows))


@declares(*CHECKERS)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest, code: str) -> HttpResponse:
    """Begin a check of an operation; `?procedure=`, `?expense=` and `?sample=` fill the form."""
    actor, row = actor_of(request), found_operation(request, code)
    kind = "on_the_spot" if authority_of(actor) == "audit" else ""
    lists = [(str(one.pk), title_of(one)) for one in current_templates(actor, kind=kind)]
    samples = samples_of(actor).filter(units__operation=row, units__taken=True).distinct()
    return write_page(
        request,
        form_class=BeginForm,
        form_kwargs={
            "choices": {
                "template": lists,
                "procedure": [("", "—"), *procedure_choices(actor, row.pk)],
                "sample": [
                    ("", "—"),
                    *(
                        (str(one.pk), formats.plain(formats.moment(one.drawn_at)))
                        for one in samples.order_by("-drawn_at")[:20]
                    ),
                ],
            }
        },
        initial={
            "begun_on": clock.today(),
            **{name: request.GET.get(name, "")[:40] for name in ("procedure", "expense", "sample")},
        },
        do=lambda data: operations.begin_check(
            actor=actor,
            key=data["key"],
            operation=row.pk,
            template=int(data["template"]),
            begun_on=data["begun_on"],
            procedure=UUID(data["procedure"]) if data["procedure"] else None,
            expense=data["expense"],
            sample=UUID(data["sample"]) if data["sample"] else None,
        ),
        title=_("Begin a check"),
        lead="" if lists else _("There is no check-list to begin with; publish one first."),
        crumbs=operation_crumbs(row),
        submit=_("Begin"),
        done=_("The check is begun."),
        then=lambda key: reverse("office:check", args=[key]),
    )


def _store_answers(actor: Actor, row: Check, data: dict[str, Any]) -> int:
    try:
        return operations.answer_items(
            actor=actor, key=data["key"], check=row.pk, answers=answers_of(data)
        )
    except Refused as refused:
        raise Refused(refused.message, field=f"note-{refused.field}") from None


@declares(*CHECKERS)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, key: UUID) -> HttpResponse:
    """The questions one below the other, as many answered as one likes."""
    actor, row = actor_of(request), found(request, key)
    if request.method != "POST" and (row.finished_at is not None or not is_theirs(actor, row)):
        return redirect(home(row))
    questions = questions_of(row)
    done = progress_of(questions)
    return write_page(
        request,
        form_class=AnswersForm,
        form_kwargs={"questions": questions},
        do=lambda data: _store_answers(actor, row, data),
        title=title_of(row.template),
        crumbs=crumbs(row),
        done=_("The answers are stored."),
        then=lambda left: reverse("office:answer_items", args=[key]) if left else home(row),
        template="programme/office/checks/answers.html",
        context={
            "kicker": f"{row.operation.code} · {words.CHECK_KINDS[row.kind]}",
            "progress": done,
            "told": told(done),
            "back": home(row),
        },
    )


@declares(*CHECKERS)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def visit(request: HttpRequest, key: UUID) -> HttpResponse:
    """Say where and when a check on the spot was."""
    actor, row = actor_of(request), found(request, key)
    names = ("place", "visited_on", "sample_method", "minutes")
    return write_page(
        request,
        form_class=VisitForm,
        initial={**{name: getattr(row, name) for name in names}, **row.present},
        do=lambda data: operations.record_visit(
            actor=actor,
            key=data["key"],
            check=row.pk,
            place=data["place"],
            visited_on=data["visited_on"],
            sample_method=data["sample_method"],
            present={role: data[role] for role in PRESENT},
            minutes=data["minutes"],
        ),
        title=_("Store the visit"),
        crumbs=crumbs(row),
        done=_("The visit is stored."),
        then=home(row),
    )


@declares(*CHECKERS)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def finish(request: HttpRequest, key: UUID) -> HttpResponse:
    """Finish a check."""
    actor, row = actor_of(request), found(request, key)
    left = progress_of(questions_of(row)).left
    lead = (
        ngettext(
            "%(count)d question is not answered.",
            "%(count)d questions are not answered.",
            len(left),
        )
        % {"count": len(left)}
        if left
        else _("From then on nothing of it changes, unless another officer reopens it.")
    )
    return write_page(
        request,
        form_class=FinishForm,
        initial={"at_risk_cents": row.at_risk_cents, "conclusion": row.conclusion},
        do=lambda data: operations.finish_check(
            actor=actor,
            key=data["key"],
            check=row.pk,
            outcome=data["outcome"],
            at_risk_cents=data["at_risk_cents"],
            conclusion=data["conclusion"],
            report=data["report"],
        ),
        title=_("Finish the check"),
        lead=lead,
        crumbs=crumbs(row),
        submit=_("Finish"),
        done=_("The check is finished."),
        then=home(row),
    )


@declares(*CHECKERS, Role.CERTIFIER)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def reopen(request: HttpRequest, key: UUID) -> HttpResponse:
    """Reopen a check that another officer finished."""
    actor, row = actor_of(request), found(request, key)
    return write_page(
        request,
        form_class=ReasonForm,
        do=lambda data: operations.reopen_check(
            actor=actor, key=data["key"], check=row.pk, reason=data["reason"]
        ),
        title=_("Reopen the check"),
        crumbs=crumbs(row),
        submit=_("Reopen"),
        done=_("The check is open again."),
        then=home(row),
    )
