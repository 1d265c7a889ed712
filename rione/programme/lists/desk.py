"""The desk's lists: questions, deadlines, the communication plan."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from rione.core.design.figures import EmptyState
from rione.core.identity.access import ROLE_NAMES
from rione.core.identity.rules.roles import Role
from rione.core.office.lists import Facet, Field, OfficeList

from ..models.deadlines import RESPONSIBLE
from ..queries.communication_plan import plan_of
from ..queries.deadlines import deadlines_of
from ..queries.desk import questions_of
from ..queries.operations import codes_of

TOPICS = {
    "eligibility": _("Eligibility of expenses"),
    "reporting": _("Reporting"),
    "procurement": _("Procurement"),
    "publicity": _("Publicity"),
    "other": pgettext_lazy("topic", "Something else"),
}
QUESTION_STATES = {
    "open": pgettext_lazy("question", "Open"),
    "answered": pgettext_lazy("question", "Answered"),
    "closed": pgettext_lazy("question", "Closed"),
    "reopened": pgettext_lazy("question", "Reopened"),
}
QUESTION_TONES: dict[str, Any] = {
    "open": "info",
    "answered": "positive",
    "closed": "neutral",
    "reopened": "warning",
}
TERMS = {
    "late": pgettext_lazy("term", "Overdue"),
    "today": pgettext_lazy("term", "Due today"),
    "soon": pgettext_lazy("term", "Due within two weeks"),
    "later": pgettext_lazy("term", "Due later"),
    "done": pgettext_lazy("term", "Nothing due"),
}
TERM_TONES: dict[str, Any] = {
    "late": "negative",
    "today": "warning",
    "soon": "info",
    "later": "neutral",
    "done": "positive",
}
DEADLINE_KINDS = {
    "monitoring": _("Transmission of monitoring data"),
    "payment_claim": _("Payment claim"),
    "report": _("Report"),
    "spending_target": _("Spending target (n+3)"),
    "custom": pgettext_lazy("deadline", "Something else"),
}
DEADLINE_STATES = {
    "open": pgettext_lazy("deadline", "Open"),
    "done": pgettext_lazy("deadline", "Done"),
}
DEADLINE_TONES: dict[str, Any] = {"open": "info", "done": "positive"}
COMMUNICATION_KINDS = {
    "event": pgettext_lazy("communication", "Event"),
    "product": pgettext_lazy("communication", "Product"),
    "page": pgettext_lazy("communication", "Page"),
}
COMMUNICATION_STATES = {
    "planned": pgettext_lazy("communication", "Planned"),
    "done": pgettext_lazy("communication", "Done"),
    "cancelled": pgettext_lazy("communication", "Cancelled"),
}
COMMUNICATION_TONES: dict[str, Any] = {
    "planned": "info",
    "done": "positive",
    "cancelled": "neutral",
}
REACH_UNITS = {
    "people": _("people"),
    "copies": _("copies"),
    "visits": _("visits"),
}
LABEL_CHECKS = {
    "present": _("present"),
    "absent": _("missing"),
    "unchecked": _("not checked"),
}
LABEL_TONES: dict[str, Any] = {
    "present": "positive",
    "absent": "negative",
    "unchecked": "neutral",
}
ROLE_WORDS = {role: ROLE_NAMES[Role(role)] for role in RESPONSIBLE}


QUESTIONS = OfficeList(
    name="questions",
    title=_("Questions"),
    lead=_("What beneficiaries ask the office, and by when it answers."),
    noun=lambda count: ngettext("question", "questions", count),
    fields=(
        Field("subject", _("Subject"), heading=True),
        Field("operation", _("Operation"), path="operation__code"),
        Field("topic", _("Topic"), kind="choice", choices=TOPICS),
        Field(
            "state",
            _("State"),
            kind="choice",
            choices=QUESTION_STATES,
            tones=QUESTION_TONES,
        ),
        Field("asked", _("Asked on"), kind="date", path="asked_on", secondary=True),
        Field("due", _("Answer due by"), kind="date"),
        Field("term", _("Term"), kind="choice", choices=TERMS, tones=TERM_TONES, sortable=False),
        Field("assigned", _("Answered by"), null=True, secondary=True),
        Field("id", "", kind="id", shown=False, sortable=False),
    ),
    rows=questions_of,
    facets=(
        Facet("state"),
        Facet("term"),
        Facet("topic"),
        Facet("operation", path="operation__code", choices=codes_of),
    ),
    search=("subject__icontains", "text__icontains", "operation__code__icontains"),
    default="-asked",
    link=lambda row: reverse("office:question", args=[row.id]),
    empty=EmptyState(
        _("No questions yet"),
        _("A question is asked on the page of an operation."),
    ),
)

DEADLINES = OfficeList(
    name="deadlines",
    title=_("Deadlines"),
    lead=_("What is due, when, and who answers for it."),
    noun=lambda count: ngettext("deadline", "deadlines", count),
    fields=(
        Field("title", _("Title"), heading=True),
        Field("kind", _("Kind"), kind="choice", choices=DEADLINE_KINDS),
        Field("operation", _("Operation"), path="code", null=True),
        Field("due", _("Due on"), kind="date"),
        Field("term", _("Term"), kind="choice", choices=TERMS, tones=TERM_TONES, sortable=False),
        Field(
            "state",
            _("State"),
            kind="choice",
            choices=DEADLINE_STATES,
            tones=DEADLINE_TONES,
        ),
        Field("role", _("Who answers for it"), kind="choice", choices=ROLE_WORDS),
        Field("person", _("Person"), null=True, secondary=True),
        Field("target", _("Amount"), kind="money", path="target_cents", null=True, secondary=True),
        Field("id", "", kind="id", shown=False, sortable=False),
    ),
    rows=deadlines_of,
    facets=(
        Facet("term"),
        Facet("state"),
        Facet("kind"),
        Facet("role"),
        Facet("operation", path="operation__code", choices=codes_of),
    ),
    search=("title__icontains", "operation__code__icontains"),
    default="due",
    link=lambda row: reverse("office:deadline", args=[row.id]),
    empty=EmptyState(
        _("No deadlines yet"),
        _("A deadline is set for one operation or for the whole programme."),
    ),
)

COMMUNICATION = OfficeList(
    name="communication",
    title=_("Communication plan"),
    lead=_("Events, products and pages that make the programme known, with whom they reach."),
    noun=lambda count: ngettext("item of the plan", "items of the plan", count),
    fields=(
        Field("title_it", _("Title in Italian"), heading=True),
        Field("title_en", _("Title in English"), secondary=True),
        Field("kind", _("Kind"), kind="choice", choices=COMMUNICATION_KINDS),
        Field("day", _("Day planned"), kind="date", path="planned_on"),
        Field("held", _("Took place on"), kind="date", path="held_on", null=True),
        Field(
            "state",
            _("State"),
            kind="choice",
            choices=COMMUNICATION_STATES,
            tones=COMMUNICATION_TONES,
        ),
        Field("planned", _("Reach planned"), kind="number", path="reach_planned", null=True),
        Field("achieved", _("Reach achieved"), kind="number", path="reach_achieved", null=True),
        Field("unit", _("Counted in"), kind="choice", choices=REACH_UNITS, path="reach_unit"),
        Field(
            "label",
            _("Label of the European money"),
            kind="choice",
            choices=LABEL_CHECKS,
            tones=LABEL_TONES,
        ),
        Field("budget", _("Budget"), kind="money", path="budget_cents", null=True),
        Field("operation", _("Operation"), path="code", null=True, secondary=True),
        Field("id", "", kind="id", shown=False, sortable=False),
    ),
    rows=plan_of,
    facets=(
        Facet("state"),
        Facet("kind"),
        Facet("label"),
        Facet("operation", path="operation__code", choices=codes_of),
    ),
    search=("title_it__icontains", "title_en__icontains", "operation__code__icontains"),
    default="-day",
    link=lambda row: reverse("office:communication_item", args=[row.id]),
    empty=EmptyState(
        _("Nothing planned yet"),
        _("Whoever receives European money has to make it known: plan the first event or product."),
    ),
)
