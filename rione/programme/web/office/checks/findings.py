"""Findings: the list, one of them, answers and what becomes of them."""

from datetime import timedelta
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from rione.core import clock
from rione.core.access import declares
from rione.core.design import formats
from rione.core.design.context import Link
from rione.core.design.figures import Crumb
from rione.core.identity.rules.actors import Actor
from rione.core.office.acting import actor_of
from rione.core.office.listing import list_page
from rione.core.office.pages import write_page

from ....access.checks import ANSWERERS, CHECKERS, READERS, STAFF
from ....lists import check_words as words
from ....lists.checks import FINDINGS, IRREGULARITIES
from ....models import Finding
from ....operations import findings as operations
from ....queries.casework import history_of
from ....queries.checks import finding_by_id
from ....rules import followups
from ....rules.followups import NEXT
from ..papers.parts import papers_about
from . import checks
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
    trail,
)
from .forms import AnswerFindingForm, ExtendForm, FindingForm, SettleForm

TIME_TO_ANSWER = timedelta(days=30)


def home(row: Finding) -> str:
    return reverse("office:finding", args=[row.pk])


def title_of(row: Finding) -> str:
    return _("Finding of %(day)s") % {"day": formats.partial_date(row.raised_on)}


def crumbs(row: Finding | None = None) -> list[Crumb]:
    more = [Crumb(title_of(row), home(row))] if row else []
    return trail("office:findings", FINDINGS.title, *more)


def found(request: HttpRequest, key: UUID) -> Finding:
    """A finding; 404 unless whoever asks may see it."""
    return or_404(lambda: finding_by_id(actor_of(request), key))


@declares(*READERS)
@require_safe
def finding_list(request: HttpRequest) -> HttpResponseBase:
    """Findings, those of one's own operations for a beneficiary."""
    return list_page(request, FINDINGS, crumbs=[Crumb(_("Office"), reverse("office:home"))])


@declares(*READERS)
@require_safe
def finding(request: HttpRequest, key: UUID) -> HttpResponse:
    """One finding with its follow-up. Three SQL statements, four for the office."""
    actor = actor_of(request)
    row = found(request, key)
    late = followups.overdue(row.state, row.deadline, clock.today())
    staff = actor.role in STAFF
    sections = [Section("text", _("What was found"), paragraphs=[row.text]), _follow_up(row)]
    if staff:
        sections.append(_irregularities(actor, row))
    return case_page(
        request,
        Case(
            kicker=row.operation.code,
            title=title_of(row),
            badge=badge_of(words.STANDINGS, words.STANDING_TONES, "overdue" if late else row.state),
            facts=_facts(row, staff),
            actions=_actions(actor, row),
            sections=sections,
            papers=papers_about(actor, "finding", row),
            history=history(history_of(row.pk), actor),
        ),
        crumbs(),
    )


def _facts(row: Finding, staff: bool) -> list[Fact]:
    question = (
        f"{row.item.number} {formats.bilingual(row.item, 'question').text}" if row.item else None
    )
    return [
        operation_fact(row.operation),
        Fact(
            _("Check"),
            _("Open the check") if staff else None,
            reverse("office:check", args=[row.check_row_id]),
        ),
        Fact(_("Question"), question),
        Fact(_("Severity"), words.SEVERITIES[row.severity]),
        Fact(_("Amount"), formats.euro(row.amount_cents) if row.amount_cents else None),
        Fact(_("To be answered by"), row.owner.name),
        Fact(_("Deadline"), formats.iso_date(row.deadline)),
    ]


def _follow_up(row: Finding) -> Section:
    facts = []
    for step in row.steps.order_by("number"):
        paper = f" [{step.document}]" if step.document else ""
        until = f" → {formats.partial_date(step.new_deadline)}" if step.new_deadline else ""
        facts.append(Fact(f"{words.STEPS[step.kind]}{until}", f"{step.note}{paper}"))
    return Section("follow-up", _("Follow-up"), facts=facts, empty=_("Nothing yet."))


