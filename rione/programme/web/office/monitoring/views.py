"""National monitoring: runs, one of them with all that it found, its archive, a new one."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from rione.core.access import declares
from rione.core.audit.operations import record_read
from rione.core.audit.rules import Subject
from rione.core.design import formats
from rione.core.design.context import Link
from rione.core.design.figures import Badge, Crumb
from rione.core.design.tables import Cell, Column, DataTable
from rione.core.office.acting import actor_of
from rione.core.office.forms import KeyedForm
from rione.core.office.listing import PURPOSE, list_page
from rione.core.office.pages import write_page

from ....access.monitoring import OFFICER, STAFF
from ....lists import monitoring_words as words
from ....lists.monitoring import MONITORING_FINDINGS, RUNS
from ....models import MonitoringFinding, MonitoringRun
from ....models.monitoring import DONE, ERROR, GAP, OPEN
from ....operations import run_monitoring
from ....queries.monitoring import archive_of, before, by_rule, run_by_id
from ....queries.puc import NOT_HELD
from ....rules.puc.layouts import LAYOUTS
from ..checks.case import Case, Fact, Section, badge_of, case_page, or_404, table_of, trail

MOST_SHOWN = 300
MENDED_AT = {
    "AP00": "office:change_operation",
    "PG00": "office:operation_procurements",
}
"""The page where a record is mended; that of the operation's money for all of FN."""


@declares(*STAFF)
@require_safe
def run_list(request: HttpRequest) -> HttpResponseBase:
    """All runs of the municipality."""
    actions = [Link(_("Findings of the newest run"), reverse("office:monitoring_findings"))]
    if actor_of(request).role in OFFICER:
        actions.insert(0, Link(_("New run"), reverse("office:run_monitoring")))
    return list_page(
        request, RUNS, crumbs=[Crumb(_("Office"), reverse("office:home"))], actions=actions
    )


@declares(*STAFF)
@require_safe
def finding_list(request: HttpRequest) -> HttpResponseBase:
    """What the newest run found."""
    return list_page(request, MONITORING_FINDINGS, crumbs=trail("office:monitoring", RUNS.title))


@declares(*OFFICER)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new_run(request: HttpRequest) -> HttpResponse:
    """Ask for a run."""
    actor = actor_of(request)
    return write_page(
        request,
        form_class=KeyedForm,
        do=lambda data: run_monitoring(actor=actor, key=data["key"]),
        title=_("New run"),
        lead=_(
            "All operations are written as records and checked in the background. The archive holds"
            " the tax codes of recipients: it is for the ministry's system and is not published."
        ),
        crumbs=trail("office:monitoring", RUNS.title),
        submit=_("Begin"),
        done=_("The run has begun. Open this page again in a minute."),
        then=lambda key: reverse("office:monitoring_run", args=[key]),
    )


