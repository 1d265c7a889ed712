"""Irregularities: the list, one of them, classifying, reporting, asking money back. No page of
these lets a beneficiary in."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from rione.core import clock
from rione.core.access import declares
from rione.core.audit.operations import record_read
from rione.core.audit.rules import Subject
from rione.core.design import formats
from rione.core.design.context import Link
from rione.core.design.figures import Crumb
from rione.core.identity.rules.actors import Actor
from rione.core.office.acting import actor_of
from rione.core.office.listing import PURPOSE, list_page
from rione.core.office.pages import write_page

from ....access.checks import JUDGES, STAFF
from ....lists import check_words as words
from ....lists.checks import IRREGULARITIES, RECOVERIES
from ....models import Finding, Irregularity
from ....operations import irregularities as operations
from ....operations.irregularities import Nature
from ....operations.recoveries import order_recovery
from ....queries.casework import irregularity_history
from ....queries.checks import finding_by_id, irregularity_by_id
from ....rules import irregularities as rules
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
    trail,
)
from .forms import ClassifyForm, NotifyForm, OrderForm, ReportForm

TIME_TO_PAY = timedelta(days=60)


def home(row: Irregularity) -> str:
    return reverse("office:irregularity", args=[row.pk])


def title_of(row: Irregularity) -> str:
    return _("Irregularity of %(day)s") % {"day": formats.partial_date(row.found_on)}


def crumbs(row: Irregularity | None = None) -> list[Crumb]:
    more = [Crumb(title_of(row), home(row))] if row else []
    return trail("office:irregularities", IRREGULARITIES.title, *more)


def found(request: HttpRequest, key: UUID) -> Irregularity:
    """An irregularity; 404 unless whoever asks may see it."""
    return or_404(lambda: irregularity_by_id(actor_of(request), key))


@declares(*STAFF)
@require_safe
def irregularity_list(request: HttpRequest) -> HttpResponseBase:
    """All irregularities of the municipality; reading is recorded."""
    return list_page(request, IRREGULARITIES, crumbs=[Crumb(_("Office"), reverse("office:home"))])


@declares(*STAFF)
@require_safe
def irregularity(request: HttpRequest, key: UUID) -> HttpResponse:
    """One irregularity: what it affects, whether it is reported, what is asked back; reading is
    recorded. Four SQL statements."""
    actor, row = actor_of(request), found(request, key)
    record_read(
        verb="irregularity.read", subjects=[Subject("irregularity", str(key))], purpose=PURPOSE
    )
    return case_page(
        request,
        Case(
            kicker=words.BREACHES[row.kind],
            title=title_of(row),
            badge=badge_of(words.IRREGULARITY_STATES, words.IRREGULARITY_TONES, row.state),
            notice=_("Fraud is suspected: nobody else may learn of it.")
            if row.fraud_suspected
            else "",
            facts=_facts(row),
            actions=_actions(actor, row),
            sections=(
                Section("text", _("What happened"), paragraphs=[row.text]),
                _report(row),
                Section(
                    "recoveries",
                    _("Recoveries"),
                    table=part_of_list(RECOVERIES, actor, irregularity=row),
                    empty=_("Nothing is asked back."),
                ),
            ),
            papers=papers_about(actor, "irregularity", row),
            history=history(irregularity_history(row), actor),
        ),
        crumbs(),
    )


def _facts(row: Irregularity) -> list[Fact]:
    return [
        operation_fact(row.operation),
        Fact(_("Origin"), words.ORIGINS[row.origin]),
        Fact(
            _("Finding"),
            _("Open the finding") if row.finding_id else None,
            reverse("office:finding", args=[row.finding_id]) if row.finding_id else "",
        ),
        Fact(_("Found on"), formats.iso_date(row.found_on)),
        Fact(_("EU contribution affected"), formats.euro(row.eu_cents)),
        Fact(_("National contribution affected"), formats.euro(row.national_cents)),
        Fact(_("Expense"), str(row.expense) if row.expense else None),
        Fact(
            _("Expense corrected by"),
            formats.euro(row.corrected_cents) if row.corrected_cents else None,
        ),
        Fact(_("Suspected fraud"), _("yes") if row.fraud_suspected else _("no")),
    ]


def _report(row: Irregularity) -> Section:
    told = operations.reportable(row)
    return Section(
        "report",
        _("Report to the Commission"),
        facts=[
            Fact(
                _("Notification"),
                words.REPORTED["yes" if told.reported else "later" if _waits(told) else "no"],
            ),
            Fact(_("Why"), words.REPORT_REASONS[told.reason]),
            Fact(_("Quarter"), row.quarter),
            Fact(
                _("Report due"),
                formats.iso_date(rules.report_due(row.quarter)) if told.reported else None,
            ),
            Fact(_("Reported on"), formats.iso_date(row.notified_on) if row.notified_on else None),
            Fact(_("Number of the report"), row.notification or None),
        ],
    )


def _waits(told: rules.Reportable) -> bool:
    return told.reason == "not_established"


def _actions(actor: Actor, row: Irregularity) -> list[Link]:
    if actor.role not in JUDGES:
        return []
    key = [row.pk]
    actions = [Link(_("Classify"), reverse("office:classify_irregularity", args=key))]
    if row.state == "established":
        actions.append(Link(_("Ask money back"), reverse("office:order_recovery", args=key)))
    if operations.reportable(row).reported:
        actions.append(Link(_("Store the report"), reverse("office:notify_irregularity", args=key)))
    return actions


def nature_of(data: dict[str, Any]) -> Nature:
    """The nature of an irregularity from a form's cleaned data."""
    return Nature(
        kind=data["kind"],
        words=data["words"],
        eu_cents=data["eu_cents"],
        national_cents=data["national_cents"],
        fraud_suspected=data["fraud_suspected"],
        exemption=data["exemption"],
    )


