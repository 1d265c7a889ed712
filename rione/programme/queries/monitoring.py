"""Reads of runs of national monitoring and of what they found."""

from collections.abc import Mapping
from uuid import UUID

from django.db.models import Count, QuerySet, Subquery
from django.utils.translation import gettext as _

from rione.core.identity.rules.actors import Actor
from rione.core.writes import Refused

from ..access.operations import STAFF
from ..models import MonitoringFinding, MonitoringRun
from ..models.monitoring import DONE


def runs_of(actor: Actor) -> QuerySet[MonitoringRun]:
    """The runs that an actor may see, without their archives."""
    rows = MonitoringRun.objects.filter(municipality=actor.municipality).defer("archive")
    return rows if actor.role in STAFF and actor.municipality else rows.none()


def findings_of(actor: Actor) -> QuerySet[MonitoringFinding]:
    """The findings of the newest finished run that an actor may see."""
    newest = runs_of(actor).filter(state=DONE).order_by("-asked_at").values("pk")[:1]
    return MonitoringFinding.objects.filter(
        municipality=actor.municipality, run__in=Subquery(newest)
    )


def run_by_id(actor: Actor, key: UUID) -> MonitoringRun:
    """A run; Refused unless the actor may see it. One SQL statement."""
    found = runs_of(actor).filter(pk=key).first()
    if found is None:
        raise Refused(_("There is no such run."))
    return found


def archive_of(actor: Actor, key: UUID) -> bytes | None:
    """The archive of a finished run; None when there is none to see. One SQL statement."""
    found = runs_of(actor).filter(pk=key, state=DONE).values_list("archive", flat=True).first()
    return None if found is None else bytes(found)


def by_rule(run: MonitoringRun) -> Mapping[str, int]:
    """How many findings of each rule. One SQL statement."""
    rows = run.findings.order_by("rule").values_list("rule").annotate(count=Count("pk"))
    return dict(rows)


def before(run: MonitoringRun) -> MonitoringRun | None:
    """The finished run before this one. One SQL statement."""
    rows = MonitoringRun.objects.filter(
        municipality=run.municipality, state=DONE, asked_at__lt=run.asked_at
    )
    return rows.defer("archive").order_by("-asked_at").first()