def _irregularities(actor: Actor, row: Finding) -> Section:
    report = reverse("office:report_irregularity", args=[row.operation.code])
    return Section(
        "irregularities",
        _("Irregularities"),
        table=part_of_list(IRREGULARITIES, actor, finding=row),
        actions=[Link(_("Report an irregularity"), f"{report}?finding={row.pk}")],
        empty=_("None follows from it."),
    )


def _actions(actor: Actor, row: Finding) -> list[Link]:
    found = []
    steps = NEXT[row.state]
    if "answer" in steps and actor.role in ANSWERERS:
        found.append(Link(_("Answer"), reverse("office:answer_finding", args=[row.pk])))
    if checks.is_theirs(actor, row.check_row):
        if "extension" in steps:
            found.append(
                Link(_("Extend the deadline"), reverse("office:extend_finding", args=[row.pk]))
            )
        if set(steps) & set(operations.SETTLEMENTS):
            found.append(Link(_("Settle"), reverse("office:settle_finding", args=[row.pk])))
    return found


@declares(*CHECKERS)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def raise_one(request: HttpRequest, key: UUID) -> HttpResponse:
    """Raise a finding of a check."""
    actor, row = actor_of(request), checks.found(request, key)
    numbers = row.template.items.order_by("position").values_list("number", flat=True)
    return write_page(
        request,
        form_class=FindingForm,
        form_kwargs={"choices": {"item": [("", "—"), *((one, one) for one in numbers)]}},
        initial={"deadline": clock.today() + TIME_TO_ANSWER},
        do=lambda data: operations.raise_finding(
            actor=actor,
            key=data["key"],
            check=row.pk,
            item=data["item"],
            words=data["words"],
            severity=data["severity"],
            amount_cents=data["amount_cents"] or 0,
            deadline=data["deadline"],
        ),
        title=_("Raise a finding"),
        lead=_("The beneficiary reads it, and answers by the deadline."),
        crumbs=checks.crumbs(row),
        submit=_("Raise it"),
        done=_("The finding is raised."),
        then=lambda made: reverse("office:finding", args=[made]),
    )


@declares(*ANSWERERS)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, key: UUID) -> HttpResponse:
    """Answer a finding."""
    actor, row = actor_of(request), found(request, key)
    return write_page(
        request,
        form_class=AnswerFindingForm,
        do=lambda data: operations.answer_finding(
            actor=actor,
            key=data["key"],
            finding=row.pk,
            words=data["words"],
            document=data["document"],
        ),
        title=_("Answer the finding"),
        lead=row.text,
        crumbs=crumbs(row),
        submit=_("Send the answer"),
        done=_("The answer is stored."),
        then=home(row),
    )


@declares(*CHECKERS)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def extend(request: HttpRequest, key: UUID) -> HttpResponse:
    """Give more time."""
    actor, row = actor_of(request), found(request, key)
    return write_page(
        request,
        form_class=ExtendForm,
        initial={"deadline": row.deadline},
        do=lambda data: operations.extend_finding(
            actor=actor,
            key=data["key"],
            finding=row.pk,
            deadline=data["deadline"],
            reason=data["reason"],
        ),
        title=_("Extend the deadline"),
        crumbs=crumbs(row),
        submit=_("Extend"),
        done=_("The deadline is extended."),
        then=home(row),
    )


@declares(*CHECKERS)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def settle(request: HttpRequest, key: UUID) -> HttpResponse:
    """Say what becomes of a finding."""
    actor, row = actor_of(request), found(request, key)
    possible = [code for code in operations.SETTLEMENTS if code in NEXT[row.state]]
    return write_page(
        request,
        form_class=SettleForm,
        form_kwargs={"choices": {"decision": [(code, words.STEPS[code]) for code in possible]}},
        do=lambda data: operations.settle_finding(
            actor=actor,
            key=data["key"],
            finding=row.pk,
            decision=data["decision"],
            reason=data["reason"],
            deadline=data["deadline"],
        ),
        title=_("Settle the finding"),
        lead=_("Nobody settles an answer of their own."),
        crumbs=crumbs(row),
        submit=_("Settle"),
        done=_("The finding is settled."),
        then=home(row),
    )
