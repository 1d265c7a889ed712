"""Pages of the communication plan."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from rione.core.access import declares
from rione.core.design import formats
from rione.core.design.context import Link
from rione.core.design.figures import Badge, Crumb, TimelineEntry
from rione.core.identity.access import may
from rione.core.office.acting import actor_of
from rione.core.office.listing import list_page
from rione.core.office.pages import write_page

from .... import operations
from ....access.desk import OFFICER, item_thing
from ....access.operations import READERS
from ....lists.desk import (
    COMMUNICATION,
    COMMUNICATION_KINDS,
    COMMUNICATION_STATES,
    COMMUNICATION_TONES,
)
from ....models import CommunicationPlanItem
from ....queries.communication_plan import PlanEventLine, find_item, item_events
from ....queries.operations import action_titles, operations_of
from ... import words as programme_words
from . import words
from .forms import PlanForm, ReachForm, ReasonForm
from .questions import WRITES

YES_OR_NO = {"yes": True, "no": False}


def found_item(request: HttpRequest, key: UUID) -> CommunicationPlanItem:
    """An item of the plan; 404 unless whoever asks may see it."""
    row = find_item(actor_of(request), key)
    if row is None:
        raise Http404
    return row


def title_of(row: CommunicationPlanItem) -> str:
    """In the reader's language."""
    return formats.bilingual(row, "title").text


def path_to(row: CommunicationPlanItem | None = None) -> list[Crumb]:
    """The path to the plan, and to one of its items."""
    steps = [
        Crumb(_("Office"), reverse("office:home")),
        Crumb(_("Communication plan"), reverse("office:communication")),
    ]
    if row is not None:
        steps.append(Crumb(title_of(row), reverse("office:communication_item", args=[row.pk])))
    return steps


@declares(*READERS)
@require_safe
def plan_list(request: HttpRequest) -> HttpResponseBase:
    """The communication plan; for a beneficiary what its operations pay for."""
    actions = []
    if actor_of(request).role in OFFICER:
        actions.append(Link(_("Plan something"), reverse("office:communication_plan")))
    actions.append(Link(_("The public page"), reverse("programme:communication")))
    return list_page(
        request,
        COMMUNICATION,
        crumbs=[Crumb(_("Office"), reverse("office:home"))],
        actions=actions,
    )


@declares(*READERS)
@require_safe
def item(request: HttpRequest, key: UUID) -> HttpResponse:
    """An item of the plan with its history."""
    actor, row = actor_of(request), found_item(request, key)
    about = item_thing(row)
    may_report = bool(may(actor, "report_reach", about)) and row.state != "cancelled"
    may_cancel = bool(may(actor, "cancel_communication", about)) and row.state == "planned"
    actions = []
    if may_report:
        label = _("Report that it took place") if row.state == "planned" else _("Report again")
        actions.append(Link(label, reverse("office:communication_report", args=[row.pk])))
    if may_cancel:
        actions.append(Link(_("Cancel it"), reverse("office:communication_cancel", args=[row.pk])))
    return render(
        request,
        "programme/office/desk/communication_item.html",
        {
            "crumbs": [*path_to(), Crumb(title_of(row))],
            "item": row,
            "title": title_of(row),
            "kind": COMMUNICATION_KINDS[row.kind],
            "state": Badge(str(COMMUNICATION_STATES[row.state]), COMMUNICATION_TONES[row.state]),
            "reach_planned": words.reach(row.reach_planned, row.reach_unit),
            "reach_achieved": words.reach(row.reach_achieved, row.reach_unit),
            "action_urls": [
                (code, reverse("programme:action", args=[code])) for code in row.action_codes
            ],
            "timeline": [
                *(_entry(one, row.reach_unit) for one in reversed(item_events(actor, row))),
                TimelineEntry(
                    date=row.at.date().isoformat(), title=str(COMMUNICATION_STATES["planned"])
                ),
            ],
            "actions": actions,
        },
    )