@declares(*STAFF)
@require_safe
def archive(request: HttpRequest, key: UUID) -> HttpResponse:
    """The ZIP of a finished run; recorded, since the codes of payees may be persons'."""
    actor = actor_of(request)
    found = archive_of(actor, key)
    if found is None:
        raise Http404
    record_read(
        verb="see_monitoring",
        subjects=[Subject("monitoring_run", str(key))],
        purpose=PURPOSE,
        municipality=actor.municipality,
    )
    response = HttpResponse(found, content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="monitoring-{key}.zip"'
    response["Cache-Control"] = "no-store"
    return response


@declares(*STAFF)
@require_safe
def run(request: HttpRequest, key: UUID) -> HttpResponse:
    """One run: how far it is, what it wrote, what each rule found, what changed. Four SQL."""
    row = or_404(lambda: run_by_id(actor_of(request), key))
    done = row.state == DONE
    earlier = before(row) if done else None
    return case_page(
        request,
        Case(
            kicker=RUNS.title,
            title=_("Run of %(when)s") % {"when": _when(row)},
            badge=badge_of(words.RUN_STATES, words.RUN_TONES, row.state),
            notice=_notice(row),
            facts=[
                Fact(_("Operations"), formats.number(row.projects)),
                Fact(_("Errors"), formats.number(row.errors)),
                Fact(_("Not kept here"), formats.number(row.gaps)),
                Fact("SHA-256", row.sha256 or None),
            ]
            if done
            else [],
            actions=[
                Link(
                    _("Download the records (ZIP)"),
                    reverse("office:monitoring_archive", args=[row.pk]),
                )
            ]
            if done
            else [],
            sections=_sections(row, earlier) if done else [],
        ),
        trail("office:monitoring", RUNS.title),
    )


def _when(row: MonitoringRun) -> str:
    at = localtime(row.asked_at)
    return f"{formats.partial_date(at.date().isoformat())}, {at:%H:%M}"


def _notice(row: MonitoringRun) -> str:
    if row.state in OPEN:
        return _("The run is being made. Open this page again in a minute.")
    if row.state != DONE:
        return _("The run could not be made; nothing was kept. Begin another one.")
    if row.errors:
        return _(
            "There are errors: the national system will not take these records as they are."
            " Mend what is below, then begin another run."
        )
    return ""


def _sections(row: MonitoringRun, earlier: MonitoringRun | None) -> Sequence[Section]:
    found = list(row.findings.order_by("severity", "number")[:MOST_SHOWN])
    errors = [one for one in found if one.severity == ERROR]
    gaps = [one for one in found if one.severity == GAP]
    counts = by_rule(row)
    return [
        Section(
            "by-rule",
            _("By rule"),
            table=_rules(counts),
            paragraphs=[
                _("Not checked, because the lists of codes are not kept here: %(rules)s.")
                % {"rules": ", ".join(row.unchecked)}
            ]
            if row.unchecked
            else [],
            empty=_("No rule is violated."),
        ),
        Section("errors", _("Errors"), table=_findings("errors", errors), empty=_("No errors.")),
        Section(
            "gaps",
            _("Records that are not kept here"),
            paragraphs=[
                _("They are completed in the national system itself: %(records)s.")
                % {"records": ", ".join(NOT_HELD)}
            ],
            table=_findings("gaps", gaps),
        ),
        Section("records", _("Records"), table=_records(row, earlier)),
    ]


def _rules(counts: Mapping[str, int]) -> DataTable | None:
    return table_of(
        "rules",
        _("By rule"),
        (
            Column("rule", _("Rule"), heading=True),
            Column("words", _("What is violated")),
            Column("count", _("Findings"), numeric=True),
        ),
        [
            {"rule": rule, "words": words.RULES[rule], "count": formats.number(count)}
            for rule, count in counts.items()
        ],
    )


def _findings(name: str, rows: Sequence[MonitoringFinding]) -> DataTable | None:
    return table_of(
        f"{name}-table",
        _("Errors") if name == "errors" else _("Records that are not kept here"),
        (
            Column("rule", _("Rule"), heading=True),
            Column("record", _("Record")),
            Column("key", _("Key")),
            Column("found", _("Found"), numeric=True),
            Column("allowed", _("Allowed"), numeric=True),
        ),
        [
            {
                "rule": Cell(one.rule, note=str(words.RULES[one.rule])),
                "record": f"{one.code} {words.RECORDS[one.code]}",
                "key": Cell(one.key, url=_mended_at(one), note=one.field),
                "found": "" if one.found_cents is None else formats.euro(one.found_cents),
                "allowed": "" if one.allowed_cents is None else formats.euro(one.allowed_cents),
            }
            for one in rows
        ],
    )


def _mended_at(one: MonitoringFinding) -> str:
    """The page of the office that mends what was found; "" when there is none."""
    if one.severity == GAP or not one.project:
        return ""
    money = "office:operation_money" if one.code.startswith("FN") else "office:operation"
    return reverse(MENDED_AT.get(one.code, money), args=[one.project])


def _records(row: MonitoringRun, earlier: MonitoringRun | None) -> DataTable | None:
    return table_of(
        "records-table",
        _("Records"),
        (
            Column("code", _("Record"), heading=True),
            Column("count", _("Written"), numeric=True),
            Column("before", _("In the run before"), numeric=True),
            Column("positions", _("Positions")),
        ),
        [
            {
                "code": f"{code} {words.RECORDS[code]}",
                "count": formats.number(row.records.get(code, 0)),
                "before": formats.number(earlier.records.get(code, 0)) if earlier else "–",
                "positions": Cell(
                    None,
                    badge=Badge(_("certain"), "positive")
                    if LAYOUTS[code].certain
                    else Badge(_("uncertain"), "warning"),
                ),
            }
            for code in LAYOUTS
            if code not in NOT_HELD
        ],
    )
