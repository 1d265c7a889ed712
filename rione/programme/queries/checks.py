"""Reads of checks, findings, irregularities and recoveries: those that an actor may see."""

from datetime import date
from typing import TypeVar
from uuid import UUID

from django.db import models
from django.db.models import (
    BigIntegerField,
    Case,
    Count,
    F,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Left
from django.utils.translation import gettext as _

from rione.core import clock
from rione.core.identity.rules.actors import Actor
from rione.core.writes import Refused

from ..access.checks import for_staff, theirs
from ..models import (
    Check,
    CheckAnswer,
    CheckItem,
    CheckTemplate,
    Finding,
    Irregularity,
    Recovery,
    RecoveryMovement,
    SampleDraw,
)
from ..rules.irregularities import THRESHOLD_CENTS

SUMMARY = 140

Row = TypeVar("Row", bound=models.Model)


def templates_of(actor: Actor) -> QuerySet[CheckTemplate]:
    """The check-lists of the municipality, with `state` (draft, current, older) and `questions`."""
    newest = (
        CheckTemplate.objects.filter(
            municipality=OuterRef("municipality"), code=OuterRef("code"), published_at__isnull=False
        )
        .order_by("-version")
        .values("version")[:1]
    )
    return CheckTemplate.objects.filter(for_staff(actor)).annotate(
        questions=Count("items"),
        state=Case(
            When(published_at=None, then=Value("draft")),
            When(version=Subquery(newest), then=Value("current")),
            default=Value("older"),
        ),
    )


def template_state(row: CheckTemplate) -> str:
    """draft, current or older, of one check-list. One SQL statement."""
    if row.published_at is None:
        return "draft"
    versions = CheckTemplate.objects.filter(
        municipality=row.municipality, code=row.code, published_at__isnull=False
    )
    return "current" if row.version == versions.aggregate(last=Max("version"))["last"] else "older"


def current_templates(actor: Actor, *, kind: str = "") -> QuerySet[CheckTemplate]:
    """The newest published version of each check-list."""
    current = Q(state="current", **({"kind": kind} if kind else {}))
    return templates_of(actor).filter(current).order_by("code")


def checks_of(actor: Actor) -> QuerySet[Check]:
    """Checks, for the office's own people, with `state` (open, finished) and `left`, how many
    questions have no answer."""
    asked = _count(CheckItem.objects.filter(template=OuterRef("template")), "template")
    answered = _count(CheckAnswer.objects.filter(check_row=OuterRef("pk")), "check_row")
    return Check.objects.filter(for_staff(actor)).annotate(
        left=asked - answered,
        state=Case(When(finished_at=None, then=Value("open")), default=Value("finished")),
    )


def findings_of(actor: Actor) -> QuerySet[Finding]:
    """Findings that an actor may see, with `standing` (their state, or overdue) and `summary` (how
    their text begins)."""
    return Finding.objects.filter(theirs(actor)).annotate(
        summary=Left("text", SUMMARY),
        standing=Case(
            When(Q(state="open", deadline__lt=clock.today()), then=Value("overdue")),
            default=F("state"),
        ),
    )


def irregularities_of(actor: Actor) -> QuerySet[Irregularity]:
    """Irregularities, for the office's own people, with `reported`: yes, no, later (a suspicion
    above the threshold that is not established)."""
    return Irregularity.objects.filter(for_staff(actor)).annotate(
        reported=Case(
            When(state="dismissed", then=Value("no")),
            When(eu_cents__lte=THRESHOLD_CENTS, then=Value("no")),
            When(fraud_suspected=True, then=Value("yes")),
            When(state="suspected", then=Value("later")),
            When(~Q(exemption=""), then=Value("no")),
            default=Value("yes"),
        )
    )


def recoveries_of(actor: Actor) -> QuerySet[Recovery]:
    """Recoveries that an actor may see, with `due_cents`, `received_cents`, `given_up_cents`,
    `left_cents` and `state` (one of the rules' RECOVERY_STATES)."""
    undone = RecoveryMovement.objects.filter(reverses=OuterRef("pk"))
    counted = RecoveryMovement.objects.filter(
        ~models.Exists(undone), recovery=OuterRef("pk")
    ).exclude(kind="reversal")
    received = _sum(counted.exclude(kind="write_off"))
    given_up = _sum(counted.filter(kind="write_off"))
    return (
        Recovery.objects.filter(theirs(actor))
        .annotate(
            due_cents=F("ordered_cents") + F("interest_cents"),
            received_cents=received,
            given_up_cents=given_up,
        )
        .annotate(left_cents=F("due_cents") - F("received_cents") - F("given_up_cents"))
        .annotate(state=_recovery_state(clock.today()))
    )


def _recovery_state(today: date) -> Case:
    return Case(
        When(left_cents=0, given_up_cents__gt=0, then=Value("written_off")),
        When(left_cents=0, then=Value("recovered")),
        When(due_on__lt=today, then=Value("overdue")),
        When(Q(received_cents__gt=0) | Q(given_up_cents__gt=0), then=Value("partly")),
        default=Value("ordered"),
    )


def _sum(rows: QuerySet[RecoveryMovement]) -> Coalesce:
    total = rows.order_by().values("recovery").annotate(total=Sum("cents")).values("total")
    return Coalesce(Subquery(total, output_field=BigIntegerField()), Value(0))


def _count(rows: QuerySet[Row], by: str) -> Coalesce:
    total = rows.order_by().values(by).annotate(total=Count("pk")).values("total")
    return Coalesce(Subquery(total, output_field=BigIntegerField()), Value(0))


def samples_of(actor: Actor) -> QuerySet[SampleDraw]:
    """Samples of the municipality, for the office's own people."""
    return SampleDraw.objects.filter(for_staff(actor))


def template_by_id(actor: Actor, key: int, *, lock: bool = False) -> CheckTemplate:
    """A check-list of the municipality; Refused unless the actor may see it. `lock`: rivals wait.
    One SQL statement, as each of the following."""
    rows = CheckTemplate.objects.filter(for_staff(actor))
    return _one(rows, key, "template", _("There is no such check-list."), lock)


def check_by_id(actor: Actor, key: UUID, *, lock: bool = False) -> Check:
    """A check with its operation and check-list."""
    rows = Check.objects.filter(for_staff(actor)).select_related("operation", "template")
    return _one(rows, key, "check", _("There is no such check."), lock)


def answered_items(check: Check) -> list[tuple[CheckItem, str, str]]:
    """The items of a check in their order, each with the value and the note of its answer ("" for
    none). One SQL statement."""
    answer = CheckAnswer.objects.filter(check_row=check, item=OuterRef("pk"))
    rows = CheckItem.objects.filter(template=check.template_id).annotate(
        given=Subquery(answer.values("value")), noted=Subquery(answer.values("note"))
    )
    return [(row, row.given or "", row.noted or "") for row in rows.order_by("position")]


def finding_by_id(actor: Actor, key: UUID, *, lock: bool = False) -> Finding:
    """A finding with its operation, check, question and owner."""
    linked = ("operation", "check_row", "item", "owner")
    rows = Finding.objects.filter(theirs(actor)).select_related(*linked)
    return _one(rows, key, "finding", _("There is no such finding."), lock)


def irregularity_by_id(actor: Actor, key: UUID, *, lock: bool = False) -> Irregularity:
    """An irregularity with its operation."""
    rows = Irregularity.objects.filter(for_staff(actor)).select_related("operation")
    return _one(rows, key, "irregularity", _("There is no such irregularity."), lock)


def recovery_by_id(actor: Actor, key: UUID, *, lock: bool = False) -> Recovery:
    """A recovery with its operation and debtor."""
    rows = Recovery.objects.filter(theirs(actor)).select_related("operation", "debtor")
    return _one(rows, key, "recovery", _("There is no such recovery."), lock)


def sample_by_id(actor: Actor, key: UUID) -> SampleDraw:
    """A sample."""
    return _one(samples_of(actor), key, "sample", _("There is no such sample."), False)


def _one(rows: QuerySet[Row], key: object, field: str, missing: str, lock: bool) -> Row:
    if lock:
        rows = rows.select_for_update(of=("self",))
    found = rows.filter(pk=key).first()
    if found is None:
        raise Refused(missing, field=field)
    return found