@declares(*STAFF)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, code: str) -> HttpResponse:
    """Report an irregularity of an operation; `?finding=` says what it follows from."""
    actor, row = actor_of(request), found_operation(request, code)
    known = _finding(actor, request.GET.get("finding", ""))
    return write_page(
        request,
        form_class=ReportForm,
        initial={
            "found_on": clock.today(),
            "words": known.text if known else "",
            "expense": known.check_row.expense if known else None,
            "eu_cents": 0,
            "national_cents": 0,
        },
        do=lambda data: operations.report_irregularity(
            actor=actor,
            key=data["key"],
            operation=row.pk,
            finding=known.pk if known else None,
            expense=data["expense"],
            nature=nature_of(data),
            found_on=data["found_on"],
        ),
        title=_("Report an irregularity"),
        lead=_("It begins as a suspicion; the beneficiary does not see it."),
        crumbs=operation_crumbs(row),
        submit=_("Report it"),
        done=_("The irregularity is reported."),
        then=lambda key: reverse("office:irregularity", args=[key]),
    )


def _finding(actor: Actor, text: str) -> Finding | None:
    """The finding that an address names; 404 unless it is there for whoever asks."""
    if not text:
        return None
    return or_404(lambda: finding_by_id(actor, _uuid(text)))


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)


@declares(*JUDGES)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def classify(request: HttpRequest, key: UUID) -> HttpResponse:
    """Say what an irregularity is."""
    actor, row = actor_of(request), found(request, key)
    names = ("kind", "eu_cents", "national_cents", "fraud_suspected", "exemption", "state")
    states = [(code, words.IRREGULARITY_STATES[code]) for code in rules.NEXT[row.state]]
    return write_page(
        request,
        form_class=ClassifyForm,
        form_kwargs={"choices": {"state": states}},
        initial={**{name: getattr(row, name) for name in names}, "words": row.text},
        do=lambda data: operations.classify_irregularity(
            actor=actor,
            key=data["key"],
            irregularity=row.pk,
            state=data["state"],
            nature=nature_of(data),
            reason=data["reason"],
        ),
        title=_("Classify the irregularity"),
        lead=_("Establishing it corrects the expense that it is about by the whole amount."),
        crumbs=crumbs(row),
        done=_("The irregularity is classified."),
        then=home(row),
    )


@declares(*JUDGES)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def notify(request: HttpRequest, key: UUID) -> HttpResponse:
    """Store the report to the Commission."""
    actor, row = actor_of(request), found(request, key)
    return write_page(
        request,
        form_class=NotifyForm,
        initial={"notified_on": row.notified_on or clock.today(), "document": row.notification},
        do=lambda data: operations.notify_irregularity(
            actor=actor,
            key=data["key"],
            irregularity=row.pk,
            notified_on=data["notified_on"],
            document=data["document"],
        ),
        title=_("Store the report"),
        crumbs=crumbs(row),
        done=_("The notification is stored."),
        then=home(row),
    )


@declares(*JUDGES)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def order(request: HttpRequest, key: UUID) -> HttpResponse:
    """Ask money back for an irregularity."""
    actor, row = actor_of(request), found(request, key)
    today = clock.today()
    return write_page(
        request,
        form_class=OrderForm,
        initial={
            "ordered_cents": row.eu_cents + row.national_cents,
            "interest_cents": 0,
            "ordered_on": today,
            "due_on": today + TIME_TO_PAY,
        },
        do=lambda data: order_recovery(
            actor=actor,
            key=data["key"],
            irregularity=row.pk,
            order_number=data["order_number"],
            ordered_cents=data["ordered_cents"],
            interest_cents=data["interest_cents"],
            ordered_on=data["ordered_on"],
            due_on=data["due_on"],
            reason=data["reason"],
        ),
        title=_("Ask money back"),
        crumbs=crumbs(row),
        done=_("The recovery is ordered."),
        then=lambda made: reverse("office:recovery", args=[made]),
    )
