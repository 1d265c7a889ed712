"""Reads of award procedures and contracts: those that an actor may see."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    Case,
    F,
    IntegerField,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, JSONObject
from django.utils.translation import gettext as _

from rione.core import clock
from rione.core.identity.rules.actors import Actor
from rione.core.writes import Refused

from ..access.operations import theirs
from ..models import AwardCriterion, AwardProcedure, Contract, ContractVariation, ProcedurePhase
from ..rules import procurement as rules
from ..rules.procurement import Phase

LINKED = ("operation",)


def procedures_of(actor: Actor) -> QuerySet[AwardProcedure]:
    """The procedures that an actor may see, with `state` (one of the rules' STATES)."""
    last = (
        ProcedurePhase.objects.filter(procedure=OuterRef("pk"), actual__isnull=False)
        .order_by()
        .values("procedure")
        .annotate(last=Max("rank"))
        .values("last")
    )
    state = Case(
        When(withdrawn_on__isnull=False, then=Value("withdrawn")),
        *(When(last=at, then=Value(name)) for at, name in enumerate(rules.STATES[1:7], 1)),
        default=Value("planned"),
    )
    return AwardProcedure.objects.filter(theirs(actor)).annotate(
        last=Coalesce(Subquery(last, output_field=IntegerField()), 0), state=state
    )


def contracts_of(actor: Actor) -> QuerySet[Contract]:
    """The contracts that an actor may see, with `varied_cents` and `state`: running, late (its
    delivery is due), delivered, closed."""
    today = clock.today()
    return Contract.objects.filter(theirs(actor)).annotate(
        varied_cents=F("net_cents") - F("amount_cents"),
        state=Case(
            When(closed_on__isnull=False, then=Value("closed")),
            When(delivered_on__isnull=False, then=Value("delivered")),
            When(delivery_due__lt=today, then=Value("late")),
            default=Value("running"),
        ),
    )


def procedure_by_id(actor: Actor, key: UUID, *, lock: bool = False) -> AwardProcedure:
    """A procedure with its operation and the `points` of its criteria, each by `name` and `points`;
    Refused unless the actor may see it. `lock`: rivals wait.
    One SQL statement."""
    criteria = AwardCriterion.objects.filter(procedure=OuterRef("pk")).order_by("id")
    rows = (
        AwardProcedure.objects.filter(theirs(actor))
        .select_related(*LINKED)
        .annotate(
            points=ArraySubquery(criteria.values(said=JSONObject(name="name", points="points")))
        )
    )
    if lock:
        rows = rows.select_for_update(of=("self",))
    found = rows.filter(pk=key).first()
    if found is None:
        raise Refused(_("There is no such procedure."), field="procedure")
    return found


def contract_by_id(actor: Actor, key: UUID, *, lock: bool = False) -> Contract:
    """A contract with its operation and procedure; as `procedure_by_id`."""
    rows = Contract.objects.filter(theirs(actor)).select_related(*LINKED, "procedure")
    if lock:
        rows = rows.select_for_update(of=("self",))
    found = rows.filter(pk=key).first()
    if found is None:
        raise Refused(_("There is no such contract."), field="contract")
    return found


def phases_of(rows: Iterable[ProcedurePhase]) -> dict[str, Phase]:
    """The phases of a procedure by name."""
    return {row.phase: Phase(row.planned, row.actual) for row in rows}


def in_force(rows: Iterable[ContractVariation]) -> list[ContractVariation]:
    """The variations that count: neither taken back nor taking one back, in their order."""
    kept = list(rows)
    undone = {row.reverses_id for row in kept}
    return [row for row in kept if row.reverses_id is None and row.pk not in undone]


def procedure_choices(actor: Actor, operation: UUID, *, kind: str = "") -> list[tuple[str, str]]:
    """(id, title) of the procedures of an operation. One SQL statement."""
    where: dict[str, Any] = {"kind": kind} if kind else {}
    rows = AwardProcedure.objects.filter(Q(operation=operation), theirs(actor), **where)
    return [(str(key), title) for key, title in rows.order_by("title").values_list("id", "title")]
