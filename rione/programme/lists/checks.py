"""The lists of check-lists, checks, samples, findings, irregularities and recoveries."""

from typing import Any

from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from rione.core.design import formats
from rione.core.design.figures import EmptyState
from rione.core.identity.rules.actors import Actor
from rione.core.office.lists import Facet, Field, OfficeList

from ..queries.checks import (
    checks_of,
    findings_of,
    irregularities_of,
    recoveries_of,
    samples_of,
    templates_of,
)
from . import check_words as words
from .procurements import OF_OPERATION


def in_the_readers_language(rows: QuerySet[Any], path: str) -> QuerySet[Any]:
    """Rows with `title`: of the check-list at `path`, in the language of the page."""
    return rows.annotate(title=F(f"{path}title_{formats.language()}"))


def template_rows(actor: Actor) -> QuerySet[Any]:
    return in_the_readers_language(templates_of(actor), "")


def check_rows(actor: Actor) -> QuerySet[Any]:
    return in_the_readers_language(checks_of(actor), "template__")


CHECK_TEMPLATES = OfficeList(
    name="check_templates",
    title=_("Check-lists"),
    lead=_("What checks ask. A check keeps the version that it began with."),
    noun=lambda count: ngettext("check-list", "check-lists", count),
    fields=(
        Field("title", _("Title"), heading=True),
        Field("kind", _("Kind"), kind="choice", choices=words.CHECK_KINDS),
        Field("version", _("Version"), kind="number"),
        Field("questions", _("Questions"), kind="number"),
        Field("published_at", _("Published"), kind="instant", null=True),
        Field(
            "state",
            _("State"),
            kind="choice",
            choices=words.TEMPLATE_STATES,
            tones=words.TEMPLATE_TONES,
        ),
        Field("code", _("Code"), secondary=True),
        Field("number", "", kind="number", path="id", shown=False),
    ),
    rows=template_rows,
    facets=(Facet("state"), Facet("kind")),
    search=("title_it__icontains", "title_en__icontains", "code__icontains"),
    default="code",
    link=lambda row: reverse("office:check_template", args=[row.number]),
    empty=EmptyState(
        _("No check-lists yet"),
        _("Load those that come with the platform, or write one of your own."),
    ),
)

CHECKS = OfficeList(
    name="checks",
    title=_("Checks"),
    lead=_("Of procedures, of expenses, at the desk and on the spot."),
    noun=lambda count: ngettext("check", "checks", count),
    fields=(
        Field("title", _("Check-list"), heading=True),
        Field("operation", _("Operation"), path="operation__code"),
        Field("kind", _("Kind"), kind="choice", choices=words.CHECK_KINDS),
        Field("authority", _("By"), kind="choice", choices=words.AUTHORITIES, secondary=True),
        Field("begun_on", _("Begun on"), kind="date"),
        Field("left", _("Questions left"), kind="number", secondary=True),
        Field(
            "state", _("State"), kind="choice", choices=words.CHECK_STATES, tones=words.CHECK_TONES
        ),
        Field(
            "outcome",
            _("Outcome"),
            kind="choice",
            choices=words.OUTCOMES,
            tones=words.OUTCOME_TONES,
        ),
        Field("at_risk_cents", _("Amount at risk"), kind="money"),
        Field("id", "", kind="id", shown=False, sortable=False),
    ),
    rows=check_rows,
    facets=(Facet("state"), Facet("kind"), Facet("outcome"), Facet("authority"), OF_OPERATION),
    search=("operation__code__icontains", "template__title_it__icontains", "place__icontains"),
    default="-begun_on",
    link=lambda row: reverse("office:check", args=[row.id]),
    empty=EmptyState(
        _("No checks yet"), _("Begin a check from the page of the operation that is checked.")
    ),
)

SAMPLES = OfficeList(
    name="samples",
    title=_("Samples"),
    lead=_("What is checked, drawn so that anybody can draw it again."),
    noun=lambda count: ngettext("sample", "samples", count),
    fields=(
        Field("drawn_at", _("Drawn"), kind="instant", heading=True),
        Field("population", _("Population"), kind="choice", choices=words.POPULATIONS),
        Field("method", _("Method"), kind="choice", choices=words.SAMPLE_METHODS),
        Field("size", _("Size"), kind="number"),
        Field("population_count", _("Units"), kind="number", secondary=True),
        Field("population_cents", _("Amount"), kind="money", secondary=True),
        Field("id", "", kind="id", shown=False, sortable=False),
    ),
    rows=samples_of,
    facets=(Facet("population"), Facet("method")),
    default="-drawn_at",
    link=lambda row: reverse("office:sample", args=[row.id]),
    empty=EmptyState(_("No samples yet"), _("Draw one to choose what is checked on the spot.")),
)

