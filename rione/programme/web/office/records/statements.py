"""Statements: the list, one of them, entering one, taking one back; a new state."""

from typing import Any

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
from rione.core.design.figures import Badge, Crumb
from rione.core.identity.rules.actors import Actor
from rione.core.office.listing import list_page
from rione.core.office.pages import write_page
from rione.core.writes import Refused

from .... import operations
from ....access.operations import OFFICER, STAFF
from ....lists import record_words
from ....lists.records import STATEMENTS
from ....models import Statement
from ....operations.folders import current_catalogue, subjects_of
from ....operations.moving import possible_states, present_state
from ....queries.reading import stated as shaped
from ....queries.records import find_statement, subject_names
from ....queries.words import Words
from ....rules.catalogue import Catalogue
from ....rules.conflicts import Subject
from ....rules.fields import FIELDS
from ... import values, words
from ..checks.case import Case, Fact, case_page
from ..checks.forms import ReasonForm
from .entrance import entered, may_write, trail
from .source_form import documents_to_choose, doing, source_of
from .state_form import StateForm
from .statement_form import form_for, said


@declares(*STAFF)
@require_safe
def statement_list(request: HttpRequest) -> HttpResponseBase:
    """What was stated, in force and retired."""
    actor = entered(request)
    actions = [Link(_("Every change"), reverse("office:register"))]
    if actor.role in OFFICER:
        actions = [
            Link(_("Enter a statement"), reverse("office:add_statement")),
            Link(_("Enter a new state"), reverse("office:move_state")),
            *actions,
        ]
    return list_page(
        request,
        STATEMENTS,
        crumbs=[Crumb(_("Office"), reverse("office:home"))],
        actions=actions,
    )


@declares(*STAFF)
@require_safe
def statement(request: HttpRequest, number: int) -> HttpResponse:
    """One statement: what, where, who entered and retired it, and why."""
    actor = entered(request)
    row = found(actor, number)
    vocabulary = Words()
    one = shaped(row, vocabulary)
    about = (row.subject_kind, row.subject_key)
    actions = [Link(_("All about this subject"), reverse("office:subject_history", args=about))]
    mine = row.loaded_in.origin == "office" and row.retired_in_id is None
    if mine and may_write(actor, "retire_statement"):
        retire = reverse("office:retire_statement", args=[row.pk])
        actions.insert(0, Link(_("Retire it"), retire))
    standing = "retired" if row.retired_in_id else "current"
    case = Case(
        kicker=f"{words.subject_kind(row.subject_kind)} {row.subject_key}",
        title=_("Statement %(number)s") % {"number": row.pk},
        badge=Badge(str(record_words.STANDINGS[standing]), record_words.STANDING_TONES[standing]),
        facts=[
            Fact(_("What"), words.text(vocabulary.field(row.field))),
            Fact(_("Value"), values.value(one) or _("Not known")),
            Fact(_("Document"), row.document.title, values.document_url(one.document)),
            Fact(_("Where in it"), words.lines(row.locator)),
            Fact(_("The document’s own words"), row.quote or None),
            Fact(_("As of"), formats.partial_date(one.as_of) if one.as_of else None),
            Fact(_("Our note"), words.text(one.note) or None),
            *_made(row.loaded_in, row.stated_by, _("Entered")),
            *(_made(row.retired_in, row.retired_by, _("Retired")) if row.retired_in else ()),
        ],
        actions=actions,
    )
    return case_page(request, case, trail("office:statements", STATEMENTS.title))


def _made(load: Any, account: str, label: str) -> list[Fact]:
    """When, by whom and why a load changed it."""
    who = ", ".join(filter(None, (account, load.loaded_by)))
    origin = str(record_words.ORIGINS[load.origin])
    return [
        Fact(label, f"{formats.moment(load.at)} ({origin})"),
        Fact(_("By"), who or None),
        Fact(_("Why"), load.reason or None),
    ]


def found(actor: Actor, number: int) -> Any:
    row = find_statement(actor, number) if number < 2**63 else None
    if row is None:
        raise Http404
    return row


@declares(*OFFICER)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def retire_statement(request: HttpRequest, number: int) -> HttpResponse:
    """Take back a statement of the office."""
    actor = entered(request)
    row: Statement = found(actor, number)
    home = reverse("office:statement", args=[row.pk])
    title = _("Statement %(number)s") % {"number": row.pk}
    return write_page(
        request,
        form_class=ReasonForm,
        do=lambda data: operations.retire_statement(
            actor=actor, key=data["key"], statement=number, reason=data["reason"]
        ),
        title=_("Retire the statement"),
        lead=_("It stays in the register; what is shown is settled without it."),
        crumbs=[*trail("office:statements", STATEMENTS.title), Crumb(title, home)],
        submit=_("Retire it"),
        done=_("The statement is retired."),
        then=home,
    )


