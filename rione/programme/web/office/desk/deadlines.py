"""Pages of deadlines: the list, one of them, those of an operation, and what is done to them."""

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
from rione.core.design import formats
from rione.core.design.context import Link
from rione.core.design.figures import Crumb, TimelineEntry
from rione.core.identity.access import ROLE_NAMES, may
from rione.core.identity.rules.roles import Role
from rione.core.office.acting import actor_of
from rione.core.office.listing import list_page
from rione.core.office.pages import write_page

from .... import operations
from ....access.desk import OFFICER, answers_for, deadline_thing
from ....access.operations import READERS, thing
from ....lists.desk import DEADLINE_KINDS, DEADLINES
from ....models import Deadline
from ....models.deadlines import RESPONSIBLE
from ....queries.deadlines import (
    EventLine,
    deadline_events,
    deadlines_of,
    find_deadline,
    responsible_people,
)
from ....queries.operations import operations_of
from ....rules.deadlines import first_working_day, term
from ..tabs import crumbs, tabs
from . import words
from .forms import CompleteForm, DeadlineForm, PostponeForm, ReasonForm
from .questions import MOST_SHOWN, WRITES, found_operation


def found_deadline(request: HttpRequest, key: UUID) -> Deadline:
    """A deadline; 404 unless whoever asks may see it."""
    row = find_deadline(actor_of(request), key)
    if row is None:
        raise Http404
    return row


def path_to(row: Deadline | None = None) -> list[Crumb]:
    """The path to the deadlines, and to one of them."""
    steps = [
        Crumb(_("Office"), reverse("office:home")),
        Crumb(_("Deadlines"), reverse("office:deadlines")),
    ]
    if row is not None:
        steps.append(Crumb(row.title, reverse("office:deadline", args=[row.pk])))
    return steps


@declares(*READERS)
@require_safe
def deadline_list(request: HttpRequest) -> HttpResponseBase:
    """All deadlines; for a beneficiary those of its operations."""
    actor = actor_of(request)
    actions = []
    if actor.role in OFFICER:
        actions.append(Link(_("Set a deadline"), reverse("office:deadline_set")))
    actions.append(Link(_("My calendar"), reverse("office:calendar")))
    return list_page(
        request, DEADLINES, crumbs=[Crumb(_("Office"), reverse("office:home"))], actions=actions
    )


def who(row: Deadline) -> str:
    """Who answers for a deadline."""
    role = str(ROLE_NAMES[Role(row.role)])
    return f"{row.account.name}, {role}" if row.account else role


@declares(*READERS)
@require_safe
def deadline(request: HttpRequest, key: UUID) -> HttpResponse:
    """A deadline and all that happened to it."""
    actor, row = actor_of(request), found_deadline(request, key)
    about, mine = deadline_thing(row), answers_for(actor, row)
    is_open = row.state == "open"
    actions = [
        Link(label, reverse(f"office:{name}", args=[row.pk]))
        for name, label, shown in (
            (
                "deadline_complete",
                _("Mark as kept"),
                is_open and mine and bool(may(actor, "complete_deadline", about)),
            ),
            (
                "deadline_postpone",
                _("Postpone"),
                is_open and bool(may(actor, "postpone_deadline", about)),
            ),
            (
                "deadline_undo",
                _("Take back that it was kept"),
                not is_open and mine and bool(may(actor, "undo_completion", about)),
            ),
        )
        if shown
    ]
    working = first_working_day(row.due, row.municipality)
    return render(
        request,
        "programme/office/desk/deadline.html",
        {
            "crumbs": [*path_to(), Crumb(row.title)],
            "deadline": row,
            "kind": DEADLINE_KINDS[row.kind],
            "term": words.term_badge(term(row.due, clock.today(), done=not is_open)),
            "working_day": working if working != row.due else None,
            "who": who(row),
            "repetition": words.repetition(row.months),
            "timeline": [_entry(one) for one in reversed(deadline_events(actor, row))],
            "actions": actions,
        },
    )


def _entry(one: EventLine) -> TimelineEntry:
    """An event of a deadline."""
    text = one.reason
    if one.kind == "postponed":
        text = _("To %(day)s. %(reason)s") % {
            "day": formats.partial_date(one.day),
            "reason": one.reason,
        }
    elif one.kind == "completed":
        text = _("On %(day)s. Evidence: %(evidence)s") % {
            "day": formats.partial_date(one.day),
            "evidence": one.evidence,
        }
    return TimelineEntry(
        date=one.at.date().isoformat(),
        title=str(words.EVENTS[one.kind]),
        text=text,
        actor=words.author(one.author),
    )