def _entry(one: PlanEventLine, unit: str) -> TimelineEntry:
    """An event of an item."""
    text = one.reason
    if one.held_on is not None:
        text = _("On %(day)s: %(reach)s. %(reason)s") % {
            "day": formats.partial_date(one.held_on),
            "reach": words.reach(one.reach_achieved, unit),
            "reason": one.reason,
        }
    return TimelineEntry(
        date=one.at.date().isoformat(),
        title=str(words.PLAN_EVENTS[one.kind]),
        text=text.strip(),
        actor=words.author(one.author),
    )


@declares(*OFFICER)
@never_cache
@require_http_methods(WRITES)
def plan(request: HttpRequest) -> HttpResponse:
    """Plan an event, a product or a page."""
    actor = actor_of(request)
    own = operations_of(actor).order_by("code").values_list("pk", "code", "title")
    return write_page(
        request,
        form_class=PlanForm,
        form_kwargs={
            "operations": [(str(pk), f"{code} {title}"[:110]) for pk, code, title in own],
            "actions": [
                (code, f"{code} {programme_words.text(title)}"[:110])
                for code, title in action_titles().items()
            ],
        },
        do=lambda data: operations.plan_communication(
            actor=actor,
            key=data["key"],
            operation=UUID(data["operation"]) if data["operation"] else None,
            kind=data["kind"],
            title_it=data["title_it"],
            title_en=data["title_en"],
            audience_it=data["audience_it"],
            audience_en=data["audience_en"],
            channel_it=data["channel_it"],
            channel_en=data["channel_en"],
            action_codes=tuple(data["action_codes"]),
            planned_on=data["planned_on"],
            reach_unit=data["reach_unit"],
            reach_planned=data["reach_planned"],
            budget_cents=data["budget_cents"],
        ),
        title=_("Plan something"),
        lead=_("What is planned is public at once, and said to be the office’s word."),
        crumbs=path_to(),
        submit=_("Put it in the plan"),
        done=_("It stands in the plan."),
        then=lambda key: reverse("office:communication_item", args=[key]),
    )


@declares(*OFFICER)
@never_cache
@require_http_methods(WRITES)
def report(request: HttpRequest, key: UUID) -> HttpResponse:
    """Report what took place."""
    actor, row = actor_of(request), found_item(request, key)
    return write_page(
        request,
        form_class=ReachForm,
        initial={
            "held_on": row.held_on,
            "reach_achieved": row.reach_achieved,
            "label_present": {True: "yes", False: "no"}.get(row.label_present, "")
            if row.label_present is not None
            else "",
            "label_checked_on": row.label_checked_on,
            "evidence_url": row.evidence_url,
        },
        do=lambda data: operations.report_reach(
            actor=actor,
            key=data["key"],
            item=row.pk,
            held_on=data["held_on"],
            reach_achieved=data["reach_achieved"],
            label_present=YES_OR_NO.get(data["label_present"]),
            label_checked_on=data["label_checked_on"],
            evidence_url=data["evidence_url"],
            reason=data["reason"],
        ),
        title=_("Report what took place"),
        lead=title_of(row),
        crumbs=path_to(row),
        submit=_("Store the reach"),
        done=_("The report is stored."),
        then=reverse("office:communication_item", args=[row.pk]),
    )


@declares(*OFFICER)
@never_cache
@require_http_methods(WRITES)
def cancel(request: HttpRequest, key: UUID) -> HttpResponse:
    """Cancel what was planned."""
    actor, row = actor_of(request), found_item(request, key)
    return write_page(
        request,
        form_class=ReasonForm,
        do=lambda data: operations.cancel_communication(
            actor=actor, key=data["key"], item=row.pk, reason=data["reason"]
        ),
        title=_("Cancel what was planned"),
        lead=title_of(row),
        crumbs=path_to(row),
        submit=_("Cancel it"),
        done=_("It is cancelled."),
        then=reverse("office:communication_item", args=[row.pk]),
    )