FINDINGS = OfficeList(
    name="findings",
    title=_("Findings"),
    lead=_("What checks found, by when it is answered, and how it was settled."),
    noun=lambda count: ngettext("finding", "findings", count),
    fields=(
        Field("summary", _("Finding"), heading=True),
        Field("text", _("Full text"), shown=False),
        Field("operation", _("Operation"), path="operation__code"),
        Field("owner", _("To be answered by"), path="owner__name", secondary=True),
        Field(
            "severity",
            _("Severity"),
            kind="choice",
            choices=words.SEVERITIES,
            tones=words.SEVERITY_TONES,
        ),
        Field("amount_cents", _("Amount"), kind="money", secondary=True),
        Field("raised_on", _("Raised on"), kind="date", secondary=True),
        Field("deadline", _("Deadline"), kind="date"),
        Field(
            "standing",
            _("State"),
            kind="choice",
            choices=words.STANDINGS,
            tones=words.STANDING_TONES,
        ),
        Field("id", "", kind="id", shown=False, sortable=False),
    ),
    rows=findings_of,
    facets=(Facet("standing"), Facet("severity"), OF_OPERATION),
    search=("text__icontains", "operation__code__icontains"),
    default="deadline",
    link=lambda row: reverse("office:finding", args=[row.id]),
    empty=EmptyState(_("No findings yet"), _("A finding is raised from a check.")),
)

IRREGULARITIES = OfficeList(
    name="irregularities",
    title=_("Irregularities"),
    lead=_("Seen by programme officers, certifiers and auditors alone; reading is recorded."),
    noun=lambda count: ngettext("irregularity", "irregularities", count),
    fields=(
        Field("quarter", _("Quarter"), heading=True),
        Field("operation", _("Operation"), path="operation__code"),
        Field("kind", _("Kind"), kind="choice", choices=words.BREACHES),
        Field("eu_cents", _("EU contribution"), kind="money"),
        Field("national_cents", _("National contribution"), kind="money", secondary=True),
        Field("fraud_suspected", _("Suspected fraud"), kind="yesno"),
        Field(
            "state",
            _("State"),
            kind="choice",
            choices=words.IRREGULARITY_STATES,
            tones=words.IRREGULARITY_TONES,
        ),
        Field("reported", _("Report to the Commission"), kind="choice", choices=words.REPORTED),
        Field("notified_on", _("Reported on"), kind="date", null=True, secondary=True),
        Field("id", "", kind="id", shown=False, sortable=False),
    ),
    rows=irregularities_of,
    facets=(Facet("state"), Facet("kind"), Facet("reported"), OF_OPERATION),
    search=("text__icontains", "operation__code__icontains", "quarter__icontains"),
    default="-quarter",
    link=lambda row: reverse("office:irregularity", args=[row.id]),
    reads="irregularity.list",
    empty=EmptyState(
        _("No irregularities"), _("They are reported from a finding, or from an operation.")
    ),
)

RECOVERIES = OfficeList(
    name="recoveries",
    title=_("Recoveries"),
    lead=_("Money that is asked back, and what has come in."),
    noun=lambda count: ngettext("recovery", "recoveries", count),
    fields=(
        Field("order_number", _("Order"), heading=True),
        Field("operation", _("Operation"), path="operation__code"),
        Field("debtor", _("Debtor"), path="debtor__name"),
        Field("due_on", _("To be paid by"), kind="date"),
        Field("due_cents", _("Amount due"), kind="money"),
        Field("received_cents", _("Received"), kind="money", secondary=True),
        Field("given_up_cents", _("Given up"), kind="money", secondary=True),
        Field("left_cents", _("Still to come"), kind="money"),
        Field(
            "state",
            _("State"),
            kind="choice",
            choices=words.RECOVERY_STATES,
            tones=words.RECOVERY_TONES,
        ),
        Field("id", "", kind="id", shown=False, sortable=False),
    ),
    rows=recoveries_of,
    facets=(Facet("state"), OF_OPERATION),
    search=("order_number__icontains", "operation__code__icontains", "debtor__name__icontains"),
    default="due_on",
    link=lambda row: reverse("office:recovery", args=[row.id]),
    empty=EmptyState(
        _("No recoveries"), _("Money is asked back for an irregularity that is established.")
    ),
)
