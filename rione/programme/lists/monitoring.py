"""The lists of national monitoring: runs, and the findings of the newest one."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from rione.core.design.figures import EmptyState
from rione.core.office.lists import Facet, Field, OfficeList

from ..queries.monitoring import findings_of, runs_of
from . import monitoring_words as words

RUNS = OfficeList(
    name="monitoring_runs",
    title=_("National monitoring"),
    lead=_("The operations as records of the national monitoring protocol, checked and kept."),
    noun=lambda count: ngettext("run", "runs", count),
    fields=(
        Field("asked_at", _("Asked for"), kind="instant", heading=True),
        Field("state", _("State"), kind="choice", choices=words.RUN_STATES, tones=words.RUN_TONES),
        Field("projects", _("Operations"), kind="number"),
        Field("errors", _("Errors"), kind="number"),
        Field("gaps", _("Not kept here"), kind="number", secondary=True),
        Field("sha256", "SHA-256", secondary=True),
        Field("id", "", kind="id", shown=False, sortable=False),
    ),
    rows=runs_of,
    facets=(Facet("state"),),
    search=("sha256__startswith",),
    default="-asked_at",
    link=lambda row: reverse("office:monitoring_run", args=[row.id]),
    empty=EmptyState(
        _("No runs yet"), _("A programme officer asks for one; it is made in the background.")
    ),
)

MONITORING_FINDINGS = OfficeList(
    name="monitoring_findings",
    title=_("Findings of national monitoring"),
    lead=_("What the newest run found, record by record."),
    noun=lambda count: ngettext("finding", "findings", count),
    fields=(
        Field("number", _("No."), kind="number"),
        Field("rule", _("Rule"), heading=True),
        Field("code", _("Record"), kind="choice", choices=words.RECORDS),
        Field("project", _("Operation")),
        Field("key", _("Key"), secondary=True),
        Field("field", _("Field"), secondary=True),
        Field("found_cents", _("Found"), kind="money", null=True),
        Field("allowed_cents", _("Allowed"), kind="money", null=True),
        Field(
            "severity",
            _("Severity"),
            kind="choice",
            choices=words.SEVERITIES,
            tones=words.SEVERITY_TONES,
        ),
    ),
    rows=findings_of,
    facets=(Facet("severity"), Facet("code")),
    search=("project__icontains", "key__icontains", "rule__startswith"),
    default="number",
    empty=EmptyState(
        _("No findings"), _("The newest run found nothing, or there has been no run yet.")
    ),
)