@declares(*READERS)
@require_safe
def of_operation(request: HttpRequest, code: str) -> HttpResponse:
    """The deadlines of one operation."""
    actor, row = actor_of(request), found_operation(request, code)
    today = clock.today()
    return render(
        request,
        "programme/office/desk/operation_deadlines.html",
        {
            "crumbs": [*crumbs(row), Crumb(_("Deadlines"))],
            "operation": row,
            "title": _("Deadlines"),
            "tabs": tabs(row, actor, request.path),
            "deadlines": [
                {
                    "row": one,
                    "url": reverse("office:deadline", args=[one.pk]),
                    "kind": DEADLINE_KINDS[one.kind],
                    "who": who(one),
                    "term": words.term_badge(term(one.due, today, done=one.state == "done")),
                }
                for one in deadlines_of(actor)
                .filter(operation=row)
                .select_related("account")
                .order_by("-state", "due", "pk")[:MOST_SHOWN]
            ],
            "may_set": bool(may(actor, "set_deadline", thing(row))),
        },
    )


@declares(*OFFICER)
@never_cache
@require_http_methods(WRITES)
def set_one(request: HttpRequest) -> HttpResponse:
    """Set a deadline; `?operation=CODE` chooses its operation."""
    actor = actor_of(request)
    own = list(operations_of(actor).order_by("code").values_list("pk", "code", "title"))
    chosen = next((str(pk) for pk, code, _title in own if code == request.GET.get("operation")), "")
    people = responsible_people(actor, RESPONSIBLE)
    return write_page(
        request,
        form_class=DeadlineForm,
        form_kwargs={
            "operations": [(str(pk), f"{code} {title}"[:110]) for pk, code, title in own],
            "people": [
                (str(account), f"{name} ({ROLE_NAMES[Role(role)]})")
                for account, name, role in people
            ],
        },
        initial={"operation": chosen, "role": Role.PROGRAMME_OFFICER.value},
        do=lambda data: operations.set_deadline(
            actor=actor,
            key=data["key"],
            operation=UUID(data["operation"]) if data["operation"] else None,
            kind=data["kind"],
            title=data["title"],
            due=data["due"],
            months=data["months"],
            until=data["until"],
            role=data["role"],
            account=UUID(data["account"]) if data["account"] else None,
            target_cents=data["target_cents"],
        ),
        title=_("Set a deadline"),
        crumbs=path_to(),
        submit=_("Set it"),
        done=_("The deadline is set."),
        then=lambda key: reverse("office:deadline", args=[key]),
    )


@declares(*OFFICER)
@never_cache
@require_http_methods(WRITES)
def postpone(request: HttpRequest, key: UUID) -> HttpResponse:
    """Move a deadline to a later day."""
    actor, row = actor_of(request), found_deadline(request, key)
    return write_page(
        request,
        form_class=PostponeForm,
        do=lambda data: operations.postpone_deadline(
            actor=actor,
            key=data["key"],
            deadline=row.pk,
            day=data["day"],
            reason=data["reason"],
        ),
        title=_("Postpone the deadline"),
        lead=_("%(title)s is due on %(day)s.")
        % {"title": row.title, "day": formats.partial_date(row.due)},
        crumbs=path_to(row),
        submit=_("Postpone"),
        done=_("The deadline has been postponed."),
        then=reverse("office:deadline", args=[row.pk]),
    )


@declares(*READERS)
@never_cache
@require_http_methods(WRITES)
def complete(request: HttpRequest, key: UUID) -> HttpResponse:
    """Say that a deadline was kept."""
    actor, row = actor_of(request), found_deadline(request, key)
    return write_page(
        request,
        form_class=CompleteForm,
        initial={"day": clock.today()},
        do=lambda data: operations.complete_deadline(
            actor=actor,
            key=data["key"],
            deadline=row.pk,
            day=data["day"],
            evidence=data["evidence"],
        ),
        title=_("Mark as kept"),
        lead=row.title,
        crumbs=path_to(row),
        submit=_("It is done"),
        done=_("The deadline is marked as kept."),
        then=reverse("office:deadline", args=[row.pk]),
    )


@declares(*READERS)
@never_cache
@require_http_methods(WRITES)
def undo(request: HttpRequest, key: UUID) -> HttpResponse:
    """Take back that a deadline was kept."""
    actor, row = actor_of(request), found_deadline(request, key)
    return write_page(
        request,
        form_class=ReasonForm,
        do=lambda data: operations.undo_completion(
            actor=actor, key=data["key"], deadline=row.pk, reason=data["reason"]
        ),
        title=_("Take back that it was kept"),
        lead=row.title,
        crumbs=path_to(row),
        submit=_("Take it back"),
        done=_("The deadline is open again."),
        then=reverse("office:deadline", args=[row.pk]),
    )