@declares(*OFFICER)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def add_statement(request: HttpRequest) -> HttpResponse:
    """Choose what about, then fill in the form that fits it."""
    actor = entered(request)
    catalogue = the_catalogue()
    about, group = request.GET.get("about", ""), request.GET.get("field", "")
    subject = subject_of(catalogue, about)
    crumbs = trail("office:statements", STATEMENTS.title)
    if subject is None or group not in groups_for(subject[0]):
        return _choose(request, crumbs, about, subject)
    form = form_for(group, catalogue)
    return write_page(
        request,
        form_class=form,
        form_kwargs={"choices": {"document": documents_of(catalogue)}},
        do=doing(
            form,
            lambda data: operations.add_statement(
                actor=actor,
                key=data["key"],
                subject_kind=subject[0],
                subject_key=subject[1],
                said=said(group, data),
                reason=data["reason"],
            ),
        ),
        title=_("Enter a statement"),
        lead=f"{words.subject_kind(subject[0])} {subject[1]}: {words.field(group)}",
        crumbs=crumbs,
        done=_("The statement is entered; what is shown is settled anew."),
        then=lambda made: reverse("office:statement", args=[made]),
    )


def _choose(
    request: HttpRequest, crumbs: list[Crumb], about: str, subject: Subject | None
) -> HttpResponse:
    kinds = [subject[0]] if subject else []
    groups = groups_for(kinds[0]) if kinds else []
    return render(
        request,
        "programme/office/records/choose.html",
        {
            "title": _("Enter a statement"),
            "crumbs": [*crumbs, Crumb(_("Enter a statement"))],
            "about": "".join(c if c.isprintable() else " " for c in about[:120]),
            "wrong": bool(about) and subject is None,
            "subjects": [
                (key, f"{key.partition(':')[2]} {words.text(words.Text(it, en))}"[:110])
                for key, it, en in subject_names()
            ],
            "groups": [(group, words.field(group)) for group in groups],
        },
    )


@declares(*OFFICER)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def move_state(request: HttpRequest) -> HttpResponse:
    """Enter a new state of an action or project."""
    actor = entered(request)
    catalogue = the_catalogue()
    about = request.GET.get("about", "")
    subjects = [
        (f"{kind}:{key}", f"{words.subject_kind(kind)} {key}")
        for kind, key in sorted(subjects_of(catalogue))
        if kind in ("action", "project")
    ]
    subject = subject_of(catalogue, about)
    lead = _("As a document gives it; the present state stays in the history.")
    if subject is not None and subject[0] in ("action", "project"):
        present = present_state(*subject)
        possible = ", ".join(words.state(code) for code in possible_states(present))
        lead = _("Now: %(state)s. Possible: %(states)s.") % {
            "state": words.state(present),
            "states": possible or "—",
        }
    return write_page(
        request,
        form_class=StateForm,
        form_kwargs={
            "choices": {"about": subjects, "document": documents_of(catalogue)},
        },
        initial={"about": about},
        do=doing(StateForm, lambda data: _move(actor, data)),
        title=_("Enter a new state"),
        lead=lead,
        crumbs=trail("office:statements", STATEMENTS.title),
        done=_("The state is entered; what is shown is settled anew."),
        then=lambda made: reverse("office:statement", args=[made]),
    )


def _move(actor: Actor, data: dict[str, Any]) -> int:
    kind, _sign, key = data["about"].partition(":")
    try:
        return operations.move_state(
            actor=actor,
            key=data["key"],
            subject_kind=kind,
            subject_key=key,
            state=data["state"],
            as_of=data["as_of"],
            source=source_of(data),
            quote=data["quote"],
            reason=data["reason"],
            forced=data["forced"],
        )
    except Refused as refused:
        field = "state" if refused.field == "value" else refused.field
        raise Refused(refused.message, field=field) from None


def the_catalogue() -> Catalogue:
    """The programme; 404 before one is loaded."""
    try:
        return current_catalogue()
    except LookupError:
        raise Http404 from None


def subject_of(catalogue: Catalogue, text: str) -> Subject | None:
    """“kind:key” as a subject of the programme, None when it names none."""
    kind, _sign, key = text.strip().partition(":")
    return (kind, key) if (kind, key) in subjects_of(catalogue) else None


def groups_for(kind: str) -> list[str]:
    """The beginnings of fields that can be stated about a kind of subject."""
    return [name for name, spec in FIELDS.items() if not spec.subjects or kind in spec.subjects]


def documents_of(catalogue: Catalogue) -> list[tuple[str, str]]:
    return documents_to_choose([(entry.code, entry.title) for entry in catalogue.documents])
