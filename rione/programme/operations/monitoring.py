"""Runs of national monitoring: asked for, then made by a job in three transactions, so that its
progress is seen."""

import hashlib
import io
import json
import zipfile
from collections import Counter
from collections.abc import Sequence
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from rione.core import clock
from rione.core.audit.operations import record
from rione.core.audit.rules import Subject
from rione.core.identity.rules.actors import Actor
from rione.core.jobs.deferring import defer_here
from rione.core.writes import Refused, operation

from ..access.monitoring import refuse_unless
from ..models import MonitoringFinding, MonitoringRun
from ..models.monitoring import DONE, ERROR, FAILED, GAP, OPEN
from ..queries.puc import NOT_HELD, WRITTEN, records_of, tables_of
from ..rules.puc.checks import check, unchecked
from ..rules.puc.layouts import ENCODING, LAYOUTS, Record
from ..rules.puc.rule import Finding
from ..rules.puc.writing import lines

QUEUE, TASK = "monitoring", "rione.programme.tasks.make_monitoring_run"
REPORT = "rapporto.json"
FIRST_TIME = (1980, 1, 1, 0, 0, 0)
"""Of every file in the archive, so that the same records give the same bytes."""
_AT_ONCE = 1000


@operation("run_monitoring")
def run_monitoring(*, actor: Actor, key: str) -> str:
    """Ask for a run; its id. Refused while another one of the municipality is being made."""
    refuse_unless(actor, "run_monitoring")
    try:
        with transaction.atomic():
            run = MonitoringRun.objects.create(
                municipality=actor.municipality, asked_by=UUID(actor.account)
            )
    except IntegrityError as error:
        if "monitoringrun_one_at_a_time" in str(error):
            raise Refused(_("A run is being made already; wait until it is done.")) from None
        raise
    defer_here(TASK, queue=QUEUE, run=str(run.pk), municipality=actor.municipality)
    record(verb="run_monitoring", subjects=[Subject("monitoring", str(run.pk))], details={})
    return str(run.pk)


def is_open(run: UUID) -> bool:
    """Whether a run is still to be made. One SQL statement."""
    return MonitoringRun.objects.filter(pk=run, state__in=OPEN).exists()


def collect(run: UUID) -> list[Record]:
    """The records of a run's municipality, read in one transaction."""
    row = MonitoringRun.objects.get(pk=run)
    return list(records_of(row.municipality))


def step(run: UUID, state: str) -> None:
    """Say how far a run is: COLLECTING or CHECKING."""
    MonitoringRun.objects.filter(pk=run, state__in=OPEN).update(state=state)


def finish(run: UUID, records: Sequence[Record]) -> None:
    """Check records, write them into an archive, keep all of it with the run."""
    row = MonitoringRun.objects.get(pk=run)
    tables = tables_of()
    findings = list(check(records, tables))
    severities = [severity(finding) for finding in findings]
    left = unchecked(tables)
    archive = archived(records, findings, left)
    for first in range(0, len(findings), _AT_ONCE):
        MonitoringFinding.objects.bulk_create(
            _finding(row, number, finding)
            for number, finding in enumerate(findings[first : first + _AT_ONCE], first + 1)
        )
    MonitoringRun.objects.filter(pk=run).update(
        state=DONE,
        finished_at=clock.now(),
        records=dict(Counter(one.code for one in records)),
        projects=len({one.project for one in records if one.project}),
        errors=severities.count(ERROR),
        gaps=severities.count(GAP),
        unchecked=list(left),
        sha256=hashlib.sha256(archive).hexdigest(),
        archive=archive,
    )


def give_up(run: UUID) -> None:
    """The run could not be made; another one may be asked for."""
    MonitoringRun.objects.filter(pk=run, state__in=OPEN).update(
        state=FAILED, finished_at=clock.now()
    )


def severity(finding: Finding) -> str:
    """A gap is about records that are not kept here: no page of the office can mend it."""
    return GAP if finding.code in NOT_HELD else ERROR


def archived(records: Sequence[Record], findings: Sequence[Finding], left: Sequence[str]) -> bytes:
    """The ZIP: a file for each type that is written, and a report; alike for the same records."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as kept:
        for code in WRITTEN:
            entry = zipfile.ZipInfo(LAYOUTS[code].file_name, FIRST_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            with kept.open(entry, "w") as file:
                for line in lines(one for one in records if one.code == code):
                    file.write(line)
        entry = zipfile.ZipInfo(REPORT, FIRST_TIME)
        entry.compress_type = zipfile.ZIP_DEFLATED
        kept.writestr(entry, json.dumps(report(findings, left), ensure_ascii=False, indent=1))
    return whole.getvalue()


def report(findings: Sequence[Finding], left: Sequence[str]) -> dict[str, object]:
    """What stands in the archive beside the records."""
    return {
        "encoding": ENCODING,
        "written": list(WRITTEN),
        "not_written": list(NOT_HELD),
        "uncertain_positions": [code for code in LAYOUTS if not LAYOUTS[code].certain],
        "rules_not_checked": list(left),
        "errors": sum(severity(finding) == ERROR for finding in findings),
        "findings": [
            {
                "rule": finding.rule,
                "record": finding.code,
                "key": finding.key,
                "field": finding.field,
                "found_cents": finding.found,
                "allowed_cents": finding.allowed,
                "severity": severity(finding),
            }
            for finding in findings
        ],
    }


def _finding(row: MonitoringRun, number: int, finding: Finding) -> MonitoringFinding:
    return MonitoringFinding(
        run=row,
        municipality=row.municipality,
        number=number,
        rule=finding.rule,
        code=finding.code,
        severity=severity(finding),
        project=finding.project,
        key=finding.key[:300],
        field=finding.field,
        found_cents=finding.found,
        allowed_cents=finding.allowed,
    )
